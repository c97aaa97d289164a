"""Prepare ``lists``: published lists that name jurisdictions.

Reads ``curated/lists.csv``; needs no upstream file.
"""

from __future__ import annotations

from _common import columns, read_curated, write_table


def main() -> None:
    """Write the table."""
    write_table("lists", read_curated("lists.csv")[columns("lists")])


if __name__ == "__main__":
    main()
