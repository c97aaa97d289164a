"""Prepare ``jag_context``: Byrne JAG totals and allocations around 2016.

Curated in ``curated/jag_context.csv``; needs no upstream file.
"""

from __future__ import annotations

from _common import read_curated
from _funding import row_ids, write_curated


def main() -> None:
    """Write the table with an id made from what tells rows apart."""
    rows = read_curated("jag_context.csv")
    made = ["fiscal_year", "geography", "measure", "amount_usd"]
    write_curated("jag_context", rows.assign(context_id=row_ids("jag", rows, made)))


if __name__ == "__main__":
    main()
