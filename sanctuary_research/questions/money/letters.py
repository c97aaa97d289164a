"""The 23 letters of January 2018: as rows that a total can count, their sums, place by place."""

from __future__ import annotations

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import datasets
from sanctuary_research.data.kept import kept
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.errors import check_known
from sanctuary_research.methods.groups.columns import require_columns
from sanctuary_research.questions.asking import evidence
from sanctuary_research.questions.money import ledger
from sanctuary_research.questions.money.counting import Total, total_threatened

THREAT, LETTERS = "jag_letters_2018_01", "jag_awards_2018_letters"
SUMS = {
    "reported": "FY2016, as newspapers had it",
    "bracket": "FY2016, sum of the 23 places",
    "published": "FY2017, list as published",
    "corrected": "FY2017, list corrected",
}


def letters_as_amounts(
    letters: pd.DataFrame, *, fiscal_year: int, as_published: bool = False
) -> pd.DataFrame:
    """Return the letters' Byrne JAG money of one year in the columns of `threat_amounts`.

    FY2016 has points with bounds; FY2017 is the published allocation list, corrected for Oregon
    (an estimate without bounds) unless ``as_published``. Each row is one place's own allocation
    line, so the shares of a joint award add up to it and none is the award itself.

    Parameters
    ----------
    letters : pandas.DataFrame
        The table `jag_awards_2018_letters`.
    fiscal_year : {2016, 2017}
        Which year's money.
    as_published : bool
        Whether FY2017 keeps Oregon's amount as printed.

    Returns
    -------
    pandas.DataFrame
        One row a place; ``amount_usd``, ``low_usd`` and ``high_usd`` in nominal US dollars.
    """
    check_known("fiscal year of the letters", fiscal_year, (2016, 2017))
    require_columns(letters, ["fy2016_usd", "fy2017_published_usd"])
    if fiscal_year == 2016:
        columns = ["fy2016_usd", "fy2016_low_usd", "fy2016_high_usd"]
        precision = letters["fy2016_precision"]
        basis = precision.map({"rounded": "agency"}).fillna("press")
    else:
        columns = [f"fy2017_{'published' if as_published else 'corrected'}_usd"] * 3
        guessed = letters["is_fy2017_corrected"] & (not as_published)
        precision, basis = guessed.map({True: "estimated", False: "exact"}), "agency"
    rows = letters[["jurisdiction_id", "level", "state", "certainty"]].assign(
        precision=precision,
        basis=basis,
        source_id=letters["fy2016_source_id" if fiscal_year == 2016 else "source_id"],
        amount_id=f"letter_{fiscal_year}_" + letters["jurisdiction_id"],
        threat_id=THREAT,
        programme="byrne_jag",
        concept="annual_award",
        unit="usd_per_year",
        fiscal_year=fiscal_year,
        overlap_group="byrne_jag/" + letters["jurisdiction_id"],
        entity="government",
        evidence_table=LETTERS,
        evidence_id=letters["jurisdiction_id"],
    )
    rows[ledger.USD] = letters[columns].to_numpy(float)
    if fiscal_year == 2017:
        rows.loc[guessed, ["low_usd", "high_usd"]] = float("nan")
    return rows


@kept(LETTERS, *ledger.STATED)
def of_letters(fiscal_year: int, **how: bool) -> pd.DataFrame:
    """Return the letters of the table as amounts (see `ledger.of_threats`)."""
    letters = datasets.load_jag_awards_2018_letters()
    return ledger.of_threats(letters_as_amounts(letters, fiscal_year=fiscal_year, **how))


def every_amount() -> pd.DataFrame:
    """Return the amounts of the table and the letters of both years, with places and evidence."""
    return pd.concat([ledger.stated(), of_letters(2016), of_letters(2017)], ignore_index=True)


