"""Refusals in a reader's words: what is the case, without the advice to whoever typed the call."""

from __future__ import annotations

import re

ADVICE = re.compile(
    r"(: |, so |; )(add|assign|bounds need|check|choose|cluster|leave|take|try|use)\b.*$"
)
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


def described(problem: object) -> str:
    """Return what a refusal or a note says is the case, in the words of the tables.

    >>> described("all 96 units adopt in 2015: no never- or not-yet-treated unit is left to "
    ...           "compare them with, so add untreated units")
    'all 96 places adopt in 2015: no never- or not-yet-treated place is left to compare them with'
    >>> described("one cluster of 'state_fips' adopts, which leaves no standard error: use "
    ...           "synthetic_control or randomization_test, or cluster on a finer column")
    'one state adopts, which leaves no standard error'
    """
    text = ADVICE.sub("", str(problem))
    for old, new in WORDS:
        text = re.sub(old, new, text)
    return text
