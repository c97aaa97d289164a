"""Bring your own table: a CSV of yours, held to the rules of a packaged one."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pandas as pd

from sanctuary_research.data import catalog, rules, schema
from sanctuary_research.data.catalog import ForeignKey, Package, Table
from sanctuary_research.data.citation import SOURCES
from sanctuary_research.data.faults import Fault, raise_broken


def read_own(path: str | Path, like: str, *, sources: Iterable[str] = ()) -> pd.DataFrame:
    """Read your CSV by the description of a packaged table.

    Columns, types, vocabularies, bounds and keys must be those of the table, in any order;
    foreign keys are looked up in the packaged tables. What holds between the columns of a packaged
    row must hold of yours: sums, dates in order, cells that go together, no date before 1776 or to
    come. The frame can go wherever that table's frame can.

    Parameters
    ----------
    path
        Your file: UTF-8, a header, commas, blanks for missing values.
    like
        The packaged table whose rules it keeps, such as ``"county_crime"``.
    sources
        Ids of your own sources, which the rows may name beside those in `sources`.

    Returns
    -------
    pandas.DataFrame
        Your rows, with the columns, order and types of the table.

    Raises
    ------
    UsageError
        No table has that name, or the file cannot be opened.
    DataError
        The file breaks rules of the table; ``faults`` lists every one with its line.
    """
    package = catalog.package()
    table = package.table(str(like))
    packaged = schema.parents_in(package)
    yours = pd.Index([*sources], dtype="str")

    def parent_keys(key: ForeignKey) -> pd.Index | None:
        known = packaged(key)
        return known if known is None or key.parent != SOURCES else known.union(yours)

    frame, faults = schema.read(table, Path(path), parent_keys)
    faults += _broken_rows(table, package, frame, Path(path))
    raise_broken(f"{path} (read like table {like!r})", f"`sanctuary describe {like}` tells", faults)
    return frame


def _broken_rows(table: Table, package: Package, frame: pd.DataFrame, path: Path) -> list[Fault]:
    """Return each row that breaks a rule of rows, with its line; a table of no rows is a fault."""
    if frame.empty:
        return [Fault(table.name, "the table has no rows: write one below the header", "rows")]
    last_year = max(int(package.version[:4]), datetime.date.today().year)
    every = [*rules.described(table, package, last_year), *rules.registered()]
    needed = [one for one in every if one.of_rows and one.tables[0] == table.name]
    parents = {key.parent for key in table.foreign_keys} | {n for r in needed for n in r.tables}
    tables = {name: schema.load(name) for name in parents & {*package.tables} - {table.name}}
    tables[table.name] = frame
    found = [replace(fault, rule=one.name) for one in needed for fault in one.judge(tables)]
    return schema.with_lines(table, path, found)
