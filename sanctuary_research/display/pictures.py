"""The pictures of exhibits: bodies without title, drawn for a wide and for a narrow screen.

They draw what they are given and compute nothing. Title, subtitle and source are the exhibit's.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sanctuary_research.display.canvas import bare, name_row, needs, sheet
from sanctuary_research.display.style import BLUE, GREY, INK, ORANGE, SOFT

ZERO = "no difference"
NOTE: Any = {"textcoords": "offset points", "fontsize": 8.5}
PLATE = {"facecolor": "white", "edgecolor": "none", "pad": 0.6, "alpha": 0.85}


def more_or_fewer(value: float) -> str:
    """Return a difference as a tick says it.

    >>> more_or_fewer(-50.0), more_or_fewer(0.0)
    ('50 fewer', '0')
    """
    return f"{abs(value):g} {'more' if value > 0 else 'fewer'}" if value else "0"


def bands(
    table: pd.DataFrame,
    narrow: bool,
    *,
    xlabel: str,
    references: Sequence[tuple[float, str]] = (),
    ends: tuple[float, float] | None = None,
    zero: str = ZERO,
    of: str = "",
    tick: Callable[[float], str] = more_or_fewer,
) -> Figure:
    """Draw estimates as dots in bars of uncertainty, one row a line.

    Parameters
    ----------
    table : DataFrame
        ``name``, ``remark`` (a second line, blank for none), ``estimate``, ``conf_low``,
        ``conf_high`` (the bar), ``is_main`` (in the accent colour). Without a bar the dot is
        hollow; without an estimate the row keeps its place and its remark.
    narrow : bool
        Put each name above its bar.
    xlabel : str
        What is estimated, with its unit.
    references : sequence of (float, str)
        Published figures, as dashed lines with their names.
    ends : (float, float), optional
        Edges of the picture; a bar that runs past one ends there in an arrow.
    zero : str
        What zero means.
    of : str
        What there is less of to the left and more of to the right.
    tick : callable
        How a value of the axis is written.
    """
    needs(table, ["name", "remark", "estimate", "conf_low", "is_main"])
    figure, ax = sheet(narrow, 0.9 + (0.78 if narrow else 0.46) * len(table))
    ends = ends or _ends(table, [value for value, _ in references])
    for place, row in enumerate(table.itertuples()):
        colour = BLUE if row.is_main else GREY
        hollow = pd.isna(row.conf_low)
        if not hollow:
            width = row.conf_high - row.conf_low
            ax.barh(place, width, 0.3, row.conf_low, color=colour, alpha=0.4, linewidth=0)
            span = row.conf_low, row.conf_high
            past_edges(ax, place, span, ends, color=colour, markersize=6, zorder=5)
        look: Any = {"markersize": 7, "markeredgecolor": colour, "markeredgewidth": 1.6}
        ax.plot(row.estimate, place, "o", color="white" if hollow else colour, zorder=4, **look)
        _name(ax, place, row, narrow)
    ax.set_ylim(len(table) - 0.55, -0.8 if narrow else -0.55)
    ax.set_xlim(*ends)
    _differences(ax, xlabel, narrow, tick)
    # On a narrow screen lines stand beside the bars only, so that they cross no name.
    spans = [(row - 0.2, row + 0.24) for row in range(len(table))] if narrow else [ax.get_ylim()]
    ax.grid(not narrow, axis="x")
    _line(ax, 0, zero, INK, "-", 1, spans)
    for end, side in ((ends[0], "left"), (ends[1], "right")):
        way = tick(math.copysign(1, end)).split()[-1]
        told = f"{way} {of}".strip() if way.isalpha() else ""
        look = {"va": "bottom", "ha": side, "color": INK, **NOTE}
        ax.annotate(told, (end, ax.get_ylim()[1]), (0, 13 if narrow and of else 1), **look)
    for at, (value, words) in enumerate(references, 1):
        _line(ax, value, words, ORANGE, (0, (2, 2)), 1 + 12 * at, spans)
    return figure


def past_edges(
    ax: Axes, place: float, span: Sequence, edges: tuple[float, float], **look: Any
) -> None:
    """End an interval that runs past an edge of the picture in an arrow there."""
    for edge, arrow, is_past in (
        (edges[0], "<", span[0] < edges[0]),
        (edges[1], ">", span[1] > edges[1]),
    ):
        if is_past:
            (drawn,) = ax.plot(edge, place, arrow, clip_on=False, **look)
            drawn.set_in_layout(False)


def _differences(ax: Axes, xlabel: str, narrow: bool, tick: Callable = more_or_fewer) -> None:
    """Set up an axis of differences, with rows that have no ticks."""
    ax.set_xlabel(xlabel)
    ax.xaxis.set_major_locator(MaxNLocator(4 if narrow or tick is not more_or_fewer else 6))
    ax.xaxis.set_major_formatter(lambda value, _: tick(value))
    bare(ax)


def _name(ax: Axes, place: int, row, narrow: bool) -> None:
    """Write the name of a row, and its remark: beside the bar, or above it."""
    weight, ink = ("bold", BLUE) if row.is_main else ("normal", INK)
    title: Any = {"fontsize": 9.5, "weight": weight, "color": ink, "up": 0.42}
    remark: Any = {"fontsize": 8.5, "color": SOFT, "up": 0.21}
    if narrow:  # a line of a telephone holds some 46 letters of that size
        title["fontsize"] *= min(1, 46 / len(row.name))
    else:
        title |= {"va": "bottom" if row.remark else "center"}
        remark |= {"va": "top", "fontsize": 8}
    name_row(ax, narrow, place if narrow else place - 0.05, row.name, **title)
    name_row(ax, narrow, place if narrow else place + 0.03, row.remark, **remark)


def _line(
    ax: Axes, value: float, words: str, colour: str, style: object, above: float, spans: list
) -> None:
    """Draw a vertical line over spans of rows and name it, so many points above the axes."""
    starts, stops = zip(*spans, strict=True)
    ax.vlines([value] * len(spans), starts, stops, colour, style, linewidth=1.2, zorder=1)
    low, high = ax.get_xlim()
    by, side = (-3, "left") if value < low + 0.6 * (high - low) else (3, "right")
    look = {"color": colour, "va": "bottom", "ha": side}
    ax.annotate(words, (value, ax.get_ylim()[1]), (by, above), **NOTE | look)


def _ends(table: pd.DataFrame, more: list[float]) -> tuple[float, float]:
    known = [*table[["estimate", "conf_low", "conf_high"]].stack().dropna(), 0.0, *more]
    room = 0.06 * (max(known) - min(known))
    return min(known) - room, max(known) + room


def strip(table: pd.DataFrame, narrow: bool, *, xlabel: str, whole: float) -> Figure:
    """Draw many estimates of one thing as a column of dots with thin intervals.

    Parameters
    ----------
    table : DataFrame
        ``name``, ``estimate``, ``conf_low``, ``conf_high``, from the least to the greatest.
    whole : float
        The estimate that they vary around, drawn as a line.
    """
    needs(table, ["name", "estimate", "conf_low", "conf_high"])
    figure, ax = sheet(narrow, 1.0 + 0.105 * len(table))
    places = range(len(table))
    ax.hlines(places, table["conf_low"], table["conf_high"], color=GREY, linewidth=1, alpha=0.6)
    ax.plot(table["estimate"], places, "o", color=BLUE, markersize=3.6, linestyle="none")
    for place in (0, len(table) - 1):
        row = table.iloc[place]
        look = NOTE | {"va": "center", "color": INK, "bbox": PLATE}
        ax.annotate(f"without {row['name']}", (row["estimate"], place), (7, 0), **look)
    ax.set_ylim(-2.2, len(table) - 0.3)
    ax.axvline(0, color=INK, linewidth=1.2)
    ax.axvline(whole, color=BLUE, linewidth=1, linestyle=(0, (2, 2)))
    _differences(ax, xlabel, narrow)
    return figure


def ranges(table: pd.DataFrame, narrow: bool, *, xlabel: str) -> Figure:
    """Draw distributions: 10th to 90th percentile, the middle half and the median.

    Parameters
    ----------
    table : DataFrame
        ``name``, ``p10``, ``p25``, ``p50``, ``p75``, ``p90``; ``is_main`` in the accent colour.
    """
    needs(table, ["name", "p10", "p25", "p50", "p75", "p90", "is_main"])
    figure, ax = sheet(narrow, 0.8 + (0.55 if narrow else 0.42) * len(table))
    for place, row in enumerate(table.itertuples()):
        colour = BLUE if row.is_main else GREY
        ax.hlines(place, row.p10, row.p90, color=colour, linewidth=1.6)
        ax.barh(place, row.p75 - row.p25, left=row.p25, height=0.3, color=colour, alpha=0.4)
        ax.plot(row.p50, place, "o", color=colour, markersize=7)
        name_row(ax, narrow, place, row.name, fontsize=9, color=INK)
    ax.set_ylim(len(table) - 0.5, -0.9)
    ax.set_xlim(left=0)
    bare(ax)
    ax.set_xlabel(xlabel)
    return figure
