"""Shared by the money tables: a curated file becomes a table in the described columns."""

from __future__ import annotations

import pandas as pd
from _common import columns, read_curated, write_table


def write_curated(name: str, frame: pd.DataFrame | None = None) -> None:
    """Write ``curated/<name>.csv`` (or ``frame``, made from it) as the table ``name``.

    Parameters
    ----------
    name : str
        Table to write; also the name of the curated file.
    frame : pandas.DataFrame, optional
        The rows, when the script has added ids to the curated file; extra columns are dropped.

    Raises
    ------
    SystemExit
        If a row certain beyond memory names no source.
    """
    frame = read_curated(f"{name}.csv") if frame is None else frame
    unsourced = frame[frame["source_id"].eq("") & frame["certainty"].ne("memory")]
    if len(unsourced):
        raise SystemExit(f"{name}: no source for curated rows {list(unsourced.index + 2)}.")
    write_table(name, frame[columns(name)])
