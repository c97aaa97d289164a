"""Figures of money: waterfalls, and amounts with their bounds.

Like all figures they draw what they are given and compute no estimate. Every amount is printed
beside its mark, because amounts here span five orders of magnitude and a log axis hides sizes.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter, NullLocator

from sanctuary_research.display.downloads import draws
from sanctuary_research.display.style import (
    BLUE,
    GREY,
    HATCHES,
    INK,
    MARKS,
    ORANGE,
    canvas,
    key_of,
    needs,
    title_of,
)

# Inches: narrow, so that a phone, which shrinks the picture, leaves the words legible.
WIDTH = 7.2
_UNITS = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K"))


def short(dollars: float) -> str:
    """Return dollars in three digits, for a label in a figure.

    >>> short(48_297), short(37_495_672), short(1_000_000), short(2.09e9), short(0.45)
    ('$48.3K', '$37.5M', '$1M', '$2.09B', '$0.45')
    """
    for size, letter in _UNITS:
        if round(dollars / size, 2) >= 1:
            return f"${_three(dollars / size)}{letter}"
    return f"${_three(dollars)}"


def people(count: float) -> str:
    """Return a number of people in three digits, for a label in a figure.

    >>> people(1_062_000), people(504_000)
    ('1.06M', '504K')
    """
    return short(count).removeprefix("$")


def _three(value: float) -> str:
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if digits else text


@draws
def waterfall(
    steps: pd.DataFrame,
    *,
    low: float = math.nan,
    high: float = math.nan,
    title: str = "",
    last: str = "total that can be defended",
) -> Figure:
    """Draw the way from the plain sum of all rows to the total that can be defended.

    Parameters
    ----------
    steps : DataFrame
        In order: ``says`` (what was left out, in words), ``rows_left_out``, ``left_out_usd`` and
        ``running_usd`` (the sum after the step). The first row is the plain sum, the last
        ``running_usd`` the total.
    low, high : float
        Bounds of the total; drawn where known.
    last : str
        What the total is called.
    """
    needs(steps, ["says", "rows_left_out", "left_out_usd", "running_usd"])
    total = float(steps["running_usd"].iloc[-1])
    figure, (ax,) = canvas(WIDTH, 1.5 + 0.62 * (len(steps) + 1))
    _bar(ax, 0, 0.0, float(steps["running_usd"].iloc[0]), 0)
    for at, step in enumerate(steps.iloc[1:].itertuples(), start=1):
        _bar(ax, at, step.running_usd, step.left_out_usd, 1)
        ax.vlines(step.running_usd + step.left_out_usd, at - 1, at, color=GREY, linewidth=0.8)
    _bar(ax, len(steps), 0.0, total, 2)
    names = [str(steps["says"].iloc[0])]
    names += [f"{s.says} ({_rows(s.rows_left_out)})" for s in steps.iloc[1:].itertuples()]
    if not math.isnan(low) and not math.isnan(high):
        ax.hlines(len(steps), low, high, color=INK, linewidth=2)
        last += f" ({short(low)} to {short(high)})"
    names_of(ax, [wrapped(name) for name in [*names, last]])
    ax.set_ylim(len(steps) + 0.6, -0.6)
    ax.set_xlim(0, 1.22 * max(float(steps["running_usd"].max()), 1.0))
    _money_axis(ax, "US dollars, nominal")
    title_of(ax, title)
    return figure


def _rows(count: int) -> str:
    return f"{count:,} row{'' if count == 1 else 's'}"


def _bar(ax: Axes, at: int, left: float, width: float, kind: int) -> None:
    colour = (GREY, ORANGE, BLUE)[kind]
    ax.barh(at, width, left=left, height=0.58, color=colour, hatch=HATCHES[kind], edgecolor="white")
    text = f"−{short(width)}" if kind == 1 else short(width)
    label_at(ax, left + width, at, text)


@draws
def amounts(
    table: pd.DataFrame,
    *,
    y: str,
    value: str = "amount_usd",
    low: str = "low_usd",
    high: str = "high_usd",
    mark: str | None = None,
    kinds: Sequence[str] = (),
    references: Sequence[tuple[float, str]] = (),
    xlabel: str,
    title: str = "",
    write: Callable[[float], str] = short,
    is_log: bool = True,
) -> Figure:
    """Draw amounts with their bounds, each on a line of its own, with the figures printed.

    Parameters
    ----------
    table : DataFrame
        Columns `y`, `value`, `low`, `high` and, where named, `mark` (told apart by colour and
        marker). Rows of one `y` stand together under its name. A row without a value but with
        bounds is a range; a value with one bound is a floor or a ceiling, and is called so;
        zero, which a log axis cannot show, stands at its left edge.
    kinds : sequence of str
        Every value of `mark` in the order of the key; by default those there are, as they come.
    references : sequence of (float, str)
        Published figures, drawn as dashed lines with their label.
    write : callable
        How a value is printed.
    is_log : bool
        Whether the axis is logarithmic.
    """
    needs(table, [y, value, low, high, *filter(None, [mark])])
    rows = list(dict.fromkeys(table[y]))
    marks = list(kinds) or (list(dict.fromkeys(table[mark])) if mark else [None])
    names = [wrapped(row, 34) for row in rows]
    places, centres = _lanes([rows.index(row) for row in table[y]], names)
    figure, (ax,) = canvas(WIDTH, 1.8 + 0.27 * (max(places) + 1))
    edge = _edge(table[[value, low, high]]) if is_log else 0.0
    which = table[mark].map(marks.index).tolist() if mark else [0] * len(table)
    for k in sorted(set(which)):
        _key_entry(ax, k, marks[k])
    drawn = table[[value, low, high]].astype(float).itertuples(index=False)
    for at, k, row in zip(places, which, drawn, strict=True):
        _one_amount(ax, at, row, k, edge, write)
    for figure_at, label in references:
        _reference(ax, figure_at, label)
    names_of(ax, names, centres)
    ax.set_ylim(max(places) + 0.7, -1.0)
    _scale(ax, edge, table[[value, low, high]].max().max(), is_log)
    _money_axis(ax, xlabel, write)
    title_of(ax, title)
    key_of(figure, ax, columns=2 if max(map(len, map(str, marks))) > 18 else 4)
    return figure


def _lanes(groups: list[int], names: list[str]) -> tuple[list[float], list[float]]:
    """Return where each line stands, and where each group's name, which may take several."""
    places, centres, at = [0.0] * len(groups), [], 0.0
    for group, name in enumerate(names):
        own = [k for k, which in enumerate(groups) if which == group]
        spare = max(0.75 * (name.count("\n") + 1) - len(own), 0.0)
        for lane, k in enumerate(own):
            places[k] = at + spare / 2 + lane
        centres.append(at + (len(own) + spare - 1) / 2)
        at += len(own) + spare + (0.45 if len(groups) > len(names) else 0.15)
    return places, centres


