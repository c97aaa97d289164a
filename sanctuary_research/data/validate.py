"""One CSV file held to its description: its frame, and every broken rule with line and key.

A rule (`cell_rules`) is asked once for each different text of a column, so that a table of a
hundred thousand rows costs a fraction of a second.
"""

from __future__ import annotations

import io
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice

import numpy as np
import pandas as pd

from sanctuary_research.data import cell_rules, csv_text
from sanctuary_research.data.catalog import Field, ForeignKey, Table
from sanctuary_research.data.faults import Fault, counted, key_text

_COMMA, _QUOTE, _LINE_END = b',"\n'
Tell = Callable[[int], tuple[str, str]]
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
    """The cells of one file by the columns of its description, and its faults.

    `cells` holds the different texts of each column (by default of all) once and the number of each
    row's, so that little more is held than the file. A row of the wrong length is told and left
    aside, as is all of a file with a row that is too long to be one.
    """

    def __init__(self, table: Table, raw: bytes, names: Sequence[str] = ()):
        self.table, self.raw, self.names = table, raw, names or table.columns
        self.header: list[str] = []
        self.cells: dict[str, tuple[list[str], np.ndarray]] = {}
        self.faults = [*csv_text.bytes_faults(table.name, raw)]
        if too_long := csv_text.long_row(table.name, raw):
            self.faults.append(too_long)
            return
        self.header = next(csv_text.rows(raw), (1, []))[1]
        if not self.faults and self._is_plain():
            self._read()
        else:
            self._split()
            self.faults = [self._placed(fault) for fault in self.faults]
            self.faults += [*_header_faults(table, self.header), *counted(self._span_faults())]

    def __len__(self) -> int:
        return next((len(codes) for _, codes in self.cells.values()), 0)

    @cached_property
    def lines(self) -> np.ndarray:
        """The line of the file on which each row begins."""
        return np.fromiter((line for line, _ in self._whole_rows()), np.int64)

    def keys(self) -> Iterator[str]:
        """Yield the key of each row as it is written in the file."""
        names = [name for name in self.table.primary_key if name in self.cells]
        columns = (map(texts.__getitem__, codes) for texts, codes in map(self.cells.get, names))
        return (key_text(names, row) for row in zip(*columns, strict=True))

    def written(self, position: int, name: str) -> str:
        """Return one cell as it stands in the file."""
        texts, codes = self.cells[name]
        return texts[codes[position]]

    def key(self, position: int, names: Sequence[str] = ()) -> str:
        """Return the key of one row, or some columns of it, as it is written in the file."""
        names = names or [name for name in self.table.primary_key if name in self.cells]
        return key_text(names, (self.written(position, name) for name in names))

    def note(self, positions: Sequence[int], column: str, rule: str, tell: Tell) -> None:
        """Note the faults of some rows; ``tell`` says of one what is wrong and what is written."""

        def fault(position: int) -> Fault:
            (message, value), line = tell(position), int(self.lines[position])
            return Fault(self.table.name, message, rule, column, value, self.key(position), line)

        self.faults += counted(map(fault, positions), len(positions))

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the line and the cells of every row below the header."""
        return islice(csv_text.rows(self.raw), 1, None)

    def _whole_rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the line and the cells of every row that is as long as the header."""
        return (one for one in self._rows() if len(one[1]) == len(self.header))

    def _is_plain(self) -> bool:
        """Say whether every row has exactly the described columns, which pandas reads quickly."""
        columns = self.table.columns
        return sorted(self.header) == sorted(columns) and is_rectangular(self.raw, len(columns))

    def _read(self) -> None:
        """Take the cells of such a file; some rows at a time, since a text takes much memory."""
        options = {"dtype": _TEXT, "na_filter": False, "index_col": False, "chunksize": 5000}
        texts: dict[str, dict[str, int]] = {name: {} for name in self.names}
        found: dict[str, list[np.ndarray]] = {name: [] for name in self.names}
        for piece in pd.read_csv(io.BytesIO(self.raw), **options):
            for name, known in texts.items():
                codes, different = pd.factorize(piece[name])
                places = [known.setdefault(text, len(known)) for text in different.tolist()]
                smallest = np.min_scalar_type(len(known))
                found[name].append(np.array(places, smallest)[codes])
        for name, known in texts.items():
            self.cells[name] = [*known], np.concatenate(found.pop(name))

    def _split(self) -> None:
        """Cut any other file into columns."""
        names = [name for name in self.names if name in self.header]
        columns = [(self.header.index(name), {}, array("i")) for name in names]
        for _, row in self._whole_rows():
            for place, texts, codes in columns:
                codes.append(texts.setdefault(row[place], len(texts)))
        for name, (_, texts, codes) in zip(names, columns, strict=True):
            self.cells[name] = [*texts], np.array(codes)

    def _span_faults(self) -> Iterator[Fault]:
        """Yield a fault for each row with more or fewer cells than the header."""
        expected, name = len(self.header), self.table.name
        for line, row in self._rows():
            if len(row) != expected:
                rule = "extra_cell" if len(row) > expected else "missing_cell"
                extra = ",".join(row[expected:])
                message = f"the row has {len(row)} cells where the header has {expected}"
                message += f", {extra!r} too many" if extra else ""
                cells = dict(zip(self.header, row, strict=False))
                names = [one for one in self.table.primary_key if one in cells]
                key = key_text(names, map(cells.__getitem__, names))
                yield Fault(name, message, rule, value=extra, key=key, row=line)

    def _placed(self, fault: Fault) -> Fault:
        """Return a fault of encoding with the key and column of the cell that holds the byte."""
        found = np.flatnonzero(self.lines == fault.row) if fault.rule == "encoding" else ()
        for at in found:
            spoilt = (name for name in self.cells if csv_text.UNREADABLE in self.written(at, name))
            return replace(fault, key=self.key(at), column=next(spoilt, ""))
        return fault


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
    sheet.cells = {name: sheet.cells[name] for name in _named(table) if name in sheet.cells}
    _check_keys(sheet, frame)
    for foreign_key in table.foreign_keys:
        _check_foreign_key(sheet, frame, foreign_key, parent_keys)
    if not sheet.faults and (line := odd_mark(raw)):
        sheet.faults.append(csv_text.quotation_fault(table.name, line))
    return frame, sorted(sheet.faults, key=lambda fault: fault.row or 0)


