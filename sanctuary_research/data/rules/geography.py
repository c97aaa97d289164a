"""What must hold between counties."""

from __future__ import annotations

from sanctuary_research.data.faults import Fault, faults_where
from sanctuary_research.data.rules import Tables, rule


@rule("county_neighbors")
def neighbors_are_mutual(tables: Tables) -> list[Fault]:
    """Every pair of neighbouring counties stands in both directions."""
    pairs = tables["county_neighbors"]
    both = set(zip(pairs["neighbor_fips"], pairs["county_fips"], strict=True))
    lone = ~pairs[["county_fips", "neighbor_fips"]].apply(tuple, axis=1).isin(both)
    told = "{county_fips} names {neighbor_fips}, but not the other way round"
    return faults_where(pairs, lone, "county_neighbors.neighbor_fips", told)
