"""Prepare ``cases``: lawsuits about sanctuary policies, their funding and their enforcement.

Reads ``curated/cases.csv``, where the grounds pleaded stand as a list of words and the filing
date as its precision allows; writes one column per ground. Needs no upstream file.
"""

from __future__ import annotations

from _common import columns, read_curated, write_table
from _legal import with_span

GROUNDS = [
    "tenth_amendment",
    "separation_of_powers",
    "spending_clause",
    "due_process",
    "first_amendment",
    "fourth_amendment",
    "apa",
    "statutory_authority",
    "supremacy_clause",
    "intergovernmental_immunity",
    "section_1373",
]
FILED = ("filed_date", "filed_earliest", "filed_latest", "filed_precision")


def main() -> None:
    """Write the table after checking that every ground is a known word."""
    frame = with_span(read_curated("cases.csv"), "filed", FILED)
    words = frame["claims"].str.split()
    odd = sorted({word for row in words for word in row} - set(GROUNDS))
    if odd:
        raise SystemExit(f"cases: {', '.join(odd)} is not among the grounds.")
    for ground in GROUNDS:
        frame[f"claims_{ground}"] = [ground in row for row in words]
    write_table("cases", frame[columns("cases")])


if __name__ == "__main__":
    main()
