"""The picture of what happened around a policy, year by year.

A body without title for an exhibit, for a wide and for a narrow screen: panels stand side by side,
or one under the other. It draws what it is given and computes nothing.
"""

from __future__ import annotations

import matplotlib
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sanctuary_research.display.pictures import NARROW, WIDE
from sanctuary_research.display.style import BLUE, GREY, INK, SOFT, STYLE, needs, title_of

TALL = 2.7  # inches: one panel
SMALL = 8.5  # points
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
    shape = (len(panels), 1) if narrow else (1, len(panels))
    with matplotlib.rc_context({**STYLE, "axes.grid.axis": "y"}):
        size = (NARROW if narrow else WIDE, 0.3 + TALL * shape[0])
        figure = Figure(figsize=size, layout="constrained")
        axes = figure.subplots(*shape, squeeze=False).ravel()
    for ax, panel in zip(axes, panels, strict=True):
        _panel(ax, table[table["panel"] == panel].sort_values(time), time, between)
        title_of(ax, str(panel))
        ax.set_xlabel(xlabel, fontsize=SMALL, color=SOFT)
        if narrow or panel == panels[0]:
            ax.set_ylabel(ylabel, fontsize=SMALL, color=SOFT)
    return figure


def _panel(ax: Axes, table: pd.DataFrame, time: str, between: tuple[float, float]) -> None:
    ax.set_axisbelow(True)
    ax.grid(axis="y", color=STYLE["grid.color"], linewidth=STYLE["grid.linewidth"])
    ax.axhline(0, color=INK, linewidth=1)
    ax.axvspan(*between, color=GREY, alpha=0.18, linewidth=0)
    at = table[time]
    whole = table[ENDS].apply(lambda ends: ends.fillna(table["estimate"]))
    ax.fill_between(
        at,
        whole["simultaneous_low"],
        whole["simultaneous_high"],
        color=BLUE,
        alpha=0.14,
        linewidth=0,
    )
    ax.vlines(at, whole["conf_low"], whole["conf_high"], color=BLUE, linewidth=1.8)
    hollow = table["conf_low"].isna() & table["estimate"].ne(0)
    for chosen, fill in ((table[~hollow], BLUE), (table[hollow], "white")):
        ax.plot(
            chosen[time],
            chosen["estimate"],
            "o",
            color=BLUE,
            markerfacecolor=fill,
            markersize=5,
            linestyle="none",
        )
    ax.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    ax.tick_params(labelsize=SMALL)
