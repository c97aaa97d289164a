"""Curves of counts or shares that change in steps, with the numbers at risk under them."""

from __future__ import annotations

from typing import Any

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sanctuary_research.display.pictures import NARROW, WIDE
from sanctuary_research.display.style import INK, MARKS, SOFT, canvas, needs

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
    figure, (ax,) = canvas(NARROW if narrow else WIDE, 3.2 + 0.2 * len(names))
    for k, name in enumerate(names):
        own = curve[curve[by] == name]
        look: Any = {"color": MARKS[k % len(MARKS)][0], "linestyle": LINES[k % len(LINES)]}
        ax.step(own["time"], own["value"], where="post", label=str(name), linewidth=1.8, **look)
    ax.set_ylim(bottom=0)
    if pd.api.types.is_integer_dtype(curve["value"]):
        ax.yaxis.set_major_locator(MaxNLocator(6, integer=True))
    ax.set_ylabel(ylabel, fontsize=9, color=SOFT)
    ax.set_xlabel(xlabel, fontsize=9, color=SOFT)
    if risk is not None:
        _at_risk(ax, risk, by, names, still)
    elif pd.api.types.is_datetime64_any_dtype(curve["time"]):
        locator = mdates.AutoDateLocator(maxticks=4 if narrow else 8)
        ax.xaxis.set_major_locator(locator)
        ax.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator))
    if len(names) > 1:
        where: Any = {"loc": "outside upper left", "ncols": 1 if narrow else 2}
        figure.legend(*ax.get_legend_handles_labels(), frameon=False, fontsize=8.5, **where)
    return figure


def _at_risk(ax: Axes, risk: pd.DataFrame, by: str, names: list, still: str) -> None:
    """Print how many of each are still at risk, in the colour of its curve."""
    times = sorted(risk["time"].unique())
    ax.set_xticks(times)
    look: Any = {"xycoords": ax.get_xaxis_transform(), "textcoords": "offset points", "fontsize": 8}
    ax.annotate(still, (times[0], 0), (0, -44), color=INK, **look)
    for row in risk.itertuples():
        k = names.index(getattr(row, by))
        colour = MARKS[k % len(MARKS)][0]
        ax.annotate(
            row.n_at_risk, (row.time, 0), (0, -56 - 11 * k), color=colour, ha="center", **look
        )
