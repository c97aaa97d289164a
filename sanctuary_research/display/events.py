"""The picture of what happened around a policy, year by year.

A body without title for an exhibit, for a wide and for a narrow screen: panels stand side by side,
or one under the other. It draws what it is given and computes nothing.
"""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sanctuary_research.display.canvas import needs, sheet
from sanctuary_research.display.style import BLUE, GREY, INK

TALL = 2.7  # inches: one panel
ENDS = ["conf_low", "conf_high", "simultaneous_low", "simultaneous_high"]


def around(
    table: pd.DataFrame,
    narrow: bool,
    *,
    time: str,
    between: tuple[float, float],
    xlabel: str = "",
    ylabel: str = "",
) -> Figure:
    """Draw estimates over time: ranges as bars, what holds for all times at once as a band.

    Parameters
    ----------
    table : DataFrame
        ``panel`` (each has its own scale), `time` (calendar years, or years since), ``estimate``,
        ``conf_low``, ``conf_high``, ``simultaneous_low``, ``simultaneous_high``. A time that is
        not there stays empty; an estimate without a range is hollow, unless it is zero by
        construction.
    narrow : bool
        One panel under the other.
    time : str
    between : (float, float)
        The span in which the policy came, shaded.
    xlabel, ylabel : str
    """
    needs(table, ["panel", time, "estimate", *ENDS])
    panels = list(dict.fromkeys(table["panel"]))
    down, across = (len(panels), 1) if narrow else (1, len(panels))
    figure, _ = sheet(narrow, 0.3 + TALL * down, down, across, grid="y", titles=panels)
    for ax, panel in zip(figure.axes, panels, strict=True):
        _panel(ax, table[table["panel"] == panel].sort_values(time), time, between)
        ax.set(xlabel=xlabel, ylabel=ylabel if narrow or panel == panels[0] else "")
    return figure


def _panel(ax: Axes, table: pd.DataFrame, time: str, between: tuple[float, float]) -> None:
    ax.axhline(0, color=INK, linewidth=1)
    ax.axvspan(*between, color=GREY, alpha=0.18, linewidth=0)
    at = table[time]
    low, high, least, most = (table[end].fillna(table["estimate"]) for end in ENDS)
    ax.fill_between(at, least, most, color=BLUE, alpha=0.14, linewidth=0)
    ax.vlines(at, low, high, color=BLUE, linewidth=1.8)
    hollow = table["conf_low"].isna() & table["estimate"].ne(0)
    for rows, fill in ((table[~hollow], BLUE), (table[hollow], "white")):
        ax.plot(rows[time], rows["estimate"], "o", color=BLUE, markerfacecolor=fill, markersize=5)
    ax.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    ax.tick_params(labelsize=8.5)
