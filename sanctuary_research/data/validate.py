"""Every broken rule of one CSV file, cell by cell, with its line and key.

Reading (`schema`) asks only whether a file keeps its rules; when it does not, this module says
where. It reads the text itself, so what is reported is what stands in the file.
"""

from __future__ import annotations

import csv
import datetime
import io
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from sanctuary_research.data.catalog import Field, ForeignKey, Table
from sanctuary_research.data.faults import Fault, key_text

BOM = b"\xef\xbb\xbf"
UNREADABLE = "\N{REPLACEMENT CHARACTER}"
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
ParentKeys = Callable[[ForeignKey], "frozenset[tuple] | None"]


@dataclass
class Cells:
    """The cells of one file by column, their lines, and every fault found."""

    table: Table
    lines: list[int] = field(default_factory=list)
    text: dict[str, list[str]] = field(default_factory=dict)
    values: dict[str, list[object]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def key(self, position: int) -> str:
        """Return the key of one row as it is written in the file."""
        columns = [name for name in self.table.primary_key if name in self.text]
        return key_text(columns, (self.text[name][position] for name in columns))

    def fault(self, position: int, column: str, rule: str, message: str, value: str) -> None:
        """Note one fault of one cell."""
        self.faults.append(
            Fault(
                table=self.table.name,
                message=message,
                rule=rule,
                column=column,
                value=value,
                key=self.key(position),
                row=self.lines[position],
            )
        )


def examine(table: Table, raw: bytes, parent_keys: ParentKeys) -> Cells:
    """Return the cells of ``raw`` and every rule of ``table`` that they break.

    Parameters
    ----------
    table
        The description to hold the file to.
    raw
        The whole file as bytes.
    parent_keys
        Gives the set of keys a foreign key may name, or None when it cannot be known.
    """
    cells = Cells(table)
    cells.faults += bytes_faults(table, raw)
    _split(cells, raw.removeprefix(BOM).decode("utf-8", errors="replace"))
    cells.faults = [_placed(cells, fault) for fault in cells.faults]
    for column in table.fields:
        if column.name in cells.text:
            cells.values[column.name] = [*_parsed(cells, column)]
    _check_keys(cells)
    for foreign_key in table.foreign_keys:
        _check_foreign_key(cells, foreign_key, parent_keys(foreign_key))
    cells.faults.sort(key=lambda fault: fault.row or 0)
    return cells


def unreadable(table: Table, raw: bytes) -> Fault:
    """Return the fault of a file that pandas refuses although its cells keep every rule."""
    for number, line in enumerate(raw.split(b"\n"), start=1):
        if line.count(b'"') % 2:
            message = "a quotation mark is left open: quote the whole cell and double marks in it"
            return Fault(table.name, message, "quotation", value='"', row=number)
    return Fault(table.name, "the file cannot be read as a table", "file")


def bytes_faults(table: Table, raw: bytes) -> list[Fault]:
    """Return what is wrong with the file before it is text: encoding, mark, line endings."""
    faults = []
    if raw.startswith(BOM):
        message = "the file starts with a byte order mark: save it as plain UTF-8"
        faults.append(Fault(table.name, message, "byte_order_mark", row=1))
    if b"\r" in raw:
        many, line = raw.count(b"\r"), raw[: raw.index(b"\r")].count(b"\n") + 1
        message = f"{many:,} lines end in CR LF (the first is line {line}): end lines in LF alone"
        faults.append(Fault(table.name, message, "line_ending", value="\\r\\n", row=line))
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        faults += encoding_faults(table.name, raw)
    return faults


def encoding_faults(name: str, raw: bytes) -> Iterator[Fault]:
    """Yield one fault for each line that is not UTF-8, with the offset of its first bad byte."""
    offset = 0
    for number, line in enumerate(raw.split(b"\n"), start=1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            byte = f"0x{line[error.start]:02x}"
            message = f"byte {offset + error.start:,} ({byte}) is not UTF-8: save as UTF-8"
            yield Fault(name, message, "encoding", value=byte, row=number)
        offset += len(line) + 1


def _placed(cells: Cells, fault: Fault) -> Fault:
    """Return a fault of encoding with the key and column of the cell that holds the byte."""
    if fault.rule != "encoding" or fault.row not in cells.lines:
        return fault
    position = cells.lines.index(fault.row)
    spoilt = (name for name, text in cells.text.items() if UNREADABLE in text[position])
    return replace(fault, key=cells.key(position), column=next(spoilt, ""))


def _split(cells: Cells, text: str) -> None:
    """Cut the text into columns; note header faults and rows of the wrong length."""
    reader = csv.reader(io.StringIO(text, newline=""))
    header = next(reader, [])
    _check_header(cells, header)
    lines, rows, spans = [], [], []
    line = reader.line_num + 1
    for row in reader:
        lines.append(line)
        rows.append(row)
        spans.append(len(row))
        line = reader.line_num + 1
    cells.lines = lines
    for name in cells.table.columns:
        if name in header:
            at = header.index(name)
            cells.text[name] = [row[at] if at < len(row) else "" for row in rows]
    for position, span in enumerate(spans):
        if span != len(header):
            _note_span(cells, position, rows[position], len(header))


def _note_span(cells: Cells, position: int, row: list[str], expected: int) -> None:
    """Note a row with more or fewer cells than the header."""
    rule = "extra_cell" if len(row) > expected else "missing_cell"
    extra = ",".join(row[expected:])
    message = f"the row has {len(row)} cells where the header has {expected}"
    message += f", {extra!r} too many" if extra else ""
    cells.fault(position, "", rule, message, extra)


def _check_header(cells: Cells, header: list[str]) -> None:
    """Note columns that are missing, unknown or named twice."""
    known = cells.table.columns
    found = [("missing_column", n, "the column is missing") for n in known if n not in header]
    found += [
        ("extra_column", name, "the description has no such column")
        for name in header
        if name not in known
    ]
    found += [
        ("duplicate_column", name, "the column is named twice")
        for name, count in Counter(header).items()
        if count > 1
    ]
    for rule, name, message in found:
        cells.faults.append(Fault(cells.table.name, message, rule, column=name, value=name, row=1))


def _parsed(cells: Cells, column: Field) -> Iterator[object]:
    """Yield the value of each cell of a column, None when missing or wrong."""
    for position, text in enumerate(cells.text[column.name]):
        if not text.strip():
            if text:
                message = "the cell holds only spaces: leave it empty"
                cells.fault(position, column.name, "blank", message, text)
            elif column.required:
                cells.fault(position, column.name, "required", "a value is required", "")
            yield None
            continue
        value = PARSERS[column.type](text)
        if value is None:
            message = f"{text!r} is not {_KINDS[column.type]}"
            cells.fault(position, column.name, "type", message, text)
        else:
            for rule, message in _broken_constraints(column, text, value):
                cells.fault(position, column.name, rule, message, text)
        yield value


def _broken_constraints(column: Field, text: str, value: object) -> Iterator[tuple[str, str]]:
    """Yield the name and sentence of each constraint that one value breaks."""
    if column.enum and text not in column.enum:
        yield "enum", f"{text!r} is not one of: {', '.join(column.enum)}"
    if column.pattern and not re.fullmatch(column.pattern, text):
        yield "pattern", f"{text!r} is not written like {column.pattern}"
    if column.minimum is not None and value < bound(column, column.minimum):
        yield "minimum", f"{text} is below the least allowed, {column.minimum}"
    if column.maximum is not None and value > bound(column, column.maximum):
        yield "maximum", f"{text} is above the most allowed, {column.maximum}"


def bound(column: Field, limit: float | str) -> object:
    """Return a minimum or maximum in the type of its column."""
    return limit if not isinstance(limit, str) else PARSERS[column.type](limit)


def _check_keys(cells: Cells) -> None:
    """Note every row whose primary key, or value of a unique column, stands on a line before."""
    keys = [cells.table.primary_key] if cells.table.primary_key else []
    keys += [(column.name,) for column in cells.table.fields if column.unique]
    for names in keys:
        if not all(name in cells.values for name in names):
            continue
        first: dict[tuple, int] = {}
        for position, key in enumerate(zip(*(cells.values[n] for n in names), strict=True)):
            if None in key:
                continue
            if key in first:
                written = key_text(names, (cells.text[name][position] for name in names))
                message = f"the key {written} stands on line {cells.lines[first[key]]} already"
                cells.fault(position, names[-1], "duplicate_key", message, written)
            else:
                first[key] = position


def _check_foreign_key(cells: Cells, foreign_key: ForeignKey, known: frozenset | None) -> None:
    """Note every row that names a parent which does not exist."""
    names = foreign_key.fields
    if not all(name in cells.values for name in names):
        return
    if foreign_key.parent == cells.table.name:
        own = (cells.values.get(name, []) for name in foreign_key.parent_fields)
        known = frozenset(zip(*own, strict=True))
    if known is None:
        return
    for position, key in enumerate(zip(*(cells.values[name] for name in names), strict=True)):
        if None not in key and key not in known:
            written = ", ".join(cells.text[name][position] for name in names)
            message = f"{written!r} does not exist in table {foreign_key.parent}"
            cells.fault(position, ", ".join(names), "foreign_key", message, written)


def _integer(text: str) -> int | None:
    value = _number(text)
    fits = value is not None and value.is_integer() and abs(value) < 2**63
    return int(value) if fits else None


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in text else None


def _date(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text) if DATE.fullmatch(text) else None
    except ValueError:
        return None


PARSERS: dict[str, Callable[[str], object]] = {
    "string": lambda text: text,
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
