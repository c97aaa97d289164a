"""Figures of what happened when: steps on a timeline, and spells with their length in days."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sanctuary_research.display.downloads import draws
from sanctuary_research.display.money import WIDTH, label_at, names_of, wrapped
from sanctuary_research.display.style import (
    BLUE,
    GREY,
    MARKS,
    ORANGE,
    canvas,
    key_of,
    needs,
    title_of,
)


@draws
def timeline(
    table: pd.DataFrame, *, y: str, kind: str, kinds: Sequence[str], title: str = ""
) -> Figure:
    """Draw dated steps as marks, one line a row of `y`; an uncertain date is a bar.

    Parameters
    ----------
    table : DataFrame
        Columns `y`, ``date_earliest``, ``date_latest`` and `kind`. Rows keep their order.
    kinds : sequence of str
        Every kind in the order of the key, so that colours do not change with the selection.
    """
    needs(table, [y, "date_earliest", "date_latest", kind])
    rows = list(dict.fromkeys(table[y]))
    figure, (ax,) = canvas(WIDTH, 1.9 + 0.6 * len(rows))
    for at, row in enumerate(rows):
        own = table[table[y] == row]
        ends = own["date_earliest"].min(), own["date_latest"].max()
        ax.hlines(at, *ends, color=GREY, linewidth=1)
    step = 0.8 / len(kinds)
    for k, name in enumerate(kinds):
        colour, shape = MARKS[k % len(MARKS)]
        chosen = table[table[kind] == name]
        place = [rows.index(row) + (k - (len(kinds) - 1) / 2) * step for row in chosen[y]]
        first, last = chosen["date_earliest"], chosen["date_latest"]
        ax.hlines(place, first, last, color=colour, linewidth=4, alpha=0.35)
        style = {"markersize": 7.5, "markeredgecolor": "white", "linestyle": "none"}
        ax.plot(last, place, shape, color=colour, label=name, **style)
    names_of(ax, [wrapped(row, 42) for row in rows])
    ax.set_ylim(len(rows) - 0.4, -0.7)
    _date_axis(ax, table["date_earliest"].min(), table["date_latest"].max())
    title_of(ax, title)
    key_of(figure, ax, columns=3)
    return figure


@draws
def spells(table: pd.DataFrame, *, y: str, label: str, title: str = "") -> Figure:
    """Draw how long money was held back: the sure days dark, the possible ones pale.

    Parameters
    ----------
    table : DataFrame
        Columns `y`, `label` (printed at the end of the bar), ``days_least``, ``days_most`` and
        ``is_open``: a spell that has not ended ends in an arrow.
    """
    needs(table, [y, label, "days_least", "days_most", "is_open"])
    figure, (ax,) = canvas(WIDTH, 1.6 + 0.55 * len(table))
    most = max(float(table["days_most"].max()), 1.0)
    for at, row in enumerate(table[["days_least", "days_most", "is_open", label]].to_numpy()):
        least, longest, is_open, text = row
        ax.barh(at, longest, height=0.4, color=BLUE, alpha=0.3)
        ax.barh(at, least, height=0.4, color=BLUE)
        if is_open:
            ax.plot(longest, at, ">", color=ORANGE, markersize=9, clip_on=False)
        label_at(ax, longest, at, text, beyond=10)
    names_of(ax, [wrapped(row, 34) for row in table[y]])
    ax.set_ylim(len(table) - 0.4, -0.6)
    ax.set_xlim(-0.03 * most, 2.7 * most)
    ax.set_xlabel("days (dark: at least; pale: at most; arrow: not ended)")
    title_of(ax, title)
    return figure


def _date_axis(ax: Axes, first: pd.Timestamp, last: pd.Timestamp) -> None:
    """Show dates, and at least half a year of them."""
    margin = max((last - first) * 0.05, (pd.Timedelta(days=182) - (last - first)) / 2)
    ax.set_xlim(first - margin, last + margin)
    locator = mdates.AutoDateLocator(maxticks=8)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator))
