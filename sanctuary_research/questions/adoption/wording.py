"""What is said of outcomes in notebook 02: plain words and tables, computed from the results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data.definitions import DEFINITIONS
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.errors import AnalysisError
from sanctuary_research.questions.adoption.changes import LEVEL, Changes
from sanctuary_research.questions.adoption.lead_up import LeadUp
from sanctuary_research.questions.adoption.question import (
    OUTCOMES,
    PRIMARY,
    SHORT,
    TABLES,
    Asked,
    spans,
)
from sanctuary_research.questions.crime_rates.frames import sides
from sanctuary_research.questions.crime_rates.gaps import of_sides
from sanctuary_research.questions.crime_rates.said import amount, crossing, moved, size, span
from sanctuary_research.questions.crime_rates.shown import ARMS, estimates

EVERY, LED = "Every outcome, in every way", "The years before, and what they leave of the change"
BEGAN = {"ice_list_2014": "jails began to refuse some holds for ICE, the immigration agency"}
BEFORE = {
    True: " This is unreliable: they moved differently before.",
    False: "",
    None: " How crimes moved before is not known.",
}
POLICE = {"sheriffs": "sheriffs outside cities", "cities": "city police"}  # who recorded the crimes
DIGITS = {name: 1 if name in PRIMARY else 3 for name in OUTCOMES}
TITLES = ARMS | {
    "least": "Range at the least bound",
    "most": "Range at the largest bound",
    "n_comparison": "Agencies compared with",
    "n_sanctuary": "Agencies under a limit",
    "p_chance": "p, dates dealt again",
    "p_holm": "p by Holm",
    "p_leads": "p of the years before",
    "seen": "Found 4 times in 5",
}
Before = LeadUp | AnalysisError


def kept_title(asked: Asked) -> str:
    """Return the title of what shows which agencies are kept."""
    return f"Agencies kept, and why others are left out: {asked.series.name}"


def failed(before: Before, outcome: str) -> bool | None:
    """Return whether the years before fail for an outcome, or nothing where there are too few."""
    return None if isinstance(before, AnalysisError) else before.fails(outcome)


def verdict(row: pd.Series) -> str:
    """Return what the change of an outcome may be called: by Holm's p, as planned.

    >>> verdict(pd.Series({"p_holm": 0.01, "estimate": -2.0}))
    'fell'
    >>> verdict(pd.Series({"p_holm": float("nan"), "estimate": -2.0}))
    'unknown'
    """
    if not row["p_holm"] < LEVEL:
        return "unknown"
    return "rose" if row["estimate"] > 0 else "fell"


def answer(
    found: Changes, before: Before, changes: Mapping[str, tuple[str, str]]
) -> tuple[str, ...]:
    """Return the answer: what can be told, each primary change, and what went before it.

    Changes are in words, with their range, by outcome.
    """
    asked, (first, second) = found.asked, PRIMARY
    name = "your list" if asked.definition == "own" else DEFINITIONS[asked.definition].title
    began = BEGAN.get(asked.definition, f"limits under “{name}” began")
    (one, reach), (other, other_reach) = changes[first], changes[second]
    was_bad, is_bad = failed(before, first), failed(before, second)
    range_ = f"with {other_reach}" if other_reach.startswith("no ") else _likely(other_reach)
    last = f"{SHORT[second].capitalize()}: {other}, {range_}.{BEFORE[is_bad]}"
    early = "" if was_bad is None and is_bad is None else BEFORE[was_bad]  # said once
    bad = f"The estimate for {SHORT[second]}, {other}, is unreliable: they moved differently"
    lead, when = _lead(found, before), f"In {spans(asked.after)}, after"
    return (
        lead,
        f"{'After' if lead.startswith('We') else when} {began}, we estimate {one} {SHORT[first]}, "
        f"recorded by {POLICE[asked.agencies]}, than expected.",
        f"The true difference is {_likely(reach)}.{early}",
        f"{bad} before." if is_bad else last,
    )


def _likely(reach: str) -> str:
    return f"not known: {reach}" if reach.startswith("no ") else f"most likely {reach}"


def _lead(found: Changes, before: Before) -> str:
    """Return the first sentence: the plan's table of what is said, in few words."""
    told = {name: verdict(found.row(name)) for name in PRIMARY}
    clear = {name: one for name, one in told.items() if one != "unknown"}
    if not clear:
        return f"We cannot tell from figures to {found.asked.after[-1]}."
    parts = [f"{SHORT[name]} {one} more than elsewhere" for name, one in clear.items()]
    said = f"Recorded {words.listed(parts)}"
    if any(failed(before, name) is not False for name in clear):
        return f"{said}; whether limits have to do with it we cannot tell."
    return f"{said}; that is a difference, no effect."


def limits(found: Changes, before: Before) -> tuple[str, ...]:
    """Return what the answer does not show."""
    where = {"sheriffs": "outside the cities", "cities": "in the cities"}[found.asked.agencies]
    told = {name: verdict(found.row(name)) for name in PRIMARY}
    clear = [] if isinstance(before, AnalysisError) else [n for n in told if told[n] != "unknown"]
    lost = [SHORT[name] for name in clear if not is_clear(before.table.loc[(name, "twin")])]
    return (
        "It cannot show what a policy causes: places and courts chose, and whatever else changed "
        "there in the same years is in it.",
        "“We cannot tell” is not “no change”." * ("unknown" in told.values()),
        f"It covers crime {where} that somebody reported, to agencies with a report every year.",
        *(f"Beyond each agency's own drift no change of {name} is clear." for name in lost),
        _alone(found),
    )


