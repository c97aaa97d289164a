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
    """Import a public name on first use."""
    from sanctuary_research.data import names

    globals()[name] = names.find(name)
    return globals()[name]


def __dir__() -> list[str]:
    """Return the public names."""
    from sanctuary_research.data import names

    return ["__version__", *names.public_names()]
