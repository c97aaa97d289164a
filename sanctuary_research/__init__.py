"""The reproducible evidence base on US sanctuary policy.

``load_<table>()`` loads a table, ``describe(table)`` tells about it, ``cite(table)`` says how to
cite it, ``caveats(table)`` what its reader must know. ``labels(definition, date)`` says which
counties count as sanctuary, under one of ``DEFINITIONS``. ``read_own(path, like=table)`` reads a
table of your own by a packaged table's rules; ``check_package()`` checks everything.

Names are imported when first used, so importing the package costs no pandas.
"""

from __future__ import annotations

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """Import a public name on first use; one that there is not is told with the nearest."""
    from importlib import import_module

    from sanctuary_research.data.public import ROOMS

    room = "datasets" if name.startswith("load_") else ROOMS.get(name)
    if not room or name not in __dir__():
        from sanctuary_research.errors import nearest

        hint = nearest(name, __dir__())
        raise AttributeError(f"sanctuary_research has no attribute {name!r}: {hint}")
    globals()[name] = getattr(import_module(f"sanctuary_research.data.{room}"), name)
    return globals()[name]


def __dir__() -> list[str]:
    """Return the public names."""
    from sanctuary_research.data import catalog
    from sanctuary_research.data.public import ROOMS

    return sorted(["__version__", *ROOMS, *(f"load_{table}" for table in catalog.names())])
