"""Prepare ``case_parties``: who sued whom, with the day and wave of joining.

Reads ``curated/case_parties.csv``. The fifty plaintiffs of San Francisco v. Trump (2025) and
the parties of the other suits of 2025 and 2026 were read from data/enriched/cases.db of the
repository avellino/trump-litigation-tracker at commit 9cc1222. Needs no upstream file.
"""

from __future__ import annotations

from _common import columns, read_curated, stable_id, write_table


def main() -> None:
    """Write the table; the key comes from the case, the side and the party's name."""
    frame = read_curated("case_parties.csv")
    keys = zip(frame["case_id"], frame["side"], frame["party_name"], strict=True)
    frame["party_id"] = [stable_id("pty", *key) for key in keys]
    write_table("case_parties", frame[columns("case_parties")])


if __name__ == "__main__":
    main()
