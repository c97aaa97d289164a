"""The pictures of exhibits: bodies without title, drawn for a wide and for a narrow screen.

They draw what they are given and compute nothing. Title, subtitle and source are the exhibit's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sanctuary_research.display.style import BLUE, GREY, INK, ORANGE, SOFT, bare, canvas, needs

WIDE, NARROW = 7.6, 3.5  # inches: the text column, and a telephone
ZERO = "no difference"


def bands(
    table: pd.DataFrame,
    narrow: bool,
    *,
    xlabel: str,
    references: Sequence[tuple[float, str]] = (),
    ends: tuple[float, float] | None = None,
    zero: str = ZERO,
    tick: Callable[[float], str] | None = None,
) -> Figure:
    """Draw estimates as dots in bands of uncertainty, one row a line.

    Parameters
    ----------
    table : DataFrame
        ``name``, ``remark`` (a second line, blank for none), ``estimate``, ``conf_low``,
        ``conf_high`` (the band), ``half_low``, ``half_high`` (its darker middle), ``is_main``
        (in the accent colour). Without a band the dot is hollow; without an estimate the row
        keeps its place and its remark.
    narrow : bool
        Put each name above its band.
    xlabel : str
        What is estimated, with its unit.
    references : sequence of (float, str)
        Published figures, as dashed lines with their names.
    ends : (float, float), optional
        Edges of the picture; a band that runs past one ends there in an arrow.
    zero : str
        What zero means.
    tick : callable, optional
        How a value of the axis is written; `more_or_fewer` unless given.
    """
    needs(table, ["name", "remark", "estimate", "conf_low", "half_low", "is_main"])
    step = 0.78 if narrow else 0.46
    figure, (ax,) = canvas(NARROW if narrow else WIDE, 0.9 + step * len(table))
    ends = ends or _ends(table, [value for value, _ in references])
    for place, row in enumerate(table.itertuples()):
        colour = BLUE if row.is_main else GREY
        if pd.notna(row.conf_low):
            _band(ax, place, row, colour, ends)
        hollow = pd.isna(row.conf_low)
        ax.plot(
            row.estimate,
            place,
            "o",
            color="white" if hollow else colour,
            markersize=7,
            markeredgecolor=colour,
            markeredgewidth=1.6,
            linestyle="none",
            zorder=4,
        )
        _name(ax, place, row, narrow, colour)
    ax.set_ylim(len(table) - 0.55, -0.8 if narrow else -0.55)
    ax.set_xlim(*ends)
    ax.set_xlabel(xlabel, fontsize=9, color=SOFT)
    ax.xaxis.set_major_locator(MaxNLocator(4 if narrow else 6))
    ax.xaxis.set_major_formatter(lambda value, _: (tick or more_or_fewer)(value))
    ax.set_yticks([])
    bare(ax)
    # On a narrow screen lines stand beside the bands only, so that they cross no name.
    spans = [(row - 0.2, row + 0.24) for row in range(len(table))] if narrow else [ax.get_ylim()]
    ax.grid(not narrow, axis="x")
    _line(ax, 0, zero, INK, "-", 1, spans)
    for at, (value, words) in enumerate(references, 1):
        _line(ax, value, words, ORANGE, (0, (2, 2)), 1 + 12 * at, spans)
    return figure


def more_or_fewer(value: float) -> str:
    """Return a difference as a tick says it.

    >>> more_or_fewer(-50.0), more_or_fewer(0.0)
    ('50 fewer', '0')
    """
    return f"{abs(value):g} {'more' if value > 0 else 'fewer'}" if value else "0"


def _band(ax: Axes, place: int, row, colour: str, ends: tuple[float, float]) -> None:
    for low, high, alpha in (
        (row.conf_low, row.conf_high, 0.28),
        (row.half_low, row.half_high, 0.4),
    ):
        ax.barh(place, high - low, left=low, height=0.3, color=colour, alpha=alpha, linewidth=0)
    for edge, arrow, is_past in (
        (ends[0], "<", row.conf_low < ends[0]),
        (ends[1], ">", row.conf_high > ends[1]),
    ):
        if is_past:
            ax.plot(edge, place, arrow, color=colour, markersize=6, clip_on=False, zorder=5)


def _name(ax: Axes, place: int, row, narrow: bool, colour: str) -> None:
    """Write the name of a row, and its remark: beside the band, or above it."""
    weight, ink = ("bold", BLUE) if row.is_main else ("normal", INK)
    where = ax.get_yaxis_transform()
    beside = {"transform": where, "ha": "right"}
    above = {"transform": where, "ha": "left", "va": "bottom", "in_layout": False}
    title = {"fontsize": 9.5, "weight": weight, "color": ink}
    remark = {"fontsize": 8.5 if narrow else 8, "color": SOFT}
    if narrow:
        ax.text(0, place - 0.42, row.name, **title, **above)
        ax.text(0, place - 0.21, row.remark, **remark, **above)
        return
    ax.text(
        -0.02, place - 0.05, row.name, **title, **beside, va="bottom" if row.remark else "center"
    )
    ax.text(-0.02, place + 0.03, row.remark, **remark, **beside, va="top")


def _line(
    ax: Axes, value: float, words: str, colour: str, style: object, above: float, spans: list
) -> None:
    """Draw a vertical line over spans of rows and name it, so many points above the axes."""
    starts, stops = zip(*spans, strict=True)
    ax.vlines([value] * len(spans), starts, stops, colour, style, linewidth=1.2, zorder=1)
    low, high = ax.get_xlim()
    is_left = value < low + 0.6 * (high - low)
    ax.annotate(
        words,
        (value, ax.get_ylim()[1]),
        xytext=(-3 if is_left else 3, above),
        textcoords="offset points",
        fontsize=8.5,
        color=colour,
        va="bottom",
        ha="left" if is_left else "right",
    )


def _ends(table: pd.DataFrame, more: list[float]) -> tuple[float, float]:
    known = [*table[["estimate", "conf_low", "conf_high"]].stack().dropna(), 0.0, *more]
    room = 0.06 * (max(known) - min(known))
    return min(known) - room, max(known) + room


def strip(table: pd.DataFrame, narrow: bool, *, xlabel: str, whole: float) -> Figure:
    """Draw many estimates of one thing as a column of dots with thin intervals.

    Parameters
    ----------
    table : DataFrame
        ``name``, ``estimate``, ``conf_low``, ``conf_high``, from the least to the greatest.
    whole : float
        The estimate that they vary around, drawn as a line.
    """
    needs(table, ["name", "estimate", "conf_low", "conf_high"])
    figure, (ax,) = canvas(NARROW if narrow else WIDE, 1.0 + 0.105 * len(table))
    places = range(len(table))
    ax.hlines(places, table["conf_low"], table["conf_high"], color=GREY, linewidth=1, alpha=0.6)
    ax.plot(table["estimate"], places, "o", color=BLUE, markersize=3.6, linestyle="none")
    for place in (0, len(table) - 1):
        row = table.iloc[place]
        ax.annotate(
            f"without {row['name']}",
            (row["estimate"], place),
            xytext=(7, 0),
            fontsize=8.5,
            textcoords="offset points",
            va="center",
            color=INK,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6, "alpha": 0.85},
        )
    ax.set_ylim(-2.2, len(table) - 0.3)
    ax.set_yticks([])
    bare(ax)
    ax.set_xlabel(xlabel, fontsize=9, color=SOFT)
    ax.axvline(0, color=INK, linewidth=1.2)
    ax.axvline(whole, color=BLUE, linewidth=1, linestyle=(0, (2, 2)))
    ax.xaxis.set_major_formatter(lambda value, _: more_or_fewer(value))
    ax.xaxis.set_major_locator(MaxNLocator(4 if narrow else 6))
    return figure


def ribbon(
    table: pd.DataFrame, narrow: bool, *, x: str, xlabel: str, ylabel: str, marks: Sequence = ()
) -> Figure:
    """Draw a range that depends on a number: columns `x`, ``low`` and ``high``.

    Parameters
    ----------
    marks : sequence of (float, str)
        Values of `x` to name.
    """
    needs(table, [x, "low", "high"])
    figure, (ax,) = canvas(NARROW if narrow else WIDE, 2.9)
    ax.fill_between(table[x], table["low"], table["high"], color=BLUE, alpha=0.25, linewidth=0)
    for end in ("low", "high"):
        ax.plot(table[x], table[end], color=BLUE, linewidth=1.5)
    ax.axhline(0, color=INK, linewidth=1.2)
    ax.annotate(
        ZERO,
        (table[x].max(), 0),
        fontsize=8.5,
        ha="right",
        va="bottom",
        color=INK,
        xytext=(0, 2),
        textcoords="offset points",
    )
    for value, words in marks:
        ax.axvline(value, color=ORANGE, linewidth=1.2, linestyle=(0, (4, 3)))
        ax.annotate(
            words,
            (value, table["high"].max()),
            fontsize=8.5,
            color=ORANGE,
            va="top",
            xytext=(4, 0),
            textcoords="offset points",
        )
    ax.set_xlabel(xlabel, fontsize=9, color=SOFT)
    ax.set_ylabel(ylabel, fontsize=9, color=SOFT)
    ax.set_xlim(table[x].min(), table[x].max())
    return figure


def ranges(table: pd.DataFrame, narrow: bool, *, xlabel: str) -> Figure:
    """Draw distributions: 10th to 90th percentile, the middle half and the median.

    Parameters
    ----------
    table : DataFrame
        ``name``, ``p10``, ``p25``, ``p50``, ``p75``, ``p90``; ``is_main`` in the accent colour.
    """
    needs(table, ["name", "p10", "p25", "p50", "p75", "p90", "is_main"])
    step = 0.55 if narrow else 0.42
    figure, (ax,) = canvas(NARROW if narrow else WIDE, 0.8 + step * len(table))
    for place, row in enumerate(table.itertuples()):
        colour = BLUE if row.is_main else GREY
        ax.hlines(place, row.p10, row.p90, color=colour, linewidth=1.6)
        ax.barh(place, row.p75 - row.p25, left=row.p25, height=0.3, color=colour, alpha=0.4)
        ax.plot(row.p50, place, "o", color=colour, markersize=7)
        if narrow:
            ax.text(
                0,
                place - 0.26,
                row.name,
                transform=ax.get_yaxis_transform(),
                fontsize=9,
                va="bottom",
                color=INK,
            )
    ax.set_yticks(range(len(table)), [] if narrow else table["name"].tolist())
    ax.set_ylim(len(table) - 0.5, -0.9)
    ax.set_xlim(left=0)
    bare(ax)
    ax.set_xlabel(xlabel, fontsize=9, color=SOFT)
    return figure
