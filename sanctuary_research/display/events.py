"""The pictures of adoption studies: calendars, paths, event studies, weights and bounds.

Bodies without title for exhibits, for a wide and for a narrow screen: panels stand side by side,
or one under the other. They draw what they are given and compute nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sanctuary_research.display.pictures import NARROW, WIDE
from sanctuary_research.display.style import (
    BLUE,
    GREY,
    INK,
    MARKS,
    ORANGE,
    SOFT,
    STYLE,
    needs,
    title_of,
)

LINES = ["-", "--", ":", "-."]
SMALL = 8.5  # points: names of rows and of marks
TALL = 2.9  # inches: one panel


def adoptions(table: pd.DataFrame, narrow: bool) -> Figure:
    """Draw an adoption calendar: one bar a row from adoption to its end, panels stacked.

    Parameters
    ----------
    table : DataFrame
        Columns ``panel``, ``row`` (its name), ``start`` and ``end`` (years; a missing end means
        still in force at the end of the panel), ``until`` (the end of the panel) and ``n`` (units
        that the row stands for: the more, the heavier its bar). Order is kept.
    """
    needs(table, ["panel", "row", "start", "end", "until", "n"])
    panels = list(dict.fromkeys(table["panel"]))
    sizes = [max(2.0, (table["panel"] == panel).sum()) for panel in panels]
    step = 0.34 if narrow else 0.2
    height = 0.4 + step * sum(sizes) + 0.5 * len(panels)
    figure, axes = _grid(len(panels), 1, narrow, height, heights=sizes)
    for ax, panel in zip(axes, panels, strict=True):
        rows = table[table["panel"] == panel]
        _bars(ax, rows, narrow)
        first, last = rows["start"].min(), rows["until"].max()
        ax.set_xlim(first - 0.02 * (last - first), last)
        ax.xaxis.set_major_locator(MaxNLocator(4 if narrow else 8, integer=True))
        title_of(ax, str(panel).capitalize())
    return figure


def _bars(ax: Axes, table: pd.DataFrame, narrow: bool) -> None:
    for at, line in enumerate(table.itertuples()):
        ended = pd.notna(line.end)
        end = line.end if ended else line.until
        colour = ORANGE if ended else BLUE
        ax.hlines(at, line.start, end, color=colour, linewidth=thickness(line.n), alpha=0.75)
        if ended:
            ax.plot(end, at, "X", color=INK, markersize=6)
        if narrow:
            where = ax.get_yaxis_transform()
            ax.text(0, at - 0.18, line.row, transform=where, fontsize=8, va="bottom", color=INK)
    ax.set_yticks(range(len(table)), [] if narrow else table["row"].tolist(), fontsize=8)
    ax.set_ylim(len(table) - 0.4, -0.9 if narrow else -0.6)
    ax.tick_params(axis="y", length=0)


def thickness(n: int) -> float:
    """Return the width of the bar of so many places, in points.

    >>> thickness(1), thickness(57)
    (1.5, 7.3)
    """
    return round(min(1.5 + float(np.log2(n)), 8.0), 1)


def trends(
    table: pd.DataFrame, narrow: bool, *, x: str, y: str, kind: str, panel: str, ylabel: str
) -> Figure:
    """Draw lines of `y` over `x`, one for each `kind`; each panel has its own scale, from zero."""
    needs(table, [x, y, kind, panel])
    kinds = list(dict.fromkeys(table[kind]))
    figure, axes = _panels(table, panel, narrow)
    for ax, chosen in axes:
        few = chosen[x].nunique() <= 5
        for k, name in enumerate(kinds):
            line = chosen[chosen[kind] == name].sort_values(x)
            colour, shape = MARKS[k % len(MARKS)]
            ax.plot(
                line[x],
                line[y],
                color=colour,
                marker=shape,
                markersize=5 if few else 3,
                linestyle=LINES[k % len(LINES)],
                linewidth=1.5,
                label=str(name),
            )
        if few:
            ax.set_xticks(sorted(chosen[x].unique()))
        ax.set_ylim(bottom=0)
    _labelled(figure, axes, narrow, ylabel)
    return figure


def event_studies(
    table: pd.DataFrame,
    narrow: bool,
    *,
    panel: str,
    ylabel: str,
    xlabels: Mapping[str, str] | None = None,
    few: int = 5,
) -> Figure:
    """Draw event studies: pointwise intervals as bars, simultaneous ones as a band.

    Parameters
    ----------
    table : DataFrame
        Columns `panel`, ``event_time``, ``estimate``, ``conf_low``, ``conf_high``,
        ``simultaneous_low``, ``simultaneous_high`` and ``n_clusters`` (treated ones behind the
        row). The event time that is zero by construction has no interval.
    xlabels : mapping, optional
        What event time counts in single panels.
    few : int
        Estimates that rest on fewer treated clusters are drawn hollow, and their intervals may run
        past the edge of the picture, so that they do not flatten the others.
    """
    bounds = ["conf_low", "conf_high", "simultaneous_low", "simultaneous_high"]
    needs(table, [panel, "event_time", "estimate", *bounds, "n_clusters"])
    figure, axes = _panels(table, panel, narrow)
    for ax, chosen in axes:
        _one_study(ax, chosen.sort_values("event_time"), few)
        label = (xlabels or {}).get(chosen[panel].iloc[0], "periods since adoption")
        ax.set_xlabel(label, fontsize=SMALL, color=SOFT)
    _labelled(figure, axes, narrow, ylabel)
    return figure


def _one_study(ax: Axes, table: pd.DataFrame, few: int) -> None:
    event = table["event_time"]
    ax.axhline(0, color=INK, linewidth=1)
    ax.axvline(-0.5, color=GREY, linewidth=1, linestyle=":")
    low = table["simultaneous_low"].fillna(table["estimate"])
    high = table["simultaneous_high"].fillna(table["estimate"])
    look = {"color": BLUE, "alpha": 0.16, "linewidth": 0, "label": "95 % band for all at once"}
    ax.fill_between(event, low, high, **look)
    look = {"color": BLUE, "linewidth": 1.8, "label": "95 % range"}
    ax.vlines(event, table["conf_low"], table["conf_high"], **look)
    is_few = table["n_clusters"] < few
    for chosen, fill, label in (
        (table[~is_few], BLUE, "estimate"),
        (table[is_few], "white", f"rests on under {few} states"),
    ):
        if len(chosen):
            ax.plot(
                chosen["event_time"],
                chosen["estimate"],
                "o",
                color=BLUE,
                markerfacecolor=fill,
                markersize=5.5,
                linestyle="none",
                label=label,
            )
    ax.set_xticks(event.tolist())
    if (~is_few).sum() > 1:
        bottom = min(low[~is_few].min(), table["estimate"].min())
        top = max(high[~is_few].max(), table["estimate"].max())
        ax.set_ylim(bottom - 0.12 * (top - bottom), top + 0.12 * (top - bottom))


def bacon(table: pd.DataFrame, narrow: bool, *, panel: str, xlabel: str) -> Figure:
    """Draw Goodman-Bacon comparisons: the weight of each against its estimate.

    Parameters
    ----------
    table : DataFrame
        Columns `panel`, ``kind``, ``estimate``, ``weight`` and ``total`` (the two-way estimate,
        drawn as a dashed line).
    """
    needs(table, [panel, "kind", "estimate", "weight", "total"])
    kinds = list(dict.fromkeys(table["kind"]))
    figure, axes = _panels(table, panel, narrow)
    for ax, chosen in axes:
        ax.axvline(0, color=INK, linewidth=1)
        ax.axvline(chosen["total"].iloc[0], color=INK, linestyle=(0, (4, 3)), linewidth=1)
        for k, name in enumerate(kinds):
            colour, shape = MARKS[k % len(MARKS)]
            line = chosen[chosen["kind"] == name]
            look = {"color": colour, "markersize": 6.5, "markeredgecolor": "white"}
            ax.plot(line["estimate"], line["weight"], shape, linestyle="none", label=name, **look)
        top = chosen["weight"].max()
        ax.set_ylim(-0.06 * top, 1.08 * top)  # comparisons of no weight keep their whole mark
        ax.set_xlabel(xlabel, fontsize=SMALL, color=SOFT)
    _labelled(figure, axes, narrow, "weight")
    return figure


def honest(
    table: pd.DataFrame, narrow: bool, *, panel: str, xlabels: Mapping[str, str], ylabel: str
) -> Figure:
    """Draw intervals against the bound on violations of parallel trends, one row a restriction.

    Parameters
    ----------
    table : DataFrame
        Columns `panel`, ``restriction``, ``limit``, ``conf_low``, ``conf_high``. An interval
        without end is left out.
    xlabels : mapping
        What the limit is, by restriction; their order is the order of the rows.
    """
    needs(table, [panel, "restriction", "limit", "conf_low", "conf_high"])
    panels = list(dict.fromkeys(table[panel]))
    kept = [name for name in xlabels if (table["restriction"] == name).any()]
    parts = [(part, kind) for kind in kept for part in panels]
    shape = (len(parts), 1) if narrow else (len(kept), len(panels))
    figure, axes = _grid(*shape, narrow, 2.5 * shape[0])
    for ax, (part, kind) in zip(axes, parts, strict=True):
        chosen = table[(table[panel] == part) & (table["restriction"] == kind)]
        chosen = chosen.replace([np.inf, -np.inf], np.nan).dropna()
        ax.vlines(
            chosen["limit"], chosen["conf_low"], chosen["conf_high"], color=BLUE, linewidth=2.2
        )
        ax.axhline(0, color=INK, linewidth=1)
        ax.set_xlabel(xlabels[kind], fontsize=SMALL, color=SOFT)
        title_of(ax, str(part).capitalize())
        if narrow or part == panels[0]:
            ax.set_ylabel(ylabel, fontsize=SMALL, color=SOFT)
    return figure


def synthetic(path: pd.DataFrame, narrow: bool, *, adopter: str, first: int, ylabel: str) -> Figure:
    """Draw an adopter's path beside that of its synthetic comparison.

    Parameters
    ----------
    path : DataFrame
        Columns ``time``, ``observed`` and ``synthetic``.
    first : int
        First treated period, drawn as a dotted line.
    """
    needs(path, ["time", "observed", "synthetic"])
    figure, axes = _grid(1, 1, narrow, 3.0)
    ax = axes[0]
    ax.plot(path["time"], path["observed"], color=BLUE, linewidth=1.8, label=adopter)
    look = {"color": ORANGE, "linestyle": "--", "linewidth": 1.8}
    ax.plot(path["time"], path["synthetic"], label="synthetic comparison", **look)
    ax.axvline(first, color=GREY, linestyle=":", linewidth=1.2)
    ax.set_ylim(bottom=0)
    ax.set_ylabel(ylabel, fontsize=SMALL, color=SOFT)
    _key(figure, axes, narrow)
    return figure


def _panels(
    table: pd.DataFrame, panel: str, narrow: bool
) -> tuple[Figure, list[tuple[Axes, pd.DataFrame]]]:
    """Return a figure with named axes for every panel of a table, and the rows of each."""
    names = list(dict.fromkeys(table[panel]))
    shape = (len(names), 1) if narrow else (1, len(names))
    figure, axes = _grid(*shape, narrow, TALL * shape[0] + 0.4)
    for ax, name in zip(axes, names, strict=True):
        title_of(ax, str(name).capitalize())
    rows = [table[table[panel] == name] for name in names]
    return figure, list(zip(axes, rows, strict=True))


def _grid(
    rows: int,
    columns: int,
    narrow: bool,
    height: float,
    heights: Sequence[float] | None = None,
) -> tuple[Figure, list[Axes]]:
    """Return an empty figure in the house style and its axes, each with its own scale."""
    with matplotlib.rc_context({**STYLE, "axes.grid.axis": "both"}):
        size = (NARROW if narrow else WIDE, height)
        figure = Figure(figsize=size, layout="constrained")
        axes = figure.subplots(rows, columns, squeeze=False, height_ratios=heights)
    for ax in axes.ravel():
        ax.set_axisbelow(True)
        ax.grid(color=STYLE["grid.color"], linewidth=STYLE["grid.linewidth"])
        ax.tick_params(labelsize=SMALL)
    return figure, list(axes.ravel())


def _labelled(figure: Figure, axes: list, narrow: bool, ylabel: str) -> None:
    """Name the vertical axis, once where panels stand side by side, and the marks above all."""
    for ax, _ in axes if narrow else axes[:1]:
        ax.set_ylabel(ylabel, fontsize=SMALL, color=SOFT)
    _key(figure, [ax for ax, _ in axes], narrow)


def _key(figure: Figure, axes: Sequence[Axes], narrow: bool) -> None:
    """Put one key for all axes above them, each label once."""
    found = {}
    for ax in axes:
        for handle, label in zip(*ax.get_legend_handles_labels(), strict=True):
            found.setdefault(label, handle)
    figure.legend(
        list(found.values()),
        list(found),
        loc="outside upper left",
        ncols=2 if narrow else 4,
        frameon=False,
        fontsize=SMALL,
        columnspacing=1.4,
    )