def _named(table: Table) -> list[str]:
    """Return the columns of all keys, which is what faults between rows name."""
    keys = [table.primary_key, *(key.fields for key in table.foreign_keys)]
    unique = [column.name for column in table.fields if column.unique]
    return [*dict.fromkeys((*(name for names in keys for name in names), *unique))]


def typed(sheet: Sheet, names: tuple[str, ...]) -> pd.DataFrame:
    """Return some columns in the types of the description; their faults are noted."""
    cells = {name: _column(sheet, sheet.table.by_name[name]) for name in names}
    return pd.DataFrame(cells, copy=False)


def different_keys(frame: pd.DataFrame, names: tuple[str, ...]) -> frozenset[tuple]:
    """Return the different keys of some columns that have no missing part."""
    different = frame[list(names)].drop_duplicates()
    return frozenset(key for key in _keys(different, names) if None not in key)


def is_rectangular(raw: bytes, width: int) -> bool:
    """Say whether every line has exactly ``width`` cells (pandas fills short lines silently)."""
    return all(_is_rectangular(piece, width) for _, piece in csv_text.blocks(raw))


def _is_rectangular(raw: bytes, width: int) -> bool:
    """Say it of a piece of a file."""
    text = np.frombuffer(raw if raw.endswith(b"\n") else raw + b"\n", np.uint8)
    marks = (text == _COMMA) | (text == _LINE_END)
    if _odd_mark(raw):
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
    found = ((line, _odd_mark(piece)) for line, piece in csv_text.blocks(raw))
    return next((line + odd - 1 for line, odd in found if odd), None)


def _odd_mark(raw: bytes) -> int | None:
    """Return that line of a piece of a file."""
    if _QUOTE not in raw:
        return None
    text = np.frombuffer(b"\n" + raw + b"\n", np.uint8)
    marks = np.flatnonzero(text == _QUOTE)
    if len(marks) % 2:
        return csv_text.odd_line(raw)
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
        yield from counted(
            Fault(table.name, message, rule, column=name, value=name, row=1)
            for name in sorted(names)
        )


def _column(sheet: Sheet, column: Field) -> object:
    """Return the values of a column, missing where a cell is blank or wrong; note its faults."""
    if column.name not in sheet.cells:
        return _array(column, [None], np.zeros(len(sheet), np.int8))
    texts, codes = sheet.cells[column.name]
    values = [cell_rules.PARSERS[column.type](text) for text in texts]
    for rule, message, broken in cell_rules.broken(column, texts, values):

        def tell(position: int, message: str = message) -> tuple[str, str]:
            text = texts[codes[position]]
            return message.format(text=text), text

        sheet.note(np.flatnonzero(np.isin(codes, broken)), column.name, rule, tell)
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
    for names in keys:
        known = frame[list(names)].dropna()
        if known.duplicated().any():
            _note_doubled(sheet, names, known)


def _note_doubled(sheet: Sheet, names: tuple[str, ...], known: pd.DataFrame) -> None:
    """Note the rows whose values in some columns are those of a row before."""
    positions = known.index.to_series()
    first = positions.groupby([known[name] for name in names]).transform("first")

    def tell(position: int) -> tuple[str, str]:
        written = sheet.key(position, names)
        return f"the key {written} stands on line {sheet.lines[first[position]]} already", written

    sheet.note(positions[first < positions], names[-1], "duplicate_key", tell)


def _check_foreign_key(
    sheet: Sheet, frame: pd.DataFrame, key: ForeignKey, parent_keys: ParentKeys
) -> None:
    """Note every row that names a parent which does not exist."""
    is_own = key.parent == sheet.table.name
    known = different_keys(frame, key.parent_fields) if is_own else parent_keys(key)
    different = frame[list(key.fields)].drop_duplicates()
    cells = _keys(different, key.fields)
    unknown = [known is not None and None not in one and one not in known for one in cells]
    if not any(unknown):
        return

    def tell(position: int) -> tuple[str, str]:
        written = ", ".join(sheet.written(position, name) for name in key.fields)
        return f"{written!r} does not exist in table {key.parent}", written

    rows = frame[list(key.fields)].reset_index()
    broken = rows.merge(different[unknown], on=[*key.fields])["index"]
    sheet.note(broken, ", ".join(key.fields), "foreign_key", tell)


def _keys(frame: pd.DataFrame, names: tuple[str, ...]) -> list[tuple]:
    """Return the values of some columns row by row, missing ones as None and dates as dates."""
    cells = [
        frame[name].dt.date if frame[name].dtype.kind == "M" else frame[name] for name in names
    ]
    return list(zip(*(c.to_numpy(object, na_value=None).tolist() for c in cells), strict=True))
