"""Curves of counts or shares that change in steps, with the numbers at risk under them."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sanctuary_research.display.canvas import key_of, needs, over_dates, sheet
from sanctuary_research.display.style import INK, MARKS

LINES = ["-", "--", ":", "-."]


def steps(
    curve: pd.DataFrame,
    narrow: bool,
    *,
    by: str,
    ylabel: str,
    xlabel: str = "",
    risk: pd.DataFrame | None = None,
    still: str = "still waiting and followed:",
) -> Figure:
    """Draw step curves over days or dates, several of them with a key.

    Parameters
    ----------
    curve : DataFrame
        `by`, ``time`` and ``value``, which holds from then on; in the order of time.
    risk : DataFrame, optional
        `by`, ``time`` and ``n_at_risk``: printed under the axis, whose ticks are its times.
    still : str
        What those at risk are.
    """
    needs(curve, [by, "time", "value"])
    names = list(dict.fromkeys(curve[by]))
    figure, ax = sheet(narrow, 3.2 + 0.2 * len(names))
    for k, name in enumerate(names):
        own = curve[curve[by] == name]
        look: Any = {"color": MARKS[k % len(MARKS)][0], "linestyle": LINES[k % len(LINES)]}
        ax.step(own["time"], own["value"], where="post", label=str(name), linewidth=1.8, **look)
    ax.set_ylim(bottom=0)
    if pd.api.types.is_integer_dtype(curve["value"]):
        ax.yaxis.set_major_locator(MaxNLocator(6, integer=True))
    ax.set(xlabel=xlabel, ylabel=ylabel)
    if risk is not None:
        _at_risk(ax, risk, by, names, still)
    elif pd.api.types.is_datetime64_any_dtype(curve["time"]):
        over_dates(ax, narrow)
    if len(names) > 1:
        key_of(figure, ax, 1 if narrow else 2)
    return figure


def _at_risk(ax: Axes, risk: pd.DataFrame, by: str, names: list, still: str) -> None:
    """Print how many of each are still at risk, in the colour of its curve."""
    times = sorted(risk["time"].unique())
    ax.set_xticks(times)
    look: Any = {"xycoords": ax.get_xaxis_transform(), "textcoords": "offset points", "fontsize": 8}
    ax.annotate(still, (times[0], 0), (0, -44), color=INK, **look)
    for row in risk.itertuples():
        k = names.index(getattr(row, by))
        below = (0, -56 - 11 * k)
        colour, _ = MARKS[k % len(MARKS)]
        ax.annotate(row.n_at_risk, (row.time, 0), below, color=colour, ha="center", **look)
