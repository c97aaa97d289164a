"""What the page of a table says: what it holds, codebook, rows; standard library only."""

from __future__ import annotations

import csv
import io
from collections.abc import Container
from urllib.parse import quote

from sanctuary_research.data import catalog
from sanctuary_research.data.catalog import Field, Package, Table
from sanctuary_research.data.citation import (
    FURTHER,
    SOURCES,
    table_citation,
    table_entry,
    used_sources,
)
from sanctuary_research.data.croissant import table_metadata
from sanctuary_research.data.entries import entry_of
from sanctuary_research.data.labelled import MOST as MOST_LABELLED
from sanctuary_research.data.labelled import excel
from sanctuary_research.data.rows import Index, about_source, index
from sanctuary_research.errors import DataError
from sanctuary_research.publish import fullness
from sanctuary_research.publish.citing import data_block
from sanctuary_research.publish.links import row_name, safe_link
from sanctuary_research.publish.sanitise import plain

FOLDER = "data"
SAMPLE = 10  # rows shown
MOST = 3000  # rows of a table that has a place for each
MOST_NAMED = 5  # rows of one table that a row says it is named by
FEW = 3  # sources of a whole table that are named above its rows
LONGEST = 160  # letters of a cell that are shown


def page_of(name: str) -> str:
    """Return the address of a table's page, from the index."""
    return f"{FOLDER}/{name}.html"


def copy_of(table: Table) -> str:
    """Return the name of the copy beside a table's page, as unlike the others as the table's."""
    return table.name + "".join(table.path.suffixes[-2 if table.path.suffix == ".gz" else -1 :])


def read_rows(table: Table) -> tuple[list[str], list[list[str]]]:
    """Return header and rows of a table; a missing file has none, a bad byte becomes a mark."""
    try:
        text = catalog.content(table.path).decode("utf-8", errors="replace")
        header, *rows = csv.reader(io.StringIO(text, newline=""))
    except (FileNotFoundError, ValueError):
        return [], []
    except (OSError, csv.Error) as error:
        raise DataError(f"{table.path.name} cannot be read for its page: {error}") from error
    return header, rows


def has_rows(table: Table) -> bool:
    """Return whether the page of a table has a place for each of its rows."""
    if table.rows is not None:  # as the description has it, which the check holds the file to
        return table.rows <= MOST
    try:
        return catalog.content(table.path).count(b"\n") <= MOST + 1
    except OSError:
        return False


def with_rows(package: Package) -> set[str]:
    """Return the tables whose pages have a place for each row, named by a single column."""
    tables = package.tables.values()
    return {table.name for table in tables if len(table.primary_key) == 1 and has_rows(table)}


def naming(package: Package) -> Index:
    """Return for each row of a table the rows that name it and have a place on their own page."""
    tables = [name for name, table in package.tables.items() if has_rows(table)]
    return index(package, tables)


def facts_of(
    table: Table, package: Package, linked: set[str], named: Index, places: Container[str] = ()
) -> dict:
    """Return what a table's page says, beside the table's own description.

    Parameters
    ----------
    table : Table
    package : Package
    linked : set of str
        The tables that cells may lead to, as `with_rows` returns them.
    named : dict
        As `naming` returns it.
    places : container of str
        Addresses of the pages of places, where the rows of the table are places.
    """
    header, rows = read_rows(table)
    sources = used_sources(table) if table.name != SOURCES else []
    is_told = any(key.parent == SOURCES for key in table.foreign_keys)
    shown = _Rows(table, header, linked, named, {row["source_id"] for row in sources})
    shown.places = places
    every = shown.all(rows) if table.primary_key and has_rows(table) else []
    return {
        "table": table,
        "name": table.name,
        "title": table.title or table.name,
        "licenses": [(one.title or one.name, safe_link(one.path)) for one in table.licenses],
        "sources": [_source(row) for row in sources],
        "of_all": [] if is_told or len(sources) > FEW else [_source(row) for row in sources],
        "is_named": any(more for _, _, more in every),
        "columns": [(column, _rules(column), _parents(table, column)) for column in table.fields],
        "header": header,
        "rows": every[:SAMPLE] or shown.all(_spaced(rows)),
        "all_rows": every,
        "n_rows": f"{len(rows):,}",
        "covered": fullness.picture(table, header, rows, _states(package)),
        "cite": table_citation(table, package),
        "excel": excel(table, header, rows) if rows and len(rows) <= MOST_LABELLED else b"",
        "entry": table_entry(table, package),
        "entries": [table_entry(table, package), *map(entry_of, sources)],
        "linked": data_block(table_metadata(table, package)),
        "address": package.address(page_of(table.name)),
    }


