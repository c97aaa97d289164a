"""A small line over the years, for the page of a place; standard library only."""

from __future__ import annotations

from itertools import pairwise

from sanctuary_research.data.crime_on_record import Series, breaks
from sanctuary_research.words import number

WIDE, HIGH, LEFT, TOP = 288, 80, 32, 6  # of the line, and the room around it, in units of it
BOTTOM = TOP + HIGH


def spark(series: Series) -> str:
    """Draw rates over calendar years, as a drawing for a page that says it in words, ``told``.

    Years without one stay empty. Where crimes begin to be counted in another way the line ends,
    and a dashed one stands between; what is of a further table is drawn as rings. The ends of the
    line are named where nothing else is drawn: the year under it, the rate beside it.
    """
    points, changed = series.points, breaks(series.points)
    most = max(point.rate for point in points) or 1.0
    first, span = points[0].year, points[-1].year - points[0].year
    spots = [
        (LEFT + WIDE * (point.year - first) / span, TOP + HIGH * (1 - point.rate / most))
        for point in points
    ]
    parts = [f'<path d="M {LEFT} {BOTTOM} h {WIDE}" stroke="currentColor" stroke-opacity=".4"/>']
    line = "M {:.1f} {:.1f}".format(*spots[0])  # on to each point, drawn from the year before
    for (a, b), other in zip(pairwise(points), spots[1:], strict=True):
        if b in changed:
            middle = other[0] - WIDE / span / 2  # of the year
            parts.append(_line(f"M {middle:.1f} {TOP} V {BOTTOM}", ' stroke-dasharray="2 3"'))
        is_drawn = b not in changed and b.year - a.year == 1
        line += f"{'L' if is_drawn else 'M'} {other[0]:.1f} {other[1]:.1f}"
    parts.append(_line(line))
    for point, (x, y) in zip(points, spots, strict=True):
        ring = ' fill="none" stroke="currentColor"' if point.table != points[0].table else ""
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.2"{ring}/>')
    for at, off, under, beside in ((0, -5, "start", "end"), (-1, 5, "end", "start")):
        (x, y), point = spots[at], points[at]
        parts.append(_text(x, BOTTOM + 12, under, point.year))
        parts.append(_text(x + off, round(y + 3.5, 1), beside, number(point.rate)))
    return (
        f'<svg viewBox="0 0 {WIDE + 2 * LEFT} {BOTTOM + 16}" role="img" '
        f'aria-labelledby="told" fill="currentColor" font-size="10">{"".join(parts)}</svg>'
    )


def _line(path: str, more: str = "") -> str:
    return f'<path d="{path}" stroke="currentColor" fill="none"{more}/>'


def _text(x: float, y: float, anchor: str, text: object) -> str:
    return f'<text x="{x:.1f}" text-anchor="{anchor}" y="{y}">{text}</text>'