def _one_amount(
    ax: Axes, at: float, row: Sequence[float], k: int, edge: float, write: Callable[[float], str]
) -> None:
    """Draw one value with its bounds, and print it."""
    value, low, high = row
    colour, shape = MARKS[k % len(MARKS)]
    ends = [max(v, edge) for v in (low, value, high) if not math.isnan(v)]
    if not ends:
        return
    ax.hlines(at, min(ends), max(ends), color=colour, linewidth=1.8)
    if math.isnan(value):
        ax.plot([min(ends), max(ends)], [at, at], "|", color=colour, markersize=9)
    else:
        style = {"markersize": 6, "markeredgecolor": "white", "clip_on": False}
        ax.plot(max(value, edge), at, shape, color=colour, **style)
    label_at(ax, max(ends), at, _in_words(value, low, high, write))


def _in_words(value: float, low: float, high: float, write: Callable[[float], str]) -> str:
    """Return an amount as it is printed beside its mark; bounds within 1.5 % are not.

    >>> _in_words(5e6, 4e6, 7e6, short), _in_words(5e6, 5e6, math.nan, short)
    ('$5M ($4M to $7M)', '$5M or more')
    """
    if math.isnan(value):
        return f"{write(low)} to {write(high)}"
    if math.isnan(low) or math.isnan(high):
        floor, ceiling = value == low and value > 0, value == high
        return (
            f"{write(value)} or more"
            if floor
            else f"at most {write(value)}"
            if ceiling
            else write(value)
        )
    is_wide = high - low > 0.015 * abs(value)
    return f"{write(value)} ({write(low)} to {write(high)})" if is_wide else write(value)


def _key_entry(ax: Axes, k: int, kind: object) -> None:
    if kind is not None:
        colour, shape = MARKS[k % len(MARKS)]
        ax.plot([], [], shape, color=colour, markersize=6, label=str(kind))


def _edge(values: pd.DataFrame) -> float:
    """Return where a log axis begins: below the smallest amount above zero."""
    positive = values.where(values > 0).min().min()
    return 1.0 if math.isnan(positive) else 10 ** math.floor(math.log10(positive / 1.5))


def _scale(ax: Axes, edge: float, most: float, is_log: bool) -> None:
    """Leave room at the right for the last label."""
    if is_log:
        ax.set_xscale("log")
        ax.set_xlim(edge / 1.3, max(most, 10 * edge) * (most / edge + 10) ** 0.35)
        ax.xaxis.set_major_locator(LogLocator(numticks=9))
        ax.xaxis.set_minor_locator(NullLocator())
        ax.xaxis.set_minor_formatter(NullFormatter())
    else:
        ax.set_xlim(right=most + 0.6 * (most - ax.get_xlim()[0]))


def names_of(ax: Axes, names: Sequence[str], at: Sequence[float] = ()) -> None:
    """Name the lines of a figure; a dollar sign is a dollar sign, not mathematics."""
    ax.set_yticks(at or range(len(names)), names, fontsize=9)
    ax.tick_params(axis="y", length=0)
    for text in ax.get_yticklabels():
        text.set_parse_math(False)


def _reference(ax: Axes, at: float, label: str) -> None:
    ax.axvline(at, color=INK, linestyle=(0, (4, 3)), linewidth=1)
    style = {"fontsize": 8, "va": "center", "parse_math": False}
    ax.annotate(label, (at, -0.7), xytext=(3, 0), textcoords="offset points", **style)


def label_at(ax: Axes, x: float, at: float, text: str, beyond: float = 6) -> None:
    """Print a value at the right of its mark."""
    plate = {"boxstyle": "round,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.85}
    style = {"fontsize": 8.5, "va": "center", "parse_math": False, "bbox": plate}
    ax.annotate(text, (x, at), xytext=(beyond, 0), textcoords="offset points", **style)


def _money_axis(ax: Axes, xlabel: str, write: Callable[[float], str] = short) -> None:
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: write(value)))
    ax.set_xlabel(xlabel)


def wrapped(text: object, width: int = 38) -> str:
    """Return a name on as many lines as it needs."""
    return "\n".join(textwrap.wrap(str(text), width)) or str(text)
