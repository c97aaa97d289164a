"""An empty figure in the house style, its titles, names of rows, dates and key."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import matplotlib
import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sanctuary_research.display.style import NARROW, STYLE, WIDE
from sanctuary_research.errors import UsageError, check_known


def sheet(
    narrow: bool,
    height: float,
    down: int = 1,
    across: int = 1,
    *,
    grid: str = "x",
    titles: Sequence[str] = (),
    **options: Any,
) -> tuple[Figure, Any]:
    """Return an empty figure in the house style and its axes, one or an array, line by line.

    Parameters
    ----------
    narrow : bool
        As wide as a telephone, else as the text column.
    height : float
        Inches.
    down, across : int
        How many axes under one another, and side by side.
    grid : str
        The axis with grid lines; blank for none.
    titles : sequence of str
        Of the axes, in bold.
    **options
        Of `Figure.subplots`.
    """
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(NARROW if narrow else WIDE, height), layout="constrained")
        axes = figure.subplots(down, across, squeeze=False, **options).ravel()
    for ax in axes if grid else ():
        ax.grid(axis=grid, color=STYLE["grid.color"], linewidth=STYLE["grid.linewidth"])
    for ax, title in zip(axes, titles, strict=False):
        # Its height is given: to find one, matplotlib measures every label of the axes again.
        ax.set_title(title, loc="left", y=1.0, fontsize=11, fontweight="bold")
    return figure, axes[0] if down * across == 1 else axes


def bare(ax: Axes) -> None:
    """Take the box and the ticks of the rows away: an exhibit needs neither."""
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    ax.set_yticks([])


def key_of(figure: Figure, ax: Axes, columns: int) -> None:
    """Name the marks of a figure above it, in so many columns."""
    handles, labels = ax.get_legend_handles_labels()
    where: Any = {"loc": "outside upper left", "ncols": min(len(labels), columns)}
    if handles:
        figure.legend(handles, labels, frameon=False, fontsize=8.5, **where)


def over_dates(ax: Axes, narrow: bool) -> None:
    """Name a few dates along an axis."""
    locator = mdates.AutoDateLocator(maxticks=4 if narrow else 8)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator))


def name_row(ax: Axes, narrow: bool, place: float, text: str, **look: Any) -> None:
    """Write a text beside a row, or above it on a narrow screen.

    Parameters
    ----------
    **look
        Of the text. It stands at ``beside`` or ``above``, in parts of the width of the axes, and
        there so far ``up``.
    """
    beside, above, up = look.pop("beside", -0.02), look.pop("above", 0), look.pop("up", 0.24)
    where = {"ha": "right", "va": "center"}
    if narrow:
        where = {"ha": "left", "va": "bottom", "in_layout": False}
    at = (above, place - up) if narrow else (beside, place)
    ax.text(*at, text, transform=ax.get_yaxis_transform(), **where | look)


def needs(table: pd.DataFrame, columns: list[str]) -> None:
    """Refuse a table that lacks a column, or has no rows."""
    for name in columns:
        check_known("column", name, table.columns)
    if table.empty:
        raise UsageError("there is nothing to draw: the table has no rows")


def in_lines(text: str, letters: int) -> str:
    """Return a title of two lines, the second blank where it is short.

    >>> in_lines("City rules", 22), in_lines("County limits on detainers", 22)
    ('City rules\\n', 'County limits on\\ndetainers')
    """
    return "\n".join([*textwrap.wrap(text, letters), ""][:2])
