"""The exhibits of the 23 letters of January 2018: place by place, their sums, how sure they are."""

from __future__ import annotations

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import datasets
from sanctuary_research.display import money
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.questions.money.amounts import EVIDENCE, in_words, place_names, stated, told
from sanctuary_research.questions.money.letters import (
    REPORTED_USD,
    THREAT,
    chances,
    letters_as_amounts,
)
from sanctuary_research.questions.money.totals import Total, total_threatened

LETTERS = "jag_awards_2018_letters"
SUMS = {
    "reported": "FY2016, as newspapers had it",
    "bracket": "FY2016, sum of the 23 places",
    "published": "FY2017, list as published",
    "corrected": "FY2017, list corrected",
}


def four_totals() -> dict[str, Total]:
    """Return the reported sum, that of the places, and the list of 2017 before and after."""
    letters = datasets.load_jag_awards_2018_letters()
    published = letters_as_amounts(letters, fiscal_year=2017, as_published=True)
    return {
        "reported": total_threatened(stated(), threat_id=THREAT, fiscal_year=2016),
        "bracket": total_threatened(letters_as_amounts(letters, fiscal_year=2016)),
        "published": total_threatened(published),
        "corrected": total_threatened(letters_as_amounts(letters, fiscal_year=2017)),
    }


def four_sums() -> Exhibit:
    """Show the reported sum beside that of the places, and the list of 2017."""
    found = four_totals()
    rows = pd.DataFrame(
        [
            {"name": SUMS[key], "amount_usd": t.total, "low_usd": t.low, "high_usd": t.high}
            for key, t in found.items()
        ]
    )
    bracket, reported = found["bracket"], found["reported"]
    return Exhibit(
        title=f"The 23 places had about {rounded(bracket.total)} in 2016; newspapers wrote "
        f"{words.money(reported.total)}",
        subtitle="Byrne JAG grants of the 23 places written to in January 2018, US dollars of one "
        "year",
        rows=rows,
        picture=lambda narrow: money.amounts(
            rows, narrow, is_log=False, xlabel="US dollars, nominal"
        ),
        alt=told("Four sums", rows, "{name} {usd}"),
        marks="Line: lowest and highest figure that fits what is known; none: not known",
        sentences=(agreement(bracket, reported), _of_the_nation(bracket)),
        tables=(LETTERS, "threat_amounts", "jag_context"),
        behind=pd.concat([t.counted for t in found.values()])[EVIDENCE].drop_duplicates(),
    )


def rounded(dollars: float) -> str:
    """Return millions of dollars without a decimal, for sums that are known no better.

    >>> rounded(37_667_479)
    '$38 million'
    """
    return words.money(round(dollars, -6))


def agreement(bracket: Total, reported: Total) -> str:
    """Say whether what newspapers reported lies within what is known."""
    both = min(bracket.high, reported.high) - max(bracket.low, reported.low)
    verdict = "overlap: plausible, not confirmed" if both > 0 else "do not overlap: not confirmed"
    return (
        f"The places sum to {words.money(bracket.low)} to {words.money(bracket.high)}; "
        f"“{words.money(reported.total)}” stands for {words.money(reported.low)} to "
        f"{words.money(reported.high)}; the two {verdict}."
    )


def _of_the_nation(bracket: Total) -> str:
    context = datasets.load_jag_context()
    nation = context.query("measure == 'national_available' and fiscal_year == 2016")
    whole = nation["amount_usd"].item()
    share = words.number(100 * bracket.total / whole, 0)
    return f"That is {share} % of the {words.money(whole)} of the whole programme that year."


def places() -> Exhibit:
    """Show each place's money of 2016 and of 2017, and how it is known."""
    letters = datasets.load_jag_awards_2018_letters().sort_values("fy2016_usd", ascending=False)
    letters["place"] = letters["jurisdiction_id"].map(place_names())
    first = letters_as_amounts(letters, fiscal_year=2016)
    drawn = first.assign(name=letters["place"], kind=first["precision"])
    known = letters["fy2016_precision"].value_counts()
    largest = letters.iloc[0]
    return Exhibit(
        title=f"{largest['place']} had most, {words.money(largest['fy2016_usd'])}",
        subtitle="Byrne JAG of the 23 places, fiscal year 2016, nominal US dollars",
        rows=letters,
        columns=(
            "place",
            "fy2016_usd",
            "fy2016_precision",
            "fy2017_published_usd",
            "fy2017_corrected_usd",
            "joint_award",
        ),
        titles={
            "fy2016_usd": "2016",
            "fy2017_published_usd": "2017, published",
            "fy2017_corrected_usd": "2017, corrected",
        },
        picture=lambda narrow: money.amounts(
            drawn, narrow, xlabel="US dollars, nominal (logarithmic)"
        ),
        alt=told("Byrne JAG of 2016 by place", drawn, "{name} {usd}"),
        marks="Line: lowest and highest figure that fits what is known",
        sentences=(
            "Amounts of 2016: "
            + words.listed([f"{n} {name}" for name, n in known.items()])
            + "; what is estimated is scaled from the published list of 2017 or a state's share.",
        ),
        tables=(LETTERS,),
        behind=first[EVIDENCE],
    )


