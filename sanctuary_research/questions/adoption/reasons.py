"""Refusals in a reader's words: what is the case, without the advice to whoever typed the call."""

from __future__ import annotations

import re

from sanctuary_research.errors import SanctuaryError

WORDS = (
    (r"cluster of 'state_fips'", "state"),
    (r"cluster of 'unit'", "place"),
    (r"every unit of 'unit'", "every place"),
    (r"no unit of 'unit'", "no place"),
    (r"\bunit\b", "place"),
    (r"\bunits\b", "places"),
    (r"outcome '(\w+?)(_per_100k)?'", r"the outcome \1"),
    (r"'(\w+?)_per_100k'", r"\1"),
    (r" under restriction='\w+'", ""),
    (r"_", " "),
)


def described(problem: SanctuaryError | str) -> str:
    """Return what a refusal or a note says is the case, in the words of the tables.

    >>> described("From 2006 on all comparisons are with one cluster of 'state_fips'")
    'From 2006 on all comparisons are with one state'
    >>> described(SanctuaryError("all 96 units adopt in 2015", "add untreated units"))
    'all 96 places adopt in 2015'
    """
    text = problem.case if isinstance(problem, SanctuaryError) else problem
    for old, new in WORDS:
        text = re.sub(old, new, text)
    return text
