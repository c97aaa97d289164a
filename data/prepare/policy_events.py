"""Prepare ``policy_events``: dated adoptions, reversals and mandates.

Reads ``curated/policy_events.csv``, where dates stand as printed precision allows
(``2014``, ``2014-05``, ``2014-05-02``, ``earliest..latest``, or ``..latest``) and provisions
as a list of words; writes intervals and one column per provision. Needs no upstream file.
"""

from __future__ import annotations

import calendar

import pandas as pd
from _common import columns, read_curated, stable_id, write_table

PROVISIONS = [
    "limits_detainers",
    "limits_notification",
    "limits_inquiry",
    "limits_information",
    "limits_resources",
    "limits_287g",
    "limits_jail_access",
    "limits_detention_contracts",
    "limits_courthouse_arrests",
    "grants_right_of_action",
    "is_declaration",
    "repeals_mandate",
    "bans_local_limits",
    "requires_cooperation",
    "requires_detainers",
]
PRECISION = {0: "unknown", 4: "year", 7: "month", 10: "day"}


def interval(text: str) -> tuple[str, str]:
    """Return the first and last day that a printed date allows.

    >>> interval("2014-02"), interval("1987"), interval("2014-04-11..2014-06-24")
    (('2014-02-01', '2014-02-28'), ('1987-01-01', '1987-12-31'), ('2014-04-11', '2014-06-24'))
    >>> interval("..2014-06-24")  # the first day is not known
    ('', '2014-06-24')
    """
    if ".." in text:
        first, last = text.split("..")
        return first, last
    if len(text) == 4:
        return f"{text}-01-01", f"{text}-12-31"
    if len(text) == 7:
        last_day = calendar.monthrange(int(text[:4]), int(text[5:]))[1]
        return f"{text}-01", f"{text}-{last_day}"
    return text, text


def _precision(text: str) -> str:
    if text.startswith(".."):
        return "upper_bound"
    return "interval" if ".." in text else PRECISION[len(text)]


def _event_id(jurisdiction_id: str, direction: str, title: str) -> str:
    return stable_id("evt", jurisdiction_id, direction, title)


def _ended_by(frame: pd.DataFrame) -> list[str]:
    """Return the id of the event that ends each row; it is named by title within the place."""
    known = {
        (row.jurisdiction_id, row.title): row.event_id for row in frame.itertuples(index=False)
    }
    pairs = zip(frame["jurisdiction_id"], frame["ended_by"], strict=True)
    return [known[place, title] if title else "" for place, title in pairs]


def main() -> None:
    """Write the table."""
    frame = read_curated("policy_events.csv")
    key = ["jurisdiction_id", "direction", "title"]
    frame["event_id"] = [_event_id(*row) for row in frame[key].itertuples(index=False)]
    frame["ended_by_event_id"] = _ended_by(frame)
    frame["date_precision"] = frame["adopted"].map(_precision)
    for name in ("adopted", "effective"):
        bounds = list(map(interval, frame[name]))
        frame[f"{name}_earliest"], frame[f"{name}_latest"] = zip(*bounds, strict=True)
    words = frame["provisions"].str.split(";").map(set)
    if odd := set().union(*words) - {*PROVISIONS, ""}:
        raise SystemExit(f"policy_events: no such provision: {', '.join(sorted(odd))}.")
    for name in PROVISIONS:
        frame[name] = words.map(lambda found, name=name: name in found)
    write_table("policy_events", frame[columns("policy_events")])


if __name__ == "__main__":
    main()
