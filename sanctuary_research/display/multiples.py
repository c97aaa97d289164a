"""Small multiples of a sweep's table: one headline number over every combination, on one scale.

The table has a column for each parameter and the columns ``headline``, ``value``, ``unit``,
``low``, ``high`` and ``status``, one row a combination and headline, as `sanctuary sweep` writes
it to ``results.csv``.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle, product
from typing import Any

import matplotlib
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sanctuary_research.display.pictures import past_edges
from sanctuary_research.display.style import GREY, INK, MARKS, STYLE
from sanctuary_research.errors import UsageError, unknown
from sanctuary_research.words import number

FAILED = "failed"
_ACROSS = 4  # panels side by side
_TALLEST = 60.0  # inches of rows in one panel
_LETTERS = 34  # of a label, before it is cut


def draw(
    results: pd.DataFrame,
    headline: str,
    unit: str,
    *,
    lines: Sequence[str],
    panels: Sequence[str] = (),
    mark: str | None = None,
) -> Figure:
    """Draw one headline number in a panel for each combination of some parameters' values.

    Parameters
    ----------
    results : DataFrame
        The table of a sweep.
    headline, unit : str
        Which number, and its unit.
    lines : sequence of str
        The parameters whose combined values are the lines of each panel.
    panels : sequence of str
        The parameters that have a panel for each combination of their values.
    mark : str, optional
        One more parameter, told apart by colour and marker.

    Raises
    ------
    UsageError
        A column, or the headline in this unit, is not in the table.
    """
    results = results.reset_index(drop=True)
    table = rows_of(results, headline, unit, [*lines, *panels, *([mark] if mark else [])])
    names = pd.Series([_point(row, lines) for _, row in results.iterrows()])
    order = _values(names, names[table.index])
    marks = _values(results[mark], table[mark]) if mark else [None]
    below = 0.7 * ((pd.Series(range(len(marks)), marks) + 0.5) / len(marks) - 0.5)
    table = table.assign(
        place=names[table.index].map(order.index) + (table[mark].map(below) if mark else 0.0)
    )
    values = [_values(results[name], table[name]) for name in panels]
    # The first parameter goes across, so that a column of panels is one of its values.
    parts = [part[::-1] for part in product(*reversed(values))]
    figure, axes = _canvas(len(parts), len(values[0]) if values else 1, order)
    limits = _limits(table)
    for ax, part in zip(axes, parts, strict=True):
        chosen = table[table[[*panels]].eq(list(part)).all(axis=1)] if panels else table
        _frame(ax, order, limits)
        for kind, style in zip(marks, cycle(MARKS)):
            rows = chosen if kind is None else chosen[chosen[mark] == kind]
            _points(ax, rows, limits, style, "" if kind is None else _cut(_label(mark, kind)))
        words = ", ".join(map(_label, panels, part))
        ax.set_title(_cut(words), loc="left", fontsize=9.5, fontweight="bold")
    if mark:
        with matplotlib.rc_context(STYLE):
            handles, labels = axes[0].get_legend_handles_labels()
            figure.legend(handles, labels, loc="outside right upper", title=mark, frameon=False)
    return figure


def rows_of(
    results: pd.DataFrame, headline: str, unit: str, parameters: Sequence[str]
) -> pd.DataFrame:
    """Return the rows of one headline, and those of failed combinations that belong beside them.

    Raises
    ------
    UsageError
        A column, or the headline in this unit, is not in the table.
    """
    for name in (*parameters, "headline", "value", "unit", "low", "high", "status"):
        if name not in results.columns:
            raise unknown("column", name, map(str, results.columns))
    of_headline = (results["headline"] == headline) & (results["unit"] == unit)
    if not of_headline.any():
        raise UsageError(f"the table has no headline {headline!r} in {unit!r}")
    failed = results["status"] == FAILED
    for name in parameters:
        # A value whose every combination failed has no unit of its own: it is shown everywhere.
        elsewhere = set(results.loc[~failed, name]) - set(results.loc[of_headline, name])
        failed &= ~results[name].isin(elsewhere)
    return results[of_headline | failed]


def reading(results: pd.DataFrame, headline: str, unit: str, swept: Sequence[str]) -> str:
    """Return in words what a picture shows: how far the number runs, and what zero is to it.

    Parameters
    ----------
    results : DataFrame
        The table of a sweep.
    headline, unit : str
        Which number, and its unit.
    swept : sequence of str
        The parameters that vary.
    """
    table = rows_of(results, headline, unit, swept)
    known = table.dropna(subset="value")
    absent = int((table["status"] == FAILED).sum()), int(table["value"].isna().sum())
    said = f"{len(table):,} combinations"
    if known["value"].nunique() > 1:
        ends = (known.loc[known["value"].idxmin()], known.loc[known["value"].idxmax()])
        low, high = (f"{_number(known, end['value'])} ({_point(end, swept)})" for end in ends)
        said += f": from {low} to {high} {unit}."
    elif len(known):
        said += f": {_number(known, known['value'].iloc[0])} {unit} in every one that is known."
    else:
        said += ": the number is not known in any."
    said += _around_zero(known.dropna(subset=["low", "high"]))
    same = [name for name in swept if known["value"].nunique() > 1 and _is_idle(known, name, swept)]
    if same:
        said += f" It is the same whatever the {' and the '.join(same)}."
    if absent[0]:
        said += f" {absent[0]:,} failed."
    if absent[1] > absent[0]:
        said += f" In {absent[1] - absent[0]:,} there is no estimate."
    return said


def _around_zero(known: pd.DataFrame) -> str:
    """Say on which side of zero the intervals lie, where that is a question."""
    if known.empty or known["low"].min() >= 0:
        return ""
    below, above = int((known["high"] < 0).sum()), int((known["low"] > 0).sum())
    if not below + above:
        return f" All {len(known):,} intervals include zero."
    sides = (f"{side:,}" if side else "none" for side in (below, above))
    return " Of {:,} intervals {} wholly below zero and {} wholly above.".format(
        len(known), *(f"{side} lie{'s' if side in ('1', 'none') else ''}" for side in sides)
    )


def _is_idle(known: pd.DataFrame, name: str, swept: Sequence[str]) -> bool:
    """Return whether a number never varies with one parameter while the others stay."""
    others = [other for other in swept if other != name]
    groups = known.groupby(others)["value"] if others else [(None, known["value"])]
    sizes = [values.nunique() for _, values in groups]
    return known[name].nunique() > 1 and max(sizes) <= 1


def _canvas(panels: int, columns: int, lines: list[str]) -> tuple[Figure, list[Axes]]:
    """Return a figure with so many panels, in lines of as many as the first facet has values."""
    across = min(columns, panels, _ACROSS)
    down = -(-panels // across)
    tall = min(0.45 + 0.27 * len(lines), _TALLEST / down)
    label = 0.075 * min(max(map(len, lines)), _LETTERS)
    with matplotlib.rc_context(STYLE):
        size = (max(label + 0.6 + 2.1 * across, 8.6), 0.9 + down * (tall + 0.3))
        figure = Figure(figsize=size, layout="constrained")
        grid = figure.subplots(down, across, squeeze=False, sharex=True, sharey=True)
    axes = list(grid.flat)
    for ax in axes[panels:]:
        ax.set_visible(False)
    for ax in axes[max(panels - across, 0) : panels]:
        ax.tick_params(labelbottom=True)
    return figure, axes[:panels]


def _frame(ax: Axes, lines: list[str], limits: tuple[float, float]) -> None:
    """Set up what every panel shares."""
    ax.grid(axis="x", color=STYLE["grid.color"], linewidth=STYLE["grid.linewidth"])
    if limits[0] < 0 < limits[1]:
        ax.axvline(0, color=GREY, linewidth=1)
    ax.set_yticks(range(len(lines)), [_cut(line) for line in lines], fontsize=8.5)
    ax.set_ylim(len(lines) - 0.4, -0.6)
    ax.set_xlim(*limits)
    ax.tick_params(axis="y", length=0)
    ax.tick_params(axis="x", labelsize=8)


def _points(
    ax: Axes,
    table: pd.DataFrame,
    limits: tuple[float, float],
    style: tuple[str, str],
    label: str,
) -> None:
    """Draw numbers and their intervals; one that runs out of the picture ends in an arrow."""
    colour, shape = style
    ends = (table[end].clip(*limits) for end in ("low", "high"))
    ax.hlines(table["place"], *ends, color=colour, linewidth=1.4)
    look: Any = {"color": colour, "markeredgecolor": "white", "markeredgewidth": 0.5}
    ax.plot(table["value"], table["place"], shape, markersize=5, label=label or None, **look)
    for row in table.itertuples():
        past_edges(ax, row.place, (row.low, row.high), limits, color=colour, markersize=5)
        if pd.isna(row.value):
            word, ink = (FAILED, INK) if row.status == FAILED else ("no estimate", GREY)
            look = {"xycoords": ("axes fraction", "data"), "fontsize": 7, "va": "center"}
            ax.annotate(word, (0.02, row.place), color=ink, **look)


def _limits(table: pd.DataFrame) -> tuple[float, float]:
    """Return the edges of all panels: every number, and every interval that is not far out."""
    values = table["value"].dropna()
    if values.empty:
        return -1.0, 1.0
    low, high = values.min(), values.max()
    ends = table[["low", "high"]].dropna()
    if len(ends):
        inner = ends["low"].quantile(0.1), ends["high"].quantile(0.9)
        reach = inner[1] - inner[0]
        low = min(low, max(ends["low"].min(), inner[0] - reach))
        high = max(high, min(ends["high"].max(), inner[1] + reach))
    margin = 0.06 * (high - low) or max(abs(high), 1.0) * 0.1
    return low - margin, high + margin


def _values(column: pd.Series, chosen: pd.Series) -> list:
    """Return the values of a column that are among the chosen ones, in the column's order."""
    kept = set(chosen)
    return [value for value in dict.fromkeys(column) if value in kept]


def _label(name: str, value: object) -> str:
    """Return a value as a label: texts speak for themselves, numbers need their name."""
    return str(value) if isinstance(value, str) else f"{name} {str(value).lower()}"


def _cut(text: str, letters: int = _LETTERS) -> str:
    """Return text for a picture: printable, on one line, and never taken for a formula."""
    plain = "".join(c if c.isprintable() else " " for c in text).replace("$", r"\$")
    return plain if len(plain) <= letters else plain[: letters - 1] + "…"


def _number(known: pd.DataFrame, value: float) -> str:
    """Return a number with as many decimals as the numbers beside it have."""
    digits = next((d for d in range(4) if (known["value"].round(d) == known["value"]).all()), 4)
    return number(value, digits)


def _point(row: pd.Series, swept: Sequence[str]) -> str:
    return ", ".join(_label(name, row[name]) for name in swept)
