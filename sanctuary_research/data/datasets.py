"""One loader per table, ``load_<table>``, made from the description when it is first used.

A loader's docstring is the dataset's page. Loading prints nothing; what a reader must know is in
`caveats`. Editors read the names from `datasets.pyi`, which is rendered with the codebook.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from sanctuary_research.data import catalog, codebook, schema
from sanctuary_research.errors import nearest

LOAD = "load_"


def caveats(table: str) -> list[str]:
    """Return what a reader of ``table`` must be told, as finished sentences."""
    return list(catalog.table(table).caveats)


def __getattr__(name: str) -> Any:
    """Make a loader.

    Raises
    ------
    AttributeError
        No table has that name; the nearest is offered.
    """
    if name not in __dir__():
        raise AttributeError(f"there is no {name!r}: {nearest(name, __dir__())}")
    globals()[name] = _loader(name)
    return globals()[name]


def _loader(name: str) -> Callable[[], pd.DataFrame]:
    table = catalog.table(name.removeprefix(LOAD))

    def load() -> pd.DataFrame:
        return schema.load(table.name)

    load.__name__ = load.__qualname__ = name
    load.__doc__ = f"{table.title}.\n\n{codebook.describe(table.name)}\n"
    return load


def __dir__() -> list[str]:
    """Return the names of this module; the loaders are those of the tables that are described."""
    return sorted(["caveats", *(f"{LOAD}{table}" for table in catalog.names())])
