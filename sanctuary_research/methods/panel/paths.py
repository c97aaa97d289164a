"""Random reassignment of adoption paths, among the places that could have drawn them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sanctuary_research.errors import DataError
from sanctuary_research.methods.panel.columns import missing, require
from sanctuary_research.methods.panel.frame import Panel


def holders(panel: Panel, frame: pd.DataFrame, column: str | None, kind: str) -> np.ndarray:
    """Return one code per unit of ``column``; without one, or by unit, each has its own."""
    unit = panel.names["unit"]
    if column is None or column == unit:
        return np.arange(panel.n_units)
    gone = missing(frame[column])
    require(frame, gone, f"{kind} {column!r} is missing in {{rows}}", "fill it")
    changes = frame.groupby(unit)[column].transform("nunique") > 1
    case = f"{kind} {column!r} changes within a unit at {{rows}}"
    require(frame, changes, case, "give one value")
    value = frame.drop_duplicates(unit).set_index(unit)[column].reindex(panel.units)
    return pd.factorize(value, sort=True)[0]


def reassigned(
    panel: Panel,
    place: np.ndarray,
    stratum: np.ndarray,
    draws: int,
    rng: np.random.Generator,
) -> np.ndarray:
    """Permute adoption dates over places within strata: dates of every unit (draws, N).

    Raises
    ------
    DataError
        Units of one place adopt at different dates, or one place lies in two strata.
    """
    n_places = int(place.max()) + 1
    date, layer = np.empty(n_places, dtype=int), np.empty(n_places, dtype=int)
    date[place], layer[place] = panel.start, stratum
    mixed = np.flatnonzero((date[place] != panel.start) | (layer[place] != stratum))
    if len(mixed):
        shown = ", ".join(map(str, panel.units[mixed[:5]]))
        raise DataError(
            f"units of one assigned place differ in adoption date or stratum ({shown})",
            "assign at a finer level",
            faults=list(panel.units[mixed]),
        )
    drawn = np.empty((draws, n_places), dtype=int)
    for one in np.unique(layer):
        members = np.flatnonzero(layer == one)
        order = rng.random((draws, len(members))).argsort(axis=1)
        drawn[:, members] = date[members][order]
    return drawn[:, place]
