"""Prepare ``claims``: every factual claim of the five founding articles, with its verdict.

Reads ``curated/claims.csv``, in the order of the articles. Needs no upstream file.
"""

from __future__ import annotations

from _common import columns, write_table
from _legal import claims


def main() -> None:
    """Write the table; claims are numbered within their article in the order of the file."""
    frame = claims()
    frame["claim_number"] = frame.groupby("article_source_id").cumcount() + 1
    frame["check_kind"] = "source"
    frame.loc[frame["verdict"] == "unverified", "check_kind"] = "none"
    frame.loc[frame["check_table"] != "", "check_kind"] = "table"
    write_table("claims", frame[columns("claims")])


if __name__ == "__main__":
    main()
