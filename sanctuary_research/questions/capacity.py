"""What stated goals of arrests ask of each officer, with and without the help of others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import datasets
from sanctuary_research.display import pictures, stacks
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.display.style import BLUE
from sanctuary_research.errors import UsageError
from sanctuary_research.questions.asking import Choices, evidence, numbers

TABLES = ("capacity_inputs",)
BAND = ("conf_low", "conf_high", "half_low", "half_high")
EACH = "arrests a year for each officer"
# Inputs that the arrests for each officer depend on, and their names.
MOVES = {
    "target_per_day": "arrests a day aimed at",
    "removal_officers": "officers of ICE",
    "lent_officers": "other federal officers",
    "local_helpers": "local officers",
}
TITLES = {
    "name": "Who makes them",
    "each": "Arrests a year for each",
    "times": "Times those of 2024",
}


@dataclass(frozen=True)
class Asked(Choices):
    """The inputs, each with a figure of the table `capacity_inputs` as its default.

    Attributes
    ----------
    target_per_day : int
        Arrests a day that are aimed at.
    removal_officers, lent_officers, local_helpers : int
        Officers of ICE for removals, of other federal agencies, and of local agencies.
    local_officers : int
        Officers of all state and local agencies.
    on : str
        Day on which agreements are counted, as YYYY-MM-DD.
    """

    SETS: ClassVar = {"on": "AgreementDay"}
    target_per_day: int = 3000
    removal_officers: int = 6100
    lent_officers: int = 28390
    local_helpers: int = 8501
    local_officers: int = 708000
    on: str = "2026-05-18"

    def __post_init__(self) -> None:
        """Refuse a goal or a staff of none, a negative number, and a day without a list."""
        super().__post_init__()
        for name, value in vars(self).items():
            least = 0 if name in ("lent_officers", "local_helpers") else 1
            if name not in self.SETS and value < least:
                told = f"{name} must be at least {least}, not {value}"
                raise UsageError(told, "the table capacity_inputs holds figures with sources")

    @property
    def officers(self) -> int:
        """All who are supposed to make the arrests."""
        return self.removal_officers + self.lent_officers + self.local_helpers

    @property
    def each(self) -> float:
        """Arrests a year for each of them."""
        return 365 * self.target_per_day / self.officers


def inputs(quantity: str = "") -> pd.DataFrame:
    """Return the figures of one quantity, or of all, the lowest first."""
    rows = datasets.load_capacity_inputs().rename(columns={"title": "counted", "value": "figure"})
    rows = rows[rows["quantity"].eq(quantity) | (quantity == "")]
    return rows.sort_values(["quantity", "figure"], ignore_index=True)


def shown(**told: Any) -> Exhibit:
    """Return an exhibit that rests on every figure of the table."""
    rows = evidence(TABLES[0], inputs(), "quantity", "figure", "year")
    return Exhibit(**{"titles": TITLES, "tables": TABLES, "behind": rows} | told)


def _figures() -> pd.Series:
    return inputs().set_index("input_id")["figure"].astype(int)


def made() -> float:
    """Return the arrests of fiscal 2024 for each removal officer of the table."""
    known = _figures()
    return known["arrests_2024"] / known["removal_officers"]


def forces(asked: Asked) -> pd.DataFrame:
    """Return who might make the arrests, and how many each would make.

    Returns
    -------
    DataFrame
        name, each (arrests a year), times (those of 2024), officers.
    """
    known, none = _figures(), asked.but(lent_officers=0, local_helpers=0)
    found = {
        "removal officers alone": none,
        "as an article counts ICE": none.but(removal_officers=known["article_agents"]),
        "all ICE officers of January 2026": none.but(removal_officers=known["ice_officers_2026"]),
        "removal and other federal officers": asked.but(local_helpers=0),
        "these and trained local officers": asked,
        "removal and all local officers": none.but(local_helpers=asked.local_officers),
    }
    each = pd.Series({name: one.each for name, one in found.items()})
    rows = pd.DataFrame({"each": each, "times": each / made()}).rename_axis("name").reset_index()
    return rows.assign(officers=[one.officers for one in found.values()])


def compared(asked: Asked) -> pd.DataFrame:
    """Return `forces` with what was made in the year to September 2024 as the last."""
    rows = forces(asked)
    made_by = _figures()["removal_officers"]
    rows.loc[len(rows)] = ["made in the year to September 2024", made(), 1, made_by]
    return rows


def swings(asked: Asked) -> pd.DataFrame:
    """Return how far each input alone moves the arrests for each officer, the farthest first.

    An input runs over its figures in the table and the one asked for, the others stay.

    Returns
    -------
    DataFrame
        name, remark (what the input runs over), estimate, conf_low, conf_high, swing.
    """
    found = []
    for quantity, name in MOVES.items():
        known = sorted([*inputs(quantity)["figure"].astype(int), getattr(asked, quantity)])
        ends = sorted(asked.but(**{quantity: known[end]}).each for end in (0, -1))
        found.append((name, f"{known[0]:,} to {known[-1]:,}", asked.each, *ends, *ends))
    rows = pd.DataFrame(found, columns=["name", "remark", "estimate", *BAND])
    rows["swing"] = rows["conf_high"] - rows["conf_low"]
    rows = rows.sort_values("swing", ascending=False, ignore_index=True)
    return rows.assign(is_main=rows.index == 0)


def answer(asked: Asked) -> Exhibit:
    """Say what the goal asks of each officer, alone and with help, beside what was done."""
    some = asked.but(local_helpers=0)
    each = [words.number(one.each, 0) for one in (some.but(lent_officers=0), some, asked)]
    held = [inputs(name).query(f"figure == {getattr(asked, name)}")["year"] for name in MOVES]
    years = words.listed([f"{year}" for year in sorted(set(pd.concat(held)))])
    return shown(
        title="The answer",
        sentences=(
            f"By figures of {years or 'your own'}, a goal of {asked.target_per_day:,} arrests a "
            f"day means {each[0]} a year for each of the immigration agency ICE's "
            f"{asked.removal_officers:,} removal officers.",
            f"In the year to September 2024 each made about {words.number(made(), 0)}.",
            f"With {asked.lent_officers:,} other federal officers that is {each[1]} each; "
            f"with {asked.local_helpers:,} local ones too, {each[2]}.",
            f"It depends most on the number of {swings(asked)['name'].iloc[0]}.",
        ),
    )


def main_picture(asked: Asked) -> Exhibit:
    """Show the arrests that the goal asks of each officer, by who helps, beside those of 2024."""
    rows = compared(asked)
    rows[EACH] = rows["each"].round().astype(int)
    rows["name"] = rows["name"].map(words.title) + rows["officers"].map(" ({:,})".format)
    told = [f"“{name}” {n}" for name, n in rows[["name", EACH]].itertuples(index=False)]
    return shown(
        title=f"{asked.target_per_day:,} arrests a day are {rows[EACH].iloc[0]:,} a year for each "
        f"removal officer, {words.number(asked.each, 0)} if others help",
        subtitle="Arrests a year for each officer, if all of them made the same number",
        rows=rows,
        picture=lambda narrow: stacks.stacks(rows, narrow, kinds={EACH: BLUE}, xlabel=EACH),
        alt=f"Bars of arrests a year for each officer: {words.listed(told)}.",
        marks="In brackets: how many officers",
    )


def limits() -> Exhibit:
    """Say what the division does not show."""
    return Exhibit(
        title="What this does not show",
        sentences=(
            "It divides arrests by heads. Not all officers make arrests, others helped for part of "
            "their time, and detention, courts and flights set limits of their own. The officers "
            "announced in January 2026 do other work of ICE too, and many were in training. The "
            "arrests of the year to September 2024 are divided by the removal officers of 2025.",
            "It says nothing of whether a goal is right.",
        ),
    )


def goals(asked: Asked) -> Exhibit:
    """Show what each stated goal asks of each officer, for every force."""
    rows = [
        forces(asked.but(target_per_day=int(goal.figure))).assign(goal=goal.counted)
        for goal in inputs("target_per_day").itertuples()
    ]
    table = pd.concat(rows, ignore_index=True)
    return shown(
        title="What each stated goal asks of each officer",
        rows=table,
        columns="goal name officers each times",
        digits={"officers": 0, "each": 0, "times": 1},
        first=len(table),
    )


def tornado(asked: Asked) -> Exhibit:
    """Show which input moves the arrests for each officer most."""
    rows = swings(asked)
    told = [
        f"{row.name}, {row.remark}: {row.conf_low:.0f} to {row.conf_high:.0f}"
        for row in rows.itertuples(index=False)
    ]
    drawn = rows.assign(name=rows["name"].map(words.title))
    return shown(
        title=f"What matters most: the number of {rows['name'].iloc[0]}",
        subtitle="Arrests a year for each officer, when one figure moves over those on record",
        rows=drawn,
        picture=lambda narrow: pictures.bands(
            drawn, narrow, xlabel=EACH, zero="none", tick=lambda value: words.number(value, 0)
        ),
        alt=f"Bands around {asked.each:.0f} arrests a year for each officer. {'; '.join(told)}.",
        marks="Dot: the figures asked for. Band: one figure from its lowest to its highest source",
    )


def judged() -> Exhibit:
    """Show the article's claims about capacity and their verdicts."""
    return Exhibit(
        title="What the article says, and how it was judged",
        rows=datasets.load_claims().query("topic == 'capacity'").sort_values("claim_number"),
        columns="paraphrase verdict reason claim_id",
        tables=("claims",),
    )


def headlines(asked: Asked) -> list[dict]:
    """Return the headline numbers, each as the arguments of `prose.headline`."""
    each = compared(asked).set_index("name")["each"]
    return numbers(main_picture(asked).title, *((name, n, EACH, 0) for name, n in each.items()))
