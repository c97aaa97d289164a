"""The picture of lawsuits: one thin line a suit from its filing on, one mark an order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import matplotlib
import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sanctuary_research.display.pictures import NARROW, WIDE
from sanctuary_research.display.style import GREY, INK, STYLE, bare, needs, title_of

Marks = Mapping[str, tuple[str, str]]


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
    panels = list(dict.fromkeys(suits["panel"]))
    sizes = [int((suits["panel"] == panel).sum()) for panel in panels]
    height = 0.6 + 0.5 * len(panels) + (0.34 if narrow else 0.19) * sum(sizes)
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(NARROW if narrow else WIDE, height), layout="constrained")
        axes = figure.subplots(len(panels), 1, squeeze=False, height_ratios=sizes)[:, 0]
    for ax, panel in zip(axes, panels, strict=True):
        own = suits[suits["panel"] == panel].reset_index(drop=True)
        _lines(ax, own, narrow)
        _marks(ax, own, orders, kinds)
        title_of(ax, str(panel))
    handles, labels = axes[0].get_legend_handles_labels()
    where: Any = {"loc": "outside upper left", "ncols": 1 if narrow else len(kinds)}
    figure.legend(handles, labels, frameon=False, fontsize=8.5, **where)
    return figure


def _lines(ax: Axes, own: pd.DataFrame, narrow: bool) -> None:
    ax.hlines(own.index, own["start"], own["end"], color=GREY, linewidth=1)
    ax.plot(own["start"], own.index, "|", color=INK, markersize=6)
    ax.set_yticks(own.index, [] if narrow else own["name"].tolist(), fontsize=7.5)
    if narrow:
        for at, name in own["name"].items():
            where: Any = {"transform": ax.get_yaxis_transform(), "fontsize": 7.5, "va": "bottom"}
            ax.text(0, at - 0.22, name, color=INK, **where)
    ax.set_ylim(len(own) - 0.4, -1.0 if narrow else -0.7)
    bare(ax)
    locator = mdates.AutoDateLocator(maxticks=4 if narrow else 8)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator))


def _marks(ax: Axes, own: pd.DataFrame, orders: pd.DataFrame, kinds: Marks) -> None:
    place = {case: at for at, case in own["case_id"].items()}
    chosen = orders[orders["case_id"].isin(place)]
    for kind, (colour, shape) in kinds.items():
        rows = chosen[chosen["kind"] == kind]
        at = rows["case_id"].map(place)
        look: Any = {"color": colour, "markersize": 5.5, "markeredgecolor": "white"}
        ax.plot(rows["date"], at, shape, linestyle="none", label=kind, **look)
