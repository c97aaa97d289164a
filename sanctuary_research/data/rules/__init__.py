"""Rules of consistency: what must hold between rows and between tables.

One small module per area (`crime`, `policy`, `legal`, `funding`, `claims`, ...); every module in
this folder is found by itself. A rule is a function of the loaded tables that returns faults::

    from sanctuary_research.data.faults import faults_where
    from sanctuary_research.data.rules import rule

    @rule("rulings", "ruling_cases", "cases")
    def ruling_not_before_filing(tables):
        \"\"\"A ruling is never dated before the case it decides was filed.\"\"\"
        links = tables["ruling_cases"].merge(tables["rulings"], on="ruling_id")
        links = links.merge(tables["cases"][["case_id", "filed_date"]], on="case_id")
        return faults_where(
            links,
            links["ruled_date"] < links["filed_date"],
            table="rulings",
            key="ruling_id",
            column="ruled_date",
            message="ruled on {ruled_date}, but {case_id} was filed on {filed_date}",
        )

The names given to the decorator are the tables the rule reads. The function's name is the rule's
name and its first sentence is what the rule says. Line numbers are added by the check, from the
key. For a fault that is not about rows (a total), return ``[Fault(table=..., message=...)]``.

Tables that break their own description are still handed over, faulty cells as missing; a rule
that then cannot be computed is reported as a fault, so a rule needs no guards of its own.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sanctuary_research.data.faults import Fault

Tables = Mapping[str, Any]
Judge = Callable[[Tables], Iterable[Fault]]


@dataclass(frozen=True)
class Rule:
    """A registered rule: its name, the tables it reads, what it says and the function."""

    name: str
    tables: tuple[str, ...]
    says: str
    judge: Judge


_REGISTRY: dict[str, Rule] = {}


def rule(*tables: str) -> Callable[[Judge], Judge]:
    """Register the decorated function as a rule over ``tables``."""

    def register(judge: Judge) -> Judge:
        says = (judge.__doc__ or "").strip().split("\n\n")[0]
        known = _REGISTRY.get(judge.__name__)
        if not says or (known and known.judge.__module__ != judge.__module__):
            raise TypeError(f"rule {judge.__name__!r} needs a docstring and a name of its own")
        _REGISTRY[judge.__name__] = Rule(judge.__name__, tables, says, judge)
        return judge

    return register


def all_rules() -> tuple[Rule, ...]:
    """Return every rule of every module in this folder, by name."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return tuple(_REGISTRY[name] for name in sorted(_REGISTRY))
