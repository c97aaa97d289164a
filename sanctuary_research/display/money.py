"""Pictures of money for exhibits: waterfalls, and amounts with their bounds.

Bodies without title, for a wide and for a narrow screen; they draw what they are given. Every
amount is printed beside its mark, because amounts here span five orders of magnitude and a log
axis hides sizes.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sanctuary_research.display.canvas import needs
from sanctuary_research.display.lanes import ABOVE, label_at, lined
from sanctuary_research.display.style import BLUE, GREY, HATCHES, INK, ORANGE
from sanctuary_research.words import count, money


def waterfall(
    steps: pd.DataFrame,
    narrow: bool,
    *,
    low: float = math.nan,
    high: float = math.nan,
) -> Figure:
    """Draw the way from the plain sum of all rows to the total that can be defended.

    Parameters
    ----------
    steps : DataFrame
        In order: ``says`` (what was left out, in words), ``rows_left_out``, ``left_out_usd`` and
        ``running_usd`` (the sum after the step). The first row is the plain sum, the last
        ``running_usd`` the total.
    narrow : bool
        Put each name above its bar.
    low, high : float
        Bounds of the total; drawn where known.
    """
    needs(steps, ["says", "rows_left_out", "left_out_usd", "running_usd"])
    first, total = steps["running_usd"].iloc[[0, -1]]
    names = [str(steps["says"].iloc[0])]
    names += [f"{s.says} ({count(s.rows_left_out, 'row')})" for s in steps.iloc[1:].itertuples()]
    is_bounded = not math.isnan(low + high)
    bounds = f" ({money(low)} to {money(high)})" if is_bounded else ""
    names.append(f"total that can be defended{bounds}")
    figure, ax, at = lined(names, narrow, 0.8, 0.4)
    _bar(ax, at[0], 0.0, first, 0)
    for k, step in enumerate(steps.iloc[1:].itertuples(), start=1):
        _bar(ax, at[k], step.running_usd, step.left_out_usd, 1)
        if not narrow:  # there the line would cross the names
            edge = step.running_usd + step.left_out_usd
            ax.vlines(edge, at[k - 1], at[k], color=GREY, linewidth=0.8, zorder=0)
    _bar(ax, at[-1], 0.0, total, 2)
    if is_bounded:
        ax.hlines(at[-1], low, high, color=INK, linewidth=2)
    ax.set_ylim(max(at) + 0.6, -0.6)
    ax.set_xlim(0, 1.32 * max(float(steps["running_usd"].max()), 1.0))
    _money_axis(ax, "US dollars", narrow)
    return figure


def _bar(ax: Axes, at: float, left: float, width: float, kind: int) -> None:
    colour = (GREY, ORANGE, BLUE)[kind]
    ax.barh(at, width, left=left, height=0.58, color=colour, hatch=HATCHES[kind], edgecolor="white")
    label_at(ax, left + width, at, money(-width if kind == 1 else width))


def amounts(
    table: pd.DataFrame,
    narrow: bool,
    *,
    xlabel: str,
    accent: str = "",
    is_log: bool = True,
) -> Figure:
    """Draw amounts with their bounds, each on a line of its own, with the figures printed.

    Parameters
    ----------
    table : DataFrame
        ``name``, ``amount_usd``, ``low_usd``, ``high_usd`` and, where amounts are of several
        kinds, ``kind`` (printed beside the amount). Rows of one name stand together under it. A
        row without an amount but with bounds is a range; an amount with one bound is a floor or a
        ceiling, and is called so; zero, which a log axis cannot show, stands at its left edge.
    narrow : bool
        Put each name above its marks.
    accent : str
        The kind in the accent colour; the others are grey.
    is_log : bool
        Whether the axis is logarithmic.
    """
    values = ["amount_usd", "low_usd", "high_usd"]
    needs(table, ["name", *values])
    rows = list(dict.fromkeys(table["name"]))
    under = narrow and "kind" in table  # its kind stands under an amount, without its bounds
    each = 0.42 if under else 0.27
    figure, ax, at = lined(rows, narrow, 1.0, each, [rows.index(row) for row in table["name"]])
    drawn = table[values].astype(float)
    edge = _edge(drawn) if is_log else 0.0
    kinds = table["kind"] if "kind" in table else [""] * len(table)
    for place, kind, row in zip(at, kinds, drawn.itertuples(index=False), strict=True):
        _one_amount(ax, place, row, BLUE if kind == accent else GREY, kind, edge, under)
    ax.set_ylim(max(at) + 0.7, -1.0)
    ax.set_xscale("log" if is_log else "linear")  # which takes the axis's own marks away
    _money_axis(ax, xlabel, narrow)
    _scale(ax, edge, drawn.max().max(), is_log, narrow)
    return figure


def by_step(table: pd.DataFrame, narrow: bool, accent: str) -> Figure:
    """Print amounts as a table: a line for each name of the index, a column for each step."""
    figure, ax, at = lined(table.index, narrow, 0.4, 0.32)
    for x, (step, told) in enumerate(table.items()):
        ax.text(x, -1, step, fontsize=8.5, weight="bold")
        colour = BLUE if step == accent else INK
        for place, text in zip(at, told, strict=True):
            ax.text(x, place, text, fontsize=8.5, va="center", color=colour, parse_math=False)
    ax.hlines([place + 0.55 for place in at], 0, len(table.columns), color=GREY, linewidth=0.4)
    ax.set(xlim=(-0.12, len(table.columns)), ylim=(max(at) + 0.7, -1.3), xticks=[])
    ax.spines["bottom"].set_visible(False)
    return figure


def _one_amount(
    ax: Axes, at: float, row: Sequence[float], colour: str, kind: str, edge: float, under: bool
) -> None:
    """Draw one value with its bounds, and print it with its kind."""
    value, low, high = row
    ends = [max(v, edge) for v in (low, value, high) if not math.isnan(v)]
    if not ends:
        return
    ax.hlines(at, min(ends), max(ends), color=colour, linewidth=1.8)
    if math.isnan(value):
        ax.plot([min(ends), max(ends)], [at, at], "|", color=colour, markersize=9)
    else:
        style = {"markersize": 7, "markeredgecolor": "white", "clip_on": False}
        ax.plot(max(value, edge), at, "o", color=colour, **style)
    is_bare = under and not any(map(math.isnan, row))
    text = with_bounds(*([value] * 3 if is_bare else row))
    label_at(ax, max(ends), at, (",\n" if under else ", ").join(filter(None, [text, kind])))


def with_bounds(value: float, low: float, high: float) -> str:
    """Return an amount as it is printed beside its mark, with bounds that say more than rounding.

    >>> with_bounds(5e6, 4e6, 7e6), with_bounds(5e6, 5e6, math.nan), with_bounds(math.nan, 1e6, 2e6)
    ('$5 million ($4 million to $7 million)', '$5 million or more', '$1 million to $2 million')
    """
    usd, least, most = map(_said, (value, low, high))
    if math.isnan(value):
        return f"{least} to {most}"
    if math.isnan(low) or math.isnan(high):
        if value == low and value > 0:
            return f"{usd} or more"
        return f"at most {usd}" if value == high else usd
    is_wide = high - low > 0.015 * abs(value) and usd not in (least, most)
    return f"{usd} ({least} to {most})" if is_wide else usd


def _said(usd: float) -> str:
    """Return dollars with three digits: amounts of a picture are rarely known better.

    >>> _said(732_183)
    '$732,000'
    """
    return money(float(f"{usd:.3g}"))


def _edge(values: pd.DataFrame) -> float:
    """Return where a log axis begins: below the smallest amount above zero."""
    positive = values.where(values > 0).min().min()
    return 1.0 if math.isnan(positive) else 10 ** math.floor(math.log10(positive / 1.5))


def _scale(ax: Axes, edge: float, most: float, is_log: bool, narrow: bool) -> None:
    """Leave room at the right for the last label; a log axis names a few of its decades."""
    if is_log:
        most = max(most, 10 * edge)
        ax.set_xlim(edge / 1.3, most * (most / edge + 10) ** (1.45 if narrow else 0.55))
        decades = range(round(math.log10(edge)), math.floor(math.log10(most)) + 1)
        step = math.ceil(len(decades) / (2 if narrow else 6))
        ax.set_xticks([10.0**power for power in decades[::step]])
        ax.minorticks_off()
    else:
        left = ax.get_xlim()[0]
        ax.set_xlim(right=most + (1.6 if narrow else 0.7) * (most - left))


def _money_axis(ax: Axes, xlabel: str, narrow: bool) -> None:
    ax.xaxis.set_major_locator(MaxNLocator(3 if narrow else 6))
    ax.xaxis.set_major_formatter(lambda value, _: money(value))
    ax.tick_params(axis="x", labelsize=8)
    ax.set_xlabel(textwrap.fill(xlabel, ABOVE if narrow else 90))
