"""Who prevails: the first screen of notebook 07, outcomes as counts, and other days."""

from __future__ import annotations

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import datasets
from sanctuary_research.display import waiting
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.questions import asking
from sanctuary_research.questions.litigation import speaking, suits
from sanctuary_research.questions.litigation.speaking import FEDERAL, KINDS, LOCAL, MIXED, SIDES
from sanctuary_research.questions.litigation.suits import EARLY, SAID, TABLES, Asked, chosen

DAYS = {
    "2018-01-24": "the Justice Department's 23 letters",
    "2021-01-20": "the first administration ends",
    "2025-08-05": "the Justice Department's list",
    "2025-10-07": "the first of the five articles",
}
DIVIDED = ("topic", "plaintiff_side", "administration", "stage", "court")


def counts(asked: Asked) -> dict[str, int]:
    """Return how many suits there are, stand for each side, are early, and were not followed."""
    rows = chosen(asked)
    found = rows["standing"].value_counts().reindex(list(KINDS), fill_value=0).to_dict()
    sided = rows[rows["standing"].isin(SIDES)]
    lost = (~sided["is_followed"]).sum()
    found |= {"suits": len(rows), "sided": len(sided), "lost": lost}
    found["brought"] = rows["plaintiff_side"].eq(FEDERAL).sum()
    return found | {EARLY: sided["stage"].eq(EARLY).sum()}


def lead(local: int, federal: int) -> str:
    """Say in how many suits rulings "favour" whom, who has more first.

    >>> lead(1, 9)
    'favour the federal government in 9, states, localities, people or groups in 1'
    """
    sides = sorted([(federal, f"the {KINDS[FEDERAL]}"), (local, KINDS[LOCAL])])
    (less, second), (more, first) = sides
    return f"favour {first} in {more}, {second} in {less}"


def answer(asked: Asked) -> Exhibit:
    """Say in plain words for whom the orders of a day stand, and how firm that is."""
    n = counts(asked)
    early = words.count(n[EARLY], "rests", "rest") + " on rulings before trial"
    filed = chosen(asked)["filed_latest"].dt.year.agg(["min", "max"])
    is_open = filed["min"] < filed["max"] == asked.day.year
    years = "of " + " to ".join(dict.fromkeys(map(str, filed)))
    years = f"since {filed['min']}" if is_open else years
    return asking.the_answer(
        f"In suits {years}, on {asked.when} rulings {lead(n[LOCAL], n[FEDERAL])}.",
        f"In {n[MIXED]} each is favoured in part; in {n['suits'] - n['sided']} none known is in "
        "force.",
        f"That is not who won: {early}, {n['lost']} may have newer ones." * bool(n["sided"]),
        f"Suits against the federal government: {n['suits'] - n['brought']} of {n['suits']}.",
        tables=TABLES,
        behind=suits.evidence(asked),
    )


def main_picture(asked: Asked) -> Exhibit:
    """Show day by day in how many suits orders stand for whom."""
    rows, made, n = chosen(asked), suits.orders(asked), counts(asked)
    turns = pd.concat([rows["filed_latest"], made["start_latest"], made["end_latest"]])
    found = on_days(rows, sorted({*turns[turns.le(asked.day)], asked.day}))
    none = KINDS[speaking.NONE]
    found[none] += found.pop(KINDS[speaking.UNSURE])
    found = found.melt("time", [*(KINDS[side] for side in SIDES), none], "side", "value")
    told = words.listed([*(f"{KINDS[side]} {n[side]}" for side in SIDES), _neither(n)])
    return Exhibit(
        title=_finding(n),
        subtitle="Suits over sanctuary policies, federal money or troops, by the side that orders "
        f"in force on each day favoured, to {asked.when}",
        rows=found,
        picture=lambda narrow: waiting.steps(found, narrow, by="side", ylabel="suits"),
        alt=f"Step curves, a side each; on {asked.when} {told} of {n['suits']} suits.",
        marks="A line falls where an order is lifted or replaced. A suit counts once, whether it "
        "reaches one grant or the whole country",
        tables=TABLES,
        behind=suits.evidence(asked),
    )


