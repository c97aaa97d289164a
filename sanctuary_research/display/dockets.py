"""The picture of lawsuits: one thin line a suit from its filing on, one mark an order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sanctuary_research.display.canvas import bare, key_of, named, needs, over_dates, sheet
from sanctuary_research.display.style import GREY, INK

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
    options = {"grid": "", "titles": panels, "height_ratios": sizes}
    figure, _ = sheet(narrow, height, len(panels), **options)
    for ax, panel in zip(figure.axes, panels, strict=True):
        own = suits[suits["panel"] == panel].reset_index(drop=True)
        _lines(ax, own, narrow)
        _marks(ax, own, orders, kinds)
    key_of(figure, figure.axes[0], 1 if narrow else len(kinds))
    return figure


def _lines(ax: Axes, own: pd.DataFrame, narrow: bool) -> None:
    ax.hlines(own.index, own["start"], own["end"], color=GREY, linewidth=1)
    ax.plot(own["start"], own.index, "|", color=INK, markersize=6)
    for at, name in own["name"].items():
        named(ax, narrow, at, name, fontsize=7.5, color=INK, beside=-0.01, up=0.22)
    ax.set_ylim(len(own) - 0.4, -1.0 if narrow else -0.7)
    bare(ax)
    over_dates(ax, narrow)


def _marks(ax: Axes, own: pd.DataFrame, orders: pd.DataFrame, kinds: Marks) -> None:
    place = {case: at for at, case in own["case_id"].items()}
    chosen = orders[orders["case_id"].isin(place)]
    for kind, (colour, shape) in kinds.items():
        rows = chosen[chosen["kind"] == kind]
        at = rows["case_id"].map(place)
        look: Any = {"color": colour, "markersize": 5.5, "markeredgecolor": "white"}
        ax.plot(rows["date"], at, shape, linestyle="none", label=kind, **look)
