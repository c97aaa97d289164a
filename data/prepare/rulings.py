"""Prepare ``rulings``: one row per order, with what became of it.

Reads ``curated/rulings.csv``, where a later order is named by its ``handle``; writes its key.
Orders that decide several cases stand once: see ``ruling_cases``; several judges stand in
``ruling_judges``. Needs no upstream file.
"""

from __future__ import annotations

from _common import columns, read_curated, write_table
from _legal import rulings, with_span

RULED = ("ruled_date", "ruled_earliest", "ruled_latest", "ruled_precision")
LEVELS = {"U.S. Supreme Court": "supreme", "Tenn. Ch.": "state", "N.Y. Sup.": "state"}


def court_level(court: str) -> str:
    """Return the level of a court from its abbreviation.

    >>> court_level("9th Cir."), court_level("N.D. Cal.")
    ('appeals', 'district')
    """
    return LEVELS.get(court, "appeals" if court.endswith("Cir.") else "district")


def main() -> None:
    """Write the table after checking that every later order named is a row."""
    frame = with_span(rulings(), "ruled", RULED)
    keys = dict(zip(frame["handle"], frame["ruling_id"], strict=True))
    lost = sorted(set(frame["later_handle"]) - set(keys) - {""})
    if lost:
        raise SystemExit(f"rulings: no order has the handle {', '.join(lost)}.")
    frame["later_ruling_id"] = frame["later_handle"].map(keys)
    alone = read_curated("ruling_judges.csv").query("vote == 'alone'")
    frame["judge"] = frame["handle"].map(alone.set_index("handle")["judge"])
    frame["court_level"] = [court_level(court) for court in frame["court"]]
    write_table("rulings", frame[columns("rulings")])


if __name__ == "__main__":
    main()
