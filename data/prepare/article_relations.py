"""Prepare ``article_relations``: claims of one founding article that repeat another's.

Reads ``curated/article_relations.csv`` and ``curated/claims.csv``. Needs no upstream file.
"""

from __future__ import annotations

from _common import columns, read_curated, write_table
from _legal import claim_ids


def main() -> None:
    """Write the table."""
    ids = claim_ids()
    frame = read_curated("article_relations.csv")
    here = zip(frame["article_source_id"], frame["place"], strict=True)
    there = zip(frame["repeats_article_source_id"], frame["repeats_place"], strict=True)
    frame["claim_id"] = [ids[place] for place in here]
    frame["repeats_claim_id"] = [ids[place] for place in there]
    write_table("article_relations", frame[columns("article_relations")])


if __name__ == "__main__":
    main()
