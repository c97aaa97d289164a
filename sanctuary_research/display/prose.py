"""Numbers as words: computed sentences, and headline numbers that machines can read.

Every sentence that states a result is built here from the result, so it changes with the
parameters. Text that comes from data is escaped: it can never become markup.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from IPython.display import display

from sanctuary_research import words
from sanctuary_research.display.records import HEADLINE

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+.!|~$&-])")


def escape(text: object) -> str:
    r"""Return text so that Markdown shows it letter by letter.

    >>> print(escape("<b>*x*</b>"))
    \<b\>\*x\*\</b\>
    """
    return _MARKDOWN.sub(r"\\\1", str(text))


def paragraph(*sentences: str) -> dict[str, str]:
    """Return finished sentences as one paragraph, plain and as Markdown that holds no markup."""
    text = " ".join(sentences)
    return {"text/plain": text, "text/markdown": escape(text)}


def headline(
    name: str,
    value: float,
    unit: str,
    low: float | None = None,
    high: float | None = None,
    digits: int = 1,
    *,
    exhibit: str = "",
    tables: Sequence[str] = (),
) -> None:
    """Record a headline number and show it as a sentence.

    Parameters
    ----------
    name : str
        What the number is, in a reader's words; unique within a notebook.
    value, low, high : float
        The number and, where it is an estimate, its 95 % interval, in `unit`.
    unit : str
        Unit of the number, e.g. ``"index crimes per 10,000 people"``.
    digits : int
        Decimals kept, in the sentence and in the record, which names them for the page.
    exhibit : str
        The title of the exhibit that it is from, where the page leads.
    tables : sequence of str
        The tables that it is from, where they are not those of the exhibit.

    Notes
    -----
    The record is an output of type ``application/vnd.sanctuary.headline+json``; a report build
    collects the records of a notebook into its manifest.
    """
    value, low, high = (_rounded(one, digits) for one in (value, low, high))
    numbers = {"value": value, "low": low, "high": high, "digits": digits}
    shown = words.number(value, digits)
    text = f"{name}: {shown} {words.unit(shown, unit)}".rstrip()
    if low is not None and high is not None:
        text += f" (95 % interval {words.interval(low, high, digits)})"
    record = {"name": name, "unit": unit, **numbers, "exhibit": exhibit, "tables": list(tables)}
    display({HEADLINE: record, "text/plain": text}, raw=True)


def _rounded(value: float | None, digits: int) -> float | int | None:
    if value is None or math.isnan(value):
        return None
    return round(float(value), digits) + 0.0 if digits else round(float(value))
