"""The cells of a reader's CSV, whatever their separator, and the columns that are known."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from sanctuary_research import words
from sanctuary_research.data.catalog import content
from sanctuary_research.data.csv_text import BOM, encoding_faults, rows, spoilt
from sanctuary_research.data.faults import Fault, counted
from sanctuary_research.data.stored import stored
from sanctuary_research.errors import UsageError

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
SEPARATOR_LINE = re.compile(r"sep=(.)(?=\r?\n)", re.IGNORECASE)  # for spreadsheets
ZIP = b"PK"  # how a spreadsheet file begins
KNOWN = stored(__file__, "known.json")
# Names are compared without case, spaces and marks. The long ones are ILRC's.
COLUMNS: dict[str, str] = KNOWN["columns"]
HOLDS, MONTH = "no_ice_holds", "month_began"
OPTIONAL = ("label", "date", "until")  # a file that misspells one would be read without it
NO = {"no", "n", "false", "f", "0"}


@dataclass
class Sheet:
    """The rows of a file by known column, their lines, what was left aside or put right, faults."""

    name: str
    columns: dict[str, int] = field(default_factory=dict)
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def names_counties(self) -> bool:
        """Whether a row can say which county it means."""
        return "county_fips" in self.columns or {"county", "state"} <= {*self.columns}

    def fault(self, message: str, line: int | None = None, column: str = "") -> None:
        """Note one fault."""
        self.faults.append(Fault(self.name, message, "own_list", column, row=line))


def read(path: Path) -> Sheet:
    """Return the cells of a file, and what is wrong with it as a table.

    Raises
    ------
    UsageError
        There is no such file, or it cannot be opened.
    """
    try:
        raw = content(path).removeprefix(BOM)
    except FileNotFoundError as error:
        raise UsageError(f"there is no file {path}", "name a CSV file of yours") from error
    except OSError as error:
        said = error.strerror or "it is no file"
        raise UsageError(f"{path} cannot be read: {said}", "name a CSV file") from error
    sheet = Sheet(path.name)
    if raw.startswith((ZIP, b"\xff\xfe", b"\xfe\xff")) or b"\x00" in raw:
        sheet.fault("this is no plain text: save it as CSV in UTF-8")
    elif spoilt(raw) is not None:
        sheet.faults += counted(encoding_faults(path.name, io.BytesIO(raw)))
    else:
        _fill(sheet, raw.decode("utf-8"))
    return sheet


def _fill(sheet: Sheet, text: str) -> None:
    """Cut the text into rows of known columns."""
    named = SEPARATOR_LINE.match(text)
    text = text[named.end() :] if named else text  # a blank line is left, so that lines count
    header = next(iter(text.lstrip("\r\n").splitlines()), "")
    separator = _named(sheet, named[1]) if named else _separator(sheet, header)
    lines = (
        (line, [cell.strip() for cell in row])
        for line, row in rows(io.BytesIO(text.encode()), separator, strict=True)
    )
    try:
        filled = [(line, cells) for line, cells in lines if any(cells)]
    except csv.Error:
        numbered = enumerate(text.splitlines(), start=1)
        odd = next((number for number, line in numbered if line.count('"') % 2), None)
        return sheet.fault("a quotation mark is left open, or stands inside a cell", odd)
    if not filled or not any(cell.strip(",;\t ") for cell in filled[0][1]):
        return sheet.fault("the file is empty: write county_fips, and below it a code a line")
    (first, names), *rest = filled
    _read_header(sheet, first, names)
    if not rest:
        sheet.fault("there is no row below the header: write a county on each line")
    for line, cells in rest if sheet.names_counties else ():
        _add(sheet, line, cells, len(names))


def _named(sheet: Sheet, mark: str) -> str:
    """Return the separator that a first line names."""
    if mark not in SEPARATORS:
        allowed = "commas, semicolons or tabs"
        sheet.fault(f"the first line names {mark!r}: part the cells by {allowed}", 1)
        return ","
    sheet.remarks.append(f"the first line read as: cells parted by {SEPARATORS[mark]}")
    return mark


def _separator(sheet: Sheet, header: str) -> str:
    """Return what parts the cells: what makes most known columns of the header."""
    found = {mark: len(_known(header.split(mark))) for mark in SEPARATORS if mark in header}
    best = [mark for mark, many in found.items() if many == max(found.values())]
    if len(best) > 1:
        marks = " and ".join(SEPARATORS[mark] for mark in best)
        sheet.fault(f"the header holds {marks}: part the cells by commas alone", 1)
    return best[0] if best else ","


def _known(header: list[str]) -> list[str]:
    return [COLUMNS[name] for name in map(_plain, header) if name in COLUMNS]


def _plain(name: str) -> str:
    return re.sub("[^a-z0-9]", "", name.lower())


def _read_header(sheet: Sheet, line: int, header: list[str]) -> None:
    """Find the known columns; note what is missing, doubled or misspelt."""
    for position, name in enumerate(header):
        column = COLUMNS.get(_plain(name))
        if column is None:
            sheet.unread += [name] if name else []
        elif column in sheet.columns:
            sheet.fault(f"two columns mean {column}: keep one", line, name)
        else:
            sheet.columns[column] = position
    if not sheet.columns and any(cell.isdecimal() for cell in header):
        sheet.fault("there is no header: write county_fips above the codes", line)
    elif not sheet.names_counties:
        found = ", ".join(map(repr, header))
        how = "name the column of the codes county_fips"
        sheet.fault(f"no column county_fips, nor county and state, among {found}: {how}", line)
    if {"label", HOLDS} <= {*sheet.columns}:
        sheet.fault("both label and No ICE holds say what a county is: keep one", line)
    for name in sheet.unread:
        meant = KNOWN["meant"].get(plain := _plain(name))
        close = get_close_matches(plain, [one for one in OPTIONAL if one[0] == plain[:1]], 1, 0.8)
        if (meant := meant or next(iter(close), None)) and meant not in sheet.columns:
            how = f"did you mean {meant!r}? If not, leave it out"
            sheet.fault(f"column {name!r} is not known: {how}", line)


def _add(sheet: Sheet, line: int, cells: list[str], width: int) -> None:
    """Add one row; cells beyond the header may only be blank."""
    if len(cells) < width or any(cells[width:]):
        how = (
            "add a separator for each blank cell"
            if len(cells) < width
            else "put a cell that holds the separator into quotation marks"
        )
        cells_here = words.count(len(cells), "cell")
        return sheet.fault(f"the row has {cells_here} where the header has {width}: {how}", line)
    row = {column: cells[position] for column, position in sheet.columns.items()}
    if any("\n" in cell for cell in (row.values() if HOLDS in row else cells)):
        return sheet.fault("a cell goes on over the line: is a quotation mark left open?", line)
    if not {"label", HOLDS} & {*row} and (no := next(iter(NO & {*map(str.lower, cells)}), None)):
        how = "name its column label and write limit or not_sanctuary, or leave it out"
        sheet.fault(f"a cell says {no!r}, in a file of which every row counts: {how}", line)
    sheet.rows.append((line, row))
