"""The rows of a table as its page shows them: each with a name, links, and who names it.

Some ten thousand rows are written for a site, each cell of them here and not by a template: what a
cell becomes depends on its column and its text alone, and is made once.
"""

from __future__ import annotations

import base64
import gzip
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import zip_longest
from urllib.parse import quote

from markupsafe import Markup

from sanctuary_research.data import catalog
from sanctuary_research.data.catalog import Package, Table
from sanctuary_research.data.citation import SOURCES, gives_sources
from sanctuary_research.data.page import plain
from sanctuary_research.data.rows import PLACES, Index
from sanctuary_research.publish.links import row_name, safe_link

MOST = 4000  # rows of a table that has a place for each
MOST_NAMED = 5  # rows of one table that a row says it is named by
LONGEST = 160  # letters of a cell that are shown
LONG = 40  # letters of a cell that may break its line, and of figures that are shown
COUNTY = "county"
# Columns that say what a row is: they stand behind its key, before its sources.
CALLED = ("jurisdiction_id", "title", "name", "short_name", "target_name", "paraphrase")
NONE = "(?!)"  # a pattern of no key
_LETTER = re.compile("[^0-9 .,;:-]")
# Of these tables not all rows are in sight: how the keys of those are, and which they are.
CHOSEN = {
    "agencies": (r"\d{5}-.*", "sheriffs and county police"),
    "agency_crime": (r"\d{5}-.* 2015", "sheriffs and county police in 2015"),
    "city_crime_recent": (r".* 2025 .*", "2025"),
    "county_crime": (r".* 2015", "2015"),
    "county_neighbors": (NONE, ""),
    "county_population": (NONE, ""),
    "jurisdiction_population": (r".* 201[49]", "2014 and 2019"),
    "state_bureau_crime": (r".* 20(1[5-9]|2.)", "2015 and later"),
}
# The others of these tables are packed into the page, for its script; of these ones only such.
PACKED = {
    "agency_crime": (r"\d{5}-.*", "sheriffs and county police in other years"),
    "county_population": (r".* 20(0[6-9]|[12].)", "2006 and later"),
}


def has_rows(table: Table) -> bool:
    """Return whether the page of a table has a place for each of its rows."""
    if table.rows is not None:  # as the description has it, which the check holds the file to
        return table.rows <= MOST
    try:
        return catalog.content(table.path).count(b"\n") <= MOST + 1
    except OSError:
        return False


def written(table: Table) -> str:
    """Return how the keys are written, as a pattern, of the rows that a link leads to."""
    return PACKED.get(table.name, (".*",))[0] if has_rows(table) or table.name in CHOSEN else ""


def leads(package: Package) -> Callable[..., bool]:
    """Return what says whether a link leads to a row, given table and key."""
    known = {name: re.compile(written(one), re.DOTALL) for name, one in package.tables.items()}
    return lambda table, *key: table in known and bool(known[table].fullmatch(" ".join(key)))


@dataclass(frozen=True)
class Around:
    """What the page of a table says of the other tables and pages.

    Attributes
    ----------
    named : dict
        For each row of a table the rows that name it and have a place on their own page.
    counties, states : mapping of str
        Name of each county, with its state, and letters of each state, by their codes.
    places : mapping of str
        Address of the page of a place, from the index, by the key of the place's row.
    """

    named: Index = field(default_factory=dict)
    counties: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)


