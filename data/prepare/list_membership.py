"""Prepare ``list_membership``: which list named which jurisdiction.

Reads ``curated/list_membership.csv``, one row per printed line, so a line printed twice stands
twice; needs no upstream file. The list of the Department of Homeland Security was read from
the capture of 31 May 2025 of https://www.dhs.gov/sanctuary-jurisdictions, a PDF kept in the
repository menakiser/287g at commit d0034dd.
"""

from __future__ import annotations

from _common import columns, read_curated, stable_id, write_table

KEY = ["list_id", "printed_state", "printed_name", "level", "status"]


def main() -> None:
    """Write the table; the id is made from the printed line and its count."""
    frame = read_curated("list_membership.csv")
    count = frame.groupby(KEY).cumcount()
    frame["is_repeated"] = count > 0
    rows = zip(*(frame[name] for name in KEY), count, strict=True)
    frame["membership_id"] = [stable_id("mem", *row) for row in rows]
    write_table("list_membership", frame[columns("list_membership")])


if __name__ == "__main__":
    main()
