"""County maps drawn from the project's own outlines; no map service, no projection at run time."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sanctuary_research.display.style import BLUE, INK, STYLE
from sanctuary_research.errors import UsageError

# Dark, middle and pale in grey, so that the three states stay apart in black and white.
ARMS = {
    "limit": ("Limit", BLUE, ""),
    "neither": ("Neither limit nor ban", "#BFD9EC", ""),
    "ban": ("Ban on limits", "#F0A35E", ""),
    "not_coded": ("Not coded", "#ECEEF0", "////"),
}


def points(text: str) -> np.ndarray:
    """Return the points of an outline, shape (n, 2), from its text ``"x,y x,y ..."``.

    >>> points("0,0 1,0.5").tolist()
    [[0.0, 0.0], [1.0, 0.5]]
    """
    flat = np.array(text.replace(",", " ").split(), dtype=float)
    return flat.reshape(-1, 2)


def county_map(
    values: pd.DataFrame,
    shapes: pd.DataFrame,
    *,
    value: str = "arm",
    kinds: Mapping[str, tuple[str, str, str]] = ARMS,
    borders: pd.DataFrame | None = None,
    width: float = 9.4,
) -> Figure:
    """Draw every county coloured by a category, Alaska and Hawaii inset.

    Parameters
    ----------
    values : DataFrame
        One row a county: ``county_fips`` and the category column `value`.
    shapes : DataFrame
        Outlines: ``county_fips``, ``points`` ("x,y x,y ...", y downwards), one row a ring.
    kinds : mapping
        Category to (words for the key, colour, hatch), in the order of the key.
    borders : DataFrame, optional
        State lines: ``points``, one row a line.
    width : float
        Inches; below five the key stands in two columns.

    Raises
    ------
    UsageError
        A category is not among `kinds`, or a county has two rows.
    """
    strange = sorted(set(values[value].dropna()) - set(kinds))
    if strange:
        raise UsageError(f"the map has no colour for {', '.join(map(repr, strange))} in {value!r}")
    twice = values.loc[values["county_fips"].duplicated(), "county_fips"]
    if len(twice):
        raise UsageError(f"county {twice.iloc[0]} has two rows: a map needs one row a county")
    category = values.set_index("county_fips")[value]
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(width, 0.66 * width), layout="constrained")
        ax = figure.subplots()
    chosen = shapes["county_fips"].map(category)
    for name, (_, colour, hatch) in kinds.items():
        rings = [points(text) for text in shapes.loc[chosen == name, "points"]]
        ax.add_collection(
            PolyCollection(
                rings,
                facecolor=colour,
                edgecolor="#B9BEC5" if hatch else "white",
                linewidth=0.15,
                hatch=hatch or None,
            )
        )
    if borders is not None:
        lines = [points(text) for text in borders["points"]]
        ax.add_collection(LineCollection(lines, colors=INK, linewidths=0.45))
    ax.autoscale_view()
    ax.set_aspect("equal")
    ax.invert_yaxis()
    ax.set_axis_off()
    totals = category.value_counts()
    keys = [
        Patch(
            facecolor=colour,
            edgecolor=INK,
            linewidth=0.4,
            hatch=hatch or None,
            label=f"{words} ({totals.get(name, 0):,})",
        )
        for name, (words, colour, hatch) in kinds.items()
    ]
    columns = len(keys) if width > 5 else 2
    figure.legend(
        handles=keys, loc="outside upper left", ncols=columns, frameon=False, fontsize=8.5
    )
    return figure
