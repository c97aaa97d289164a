"""Prepare ``claim_sources``: the sources that each claim was held against.

Reads ``curated/claim_sources.csv`` and ``curated/claims.csv``. Needs no upstream file.
"""

from __future__ import annotations

from _common import columns, read_curated, write_table
from _legal import claim_ids


def main() -> None:
    """Write the table."""
    ids = claim_ids()
    frame = read_curated("claim_sources.csv")
    places = zip(frame["article_source_id"], frame["place"], strict=True)
    frame["claim_id"] = [ids[place] for place in places]
    write_table("claim_sources", frame[columns("claim_sources")])


if __name__ == "__main__":
    main()
