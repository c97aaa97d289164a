"""The exhibits of notebook 01: what each question shows, with its words and its sources."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sanctuary_research import words
from sanctuary_research.data.definitions import leaves, reading_date
from sanctuary_research.display import maps, pictures
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.methods import screens
from sanctuary_research.questions.asking import evidence, numbers, on_map, the_answer
from sanctuary_research.questions.caveats import BAR, NOT_SHOWN, of_ice
from sanctuary_research.questions.crime_rates import asked as ask
from sanctuary_research.questions.crime_rates import said
from sanctuary_research.questions.crime_rates.asked import ALL_TABLES, Asked, title_of
from sanctuary_research.questions.crime_rates.frames import GROUPED, TABLES, label_date
from sanctuary_research.questions.crime_rates.gaps import KEYS, EveryGap, Gap
from sanctuary_research.questions.crime_rates.variants import published

ENDS, SURE = ["conf_low", "conf_high"], "How far the estimate may be off"
ARMS = {arm: said for arm, (said, *_) in maps.ARMS.items()}
MARKS = (
    f"{BAR}Wong (2017): report for the Center for American Progress; its list is not public, "
    "nor its method known in full, so that our bars neither refute nor confirm it. "
)


def answer(gap: Gap, every: EveryGap) -> Exhibit:
    """Show the answer in plain words."""
    return the_answer(*said.answer(gap, every), tables=gap.asked.tables, behind=gap.behind())


def limits(gap: Gap) -> Exhibit:
    """Show what the answer does not show."""
    rows = gap.behind()[["county_fips", "years"]]
    return Exhibit(NOT_SHOWN, sentences=said.limits(gap), tables=gap.asked.tables, behind=rows)


def main_picture(every: EveryGap, gap: Gap) -> Exhibit:
    """Show every definition in one picture, the one asked for first.

    See `one_each` for what each is compared with.
    """
    asked = gap.asked
    drawn = one_each(every, asked)
    told = published(gap).query("scope == 'all counties' and published < 0")
    fewer = told["study"] + ", another method: " + told["published"].abs().map("{:g} fewer".format)
    references = list(zip(told["published"], fewer, strict=True))
    loose = drawn.loc[drawn["comparison"] == "others", "name"].tolist()
    bare = drawn.loc[drawn["conf_low"].isna(), "name"].tolist()
    hollow = f"{words.listed(bare)}: a dot without a bar, since no range could be trusted. "
    known = drawn.loc[drawn["definition"] != "own", "definition"]
    late = max(reading_date(name, asked.year).year for name in known) - asked.year
    later = f"The lists of {asked.year + late} name places {late} years after these crimes. "
    silent = f"Counties we know nothing about are counted as non-sanctuary: {words.listed(loose)}. "
    unit = f"{ask.MEANT[asked.outcome]} per 10,000 people"
    look = {"xlabel": unit, "references": references, "ends": edges(drawn, references)}
    return Exhibit(
        title=said.finding(drawn),
        subtitle=f"How many more or fewer {unit} in {asked.year} in sanctuary counties than in "
        f"{said.LIKE[asked.adjustment]}others, by definition; {ask.COUNTED[asked.weights]}. "
        "Detainer: ICE's request that a jail hold somebody longer",
        rows=drawn,
        picture=lambda narrow: pictures.bands(drawn, narrow, **look),
        alt=said.alt(drawn, f"{unit} in {asked.year}"),
        marks=f"{MARKS}{hollow * bool(bare)}{silent * bool(loose)}"
        f"{later * bool(late > 1)}{of_ice(asked.year)}",
        tables=(*ALL_TABLES, "published_estimates"),
        behind=pd.concat([every.behind, evidence("published_estimates", told)]),
    )


def one_each(every: EveryGap, asked: Asked) -> pd.DataFrame:
    """Return one row a definition, as the main picture draws it.

    The one asked for is first, then those whose range leaves out no difference.
    Each stands against the comparison asked for; where that is *neither*, definitions made of
    events stand against all others, since hardly any county has a record of having none.
    """
    table = every.one(asked.adjustment, asked.weights)
    is_loose = table["definition"].map(is_of_events) & (table["definition"] != asked.definition)
    usual = "others" if asked.comparison == "neither" else asked.comparison
    wanted = pd.Series(asked.comparison, table.index).mask(is_loose, usual)
    has_others = table.loc[table["comparison"] == "others", "definition"]
    wanted = wanted.mask(wanted.eq("others") & ~table["definition"].isin(has_others), "neither")
    drawn = table[table["comparison"] == wanted].reset_index(drop=True)
    drawn["name"] = drawn["definition"].map(title_of)
    drawn["remark"] = [_remark(row) for row in drawn.itertuples()]
    drawn["stands_out"] = [every.stands_out(*key) for key in drawn[KEYS].itertuples(index=False)]
    drawn["is_main"] = drawn["definition"] == asked.definition
    drawn["is_named"] = drawn[ENDS].prod(axis=1, skipna=False).gt(0)  # by the title
    order = {"by": ["is_main", "is_named"], "ascending": False, "kind": "stable"}
    return drawn.sort_values(**order, ignore_index=True)


def is_of_events(definition: str) -> bool:
    """Return whether a definition is read from dated events."""
    return definition != "own" and any(leaf.kind == "events" for leaf in leaves(definition))


def edges(drawn: pd.DataFrame, references: list[tuple[float, str]]) -> tuple[float, float]:
    """Return the edges of the main picture: every estimate is inside, the widest ranges are not."""
    ends = drawn[["conf_low", "conf_high"]].abs().max(axis=1)
    inside = [*drawn["estimate"].abs().dropna(), *(abs(value) for value, _ in references)]
    far = max([1.5 * ends.median(), ends[drawn["is_main"]].max(), *inside])
    return -1.1 * far, 1.1 * far


def _remark(row) -> str:
    """Return the estimate with its range in words."""
    if pd.isna(row.estimate):
        return "cannot be compared"
    ends = said.span(row) if pd.notna(row.conf_low) else "uncertainty not known"
    return f"{said.amount(row.estimate)} ({ends})"


def by_definition(every: EveryGap, asked: Asked) -> Exhibit:
    """Show the difference under every definition and comparison, adjusted as asked."""
    chosen = every.one(asked.adjustment, asked.weights)
    drawn = set(one_each(every, asked)[KEYS].itertuples(index=False, name=None))
    later = [key not in drawn for key in chosen[KEYS].itertuples(index=False, name=None)]
    counted = "person" if asked.weights == "county" else "county"
    other = one_each(every, asked.but(weights=counted)).query("is_main").iloc[0]
    return estimates(
        named(chosen.iloc[np.argsort(later, kind="stable")]),
        "definition estimate range comparison n_sanctuary n_comparison "
        "effective_clusters_sanctuary effective_clusters_comparison",
        title="The difference under every definition and comparison",
        subtitle=f"{asked.measured}, sanctuary minus comparison; {ask.ADJUSTED[asked.adjustment]}, "
        f"{ask.COUNTED[asked.weights]}",
        note="The first rows are those of the picture.",
        tables=ALL_TABLES,
        behind=every.behind,
        first=max(len(drawn), 12),
        sentences=said.otherwise(other),
    )


def battery(every: EveryGap, asked: Asked) -> Exhibit:
    """Show every definition, comparison, adjustment and weighting."""
    table, withheld = every.table, every.withheld
    none = int(table["estimate"].isna().sum())
    ends = " to ".join(map(said.amount, table["estimate"].agg(["min", "max"])))
    return estimates(
        named(table),
        "definition estimate range comparison adjustment weights df n_sanctuary n_comparison",
        title="Every definition, comparison, adjustment and weighting",
        subtitle=asked.measured,
        tables=ALL_TABLES,
        behind=every.behind,
        sentences=f"Of {len(table)} combinations {none} cannot be estimated and {withheld} have no "
        f"honest range; the estimates run from {ends} per 10,000 people. They share their "
        "counties, so their number is no evidence.",
    )


def by_arm(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """Count counties or agencies by the values of a column and by group."""
    table = pd.crosstab(frame[column], frame["arm"]).reindex(columns=[*ARMS], fill_value=0)
    return table.rename_axis(columns=None).reset_index()


def named(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with the words for their choices in place of the names."""
    chosen = {"comparison": ask.COMPARED, "adjustment": ask.ADJUSTED}
    return rows.replace(chosen).assign(definition=rows["definition"].map(title_of))


