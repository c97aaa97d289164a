"""Figures: they draw what they are given and compute nothing, so every number can be tested.

Each function returns a matplotlib ``Figure``; `show` puts it on the page with its alt text.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

import matplotlib
import pandas as pd
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from sanctuary_research.display import downloads
from sanctuary_research.display.downloads import draws
from sanctuary_research.display.style import (
    GREY,
    INK,
    MARKS,
    STYLE,
    canvas,
    key_of,
    needs,
    title_of,
)
from sanctuary_research.errors import UsageError

DPI = 144


def show(figure: Figure, *, alt: str, source: str, caption: str = "") -> None:
    """Put a figure on the page with its alt text and source line.

    In a sweep, which keeps numbers only, its alt text stands for it: it is not drawn.

    Parameters
    ----------
    figure : Figure
    alt : str
        What the picture shows, its reading included, for somebody who cannot see it.
    source : str
        Where the numbers come from; drawn under the picture.
    caption : str
        The line under the figure on a report page.

    Raises
    ------
    UsageError
        `alt` or `source` is empty.
    """
    for name, text in (("alt", alt), ("source", source)):
        if not text.strip():
            raise UsageError(f"a figure needs its {name}: pass {name}='...' to figures.show")
    if not downloads.are_pictures_wanted():
        display({"text/plain": alt}, raw=True)
        return
    width, height = figure.get_size_inches()
    with matplotlib.rc_context(STYLE):
        figure.supxlabel(f"Source: {source}", fontsize=7.5, color="#5A6068", x=0.01, ha="left")
        picture = _picture(figure)
    shape = {"alt": alt, "width": round(width * 96), "height": round(height * 96)}
    data = {"image/png": picture, "text/plain": alt}
    if downloads.are_wanted():
        data[downloads.MIME] = downloads.of_figure(figure, STYLE, caption or alt)
    display(
        data,
        raw=True,
        metadata={"image/png": shape, "caption": caption, "source": source},
    )


def _picture(figure: Figure) -> bytes:
    """Return a figure as PNG, laid out and drawn once; `savefig` would draw it twice.

    Without the channel for transparency, which nothing here uses, packing takes half as long.
    """
    for axis in (axis for ax in figure.axes for axis in (ax.xaxis, ax.yaxis)):
        if not axis.get_label_text():
            # Otherwise every tick label is measured, only to place an empty label beyond them.
            axis.set_label_coords(0, 0)
    figure.set_dpi(DPI)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    drawn = Image.frombytes("RGB", canvas.get_width_height(), canvas.buffer_rgba(), "raw", "RGBX")
    picture = io.BytesIO()
    drawn.save(picture, "PNG", compress_level=3, dpi=(DPI, DPI))
    return picture.getvalue()


@draws
def intervals(
    table: pd.DataFrame,
    *,
    y: str,
    xlabel: str,
    mark: str | None = None,
    panel: str | None = None,
    references: Sequence[tuple[float, str]] = (),
    title: str = "",
    points: Mapping[str, float] | None = None,
    points_label: str = "published",
    xlim: tuple[float, float] | None = None,
) -> Figure:
    """Draw estimates with their 95 % intervals, one line a row of `y`.

    Parameters
    ----------
    table : DataFrame
        Columns `y`, ``estimate``, ``conf_low``, ``conf_high`` and, where named, `mark` (told
        apart by colour and marker) and `panel` (side by side). Rows keep their order; a row
        without an estimate keeps its place, empty, with the words "no estimate".
    xlabel : str
        What is estimated and its unit.
    references : sequence of (float, str)
        Published figures, drawn as dashed lines with their label.
    points : mapping, optional
        A published figure for single rows of `y`, drawn as a cross named `points_label`.
    xlim : (float, float), optional
        Edges of the picture; an interval that runs past one ends there in an arrow.
    """
    needs(table, [y, "estimate", "conf_low", "conf_high", *filter(None, [mark, panel])])
    rows = list(dict.fromkeys(table[y]))
    marks = list(dict.fromkeys(table[mark])) if mark else [None]
    panels = list(dict.fromkeys(table[panel])) if panel else [None]
    height = 1.7 + 0.30 * len(rows) * max(1.0, 0.55 * len(marks))
    figure, axes = canvas(4.4 + 3.3 * len(panels), height, len(panels))
    for ax, part in zip(axes, panels, strict=True):
        chosen = table if part is None else table[table[panel] == part]
        _draw_intervals(ax, chosen, y, rows, mark, marks, xlim)
        for row, value in (points or {}).items():
            ax.plot(
                value,
                rows.index(row),
                "X",
                color=INK,
                markersize=8,
                linestyle="none",
                label=points_label,
            )
        title_of(ax, title if part is None else str(part))
        for value, label in references:
            ax.axvline(value, color=INK, linestyle=(0, (4, 3)), linewidth=1)
            ax.annotate(
                label,
                (value, -0.62),
                fontsize=8,
                ha="left",
                va="center",
                xytext=(3, 0),
                textcoords="offset points",
            )
        ax.set_xlabel(xlabel)
        if xlim:
            ax.set_xlim(*xlim)
    key_of(figure, axes[0])
    if title and panel:
        figure.suptitle(title, x=0.01, ha="left", fontsize=11, fontweight="bold")
    return figure


def _draw_intervals(
    ax: Axes,
    table: pd.DataFrame,
    y: str,
    rows: list,
    mark: str | None,
    marks: list,
    xlim: tuple[float, float] | None,
) -> None:
    ax.axvline(0, color=GREY, linewidth=1)
    step = 0.62 / max(len(marks), 1)
    for k, kind in enumerate(marks):
        colour, shape = MARKS[k % len(MARKS)]
        chosen = table if kind is None else table[table[mark] == kind]
        place = [rows.index(v) + (k - (len(marks) - 1) / 2) * step for v in chosen[y]]
        ax.hlines(place, chosen["conf_low"], chosen["conf_high"], color=colour, linewidth=1.6)
        if xlim:
            _arrows(ax, place, chosen, xlim, colour)
        ax.plot(
            chosen["estimate"],
            place,
            shape,
            color=colour,
            markersize=5.5,
            markeredgecolor="white",
            markeredgewidth=0.6,
            linestyle="none",
            label=None if kind is None else str(kind),
        )
        for at, missing in zip(place, chosen["estimate"].isna(), strict=True):
            if missing:
                ax.annotate(
                    "no estimate",
                    (0, at),
                    fontsize=7,
                    color=GREY,
                    va="center",
                    xytext=(4, 0),
                    textcoords="offset points",
                )
    ax.set_yticks(range(len(rows)), [str(row) for row in rows])
    ax.set_ylim(len(rows) - 0.4, -0.9)
    ax.tick_params(axis="y", length=0)


def _arrows(
    ax: Axes, place: list[float], table: pd.DataFrame, xlim: tuple[float, float], colour: str
) -> None:
    """Mark the intervals that run past an edge of the picture."""
    ends = (
        (xlim[0], "<", table["conf_low"] < xlim[0]),
        (xlim[1], ">", table["conf_high"] > xlim[1]),
    )
    for edge, arrow, past in ends:
        for at in (where for where, out in zip(place, past, strict=True) if out):
            (drawn,) = ax.plot(edge, at, arrow, color=colour, markersize=6, clip_on=False)
            drawn.set_in_layout(False)


@draws
def spread(table: pd.DataFrame, *, y: str, xlabel: str, title: str = "") -> Figure:
    """Draw distributions as ranges: 10th to 90th percentile, the quartiles and the median.

    Parameters
    ----------
    table : DataFrame
        Columns `y`, ``p10``, ``p25``, ``p50``, ``p75``, ``p90`` and ``mean``.
    """
    needs(table, [y, "p10", "p25", "p50", "p75", "p90", "mean"])
    figure, (ax,) = canvas(8.2, 1.5 + 0.42 * len(table))
    for at, (_, line) in enumerate(table.iterrows()):
        colour, shape = MARKS[at % len(MARKS)]
        ax.hlines(at, line["p10"], line["p90"], color=colour, linewidth=1.6)
        ax.hlines(at, line["p25"], line["p75"], color=colour, linewidth=7, alpha=0.45)
        ax.plot(line["p50"], at, "|", color=INK, markersize=14, markeredgewidth=2)
        ax.plot(line["mean"], at, shape, color=colour, markersize=7, markeredgecolor="white")
    ax.set_yticks(range(len(table)), table[y].astype(str).tolist())
    ax.set_ylim(len(table) - 0.4, -0.6)
    ax.set_xlim(left=0)
    ax.set_xlabel(
        f"{xlabel}\nline: 10th to 90th percentile; bar: quartiles; tick: median; marker: mean"
    )
    title_of(ax, title)
    return figure


@draws
def balance(table: pd.DataFrame, *, title: str = "") -> Figure:
    """Draw standardised differences of covariates before and after each adjustment.

    Parameters
    ----------
    table : DataFrame
        Columns ``covariate``, ``adjustment`` and ``std_mean_diff`` (in standard deviations).
    """
    needs(table, ["covariate", "adjustment", "std_mean_diff"])
    rows = list(dict.fromkeys(table["covariate"]))
    figure, (ax,) = canvas(8.2, 1.6 + 0.28 * len(rows))
    for k, name in enumerate(dict.fromkeys(table["adjustment"])):
        chosen = table[table["adjustment"] == name]
        colour, shape = MARKS[k % len(MARKS)]
        ax.plot(
            chosen["std_mean_diff"],
            [rows.index(v) for v in chosen["covariate"]],
            shape,
            color=colour,
            markersize=6,
            markeredgecolor="white",
            label=str(name),
        )
    for edge in (-0.1, 0.1):
        ax.axvline(edge, color=GREY, linestyle=":", linewidth=1)
    ax.axvline(0, color=GREY, linewidth=1)
    ax.set_yticks(range(len(rows)), [str(row) for row in rows])
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.set_xlabel("Standardised mean difference (standard deviations; dotted: 0.1 either side)")
    title_of(ax, title)
    key_of(figure, ax)
    return figure
