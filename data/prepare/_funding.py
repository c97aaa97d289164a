"""Shared by the money tables: a curated file becomes a table in the described columns."""

from __future__ import annotations

import pandas as pd
from _common import columns, read_curated, stable_id, write_table

AMOUNT_KEY = (
    "threat_id",
    "jurisdiction_id",
    "aggregate",
    "programme",
    "concept",
    "fiscal_year",
    "amount_printed",
    "source_id",
)


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


def row_ids(prefix: str, frame: pd.DataFrame, made_from: list[str]) -> list[str]:
    """Return one id a row, made from the content of the named columns."""
    return [stable_id(prefix, *row) for row in frame[made_from].itertuples(index=False)]


def amount_keys(amounts: pd.DataFrame) -> dict[str, str]:
    """Return the amount_id of each short key in the curated threat_amounts."""
    return dict(zip(amounts["key"], row_ids("amt", amounts, list(AMOUNT_KEY)), strict=True))
