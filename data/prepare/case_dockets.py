"""Prepare ``case_dockets``: the docket numbers of each lawsuit.

Reads ``curated/case_dockets.csv``. Needs no upstream file.
"""

from __future__ import annotations

from _common import columns, read_curated, write_table

if __name__ == "__main__":
    write_table("case_dockets", read_curated("case_dockets.csv")[columns("case_dockets")])