def oregon() -> Exhibit:
    """Show why one line of the list of 2017 is corrected."""
    letters = datasets.load_jag_awards_2018_letters().set_index("jurisdiction_id")
    own, other = letters.loc["oregon"], letters.loc["california"]
    context = datasets.load_jag_context()
    award = context.query("jurisdiction_id == 'oregon' and measure == 'state_award'").iloc[0]
    said = stated().query("jurisdiction_id == 'oregon'").dropna(subset="amount_usd")
    bounds = ["amount_usd", "low_usd", "high_usd"]
    lines = [
        (f"Oregon, award of {award['fiscal_year']}", *award[bounds]),
        ("Oregon, 2016", *own[[f"fy2016_{end}" for end in ("usd", "low_usd", "high_usd")]]),
        ("Oregon, 2017 as published", own["fy2017_published_usd"], None, None),
        ("Oregon, 2017 corrected", own["fy2017_corrected_usd"], None, None),
        *(
            (f"Oregon, {_years(row)}, as the state said", *row[bounds])
            for _, row in said.iterrows()
        ),
        ("California, 2017 as published", other["fy2017_published_usd"], None, None),
    ]
    rows = pd.DataFrame(lines, columns=["name", *bounds]).astype(dict.fromkeys(bounds, float))
    found = four_totals()
    share = 100 * own["fy2017_published_usd"] / found["published"].total
    return Exhibit(
        title="Oregon's published line is larger than California's",
        subtitle="Byrne JAG, nominal US dollars",
        rows=rows,
        picture=lambda narrow: money.amounts(
            rows, narrow, is_log=False, xlabel="US dollars, nominal"
        ),
        alt=told("Byrne JAG amounts", rows, "{name} {usd}"),
        sentences=(
            f"As published the list sums to {words.money(found['published'].total)}, of which "
            f"Oregon is {words.number(share, 0)} %; corrected it sums to "
            f"{words.money(found['corrected'].total)}.",
            own["note"],
        ),
        tables=(LETTERS, "jag_context", "threat_amounts"),
        behind=said[EVIDENCE],
    )


def _years(row: pd.Series) -> str:
    until = row["fiscal_year_to"]
    return f"{row['fiscal_year']}" if pd.isna(until) else f"{row['fiscal_year']} and {until}"


def levels() -> Exhibit:
    """Show states against localities, and the money that may not be added to a state's."""
    rows = letters_as_amounts(datasets.load_jag_awards_2018_letters(), fiscal_year=2016)
    kinds = rows["level"].eq("state").map({True: "states", False: "localities"})
    by_kind = {name: total_threatened(group) for name, group in rows.groupby(kinds)}
    whole = sum(total.total for total in by_kind.values())
    amounts = stated()
    through = amounts[amounts["passes_through"].fillna(False).astype(bool)]
    return Exhibit(
        title="Money that reaches a place through its state: never added to the state's",
        rows=in_words(through, "concept"),
        columns=("place", "concept", "fiscal_year", "amount_usd", "note", "evidence_id"),
        digits=0,
        sentences=tuple(
            f"{len(t.counted)} {name}: {words.money(t.total)} ({t.bounds()}), "
            f"{words.number(100 * t.total / whole, 0)} % of the sum."
            for name, t in by_kind.items()
        ),
        tables=(LETTERS, "threat_amounts"),
        behind=through[EVIDENCE],
    )


def state_share() -> float:
    """Return the share of the states in the sum of 2016, in percent."""
    rows = letters_as_amounts(datasets.load_jag_awards_2018_letters(), fiscal_year=2016)
    states = rows.loc[rows["level"].eq("state"), "amount_usd"].sum()
    return float(100 * states / rows["amount_usd"].sum())


def simulated() -> Exhibit:
    """Show the sum of 2016 drawn many times, under four assumptions."""
    letters = datasets.load_jag_awards_2018_letters()
    rows = chances(letters)
    least = REPORTED_USD - 0.5e6
    known = letters["fy2016_precision"].value_counts()
    return Exhibit(
        title="Drawn many times, the sum seldom reaches what rounds to $39 million",
        subtitle="Sum of the 23 places, fiscal year 2016, nominal US dollars",
        rows=rows,
        columns=("name", "amount_usd", "low_usd", "high_usd", "chance_percent", "mc_percent"),
        titles={
            "name": "Assumption",
            "amount_usd": "Median",
            "low_usd": "2.5 %",
            "high_usd": "97.5 %",
            "chance_percent": "Rounds to $39 million, % of draws",
        },
        digits={"amount_usd": 0, "low_usd": 0, "high_usd": 0, "chance_percent": 1}
        | {"mc_percent": 2},
        picture=lambda narrow: money.amounts(
            rows,
            narrow,
            is_log=False,
            references=[(least, "rounds to $39 million from here")],
            xlabel="US dollars, nominal",
        ),
        alt=told(f"Medians of the drawn sums, beside {words.money(least)}", rows, "{name} {usd}"),
        marks="Mark: median; line: 95 % of the draws",
        sentences=(
            f"The {known.get('estimated', 0)} scaled rows are drawn between their bounds, all at "
            "one quantile (shared) or each by itself (independent), with most weight at the point "
            "(triangular) or none (uniform).",
            f"The {known.get('rounded', 0)} rounded rows are drawn inside their rounding; exact "
            "rows are fixed.",
            "No draw knows of joint awards, which the reported figure may have counted whole: "
            "with Chicago's alone the sum would be higher by what its partners get.",
            "So this is no chance that the newspapers were right.",
        ),
        tables=(LETTERS,),
        behind=letters_as_amounts(letters, fiscal_year=2016)[EVIDENCE],
    )
