"""Prepare ``further_sources``: the sources of a row beyond the strongest one.

Merges the curated lists of all areas, ``curated/further_sources/*.csv``; needs no upstream file.
Run it after the tables it points into.
"""

from __future__ import annotations

import pandas as pd
from _common import columns, describe, merge_curated, read_table, write_table


def check_rows(frame: pd.DataFrame) -> None:
    """Raise SystemExit if a row points to a table row that does not exist."""
    for table, rows in frame.groupby("table"):
        (key,) = describe(table)["schema"]["primaryKey"]
        lost = sorted(set(rows["row_id"]) - set(read_table(table)[key]))
        if lost:
            raise SystemExit(f"further_sources: {table} has no row {', '.join(lost)}.")


def main() -> None:
    """Write the table."""
    frame = merge_curated("further_sources").drop_duplicates()
    check_rows(frame)
    write_table("further_sources", frame[columns("further_sources")])


if __name__ == "__main__":
    main()
