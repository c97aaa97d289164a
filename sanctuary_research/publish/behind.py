"""The rows that an exhibit rests on, of every table that it is from.

An exhibit names rows itself (`display.exhibit.Exhibit.row_ids`). Of a table that none of them is
from, those whose key stands in its columns belong to it, else those that rows of its other tables
name, or that name these: a count of suits rests on what links orders to suits.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from functools import cache

from sanctuary_research.data import catalog
from sanctuary_research.data.catalog import ForeignKey, Package, Table
from sanctuary_research.data.citation import SOURCES
from sanctuary_research.data.rows import PLACES

Rows = dict[str, list[str]]
HUBS = {SOURCES, *PLACES}  # that rows of two tables name the same of these joins them too widely


class Behind:
    """Finds rows in the tables of one package; keys of several columns are several words."""

    def __init__(self, package: Package):
        self.package, self.keys = package, cache(self._keys)

    def of(self, record: dict) -> Rows:
        """Return the keys of the rows behind an exhibit, given its attached object, by table."""
        found: Rows = dict(record.get("row_ids") or {})
        told, known = record.get("tables") or (), self.package.tables
        named = [known[one] for one in told if one in known]
        for table in named:
            if table.name not in found:
                found[table.name] = sorted(self._shown(table, record))
        for table in [*named, *named]:  # again: a row may be named by one that was found only now
            own = {one.name: found[one.name] for one in named}
            found[table.name] = own[table.name] or sorted(self._linked(table, own))
        order = sorted(filter(found.get, found), key=SOURCES.__eq__)  # last, as in `row_ids`
        return {name: found[name] for name in order}

    def _keys(self, name: str) -> frozenset[str]:
        return frozenset(key for _, key in self._rows(self.package.tables[name]))

    def _rows(self, table: Table) -> Iterator[tuple[dict[str, str], str]]:
        for row in catalog.records(table.name, self.package.folder):
            yield row, " ".join(row[name] for name in table.primary_key)

    def _shown(self, table: Table, record: dict) -> set[str]:
        """Return the keys that stand in columns of an exhibit; ``years`` holds several."""
        found = set()
        for text in (record.get("behind"), record.get("csv")):
            lines = csv.DictReader(io.StringIO(text or ""))
            if not {*table.primary_key} <= {*(lines.fieldnames or ()), "year"}:
                continue
            for row in lines:
                years = row.get("year") or row.get("years") or ""
                for year in years.split() if "year" in table.primary_key else [""]:
                    found.add(" ".join((row | {"year": year})[name] for name in table.primary_key))
        return found & self.keys(table.name) if found else found

    def _linked(self, table: Table, found: Rows) -> set[str]:
        """Return the keys of the rows that those found name; else of those that name such."""
        named, known = set(), {name: {*keys} for name, keys in found.items() if keys}
        for child in [self.package.tables[name] for name in known]:
            links = [link for link in child.foreign_keys if link.parent == table.name]
            for row, key in self._rows(child) if links else ():
                named |= {_named(row, link) for link in links if key in known[child.name]}
        links = [one for one in table.foreign_keys if one.parent in known.keys() - HUBS]
        if named or not links:
            return named & self.keys(table.name) if named else named
        rows = self._rows(table)
        return {k for row, k in rows if all(_named(row, one) in known[one.parent] for one in links)}


def _named(row: dict[str, str], link: ForeignKey) -> str:
    return " ".join(row[name] for name in link.fields)
