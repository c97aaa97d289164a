"""How to cite the package and the sources of a table; standard library only."""

from __future__ import annotations

from sanctuary_research import __version__
from sanctuary_research.data import catalog
from sanctuary_research.data.catalog import Table
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
    own = (
        f"{AUTHOR} ({package.version[:4]}). {package.title}. sanctuary_research, "
        f"code version {__version__}, data version {package.version}."
    )
    if table is None:
        return Page(own)
    described = package.table(table)
    parts = [f"{described.title}. Table {table} in: {own}", "Sources:"]
    parts += [f"- {reference(source)}" for source in sources_of(table)]
    return Page("\n".join([*parts, *row_sources(described)]))


def row_sources(table: Table) -> list[str]:
    """Return the sentence that the rows of a table name their own sources, if they do."""
    if table.name == SOURCES:
        return ["Each row is a source."]
    told = "Each row names its own source in the column source_id (table sources)."
    return [told] if "source_id" in table.columns else []


def sources_of(table: str) -> list[dict[str, str]]:
    """Return the rows of `sources` that the description of ``table`` names, in its order.

    A source that is not in `sources` (or when that table is not there) is given by its id alone;
    the check reports it.
    """
    wanted = catalog.table(table).source_ids
    try:
        known = {row["source_id"]: row for row in catalog.records(SOURCES)}
    except (UsageError, DataError, KeyError):
        known = {}
    return [known.get(source_id, {"source_id": source_id}) for source_id in wanted]


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
