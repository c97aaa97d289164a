"""Prepare ``county_neighbors``: pairs of counties that share a border line.

Upstream: ``counties-albers-10m.json`` of us-atlas 3.0.1, see ``_county_files.py``. Two counties
are neighbours when an arc of the file bounds both; meeting in one point is not enough.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import permutations

import pandas as pd
from _common import columns, write_table
from _county_files import atlas
from _topology import ring_numbers


def counties_of_arcs(counties: Iterable[dict]) -> dict[int, set[str]]:
    """Return the counties that each arc bounds."""
    owners = defaultdict(set)
    for geometry in counties:
        for arc in ring_numbers(geometry):
            owners[arc].add(geometry["id"])
    return owners


def main() -> None:
    """Write the table, each pair in both directions."""
    owners = counties_of_arcs(atlas()["objects"]["counties"]["geometries"])
    pairs = {pair for counties in owners.values() for pair in permutations(counties, 2)}
    frame = pd.DataFrame(sorted(pairs), columns=columns("county_neighbors"))
    write_table("county_neighbors", frame)


if __name__ == "__main__":
    main()
