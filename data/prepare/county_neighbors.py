"""Prepare ``county_neighbors``: pairs of counties that share a border line.

Upstream: ``counties-albers-10m.json`` of us-atlas 3.0.1, see ``_county_files.py``. Two counties
are neighbours when an arc of the file bounds both; meeting in one point is not enough.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import permutations

import pandas as pd
from _common import columns, write_table
from _county_files import atlas
from _topology import ring_numbers


def counties_of_arcs(topology: dict) -> dict[int, set[str]]:
    """Return the counties that each arc bounds."""
    owners = defaultdict(set)
    for geometry in topology["objects"]["counties"]["geometries"]:
        for arc in ring_numbers(geometry):
            owners[arc].add(geometry["id"])
    return owners


def main() -> None:
    """Write the table, each pair in both directions."""
    pairs = {
        pair for owners in counties_of_arcs(atlas()).values() for pair in permutations(owners, 2)
    }
    frame = pd.DataFrame(sorted(pairs), columns=columns("county_neighbors"))
    write_table("county_neighbors", frame)


if __name__ == "__main__":
    main()