def _finding(n: dict[str, int]) -> str:
    of = f"Of {words.count(n['suits'], 'suit')} rulings {lead(n[LOCAL], n[FEDERAL])}"
    return f"{of}, each in part in {n[MIXED]}; {_neither(n)}"


def _neither(n: dict[str, int]) -> str:
    return f"{KINDS[speaking.NONE]} in {n['suits'] - n['sided']}"


def on_days(rows: pd.DataFrame, days: list[pd.Timestamp]) -> pd.DataFrame:
    """Return in how many suits orders stood for whom on each day (``time``), sides in words."""
    spoken = speaking.every_spell()
    found = [speaking.standing_of(rows, spoken, day)["standing"].value_counts() for day in days]
    table = pd.DataFrame(found, index=days).reindex(columns=list(KINDS)).fillna(0).astype(int)
    return table.rename(columns=KINDS).rename_axis("time").reset_index()


def other_days(asked: Asked) -> Exhibit:
    """Show who prevailed on the days that letters, list and article make one ask about."""
    days = _days(asked)
    rows = on_days(chosen(asked.but(on=max(days))), list(map(pd.Timestamp, days)))
    return Exhibit(
        title=_of_days(days),
        subtitle="Suits by the side of the orders standing that day",
        rows=rows.assign(day=rows["time"], when=list(days.values())),
        columns=("day", "when", *KINDS.values()),
        tables=TABLES,
        behind=suits.evidence(asked.but(on=max(days))),
    )


def _days(asked: Asked) -> dict[str, str]:
    return dict(sorted({asked.on: "the day asked about", **DAYS}.items()))


def _of_days(days: dict[str, str]) -> str:
    return f"Who prevailed on {len(days)} days"


def outcomes(asked: Asked) -> Exhibit:
    """Show outcomes counted by the unit asked for, divided in each way."""
    rows = suits.units(asked).replace(dict.fromkeys(DIVIDED, SAID))
    found = [suits.tally(rows.rename(columns={by: "group"}), "group") for by in DIVIDED]
    return Exhibit(
        title=f"Outcomes, counted by {asked.unit}, as of {asked.when}",
        rows=pd.concat(found, keys=DIVIDED, names=["divided_by"]).reset_index("divided_by"),
        columns=("group", "total", *KINDS.values()),
        tables=(*TABLES, "case_parties"),
        behind=suits.evidence(asked),
        note=f"By question, who sued, administration, stage and court; {suits.UNITS[asked.unit]}. "
        "The table holds nearly all such suits, no sample of more: counts need no interval.",
    )


def apart(asked: Asked) -> Exhibit:
    """Say what is set apart, rests on memory, or was not followed."""
    rows, out = chosen(asked), chosen(asked, apart=True)
    sided = rows[rows["standing"].isin(SIDES)]
    recalled = datasets.load_rulings().query("certainty == 'memory'")
    short = (rows["ended_date"].isna() & rows["followed_to_date"].lt(asked.day)).sum()
    return Exhibit(
        title="What is set apart, and what was not followed",
        sentences=(
            f"Not counted: {words.count(len(out), 'suit')} without the federal government on a "
            "side, or over grant conditions that do not concern immigration, and "
            f"{words.count(len(recalled), 'order')} known from memory alone.",
            f"Of {len(sided)} suits with a standing order {(~sided['is_followed']).sum()} have one "
            f"whose later history was not followed; {words.count(short, 'suit')} not known to "
            "have ended could be followed to an earlier day only.",
        ),
        rows=out.assign(suit=out["short_name"]),
        columns="suit challenged case_id source_id",
        tables=TABLES,
        behind=asking.evidence("rulings", recalled),
    )


def headlines(asked: Asked) -> list[dict]:
    """Return the headline numbers, each as the arguments of `prose.headline`."""
    now = counts(asked)
    title = _finding(now)
    found = asking.numbers(title, ("filed", now["suits"], "suits", 0))
    other = _of_days(_days(asked))
    for when, exhibit in ((asked, title), (asked.but(on="2025-10-07"), other)):
        told = [(f"{KINDS[side]}, {when.when}", counts(when)[side]) for side in SIDES]
        found += asking.numbers(exhibit, *((*one, "suits", 0) for one in told))
    return found
