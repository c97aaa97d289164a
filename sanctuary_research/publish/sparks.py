"""A small line over the years, for the page of a place; standard library only."""

from __future__ import annotations

from typing import NamedTuple

from sanctuary_research.words import listed, number

WIDE, HIGH, LEFT, TOP = 340, 80, 6, 16  # of the line, and the room beside it, in units of it


class Spark(NamedTuple):
    """A drawing, the table that it is from and what it shows, in words."""

    drawing: str
    table: str
    told: str


def spark(table: str, points: list[tuple[int, float]]) -> Spark:
    """Draw values over calendar years; years without one stay empty.

    >>> spark("t", [(2012, 30.0), (2015, 20.0)]).told
    'Violent crimes recorded per 10,000 people: 30.0 in 2012 and 20.0 in 2015.'
    """
    years = [year for year, _ in points]
    most = max(value for _, value in points) or 1.0
    span = years[-1] - years[0]
    at = [
        (LEFT + WIDE * (year - years[0]) / span, TOP + HIGH * (1 - value / most))
        for year, value in points
    ]
    lines = [
        f'<path d="M {a:.1f} {b:.1f} L {c:.1f} {d:.1f}" stroke="currentColor" fill="none"/>'
        for (a, b), (c, d), first, last in zip(at, at[1:], years, years[1:], strict=False)
        if last - first == 1
    ]
    dots = [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.2"/>' for x, y in at]
    told = _told(points)
    ends = [_text(points[k], at[k], end) for k, end in ((0, "start"), (-1, "end"))]
    bottom = TOP + HIGH
    axis = f'<path d="M {LEFT} {bottom} h {WIDE}" stroke="currentColor" stroke-opacity=".4"/>'
    drawing = (
        f'<svg viewBox="0 0 {WIDE + 2 * LEFT} {bottom + 16}" role="img" aria-label="{told}" '
        f'fill="currentColor" font-size="10">{axis}{"".join([*lines, *dots, *ends])}</svg>'
    )
    return Spark(drawing, table, told)


def _text(point: tuple[int, float], at: tuple[float, float], anchor: str) -> str:
    """Name the year under a point and its value over it."""
    year, value = point
    x = f'x="{at[0]:.1f}" text-anchor="{anchor}"'
    return (
        f'<text {x} y="{TOP + HIGH + 12}">{year}</text>'
        f'<text {x} y="{at[1] - 5:.1f}">{number(value)}</text>'
    )


def _told(points: list[tuple[int, float]]) -> str:
    (first, start), (last, end) = points[0], points[-1]
    ends = [f"{number(value)} in {year}" for year, value in ((first, start), (last, end))]
    most = max(points, key=lambda point: point[1])
    high = (
        f"; at most {number(most[1])}, in {most[0]}" if most not in (points[0], points[-1]) else ""
    )
    return f"Violent crimes recorded per 10,000 people: {listed(ends)}{high}."
