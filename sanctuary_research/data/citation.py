"""How to cite the package and the sources of a table; standard library only."""

from __future__ import annotations

import re

from sanctuary_research import __version__
from sanctuary_research.data import catalog
from sanctuary_research.data.catalog import Package, Table
from sanctuary_research.data.page import Page
from sanctuary_research.errors import DataError, UsageError

AUTHOR = "The sanctuary_research contributors"
SOURCES = "sources"


def cite(table: str | None = None) -> Page:
    """Return how to cite this package, or a table of it with the sources of that table.

    Parameters
    ----------
    table
        A table's name; without one, only the package's own citation.

    Returns
    -------
    Page
        Text, one reference a paragraph.

    Raises
    ------
    UsageError
        No table has that name.
    """
    package = catalog.package()
    if table is None:
        cited = citation(package.title, package.version, address=package.address("index.html"))
        return Page(cited)
    described = package.table(table)
    parts = [table_citation(described, package), "Sources:"]
    parts += [f"- {reference(source)}" for source in sources_of(described)]
    return Page("\n".join([*parts, *row_sources(described)]))


def citation(
    what: str, data_version: str, code_version: str = __version__, address: str = ""
) -> str:
    """Return the reference for something that these data and this code made.

    >>> citation("“Who adopted?”", "2026.01.02", "0.1.0")[35:]
    ' (2026). “Who adopted?” sanctuary_research, code version 0.1.0, data version 2026.01.02.'
    """
    year = f" ({data_version[:4]})" if data_version else ""
    data = f", data version {data_version}" if data_version else ""
    end = "" if re.search(r"[.?!][”)]?$", what) else "."
    cited = f"{AUTHOR}{year}. {what}{end} sanctuary_research, code version {code_version}{data}."
    return f"{cited} {address}" if address else cited


def table_citation(table: Table, package: Package) -> str:
    """Return the reference for a table."""
    what = f"“{table.title or table.name}” (table {table.name})"
    return citation(what, package.version, address=package.address(f"data/{table.name}.html"))


def row_sources(table: Table) -> list[str]:
    """Return the sentence that the rows of a table name their own sources, if they do."""
    if table.name == SOURCES:
        return ["Each row is a source."]
    told = "Each row names its own source in the column source_id (table sources)."
    return [told] if "source_id" in table.columns else []


def sources_of(table: Table) -> list[dict[str, str]]:
    """Return the rows of `sources`, beside a table, that its description names, in its order.

    A source that is not in `sources` (or when that table is not there) is given by its id alone;
    the check reports it.
    """
    try:
        known = {row["source_id"]: row for row in catalog.records(SOURCES, table.folder)}
    except (UsageError, DataError, KeyError):
        known = {}
    return [known.get(source_id, {"source_id": source_id}) for source_id in table.source_ids]


def reference(source: dict[str, str]) -> str:
    """Write one source as a reference.

    >>> reference({"source_id": "x", "title": "A list", "publisher": "DHS",
    ...     "published_date": "2025-05-29", "url": "https://dhs.gov/a"})
    'A list. DHS, 2025-05-29. https://dhs.gov/a'
    """
    published = ", ".join(
        source[part] for part in ("publisher", "published_date") if source.get(part)
    )
    parts = [source.get("title") or source["source_id"], published]
    sentences = [f"{part.rstrip('.')}." for part in parts if part]
    return " ".join([*sentences, source.get("url", "")]).strip()
