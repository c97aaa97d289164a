"""Violent crime recorded in a place over the years, with every break of measure."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from sanctuary_research.data import catalog
from sanctuary_research.data.kept import kept
from sanctuary_research.data.stored import stored
from sanctuary_research.words import listed, number

# Below these there is no rate on a page of a place.
FEWEST_PEOPLE, FEWEST_OFFENCES = 5_000, 10
CITY, RECENT = "city_crime", "city_crime_recent"
PEOPLE = "jurisdiction_population"
TABLES = ("state_crime", "county_crime", CITY, RECENT)
MEASURE = "Violent crimes recorded per 10,000 people"
CARE = "What was recorded here is neither the doing nor the undoing of a policy"
_READ = stored(__file__)
# Columns that say how a row counts, by table, and what each further value of them means.
COUNTED: dict[str, tuple[str, dict[str, str]]] = _READ["counted"]
# What a row must say of itself, where it has the column, to be drawn; New York's police, for one,
# count by categories of their own.
USABLE: dict[str, str] = _READ["usable"]


class Point(NamedTuple):
    """A year's crimes, their table, how that counts, the rate per 10,000 people, the row."""

    year: int
    crimes: int
    table: str
    counted: str
    rate: float
    key: tuple[str, ...] = ()


class Series(NamedTuple):
    """The years of a place that have a rate, in order, and what all show, in words."""

    points: list[Point]
    told: str

    @property
    def tables(self) -> list[str]:
        """The tables that the rates are from, the first first."""
        return list(dict.fromkeys(point.table for point in self.points))

    def as_dict(self) -> dict:
        """Return it as JSON can hold it, with what may not be read into it."""
        points = [point._asdict() for point in self.points]
        return {"measure": MEASURE, "points": points, "told": self.told, "care": CARE}


def series(
    place_id: str, level: str, code: str, counties: tuple[str, ...], through: int = 9999
) -> Series | None:
    """Return recorded violent crime by year, where enough people live there.

    Parameters
    ----------
    place_id, level, code, counties
        As of `data.place.Place`.
    through : int
        The last year that is wanted.

    Returns
    -------
    Series or None
        None where fewer than two years can be shown.
    """
    rows = _by_place()
    at_hand = {
        "state": [("state_crime", code)],
        "county": [("county_crime", code) for code in counties],
    }.get(level, [(CITY, place_id), (RECENT, place_id)])
    found = [point for key in at_hand for point in rows.get(key, ())]
    if not found and level == "city_county":
        found = [point for code in counties for point in rows.get(("county_crime", code), ())]
    found = list({one.year: one for one in sorted(found) if one.year <= through}.values())
    rated = [point for point in found if point.rate]
    return Series(rated, _told(rated, found)) if len(rated) > 1 else None


@kept(*TABLES, PEOPLE)
def _by_place() -> dict[tuple[str, str], list[Point]]:
    """Return what can be drawn, by table and what names the place in it."""
    people = {
        (row["jurisdiction_id"], row["year"]): row["population"] for row in catalog.records(PEOPLE)
    }
    found: dict[tuple[str, str], list[Point]] = {}
    for table in TABLES:
        columns, names = catalog.table(table).columns, catalog.table(table).primary_key
        by = next(c for c in ("jurisdiction_id", "county_fips", "state_fips") if c in columns)
        for row in catalog.records(table):
            is_usable = all(row.get(name, value) == value for name, value in USABLE.items())
            if row[by] and row["violent"] and is_usable:
                known = row["population"] or people.get((row[by], row["year"]), "0")
                crimes = int(float(row["violent"]))
                how = table, row[COUNTED[table][0]], rate(crimes, float(known))
                point = Point(int(row["year"]), crimes, *how, tuple(row[name] for name in names))
                found.setdefault((table, row[by]), []).append(point)
    return found


def rate(crimes: float, people: float) -> float:
    """Return crimes per 10,000 people; nought where there are too few of either.

    >>> rate(10, 5_000), rate(9, 5_000), rate(10, 4_999)
    (20.0, 0.0, 0.0)
    """
    is_told = people >= FEWEST_PEOPLE and crimes >= FEWEST_OFFENCES
    return 10_000 * crimes / people if is_told else 0.0


def breaks(points: list[Point]) -> list[Point]:
    """Return the points from which on crimes are counted in another way."""
    return [b for a, b in pairwise(points) if (a.table, a.counted) != (b.table, b.counted)]


def _told(points: list[Point], every: list[Point]) -> str:
    if not points:
        return ""
    first, last = points[0], points[-1]
    ends = [f"{number(one.rate)} in {one.year}" for one in (first, last)]
    most = max(points, key=lambda point: point.rate)
    high = f"; at most {number(most.rate)}, in {most.year}" if most not in (first, last) else ""
    told = [f"{MEASURE}: {listed(ends)}{high}."]
    for one in breaks(points):
        how = COUNTED[one.table][1].get(one.counted, "another way of counting")
        told.append(f"Not the same measure from {one.year} on: {how} ({one.table}).")
    if bare := [one for one in every if not one.rate and one.table == RECENT]:
        counts = listed([f"{one.crimes:,} in {one.year}" for one in bare])
        told.append(f"Counted, but without enough people in the tables for a rate: {counts}.")
    return " ".join(told)
