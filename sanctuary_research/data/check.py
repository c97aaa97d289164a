"""The check of the whole package: each table's rules, and the rules between tables."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import pandas as pd

from sanctuary_research.data import catalog, schema
from sanctuary_research.data.catalog import Package
from sanctuary_research.data.faults import Fault
from sanctuary_research.data.rules import Rule, all_rules
from sanctuary_research.errors import SanctuaryError


class LoadedTables(dict[str, pd.DataFrame]):
    """The package's frames by name, as rules see them, with what was wrong in their files."""

    def __init__(self, package: Package):
        self.package = package
        self.faults: list[Fault] = []
        parents = schema.parents_in(package)
        for table in package.tables.values():
            try:
                self[table.name], faults = schema.read(table, table.path, parents)
            except SanctuaryError as error:
                faults = [Fault(table.name, str(error), "file")]
            self.faults += faults


def check_package(folder: str | Path | None = None) -> list[Fault]:
    """Return every fault of the data package, in the order of tables and lines.

    Parameters
    ----------
    folder
        A folder that holds `datapackage.json`; by default the packaged data.

    Returns
    -------
    list of Fault
        Each with ``table``, ``row`` (line of the file), ``key``, ``column``, ``rule``, ``value``,
        ``message`` and ``more``, the number of rows with the same fault that are not listed; empty
        when the package is sound. `as_frame` makes a frame of it.
    """
    package = catalog.package(folder)
    tables = LoadedTables(package)
    faults = list(tables.faults)
    found = [fault for rule in all_rules(package) for fault in _judged(rule, tables)]
    for name in {fault.table: None for fault in found}:
        here = [fault for fault in found if fault.table == name]
        table = package.tables.get(name) if name in tables else None
        faults += schema.with_lines(table, table.path, here) if table else here
    order = {name: number for number, name in enumerate(package.tables)}
    return sorted(faults, key=lambda fault: (order.get(fault.table, -1), fault.row or 0))


def as_frame(faults: list[Fault]) -> pd.DataFrame:
    """Return faults as a frame: table, row, key, column, rule, value, message, more."""
    columns = ["table", "row", "key", "column", "rule", "value", "message", "more"]
    frame = pd.DataFrame([asdict(fault) for fault in faults], columns=columns)
    return frame.astype({"row": "Int64"})


def _judged(rule: Rule, tables: LoadedTables) -> list[Fault]:
    """Return the faults one rule finds; a rule that fails on sound tables is itself a fault.

    A rule is passed over when a table it reads is not in the package, could not be read at all,
    or is so broken, or empty, that the rule cannot be computed: that is reported at the table.
    """
    if not all(name in tables for name in rule.tables):
        return []
    try:
        found = list(rule.judge(tables))
    except Exception as error:
        broken = {fault.table for fault in tables.faults}
        if any(name in broken or tables[name].empty for name in rule.tables):
            return []
        message = f"the rule could not be computed ({type(error).__name__}: {error}): {rule.says}"
        return [Fault(", ".join(rule.tables), message, rule.name)]
    return [replace(fault, rule=rule.name) for fault in found]
