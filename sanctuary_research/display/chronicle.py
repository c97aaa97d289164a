"""Pictures of what happened when: steps, spells with their days, and suits with their orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sanctuary_research.display.canvas import bare, key_of, name_row, needs, over_dates, sheet
from sanctuary_research.display.lanes import label_at, lined
from sanctuary_research.display.style import BLUE, GREY, INK, MARKS

Marks = Mapping[str, tuple[str, str]]


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
    ends = table.groupby("name", sort=False).agg(
        first=("date_earliest", "min"), last=("date_latest", "max")
    )
    figure, ax, at = lined(ends.index, narrow, 1.1, 0.36, beside=46)
    ax.hlines(at, ends["first"], ends["last"], color=GREY, linewidth=1)
    table = table.assign(at=table["name"].map(dict(zip(ends.index, at, strict=True))))
    step = 0.8 / len(kinds)
    for k, name in enumerate(kinds):
        colour, shape = MARKS[k % len(MARKS)]
        chosen = table[table["kind"] == name]
        place = chosen["at"] + (k - (len(kinds) - 1) / 2) * step
        first, last = chosen["date_earliest"], chosen["date_latest"]
        ax.hlines(place, first, last, color=colour, linewidth=4, alpha=0.35)
        style = {"markersize": 6.5, "markeredgecolor": "white"}
        ax.plot(last, place, shape, color=colour, label=name, **style)
    ax.set_ylim(max(at) + 0.6, -0.7)
    first, last = ends["first"].min(), ends["last"].max()
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


def dockets(suits: pd.DataFrame, orders: pd.DataFrame, narrow: bool, *, kinds: Marks) -> Figure:
    """Draw suits as lines and their orders as marks, panels one under the other.

    Parameters
    ----------
    suits : DataFrame
        ``case_id``, ``name``, ``panel``, ``start`` and ``end`` (to which it was followed), in
        the order of the lines.
    orders : DataFrame
        ``case_id``, ``date`` and ``kind``.
    narrow : bool
        Put each name above its line.
    kinds : mapping
        Kind to colour and marker, in the order of the key.
    """
    needs(suits, ["case_id", "name", "panel", "start", "end"])
    panels = dict(list(suits.groupby("panel", sort=False)))
    sizes = [len(own) for own in panels.values()]
    height = 0.6 + 0.5 * len(panels) + (0.34 if narrow else 0.19) * len(suits)
    options = {"grid": "", "titles": list(panels), "height_ratios": sizes}
    figure, _ = sheet(narrow, height, len(panels), **options)
    for ax, own in zip(figure.axes, panels.values(), strict=True):
        _panel(ax, own.reset_index(drop=True), orders, narrow, kinds)
    key_of(figure, figure.axes[0], 1 if narrow else len(kinds))
    return figure


def _panel(ax: Axes, own: pd.DataFrame, orders: pd.DataFrame, narrow: bool, kinds: Marks) -> None:
    ax.hlines(own.index, own["start"], own["end"], color=GREY, linewidth=1)
    ax.plot(own["start"], own.index, "|", color=INK, markersize=6)
    for at, name in own["name"].items():
        name_row(ax, narrow, at, name, fontsize=7.5, color=INK, beside=-0.01, up=0.22)
    made = own.reset_index(names="at")[["at", "case_id"]].merge(orders, on="case_id")
    for kind, (colour, shape) in kinds.items():
        rows = made[made["kind"] == kind]
        look: Any = {"color": colour, "markersize": 5.5, "markeredgecolor": "white"}
        ax.plot(rows["date"], rows["at"], shape, linestyle="none", label=kind, **look)
    ax.set_ylim(len(own) - 0.4, -1.0 if narrow else -0.7)
    bare(ax)
    over_dates(ax, narrow)