@kept(LETTERS, *ledger.STATED)
def four_totals() -> dict[str, Total]:
    """Return the reported sum, that of the places, and the list of 2017 before and after."""
    return {
        "reported": total_threatened(ledger.stated(), threat_id=THREAT, fiscal_year=2016),
        "bracket": total_threatened(of_letters(2016)),
        "published": total_threatened(of_letters(2017, as_published=True)),
        "corrected": total_threatened(of_letters(2017)),
    }


def four_sums() -> Exhibit:
    """Show the reported sum beside that of the places, and the list of 2017."""
    found = four_totals()
    sums = [(SUMS[key], t.total, t.low, t.high) for key, t in found.items()]
    rows = pd.DataFrame(sums, columns=["name", *ledger.USD])
    bracket, reported = found["bracket"], found["reported"]
    return Exhibit(
        title=f"The 23 places had about {rounded(bracket.total)} in 2016; newspapers wrote "
        f"{words.money(reported.total)}",
        subtitle="Byrne JAG grants of the 23 places of the letters, one year's money",
        marks="Line: lowest and highest figure that fits what is known; none: not known",
        sentences=(agreement(bracket, reported), _of_the_nation(bracket)),
        tables=(LETTERS, "threat_amounts", "jag_context"),
        behind=ledger.together(
            *(total.counted for total in found.values()), evidence("jag_context", _nation())
        ),
        **ledger.drawn(rows, "Four sums", "{name} {usd}", "US dollars", is_log=False),
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


def _nation() -> pd.DataFrame:
    context = datasets.load_jag_context()
    return context.query("measure == 'national_available' and fiscal_year == 2016")


def _of_the_nation(bracket: Total) -> str:
    whole = _nation()["amount_usd"].item()
    share = words.number(100 * bracket.total / whole, 0)
    return f"That is {share} % of the {rounded(whole)} of the whole programme that year."


def places() -> Exhibit:
    """Show each place's money of 2016 and of 2017, how it is known, and what is corrected."""
    rows = ledger.placed(datasets.load_jag_awards_2018_letters()).sort_values("place")
    sums, oregon = four_totals(), rows.set_index("jurisdiction_id").loc["oregon"]
    share = 100 * oregon["fy2017_published_usd"] / sums["published"].total
    return ledger.rows_of(
        (LETTERS,),
        rows,
        "place fy2016_usd fy2016_low_usd fy2016_high_usd fy2016_precision "
        "fy2017_published_usd fy2017_corrected_usd joint_award",
        title="What each of the 23 places had",
        subtitle="Byrne JAG, US dollars of a fiscal year",
        titles={"fy2016_usd": "2016", "fy2016_low_usd": "Low", "fy2016_high_usd": "High"}
        | {"fy2017_published_usd": "2017, published", "fy2017_corrected_usd": "2017, corrected"},
        note="What is estimated is scaled from the list of 2017 or from a state's share.",
        sentences=(
            f"As published the list of 2017 sums to {words.money(sums['published'].total)}, of "
            f"which Oregon is {words.number(share, 0)} %; corrected it sums to "
            f"{words.money(sums['corrected'].total)}.",
            oregon["note"],
        ),
    )


def divided(column: str) -> pd.DataFrame:
    """Return the sum of 2016 divided by ``level`` or ``precision``: kind, rows, sums, percent."""
    rows = of_letters(2016)
    level = rows["level"].where(rows["level"].eq("state"), "locality")
    kind = rows.assign(level=level)[column]
    found = rows.groupby(kind)[ledger.USD].sum().rename_axis("kind")
    found.insert(0, "rows", kind.value_counts())
    return found.assign(percent=100 * found["amount_usd"] / found["amount_usd"].sum())


def parts(column: str) -> Exhibit:
    """Show the sum of 2016 divided by ``level`` or ``precision``."""
    rows = divided(column).reset_index()
    return Exhibit(
        title=f"Byrne JAG of 2016, by {column}",
        rows=rows,
        columns=list(rows),
        titles={"kind": "Which", "rows": "Places", "percent": "% of the sum"},
        digits=0,
        tables=(LETTERS,),
        behind=of_letters(2016)[ledger.EVIDENCE],
    )
