"""One CSV file held to its description: its frame, and every broken rule with line and key.

A rule (`cell_rules`) is asked once for each different text of a column, so that a table of a
hundred thousand rows costs a fraction of a second.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
import pandas as pd

from sanctuary_research.data import cell_rules, csv_text
from sanctuary_research.data.catalog import Field, ForeignKey, Table
from sanctuary_research.data.faults import Fault, key_text

_COMMA, _QUOTE, _LINE_END = b',"\n'
ParentKeys = Callable[[ForeignKey], "frozenset[tuple] | None"]
# Types of a column that lacks nothing, and of one that may; as objects, since pandas takes longer
# to look a type up by its name than to read a small column.
_TEXT = pd.StringDtype(na_value=np.nan)
_DTYPES: dict[str, tuple[object, object]] = {
    "string": (_TEXT, _TEXT),
    "integer": (np.dtype("int64"), pd.Int64Dtype()),
    "number": (np.dtype("float64"), np.dtype("float64")),
    "boolean": (np.dtype("bool"), pd.BooleanDtype()),
    "date": (np.dtype("datetime64[us]"), np.dtype("datetime64[us]")),
}


class Sheet:
    """The cells of one file as text, by the columns of its description, and its faults."""

    def __init__(self, table: Table, raw: bytes):
        self.table, self.raw = table, raw
        self.faults = [*csv_text.bytes_faults(table.name, raw)]
        self.text = self._plain() if not self.faults else None
        if self.text is None:
            self.text = self._split()
            self.faults = [self._placed(fault) for fault in self.faults]

    @cached_property
    def lines(self) -> list[int]:
        """The line of the file on which each row begins."""
        return [line for line, _ in csv_text.rows(csv_text.decoded(self.raw))][1:]

    @cached_property
    def rows(self) -> list[tuple[str, ...]]:
        """The cells of each row, by the columns of `text`."""
        cells = [self.text[name].tolist() for name in self.text]
        return list(zip(*cells, strict=True)) or [()] * len(self.text)

    def written(self, position: int, names: Sequence[str]) -> list[str]:
        """Return some cells of one row as they stand in the file."""
        return [self.rows[position][self.text.columns.get_loc(name)] for name in names]

    def key(self, position: int) -> str:
        """Return the key of one row as it is written in the file."""
        names = [name for name in self.table.primary_key if name in self.text]
        return key_text(names, self.written(position, names))

    def fault(self, position: int, column: str, rule: str, message: str, value: str) -> None:
        """Note one fault of one cell."""
        place = {"key": self.key(position), "row": self.lines[position]}
        name = self.table.name
        self.faults.append(Fault(name, message, rule, column=column, value=value, **place))

    def _plain(self) -> pd.DataFrame | None:
        """Return the cells of a file with exactly the described columns in every row, else None."""
        header = next(csv_text.rows(self.raw.split(b"\n", 1)[0].decode()), (1, []))[1]
        columns = self.table.columns
        if sorted(header) != sorted(columns) or not is_rectangular(self.raw, len(columns)):
            return None
        options = {"dtype": _TEXT, "na_filter": False, "index_col": False}
        return pd.read_csv(io.BytesIO(self.raw), low_memory=False, **options)

    def _split(self) -> pd.DataFrame:
        """Cut any other file into columns; note header faults and rows of the wrong length."""
        (_, header), *rows = csv_text.rows(csv_text.decoded(self.raw) or "\n")
        self.faults += _header_faults(self.table, header)
        at = {name: header.index(name) for name in self.table.columns if name in header}
        cells = {
            name: [row[place] if place < len(row) else "" for _, row in rows]
            for name, place in at.items()
        }
        self.text = pd.DataFrame(cells, index=range(len(rows)), dtype=_TEXT)
        for position, (_, row) in enumerate(rows):
            if len(row) != len(header):
                self._note_span(position, row, len(header))
        return self.text

    def _note_span(self, position: int, row: list[str], expected: int) -> None:
        """Note a row with more or fewer cells than the header."""
        rule = "extra_cell" if len(row) > expected else "missing_cell"
        extra = ",".join(row[expected:])
        message = f"the row has {len(row)} cells where the header has {expected}"
        message += f", {extra!r} too many" if extra else ""
        self.fault(position, "", rule, message, extra)

    def _placed(self, fault: Fault) -> Fault:
        """Return a fault of encoding with the key and column of the cell that holds the byte."""
        if fault.rule != "encoding" or fault.row not in self.lines:
            return fault
        position = self.lines.index(fault.row)
        row = zip(self.text, self.rows[position], strict=True)
        spoilt = (name for name, text in row if csv_text.UNREADABLE in text)
        return replace(fault, key=self.key(position), column=next(spoilt, ""))


def examine(table: Table, raw: bytes, parent_keys: ParentKeys) -> tuple[pd.DataFrame, list[Fault]]:
    """Return the frame of ``raw`` and every rule of ``table`` that it breaks.

    Parameters
    ----------
    table
        The description to hold the file to.
    raw
        The whole file as bytes.
    parent_keys
        Gives the set of keys a foreign key may name, or None when it cannot be known.

    Returns
    -------
    tuple
        The frame with the columns and types of the description (faulty cells missing, and then
        in the type that allows missing cells), and the faults.
    """
    sheet = Sheet(table, raw)
    frame = typed(sheet, table.columns)
    _check_keys(sheet, frame)
    for foreign_key in table.foreign_keys:
        _check_foreign_key(sheet, frame, foreign_key, parent_keys)
    if not sheet.faults and (line := odd_mark(raw)):
        sheet.faults.append(csv_text.quotation_fault(table.name, line))
    return frame, sorted(sheet.faults, key=lambda fault: fault.row or 0)


def typed(sheet: Sheet, names: tuple[str, ...]) -> pd.DataFrame:
    """Return some columns in the types of the description; their faults are noted."""
    return pd.DataFrame({name: _column(sheet, sheet.table.by_name[name]) for name in names})


def different_keys(frame: pd.DataFrame, names: tuple[str, ...]) -> frozenset[tuple]:
    """Return the different keys of some columns that have no missing part."""
    different = frame[list(names)].drop_duplicates()
    return frozenset(key for key in _keys(different, names) if None not in key)


def is_rectangular(raw: bytes, width: int) -> bool:
    """Say whether every line has exactly ``width`` cells (pandas fills short lines silently)."""
    text = np.frombuffer(raw if raw.endswith(b"\n") else raw + b"\n", np.uint8)
    marks = (text == _COMMA) | (text == _LINE_END)
    if odd_mark(raw):
        return False
    if _QUOTE in raw:
        quoted = np.logical_xor.accumulate(text == _QUOTE)
        marks &= ~quoted
    found = text[marks]
    line = np.array([_COMMA] * (width - 1) + [_LINE_END], np.uint8)
    return found.size % width == 0 and bool((found.reshape(-1, width) == line).all())


def odd_mark(raw: bytes) -> int | None:
    """Return the line of a quotation mark that is left open or stands inside a cell, if any does.

    Readers differ in what they make of one: some drop it, others take it for text.
    """
    if _QUOTE not in raw:
        return None
    text = np.frombuffer(b"\n" + raw + b"\n", np.uint8)
    marks = np.flatnonzero(text == _QUOTE)
    if len(marks) % 2:
        lines = enumerate(raw.split(b"\n"), start=1)
        return next(number for number, line in lines if line.count(b'"') % 2)
    beside = np.stack([text[marks[::2] - 1], text[marks[1::2] + 1]])
    odd = ~np.isin(beside, [_COMMA, _LINE_END, _QUOTE]).all(axis=0)
    return raw[: marks[::2][odd][0]].count(b"\n") + 1 if odd.any() else None


def _header_faults(table: Table, header: list[str]) -> Iterator[Fault]:
    """Yield a fault for each column that is missing, unknown or named twice."""
    odd = {
        "missing_column": ("the column is missing", {*table.columns} - {*header}),
        "extra_column": ("the description has no such column", {*header} - {*table.columns}),
        "duplicate_column": ("the column is named twice", Counter(header) - Counter({*header})),
    }
    for rule, (message, names) in odd.items():
        for name in sorted(names):
            yield Fault(table.name, message, rule, column=name, value=name, row=1)


def _column(sheet: Sheet, column: Field) -> object:
    """Return the values of a column, missing where a cell is blank or wrong; note its faults."""
    if column.name not in sheet.text:
        return _array(column, [None], np.zeros(len(sheet.text), int))
    codes, different = pd.factorize(sheet.text[column.name])
    texts, parse = different.tolist(), cell_rules.PARSERS[column.type]
    values = [parse(text) for text in texts]
    broken = cell_rules.broken(column, texts, values)
    if broken:
        for position in np.flatnonzero(np.isin(codes, list(broken))):
            code = codes[position]
            for rule, message in broken[code]:
                sheet.fault(position, column.name, rule, message, texts[code])
    return _array(column, values, codes)


def _array(column: Field, values: list[object], codes: np.ndarray) -> object:
    """Return the values row by row, in the type that the description and the gaps ask for."""
    lacks = not column.required or None in values
    different = pd.Series(values, dtype=object).astype(_DTYPES[column.type][lacks])
    return different.array.take(codes)


def _check_keys(sheet: Sheet, frame: pd.DataFrame) -> None:
    """Note every row whose primary key, or value of a unique column, stands on a line before."""
    keys = [sheet.table.primary_key] if sheet.table.primary_key else []
    keys += [(column.name,) for column in sheet.table.fields if column.unique]
    for names in map(list, keys):
        known = frame[names].dropna()
        if not known.duplicated().any():
            continue
        positions = known.index.to_series()
        first = positions.groupby([known[name] for name in names]).transform("first")
        for position in positions[first < positions]:
            written = key_text(names, sheet.written(position, names))
            message = f"the key {written} stands on line {sheet.lines[first[position]]} already"
            sheet.fault(position, names[-1], "duplicate_key", message, written)


def _check_foreign_key(
    sheet: Sheet, frame: pd.DataFrame, key: ForeignKey, parent_keys: ParentKeys
) -> None:
    """Note every row that names a parent which does not exist."""
    is_own = key.parent == sheet.table.name
    known = different_keys(frame, key.parent_fields) if is_own else parent_keys(key)
    unknown = set() if known is None else different_keys(frame, key.fields) - known
    if unknown:
        for position, cells in enumerate(_keys(frame, key.fields)):
            if cells in unknown:
                written = ", ".join(sheet.written(position, key.fields))
                message = f"{written!r} does not exist in table {key.parent}"
                sheet.fault(position, ", ".join(key.fields), "foreign_key", message, written)


def _keys(frame: pd.DataFrame, names: tuple[str, ...]) -> list[tuple]:
    """Return the values of some columns row by row, missing ones as None and dates as dates."""
    cells = [
        frame[name].dt.date if frame[name].dtype.kind == "M" else frame[name] for name in names
    ]
    return list(zip(*(c.to_numpy(object, na_value=None).tolist() for c in cells), strict=True))