def ranged(rows: pd.DataFrame, digits: int | pd.Series = 1) -> tuple[pd.DataFrame, str]:
    """Return rows with their interval as text, or the letter of why there is none, and the key."""
    why = rows.get("withheld", pd.Series("", rows.index)).where(rows["conf_low"].isna(), "")
    letters = {text: chr(97 + k) for k, text in enumerate(dict.fromkeys(t for t in why if t))}
    ends = rows.assign(digits=digits)[["conf_low", "conf_high", "digits"]]
    spans = [words.interval(*one) for one in ends.itertuples(index=False)]
    none = [f"none ({letters[text]})" if text else "none" for text in why]
    key = "; ".join(f"({letter}) {text}" for text, letter in letters.items())
    rows = rows.assign(range=np.where(rows["conf_low"].isna(), none, spans))
    return rows, f"No range: {key}." if key else ""


def estimates(
    rows: pd.DataFrame, columns: str, digits_of_range: int | pd.Series = 1, **about: Any
) -> Exhibit:
    """Show estimates with their range, or the letter of why there is none; ``note`` follows it."""
    shown, why = ranged(rows, digits_of_range)
    note = f"{why} {about.pop('note', '')}".strip()
    return Exhibit(rows=shown, columns=columns, note=note, **about)


def kept(frame: pd.DataFrame, asked: Asked) -> Exhibit:
    """Show how many counties and people are kept, and why the others are left out."""
    order = pd.Categorical(frame["screen"], screens.REASONS)
    rows = screens.tally(frame.assign(order=order).sort_values("order"), "screen")
    rows["percent_of_people"] = 100 * rows["people"] / rows["people"].sum()
    stay, of_year = frame[frame["screen"] == screens.KEPT], frame.assign(year=asked.year)
    people = f"{words.people(stay['population'].sum())} people"
    return Exhibit(
        title=f"Counties and people kept, and why others are left out, {asked.year}",
        rows=rows,
        columns="screen counties people percent_of_people",
        tables=TABLES,
        behind=evidence("county_crime", of_year, "county_fips", "name", "screen"),
        sentences=(
            screens.coverage_note(frame, asked.min_coverage),
            f"{words.count(len(stay), 'county', 'counties')} with {people} are kept; on average "
            f"they recorded {words.number(stay[asked.rate].mean())} {asked.unit}.",
        ),
    )


