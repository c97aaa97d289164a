"""Tables that read well on a page, on a phone and to a screen reader."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import pandas as pd

from sanctuary_research.words import number

MISSING = "\N{EN DASH}"
MOST = 12  # rows that a notebook keeps; the exhibit, its page and its downloads hold all


def bundle(
    frame: pd.DataFrame,
    caption: str,
    *,
    columns: Mapping[str, str],
    digits: Mapping[str, int] | int = 1,
    source: str = "",
    note: str = "",
) -> dict[str, str]:
    """Return the first rows of a frame as a captioned table, in HTML and as plain text.

    Parameters
    ----------
    frame : DataFrame
        One row a line; the index is not shown.
    caption : str
        What the table holds, with units and period.
    columns : mapping
        The columns to show, in order, and their headings.
    digits : mapping or int
        Decimals of number columns, by column or for all; integers never get any.
    source, note : str
        The lines under the table.
    """
    left = (
        f"The first {MOST} of {len(frame):,} rows: the exhibit has all."
        if len(frame) > MOST
        else ""
    )
    frame = frame.head(MOST)
    cells = {name: texts(frame[name], decimals(digits, name)) for name in columns}
    plain = pd.DataFrame({columns[name]: shown for name, shown in cells.items()})
    numeric = {name for name in columns if is_number(frame[name])}
    foot = [left, note, f"Source: {source}" if source else ""]
    return {
        "text/html": _html(cells, columns, numeric, caption, [line for line in foot if line]),
        "text/plain": "\n".join(filter(None, [caption, plain.to_string(index=False), left])),
    }


def decimals(digits: Mapping[str, int] | int, name: str) -> int:
    """Return those of a column; 1 unless something is said."""
    return digits.get(name, 1) if isinstance(digits, Mapping) else digits


def is_number(values: pd.Series) -> bool:
    """Return whether a column holds numbers, which are set to the right."""
    kinds = pd.api.types
    return kinds.is_numeric_dtype(values) and not kinds.is_bool_dtype(values)


def texts(values: pd.Series, digits: int) -> list[str]:
    """Return a column as text: missing as a dash, dates as dates, years without commas."""
    if pd.api.types.is_bool_dtype(values):
        return [MISSING if pd.isna(v) else "yes" if v else "no" for v in values]
    if pd.api.types.is_datetime64_any_dtype(values):
        return [MISSING if pd.isna(v) else f"{v:%Y-%m-%d}" for v in values]
    if str(values.name).split("_")[-1] == "year":
        return [MISSING if pd.isna(v) else f"{v:.0f}" for v in values]
    if pd.api.types.is_integer_dtype(values):
        return [MISSING if pd.isna(v) else number(v, 0) for v in values]
    if pd.api.types.is_float_dtype(values):
        return [MISSING if pd.isna(v) else number(v, digits) for v in values]
    return [MISSING if pd.isna(v) else str(v) for v in values]


def _html(
    cells: Mapping[str, list[str]],
    columns: Mapping[str, str],
    numeric: set[str],
    caption: str,
    foot: list[str],
) -> str:
    names = list(columns)
    kind = {name: ' class="num"' if name in numeric else "" for name in names}
    head = "".join(f'<th scope="col"{kind[n]}>{escape(str(columns[n]))}</th>' for n in names)
    rows = []
    for line in zip(*cells.values(), strict=True):
        first, *rest = (escape(text) for text in line)
        tail = "".join(f"<td{kind[n]}>{t}</td>" for n, t in zip(names[1:], rest, strict=True))
        rows.append(f'<tr><th scope="row">{first}</th>{tail}</tr>')
    under = "".join(f'\n<p class="sr-source">{escape(line)}</p>' for line in foot)
    return (
        f'<div class="sr-table"><table>\n<caption>{escape(caption)}</caption>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n" + "\n".join(rows) + "\n</tbody></table>"
        f"{under}</div>"
    )
