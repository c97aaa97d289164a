"""Arcs and rings of a TopoJSON file: decoding, simplification that keeps neighbours together.

An arc is a line that stands once in the file however many counties share it. Simplifying arcs,
never rings, keeps shared borders identical on both sides.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np


def decode_arcs(topology: dict) -> list[np.ndarray]:
    """Return every arc as points, shape (n, 2), in map units (y downwards)."""
    scale = np.array(topology["transform"]["scale"])
    shift = np.array(topology["transform"]["translate"])
    return [np.cumsum(arc, axis=0) * scale + shift for arc in topology["arcs"]]


def polygons(geometry: dict) -> list[list[list[int]]]:
    """Return the polygons of a geometry: each a list of rings, each a list of arc numbers."""
    return [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]


def ring_numbers(geometry: dict) -> Iterator[int]:
    """Yield the number of each arc that bounds a geometry, without its direction."""
    for polygon in polygons(geometry):
        for ring in polygon:
            # A reversed arc i is written as ~i, which is -i - 1.
            yield from (arc if arc >= 0 else ~arc for arc in ring)


def simplify(line: np.ndarray, tolerance: float) -> np.ndarray:
    """Return a line with fewer points, none of the dropped ones farther off than ``tolerance``.

    Ramer-Douglas-Peucker; both ends stay. A closed line is cut at the point farthest from its
    start, so that it keeps an area.
    """
    if len(line) < 3:
        return line
    if np.array_equal(line[0], line[-1]):
        far = int(np.argmax(np.hypot(*(line - line[0]).T)))
        halves = (line[: far + 1], line[far:])
        first, second = (simplify(half, tolerance) for half in halves)
        return np.vstack([first, second[1:]])
    keep = np.zeros(len(line), dtype=bool)
    keep[[0, -1]] = True
    spans = [(0, len(line) - 1)]
    while spans:
        start, end = spans.pop()
        away = _distances(line[start : end + 1])
        worst = int(np.argmax(away))
        if away[worst] > tolerance:
            keep[start + worst] = True
            spans += [(start, start + worst), (start + worst, end)]
    return line[keep]


def _distances(line: np.ndarray) -> np.ndarray:
    """Return each point's distance from the segment between the two ends."""
    start, along = line[0], line[-1] - line[0]
    offset = line - start
    length = along @ along
    if length == 0:
        return np.hypot(*offset.T)
    at = np.clip(offset @ along / length, 0, 1)[:, None]
    return np.hypot(*(offset - at * along).T)


def assemble(ring: list[int], arcs: list[np.ndarray]) -> np.ndarray:
    """Return the closed ring of arcs as points, without repeated joints."""
    parts = [arcs[arc] if arc >= 0 else arcs[~arc][::-1] for arc in ring]
    points = np.vstack(parts)
    fresh = np.r_[True, np.any(np.diff(points, axis=0) != 0, axis=1)]
    return points[fresh]


def area(ring: np.ndarray) -> float:
    """Return the area of a closed ring in square map units.

    >>> area(np.array([[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]))
    4.0
    """
    x, y = ring.T
    # Rounded, because the last digits of a product differ between machines and would order equals.
    return round(abs(float(x[:-1] @ y[1:] - x[1:] @ y[:-1])) / 2, 6)


def cut_hole(outer: np.ndarray, hole: np.ndarray) -> np.ndarray:
    """Return one outline with the hole cut in by a bridge of no width, to be filled by itself."""
    gaps = np.hypot(outer[:, None, 0] - hole[None, :, 0], outer[:, None, 1] - hole[None, :, 1])
    at, to = np.unravel_index(np.argmin(gaps), gaps.shape)
    loop = np.vstack([hole[to:-1], hole[: to + 1]])
    return np.vstack([outer[: at + 1], loop, outer[at:]])
