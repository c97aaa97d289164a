"""Stacked bars: how a whole divides into kinds, one bar a row, its first kind in the accent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from sanctuary_research.display.canvas import bare, key_of, name_row, needs, sheet
from sanctuary_research.display.style import BLUE, GREY, INK, STYLE


def stacks(table: pd.DataFrame, narrow: bool, *, kinds: Mapping[str, Any], xlabel: str) -> Figure:
    """Draw one bar a row, divided into kinds, with the size of the first beside its name.

    Parameters
    ----------
    table : DataFrame
        ``name``, and a column of counts for each of `kinds`.
    narrow : bool
        Put each name above its bar.
    kinds : mapping
        Column to colour, or one a row, from the left, with the key in the words of the columns.
    xlabel : str
        What is counted.
    """
    needs(table, ["name", *kinds])
    first = next(iter(kinds))
    figure, ax = sheet(narrow, 1.2 + (0.5 if narrow else 0.36) * len(table), grid="")
    left = pd.Series(0, table.index)
    for kind, colour in kinds.items():
        edge = GREY if colour == STYLE["grid.color"] else "none"  # or its end would not be seen
        look: Any = {"color": colour, "edgecolor": edge, "linewidth": 0.6}
        ax.barh(range(len(table)), table[kind], 0.4, left, label=kind, **look)
        left = left + table[kind]
    for place, (name, size) in enumerate(table[["name", first]].itertuples(index=False)):
        name_row(ax, narrow, place, name, fontsize=9.5, color=INK, beside=-0.115)
        look = {"color": BLUE, "weight": "bold", "ha": "right", "fontsize": 9.5}
        name_row(ax, narrow, place, f"{size:,}", beside=-0.015, above=1, **look)
    ax.set_ylim(len(table) - 0.5, -0.75 if narrow else -0.5)
    ax.set_xlim(0, left.max())
    bare(ax)
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    ax.set_xlabel(xlabel)
    if len(kinds) > 1:
        key_of(figure, ax, 2 if narrow else len(kinds))
    return figure
