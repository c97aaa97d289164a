"""What the page of a table says: what it holds, codebook, rows; standard library only."""

from __future__ import annotations

import csv
import io
import shlex
from collections.abc import Mapping
from urllib.parse import quote

from sanctuary_research.data import catalog, labelled
from sanctuary_research.data.catalog import Package, Table
from sanctuary_research.data.citation import SOURCES, table_citation, table_entry, used_sources
from sanctuary_research.data.croissant import table_metadata
from sanctuary_research.data.entries import entry_of
from sanctuary_research.data.page import plain
from sanctuary_research.data.rows import about_source, index
from sanctuary_research.errors import DataError
from sanctuary_research.publish import fullness
from sanctuary_research.publish.links import row_name, safe_link
from sanctuary_research.publish.tablerows import CHOSEN, COUNTY, PACKED, Around, Rows, has_rows

FOLDER = "data"
SAMPLE = 10  # rows shown
MOST_BYTES = 150_000  # of a Stata file that is not packed
FORMS = {"xlsx": "Excel, with a sheet on the columns", "dta": "Stata", "zip": "Stata (zip)"}


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


def with_rows(package: Package) -> set[str]:
    """Return the tables whose pages have a place for each row, named by a single column."""
    tables = package.tables.values()
    return {table.name for table in tables if len(table.primary_key) == 1 and has_rows(table)}


def around(package: Package, places: Mapping[str, tuple[str, str]]) -> Around:
    """Return what the pages of tables say of each other and of the pages of places.

    Parameters
    ----------
    package : Package
    places : mapping
        As `placepages.by_name` returns it.
    """
    named = index(package, [name for name, table in package.tables.items() if has_rows(table)])
    counties = _counties(package)
    return Around(
        named=named,
        counties={row["county_fips"]: f"{row['name']}, {row['state']}" for row in counties},
        states={row["state_fips"]: row["state"] for row in counties},
        places={key: page for key, (_, page) in places.items()},
    )


def facts_of(table: Table, package: Package, around: Around) -> dict:
    """Return what a table's page says, beside the table's own description."""
    header, rows = read_rows(table)
    named = [header.index(name) for name in table.naming(SOURCES) if name in header]
    cells = (row[at] for row in rows for at in named if at < len(row))
    used = used_sources(table, cells)
    sources = used if table.name != SOURCES else []  # whose rows these are
    places = {row["source_id"]: f"source-{at}" for at, row in enumerate(sources, 1)}
    written = Rows(table, package, header, around, places)
    placed, others = written.parted(rows)
    files = labelled.files(table, header, rows, MOST_BYTES)
    return {
        "table": table,
        "name": table.name,
        "title": table.title or table.name,
        "licenses": [(one.title or one.name, safe_link(one.path)) for one in table.licenses],
        "sources": [_source(row, places[row["source_id"]]) for row in sources],
        "is_of_all": not named,
        "heads": written.heads,
        "rows": written.html((placed or _spaced(rows))[:SAMPLE], named=0 < len(placed) <= SAMPLE),
        "all_rows": written.html(placed) if len(placed) > SAMPLE else "",
        "others": written.packed(others) if others else "",
        "n_others": len(others),
        "n_rows": len(rows),
        "n_placed": len(placed),
        "which": CHOSEN.get(table.name, ("", ""))[1],
        "which_others": PACKED.get(table.name, ("", ""))[1],
        "example": shlex.join(written.keyed(rows[0])) if rows else "",
        "covered": fullness.picture(table, header, rows, around.states),
        "files": files,
        "forms": [(file, FORMS[file.rpartition(".")[2]]) for file in files],
        "cite": table_citation(table, package),
        "entry": table_entry(table, package),
        "entries": [table_entry(table, package), *map(entry_of, used)],
        "linked": table_metadata(table, package),
        "address": package.address(page_of(table.name)),
    }


def _counties(package: Package) -> list[dict[str, str]]:
    """Return the rows of the table of counties; none where it is missing or another."""
    header, rows = read_rows(package.tables[COUNTY]) if COUNTY in package.tables else ([], [])
    is_known = {"county_fips", "name", "state", "state_fips"} <= set(header)
    return [dict(zip(header, row, strict=False)) for row in rows] if is_known else []


def _source(row: dict[str, str], name: str) -> dict:
    """Return what a page says of a source: all that is known, in full."""
    known = (row.get(part) for part in ("author", "publisher", "published_date"))
    return {
        "name": name,
        "id": row["source_id"],
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
