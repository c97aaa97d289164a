"""The check of the whole package: each table's rules, the rules between tables, frictionless.

The same description is held against the files twice, by our own reading and by frictionless, so
that neither's blind spot goes unseen; what both find is reported once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pandas as pd

from sanctuary_research.data import catalog, schema
from sanctuary_research.data.catalog import Package
from sanctuary_research.data.faults import Fault
from sanctuary_research.data.rules import Rule, all_rules
from sanctuary_research.errors import DataError, MissingPackageError


class LoadedTables(Mapping):
    """The package's frames by name, as rules see them, with what was wrong in their files."""

    def __init__(self, package: Package):
        self.package = package
        self.faults: list[Fault] = []
        self._frames: dict[str, pd.DataFrame] = {}
        self._lines: dict[str, dict[str, int]] = {}
        parents = schema.parents_in(package)
        for table in package.tables.values():
            try:
                self._frames[table.name], faults = schema.read(table, table.path, parents)
            except DataError as error:
                faults = [Fault(table.name, str(error), "file")]
            self.faults += faults

    def line(self, table: str, key: str) -> int | None:
        """Return the line of a table's file on which a key stands."""
        if table not in self._lines and table in self:
            self._lines[table] = schema.lines_by_key(self.package.tables[table])
        return self._lines.get(table, {}).get(key)

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self._frames[name].copy()

    def __iter__(self) -> Iterator[str]:
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)


def check_package(
    folder: str | Path | None = None, *, use_frictionless: bool = True
) -> list[Fault]:
    """Return every fault of the data package, in the order of tables and lines.

    Parameters
    ----------
    folder
        A folder that holds `datapackage.json`; by default the packaged data.
    use_frictionless
        Whether frictionless reads everything too (several seconds).

    Returns
    -------
    list of Fault
        Each with ``table``, ``row`` (line of the file), ``key``, ``column``, ``rule``, ``value``
        and ``message``; empty when the package is sound. `as_frame` makes a frame of it.

    Raises
    ------
    MissingPackageError
        frictionless is asked for and not installed.
    """
    package = catalog.package(folder)
    tables = LoadedTables(package)
    faults = list(tables.faults)
    for rule in all_rules():
        faults += _judged(rule, tables)
    if use_frictionless:
        faults += _second_opinion(package, faults)
    order = list(package.tables)
    return sorted(
        faults,
        key=lambda fault: (
            order.index(fault.table) if fault.table in order else -1,
            fault.row or 0,
        ),
    )


def as_frame(faults: list[Fault]) -> pd.DataFrame:
    """Return faults as a frame: table, row, key, column, rule, value, message."""
    columns = ["table", "row", "key", "column", "rule", "value", "message"]
    frame = pd.DataFrame([asdict(fault) for fault in faults], columns=columns)
    return frame.astype({"row": "Int64"})


def _judged(rule: Rule, tables: LoadedTables) -> list[Fault]:
    """Return the faults one rule finds; a rule that fails on sound tables is itself a fault.

    A rule is passed over when a table it reads is not in the package, could not be read at all,
    or is so broken that the rule cannot be computed: that has been reported at the table.
    """
    if not all(name in tables for name in rule.tables):
        return []
    try:
        found = list(rule.judge(tables))
    except Exception as error:
        if any(fault.table in rule.tables for fault in tables.faults):
            return []
        message = f"the rule could not be computed ({type(error).__name__}: {error}): {rule.says}"
        return [Fault(", ".join(rule.tables), message, rule.name)]
    return [replace(f, rule=rule.name, row=tables.line(f.table, f.key)) for f in found]


def _second_opinion(package: Package, known: list[Fault]) -> list[Fault]:
    """Return what frictionless finds in rows and tables that nothing was said of yet."""
    try:
        import frictionless
    except ImportError as error:
        raise MissingPackageError(
            "checking with frictionless needs it installed: run `pip install frictionless`"
        ) from error
    report = frictionless.Package(str(package.folder / catalog.DESCRIPTION)).validate()
    found = [_from_frictionless("", error) for error in report.errors]
    found += [_from_frictionless(t.name, error) for t in report.tasks for error in t.errors]
    told = {(fault.table, fault.row) for fault in known}
    spoiled = {fault.table for fault in known if fault.rule in _WHOLE_FILE}
    return [
        fault
        for fault in found
        if (fault.table, fault.row) not in told
        and fault.table not in spoiled
        and not (spoiled and fault.rule in _OF_A_PARENT)
    ]


# Frictionless says these of a table when it cannot read the table that a key of it names.
_OF_A_PARENT = {"frictionless foreign-key", "frictionless encoding-error"}
# One of these makes frictionless stumble over the rest of the file, and over its children.
_WHOLE_FILE = {
    "file",
    "encoding",
    "byte_order_mark",
    "line_ending",
    "missing_column",
    "columns_are_in_order",
}


def _from_frictionless(table: str, error: Any) -> Fault:
    """Return an error of frictionless as a fault."""
    return Fault(
        table=table,
        message=error.message,
        rule=f"frictionless {error.type}",
        column=getattr(error, "field_name", ""),
        value=str(getattr(error, "cell", "")),
        row=getattr(error, "row_number", None),
    )
