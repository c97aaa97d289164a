"""The public names of the package and the modules they are in, for import on first use."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from sanctuary_research.data import catalog
from sanctuary_research.errors import SanctuaryError, nearest

_MODULES = {
    "ADOPTION_RULES": "treatments",
    "DEFINITIONS": "definitions",
    "TREATMENTS": "treatments",
    "activation_years": "adoption",
    "adoption_calendar": "adoption",
    "adoption_years": "adoption",
    "caveats": "datasets",
    "check_package": "check",
    "cite": "citation",
    "definitions": "definitions",
    "describe": "codebook",
    "labels": "labels",
    "overview": "overview",
    "own": "own_list",
    "place": "place",
    "policy_status": "place",
    "read_own": "own",
    "reading_date": "definitions",
    "refused_detainers": "definitions",
}


def find(name: str) -> Any:
    """Return the public object called ``name``, importing what it needs.

    Raises
    ------
    AttributeError
        There is no such name; the nearest is offered.
    """
    room = "datasets" if name.startswith("load_") else _MODULES.get(name)
    module = import_module(f"sanctuary_research.data.{room}") if room else None
    if not hasattr(module, name):
        hint = nearest(name, public_names())
        raise AttributeError(f"sanctuary_research has no attribute {name!r}: {hint}")
    return getattr(module, name)


def public_names() -> list[str]:
    """Return every public name; the loaders are those of the tables that are described."""
    try:
        tables = list(catalog.package().tables)
    except SanctuaryError:
        tables = []
    return sorted([*_MODULES, *(f"load_{table}" for table in tables)])
