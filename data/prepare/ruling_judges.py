"""Prepare ``ruling_judges``: who decided each order, and how each judge voted.

Reads ``curated/ruling_judges.csv`` and ``curated/rulings.csv``. Needs no upstream file.
"""

from __future__ import annotations

from _common import columns, read_curated, write_table
from _legal import rulings


def main() -> None:
    """Write the table after checking that every judge sits on a curated order."""
    orders = rulings().set_index("handle")["ruling_id"]
    frame = read_curated("ruling_judges.csv")
    lost = sorted(set(frame["handle"]) - set(orders.index))
    if lost:
        raise SystemExit(f"ruling_judges: no order has the handle {', '.join(lost)}.")
    frame["ruling_id"] = frame["handle"].map(orders)
    write_table("ruling_judges", frame[columns("ruling_judges")])


if __name__ == "__main__":
    main()
