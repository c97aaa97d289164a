"""Pictures by calendar year: counts up and down from a line, and shares between two bounds."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from sanctuary_research.display.canvas import key_of, needs, sheet
from sanctuary_research.display.style import BLUE, INK, SOFT


def up_and_down(
    table: pd.DataFrame,
    narrow: bool,
    *,
    up: Mapping[str, tuple[str, str]],
    down: Mapping[str, tuple[str, str]],
    ylabel: str,
) -> Figure:
    """Draw counts of a year as bars, some kinds above a line and the others below it.

    Parameters
    ----------
    table : DataFrame
        By year (the index), a column of counts for each kind.
    narrow : bool
    up, down : mapping
        Column to (colour, hatch), from the line outwards; the key has the words of the columns.
    ylabel : str
        What is counted.
    """
    needs(table, [*up, *down])
    figure, ax = sheet(narrow, 3.6, grid="")
    for sign, kinds in ((1, up), (-1, down)):
        base = pd.Series(0, table.index)
        for kind, (colour, hatch) in kinds.items():
            look: Any = {"color": colour, "hatch": hatch, "edgecolor": "white", "linewidth": 0.3}
            ax.bar(table.index, sign * table[kind], 0.9, base, label=kind, **look)
            base = base + sign * table[kind]
    ax.axhline(0, color=INK, linewidth=1)
    ax.yaxis.set_major_formatter(lambda value, _: f"{abs(value):.0f}")
    ax.set_ylabel(ylabel)
    key_of(figure, ax, 2 if narrow else len(up) + len(down))
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


def in_lines(text: str, letters: int) -> str:
    """Return a title of two lines, the second blank where it is short.

    >>> in_lines("City rules", 22), in_lines("County limits on detainers", 22)
    ('City rules\\n', 'County limits on\\ndetainers')
    """
    return "\n".join([*textwrap.wrap(text, letters), ""][:2])
