"""Bring your own table: a CSV of yours, held to the rules of a packaged one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from sanctuary_research.data import catalog, schema
from sanctuary_research.data.catalog import ForeignKey
from sanctuary_research.data.citation import SOURCES
from sanctuary_research.data.faults import raise_broken


def read_own(path: str | Path, like: str, *, sources: Iterable[str] = ()) -> pd.DataFrame:
    """Read your CSV by the description of a packaged table.

    Columns, types, vocabularies, bounds and keys must be those of the table, in any order;
    foreign keys are looked up in the packaged tables. The frame can go wherever that table's
    frame can.

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
    table = package.table(like)
    packaged = schema.parents_in(package)
    yours = frozenset((source,) for source in sources)

    def parent_keys(key: ForeignKey) -> frozenset | None:
        known = packaged(key)
        return known if known is None or key.parent != SOURCES else known | yours

    frame, faults = schema.read(table, Path(path), parent_keys)
    raise_broken(f"{path} (read like table {like!r})", f"`sanctuary describe {like}` tells", faults)
    return frame
