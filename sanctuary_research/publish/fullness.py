"""A picture of a table's coverage: how full each state is in each year; standard library only."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from sanctuary_research.data.catalog import Table

FEWEST_STATES, FEWEST_YEARS = 3, 3
WIDE, HIGH, LEFT, TOP = 14, 9, 24, 14  # of a cell, and the room for labels, in units of the drawing
# How dark a cell is, by the least share of the state's fullest year.
SHADES = ((1.0, "1"), (0.8, ".7"), (0.5, ".4"), (0.0, ".18"))
PLACES = ("state", "state_fips", "county_fips", "agency_id", "place_key")
CODE = re.compile(r"([0-9]{2})[0-9]{0,3}(?![0-9])|([A-Za-z]{2})(?![A-Za-z])")


def picture(
    table: Table, header: Sequence[str], rows: Sequence[Sequence[str]], states: dict[str, str]
) -> dict:
    """Return the drawing of a table by state and year and a sentence of it; {} if it has no both.

    Parameters
    ----------
    table : Table
    header, rows
        As `tablepages.read_rows` returns them.
    states : dict of str to str
        Two letters of each state by its two digits.
    """
    place = next((name for name in PLACES if name in header and name in table.columns), "")
    if not place or "year" not in header or "year" not in table.primary_key:
        return {}
    at, when = header.index(place), header.index("year")
    counts = Counter(
        (state, row[when])
        for row in rows
        if len(row) > max(at, when) and (state := _state(row[at], states))
    )
    return _drawn(counts) if counts else {}


def _state(cell: str, states: dict[str, str]) -> str:
    """Return the two letters of the state that a code begins with, or "" if it names none."""
    code = CODE.match(cell)
    if not code:
        return ""
    letters = states.get(code[1], "") if code[1] else code[2].upper()
    return letters if letters in states.values() else ""


def _drawn(counts: Counter) -> dict:
    names = sorted({state for state, _ in counts})
    found = sorted({int(year) for _, year in counts if year.isdigit()})
    years = [str(year) for year in range(found[0], found[-1] + 1)] if found else []
    if len(names) < FEWEST_STATES or len(found) < FEWEST_YEARS:
        return {}
    marks = [_label(year, LEFT + WIDE * k, TOP - 4) for k, year in _ticks(years)]
    empty = 0
    for line, state in enumerate(names):
        row = [counts[state, year] for year in years]
        empty += row.count(0)
        top = TOP + HIGH * line
        marks.append(_label(state, 2, top + HIGH - 2))
        marks += _runs([_shade(n, max(row)) for n in row], top)
    width, height = LEFT + WIDE * len(years), TOP + HIGH * len(names)
    told = (
        f"{len(names)} states and {len(years)} years: {empty:,} of {len(names) * len(years):,} "
        "states and years have no row."
    )
    drawing = (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" role="img" aria-label="{told}" '
        f'fill="currentColor" font-size="7">{"".join(marks)}</svg>'
    )
    return {"drawing": drawing, "told": told}


def _shade(count: int, most: int) -> str:
    return next(shade for least, shade in SHADES if count >= least * most) if count else ""


def _runs(shades: list[str], top: int) -> list[str]:
    """Return a rectangle for each run of equal shade, none where a year is empty."""
    found, start = [], 0
    for k in range(1, len(shades) + 1):
        if k == len(shades) or shades[k] != shades[start]:
            if shades[start]:
                x, wide = LEFT + WIDE * start, WIDE * (k - start)
                found.append(
                    f'<rect x="{x}" y="{top}" width="{wide}" height="{HIGH - 1}" '
                    f'fill-opacity="{shades[start]}"/>'
                )
            start = k
    return found


def _ticks(years: list[str]) -> list[tuple[int, str]]:
    """Return which years are named: the first, and those that end in 0 or 5 well after it."""
    return [(k, year) for k, year in enumerate(years) if k == 0 or (year[-1] in "05" and k > 1)]


def _label(text: str, x: int, y: int) -> str:
    return f'<text x="{x}" y="{y}">{text}</text>'
