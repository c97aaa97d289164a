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


def simple_arcs(topology: dict) -> list[np.ndarray]:
    """Return the arcs, simplified and rounded to a tenth of a map unit."""
    return [np.round(simplify(arc, TOLERANCE), 1) for arc in decode_arcs(topology)]


def as_text(points: np.ndarray) -> str:
    """Return points as ``"x,y x,y ..."``.

    >>> as_text(np.array([[0, 1.5], [2, 3]]))
    '0,1.5 2,3'
    """
    return " ".join(f"{x:g},{y:g}" for x, y in points + 0.0)


def outlines(geometry: dict, arcs: list[np.ndarray]) -> list[np.ndarray]:
    """Return a county's outlines, the largest first, holes cut in, specks without area left out."""
    found = []
    for rings in polygons(geometry):
        outline, *holes = (assemble(ring, arcs) for ring in rings)
        for hole in holes:
            outline = cut_hole(outline, hole)
        found.append(outline)
    found.sort(key=area, reverse=True)
    return found[:1] + [outline for outline in found[1:] if area(outline) > 0.005]


def main() -> None:
    """Write the table."""
    topology = atlas()
    arcs = simple_arcs(topology)
    rows = [
        (geometry["id"], number, as_text(outline))
        for geometry in topology["objects"]["counties"]["geometries"]
        for number, outline in enumerate(outlines(geometry, arcs), start=1)
    ]
    frame = pd.DataFrame(rows, columns=columns("county_shapes"))
    assert frame["county_fips"].nunique() == 3142
    write_table("county_shapes", frame)


if __name__ == "__main__":
    main()
