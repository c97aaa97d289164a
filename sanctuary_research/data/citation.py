"""How to cite the package and the sources of a table; standard library only."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from sanctuary_research import __version__
from sanctuary_research.data import catalog
from sanctuary_research.data.catalog import Package, Table
from sanctuary_research.data.entries import Entry, bibtex, entry_of, ris
from sanctuary_research.data.page import Page
from sanctuary_research.errors import DataError, UsageError, check_known, unknown

AUTHOR = "The sanctuary_research contributors"
SOURCES = "sources"
FURTHER = "further_sources"  # more sources of a row of any table: table, row_id, source_id
FORMATS = {"bibtex": bibtex, "ris": ris}


def cite(table: str | None = None, style: str = "text") -> Page:
    """Return how to cite this package, or a table of it with the sources that its rows use.

    Parameters
    ----------
    table
        A table's name, the id of a source, or a place ("Cook County, IL", "Oregon");
        without one, only the package's own citation.
    style
        ``text`` (one reference a line), ``bibtex`` or ``ris``.

    Returns
    -------
    Page
        Text.

    Raises
    ------
    UsageError
        No table, place or style has that name.
    """
    check_known("style of citation", style, ("text", *FORMATS))
    package = catalog.package()
    own, sources, text = _cited(table, package)
    if style != "text":
        return Page(FORMATS[style]([own, *map(entry_of, sources)]))
    listed = ["Sources:", *(f"- {reference(row)}" for row in sources)] if sources else []
    return Page("\n".join([text, *listed]))


def _cited(name: str | None, package: Package) -> tuple[Entry, list[dict[str, str]], str]:
    """Return the entry of what is cited, the sources that it uses, and it as text."""
    if name is None:
        return package_entry(package), [], package_citation(package)
    if name not in package.tables:
        rows = catalog.records(SOURCES, package.folder) if SOURCES in package.tables else []
        sources = {row["source_id"]: row for row in rows}
        if name in sources:
            return entry_of(sources[name]), [], reference(sources[name])
        entry = _place_called(name, package, [*package.tables, *sources])
        return entry, [], citation(f"“{entry.title}”", package.version, address=entry.url)
    described = package.table(name)
    used = used_sources(described)
    return table_entry(described, package), used, table_citation(described, package)


def _place_called(name: str, package: Package, others: list[str]) -> Entry:
    """Return the entry of a place; a name that none has may be meant for one of the others."""
    from sanctuary_research.data import gazetteer, reach
    from sanctuary_research.data.place import place

    if not {*reach.PLACES} <= {*package.tables}:
        raise unknown("table or source", name, others)
    try:
        one = place(name)
    except UsageError as error:
        if error.fix != gazetteer.HOW:
            raise
        problem = unknown("table, source or place", name, others)
        is_near = problem.fix.startswith("did you mean")
        raise problem if is_near else UsageError(problem.case) from error
    return place_entry(one.place_id, one.name, package)


def package_entry(package: Package) -> Entry:
    """Return the entry of the package, for `bibtex` and `ris`."""
    return Entry(
        key=package.name or "sanctuary_research",
        kind="software",
        title=package.title,
        authors=(AUTHOR,),
        date=package.version.replace(".", "-"),
        url=package.address("index.html"),
        version=f"code {__version__}, data {package.version}",
    )


def table_entry(table: Table, package: Package) -> Entry:
    """Return the entry of a table."""
    own = package_entry(package)
    address = package.address(f"data/{table.name}.html")
    return replace(own, key=table.name, kind="dataset", title=table.title, url=address)


def place_entry(place_id: str, name: str, package: Package) -> Entry:
    """Return the entry of what the tables hold on a place."""
    own, url = package_entry(package), package.address(f"places/{place_id}.html")
    return replace(own, key=place_id, kind="dataset", title=f"{name}: what is on record", url=url)


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


def package_citation(package: Package) -> str:
    """Return the reference for the package."""
    return citation(package.title, package.version, address=package.address("index.html"))


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


def gives_sources(table: str) -> bool:
    """Return whether each row of a table, its key's last column, is one more source of a row."""
    return table.endswith("_sources")


def used_sources(table: Table, cells: Iterable[str] | None = None) -> list[dict[str, str]]:
    """Return the sources that the rows of a table use, most used first; else those described.

    Their ids in the rows are read from the file unless ``cells`` are given. Of `sources` every row
    is one.
    """
    if table.name == SOURCES:
        return [*catalog.records(SOURCES, table.folder)]
    if cells is None:
        columns = table.naming(SOURCES)
        rows = catalog.records(table.name, table.folder) if columns else ()
        cells = (row[name] for row in rows for name in columns)
    uses = Counter(filter(None, cells))
    tables = catalog.package(table.folder).tables
    for name in filter(gives_sources, tables):
        rows, is_own = catalog.records(name, table.folder), bool(tables[name].naming(table.name))
        uses.update(r["source_id"] for r in rows if is_own or r.get("table") == table.name)
    named = [source_id for source_id, _ in uses.most_common()]
    return sources_of(replace(table, source_ids=tuple(named)) if named else table)


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
