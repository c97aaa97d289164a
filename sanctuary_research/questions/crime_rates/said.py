"""The answers of notebook 01 in plain words, computed from the results."""

from __future__ import annotations

from datetime import date as day

import pandas as pd

from sanctuary_research import words
from sanctuary_research.questions.crime_rates.asked import AGAINST, MEANT, WHO, Asked, title_of
from sanctuary_research.questions.crime_rates.gaps import Gap

PLANNED = day(2026, 11, 27)
PLAN = "docs/plans/01.md"
TELL = {"more": "More.", "fewer": "Fewer.", "unknown": "We cannot tell."}
LIKE = {
    "raw": "",
    "regression": "of like region, size and make-up ",
    "cem": "matched on size and make-up ",
    "entropy": "reweighted to like region, size and make-up ",
}


def amount(value: float) -> str:
    """Return a difference in whole crimes.

    >>> amount(-44.4), amount(0.2)
    ('44 fewer', '0 more')
    """
    if pd.isna(value):
        return "no estimate"
    whole = round(value)
    return f"{words.number(abs(whole), 0)} {'fewer' if whole < 0 else 'more'}"


def span(row) -> str:
    """Return the range of an estimate in whole crimes, or that it has none.

    >>> span(pd.Series({"conf_low": -3.0, "conf_high": 5.0}))
    '3 fewer to 5 more'
    >>> span(pd.Series({"conf_low": 1.0, "conf_high": 5.0}))
    '1 to 5 more'
    """
    if pd.isna(row.conf_low):
        return "no honest range"
    low, high = amount(row.conf_low), amount(row.conf_high)
    if low.split()[1] == high.split()[1]:
        ends = sorted([row.conf_low, row.conf_high], key=abs)
        return f"{words.number(abs(ends[0]), 0)} to {amount(ends[1])}"
    return f"{low} to {high}"


def verdict(low: float, high: float) -> str:
    """Return the name of what an interval allows to say: a rule fixed before the result.

    >>> verdict(-3, 5), verdict(1, 5), verdict(float("nan"), float("nan"))
    ('unknown', 'more', 'unknown')
    """
    if low > 0:
        return "more"
    return "fewer" if high < 0 else "unknown"


def answer(gap: Gap) -> tuple[str, ...]:
    """Return the answer in plain words: what can be told, the difference, how far it may be off."""
    asked, row = gap.asked, gap.row
    if pd.isna(row["estimate"]):
        return (f"This cannot be asked of the records: {row['withheld']}.",)
    other = LIKE[asked.adjustment] + AGAINST[asked.comparison].removeprefix("counties ")
    counted = "" if asked.weights == "county" else " Places count by their people."
    found = (
        f"In {asked.year}, {WHO[asked.definition]} recorded {amount(row['estimate'])} "
        f"{MEANT[asked.outcome]} per 10,000 people than {_counties(asked)}{other}.{counted}"
    )
    if pd.isna(row["conf_low"]):
        return (TELL["unknown"], found, f"No honest range can be given: {row['withheld']}.")
    reach = f"The uncertainty runs from {span(row)}."
    return (TELL[verdict(row["conf_low"], row["conf_high"])], found, reach)


def _counties(asked: Asked) -> str:
    return "" if asked.comparison == "others" and asked.adjustment == "raw" else "counties "


def otherwise(row: pd.Series) -> tuple[str, ...]:
    """Return the estimate with people counted in place of places, or the reverse."""
    counted = "person" if row["weights"] == "person" else "county"
    if pd.isna(row["estimate"]):
        return (f"With each {counted} counted once there is no estimate: {row['withheld']}.",)
    start = f"With each {counted} counted once the first row would be {amount(row['estimate'])}"
    if pd.isna(row["conf_low"]):
        return (f"{start}, without an honest range: {row['withheld']}.",)
    return (f"{start} ({span(row)}).",)


