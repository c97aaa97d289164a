"""One CSV file held to its description: its frame, and every broken rule with line and key.

Some thousand rows are looked at together, so that little more is held than the frame. A rule
(`cell_rules`) is asked once for each different text of a column among them.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import BinaryIO

import numpy as np
import pandas as pd

from sanctuary_research.data import cell_rules, csv_shape, csv_text, key_rules
from sanctuary_research.data.catalog import Field, Table
from sanctuary_research.data.faults import MOST_KEPT, Fault, counted, key_text
from sanctuary_research.data.key_rules import Broken, ParentKeys

PIECE = 4 << 20  # bytes that are looked at together
# A table of more cells than this needs as many bytes in each: a frame takes some eight a cell.
MANY_CELLS, BYTES_A_CELL = 20_000_000, 3
Cells = dict[str, str]
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
    """The rows of one file below its header that are as long as it, and the faults of the file.

    A row of another length is told and left aside, as is all of a file with a row that is too long
    to be one.
    """

    def __init__(self, table: Table, file: BinaryIO):
        self.table, self.file = table, file
        self.header: list[str] = []
        self.size, self.is_plain = 0, False
        self.faults: list[Fault] = []
        self._noted: list[tuple[Broken, str, str, Sequence[str]]] = []
        if too_long := csv_text.long_row(table.name, file):
            self.faults.append(too_long)
            return
        self.faults += csv_text.bytes_faults(table.name, file)
        self.header = next(csv_text.rows(file), (1, []))[1]
        if not self.faults and sorted(self.header) == sorted(table.columns):
            # Such a file pandas reads quickly, and as the csv module does.
            lines = csv_shape.rows_of_width(file, len(self.header)) or 1
            self.is_plain, self.size = lines > 1, lines - 1
        if not self.is_plain:
            self._look_through()
            self.faults += _header_faults(table, self.header)
        self._refuse_thin()

    def _refuse_thin(self) -> None:
        """Leave aside very many cells of a letter or none: a frame takes many times the file."""
        cells = self.size * max(len(self.header), len(self.table.columns))
        if cells > MANY_CELLS and self.file.seek(0, os.SEEK_END) < BYTES_A_CELL * cells:
            message = (
                f"{cells:,} cells of fewer than {BYTES_A_CELL} bytes on average: leave columns "
                "that are blank out of the file"
            )
            self.faults.append(Fault(self.table.name, message, "thin_cells"))
            self.size = 0

    def pieces(self, names: Collection[str]) -> Iterator[dict[str, np.ndarray]]:
        """Yield the cells of some columns that the file has, as objects, some rows at a time."""
        if not self.size:
            return
        some = max(1, self.size * PIECE // self.file.seek(0, os.SEEK_END))
        if self.is_plain:
            self.file.seek(0)
            options = {"dtype": object, "na_filter": False, "index_col": False, "usecols": names}
            for frame in pd.read_csv(self.file, chunksize=some, **options):
                yield {name: frame[name].to_numpy() for name in names}
            return
        places, rows = {name: self.header.index(name) for name in names}, self._whole_rows()
        while piece := [row for _, row in islice(rows, some)]:
            yield {
                name: np.array([row[place] for row in piece], object)
                for name, place in places.items()
            }

    def note(self, broken: Broken, rule: str, message: str, *names: str) -> None:
        """Note rows that break a rule in some columns.

        In the message ``{text}`` is what they hold, ``{line}`` where the other row stands.
        """
        if broken.many:
            self._noted.append((broken, rule, message, names))

    @property
    def is_sound(self) -> bool:
        """Whether nothing has been found yet."""
        return not self.faults and not self._noted

    def told(self) -> list[Fault]:
        """Return the faults of the file and of what is noted, for which its rows are read again."""
        wanted = {at for broken, *_ in self._noted for pair in broken.rows.items() for at in pair}
        rows = enumerate(islice(self._whole_rows(), max(wanted, default=-1) + 1))
        found = {at: (line, self._cells(row)) for at, (line, row) in rows if at in wanted}
        told = [*self.faults]
        for broken, rule, message, names in self._noted:
            faults = []
            for at, other in broken.rows.items():
                line, cells = found[at]
                several = key_text(names, (cells[name] for name in names))
                text = several if len(names) > 1 else cells[names[0]]
                says, key = message.format(text=text, line=found[other][0]), self._key(cells)
                faults.append(Fault(self.table.name, says, rule, names[-1], text, key, line))
            told += counted(faults, broken.many)
        return sorted(told, key=lambda fault: fault.row or 0)

    def lines_of(self, keys: Collection[str]) -> dict[str, int]:
        """Return the lines on which rows begin that have one of some keys."""
        names = [name for name in self.table.primary_key if name in self.header]
        places = [self.header.index(name) for name in names]
        rows, left = self._whole_rows(), {*keys}
        found: dict[str, int] = {}
        while left and (one := next(rows, None)):
            key = key_text(names, (one[1][at] for at in places))
            if key in left:
                left.remove(key)
                found[key] = one[0]
        return found

    def _cells(self, row: Sequence[str]) -> Cells:
        """Return a row's cells by column; of two columns of one name the first counts."""
        pairs = [*zip(self.header, row, strict=False)]
        return dict(reversed(pairs))

    def _key(self, cells: Cells) -> str:
        """Return a row's key as it is written in the file."""
        names = [name for name in self.table.primary_key if name in cells]
        return key_text(names, (cells[name] for name in names))

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the line and the cells of every row below the header."""
        return islice(csv_text.rows(self.file), 1, None)

    def _whole_rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the line and the cells of every row that is as long as the header."""
        return (one for one in self._rows() if len(one[1]) == len(self.header))

    def _look_through(self) -> None:
        """Count the rows; tell those of another length, and which cell holds a spoilt byte."""
        expected, odd, many = len(self.header), [], 0
        spoilt = {one.row: at for at, one in enumerate(self.faults) if one.rule == "encoding"}
        for line, row in self._rows():
            if len(row) != expected:
                many += 1
                odd += [self._span_fault(line, row)] if many <= MOST_KEPT else []
                continue
            self.size += 1
            if line in spoilt:
                at, cells = spoilt[line], self._cells(row)
                names = (
                    name
                    for name in self.table.columns
                    if csv_text.UNREADABLE in cells.get(name, "")
                )
                self.faults[at] = replace(
                    self.faults[at], key=self._key(cells), column=next(names, "")
                )
        self.faults += counted(odd, many)

    def _span_fault(self, line: int, row: list[str]) -> Fault:
        """Return the fault of a row with more or fewer cells than the header."""
        expected = len(self.header)
        rule = "extra_cell" if len(row) > expected else "missing_cell"
        extra = ",".join(row[expected:])
        message = f"the row has {len(row)} cells where the header has {expected}"
        message += f", {extra!r} too many" if extra else ""
        return Fault(
            self.table.name, message, rule, value=extra, key=self._key(self._cells(row)), row=line
        )


