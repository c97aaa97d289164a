"""Figures of adoption studies: calendars, paths, event studies, weights and bounds.

Like `figures` they draw what they are given and compute nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sanctuary_research.display.downloads import draws
from sanctuary_research.display.style import BLUE, GREY, INK, MARKS, ORANGE, STYLE, needs, title_of

NARROWEST = 8.2  # inches: the widest key on one line
LINES = ["-", "--", ":", "-."]


@draws
def adoptions(table: pd.DataFrame, *, title: str = "") -> Figure:
    """Draw an adoption calendar: one bar per row from adoption to its end, panels stacked.

    Parameters
    ----------
    table : DataFrame
        Columns ``panel``, ``row``, ``start`` and ``end`` (years; a missing end means still in
        force at the end of the panel), ``until`` (the end of the panel) and ``n`` (units that the
        row stands for). Order is kept.
    """
    needs(table, ["panel", "row", "start", "end", "until", "n"])
    panels = list(dict.fromkeys(table["panel"]))
    sizes = [max(2.0, (table["panel"] == panel).sum()) for panel in panels]
    figure, axes = _grid(
        len(panels), 1, 9.0, 1.5 + 0.22 * sum(sizes) + 0.6 * len(panels), heights=sizes
    )
    for ax, panel in zip(axes, panels, strict=True):
        rows = table[table["panel"] == panel]
        _bars(ax, rows)
        first, last = rows["start"].min(), rows["until"].max()
        ax.set_xlim(first - 0.06 * (last - first), last)
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        title_of(ax, str(panel))
    axes[-1].set_xlabel("year (bar: in force; cross: ended; number: units, where more than one)")
    return _titled(figure, title)


def _bars(ax: Axes, table: pd.DataFrame) -> None:
    for at, line in enumerate(table.itertuples()):
        ended = pd.notna(line.end)
        end = line.end if ended else line.until
        ax.hlines(at, line.start, end, color=ORANGE if ended else BLUE, linewidth=5, alpha=0.75)
        ax.plot(line.start, at, "|", color=INK, markersize=10, markeredgewidth=1.6)
        if ended:
            ax.plot(end, at, "X", color=INK, markersize=6)
        if line.n > 1:
            ax.annotate(
                f"{line.n:,}",
                (line.start, at),
                xytext=(-5, 0),
                textcoords="offset points",
                ha="right",
                va="center",
                fontsize=8,
            )
    ax.set_yticks(range(len(table)), table["row"].astype(str).tolist(), fontsize=8.5)
    ax.set_ylim(len(table) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)


@draws
def trends(
    table: pd.DataFrame, *, x: str, y: str, kind: str, panel: str, ylabel: str, title: str = ""
) -> Figure:
    """Draw lines of `y` over `x`, one for each `kind`, one panel beside the other.

    Parameters
    ----------
    table : DataFrame
        Columns `x`, `y`, `kind` and `panel`. Each panel has its own scale, from zero.
    """
    needs(table, [x, y, kind, panel])
    panels, kinds = list(dict.fromkeys(table[panel])), list(dict.fromkeys(table[kind]))
    figure, axes = _grid(1, len(panels), 3.4 * len(panels) + 0.6, 3.9)
    for ax, part in zip(axes, panels, strict=True):
        chosen = table[table[panel] == part]
        few = chosen[x].nunique() <= 5
        for k, name in enumerate(kinds):
            line = chosen[chosen[kind] == name].sort_values(x)
            colour, shape = MARKS[k % len(MARKS)]
            ax.plot(
                line[x],
                line[y],
                color=colour,
                marker=shape,
                markersize=5 if few else 3,
                linestyle=LINES[k % len(LINES)],
                linewidth=1.5,
                label=str(name),
            )
        if few:
            ax.set_xticks(sorted(chosen[x].unique()))
        ax.set_ylim(bottom=0)
        title_of(ax, str(part))
    axes[0].set_ylabel(ylabel)
    _legend(figure, axes)
    return _titled(figure, title)


@draws
def event_studies(
    table: pd.DataFrame,
    *,
    panel: str,
    ylabel: str,
    title: str = "",
    xlabels: Mapping[str, str] | None = None,
    few: int = 5,
) -> Figure:
    """Draw event studies side by side: pointwise intervals as bars, simultaneous ones as a band.

    Parameters
    ----------
    table : DataFrame
        Columns `panel`, ``event_time``, ``estimate``, ``conf_low``, ``conf_high``,
        ``simultaneous_low``, ``simultaneous_high`` and ``n_clusters`` (treated ones behind the
        row). The event time that is zero by construction has no interval.
    xlabels : mapping, optional
        What event time counts in single panels.
    few : int
        Estimates that rest on fewer treated clusters are drawn hollow, and their intervals may run
        past the edge of the picture, so that they do not flatten the others.
    """
    bounds = ["conf_low", "conf_high", "simultaneous_low", "simultaneous_high"]
    needs(table, [panel, "event_time", "estimate", *bounds, "n_clusters"])
    panels = list(dict.fromkeys(table[panel]))
    figure, axes = _grid(1, len(panels), 3.5 * len(panels) + 0.6, 4.2)
    for ax, part in zip(axes, panels, strict=True):
        _one_study(ax, table[table[panel] == part].sort_values("event_time"), few)
        ax.set_xlabel((xlabels or {}).get(part, "periods since adoption"))
        title_of(ax, str(part))
    axes[0].set_ylabel(ylabel)
    _legend(figure, axes)
    return _titled(figure, title)


def _one_study(ax: Axes, table: pd.DataFrame, few: int) -> None:
    event = table["event_time"]
    ax.axhline(0, color=GREY, linewidth=1)
    ax.axvline(-0.5, color=GREY, linewidth=1, linestyle=":")
    band = table.assign(
        low=table["simultaneous_low"].fillna(table["estimate"]),
        high=table["simultaneous_high"].fillna(table["estimate"]),
    )
    ax.fill_between(
        event,
        band["low"],
        band["high"],
        color=BLUE,
        alpha=0.16,
        linewidth=0,
        label="95 % simultaneous band",
    )
    ax.vlines(
        event,
        table["conf_low"],
        table["conf_high"],
        color=BLUE,
        linewidth=1.8,
        label="95 % pointwise interval",
    )
    for thin, fill, label in (
        (False, BLUE, "estimate"),
        (True, "white", f"fewer than {few} treated clusters behind it"),
    ):
        chosen = table[(table["n_clusters"] < few) == thin]
        if len(chosen):
            ax.plot(
                chosen["event_time"],
                chosen["estimate"],
                "o",
                color=BLUE,
                markerfacecolor=fill,
                markersize=5.5,
                linestyle="none",
                label=label,
            )
    ax.set_xticks(event.tolist())
    firm = band[band["n_clusters"] >= few]
    if len(firm) > 1:
        low = min(firm["low"].min(), table["estimate"].min())
        high = max(firm["high"].max(), table["estimate"].max())
        ax.set_ylim(low - 0.12 * (high - low), high + 0.12 * (high - low))


@draws
def bacon(table: pd.DataFrame, *, panel: str, xlabel: str, title: str = "") -> Figure:
    """Draw Goodman-Bacon comparisons: the weight of each against its estimate.

    Parameters
    ----------
    table : DataFrame
        Columns `panel`, ``kind``, ``estimate``, ``weight`` and ``total`` (the two-way estimate,
        drawn as a dashed line).
    """
    needs(table, [panel, "kind", "estimate", "weight", "total"])
    panels, kinds = list(dict.fromkeys(table[panel])), list(dict.fromkeys(table["kind"]))
    figure, axes = _grid(1, len(panels), 3.4 * len(panels) + 0.6, 3.7)
    for ax, part in zip(axes, panels, strict=True):
        chosen = table[table[panel] == part]
        ax.axvline(0, color=GREY, linewidth=1)
        ax.axvline(chosen["total"].iloc[0], color=INK, linestyle=(0, (4, 3)), linewidth=1)
        for k, name in enumerate(kinds):
            colour, shape = MARKS[k % len(MARKS)]
            line = chosen[chosen["kind"] == name]
            ax.plot(
                line["estimate"],
                line["weight"],
                shape,
                color=colour,
                markersize=6.5,
                markeredgecolor="white",
                linestyle="none",
                label=str(name),
            )
        top = chosen["weight"].max()
        ax.set_ylim(-0.06 * top, 1.08 * top)  # comparisons of no weight keep their whole mark
        ax.set_xlabel(xlabel)
        title_of(ax, str(part))
    axes[0].set_ylabel("weight in the two-way estimate")
    _legend(figure, axes)
    return _titled(figure, title)


@draws
def honest(
    table: pd.DataFrame, *, panel: str, xlabels: Mapping[str, str], ylabel: str, title: str = ""
) -> Figure:
    """Draw intervals against the bound on violations of parallel trends, one row a restriction.

    Parameters
    ----------
    table : DataFrame
        Columns `panel`, ``restriction``, ``limit``, ``conf_low``, ``conf_high``. An interval
        without end is left out.
    xlabels : mapping
        What the limit is, by restriction; their order is the order of the rows.
    """
    needs(table, [panel, "restriction", "limit", "conf_low", "conf_high"])
    panels = list(dict.fromkeys(table[panel]))
    rows = [name for name in xlabels if (table["restriction"] == name).any()]
    figure, axes = _grid(len(rows), len(panels), 3.4 * len(panels) + 0.6, 2.9 * len(rows) + 0.9)
    for k, restriction in enumerate(rows):
        for j, part in enumerate(panels):
            ax = axes[k * len(panels) + j]
            chosen = table[(table[panel] == part) & (table["restriction"] == restriction)]
            chosen = chosen.replace([float("inf"), float("-inf")], float("nan")).dropna()
            ax.vlines(
                chosen["limit"], chosen["conf_low"], chosen["conf_high"], color=BLUE, linewidth=2.2
            )
            ax.axhline(0, color=GREY, linewidth=1)
            ax.set_xlabel(xlabels[restriction], fontsize=8.5)
            if k == 0:
                title_of(ax, str(part))
        axes[k * len(panels)].set_ylabel(ylabel, fontsize=8.5)
    return _titled(figure, title)


@draws
def synthetic(path: pd.DataFrame, *, adopter: str, first: int, ylabel: str, title: str) -> Figure:
    """Draw an adopter's path beside that of its synthetic comparison.

    Parameters
    ----------
    path : DataFrame
        Columns ``time``, ``observed`` and ``synthetic``.
    first : int
        First treated period, drawn as a dotted line.
    """
    needs(path, ["time", "observed", "synthetic"])
    figure, (ax,) = _grid(1, 1, 8.2, 3.8)
    ax.plot(path["time"], path["observed"], color=BLUE, linewidth=1.8, label=adopter)
    ax.plot(
        path["time"],
        path["synthetic"],
        color=ORANGE,
        linestyle="--",
        linewidth=1.8,
        label="synthetic comparison",
    )
    ax.axvline(first, color=GREY, linestyle=":", linewidth=1.2)
    ax.set_ylim(bottom=0)
    ax.set_xlabel("year (dotted: first treated)")
    ax.set_ylabel(ylabel)
    _legend(figure, [ax])
    return _titled(figure, title)


def _grid(
    rows: int,
    columns: int,
    width: float,
    height: float,
    heights: Sequence[float] | None = None,
) -> tuple[Figure, list[Axes]]:
    """Return an empty figure in the house style and its axes, each with its own scale."""
    with matplotlib.rc_context({**STYLE, "axes.grid.axis": "both"}):
        figure = Figure(figsize=(max(width, NARROWEST), height), layout="constrained")
        axes = figure.subplots(rows, columns, squeeze=False, height_ratios=heights)
    for ax in axes.ravel():
        ax.set_axisbelow(True)
        ax.grid(color=STYLE["grid.color"], linewidth=STYLE["grid.linewidth"])
    return figure, list(axes.ravel())


def _legend(figure: Figure, axes: Sequence[Axes]) -> None:
    """Put one key for all axes on the line that `_titled` leaves free, each label once."""
    found = {}
    for ax in axes:
        for handle, label in zip(*ax.get_legend_handles_labels(), strict=True):
            found.setdefault(label, handle)
    figure.legend(
        list(found.values()),
        list(found),
        loc="upper left",
        bbox_to_anchor=(0.0, 1 - 0.22 / figure.get_figheight()),
        ncols=4,
        frameon=False,
        fontsize=8.5,
        columnspacing=1.4,
    )


def _titled(figure: Figure, title: str) -> Figure:
    """Set a title and, where there is a key, leave a line for it under the title."""
    free = "\n" if figure.legends else ""
    figure.suptitle(
        f"{title}{free}", x=0.01, ha="left", fontsize=11, fontweight="bold", linespacing=1.7
    )
    return figure