def limits(gap: Gap) -> tuple[str, ...]:
    """Return what the answer does not show."""
    unknown = verdict(gap.row["conf_low"], gap.row["conf_high"]) == "unknown"
    return (
        "This compares places with each other, not a place with itself before and after.",
        "It cannot show what a policy causes, nor crimes that nobody reported.",
        *(["“We cannot tell” is not “no difference”."] if unknown else []),
        "The author of the crime file has withdrawn it, because gaps in it were filled by "
        "estimates; it is still used here because no other has every county, and only where "
        f"agencies that cover at least {gap.asked.min_coverage:g} % of the people reported.",
    )


def since(first: pd.Series, last: pd.Series, asked: Asked) -> tuple[str, ...]:
    """Return what 2012 and the change since say, and what else could be behind it."""
    was = f"The difference was {amount(first['estimate'])} in 2012"
    if asked.year == 2012:
        return (f"{was}.",)
    moved = f"by {words.number(abs(last['estimate']), 0)} by {asked.year} (range {span(last)})"
    grew = {
        "more": f" and moved up {moved}",
        "fewer": f" and moved down {moved}",
        "unknown": f"; whether it moved by {asked.year} we cannot tell ({span(last)})",
    }[verdict(last["conf_low"], last["conf_high"])]
    return (
        f"{was}{grew}.",
        "This change was not the primary estimate, and three years cannot tell a policy from what "
        "else went on in these states.",
        f"The counts of 2012 and of {asked.year} come from two files that fill gaps in different "
        "ways, which alone can move a difference.",
    )


def finding(drawn: pd.DataFrame) -> str:
    r"""Return the title of the main picture: what most ranges include, and which do not.

    Parameters
    ----------
    drawn : DataFrame
        One row a definition: definition, conf_low, conf_high, n_sanctuary, n_comparison, and
        stands_out: whether it does when all estimates are judged together.

    Examples
    --------
    >>> rows = pd.DataFrame({"definition": ["state_law", "dhs_list"], "conf_low": [1.0, -2.0],
    ...                      "conf_high": [5.0, 2.0], "n_sanctuary": 20, "n_comparison": 40,
    ...                      "stands_out": False})
    >>> print(finding(rows).replace("; ", ";\n"))
    1 of 2 ranges includes no difference;
    that of state law (20 against 40 counties) lies above it, but judged together none stands out
    """
    ranged = drawn.dropna(subset="conf_low")
    if ranged.empty:
        return "No definition allows an honest range"
    told = pd.Series(
        [verdict(row.conf_low, row.conf_high) for row in ranged.itertuples()], ranged.index
    )
    n, held = len(ranged), int(told.eq("unknown").sum())
    every = "Every range" if n == len(drawn) else "Every range that can be given"
    verb = "include" if 1 < held < n else "includes"
    parts = [f"{every if held == n else f'{held or None} of {n} ranges'} {verb} no difference"]
    for side, where in (("more", "above"), ("fewer", "below")):
        names = [_name(row) for row in ranged[told == side].itertuples()]
        if names:
            verb = "that of {} lies" if len(names) == 1 else "those of {} lie"
            parts.append(f"{verb.format(words.listed(names))} {where} it")
    if held < n and not ranged["stands_out"].any():
        parts[-1] += ", but judged together none stands out"
    return "; ".join(parts)


def _name(row) -> str:
    name = title_of(row.definition)
    name = name if name[:3].isupper() else name[0].lower() + name[1:]
    return f"{name} ({row.n_sanctuary:,} against {row.n_comparison:,} counties)"


def alt(drawn: pd.DataFrame, unit: str) -> str:
    """Return the main picture in words: each definition with its difference and range."""
    told = []
    for row in drawn.itertuples():
        told.append(f"{title_of(row.definition)}: {amount(row.estimate)} ({span(row)})")
    return f"Differences in {unit} with their ranges. " + "; ".join(told) + "."
