"""Stacked bars: how a whole divides into kinds, one bar a row, its first kind in the accent."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sanctuary_research.display.pictures import NARROW, WIDE
from sanctuary_research.display.style import BLUE, INK, SOFT, bare, canvas, needs


def stacks(table: pd.DataFrame, narrow: bool, *, kinds: Mapping[str, str], xlabel: str) -> Figure:
    """Draw one bar a row, divided into kinds, with the size of the first beside its name.

    Parameters
    ----------
    table : DataFrame
        ``name``, and a column of counts for each of `kinds`.
    narrow : bool
        Put each name above its bar.
    kinds : mapping
        Column to colour, from the left, with the key in the words of the columns.
    xlabel : str
        What is counted.
    """
    needs(table, ["name", *kinds])
    first = next(iter(kinds))
    step = 0.5 if narrow else 0.36
    figure, (ax,) = canvas(NARROW if narrow else WIDE, 1.2 + step * len(table))
    left = pd.Series(0, table.index)
    for kind, colour in kinds.items():
        ax.barh(range(len(table)), table[kind], 0.4, left, color=colour, label=kind)
        left = left + table[kind]
    for place, row in enumerate(table.itertuples()):
        _named(ax, place, row.name, f"{table[first].iloc[place]:,}", narrow)
    ax.set_ylim(len(table) - 0.5, -0.75 if narrow else -0.5)
    ax.set_xlim(0, left.max())
    ax.set_yticks([])
    ax.grid(False)
    bare(ax)
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    ax.set_xlabel(xlabel, fontsize=9, color=SOFT)
    figure.legend(
        loc="outside upper left", ncols=2 if narrow else len(kinds), frameon=False, fontsize=8.5
    )
    return figure


def _named(ax: Axes, place: int, name: str, size: str, narrow: bool) -> None:
    """Write the name of a bar and, in the accent colour, the size of its first part."""
    where = {"transform": ax.get_yaxis_transform(), "fontsize": 9.5}
    if narrow:
        above = where | {"va": "bottom", "in_layout": False}
        ax.text(0, place - 0.24, name, color=INK, **above)
        ax.text(1, place - 0.24, size, color=BLUE, weight="bold", ha="right", **above)
        return
    beside = where | {"va": "center", "ha": "right"}
    ax.text(-0.1, place, name, color=INK, **beside)
    ax.text(-0.015, place, size, color=BLUE, weight="bold", **beside)
