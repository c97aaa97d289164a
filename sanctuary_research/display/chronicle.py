"""Pictures of what happened when: dated steps on lines, and spells with their days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sanctuary_research.display.canvas import key_of, needs, over_dates
from sanctuary_research.display.lanes import label_at, lined
from sanctuary_research.display.style import BLUE, GREY, MARKS


def timeline(
    lines: pd.DataFrame, marks: pd.DataFrame, narrow: bool, *, kinds: Sequence[str], each: float
) -> Figure:
    """Draw dated steps as marks on lines, a kind at its own height; an uncertain date is a bar.

    Parameters
    ----------
    lines : DataFrame
        ``name``, ``start`` and ``end``, in the order of the lines.
    marks : DataFrame
        ``name`` (of the line), ``date_earliest``, ``date_latest`` and ``kind``; those of no line
        are not drawn.
    narrow : bool
        Put each name above its line.
    kinds : sequence of str
        Every kind in the order of the key, so that colours do not change with the selection.
    each : float
        Inches for a line.
    """
    needs(lines, ["name", "start", "end"])
    figure, ax, at = lined(lines["name"], narrow, 1.1, each, beside=46)
    ax.hlines(at, lines["start"], lines["end"], color=GREY, linewidth=1)
    marks = marks.merge(lines.assign(at=at)[["name", "at"]], on="name")
    step = 0.8 / len(kinds)
    for k, name in enumerate(kinds):
        colour, shape = MARKS[k % len(MARKS)]
        chosen = marks[marks["kind"] == name]
        place = chosen["at"] + (k - (len(kinds) - 1) / 2) * step
        first, last = chosen["date_earliest"], chosen["date_latest"]
        ax.hlines(place, first, last, color=colour, linewidth=4, alpha=0.35)
        style = {"markersize": 6.5, "markeredgecolor": "white"}
        ax.plot(last, place, shape, color=colour, label=name, **style)
    ax.set_ylim(max(at) + 0.6, -0.7)
    first, last = lines["start"].min(), lines["end"].max()
    # At least half a year is shown.
    margin = max((last - first) * 0.05, (pd.Timedelta(days=182) - (last - first)) / 2)
    ax.set_xlim(first - margin, last + margin)
    over_dates(ax, narrow)
    key_of(figure, ax, 1 if narrow else 3)
    return figure


def spells(table: pd.DataFrame, narrow: bool) -> Figure:
    """Draw how long money was held back, ending by ending: sure days dark, possible ones pale.

    Parameters
    ----------
    table : DataFrame
        ``group`` (the heading of rows that follow each other), ``name``, ``says`` (printed at the
        end of the bar), ``days_least``, ``days_most`` and ``is_main`` (in the accent colour).
    narrow : bool
        Put each name, and what it says, above its bar.
    """
    needs(table, ["group", "name", "says", "days_least", "days_most", "is_main"])
    lines, said = [], table["name"] + ("\n" + table["says"] if narrow else "")
    for group, own in said.groupby(table["group"], sort=False):
        lines += [(group, False), *((name, True) for name in own)]
    groups = [line for line, (_, is_row) in enumerate(lines) if is_row]
    figure, ax, at = lined([name for name, _ in lines], narrow, 0.7, 0.3, groups)
    heads = list(ax.texts) if narrow else ax.get_yticklabels()
    for head, (_, is_row) in zip(heads, lines, strict=True):
        head.set_fontweight("normal" if is_row else "bold")
    most = max(float(table["days_most"].max()), 1.0)
    for place, row in zip(at, table.itertuples(), strict=True):
        colour = BLUE if row.is_main else GREY
        pale: Any = {"facecolor": (colour, 0.35), "edgecolor": colour, "linewidth": 0.8}
        ax.barh(place, row.days_most, height=0.5, **pale)
        ax.barh(place, row.days_least, height=0.5, color=colour)
        if not narrow:
            label_at(ax, row.days_most, place, row.says, beyond=9)
    ax.set_ylim(max(at) + 0.6, -0.6)
    ax.set_xlim(0, (1.05 if narrow else 2.6) * most)
    ticks = MaxNLocator(3).tick_values(0, most)
    ax.set_xticks([tick for tick in ticks if tick <= most])
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    ax.xaxis.tick_top()
    ax.xaxis.set_label_position("top")
    ax.spines[["top", "bottom"]].set_visible(False)
    ax.grid(not narrow, axis="x")  # there a line would cross the names
    ax.set_xlabel("days held back; blue: known to be paid", loc="left")
    return figure
