"""The suits one by one: timeline and orders, stage and docket, and the grounds pleaded."""

from __future__ import annotations

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import datasets
from sanctuary_research.display.chronicle import dockets
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.display.style import BLUE, GREY, ORANGE
from sanctuary_research.questions.asking import CODES, keys_of, when_of
from sanctuary_research.questions.litigation.speaking import KINDS, SIDES
from sanctuary_research.questions.litigation.suits import SAID, TABLES, Asked, chosen, orders, tally

LOOKS = [(BLUE, "o"), (ORANGE, "s"), (GREY, "D")]
STYLES = {KINDS[side]: look for side, look in zip(SIDES, LOOKS, strict=True)}
# Each ground: its name, and how the note of an order names it.
GROUNDS: dict[str, list[str]] = CODES["grounds"]


def timeline(asked: Asked) -> Exhibit:
    """Show every suit on one line with its orders, and list the orders with what became of them."""
    rows, made = chosen(asked), _orders(asked)
    lines = _lines(rows, made, asked)
    once = made.drop_duplicates("ruling_id")
    told = [f"{once['side'].eq(side).sum()} {KINDS[side]}" for side in SIDES]
    return Exhibit(
        title=f"{words.count(len(rows), 'suit')} and {words.count(len(once), 'order')}, by the "
        f"side each was made for: {words.listed(told)}",
        subtitle="Lines run from filing to the end, or to the day a suit was followed to",
        rows=once.iloc[::-1],
        columns="day suits order scope_note kind later ruling_id source_id",
        titles={"scope_note": "Decided", "kind": "For"},
        picture=lambda narrow: dockets(lines, made, narrow, kinds=STYLES),
        alt=f"{len(rows)} lines in the order of filing; the table names every order.",
        marks="An order that decides several suits is drawn in each and counted once",
        tables=TABLES,
        note="Later: what the next order did to it; standing: none against it found; unknown: not "
        "followed. Newest first.",
    )


def _orders(asked: Asked) -> pd.DataFrame:
    """Return the orders made by the day, in words."""
    made = orders(asked)
    return made.assign(
        day=when_of(made, "start"),
        date=made["start_latest"],
        kind=made["side"].map(KINDS),
        order=made["kind"].str.replace("_", " ") + ", " + made["court"],
        suits=made.groupby("ruling_id")["short_name"].transform("; ".join),
        later=made["status_later"].mask(made["status_later_date"].gt(asked.day), "standing then"),
    )


def _lines(rows: pd.DataFrame, made: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Return the line of each suit: from its filing to its end, or to its last order or sight."""
    last = made.groupby("case_id")["date"].max().reindex(rows["case_id"]).set_axis(rows.index)
    seen = rows["ended_date"].fillna(rows["followed_to_date"])
    end = pd.concat([seen, last], axis=1).max(axis=1).clip(upper=asked.day)
    lines = rows.rename(columns={"short_name": "name", "filed_latest": "start"})
    return lines.assign(panel=rows["administration"].map(SAID), end=end)


def dockets_table(asked: Asked) -> Exhibit:
    """List the suits with court, docket, question, stage and standing."""
    rows = chosen(asked)
    number = datasets.load_case_dockets().query("stage == 'trial'")
    recalled = number["certainty"].eq("memory").map({True: " (from memory)", False: ""})
    docket = number.assign(docket=number["docket"] + recalled).groupby("case_id")["docket"]
    rows = rows.assign(
        suit=rows["short_name"],
        filed=when_of(rows, "filed"),
        docket=rows["case_id"].map(docket.agg(", ".join)),
        about=rows["topic"].map(SAID),
        stands_for=rows["standing"].map(KINDS),
    )
    return Exhibit(
        title=f"The {words.count(len(rows), 'suit')}, newest first, as of {asked.when}",
        rows=rows.iloc[::-1],
        columns="suit filed court docket about stage stands_for case_id source_id",
        tables=(*TABLES, "case_dockets"),
        first=8,
    )


def claims(asked: Asked) -> list[Exhibit]:
    """Set the grounds under both administrations side by side: pleaded, and decided upon."""
    asked = asked.but(administration="any")
    rows, once = chosen(asked), orders(asked).drop_duplicates("ruling_id")
    once = once.rename(columns={"ruling_id": "unit_id", "side": "standing"})
    pleaded, decided = [], []
    for column, (ground, named) in GROUNDS.items():
        pleaded.append(rows[rows[column]].assign(unit_id=rows["case_id"], ground=ground))
        decided.append(once[once["scope_note"].str.contains(named)].assign(ground=ground))
    courts = rows.groupby("administration")["court"].unique()
    both = words.listed(sorted(set.intersection(*map(set, courts))))
    return [
        _grounds(
            pleaded,
            f"Grounds pleaded and how the suits stand on {asked.when}",
            f"Grounds were read, in full or part, for {rows['claims_known'].ne('not_read').sum()} "
            f"of {len(rows)} suits; each counts under each of its own. Courts with suits of both: "
            f"{both} The older suits had years to be appealed.",
            "cases",
        ),
        _grounds(
            decided,
            "Orders whose note names a ground, by the side they were made for",
            "Most notes name no ground.",
            "rulings",
        ),
    ]


def _grounds(parts: list[pd.DataFrame], title: str, note: str, table: str) -> Exhibit:
    rows = pd.concat(parts)
    found = tally(rows, ["ground", "administration"])
    return Exhibit(
        title=title,
        rows=found.replace({"administration": SAID}),
        columns=("ground", "administration", "total", *KINDS.values()),
        tables=TABLES,
        behind=keys_of(table, rows["unit_id"]).assign(ground=rows["ground"].to_list()),
        note=note,
    )
