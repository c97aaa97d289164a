"""Prepare ``ruling_cases``: the cases that each order decides.

Reads ``curated/ruling_cases.csv`` and ``curated/rulings.csv``. Needs no upstream file.
"""

from __future__ import annotations

from _common import columns, read_curated, write_table
from _legal import rulings


def main() -> None:
    """Write the table after checking that every link names a curated order."""
    orders = rulings().set_index("handle")["ruling_id"]
    frame = read_curated("ruling_cases.csv")
    lost = sorted(set(frame["handle"]) ^ set(orders.index))
    if lost:
        raise SystemExit(f"ruling_cases: {', '.join(lost)} stands in one file only.")
    frame["ruling_id"] = frame["handle"].map(orders)
    write_table("ruling_cases", frame[columns("ruling_cases")])


if __name__ == "__main__":
    main()
