"""Prepare ``threat_status``: the dated steps of each threat's history.

Curated in ``curated/threat_status.csv``; reads the table ``rulings`` for the orders that are steps.
Needs no upstream file.
"""

from __future__ import annotations

import pandas as pd
from _common import read_curated, read_table
from _funding import amount_keys, row_ids, write_curated


def ruling_ids(steps: pd.DataFrame) -> list[str]:
    """Return the order of each step of a court that lies within the step's days, if it is one."""
    rulings = read_table("rulings")
    found = []
    for step in steps.itertuples(index=False):
        same = rulings["court"].eq(step.court)
        same &= rulings["ruled_earliest"].between(step.date_earliest, step.date_latest)
        same &= rulings["ruled_latest"].between(step.date_earliest, step.date_latest)
        ids = rulings.loc[same, "ruling_id"].tolist()
        found.append(ids[0] if len(ids) == 1 else "")
    return found


def main() -> None:
    """Write the table with ids made from threat, amount, date and status."""
    steps = read_curated("threat_status.csv")
    ids = amount_keys(read_curated("threat_amounts.csv"))
    made = ["threat_id", "amount_key", "date_earliest", "status"]
    status_id = row_ids("sts", steps, made)
    write_curated(
        "threat_status",
        steps.assign(
            status_id=status_id,
            amount_id=steps["amount_key"].map(ids),
            ruling_id=ruling_ids(steps),
        ),
    )


if __name__ == "__main__":
    main()
