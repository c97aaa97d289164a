"""Prepare ``commitments``: money that places set aside in answer to federal pressure.

Curated in ``curated/commitments.csv``; needs no upstream file.
"""

from __future__ import annotations

from _common import read_curated
from _funding import row_ids, write_curated


def main() -> None:
    """Write the table with an id made from what tells rows apart."""
    rows = read_curated("commitments.csv")
    made = ["jurisdiction_id", "fund", "stage", "date_earliest", "amount_printed"]
    write_curated("commitments", rows.assign(commitment_id=row_ids("com", rows, made)))


if __name__ == "__main__":
    main()