def examine(
    table: Table, file: BinaryIO, parent_keys: ParentKeys
) -> tuple[pd.DataFrame, list[Fault]]:
    """Return the frame of a file and every rule of ``table`` that it breaks.

    Parameters
    ----------
    table
        The description to hold the file to.
    file
        Open for reading bytes; it is read several times.
    parent_keys
        Gives the set of keys a foreign key may name, or None when it cannot be known.

    Returns
    -------
    tuple
        The frame with the columns and types of the description (faulty cells missing, and then
        in the type that allows missing cells), and the faults.
    """
    sheet = Sheet(table, file)
    frame = typed(sheet, table.columns)
    _check_keys(sheet, frame)
    _check_foreign_keys(sheet, frame, parent_keys)
    if sheet.is_sound and not sheet.is_plain and (line := csv_shape.odd_mark(file)):
        sheet.faults.append(csv_text.quotation_fault(table.name, line))
    return frame, sheet.told()


def typed(sheet: Sheet, names: Sequence[str]) -> pd.DataFrame:
    """Return some columns in the types of the description; their faults are noted."""
    columns = {name: _Column(sheet.table.by_name[name], sheet.size) for name in names}
    start = 0
    for piece in sheet.pieces([name for name in names if name in sheet.header]):
        for name, cells in piece.items():
            columns[name].fill(start, cells)
        start += len(next(iter(piece.values()), ()))
    for one in columns.values():
        one.note(sheet)
    return pd.DataFrame({name: one.array() for name, one in columns.items()}, copy=False)


class _Column:
    """The values of a column, missing where a cell is blank or wrong, and the rows that are."""

    def __init__(self, column: Field, size: int):
        self.column, self._size = column, size
        self._whole, self._lacking = _DTYPES[column.type]
        self._texts: list = []  # pieces, since a text cannot be put into place
        self._broken: dict[tuple[str, str], Broken] = defaultdict(Broken)

    @cached_property
    def _values(self) -> object:
        return pd.Series(None, index=range(self._size), dtype=self._lacking).array

    def fill(self, start: int, cells: np.ndarray) -> None:
        """Take the cells of some rows."""
        codes, different = pd.factorize(cells)
        texts = different.tolist()
        values = [cell_rules.PARSERS[self.column.type](text) for text in texts]
        for rule, message, those in cell_rules.broken(self.column, texts, values):
            self._broken[rule, message].add(start + np.flatnonzero(np.isin(codes, those)))
        piece = pd.Series(values, dtype=object).astype(self._lacking).array.take(codes)
        if self.column.type == "string":
            self._texts.append(pd.Series(piece))
        else:
            self._values[start : start + len(piece)] = piece

    def note(self, sheet: Sheet) -> None:
        """Note the rows whose cells break a rule."""
        for (rule, message), broken in self._broken.items():
            sheet.note(broken, rule, message, self.column.name)

    def array(self) -> object:
        """Return the values in the type that the description and the gaps ask for."""
        if self._texts:
            return pd.concat(self._texts, ignore_index=True).array
        lacks = not self.column.required or self._values.isna().any()
        return self._values if lacks else self._values.astype(self._whole, copy=False)


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


def _check_keys(sheet: Sheet, frame: pd.DataFrame) -> None:
    """Note every row whose primary key, or value of a unique column, stands on a line before."""
    keys = [sheet.table.primary_key] if sheet.table.primary_key else []
    keys += [(column.name,) for column in sheet.table.fields if column.unique]
    for names in (names for names in keys if {*names} <= {*frame}):
        told = "the key {text} stands on line {line} already"
        sheet.note(key_rules.doubled(frame, names), "duplicate_key", told, *names)


def _check_foreign_keys(sheet: Sheet, frame: pd.DataFrame, parent_keys: ParentKeys) -> None:
    """Note every row that names a parent which does not exist."""
    for key in sheet.table.foreign_keys:
        is_own = key.parent == sheet.table.name
        known = key_rules.different_keys(frame, key.parent_fields) if is_own else parent_keys(key)
        if known is not None:
            told = f"{{text!r}} does not exist in table {key.parent}"
            sheet.note(
                key_rules.orphans(frame, key.fields, known), "foreign_key", told, *key.fields
            )
