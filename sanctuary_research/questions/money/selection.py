"""Choosing the rows of a total, and refusing a selection that cannot be summed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from sanctuary_research.errors import AnalysisError, UsageError, unknown

CELL = ("concept", "unit", "programme", "fiscal_year")
ONE_CELL = "a sum stays inside one concept, unit, programme and fiscal year"
# Columns that a frame of amounts must have; the others of `threat_amounts` are optional.
NEEDED = (
    "amount_id",
    "threat_id",
    "jurisdiction_id",
    *CELL,
    "amount_usd",
    "low_usd",
    "high_usd",
    "precision",
    "basis",
    "overlap_group",
)


def require_columns(frame: pd.DataFrame, columns: Iterable[str], what: str) -> None:
    """Raise UsageError unless ``frame`` has every one of ``columns``.

    >>> require_columns(pd.DataFrame({"yaer": [2016]}), ["year"], "price_index")
    Traceback (most recent call last):
    ...
    sanctuary_research.errors.UsageError: price_index needs the column year: it has yaer
    """
    lost = [name for name in columns if name not in frame.columns]
    if lost:
        has = ", ".join(map(str, frame.columns))
        raise UsageError(f"{what} needs the column {', '.join(lost)}: it has {has}")


def matching(amounts: pd.DataFrame, wanted: Mapping[str, object]) -> pd.DataFrame:
    """Return the rows of ``amounts`` with the wanted values (None chooses all), maybe none.

    Raises
    ------
    UsageError
        A value that no row has: the nearest real one is offered.
    """
    require_columns(amounts, NEEDED, "amounts")
    chosen = np.ones(len(amounts), dtype=bool)
    for column, value in wanted.items():
        if value is None:
            continue
        has = amounts[column].eq(value).fillna(False).to_numpy(dtype=bool)
        if not has.any():
            raise _no_such(column, value, amounts[column].dropna().unique())
        chosen &= has
    return amounts if chosen.all() else amounts[chosen]


def choose(amounts: pd.DataFrame, wanted: Mapping[str, object]) -> pd.DataFrame:
    """Return the rows that `matching` finds.

    Raises
    ------
    AnalysisError
        There are none.
    """
    chosen = matching(amounts, wanted)
    if chosen.empty:
        asked = ", ".join(
            f"{name}={value!r}" for name, value in wanted.items() if value is not None
        )
        raise AnalysisError(f"no amount has {asked}: leave one of them out")
    return chosen


def _no_such(column: str, value: object, known: Iterable[object]) -> UsageError:
    if column != "fiscal_year":
        return unknown(column.removesuffix("_id").replace("_", " "), value, known)
    years = ", ".join(map(str, sorted(known)))
    return UsageError(f"no amount is of fiscal year {value}: choose one of {years}")


def one_cell(chosen: pd.DataFrame) -> dict[str, object]:
    """Return concept, unit, programme and fiscal year of a selection that has one of each.

    Rows that state no amount at all belong to no cell and are not asked.

    Raises
    ------
    AnalysisError
        The selection mixes cells: the message names the rule and the first column that differs.
    """
    priced = chosen[chosen["concept"].ne("no_amount")]
    priced = chosen if priced.empty else priced
    for column in CELL:
        values = set(priced[column].tolist())
        if len(values) > 1:
            found = ", ".join(map(str, sorted(values)))
            raise AnalysisError(
                f"one_cell: {ONE_CELL}, and this selection mixes {len(values)} values of "
                f"{column} ({found}): choose one with {column}="
            )
    return {column: priced[column].iloc[0] for column in CELL}
