"""Prepare ``conflicts``: questions of money on which sources disagree.

Curated in ``curated/conflicts.csv``; needs no upstream file.
"""

from __future__ import annotations

from _common import read_curated
from _funding import row_ids, write_curated


def main() -> None:
    """Write the table with an id made from what tells rows apart."""
    rows = read_curated("conflicts.csv")
    made = ["topic", "question"]
    write_curated("conflicts", rows.assign(conflict_id=row_ids("cft", rows, made)))


if __name__ == "__main__":
    main()
