"""Prepare ``published_estimates``: what studies of sanctuary policies report.

Curated in ``curated/published_estimates.csv``; needs no upstream file.
"""

from __future__ import annotations

from _common import read_curated
from _funding import row_ids, write_curated


def main() -> None:
    """Write the table with an id made from what tells rows apart."""
    rows = read_curated("published_estimates.csv")
    made = ["study_id", "outcome", "scope", "specification", "unit"]
    write_curated("published_estimates", rows.assign(estimate_id=row_ids("est", rows, made)))


if __name__ == "__main__":
    main()
