"""Prepare ``federal_actions``: orders, lists, letters, suits, conditions and deployments.

Reads ``curated/federal_actions.csv``. Needs no upstream file.
"""

from __future__ import annotations

from _common import columns, write_table
from _legal import actions, with_span

DATES = ("action_date", "date_earliest", "date_latest", "date_precision")


def main() -> None:
    """Write the table."""
    frame = with_span(actions(), "date", DATES)
    write_table("federal_actions", frame[columns("federal_actions")])


if __name__ == "__main__":
    main()
