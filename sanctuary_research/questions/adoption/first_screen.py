"""The first screen of notebook 02 and its headline numbers, computed from the results."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sanctuary_research import words
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.errors import SanctuaryError, attempt_each
from sanctuary_research.questions.adoption import told
from sanctuary_research.questions.adoption.checks import randomized
from sanctuary_research.questions.adoption.series import CRIME_TABLES, NAMES, Asked
from sanctuary_research.questions.adoption.studies import Studies
from sanctuary_research.questions.adoption.three_panels import Panels

PLACES = {"counties": "counties", "agencies": "city and county police", "states": "states"}
DRAWS = 999
EVERY = (*CRIME_TABLES, "policy_events")


def by_rates(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Return one row a panel and crime, those asked for first: counts are the same questions."""
    rows = outcomes[(outcomes["how"] == "rates") & outcomes["estimate"].notna()]
    return rows.sort_values("is_asked", ascending=False, kind="stable").reset_index(drop=True)


def answer(found: Panels, outcomes: pd.DataFrame) -> Exhibit:
    """Say what can be told of the outcome, and what moved most among the others."""
    rows = by_rates(outcomes)
    return Exhibit(
        title="The answer",
        sentences=(*of_the_outcome(rows[rows["is_asked"]], found.asked), *strongest(rows, found)),
        tables=EVERY,
        behind=found.evidence(),
    )


def of_the_outcome(rows: pd.DataFrame, asked: Asked) -> tuple[str, ...]:
    """Return whether a change can be told, and the least and the greatest estimate.

    Parameters
    ----------
    rows : DataFrame
        One row a panel: name, percent, percent_low, percent_high.
    """
    crime = NAMES[asked.outcome]
    if rows.empty:
        return (
            f"None of the panels can tell of {crime} after a policy that limits work with ICE.",
        )
    sides = [told.side(row.percent_low, row.percent_high) for row in rows.itertuples()]
    low, high = rows.loc[rows["percent"].idxmin()], rows.loc[rows["percent"].idxmax()]
    if set(sides) == {"unknown"}:
        first = (
            f"We cannot tell whether recorded {crime} changes after a place limits its work with "
            "immigration authorities."
        )
    else:
        moved = [name for name, one in zip(rows["name"], sides, strict=True) if one != "unknown"]
        first = f"Recorded {crime} changed after adoption in {words.listed(moved)}, by it or not."
    best = f"The best estimates run from {_at(low)} to {_at(high)}"
    if len(rows) == 1:
        best = f"The best estimate is {_at(low)}"
    held = set(sides) == {"unknown"}
    return first, f"{best}; each could as well be a rise as a fall." if held else f"{best}."


def _at(row: pd.Series) -> str:
    return f"{told.percent(row['percent'])} ({PLACES[row['name']]})"


def strongest(rows: pd.DataFrame, found: Panels) -> tuple[str, ...]:
    """Return the other crimes' surest fall and surest rise, each with its likely other cause.

    Surest is the least p-value; that of the rates, since counts ask the same.
    """
    others = rows[~rows["is_asked"] & rows["p_value"].notna()]
    said = []
    for word, part in (("fall", others["percent"] < 0), ("rise", others["percent"] > 0)):
        if part.any():
            row = others[part].sort_values("p_value").iloc[0]
            what = f"{NAMES[row['crime']]} in {PLACES[row['name']]}"
            size = told.percent(row["percent"])
            said.append(f"The surest other {word} is of {what}, {size}; {caution(row, found)}.")
    return tuple(said)


def caution(row: pd.Series, found: Panels) -> str:
    """Return what else could be behind a result, as far as its panel can tell."""
    if row["name"] == "counties":
        if already_moving(found, row["crime"]) * row["percent"] > 0:
            moved = "rising" if row["percent"] > 0 else "falling"
            return f"probably a trend from before, {moved} in their states beside others already"
        return "it may be a trend from before, which one period cannot rule out"
    p = dealt_out(found, row["name"], row["crime"])
    if pd.isna(p):
        return "few states are behind it"
    times = max(round(100 * p), 1)
    return f"dates drawn at random among states do as much in {times} of 100 tries"


def already_moving(found: Panels, crime: str, since: int = 2010, until: int = 2013) -> float:
    """Return by how much the states of adopting counties gained on others before the wave of 2014.

    Raw means of the yearly state counts, each state once: states with an adopter against states
    whose counties are all controls. Crimes per 100,000 people.
    """
    frame = found.counting(crime)["counties"]
    adopting = set(frame.loc[frame["cohort"].notna(), "state_fips"])
    others = set(frame["state_fips"]) - adopting
    rows = found.crime["states"].query("year in [@since, @until]")
    rate = 100_000 * rows[crime].astype(float) / rows["population"].astype(float)
    rate = rate.groupby([rows["year"], rows["state_fips"]]).first().unstack("year")
    change = (rate[until] - rate[since]).dropna()
    return float(
        change[change.index.isin(adopting)].mean() - change[change.index.isin(others)].mean()
    )


def dealt_out(found: Panels, name: str, crime: str) -> float:
    """Return how often dates dealt out among states reach as far; missing where they cannot."""
    asked = found.asked
    frame = found.counting(crime)[name]
    arguments = (crime, asked.weights, "state_fips", asked.control, DRAWS, 0)
    dealt, _ = attempt_each([0], lambda _: randomized(frame, *arguments), SanctuaryError)
    return float(dealt[0]["p_value"]) if dealt else float("nan")


