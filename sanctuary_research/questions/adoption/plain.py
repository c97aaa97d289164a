"""The answers of notebook 02 in plain words, computed from the results."""

from __future__ import annotations

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data.definitions import DEFINITIONS
from sanctuary_research.errors import AnalysisError
from sanctuary_research.questions.adoption.changes import LEVEL, Changes
from sanctuary_research.questions.adoption.lead_up import LeadUp
from sanctuary_research.questions.adoption.question import (
    OUTCOMES,
    PRIMARY,
    SHORT,
    Asked,
    spans,
)
from sanctuary_research.questions.crime_rates.shown import ranged

PLAN, PLANNED = "docs/plans/02.md", "2026-11-28"
BEGAN = {"ice_list_2014": "jails that ICE listed began to limit holding people for it (detainers)"}
BEFORE = {
    True: "but the years before were uneven",
    False: "with no clear drift in the years before",
    None: "and the years before cannot be judged",
}
DIGITS = {name: 1 if name in PRIMARY else 3 for name in OUTCOMES}
Before = LeadUp | AnalysisError


def amount(value: float) -> str:
    """Return a difference in whole crimes, or with one digit that counts where it is small.

    >>> amount(-44.4), amount(0.23), amount(0.0061)
    ('44 fewer', '0.2 more', '0.006 more')
    """
    return f"{_size(value)} {'fewer' if value < 0 else 'more'}"


def _size(value: float) -> str:
    return words.number(abs(value), 0) if abs(value) >= 0.95 else f"{abs(value):.1g}"


def span(row) -> str:
    """Return the range of an estimate in words, or that it has none.

    >>> span(pd.Series({"conf_low": -3.0, "conf_high": 5.0}))
    '3 fewer to 5 more'
    >>> span(pd.Series({"conf_low": 1.0, "conf_high": 5.0}))
    '1 to 5 more'
    """
    if pd.isna(row["conf_low"]):
        return "no honest range"
    ends = sorted(row[["conf_low", "conf_high"]], key=abs)
    if ends[0] * ends[1] > 0:
        return f"{_size(ends[0])} to {amount(ends[1])}"
    return f"{amount(min(ends))} to {amount(max(ends))}"