def _states(package: Package) -> dict[str, str]:
    """Return the two letters of each state by its two digits, as the table of counties has them."""
    if "county" not in package.tables:
        return {}
    header, rows = read_rows(package.tables["county"])
    cells = (dict(zip(header, row, strict=False)) for row in rows)
    return {cell["state_fips"]: cell["state"] for cell in cells if cell.get("state_fips")}


class _Rows:
    """Gives rows their names, their cells addresses, and says which other rows name them."""

    def __init__(
        self, table: Table, header: list[str], linked: set[str], named: Index, sources: set[str]
    ):
        self.table, self.header, self.named, self.sources = table, header, named, sources
        self.key = [header.index(name) for name in table.primary_key if name in header]
        self.parents = {
            key.fields[0]: key.parent
            for key in table.foreign_keys
            if len(key.fields) == 1 and key.parent in linked
        }
        self.taken: set[str] = set()
        self.places: Container[str] = ()

    def all(self, rows: list[list[str]]) -> list[tuple[str, list, list]]:
        """Return of each row: its name, its cells with addresses, and links to what names it."""
        return [(self._name(row), self._cells(row), self._more(row)) for row in rows]

    def _name(self, row: list[str]) -> str:
        """Return the name of a row; a second row of the same key has none."""
        name = plain(row_name(*self._key(row)))
        is_new = name not in self.taken
        self.taken.add(name)
        return name if is_new else ""

    def _key(self, row: list[str]) -> tuple[str, ...]:
        return tuple(row[at] for at in self.key if at < len(row))

    def _cells(self, row: list[str]) -> list[tuple[str, str]]:
        return [
            (_clipped(cell), self._address(column, cell))
            for column, cell in zip(self.header, row, strict=False)
        ]

    def _address(self, column: str, cell: str) -> str:
        if cell and column in self.parents:
            parent = self.parents[column]
            if parent == SOURCES and cell in self.sources:  # in full on this page
                return f"#{quote(plain(f'source-{cell}'))}"
            return f"{parent}.html#{quote(plain(row_name(cell)))}"
        return safe_link(cell) if cell.startswith(("https://", "http://")) else ""

    def _more(self, row: list[str]) -> list[tuple[str, str]]:
        """Return a row's sources, and the rows that name it: a link each, or one where many do."""
        own = [link for link in self._cells(row) if link[1].startswith("#source-")]
        if (page := f"places/{'-'.join(self._key(row))}.html") in self.places:
            own.append(("page of the place", f"../{page}"))
        found: dict[str, list[tuple[str, ...]]] = {}
        for table, key in self.named.get((self.table.name, self._key(row)), ()):
            found.setdefault(table, []).append(key)
        return [*own, *(link for table, keys in found.items() for link in _links(table, keys))]


def _links(table: str, keys: list[tuple[str, ...]]) -> list[tuple[str, str]]:
    if table == FURTHER:
        return [(key[-1], f"{SOURCES}.html#{quote(plain(row_name(key[-1])))}") for key in keys]
    if len(keys) > MOST_NAMED:
        return [(f"{len(keys):,} rows of {table}", f"{table}.html#sample")]
    return [(" ".join(key), f"{table}.html#{quote(plain(row_name(*key)))}") for key in keys]


def _rules(column: Field) -> str:
    told = [
        ("never blank", column.required),
        ("unique", column.unique),
        (f"at least {column.minimum}", column.minimum is not None),
        (f"at most {column.maximum}", column.maximum is not None),
        (f"written like {column.pattern}", column.pattern),
    ]
    return "; ".join(words for words, holds in told if holds)


def _parents(table: Table, column: Field) -> list[str]:
    """Return the tables in which each value of a column must stand."""
    return [key.parent for key in table.foreign_keys if column.name in key.fields]


def _source(row: dict[str, str]) -> dict:
    """Return what a page says of a source: all that is known, in full."""
    known = (row.get(part) for part in ("author", "publisher", "published_date"))
    return {
        "name": plain(f"source-{row['source_id']}"),
        "title": row.get("title") or row["source_id"],
        "url": safe_link(row.get("url", "")),
        "about": ", ".join(dict.fromkeys(filter(None, known))),
        "read": " ".join(about_source(row)),
        "row": f"{SOURCES}.html#{quote(plain(row_name(row['source_id'])))}",
    }


def _spaced(rows: list[list[str]]) -> list[list[str]]:
    """Return rows from the whole length of a table, the first and the last among them."""
    last = len(rows) - 1
    return rows if last < SAMPLE else [rows[k * last // (SAMPLE - 1)] for k in range(SAMPLE)]


def _clipped(cell: str) -> str:
    return cell if len(cell) <= LONGEST else cell[:LONGEST] + "…"
