"""Pictures of what happened when: steps on a timeline, and spells with their length in days."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sanctuary_research.display.canvas import key_of, needs, over_dates
from sanctuary_research.display.money import label_at, lined
from sanctuary_research.display.style import BLUE, GREY, MARKS, ORANGE


def timeline(table: pd.DataFrame, narrow: bool, *, kinds: Sequence[str]) -> Figure:
    """Draw dated steps as marks, one line a name; an uncertain date is a bar.

    Parameters
    ----------
    table : DataFrame
        ``name``, ``date_earliest``, ``date_latest`` and ``kind``. Rows keep their order.
    narrow : bool
        Put each name above its line.
    kinds : sequence of str
        Every kind in the order of the key, so that colours do not change with the selection.
    """
    needs(table, ["name", "date_earliest", "date_latest", "kind"])
    rows = list(dict.fromkeys(table["name"]))
    figure, ax, at = lined(rows, narrow, 1.1, 0.36, beside=46)
    for place, row in zip(at, rows, strict=True):
        own = table[table["name"] == row]
        ends = own["date_earliest"].min(), own["date_latest"].max()
        ax.hlines(place, *ends, color=GREY, linewidth=1)
    step = 0.8 / len(kinds)
    for k, name in enumerate(kinds):
        colour, shape = MARKS[k % len(MARKS)]
        chosen = table[table["kind"] == name]
        beside = (k - (len(kinds) - 1) / 2) * step
        place = [at[rows.index(row)] + beside for row in chosen["name"]]
        first, last = chosen["date_earliest"], chosen["date_latest"]
        ax.hlines(place, first, last, color=colour, linewidth=4, alpha=0.35)
        style = {"markersize": 6.5, "markeredgecolor": "white"}
        ax.plot(last, place, shape, color=colour, label=name, **style)
    ax.set_ylim(max(at) + 0.6, -0.7)
    first, last = table["date_earliest"].min(), table["date_latest"].max()
    # At least half a year is shown.
    margin = max((last - first) * 0.05, (pd.Timedelta(days=182) - (last - first)) / 2)
    ax.set_xlim(first - margin, last + margin)
    over_dates(ax, narrow)
    key_of(figure, ax, 1 if narrow else 3)
    return figure


def spells(table: pd.DataFrame, narrow: bool) -> Figure:
    """Draw how long money was held back: the sure days dark, the possible ones pale.

    Parameters
    ----------
    table : DataFrame
        ``name``, ``says`` (printed at the end of the bar), ``days_least``, ``days_most``,
        ``is_open`` (a spell that has not ended ends in an arrow) and ``is_main`` (in the accent
        colour).
    narrow : bool
        Put each name, and what it says, above its bar.
    """
    needs(table, ["name", "says", "days_least", "days_most", "is_open", "is_main"])
    names = table["name"] + "\n" + table["says"] if narrow else table["name"]
    figure, ax, at = lined(names, narrow, 0.7, 0.3)
    most = max(float(table["days_most"].max()), 1.0)
    for place, row in zip(at, table.itertuples(), strict=True):
        colour = BLUE if row.is_main else GREY
        ax.barh(place, row.days_most, height=0.5, color=colour, alpha=0.35)
        ax.barh(place, row.days_least, height=0.5, color=colour)
        if row.is_open:
            ax.plot(row.days_most, place, ">", color=ORANGE, markersize=8, clip_on=False)
        if not narrow:
            label_at(ax, row.days_most, place, row.says, beyond=9)
    ax.set_ylim(max(at) + 0.6, -0.6)
    ax.set_xlim(0, (1.05 if narrow else 2.6) * most)
    ticks = MaxNLocator(3).tick_values(0, most)
    ax.set_xticks([tick for tick in ticks if tick <= most])
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    ax.set_xlabel("days", loc="left")
    return figure
