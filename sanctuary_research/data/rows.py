"""One row of a table: its cells, its sources in full, and the rows of other tables that name it.

Standard library only: pages and the command line read it without pandas.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sanctuary_research.data import catalog
from sanctuary_research.data.catalog import Package, Table
from sanctuary_research.data.citation import FURTHER, SOURCES, gives_sources, reference, sources_of
from sanctuary_research.data.page import Page
from sanctuary_research.errors import UsageError, unknown
from sanctuary_research.words import count

MOST_NAMED = 10  # rows of one table that `show` names
PLACES = ("county", "jurisdictions")  # whose rows are places, with name and state
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
        return bool(self.table.naming(SOURCES))

    @property
    def source_ids(self) -> list[str]:
        """The sources it names, in its own columns and in tables that give more."""
        named = [self.cells[name] for name in self.table.naming(SOURCES)]
        package = catalog.package(self.table.folder)
        giving = index(package, filter(gives_sources, package.tables))
        named += [key[-1] for _, key in giving[self.table.name, self.key]]
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
        The value of each column of its primary key, in order; one word that holds them all, as in
        the address of the row on its page, does as well.

    Raises
    ------
    UsageError
        No table or row has that name; the nearest is offered.
    """
    described, rows = catalog.table(table), catalog.records(table)
    names = described.primary_key
    if not names:
        raise UsageError(f"rows of {table} have no names", "describe its primaryKey")
    keys = [tuple(cells[name] for name in names) for cells in rows]
    written = _joined(key)
    at = [k for k, one in enumerate(keys) if one == key]
    at = at or [k for k, one in enumerate(keys) if _joined(one) == written]
    if not at:
        raise _no_row(described, key, keys)
    return Row(described, keys[at[0]], rows[at[0]])


def _joined(key: Iterable[str]) -> str:
    """Return a key in one word, however it was cut into words.

    >>> {_joined(["06001 2015"]), _joined(["06001/2015"]), _joined(["06001", "2015"])}
    {'06001-2015'}
    """
    return "-".join(re.split(r"[\s,/]+", " ".join(key).strip()))


def _no_row(table: Table, key: Key, keys: Sequence[Key]) -> UsageError:
    """Return the error for a key that no row has: of those that begin alike the nearest."""
    names, begun = table.primary_key, [" ".join(one) for one in keys if one[:1] == key[:1]]
    if begun:
        error = unknown(f"row of {table.name}", " ".join(key), begun)
    else:
        first = " ".join(key[:1])
        error = unknown(f"{names[0]} of {table.name}", first, {one[0] for one in keys})
    form = f" (a key is written {' '.join(names)})" if len(names) > 1 else ""
    return UsageError(error.case, f"{error.fix}{form}")


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
    tables = {k: table for k, table in package.tables.items() if not gives_sources(k)}
    linked = [name for name, table in tables.items() if table.naming(one.table.name)]
    found: dict[str, list[Key]] = defaultdict(list)
    for name, key in index(package, linked)[one.table.name, one.key]:
        found[name].append(key)
    return found


def show(table: str, *key: str) -> Page:
    """Return a row as text: its cells, its sources in full, and the rows that name it.

    See `row` for parameters and errors.
    """
    one = row(table, *key)
    lines = [f"{one.table.title or table} ({table}), {' '.join(one.key)}", ""]
    names = place_names(one.table)
    for column, cell in one.cells.items():
        name = names.get(column, {}).get(cell, "")
        lines += [f"{column}: {cell}{name and f' ({name})'}"] if cell else []
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


def place_names(table: Table) -> dict[str, dict[str, str]]:
    """Return for each column that names a county or a jurisdiction the names by their codes."""
    found = {}
    for key in [key for key in table.foreign_keys if key.parent in PLACES]:
        rows, own = catalog.records(key.parent, table.folder), key.parent_fields[0]
        found[key.fields[0]] = {row[own]: f"{row['name']}, {row['state']}" for row in rows}
    return found


def about_source(source: dict[str, str]) -> list[str]:
    """Return how a source was read, in sentences.

    >>> about_source({"read_date": "2026-11-22", "copy_read": "yes"})
    ['Read on 2026-11-22, in a stored copy.']
    """
    read = source.get("read_date")
    copy = {"yes": ", in a stored copy", "in_part": ", in part of a stored copy"}
    told = [f"Read on {read}{copy.get(source.get('copy_read', ''), '')}." if read else ""]
    told += [source.get("accessed_note", "")]
    if reason := source.get("no_url_reason", "").rstrip("."):
        told.append(f"No address: {reason.replace('_', ' ')}.")
    return [sentence for sentence in told if sentence]
