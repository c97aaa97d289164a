"""Prepare ``threat_amounts``: every amount that a source attaches to a threat.

Curated in ``curated/threat_amounts.csv``, where rows name one another by a short ``key``; level
and state come from the table of jurisdictions, so run it after that one. Needs no upstream file.
"""

from __future__ import annotations

import pandas as pd
from _common import read_curated, read_table
from _funding import amount_keys, write_curated


def with_place(amounts: pd.DataFrame) -> pd.DataFrame:
    """Return the amounts with level and state of their place (``aggregate`` where none)."""
    places = read_table("jurisdictions").set_index("jurisdiction_id")
    unknown = set(amounts["jurisdiction_id"]) - set(places.index) - {""}
    if unknown:
        raise SystemExit(f"threat_amounts: no jurisdiction is called {', '.join(sorted(unknown))}.")
    level = amounts["jurisdiction_id"].map(places["level"]).fillna("aggregate")
    return amounts.assign(level=level, state=amounts["jurisdiction_id"].map(places["state"]))


def main() -> None:
    """Write the table with ids in place of the curated keys."""
    amounts = with_place(read_curated("threat_amounts.csv"))
    ids = amount_keys(amounts)
    parents = amounts["parent_key"].map(ids)
    write_curated(
        "threat_amounts",
        amounts.assign(amount_id=amounts["key"].map(ids), parent_amount_id=parents),
    )


if __name__ == "__main__":
    main()
