"""Prepare ``county_shapes``: an outline of every county for a small static map.

Upstream: ``counties-albers-10m.json`` of us-atlas 3.0.1, see ``_county_files.py``.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from _common import columns, write_table
from _county_files import atlas
from _topology import area, assemble, cut_hole, decode_arcs, polygons, simplify

TOLERANCE = 0.2  # map units; the map is 975 wide
SPECK = 0.005  # square map units


def simple_arcs(topology: dict) -> list[np.ndarray]:
    """Return the arcs, simplified and rounded to a tenth of a map unit."""
    return [np.round(simplify(arc, TOLERANCE), 1) for arc in decode_arcs(topology)]


def as_text(points: np.ndarray) -> str:
    """Return points as ``"x,y x,y ..."``.

    >>> as_text(np.array([[0, 1.5], [2, 3]]))
    '0,1.5 2,3'
    """
    return " ".join(f"{x:g},{y:g}" for x, y in points + 0.0)


def without_specks(geometry: dict, arcs: list[np.ndarray]) -> dict:
    """Return a county with its largest polygon first, leaving out others that have no area."""

    def size(rings: list[list[int]]) -> float:
        return area(assemble(rings[0], arcs))

    largest, *others = sorted(polygons(geometry), key=size, reverse=True)
    kept = [largest, *(rings for rings in others if size(rings) > SPECK)]
    return {"type": "MultiPolygon", "arcs": kept, "id": geometry["id"]}


def outline(rings: list[list[int]], arcs: list[np.ndarray]) -> np.ndarray:
    """Return a polygon as one closed line, its holes cut in."""
    whole, *holes = (assemble(ring, arcs) for ring in rings)
    for hole in holes:
        whole = cut_hole(whole, hole)
    return whole


def main() -> None:
    """Write the table."""
    topology = atlas()
    arcs = simple_arcs(topology)
    rows = [
        (geometry["id"], number, as_text(outline(rings, arcs)))
        for geometry in topology["objects"]["counties"]["geometries"]
        for number, rings in enumerate(without_specks(geometry, arcs)["arcs"], start=1)
    ]
    frame = pd.DataFrame(rows, columns=columns("county_shapes"))
    assert frame["county_fips"].nunique() == 3142
    write_table("county_shapes", frame)


if __name__ == "__main__":
    main()
