"""What one cell must keep by its column's description: each rule once, on the text of the cell."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Iterator

from sanctuary_research.data.catalog import Field

DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def broken(
    column: Field, texts: list[str], values: list[object]
) -> dict[int, list[tuple[str, str]]]:
    """Return the rules that the different cells of a column break.

    Parameters
    ----------
    column
        The description.
    texts, values
        The cells, and what `PARSERS` made of them: None where a cell is blank or wrong.

    Returns
    -------
    dict
        By position among the cells, the name and the sentence of each broken rule.
    """
    found = {
        code: [told]
        for code, value in enumerate(values)
        if value is None and (told := _unread(column, texts[code]))
    }
    for rule, keeps, message in _constraints(column):
        for code, (text, value) in enumerate(zip(texts, values, strict=True)):
            if value is not None and not keeps(text, value):
                found.setdefault(code, []).append((rule, message.format(text=text)))
    return found


def _unread(column: Field, text: str) -> tuple[str, str] | None:
    """Return the rule and sentence of a cell without a value, if it ought to have one."""
    if not text:
        return ("required", "a value is required") if column.required else None
    if text.isspace():
        return "blank", "the cell holds only spaces: leave it empty"
    return "type", f"{text!r} is not {_KINDS[column.type]}"


def _constraints(column: Field) -> Iterator[tuple[str, Callable, str]]:
    """Yield the name, test and sentence of each rule that the description sets for a column."""
    if column.enum:
        words = frozenset(column.enum)
        listed = ", ".join(column.enum)
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
    return limit if not isinstance(limit, str) else PARSERS[column.type](limit)


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
    return value if math.isfinite(value) and text.isascii() and "_" not in text else None


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
    "number": "a number",
    "boolean": "true or false",
    "date": "a date that exists, written YYYY-MM-DD",
}
