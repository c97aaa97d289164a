"""Prepare ``threat_status``: the dated steps of each threat's history.

Curated in ``curated/threat_status.csv``; needs no upstream file.
"""

from __future__ import annotations

from _common import read_curated
from _funding import amount_keys, row_ids, write_curated


def main() -> None:
    """Write the table with ids made from threat, amount, date and status."""
    steps = read_curated("threat_status.csv")
    ids = amount_keys(read_curated("threat_amounts.csv"))
    made = ["threat_id", "amount_key", "date_earliest", "status"]
    status_id = row_ids("sts", steps, made)
    write_curated(
        "threat_status",
        steps.assign(status_id=status_id, amount_id=steps["amount_key"].map(ids)),
    )


if __name__ == "__main__":
    main()
