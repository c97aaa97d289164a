"""Prepare ``state_borders``: lines between states and along the coast, to draw over counties.

Upstream: ``counties-albers-10m.json`` of us-atlas 3.0.1, see ``_county_files.py``. The lines are
the same simplified arcs as those of ``county_shapes``, so they lie exactly on its outlines.
"""

from __future__ import annotations

import pandas as pd
from _common import columns, write_table
from _county_files import atlas
from county_neighbors import counties_of_arcs
from county_shapes import as_text, simple_arcs, without_specks


def main() -> None:
    """Write the table."""
    topology = atlas()
    arcs = simple_arcs(topology)
    geometries = topology["objects"]["counties"]["geometries"]
    # A speck still tells a border from a coast, but is not drawn.
    drawn = counties_of_arcs(without_specks(geometry, arcs) for geometry in geometries)
    rows = []
    for arc, counties in sorted(counties_of_arcs(geometries).items()):
        if arc not in drawn:
            continue
        states = sorted({county[:2] for county in counties})
        if len(counties) == 1:
            rows.append((arc, "outer", states[0], None, as_text(arcs[arc])))
        elif len(states) == 2:
            rows.append((arc, "between_states", *states, as_text(arcs[arc])))
    write_table("state_borders", pd.DataFrame(rows, columns=columns("state_borders")))


if __name__ == "__main__":
    main()
