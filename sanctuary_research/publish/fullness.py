"""A picture of a table's coverage: how full each state is in each year; standard library only."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from sanctuary_research.data.catalog import Table

FEWEST_STATES, FEWEST_YEARS = 3, 3
WIDE, HIGH, LEFT, TOP = 14, 9, 24, 14  # of a cell, and the room for labels, in units of the drawing
# How dark a cell is, by the least share of the state's fullest year.
SHADES = ((1.0, "1"), (0.8, ".7"), (0.5, ".4"), (0.0, ".18"))
STATED = ("state", "state_fips", "county_fips", "agency_id", "place_key")  # tell a state
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

    Returns
    -------
    dict
        ``told``, and for the template ``size``, ``labels`` (text, x, y) and ``shades`` (the cells
        of each shade as one path).
    """
    place = next((name for name in STATED if name in header and name in table.columns), "")
    if not place or "year" not in header or "year" not in table.primary_key:
        return {}
    at, when = header.index(place), header.index("year")
    whole = [row for row in rows if len(row) > max(at, when)]
    counts = Counter((_state(row[at], states), row[when]) for row in whole)
    names = sorted({state for state, _ in counts if state})
    found = sorted({int(year) for state, year in counts if state and year.isdecimal()})
    if len(names) < FEWEST_STATES or len(found) < FEWEST_YEARS:
        return {}
    return _drawn(counts, names, [str(year) for year in range(found[0], found[-1] + 1)])


def _state(cell: str, states: dict[str, str]) -> str:
    """Return the two letters of the state that a code begins with, or "" if it names none."""
    code = CODE.match(cell)
    if not code:
        return ""
    letters = states.get(code[1], "") if code[1] else code[2].upper()
    return letters if letters in states.values() else ""


def _drawn(counts: Counter, names: list[str], years: list[str]) -> dict:
    ends = [k for k, year in enumerate(years) if k == 0 or (year[-1] in "05" and k > 1)]
    labels = [(years[k], LEFT + WIDE * k, TOP - 4) for k in ends]
    shades: dict[str, str] = defaultdict(str)
    for line, state in enumerate(names):
        row, y = [counts[state, year] for year in years], TOP + HIGH * line
        labels.append((state, 2, y + HIGH - 2))
        for k, count in enumerate(row):
            cell = f"M{LEFT + WIDE * k} {y}h{WIDE}v{HIGH - 1}h-{WIDE}z"
            shades[_shade(count, max(row))] += cell
    empty = shades.pop("", "").count("M")
    return {
        "size": (LEFT + WIDE * len(years), TOP + HIGH * len(names)),
        "labels": labels,
        "shades": shades,
        "told": f"{len(names)} states and {len(years)} years: {empty:,} of "
        f"{len(names) * len(years):,} states and years have no row.",
    }


def _shade(count: int, most: int) -> str:
    return next(shade for least, shade in SHADES if count >= least * most) if count else ""