@dataclass(eq=False)
class Rows:
    """Writes the rows of one table.

    Parameters
    ----------
    table : Table
    package : Package
    header : list of str
        As the file has it.
    around : Around
    sources : mapping of str
        The sources that stand in full on the page, with the names of their places there.
    """

    table: Table
    package: Package
    header: list[str]
    around: Around
    sources: Mapping[str, str]

    def __post_init__(self) -> None:
        table, header = self.table, self.header
        self.key = [header.index(name) for name in table.primary_key if name in header]
        keys = [key for key in table.foreign_keys if len(key.fields) == 1]
        self.parents = {key.fields[0]: key.parent for key in keys}
        self.leads = leads(self.package)
        self.is_of_places = table.name in PLACES
        self.is_named = self.is_of_places or any(n == table.name for n, _ in self.around.named)
        self.order, self.taken = self._order(), set[str]()

    def parted(self, rows: Iterable[list[str]]) -> tuple[list[list[str]], list[list[str]]]:
        """Return the rows that are read without a script, and those that are packed."""
        name, parts = self.table.name, ([], [])
        first = re.compile(CHOSEN.get(name, (".*",))[0], re.DOTALL)
        for row in rows if self.key else ():
            if self.leads(name, *(key := self.keyed(row))):
                parts[not first.fullmatch(" ".join(key))].append(row)
        return parts

    def _order(self) -> list[tuple[int, bool]]:
        """Return the columns in order, and of which the name stands: what is in sight first."""
        parents = [self.parents.get(name) for name in self.header]
        sources = [name for name, parent in self.parents.items() if parent == SOURCES]
        sources.sort(key=lambda name: name != "source_id")
        names = [name for name in (*CALLED, *sources) if name in self.header]
        first = dict.fromkeys([*self.key[:1], *map(self.header.index, names)])
        found = []
        for at in first | dict.fromkeys(range(len(self.header))):
            found.append((at, False))
            if parents[at] == COUNTY and self.around.counties:
                found.append((at, True))
        self.lead = sum(at in first for at, _ in found)
        return found

    @property
    def heads(self) -> list[str]:
        """The headings, in order."""
        found = ["its name" if is_name else self.header[at] for at, is_name in self.order]
        named = ["rows that name it"] * self.is_named
        return found[: self.lead] + named + found[self.lead :]

    def html(self, rows: Sequence[list[str]], *, named: bool = True) -> Markup:
        """Return rows as they stand in the body of a table; a second row of a key has no name.

        Rows that are not named here lead to those that are.
        """
        names = map(self._id if named else self._led, rows)
        lines = zip(names, zip(*self._columns(rows), strict=True), strict=False)
        return Markup("\n".join(f"<tr{name}>{''.join(line)}" for name, line in lines))

    def packed(self, rows: Sequence[list[str]]) -> str:
        """Return rows in few letters: their names, then column by column their cells.

        `plain` leaves no letter that parts them.
        """
        names = [plain(row_name(*self.keyed(row))) for row in rows]
        return packed("\x1f".join("\x1e".join(one) for one in [names, *self._columns(rows)]))

    def _columns(self, rows: Sequence[list[str]]) -> list[list[str]]:
        """Return the cells by column, as they stand in the table."""
        columns = [*zip_longest(self.header, *rows, fillvalue="")]
        cells = [self._column(at, columns[at][1:], is_name) for at, is_name in self.order]
        if self.is_named:
            cells.insert(self.lead, [f"<td>{self._more(row)}" for row in rows])
        return cells

    def _column(self, at: int, texts: Sequence[str], is_name: bool) -> list[str]:
        made = {text: self._cell(at, text, is_name) for text in set(texts)}
        return [made[text] for text in texts]

    def _id(self, row: list[str]) -> str:
        name = plain(row_name(*self.keyed(row)))
        is_new = name not in self.taken
        self.taken.add(name)
        return f' id="{escape(name)}"' if is_new else ""

    def _led(self, row: list[str]) -> str:
        key = self.keyed(row)
        is_led = bool(self.key) and self.leads(self.table.name, *key)
        return f' data-row="{escape(plain(row_name(*key)))}"' if is_led else ""

    def keyed(self, row: list[str]) -> tuple[str, ...]:
        """Return the key of a row."""
        return tuple(row[at] for at in self.key if at < len(row))

    def _cell(self, at: int, text: str, is_name: bool) -> str:
        """Return a cell, or that of the name of the county that it names."""
        column, county = self.header[at], self.around.counties.get(text, "")
        if is_name:
            own = self.around.places.get(text)
            page = f"../{own}" if own else address(COUNTY, text)
            return f"<td>{link(county, page if county else '')}"
        described = self.table.by_name.get(column)
        is_code = "_" in text and described is not None and text in described.enum
        most = LONGEST if _LETTER.search(text) else LONG
        shown = text if len(text) <= most else text[:most] + "…"
        shown = shown.replace("_", " ") if is_code else shown
        look = ' class="long"' if len(shown) > LONG + 1 else ""
        is_told = bool(county) and self.parents.get(column) == COUNTY  # by the name beside it
        return f"<td{look}>{link(shown, '' if is_told else self._address(column, text))}"

    def _address(self, column: str, text: str) -> str:
        parent = self.parents.get(column)
        if text and parent == SOURCES and text in self.sources:  # in full on this page
            return f"#{self.sources[text]}"
        if text and parent:
            return address(parent, text) if self.leads(parent, text) else f"{parent}.html#sample"
        return safe_link(text) if text.startswith(("https://", "http://")) else ""

    def _more(self, row: list[str]) -> str:
        """Return links to the page of a place, and to what names a row: to the table if many do."""
        key = self.keyed(row)
        page = self.around.places.get("-".join(key)) if self.is_of_places else None
        own = [("page of the place", f"../{page}")] if page else []
        found: dict[str, list[tuple[str, ...]]] = {}
        for table, other in self.around.named.get((self.table.name, key), ()):
            if other != key:
                found.setdefault(table, []).append(other)
        own += [pair for table, keys in found.items() for pair in _links(table, keys)]
        return "<br>".join(link(text, page) for text, page in own)


def packed(text: str) -> str:
    """Return a text in few letters for the script of a page: gzip in base64, without a time."""
    return base64.b64encode(gzip.compress(text.encode("utf-8"), 6, mtime=0)).decode("ascii")


def address(table: str, *key: str) -> str:
    """Return the address of a row from the page of another table."""
    return f"{table}.html#{quote(plain(row_name(*key)))}"


def link(text: str, page: str) -> str:
    """Return text as a link, or as it is where there is no address; nothing in it is markup.

    >>> link("a & b", ""), link("a", 'b.html#"')
    ('a &amp; b', '<a href="b.html#&quot;">a</a>')
    """
    shown = escape(plain(text))
    return f'<a href="{escape(plain(page))}">{shown}</a>' if page else shown


def _links(table: str, keys: list[tuple[str, ...]]) -> list[tuple[str, str]]:
    if gives_sources(table):
        return [(key[-1], address(SOURCES, key[-1])) for key in keys]
    if len(keys) > MOST_NAMED:
        names = ",".join(quote(row_name(*key).removeprefix("row-"), safe="") for key in keys)
        return [(f"{len(keys):,} rows of {table}", f"{table}.html#rows={names}")]
    return [(" ".join(key), address(table, *key)) for key in keys]
