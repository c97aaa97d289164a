"""Pictures by year: counts about a line, shares between bounds, estimates around a policy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sanctuary_research.display.canvas import in_lines, key_of, needs, sheet
from sanctuary_research.display.style import BLUE, GREY, INK, SOFT

TALL = 2.7  # inches: one panel
ENDS = ["conf_low", "conf_high", "simultaneous_low", "simultaneous_high"]


def up_and_down(
    table: pd.DataFrame,
    narrow: bool,
    up: Mapping[str, tuple[str, str]],
    down: Mapping[str, tuple[str, str]],
    *,
    ylabel: str,
) -> Figure:
    """Draw what happened as bars by year, some kinds above a line and the others below it.

    Parameters
    ----------
    table : DataFrame
        One row an event: ``year`` (one that is missing is not drawn) and ``kind``.
    narrow : bool
    up, down : mapping
        Kind to (colour, hatch), from the line outwards; the key has the words of the kinds.
    ylabel : str
        What is counted.
    """
    needs(table, ["year", "kind"])
    counts = pd.crosstab(table["year"], table["kind"])
    years = range(*counts.index[:1], max(counts.index, default=-1) + 1)
    counts = counts.reindex(years, columns=[*up, *down], fill_value=0)
    figure, ax = sheet(narrow, 3.6, grid="")
    for sign, kinds in ((1, up), (-1, down)):
        base = pd.Series(0, years)
        for kind, (colour, hatch) in kinds.items():
            look: Any = {"color": colour, "hatch": hatch, "edgecolor": "white", "linewidth": 0.3}
            drawn = counts.loc[counts[kind] > 0, kind]
            if len(drawn):
                ax.bar(drawn.index, sign * drawn, 0.9, base[drawn.index], label=kind, **look)
            base = base + sign * counts[kind]
    ax.axhline(0, color=INK, linewidth=1)
    ax.yaxis.set_major_formatter(lambda value, _: f"{abs(value):.0f}")
    ax.set_ylabel(ylabel)
    key_of(figure, ax, 2 if narrow else 3)
    return figure


def between(table: pd.DataFrame, narrow: bool, *, by: str, ylabel: str) -> Figure:
    """Draw a share over the years as a band between what is sure and what may be.

    Parameters
    ----------
    table : DataFrame
        `by` (each a panel), ``year``, ``surely`` and ``at_most`` (percent).
    narrow : bool
        Two panels in a line, else four.
    by, ylabel : str
    """
    needs(table, [by, "year", "surely", "at_most"])
    names = list(dict.fromkeys(table[by]))
    across = 2 if narrow else 4
    down = -(-len(names) // across)
    shared = {"grid": "", "sharex": True, "sharey": True}
    figure, axes = sheet(narrow, 0.3 + 1.75 * down, down, across, **shared)
    for ax, name in zip(axes, names, strict=False):
        own = table[table[by] == name]
        ax.fill_between(own["year"], own["surely"], own["at_most"], color=BLUE, alpha=0.3, lw=0)
        ax.plot(own["year"], own["surely"], color=BLUE, linewidth=1.8)
        ax.plot(own["year"], own["at_most"], color=BLUE, linewidth=0.8, linestyle=":")
        ax.set_title(in_lines(str(name), 22), loc="left", fontsize=8.5)
        ax.tick_params(labelsize=8)
    for ax in axes[len(names) :]:
        ax.set_axis_off()
    axes[0].set(ylim=(0, 100), xlim=(table["year"].min(), table["year"].max()))
    figure.supylabel(ylabel, fontsize=8.5, color=SOFT)
    return figure


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
