"""Random reassignment of adoption paths, among the places that could have drawn them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sanctuary_research.errors import DataError
from sanctuary_research.methods.panel.frame import Panel
from sanctuary_research.methods.panel.panel_columns import missing, require


def holders(panel: Panel, frame: pd.DataFrame, column: str | None) -> np.ndarray:
    """Return one code per unit of ``column``; without one, or by unit, each has its own."""
    unit = panel.names["unit"]
    if column is None or column == unit:
        return np.arange(panel.n_units)
    gone = missing(frame[column])
    require(frame, gone, f"assigned place {column!r} is missing in {{rows}}", "fill it")
    changes = frame.groupby(unit)[column].transform("nunique") > 1
    case = f"assigned place {column!r} changes within a unit at {{rows}}"
    require(frame, changes, case, "give one value")
    value = frame.drop_duplicates(unit).set_index(unit)[column].reindex(panel.units)
    return pd.factorize(value, sort=True)[0]


def reassigned(panel: Panel, place: np.ndarray, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Permute adoption dates over places: dates of every unit (draws, N).

    Raises
    ------
    DataError
        Units of one place adopt at different dates.
    """
    date = np.empty(int(place.max()) + 1, dtype=int)
    date[place] = panel.start
    mixed = np.flatnonzero(date[place] != panel.start)
    if len(mixed):
        shown = ", ".join(map(str, panel.units[mixed[:5]]))
        raise DataError(
            f"units of one assigned place differ in adoption date ({shown})",
            "assign at a finer level",
            faults=list(panel.units[mixed]),
        )
    order = rng.random((draws, len(date))).argsort(axis=1)
    return date[order][:, place]
