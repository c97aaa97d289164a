"""The house style: colours, an empty figure, its title, its key, and what a figure asks for.

Colours are those of Okabe and Ito, told apart also by marker, so they survive print and
colour-blindness.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import matplotlib
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sanctuary_research.errors import UsageError, unknown

BLUE, ORANGE, GREEN, PURPLE, SKY = "#0072B2", "#D55E00", "#009E73", "#AA4499", "#56B4E9"
GREY, INK, SOFT = "#8A8F98", "#22262B", "#5A6068"
YELLOW = "#E6B800"
MARKS = [
    (BLUE, "o"),
    (ORANGE, "s"),
    (GREEN, "D"),
    (PURPLE, "^"),
    (SKY, "v"),
    (GREY, "P"),
    (YELLOW, "X"),
]
HATCHES = ["", "//", "..", "xx", "--", "\\\\", "++"]
STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "figure.facecolor": "white",
    "axes.grid.axis": "x",
    "grid.color": "#E3E6EA",
    "grid.linewidth": 0.8,
    "svg.hashsalt": "sanctuary_research",
}


def canvas(
    width: float, height: float, columns: int = 1, *, sharex: bool = True
) -> tuple[Figure, Sequence[Axes]]:
    """Return an empty figure in the house style and its row of axes (inches)."""
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        axes = figure.subplots(1, columns, squeeze=False, sharey=True, sharex=sharex)[0]
    for ax in axes:
        ax.set_axisbelow(True)
        ax.grid(axis="x", color=STYLE["grid.color"], linewidth=STYLE["grid.linewidth"])
    return figure, axes


def wrapped(text: str, width: float, size: float) -> str:
    """Return text in lines that fit a width (inches) in letters of a size (points)."""
    return textwrap.fill(text, max(20, int(width * 72 / (0.56 * size))))


def bare(ax: Axes) -> None:
    """Take the box and the ticks of the rows away: an exhibit needs neither."""
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)


def title_of(ax: Axes, text: str) -> None:
    """Set a title in the house style: bold, at the left."""
    # Its height is given: to find one, matplotlib measures every label of the axes again.
    ax.set_title(text, loc="left", y=1.0, fontsize=11, fontweight="bold")


def key_of(figure: Figure, ax: Axes, columns: int = 5) -> None:
    """Name the marks of a figure above it, at the right."""
    handles, labels = ax.get_legend_handles_labels()
    if handles:
        figure.legend(
            handles,
            labels,
            loc="outside upper right",
            ncols=min(len(labels), columns),
            frameon=False,
            fontsize=8.5,
            handletextpad=0.2,
            columnspacing=1.2,
        )


def needs(table: pd.DataFrame, columns: list[str]) -> None:
    """Refuse a table that lacks a column, or has no rows."""
    for name in columns:
        if name not in table.columns:
            raise unknown("column", name, map(str, table.columns))
    if table.empty:
        raise UsageError("there is nothing to draw: the table has no rows")
