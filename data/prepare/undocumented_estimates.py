"""Prepare ``undocumented_estimates``: published estimates of undocumented residents.

Curated in ``curated/undocumented_estimates.csv``; needs no upstream file.
"""

from __future__ import annotations

from _common import read_curated
from _funding import row_ids, write_curated


def main() -> None:
    """Write the table with an id made from what tells rows apart."""
    rows = read_curated("undocumented_estimates.csv")
    made = ["geography", "level", "year_from", "year_to", "estimate"]
    write_curated("undocumented_estimates", rows.assign(estimate_id=row_ids("und", rows, made)))


if __name__ == "__main__":
    main()
