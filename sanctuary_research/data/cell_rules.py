"""What one cell must keep by its column's description: each rule once, on the text of the cell."""

from __future__ import annotations

import datetime
import math
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from sanctuary_research.data.catalog import Field
from sanctuary_research.errors import DataError

PATTERN_SECONDS = 5.0  # of a processor, for the cells that are looked at together
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def broken(
    column: Field, texts: list[str], values: list[object]
) -> Iterator[tuple[str, str, list[int]]]:
    """Yield the rules that the different cells of a column break.

    Parameters
    ----------
    column
        The description.
    texts, values
        The cells, and what `PARSERS` made of them: None where a cell is blank or wrong.

    Yields
    ------
    tuple
        The name of a broken rule, its sentence with ``{text}`` for the cell, and the positions
        among the cells of those that break it.
    """
    blank = [code for code, value in enumerate(values) if value is None]
    for rule, breaks, message in _unread(column):
        if codes := [code for code in blank if breaks(texts[code])]:
            yield rule, message, codes
    for rule, keeps, message in _constraints(column):
        cells = enumerate(zip(texts, values, strict=True))
        with _limited(column):
            codes = [k for k, (text, v) in cells if v is not None and not keeps(text, v)]
        if codes:
            yield rule, message, codes


@contextmanager
def _limited(column: Field) -> Iterator[None]:
    """Give up a pattern that tries its ways without end, where the system can tell."""

    def give_up(*_: object) -> None:
        raise DataError(
            f"the cells of column {column.name!r} could not be held to the pattern "
            f"{column.pattern} within {PATTERN_SECONDS:g} seconds",
            "write one with fewer ways to match, without a repeat within a repeat",
        )

    with suppress(AttributeError, ValueError):  # Windows, or not the main thread
        signal.signal(signal.SIGVTALRM, give_up)
        signal.setitimer(signal.ITIMER_VIRTUAL, PATTERN_SECONDS)
    try:
        yield
    finally:
        with suppress(AttributeError):
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _unread(column: Field) -> Iterator[tuple[str, Callable, str]]:
    """Yield the name, test and sentence of each reason why a cell may have no value."""
    if column.required:
        yield "required", lambda text: not text, "a value is required"
    yield "blank", str.isspace, "the cell holds only spaces: leave it empty"
    if kind := _KINDS.get(column.type):
        yield "type", lambda text: text and not text.isspace(), f"{{text!r}} is not {kind}"


def _constraints(column: Field) -> Iterator[tuple[str, Callable, str]]:
    """Yield the name, test and sentence of each rule that the description sets for a column."""
    if column.enum:
        words = frozenset(column.enum)
        listed = ", ".join(column.enum).replace("{", "{{").replace("}", "}}")
        yield "enum", lambda text, value: text in words, f"{{text!r}} is not one of: {listed}"
    if column.pattern:
        fits = re.compile(column.pattern).fullmatch
        shown = column.pattern.replace("{", "{{").replace("}", "}}")
        yield "pattern", lambda text, value: fits(text), f"{{text!r}} is not written like {shown}"
    if column.minimum is not None:
        least = bound(column, column.minimum)
        told = f"{{text}} is below the least allowed, {column.minimum}"
        yield "minimum", lambda text, value: value >= least, told
    if column.maximum is not None:
        most = bound(column, column.maximum)
        told = f"{{text}} is above the most allowed, {column.maximum}"
        yield "maximum", lambda text, value: value <= most, told


def bound(column: Field, limit: float | str) -> object:
    """Return a minimum or maximum in the type of its column."""
    parse = PARSERS[column.type] if column.type in ("integer", "number", "date") else {}.get
    if (found := parse(str(limit))) is None:
        raise DataError(f"the bound {limit!r} of column {column.name!r} is no {column.type}")
    return found


def _integer(text: str) -> int | None:
    if text.isdecimal() and text.isascii() and len(text) < 19:
        return int(text)
    value = _number(text)
    fits = value is not None and value.is_integer() and abs(value) < 2**63
    return int(value) if fits else None


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    is_plain = text.isascii() and text.isprintable() and "_" not in text
    is_lost = value == 0 and re.search("[1-9]", text.lower().partition("e")[0])
    return value if is_plain and math.isfinite(value) and not is_lost else None


def _date(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text) if DATE.fullmatch(text) else None
    except ValueError:
        return None


PARSERS: dict[str, Callable[[str], object]] = {
    "string": lambda text: None if not text or text.isspace() else text,
    "integer": _integer,
    "number": _number,
    "boolean": {"true": True, "false": False}.get,
    "date": _date,
}
_KINDS = {
    "integer": "a whole number",
    "number": "a number, or one too large or too near 0 to be held",
    "boolean": "true or false",
    "date": "a date that exists, written YYYY-MM-DD",
}
