"""The picture of overlapping lists: one row a combination, dots for its lists, a bar for its size.

An UpSet plot turned on its side, so that it reads on a telephone too.

References
----------
Lex, Gehlenborg, Strobelt, Vuillemot and Pfister (2014), IEEE Transactions on Visualization and
Computer Graphics 20, 1983-1992.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from sanctuary_research.display.canvas import bare, needs, sheet
from sanctuary_research.display.style import BLUE, GREY, INK, STYLE

PALE = STYLE["grid.color"]


def overlaps(table: pd.DataFrame, narrow: bool, *, lists: Mapping[str, str], xlabel: str) -> Figure:
    """Draw how many are on which combination of lists.

    Parameters
    ----------
    table : DataFrame
        One row a combination: a boolean column for each of `lists`, ``size`` and ``is_main`` (in
        the accent colour). Rows keep their order.
    narrow : bool
        For a telephone.
    lists : mapping
        Column to what stands over its dots, from the left.
    xlabel : str
        What is counted.
    """
    needs(table, [*lists, "size", "is_main"])
    figure, ax = sheet(narrow, 1.4 + 0.26 * len(table), grid="")
    most, step = float(table["size"].max()), 0.17 if narrow else 0.11
    left = -step * most * (len(lists) + 0.2)
    place = {name: left + step * most * (k + 0.5) for k, name in enumerate(lists)}
    for at, (_, row) in enumerate(table.iterrows()):
        colour = BLUE if row["is_main"] else GREY
        ax.barh(at, row["size"], 0.55, color=colour)
        ax.text(row["size"] + 0.02 * most, at, f"{row['size']:,}", va="center", fontsize=8.5)
        on = [x for name, x in place.items() if row[name]]
        off = [x for name, x in place.items() if not row[name]]
        ax.plot(off, [at] * len(off), "o", color=PALE, markersize=6)
        ax.plot(on, [at] * len(on), "o-", color=colour, markersize=6, linewidth=1.5)
    for name, x in place.items():
        look = {"rotation": 90, "ha": "center", "va": "bottom", "fontsize": 8}
        ax.text(x, -0.8, lists[name], color=INK, **look)
    ax.set_xlim(left, 1.15 * most)
    ax.set_ylim(len(table) - 0.4, -0.7)
    bare(ax)
    ticks = [tick for tick in ax.get_xticks() if 0 <= tick <= most]
    ax.set_xticks(ticks, [f"{tick:,.0f}" for tick in ticks])
    ax.set_xlabel(xlabel)
    return figure
