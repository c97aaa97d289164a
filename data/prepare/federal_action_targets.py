"""Prepare ``federal_action_targets``: the places that an action names, with arrests if counted.

Reads ``curated/federal_action_targets.csv`` and ``curated/federal_actions.csv``. Needs no
upstream file.
"""

from __future__ import annotations

from _common import columns, read_curated, stable_id, write_table
from _legal import actions


def main() -> None:
    """Write the table; each row takes source and certainty of its action."""
    acts = actions().set_index("handle")
    frame = read_curated("federal_action_targets.csv")
    lost = sorted(set(frame["handle"]) - set(acts.index))
    if lost:
        raise SystemExit(f"federal_action_targets: no action has the handle {', '.join(lost)}.")
    frame["action_id"] = frame["handle"].map(acts["action_id"])
    for column in ("source_id", "certainty"):
        frame[column] = frame["handle"].map(acts[column])
    keys = zip(frame["action_id"], frame["target_name"], strict=True)
    frame["target_id"] = [stable_id("tgt", *key) for key in keys]
    write_table("federal_action_targets", frame[columns("federal_action_targets")])


if __name__ == "__main__":
    main()