def spanned(rows: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Return rows with ``range`` as text, in as many digits as the outcome needs, and why none.

    Parameters
    ----------
    rows : DataFrame
        outcome and the columns of `compare_groups`.
    """
    found, note = ranged(rows)
    texts = [
        row.range if pd.isna(row.conf_low) else words.interval(row.conf_low, row.conf_high, digits)
        for row, digits in zip(found.itertuples(), found["outcome"].map(DIGITS), strict=True)
    ]
    return found.assign(range=texts), note


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


def title_of(asked: Asked) -> str:
    """Return the name of the definition asked for."""
    return "Your own list" if asked.definition == "own" else DEFINITIONS[asked.definition].title


def answer(found: Changes, before: Before) -> tuple[str, ...]:
    """Return the answer: what can be told, each primary change, and what went before it."""
    rows = {name: found.row(name) for name in PRIMARY}
    told = {name: verdict(row) for name, row in rows.items()}
    asked, (first, second) = found.asked, PRIMARY
    began = BEGAN.get(asked.definition, f"limits under “{title_of(asked)}” began")
    who = "sheriffs" if asked.agencies == "sheriffs" else "city police"
    return (
        _lead(told, before),
        f"After {began}, {who} there recorded {_moved(rows[first])} {SHORT[first]} per 10,000 "
        f"people than change elsewhere suggests{_range(rows[first])}, "
        f"{BEFORE[failed(before, first)]}.",
        f"Of {SHORT[second]} it was {_moved(rows[second])}{_range(rows[second])}, "
        f"{BEFORE[failed(before, second)]}.",
    )


def _lead(told: dict[str, str], before: Before) -> str:
    """Return the first sentence: the plan's table of what is said, in few words."""
    clear = {name: one for name, one in told.items() if one != "unknown"}
    if not clear:
        return "We cannot tell."
    parts = [f"{SHORT[name]} {one} more than elsewhere" for name, one in clear.items()]
    said = f"Recorded {words.listed(parts)}"
    if any(failed(before, name) is not False for name in clear):
        return f"{said}; whether limits have to do with it we cannot tell."
    return f"{said}; that is a difference, no effect."


def _moved(row: pd.Series) -> str:
    return "no estimate of" if pd.isna(row["estimate"]) else amount(row["estimate"])


def _range(row: pd.Series) -> str:
    return f" ({span(row)})"


def limits(found: Changes, before: Before) -> tuple[str, ...]:
    """Return what the answer does not show."""
    asked = found.asked
    where = "crime outside the cities" if asked.agencies == "sheriffs" else "crime in the cities"
    unknown = any(verdict(found.row(name)) == "unknown" for name in PRIMARY)
    beside = [] if isinstance(before, AnalysisError) else _twins(found, before)
    return (
        "It cannot show what a policy causes: places and courts chose, and whatever else changed "
        "there in the same years is in it.",
        *(["“We cannot tell” is not “no change”."] if unknown else []),
        f"It covers {where}, that somebody reported, and only agencies that reported every year.",
        *beside,
    )


def _twins(found: Changes, before: LeadUp) -> list[str]:
    """Say where a clear change does not go beyond each agency's own line of the years before."""
    lost = []
    for name in PRIMARY:
        twin, row = before.table.loc[(name, "twin")], found.row(name)
        clear = twin["conf_low"] > 0 or twin["conf_high"] < 0
        if verdict(row) != "unknown" and not (clear and twin["estimate"] * row["estimate"] > 0):
            lost.append(SHORT[name])
    if not lost:
        return []
    return [f"Beyond each agency's own earlier trend nothing is clear of {words.listed(lost)}."]


def finding(drawn: pd.DataFrame) -> str:
    """Return the title of the main picture: how many ranges include no change, and which do not.

    Parameters
    ----------
    drawn : DataFrame
        outcome, conf_low and conf_high; a row without a range has blank ones.

    Examples
    --------
    >>> rows = pd.DataFrame({"outcome": ["property", "robbery"], "conf_low": [1.0, -2.0],
    ...                      "conf_high": [5.0, 2.0]})
    >>> finding(rows)
    '1 of 2 ranges includes no change; that of robberies does'
    """
    ranged = drawn.dropna(subset=["conf_low"])
    if ranged.empty:
        return "No outcome has an honest range"
    holds = (ranged["conf_low"] <= 0) & (ranged["conf_high"] >= 0)
    if holds.all():
        return "Every range includes no change"
    clear = words.listed([SHORT[name] for name in ranged.loc[~holds, "outcome"]])
    verb = "includes" if holds.sum() < 2 else "include"
    count = int(holds.sum()) or "None"
    return f"{count} of {len(ranged)} ranges {verb} no change, that of {clear} does not"


def pretest(before: LeadUp, outcome: str) -> str:
    """Return what the years before say of an outcome, and what they could have shown."""
    test, drift = before.studies[outcome].pretest, before.table.loc[(outcome, "drift")]
    early = [year for year in before.years if year < before.asked.before[-1]]
    said = (
        f"{OUTCOMES[outcome].capitalize()}: of {spans(early)} the year {int(test['year'])} stands "
        f"out most (joint p {words.number(test['p_value'], 3)}); the gap drifted by "
        f"{amount(drift['estimate'])} a year"
    )
    if pd.isna(drift["conf_low"]):
        return f"{said}, without an honest range."
    unseen = _size(before.unseen(outcome))
    return f"{said} ({span(drift)}), where {unseen} would be found four times in five."


def battery_of(found: Changes, outcome: str) -> str:
    """Return how far one state and one weighting move an outcome."""
    without, person = found.without[outcome], found.row(outcome, "person")
    low, high = without.idxmin(), without.idxmax()
    return (
        f"{OUTCOMES[outcome].capitalize()}: from {amount(without[low])} without {low} to "
        f"{amount(without[high])} without {high}; with people counted {amount(person['estimate'])}"
        f"{_range(person)}."
    )


def equivalence(rows: pd.DataFrame) -> tuple[str, ...]:
    """Return whether changes as small as the margins can be taken for shown."""
    return tuple(
        f"{SHORT[row.outcome].capitalize()}: that the change lies within {row.margin:g} % of the "
        f"mean before is {'shown' if row.is_within else 'not shown'} (90 % interval "
        f"{words.interval(row.low_percent, row.high_percent, 0)} %)."
        for row in rows.itertuples()
    )


def jointly(found: Changes) -> tuple[str, ...]:
    """Return what all outcomes say together."""
    joint = found.joint
    least = joint.table[["p_adjusted", "p_adjusted_least"]].min()
    stand = joint.table[["p_adjusted", "p_adjusted_least"]].min(axis=1) < LEVEL
    names = [SHORT[name] for name in joint.table.loc[stand, "cell"]]
    chance = words.number(100 * joint.p_of_count)
    return (
        f"Judged together, {words.listed(names) or 'none'} "
        f"{'stand' if len(names) > 1 else 'stands'} out: the least adjusted p is "
        f"{words.number(least.iloc[0], 2)} by the largest t, {words.number(least.iloc[1], 2)} by "
        "the least p.",
        f"{joint.n_below or 'None'} of {len(joint.table)} outcomes "
        f"{'has' if joint.n_below == 1 else 'have'} a bootstrap p under {LEVEL}; chance gives as "
        f"many or more in {chance} % of draws.",
    )


def sizes(values: pd.Series) -> str:
    """Return the least and the greatest of some estimates in words.

    >>> sizes(pd.Series([3.0, -2.0]))
    'from 2 fewer to 3 more'
    """
    return f"from {amount(values.min())} to {amount(values.max())}"