def _alone(found: Changes) -> str:
    """Say which outcome the bootstrap alone would call a change, and how often chance does so."""
    small = [SHORT[name] for name, one in found.bootstraps.items() if one.p_value < LEVEL]
    if not small:
        return ""
    stand = words.listed([SHORT[name] for name in found.stands_out]) or "none"
    joint = found.joint
    return (
        f"Tested alone, {words.listed(small)} would be called a change; but with "
        f"{len(joint.table)} outcomes tested, chance would call at least {joint.n_below} so "
        f"{words.number(100 * joint.p_of_count, 0)} % of the time, and judged together {stand} "
        "would be."
    )


def is_clear(rows: pd.Series | pd.DataFrame) -> Any:
    """Return whether each range leaves out no change."""
    return rows["conf_low"] * rows["conf_high"] > 0


def finding(drawn: pd.DataFrame) -> str:
    r"""Return the title of the main picture: which outcomes may have gone either way.

    Parameters
    ----------
    drawn : DataFrame
        outcome, conf_low and conf_high; a row without a range has blank ones.

    Examples
    --------
    >>> rows = pd.DataFrame({"outcome": ["property", "robbery"], "conf_low": [-2.0, 1.0],
    ...                      "conf_high": [2.0, 5.0]})
    >>> print(*finding(rows).split(", "), sep="\n")
    1 of 2 bars crosses the line: we cannot tell if crime rose or fell compared with elsewhere
    but for robberies
    """
    ranged = drawn.dropna(subset=["conf_low"])
    clear = ranged.loc[is_clear(ranged), "outcome"]
    if ranged.empty:
        return "No kind of crime has a range that could be trusted"
    who = words.title(crossing(len(ranged) - len(clear), len(ranged)))
    names = f", but for {words.listed([SHORT[name] for name in clear])}" if len(clear) else ""
    return f"{who} the line: we cannot tell if crime rose or fell compared with elsewhere{names}"


def pretest(before: LeadUp, outcome: str) -> str:
    """Return what the years before say of an outcome, and what they could have shown."""
    test, drift = before.studies[outcome].pretest, before.table.loc[(outcome, "drift")]
    if before.fails(outcome) is None:
        return f"{OUTCOMES[outcome].capitalize()}: the years before cannot be judged."
    said = (
        f"{OUTCOMES[outcome].capitalize()}: {test['year']:.0f} stands out most of "
        f"{spans(before.early[:-1])} (joint p {words.number(test['p_value'], 3)}); the gap drifted "
        f"by {amount(drift['estimate'])} a year"
    )
    unseen = f", where {size(before.unseen(outcome))} would be found four times in five"
    return f"{said} ({span(drift)}){unseen if pd.notna(drift['conf_low']) else ''}."


def moved_by(found: Changes, outcome: str) -> str:
    """Return how far one state and one weighting move an outcome."""
    without, person = found.without[outcome], found.row(outcome, "person")
    return (
        f"{OUTCOMES[outcome].capitalize()}: from {moved(without)}; with people counted "
        f"{amount(person['estimate'])} ({span(person)})."
    )


def equivalence(rows: pd.DataFrame) -> tuple[str, ...]:
    """Return whether changes as small as the margins can be taken for shown."""
    return tuple(
        f"{SHORT[row.outcome].capitalize()}: that the change lies within {row.margin:g} % of the "
        f"mean before is {'shown' if row.is_within else 'not shown'} (90 % interval "
        f"{words.interval(row.low, row.high, 0)} %)."
        for row in rows.itertuples()
    )


def jointly(found: Changes) -> tuple[str, ...]:
    """Return what all outcomes say together."""
    adjusted = found.joint.table[["p_adjusted", "p_adjusted_least"]]
    stand = [SHORT[name] for name in found.stands_out]
    least = [words.number(p, 2) for p in adjusted.min()]
    return (
        f"Standing out when all are judged together: {words.listed(stand) or 'none'}.",
        f"The least adjusted p is {least[0]} by the largest t and {least[1]} by the least p.",
        _alone(found),
    )


def compared(found: Changes | LeadUp) -> pd.DataFrame:
    """Return the agencies of both sides, with the row that says so of each."""
    return of_agencies(found.frame, found.asked)


def of_agencies(frame: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Return those agencies of a frame that are on a side, as `compared`."""
    return of_sides(sides(frame, asked.comparison), "agency_id")


def outcome_table(rows: pd.DataFrame, columns: str, **about: object) -> Exhibit:
    """Show rows of outcomes; those with ``withheld`` get their range, or the letter of why none.

    Parameters
    ----------
    rows : DataFrame
        outcome (a name in `OUTCOMES`) and the columns shown.
    columns : str
        In order, blanks between.
    **about
        Of `Exhibit`; ``note`` follows what is said of ranges.
    """
    digits = {name: 3 if name.startswith("p_") else 2 for name in columns.split()}
    about = {"tables": TABLES, "digits": digits | {"df": 1, "percent": 1}} | about
    shown = rows.assign(outcome=rows["outcome"].replace(OUTCOMES)) if "outcome" in rows else rows
    if "withheld" in rows:
        return estimates(shown, columns, rows["outcome"].map(DIGITS), titles=TITLES, **about)
    return Exhibit(rows=shown, columns=columns, titles=TITLES, **about)
