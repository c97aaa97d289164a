"""Marks in lanes: a figure with a line for each mark, named beside it or above it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sanctuary_research.display.canvas import bare, sheet
from sanctuary_research.display.style import INK

BESIDE, ABOVE = 36, 46  # letters of a line of a name, beside its mark and above it
LINE = 0.62  # of a lane: a line of a name above its mark


def lined(
    names: Iterable[object],
    narrow: bool,
    room: float,
    each: float,
    groups: Sequence[int] | None = None,
    *,
    beside: int = BESIDE,
) -> tuple[Figure, Axes, list[float]]:
    """Return a figure with a line for each mark, named, and where the lines stand.

    Parameters
    ----------
    names : iterable of str
        Of the groups of lines, in order.
    room, each : float
        Inches: beside the lines, and for each of them.
    groups : sequence of int, optional
        The group of each line; by default each line is one.
    beside : int
        Letters of a line of a name where it stands beside its mark.
    """
    names = [_broken(str(name), ABOVE if narrow else beside) for name in names]
    at, heads = _lanes(list(range(len(names)) if groups is None else groups), names, narrow)
    figure, ax = sheet(narrow, room + each * (max(at) + 1))
    _names_of(ax, names, heads, narrow)
    return figure, ax, at


def label_at(ax: Axes, x: float, at: float, text: str, beyond: float = 6) -> None:
    """Print a value at the right of its mark."""
    plate = {"boxstyle": "round,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.85}
    style = {"fontsize": 8.5, "va": "center", "parse_math": False, "bbox": plate}
    ax.annotate(text, (x, at), xytext=(beyond, 0), textcoords="offset points", **style)


def _lanes(groups: list[int], names: list[str], narrow: bool) -> tuple[list[float], list[float]]:
    """Return where each line stands, and where each group's name, which may take several."""
    places, heads, at = [0.0] * len(groups), [], 0.0
    for group, name in enumerate(names):
        own = [k for k, which in enumerate(groups) if which == group]
        lines = name.count("\n") + 1
        spare = 0.0 if narrow else max(0.75 * lines - len(own), 0.0)
        heads.append(at - 0.5 if narrow else at + (len(own) + spare - 1) / 2)
        at += LINE * lines if narrow else 0.0
        for lane, k in enumerate(own):
            places[k] = at + spare / 2 + lane
        at += len(own) + spare + (0.45 if len(groups) > len(names) or narrow else 0.15)
    return places, heads


def _names_of(ax: Axes, names: Sequence[str], at: Sequence[float], narrow: bool) -> None:
    """Name the lines of a picture, beside or above them; a dollar sign is a dollar sign."""
    bare(ax)
    if not narrow:
        ax.set_yticks(at, names, fontsize=9, parse_math=False)
        return
    style = {"fontsize": 8.5, "va": "top", "color": INK, "parse_math": False, "in_layout": False}
    for name, place in zip(names, at, strict=True):
        ax.text(0, place, name, transform=ax.get_yaxis_transform(), **style)


def _broken(text: str, width: int) -> str:
    """Return a name on as many lines as it needs."""
    return "\n".join(line for part in text.splitlines() for line in textwrap.wrap(part, width))
