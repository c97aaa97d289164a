"""Prepare ``responses``: what places did in answer, one row per place and act.

Reads ``curated/responses.csv`` and ``curated/federal_actions.csv``. Needs no upstream file.
"""

from __future__ import annotations

from _common import columns, read_curated, stable_id, write_table
from _legal import actions, with_span

DATES = ("response_date", "date_earliest", "date_latest", "date_precision")


def main() -> None:
    """Write the table; an act of several places keeps one ``act_id``."""
    acts = actions().set_index("handle")["action_id"]
    frame = read_curated("responses.csv")
    lost = sorted(set(frame["action_handle"]) - set(acts.index) - {""})
    if lost:
        raise SystemExit(f"responses: no action has the handle {', '.join(lost)}.")
    frame["action_id"] = frame["action_handle"].map(acts)
    frame["act_id"] = [stable_id("ans", act) for act in frame["act"]]
    parts = zip(
        frame["jurisdiction_id"], frame["date"], frame["response"], frame["detail"], strict=True
    )
    frame["response_id"] = [stable_id("rsp", *part) for part in parts]
    write_table("responses", with_span(frame, "date", DATES)[columns("responses")])


if __name__ == "__main__":
    main()
