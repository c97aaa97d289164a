"""What the page of a table says: what it holds, codebook, rows; standard library only."""

from __future__ import annotations

import csv
import io
from urllib.parse import quote

from sanctuary_research.data import catalog
from sanctuary_research.data.catalog import Field, Package, Table
from sanctuary_research.data.citation import SOURCES, sources_of, table_citation
from sanctuary_research.errors import DataError
from sanctuary_research.publish import fullness
from sanctuary_research.publish.links import row_name, safe_link
from sanctuary_research.publish.sanitise import plain

FOLDER = "data"
SAMPLE = 10  # rows shown
MOST = 1500  # rows of a table that has a place for each
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
    try:
        return catalog.content(table.path).count(b"\n") <= MOST + 1
    except OSError:
        return False


def with_rows(package: Package) -> set[str]:
    """Return the tables whose pages have a place for each row, named by a single column."""
    tables = package.tables.values()
    return {table.name for table in tables if len(table.primary_key) == 1 and has_rows(table)}


def facts_of(table: Table, package: Package, linked: set[str]) -> dict:
    """Return what a table's page says, beside the table's own description.

    Parameters
    ----------
    table : Table
    package : Package
    linked : set of str
        The tables that cells may lead to, as `with_rows` returns them.
    """
    header, rows = read_rows(table)
    shown = _Rows(table, header, linked)
    every = shown.all(rows) if table.primary_key and has_rows(table) else []
    return {
        "table": table,
        "name": table.name,
        "title": table.title or table.name,
        "licenses": [(one.title or one.name, safe_link(one.path)) for one in table.licenses],
        "sources": [_source(row) for row in sources_of(table)],
        "names_sources": table.name != SOURCES and "source_id" in header,
        "columns": [(column, _rules(column), _parents(table, column)) for column in table.fields],
        "header": header,
        "rows": every[:SAMPLE] or shown.all(_spaced(rows)),
        "all_rows": every,
        "n_rows": f"{len(rows):,}",
        "covered": fullness.picture(table, header, rows, _states(package)),
        "cite": table_citation(table, package),
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
    """Gives rows their names and cells their addresses."""

    def __init__(self, table: Table, header: list[str], linked: set[str]):
        self.header = header
        self.key = [header.index(name) for name in table.primary_key if name in header]
        self.parents = {
            key.fields[0]: key.parent
            for key in table.foreign_keys
            if len(key.fields) == 1 and key.parent in linked
        }
        self.taken: set[str] = set()

    def all(self, rows: list[list[str]]) -> list[tuple[str, list]]:
        """Return name and cells of each row: text and address, of the row it names or its own."""
        return [(self._name(row), self._cells(row)) for row in rows]

    def _name(self, row: list[str]) -> str:
        """Return the name of a row; a second row of the same key has none."""
        name = plain(row_name(*(row[at] for at in self.key if at < len(row))))
        is_new = name not in self.taken
        self.taken.add(name)
        return name if is_new else ""

    def _cells(self, row: list[str]) -> list[tuple[str, str]]:
        return [
            (_clipped(cell), self._address(column, cell))
            for column, cell in zip(self.header, row, strict=False)
        ]

    def _address(self, column: str, cell: str) -> str:
        if cell and column in self.parents:
            return f"{self.parents[column]}.html#{quote(plain(row_name(cell)))}"
        return safe_link(cell) if cell.startswith(("https://", "http://")) else ""


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


def _source(row: dict[str, str]) -> tuple[str, str, str]:
    """Return title, address, and publisher and date of a source."""
    about = ", ".join(filter(None, [row.get("publisher"), row.get("published_date")]))
    return row.get("title") or row["source_id"], safe_link(row.get("url", "")), about


def _spaced(rows: list[list[str]]) -> list[list[str]]:
    """Return rows from the whole length of a table, the first and the last among them."""
    last = len(rows) - 1
    return rows if last < SAMPLE else [rows[k * last // (SAMPLE - 1)] for k in range(SAMPLE)]


def _clipped(cell: str) -> str:
    return cell if len(cell) <= LONGEST else cell[:LONGEST] + "…"
