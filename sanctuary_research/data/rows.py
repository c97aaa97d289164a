"""One row of a table: its cells, its sources in full, and the rows of other tables that name it.

Standard library only: pages and the command line read it without pandas.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sanctuary_research.data import catalog
from sanctuary_research.data.catalog import Package, Table
from sanctuary_research.data.citation import FURTHER, SOURCES, reference, sources_of
from sanctuary_research.data.page import Page
from sanctuary_research.errors import UsageError, unknown
from sanctuary_research.words import count

MOST_NAMED = 10  # rows of one table that `show` names
Key = tuple[str, ...]
Index = dict[tuple[str, Key], list[tuple[str, Key]]]


@dataclass(frozen=True)
class Row:
    """One row: its table, its key in the order of the primary key, and its cells as text."""

    table: Table
    key: Key
    cells: dict[str, str]

    @property
    def names_sources(self) -> bool:
        """Whether the rows of its table name their own sources."""
        return any(key.parent == SOURCES for key in self.table.foreign_keys)

    @property
    def source_ids(self) -> list[str]:
        """The sources it names, in its own columns and in `further_sources`."""
        parents = (key for key in self.table.foreign_keys if key.parent == SOURCES)
        named = [self.cells[key.fields[0]] for key in parents]
        if FURTHER in catalog.package(self.table.folder).tables and len(self.key) == 1:
            own = (self.table.name, self.key[0])
            further = catalog.records(FURTHER, self.table.folder)
            named += [r["source_id"] for r in further if (r["table"], r["row_id"]) == own]
        return list(dict.fromkeys(filter(None, named)))

    def sources(self) -> list[dict[str, str]]:
        """Return those rows of `sources` in the order named; the table's, where rows name none."""
        if not (wanted := self.source_ids):
            return [] if self.names_sources else sources_of(self.table)
        known = {row["source_id"]: row for row in catalog.records(SOURCES, self.table.folder)}
        return [known[source_id] for source_id in wanted if source_id in known]


def row(table: str, *key: str) -> Row:
    """Return one row of a packaged table by its key.

    Parameters
    ----------
    table : str
        A table's name.
    *key : str
        The value of each column of its primary key, in order.

    Raises
    ------
    UsageError
        No table or row has that name (the nearest is offered), or the key has too many or too
        few parts.
    """
    described = catalog.table(table)
    names = described.primary_key
    if len(key) != len(names):
        raise UsageError(
            f"a row of {table} is named by {' and '.join(names)}, not by {' '.join(key) or '-'!r}",
            f"write {count(len(names), 'word')} with blanks between them",
        )
    rows = catalog.records(table)
    for cells in rows:
        if all(cells[name] == part for name, part in zip(names, key, strict=True)):
            return Row(described, key, cells)
    raise _no_row(described, key, rows)


def _no_row(table: Table, key: Key, rows: Iterable[dict[str, str]]) -> UsageError:
    """Return the error for a key that no row has; the first part that is strange is named."""
    rows = list(rows)
    for name, part in zip(table.primary_key, key, strict=True):
        left = [cells for cells in rows if cells[name] == part]
        if not left:
            return unknown(f"{name} of {table.name}", part, {cells[name] for cells in rows})
        rows = left
    raise AssertionError("the key was found")


def index(package: Package, tables: Iterable[str] | None = None) -> Index:
    """Return for each row that is named by others the rows that name it.

    Parameters
    ----------
    package : Package
    tables : iterable of str, optional
        The tables whose rows are looked through; all unless given.

    Returns
    -------
    dict
        (table, key) to a list of (table, key), in the order of the description.
    """
    found: Index = defaultdict(list)
    for name in package.tables if tables is None else tables:
        for parent, named, key in _named(package.tables[name], package):
            found[parent, named].append((name, key))
    return found


def _named(table: Table, package: Package) -> Iterator[tuple[str, Key, Key]]:
    """Yield (table, key) of each row that a table's rows name, with the key of the naming row."""
    links = [key for key in table.foreign_keys if key.parent != SOURCES]
    if not links and table.name != FURTHER:
        return
    for cells in catalog.records(table.name, package.folder):
        key = tuple(cells[name] for name in table.primary_key)
        if table.name == FURTHER:
            yield cells["table"], (cells["row_id"],), key
        for link in links:
            named = tuple(cells[name] for name in link.fields)
            if all(named):
                yield link.parent, named, key


def pointing(one: Row) -> dict[str, list[Key]]:
    """Return the keys of the rows that name a row, by table."""
    package = catalog.package(one.table.folder)
    linked = [
        name
        for name, table in package.tables.items()
        if any(key.parent == one.table.name for key in table.foreign_keys)
    ]
    found: dict[str, list[Key]] = defaultdict(list)
    for name, key in index(package, linked)[one.table.name, one.key]:
        found[name].append(key)
    return found


def show(table: str, *key: str) -> Page:
    """Return a row as text: its cells, its sources in full, and the rows that name it.

    See `row` for parameters and errors.
    """
    one = row(table, *key)
    lines = [f"{one.table.title or table} ({table}), {' '.join(key)}", ""]
    lines += [f"{name}: {cell}" for name, cell in one.cells.items() if cell]
    blank = [name for name, cell in one.cells.items() if not cell]
    lines += [f"blank: {', '.join(blank)}"] if blank else []
    for source in one.sources():
        lines += ["", f"Source {source['source_id']}: {reference(source)}"]
        lines += [f"    {told}" for told in about_source(source)]
    for name, keys in pointing(one).items():
        some = ", ".join(" ".join(key) for key in keys[:MOST_NAMED])
        more = f" and {len(keys) - MOST_NAMED:,} more" if len(keys) > MOST_NAMED else ""
        lines += ["", f"Named by {count(len(keys), 'row')} of {name}: {some}{more}"]
    return Page("\n".join(lines))


def about_source(source: dict[str, str]) -> list[str]:
    """Return how a source was read, in sentences.

    >>> about_source({"read_date": "2026-11-22", "copy_read": "yes"})
    ['Read on 2026-11-22, in a stored copy.']
    """
    read = source.get("read_date")
    copy = {"yes": ", in a stored copy", "in_part": ", in part of a stored copy"}
    told = [f"Read on {read}{copy.get(source.get('copy_read', ''), '')}." if read else ""]
    told += [source.get("accessed_note", ""), source.get("no_url_reason", "")]
    return [sentence for sentence in told if sentence]
