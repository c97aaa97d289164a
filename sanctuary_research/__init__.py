"""The reproducible evidence base on US sanctuary policy.

``load_<table>()`` loads a table, ``describe(table)`` tells about it, ``cite(table)`` says how to
cite it, ``caveats(table)`` what its reader must know. ``labels(definition, date)`` says which
counties count as sanctuary, under one of ``DEFINITIONS``. ``read_own(path, like=table)`` reads a
table of your own by a packaged table's rules; ``check_package()`` checks everything.

Names are imported when first used, so importing the package costs no pandas.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_ROOMS = {
    "DEFINITIONS": "labels",
    "caveats": "datasets",
    "check_package": "check",
    "cite": "citation",
    "definitions": "labels",
    "describe": "codebook",
    "labels": "labels",
    "overview": "overview",
    "read_own": "own",
    "reading_date": "labels",
}


def __getattr__(name: str) -> Any:
    """Import a public name on first use; an unknown one offers the nearest."""
    room = "datasets" if name.startswith("load_") else _ROOMS.get(name)
    module = import_module(f"{__name__}.data.{room}") if room else None
    if not hasattr(module, name):
        from sanctuary_research.errors import nearest

        hint = nearest(name, __dir__())
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}: {hint}")
    globals()[name] = getattr(module, name)
    return globals()[name]


def __dir__() -> list[str]:
    """Return the public names: the loaders come from the description of the data."""
    from sanctuary_research.data import catalog
    from sanctuary_research.errors import SanctuaryError

    try:
        loaders = [f"load_{table}" for table in catalog.package().tables]
    except SanctuaryError:
        loaders = []
    return sorted(["__version__", *_ROOMS, *loaders])