def label_map(frame: pd.DataFrame, asked: Asked) -> Exhibit:
    """Show on a map which group each county is in."""
    counts = frame["arm"].value_counts()
    told = [f"{counts[arm]:,} {name.lower()}" for arm, name in ARMS.items() if arm in counts]
    return Exhibit(
        title=f"{counts.get('limit', 0):,} counties count as sanctuary under “{asked.name}”",
        subtitle=f"Counties by group on {words.date(label_date(asked).date())}",
        rows=frame[["county_fips", "name", "state", "arm", "reason"]],
        picture=lambda narrow: on_map(maps.county_map, frame, narrow),
        alt=f"Map of the counties: {words.listed(told)}.",
        marks="Limit: what the definition calls a sanctuary. Not coded: no record allows to say",
        tables=asked.label_tables,
        sentences=(asked.own.coverage() if asked.own else "", said.not_coded(frame)),
        behind=frame[GROUPED],
    )


def headlines(gap: Gap, every: EveryGap, frame: pd.DataFrame) -> list[dict]:
    """Return the headline numbers, each as the arguments of `prose.headline`."""
    asked, row = gap.asked, gap.row
    stay = frame[frame["screen"] == screens.KEPT]
    raw, found = gap.found.row("raw", asked.weights), every.table["estimate"]
    one, many = by_definition(every, asked).title, battery(every, asked).title
    people = stay["population"].sum() / 1e6
    return [
        *numbers(
            SURE,
            ("difference as asked", row["estimate"], asked.unit, 1, *row[ENDS]),
            ("degrees of freedom of its interval", row["df"], "", 1),
        ),
        *numbers(
            many,
            ("difference without adjustment", raw["estimate"], asked.unit, 1, *raw[ENDS]),
            ("lowest estimate", found.min(), asked.unit, 1),
            ("highest estimate", found.max(), asked.unit, 1),
            ("estimates", found.count(), f"of {len(found)} combinations", 0),
            ("ranges withheld", every.withheld, "estimates", 0),
        ),
        *numbers(
            one,
            ("sanctuary counties", row["n_sanctuary"], "counties", 0),
            ("comparison counties", row["n_comparison"], "counties", 0),
        ),
        *numbers(
            kept(frame, asked).title,
            ("counties kept", len(stay), "counties", 0),
            ("people in kept counties", people, "million people", 1),
        ),
    ]