def main_picture(found: Panels, outcomes: pd.DataFrame) -> Exhibit:
    """Show every panel and crime in one picture, the crime asked for first."""
    asked = found.asked
    rows = by_rates(outcomes).assign(name=lambda t: t["line"])
    rows["remark"] = [
        f"{words.count(int(row.n_treated_units), 'adopter')} in "
        f"{words.count(int(row.n_treated_clusters), 'state')}"
        for row in rows.itertuples()
    ]
    drawn, picture = told.bands(rows, main=rows["is_asked"], remark="remark")
    return Exhibit(
        title=finding(rows),
        subtitle=f"Change in recorded crime after adoption, in {told.BEFORE}; "
        f"{told.estimator_name(asked)}, {asked.how.split('; ')[1]}",
        rows=drawn,
        picture=picture,
        alt=f"Changes in {told.BEFORE} with their ranges: {told.in_words(drawn)}.",
        marks=told.MARKS,
        tables=EVERY,
        behind=found.evidence(),
    )


def finding(rows: pd.DataFrame) -> str:
    """Return the title of the main picture: what most ranges include, and which do not.

    >>> rows = pd.DataFrame({"line": ["Violent crime in states", "Homicide in states"],
    ...                      "percent_low": [-9.0, -33.0], "percent_high": [4.0, -5.0]})
    >>> finding(rows)
    '1 of 2 ranges includes no change; that of homicide in states lies below it'
    """
    ranged = rows.dropna(subset="percent_low")
    sides = [told.side(row.percent_low, row.percent_high) for row in ranged.itertuples()]
    n, held = len(sides), sides.count("unknown")
    if not n:
        return "No panel allows a range"
    if held == n:
        return "Every range includes no change"
    parts = [f"{held or 'None'} of {n} ranges {'includes' if held < 2 else 'include'} no change"]
    for side in ("below", "above"):
        lines = [
            line[0].lower() + line[1:]
            for line, one in zip(ranged["line"], sides, strict=True)
            if one == side
        ]
        if lines:
            which = "that of {} lies" if len(lines) == 1 else "those of {} lie"
            parts.append(f"{which.format(words.listed(lines))} {side} it")
    return "; ".join(parts)


def limits(asked: Asked) -> Exhibit:
    """Say what the answer does not show."""
    counties = (
        "Counties have one period before the wave of 2014, too few to test a trend from before.",
        "The author of the county file has withdrawn it, because gaps in it were filled by "
        "estimates.",
    )
    return Exhibit(
        title="What this does not show",
        sentences=(
            "It cannot show what a policy causes: whatever else changed in the same places in the "
            "same years is in it.",
            "It cannot show crimes that nobody reported.",
            "“We cannot tell” is not “no change”.",
            *(counties if "counties" in asked.held else ()),
        ),
    )


def headlines(
    found: Panels,
    study: Studies,
    outcomes: pd.DataFrame,
    judged: pd.DataFrame,
    together: pd.DataFrame,
    switched: Studies,
) -> list[dict]:
    """Return the headline numbers, each as the arguments of `prose.headline`."""
    asked, numbers = found.asked, []

    def add(of: str, name: str, value: float, unit: str, *ends: float, digits: int = 1) -> None:
        low, high = ends or (None, None)
        record = {"name": name, "value": value, "unit": unit, "low": low, "high": high}
        numbers.append(record | {"digits": digits, "exhibit": of, "tables": EVERY})

    for row in study.overall.itertuples():
        add(
            told.EVERY_CRIME, _changed(asked.outcome, row.name), row.percent, "percent", *_ends(row)
        )
    for row in by_rates(outcomes).query("not is_asked").itertuples():
        add(told.EVERY_CRIME, _changed(row.crime, row.name), row.percent, "percent", *_ends(row))
    for row in switched.overall.dropna(subset=["estimate"]).itertuples():
        name = f"{_changed(asked.outcome, row.name)}, after Secure Communities"
        add(told.around_secure(asked), name, row.percent, "percent", *_ends(row))
    is_wild = (judged["method"] == "wild cluster bootstrap") & (judged["level"] != "place")
    for row in judged[is_wild].itertuples():
        name = f"two-way estimate, {row.name}, wild bootstrap by state"
        add(
            told.EVERY_WAY,
            name,
            row.estimate,
            f"{asked.crimes} per 100,000 people",
            row.conf_low,
            row.conf_high,
        )
    for row in study.overall.itertuples():
        add(
            told.EVERY_CRIME,
            f"states with adopters, {row.name}",
            row.n_treated_clusters,
            "states",
            digits=0,
        )
    is_median = together["statistic"].fillna("").str.startswith("median")
    for row in together[is_median].itertuples():
        name = f"dates drawn at random reach the median of all choices, {row.name}"
        add(told.JOINTLY, name, 100 * row.p_value, "% of draws")
    return numbers


def _changed(crime: str, name: str) -> str:
    return f"change in {NAMES[crime]}, {PLACES[name]}"


def _ends(row) -> Sequence[float]:
    return row.percent_low, row.percent_high
