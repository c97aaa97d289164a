"""What the tables hold on a place: sections of lines, each with the row that says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import compress
from typing import NamedTuple

from sanctuary_research.data import catalog
from sanctuary_research.data.catalog import Table
from sanctuary_research.data.kept import kept
from sanctuary_research.data.stored import stored
from sanctuary_research.words import number

Rows = list[dict[str, str]]


class Cell(NamedTuple):
    """A text, and the row of a table that it names, if any."""

    text: str
    table: str = ""
    key: str = ""


class Line(NamedTuple):
    """One row: its cells, table and key, and whether it is from memory, or later than the day."""

    cells: list[Cell]
    table: str
    key: tuple[str, ...]
    is_memory: bool = False
    is_later: bool = False


class Section(NamedTuple):
    """What is shown of one table: its heading, the titles of its columns, and its lines."""

    heading: str
    table: str
    columns: list[str]
    lines: list[Line]


def section(heading: str, table: str, columns: list[str], lines: list[Line]) -> Section:
    """Return a section without the columns that are blank in every line.

    >>> section("Acts", "t", ["Act", "Ended"], [Line([Cell("a"), Cell("")], "t", ("1",))]).columns
    ['Act']
    """
    used = [
        any(cell.text for cell in cells) for cells in zip(*(o.cells for o in lines), strict=True)
    ]
    kept = [one._replace(cells=list(compress(one.cells, used))) for one in lines]
    return Section(heading, table, list(compress(columns, used)), kept)


_READ = stored(__file__)
# Columns that name a row of another table, and which column says what that row is called.
NAMED: dict[str, list[str]] = _READ["named"]
# By table: its heading, and its columns with their titles. ``a.b`` is column b of the row that a
# names; ``a/b`` are the first and the last day that something can have happened.
SHOWN: dict[str, tuple[str, dict[str, str]]] = _READ["shown"]
OF_NO_COUNTY = {"agreements_287g": "state"}  # the place of rows that are of no one county
LINKS = "ruling_cases"  # which orders were made in which lawsuits
LISTED, SENT = "list_membership", "federal_action_targets"
READ = (*SHOWN, LINKS, *(parent for parent, _ in NAMED.values()))
_DAYS = re.compile("/|(date|year)$")


def sections(place_id: str, codes: tuple[str, ...], day: str = "9999") -> list[Section]:
    """Return what each table holds on a place, in the order of `SHOWN`; lines may be none.

    Parameters
    ----------
    place_id : str
    codes : tuple of str
        Of its counties, where they stand for the place itself; of a state its letters, by which
        the agreements of agencies that are of no one county are found.
    day : str
        As YYYY-MM-DD; what began after it is marked.
    """
    held = _Held(place_id, codes)
    return [held.section(table, day) for table in SHOWN]


@kept(*READ)
def _by_place() -> tuple[dict[str, Table], dict[tuple[str, str], Rows]]:
    """Return the tables, and their rows by table and what names a place, or a row, in it."""
    known = {table: catalog.table(table) for table in READ}
    found: dict[tuple[str, str], Rows] = {}
    own = ("jurisdiction_id", "county_fips")
    keys = dict.fromkeys(SHOWN, own) | {LINKS: ("case_id",), "threat_status": ("threat_id",)}
    keys |= {parent: known[parent].primary_key for parent, _ in NAMED.values()}
    for table, names in keys.items():
        by = next(name for name in names if name in known[table].columns)
        for row in catalog.records(table):
            of = row[by] or row[OF_NO_COUNTY.get(table, by)]
            found.setdefault((table, of), []).append(row)
    for row in catalog.records("federal_actions"):
        if row["kind"] == "letters" and row["list_id"]:
            found.setdefault(("letters", row["list_id"]), []).append(row)
    return known, found


class _Held:
    """The rows of tables that are about one place, as text."""

    def __init__(self, place_id: str, codes: tuple[str, ...]):
        self.place_id, self.codes = place_id, codes
        self.tables, self.kept = _by_place()

    def _found(self, table: str, keys: Iterator[str] | tuple[str, ...]) -> Rows:
        return [row for key in dict.fromkeys(keys) for row in self.kept.get((table, key), ())]

    def rows(self, table: str) -> Rows:
        """Return the rows of a table, those of its lawsuits and of acts on its money among them."""
        own = {"rulings": self._orders, "threat_status": self._steps, SENT: self._letters}
        if table in own:
            return [*own[table]()]
        if table == "agreements_287g":
            return _agreements(self._found(table, self.codes))
        is_by_id = "jurisdiction_id" in self.tables[table].columns
        return self._found(table, (self.place_id,) if is_by_id else self.codes)

    def _orders(self) -> Iterator[dict[str, str]]:
        links = self._found(LINKS, (row["case_id"] for row in self.rows("case_parties")))
        cases = {row["ruling_id"]: row for row in links[::-1]}
        for row in self._found("rulings", tuple(cases)):
            yield row | {"case_id": cases[row["ruling_id"]]["case_id"]}

    def _steps(self) -> Iterator[dict[str, str]]:
        """Yield the steps of what concerns the place: of its own sums, and of acts as a whole."""
        amounts = self.rows("threat_amounts")
        own = {"", *(row["amount_id"] for row in amounts)}
        rows = self._found("threat_status", (row["threat_id"] for row in amounts))
        yield from (row for row in rows if row["amount_id"] in own)

    def _letters(self) -> Iterator[dict[str, str]]:
        """Yield what names the place, and letters of which only a list says whom they went to."""
        yield from (own := self._found(SENT, (self.place_id,)))
        for row in self.rows(LISTED):
            for letters in self.kept.get(("letters", row["list_id"]), ()):
                if letters["action_id"] not in {one["action_id"] for one in own}:
                    sent = {"action_id": letters["action_id"], "target_name": row["printed_name"]}
                    yield row | sent | {"table": LISTED}

    def section(self, table: str, day: str) -> Section:
        """Return the section of a table, the newest first where a column is of days or years."""
        heading, columns = SHOWN[table]
        lines = [self._line(table, row, columns) for row in self.rows(table)]
        if days := [at for at, name in enumerate(columns) if _DAYS.search(name)]:
            lines.sort(key=lambda one: one.cells[days[0]].text.removeprefix("by "), reverse=True)
            lines = [one._replace(is_later=_after(one.cells[days[0]].text, day)) for one in lines]
        return section(heading, table, list(columns.values()), lines)

    def _line(self, table: str, row: dict[str, str], columns: Iterable[str]) -> Line:
        own = row.get("table", table)  # of another one that tells as much
        key = tuple(row[name] for name in self.tables[own].primary_key)
        cells = [self._cell(table, row, name) for name in columns]
        return Line(cells, own, key, row.get("certainty") == "memory")

    def _cell(self, table: str, row: dict[str, str], name: str) -> Cell:
        column, _, further = name.partition(".")
        if column not in NAMED:
            return Cell(_text(self.tables[table], row, name))
        parent, title = NAMED[column]
        (named,) = self.kept.get((parent, row[column]), [{}])
        if further:
            return Cell(_text(self.tables[parent], named, further) if named else "")
        return Cell(named.get(title, row[column]), parent, row[column])


def _after(span: str, day: str) -> bool:
    """Return whether all of a span of days, as `span` writes it, or a year is after a day.

    >>> _after("2018", "2017-06-01"), _after("2017", "2017-06-01"), _after("by 2018", "2017-06-01")
    (True, False, False)
    """
    first = span[:10]
    return day[: len(first)] < first < "a"


def _agreements(rows: Rows) -> Rows:
    """Return agreements once each, as the last list has them, with the day of the first list."""
    found: dict[tuple[str, ...], Rows] = {}
    for row in sorted(rows, key=lambda one: one["snapshot_date"]):
        agency = re.sub(r"\W", "", row["agency"]).casefold()
        found.setdefault((agency, row["model"], row["signed_date"]), []).append(row)
    return [own[-1] | {"first_listed": own[0]["snapshot_date"]} for own in found.values()]


def _text(table: Table, row: dict[str, str], name: str) -> str:
    """Return a column, or the days from one column to another, as a reader would have it."""
    first, _, last = name.partition("/")
    if last:
        return span(row[first], row[last])
    text, field = row[name], table.by_name[name]
    if text and field.type in ("integer", "number") and not name.endswith("year"):
        return number(float(text), min(2, len(text.partition(".")[2])))  # no finer than written
    return text.replace("_", " ") if field.enum else text


def span(first: str, last: str) -> str:
    """Return when something happened, given the first and the last day it can have.

    >>> span("2017-01-25", "2017-01-25"), span("", "2014-06-01"), span("2014-01-01", "2014-12-31")
    ('2017-01-25', 'by 2014-06-01', '2014-01-01 to 2014-12-31')
    """
    if first and last and first != last:
        return f"{first} to {last}"
    return first or (f"by {last}" if last else "")
