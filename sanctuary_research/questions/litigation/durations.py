"""How long suits wait: from filing to a first ruling on the suit, and to a first injunction.

Restraining orders count as injunctions.
"""

from __future__ import annotations

from functools import partial

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import datasets
from sanctuary_research.display import waiting
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.methods import survival
from sanctuary_research.questions.litigation.suits import SAID, TABLES, Asked, chosen, evidence

MERITS = ("dismissal", "summary_judgment", "permanent_injunction", "judgment")
INJUNCTION = ("restraining_order", "preliminary_injunction", "permanent_injunction")
UNTIL = {
    "a first ruling on the merits": MERITS,
    "a first injunction or restraining order": INJUNCTION,
}
WIDEST = 31  # days that a filing may be unsure by
FEWEST = 3  # suits at risk behind what is drawn
TICKS = (0, 180, 365, 730)


def spells(asked: Asked, kinds: tuple[str, ...]) -> pd.DataFrame:
    """Return the suits with the days to their first order of some kinds, or to their last sight.

    A suit that ended without one, or was not followed further, waits until then. Suits whose
    filing is unsure by more than `WIDEST` days are left out.

    Returns
    -------
    DataFrame
        ``topic`` (in words), ``time`` (days) and ``is_event``.
    """
    rows = chosen(asked)
    rows = rows[(rows["filed_latest"] - rows["filed_earliest"]).dt.days.le(WIDEST)]
    made = datasets.load_rulings().query("ruled_latest <= @asked.day and certainty != 'memory'")
    made = made.query("kind in @kinds").merge(datasets.load_ruling_cases(), on="ruling_id")
    first = made.groupby("case_id")["ruled_latest"].min().reindex(rows["case_id"])
    first = first.set_axis(rows.index)
    seen = rows["ended_date"].fillna(rows["followed_to_date"]).clip(upper=asked.day)
    days = (first.fillna(seen) - rows["filed_latest"]).dt.days.clip(lower=0)
    return pd.DataFrame({"topic": rows["topic"].map(SAID), "time": days, "is_event": first.notna()})


def waits(asked: Asked) -> list[Exhibit]:
    """Show which share still waits after so many days, by question, with the numbers at risk."""
    return [_wait(asked, until, spells(asked, kinds)) for until, kinds in UNTIL.items()]


def _wait(asked: Asked, until: str, own: pd.DataFrame) -> Exhibit:
    if own["topic"].value_counts().max() < FEWEST:
        few = f"No question has {FEWEST} suits: no curve to {until} is drawn."
        return Exhibit(title=f"How long from filing to {until}", sentences=few)
    drawn, told = _curves(own)
    kept = own[own["topic"].isin(drawn["topic"])]
    out = len(chosen(asked)) - len(own)
    look = {"ylabel": "share still waiting", "xlabel": "days since filing"}
    look |= {"risk": survival.at_risk(kept, TICKS, by="topic")}
    return Exhibit(
        title=f"How long from filing to {until}",
        subtitle=f"Share of suits still waiting, Kaplan-Meier, to {asked.when}",
        rows=drawn,
        picture=partial(waiting.steps, drawn, by="topic", **look),
        alt=f"Falling steps: {words.listed(told)}.",
        marks=f"Each curve ends where fewer than {FEWEST} suits are still waiting and followed",
        sentences=f"There was {until} in: {words.listed(told)}. Left out: "
        f"{words.count(out, 'suit')} whose filing is not known within {WIDEST} days.",
        tables=TABLES,
        behind=evidence(asked),
    )


def _curves(own: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the steps of each question's curve, to where enough are at risk, and its counts."""
    curve = survival.kaplan_meier(own, by="topic", fewest=FEWEST)
    drawn, told = survival.carried_on(curve, own, by="topic", fewest=FEWEST), []
    for topic, line in drawn.groupby("topic", sort=False):
        mine, half = own[own["topic"].eq(topic)], survival.median_time(line)
        by = "" if pd.isna(half) else f" (half by day {half:.0f})"
        told.append(f"{topic} {mine['is_event'].sum()} of {len(mine)} suits{by}")
    return drawn.assign(value=drawn["waiting"]), told
