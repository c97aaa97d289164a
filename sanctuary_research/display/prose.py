"""Numbers as words: computed sentences, and headline numbers that machines can read.

Every sentence that states a result is built here from the result, so it changes with the
parameters. Text that comes from data is escaped: it can never become markup.
"""

from __future__ import annotations

import math
import re

from IPython.display import display

HEADLINE_MIME = "application/vnd.sanctuary.headline+json"
MINUS = "\N{MINUS SIGN}"
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+.!|~$&-])")


def number(value: float, digits: int = 1, *, sign: bool = False) -> str:
    """Return a number with thousands separators and a true minus sign; missing is 'not known'.

    >>> number(-35.5), number(2660, 0), number(7.25, 1, sign=True), number(float("nan"))
    ('−35.5', '2,660', '+7.2', 'not known')
    """
    if value is None or math.isnan(value):
        return "not known"
    if round(abs(value), digits) == 0:
        return f"{0:.{digits}f}"
    text = f"{abs(value):,.{digits}f}"
    mark = MINUS if value < 0 else "+" if sign else ""
    return f"{mark}{text}"


def interval(low: float, high: float, digits: int = 1) -> str:
    """Return an interval in words.

    >>> interval(-12.34, 5)
    '−12.3 to 5.0'
    """
    return f"{number(low, digits)} to {number(high, digits)}"


def people(count: float) -> str:
    """Return a number of people as a reader would say it.

    >>> people(305_700_000), people(50_088), people(8)
    ('305.7 million', '50,088', '8')
    """
    return f"{count / 1e6:,.1f} million" if count >= 1e6 else f"{count:,.0f}"


def money(dollars: float) -> str:
    """Return dollars as a reader would say them.

    >>> money(53_067_195), money(270_674), money(1.21e9)
    ('$53.1 million', '$270,674', '$1.2 billion')
    """
    if dollars >= 1e9:
        return f"${dollars / 1e9:,.1f} billion"
    return f"${dollars / 1e6:,.1f} million" if dollars >= 1e6 else f"${dollars:,.0f}"


def count(n: int, singular: str, plural: str | None = None) -> str:
    """Return a count with its noun.

    >>> count(1, "county", "counties"), count(2660, "county", "counties")
    ('1 county', '2,660 counties')
    """
    return f"{n:,} {singular if n == 1 else plural or singular + 's'}"


def direction(low: float, high: float) -> str:
    """Say what a 95 % interval for a gap in a rate allows, with no verdict beyond it.

    >>> direction(-9, -1), direction(-9, 4), direction(1, 9)
    ('lower', 'neither clearly lower nor clearly higher', 'higher')
    """
    if math.isnan(low) or math.isnan(high):
        return "not estimable"
    if high < 0:
        return "lower"
    return "higher" if low > 0 else "neither clearly lower nor clearly higher"


def listed(words: list[str]) -> str:
    """Join words as a sentence does.

    >>> listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])
    ('a', 'a and b', 'a, b and c')
    """
    *head, last = words
    return f"{', '.join(head)} and {last}" if head else last


def escape(text: object) -> str:
    r"""Return text so that Markdown shows it letter by letter.

    >>> print(escape("<b>*x*</b>"))
    \<b\>\*x\*\</b\>
    """
    return _MARKDOWN.sub(r"\\\1", str(text))


def say(*sentences: str) -> None:
    """Show computed sentences as one paragraph of plain words.

    Parameters
    ----------
    *sentences : str
        Finished sentences; whatever they hold is shown as text, never as markup.
    """
    text = " ".join(sentences)
    display({"text/plain": text, "text/markdown": escape(text)}, raw=True)


def listing(sentences: list[str]) -> None:
    """Show sentences as a list, one point each, as text and never as markup."""
    plain = "\n".join(f"- {sentence}" for sentence in sentences)
    points = "\n".join(f"- {escape(sentence)}" for sentence in sentences)
    display({"text/plain": plain, "text/markdown": points}, raw=True)


def headline(
    name: str,
    value: float,
    unit: str,
    low: float | None = None,
    high: float | None = None,
    digits: int = 1,
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
        Decimals kept, in the sentence and in the record.

    Notes
    -----
    The record is an output of type ``application/vnd.sanctuary.headline+json``; a report build
    collects the records of a notebook into its manifest.
    """
    value, low, high = (_rounded(number, digits) for number in (value, low, high))
    record = {"name": name, "value": value, "unit": unit, "low": low, "high": high}
    text = f"{name}: {_shown(value, digits)} {unit}"
    if low is not None and high is not None:
        text += f" (95 % interval {interval(low, high, digits)})"
    display({HEADLINE_MIME: record, "text/plain": text}, raw=True)


def _rounded(value: float | None, digits: int) -> float | int | None:
    if value is None or math.isnan(value):
        return None
    return round(float(value), digits) + 0.0 if digits else round(float(value))


def _shown(value: float | None, digits: int) -> str:
    return number(math.nan if value is None else value, digits)
