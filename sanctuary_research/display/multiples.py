"""Small multiples of a sweep's table: one headline number over every combination, on one scale.

The table has a column for each parameter and the columns ``headline``, ``value``, ``unit``,
``low``, ``high`` and ``status``, one row a combination and headline, as `sanctuary sweep` writes
it to ``results.csv``.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sanctuary_research.display.canvas import sheet
from sanctuary_research.display.pictures import past_edges
from sanctuary_research.display.style import BLUE, GREY, INK
from sanctuary_research.errors import UsageError, check_known
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

    Raises
    ------
    UsageError
        A column, or the headline in this unit, is not in the table.
    """
    results = results.reset_index(drop=True)
    table = rows_of(results, headline, unit, [*lines, *panels])
    names = pd.Series([_point(row, lines) for _, row in results.iterrows()])
    order = _kept(names, names[table.index])
    table = table.assign(place=names[table.index].map(order.index))
    values = [_kept(results[name], table[name]) for name in panels]
    # The first parameter goes across, so that a column of panels is one of its values.
    parts = [part[::-1] for part in product(*reversed(values))]
    across = min(len(values[0]) if values else 1, len(parts), _ACROSS)
    figure, axes = _canvas(-(-len(parts) // across), across, order)
    for ax in axes[len(parts) :]:
        ax.set_axis_off()
    limits = _limits(table)
    for ax, part in zip(axes, parts, strict=False):
        chosen = table[table[[*panels]].eq(list(part)).all(axis=1)] if panels else table
        _frame(ax, order, limits)
        _points(ax, chosen, limits)
        words = ", ".join(map(_label, panels, part))
        ax.set_title(_cut(words), loc="left", fontsize=9.5, fontweight="bold")
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
        check_known("column", name, results.columns)
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
    known = table.dropna(subset="value").sort_values("value", kind="stable")
    failed, absent = int((table["status"] == FAILED).sum()), int(table["value"].isna().sum())
    said = f"{len(table):,} combinations"
    if known["value"].nunique() > 1:
        ends = [known.iloc[0], known.iloc[-1]]
        low, high = (f"{_number(known, end['value'])} ({_point(end, swept)})" for end in ends)
        said += f": from {low} to {high} {unit}."
    elif len(known):
        said += f": {_number(known, known['value'].iloc[0])} {unit} in every one that is known."
    else:
        said += ": the number is not known in any."
    said += _around_zero(known.dropna(subset=["low", "high"]))
    if same := [name for name in swept if _is_idle(known, name, swept)]:
        said += f" It is the same whatever the {' and the '.join(same)}."
    if failed:
        said += f" {failed:,} failed."
    if absent > failed:
        said += f" In {absent - failed:,} there is no estimate."
    return said


def _around_zero(known: pd.DataFrame) -> str:
    """Say on which side of zero the intervals lie, where that is a question."""
    if not known["low"].lt(0).any():
        return ""
    below, above = (known["high"] < 0).sum(), (known["low"] > 0).sum()
    return f" Of {len(known):,} intervals wholly below zero: {below:,}; wholly above: {above:,}."


def _is_idle(known: pd.DataFrame, name: str, swept: Sequence[str]) -> bool:
    """Return whether a number that varies never does so with one parameter alone."""
    others = [other for other in swept if other != name]
    if not others or min(known[name].nunique(), known["value"].nunique()) < 2:
        return False
    return bool(known.groupby(others)["value"].nunique().max() == 1)


def _canvas(down: int, across: int, lines: list[str]) -> tuple[Figure, list[Axes]]:
    """Return a figure with so many panels, each with room for its lines and their names."""
    tall = min(0.45 + 0.27 * len(lines), _TALLEST / down)
    figure, _ = sheet(False, 0.9 + down * (tall + 0.3), down, across, sharex=True, sharey=True)
    label = 0.075 * min(max(map(len, lines)), _LETTERS)
    figure.set_figwidth(max(label + 0.6 + 2.1 * across, 8.6))
    return figure, figure.axes


def _frame(ax: Axes, lines: list[str], limits: tuple[float, float]) -> None:
    """Set up what every panel shares."""
    if limits[0] < 0 < limits[1]:
        ax.axvline(0, color=GREY, linewidth=1)
    ax.set_yticks(range(len(lines)), [_cut(line) for line in lines], fontsize=8.5)
    ax.set_ylim(len(lines) - 0.4, -0.6)
    ax.set_xlim(*limits)
    ax.tick_params(axis="y", length=0)
    ax.tick_params(axis="x", labelsize=8, labelbottom=True)


def _points(ax: Axes, table: pd.DataFrame, limits: tuple[float, float]) -> None:
    """Draw numbers and their intervals; one that runs out of the picture ends in an arrow."""
    ends = (table[end].clip(*limits) for end in ("low", "high"))
    ax.hlines(table["place"], *ends, color=BLUE, linewidth=1.4)
    look: Any = {"color": BLUE, "markeredgecolor": "white", "markeredgewidth": 0.5}
    ax.plot(table["value"], table["place"], "o", markersize=5, **look)
    for row in table.itertuples():
        past_edges(ax, row.place, (row.low, row.high), limits, color=BLUE, markersize=5)
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


def _kept(column: pd.Series, chosen: pd.Series) -> list:
    """Return the values of a column that are among the chosen ones, in the column's order."""
    return column[column.isin(chosen)].unique().tolist()


def _label(name: str, value: object) -> str:
    """Return a value as a label: texts speak for themselves, numbers need their name."""
    return str(value) if isinstance(value, str) else f"{name} {str(value).lower()}"


def _cut(text: str) -> str:
    """Return text for a picture: printable, on one line, and never taken for a formula."""
    plain = "".join(c if c.isprintable() else " " for c in text).replace("$", r"\$")
    return plain if len(plain) <= _LETTERS else plain[: _LETTERS - 1] + "…"


def _number(known: pd.DataFrame, value: float) -> str:
    """Return a number with as many decimals as the numbers beside it have."""
    digits = next((d for d in range(4) if (known["value"].round(d) == known["value"]).all()), 4)
    return number(value, digits)


def _point(row: pd.Series, swept: Sequence[str]) -> str:
    return ", ".join(_label(name, row[name]) for name in swept)
