"""Rules of consistency: what must hold between rows and between tables.

What holds within a row, what figures its rows give and which tables name it stand in the
description (`row_rules`). The rest is here, one small module per area; every module in this folder
is found by itself. A rule is a function of the loaded tables that returns faults::

    from sanctuary_research.data.faults import faults_where
    from sanctuary_research.data.rules import rule

    @rule("commitments")
    def fund_counts_once(tables):
        \"\"\"A fund's money counts once for each provider.\"\"\"
        counted = tables["commitments"].query("is_counted")
        again = counted.duplicated(["fund", "provider"])
        told = "fund {fund} of {provider} counts twice"
        return faults_where(counted, again, "commitments.is_counted", told)

The names given to the decorator are the tables the rule reads. The function's name is the rule's
name and its first sentence is what the rule says. Line numbers are added by the check, from the
key. For a fault that is not about rows (a total), return ``[Fault(table=..., message=...)]``. A
rule that needs no other row of its first table says ``of_rows=True`` and holds of a reader's own
rows too.

Tables that break their own description are still handed over, faulty cells as missing; a rule
that then cannot be computed is reported as a fault, so a rule needs no guards of its own.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from sanctuary_research.data import row_rules
from sanctuary_research.data.catalog import DESCRIPTION, Package, Table
from sanctuary_research.data.faults import Fault
from sanctuary_research.errors import DataError

Tables = Mapping[str, Any]
Judge = Callable[[Tables], Iterable[Fault]]


@dataclass(frozen=True)
class Rule:
    """A rule: its name, the tables it reads, what it says, its function, and if rows suffice."""

    name: str
    tables: tuple[str, ...]
    says: str
    judge: Judge
    of_rows: bool = False


_REGISTRY: dict[str, Rule] = {}


def rule(*tables: str, of_rows: bool = False) -> Callable[[Judge], Judge]:
    """Register the decorated function as a rule over ``tables``."""

    def register(judge: Judge) -> Judge:
        says = (judge.__doc__ or "").strip().split("\n\n")[0]
        if not says:
            raise TypeError(f"rule {judge.__name__!r} needs a docstring")
        _REGISTRY[judge.__name__] = Rule(judge.__name__, tables, says, judge, of_rows)
        return judge

    return register


def registered() -> tuple[Rule, ...]:
    """Return every rule of every module in this folder, by name."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return tuple(_REGISTRY[name] for name in sorted(_REGISTRY))


def all_rules(package: Package) -> Iterator[Rule]:
    """Yield every rule: those of the rows of each table, and those of this folder."""
    if not re.fullmatch("[0-9]{4}", year := str(package.version)[:4]):
        raise DataError(f"{DESCRIPTION} has the version {package.version!r}", "write a day")
    for table in package.tables.values():
        yield from described(table, package, int(year))
    yield from registered()


def described(table: Table, package: Package, last_year: int) -> Iterator[Rule]:
    """Yield the rules of a table's rows, none of whose dates may lie after a year."""
    for one in row_rules.rules_of(table, package, last_year):
        judge = partial(row_rules.judge, table, one)
        read = dict.fromkeys([table.name, *(name for name, *_ in one.named_by)])
        yield Rule(one.name, tuple(read), one.says, judge, one.of_rows)
