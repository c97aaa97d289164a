"""What stated goals of arrests ask of each officer, with and without the help of others."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import partial

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import choices, datasets, dates
from sanctuary_research.display import pictures, stacks, waiting
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.display.style import BLUE
from sanctuary_research.errors import UsageError
from sanctuary_research.questions.asking import numbers
from sanctuary_research.questions.money.ledger import keys_of

TABLES = ("capacity_inputs",)
AGREED = ("agreements_287g", "county_population")
ALL_TABLES = (*TABLES, *AGREED, "claims")
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
    "percent": "Share with ICE, %",
    "with_ice": "With ICE",
    "is_article_claim": "The article's",
}
shown = partial(Exhibit, titles=TITLES, tables=TABLES)


@dataclass(frozen=True)
class Asked:
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

    target_per_day: int = 3000
    removal_officers: int = 6100
    lent_officers: int = 28390
    local_helpers: int = 8501
    local_officers: int = 708000
    on: str = "2026-05-18"

    def __post_init__(self) -> None:
        """Refuse a goal or a staff of none, a negative number, and a day without a list."""
        for field in fields(self)[:-1]:
            least = 0 if field.name in ("lent_officers", "local_helpers") else 1
            value = getattr(self, field.name)
            if value < least:
                told = f"{field.name} must be at least {least}, not {value}"
                raise UsageError(told, "the table capacity_inputs holds figures with sources")
        choices.check("AgreementDay", "on", self.on)

    @property
    def each(self) -> float:
        """Arrests a year for each of all who are supposed to make them."""
        officers = self.removal_officers + self.lent_officers + self.local_helpers
        return 365 * self.target_per_day / officers


def inputs(quantity: str = "") -> pd.DataFrame:
    """Return the figures of one quantity, or of all, the lowest first."""
    rows = datasets.load_capacity_inputs().rename(columns={"title": "counted", "value": "figure"})
    rows = rows[rows["quantity"].eq(quantity) | (quantity == "")]
    return rows.sort_values(["quantity", "figure"], ignore_index=True)


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
        name, officers, each (arrests a year), times (those of 2024).
    """
    known = _figures()
    none = replace(asked, lent_officers=0, local_helpers=0)
    found = {
        "removal officers alone": none,
        "as an article counts ICE": replace(none, removal_officers=known["article_agents"]),
        "all ICE officers of January 2026": replace(
            none, removal_officers=known["ice_officers_2026"]
        ),
        "with other federal officers": replace(asked, local_helpers=0),
        "with trained local officers too": asked,
        "with all local officers": replace(none, local_helpers=asked.local_officers),
    }
    each = pd.Series({name: one.each for name, one in found.items()})
    rows = pd.DataFrame({"each": each, "times": each / made()}).rename_axis("name").reset_index()
    return rows.assign(officers=(365 * asked.target_per_day / rows["each"]).round().astype(int))


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
        ends = sorted(replace(asked, **{quantity: known[end]}).each for end in (0, -1))
        found.append((name, f"{known[0]:,} to {known[-1]:,}", asked.each, *ends, *ends))
    rows = pd.DataFrame(found, columns=["name", "remark", "estimate", *BAND])
    rows["swing"] = rows["conf_high"] - rows["conf_low"]
    rows = rows.sort_values("swing", ascending=False, ignore_index=True)
    return rows.assign(is_main=rows.index == 0)


def _upper(name: str) -> str:
    return f"{name[0].upper()}{name[1:]}"


def agreed(asked: Asked) -> pd.DataFrame:
    """Return the agencies that had signed by the day, once each, with the first day signed.

    They are those of ICE's first list on the day or after it: two lists spell an agency in two
    ways, and who had left before that list is in none.
    """
    day, rows = dates.day(asked.on), datasets.load_agreements_287g()
    rows = rows[rows["snapshot_date"].ge(day) & rows["signed_date"].le(day)]
    rows = rows[rows["snapshot_date"].eq(rows["snapshot_date"].min())].sort_values("signed_date")
    return rows.drop_duplicates(["state", "agency", "agency_type"], ignore_index=True)


def reach(rows: pd.DataFrame) -> dict[str, float]:
    """Return the percent of residents of 2021 whose county has a county agency, or any, in rows."""
    people = datasets.load_county_population().query("year == year.max()")
    people = people.set_index("county_fips")["population"]
    local = rows[rows["agency_type"].ne("state_agency")]
    sets = {"county": local[local["agency_type"].eq("county")], "any": local}
    inside = {name: people[people.index.isin(own["county_fips"])] for name, own in sets.items()}
    return {name: 100 * own.sum() / people.sum() for name, own in inside.items()}


def answer(asked: Asked) -> Exhibit:
    """Say what the goal asks of each officer, alone and with help, beside what was done."""
    each = forces(asked).set_index("name")["each"]
    held = [inputs(name).query(f"figure == {getattr(asked, name)}")["year"] for name in MOVES]
    years = words.listed([f"{year}" for year in sorted(set(pd.concat(held)))])
    return shown(
        title="The answer",
        sentences=(
            f"By figures of {years or 'your own'}, a goal of {asked.target_per_day:,} arrests a "
            f"day means {words.number(each['removal officers alone'], 0)} a year for each of "
            f"ICE's {asked.removal_officers:,} removal officers.",
            f"In fiscal 2024 each made about {words.number(made(), 0)}.",
            f"Shared with {asked.lent_officers:,} other federal officers it would be "
            f"{words.number(each['with other federal officers'], 0)} each, and with "
            f"{asked.local_helpers:,} trained local ones too {words.number(asked.each, 0)}.",
            f"This depends most on the number of {swings(asked)['name'].iloc[0]}.",
        ),
        behind=keys_of(TABLES[0], inputs()["input_id"]),
    )


def main_picture(asked: Asked) -> Exhibit:
    """Show the arrests that the goal asks of each officer, by who helps, beside those of 2024."""
    rows = forces(asked)
    rows.loc[len(rows)] = {"name": "made in fiscal 2024", "each": made(), "times": 1}
    drawn = rows.assign(name=rows["name"].map(_upper), **{EACH: rows["each"].round().astype(int)})
    told = [f"“{row['name']}” {row[EACH]}" for _, row in drawn.iterrows()]
    return shown(
        title=f"What {asked.target_per_day:,} arrests a day ask of each officer",
        subtitle="Arrests a year for each, were all officers to make them alike",
        rows=drawn,
        picture=lambda narrow: stacks.stacks(drawn, narrow, kinds={EACH: BLUE}, xlabel=EACH),
        alt=f"Bars of arrests a year for each officer: {words.listed(told)}.",
        behind=keys_of(TABLES[0], inputs()["input_id"]),
    )


def limits() -> Exhibit:
    """Say what the division does not show."""
    return Exhibit(
        title="What this does not show",
        sentences=(
            "It divides arrests by heads. Not all officers make arrests, others helped for part of "
            "their time, and detention, courts and flights set limits of their own. The officers "
            "announced in January 2026 are of both branches of ICE, many of them in training. For "
            "2024 the officers of 2025 stand in.",
            "It says nothing of whether a goal is right.",
        ),
    )


def goals(asked: Asked) -> Exhibit:
    """Show what each stated goal asks of each officer, for every force."""
    rows = [
        forces(replace(asked, target_per_day=int(goal.figure))).assign(goal=goal.counted)
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
    drawn = rows.assign(name=rows["name"].map(_upper))
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


def counted(asked: Asked) -> Exhibit:
    """Show every figure with its source, and the share of those counted that works with ICE."""
    signed, rows = agreed(asked)["agency_type"].value_counts(), inputs().set_index("input_id")
    is_count = rows["quantity"].eq("agencies")
    helping = rows["quantity"].map({"local_officers": asked.local_helpers})
    rows["with_ice"] = helping.mask(is_count, rows["agency_type"].map(signed).fillna(signed.sum()))
    rows["percent"] = 100 * rows["with_ice"] / rows["figure"]
    police, every = (
        f"{row['with_ice']:,.0f} of {row['figure']:,.0f}, {row['percent']:.1f} %"
        for row in (rows.loc["agencies_police"], rows.loc["agencies_census"])
    )
    return shown(
        title=f"With an agreement: local police departments {police}; agencies of any kind {every}",
        subtitle=f"Every figure with its source; agreements by {words.date(asked.on)}",
        rows=rows.reset_index(),
        columns="counted figure year with_ice percent note is_article_claim source_id input_id",
        digits={"figure": 0, "with_ice": 0, "percent": 1},
        tables=(*TABLES, AGREED[0]),
        first=len(rows),
        note="City agencies stand beside local police departments, county agencies beside "
        "sheriffs' offices, all agencies beside counts of all kinds.",
    )


def over_time(asked: Asked) -> Exhibit:
    """Show how many agencies had signed by each day, and how many people live where they act."""
    rows = agreed(asked)
    ends = rows.groupby(rows["signed_date"].dt.to_period("M"))["signed_date"].max()
    upto = {day: rows[rows["signed_date"].le(day)] for day in (*ends, dates.day(asked.on))}
    table = pd.DataFrame(
        [{"by": "", "time": d, "value": len(r), **reach(r)} for d, r in upto.items()]
    )
    last = table.iloc[-1]
    return shown(
        title=f"{len(rows):,} agencies had signed by {words.date(asked.on)}",
        subtitle=f"{last['county']:.0f} % of US residents live in a county whose own agency had, "
        f"{last['any']:.0f} % in one where any local agency had",
        rows=table[::-1],
        picture=lambda narrow: waiting.steps(table, narrow, by="by", ylabel="agencies"),
        alt=f"A rising curve that ends at {len(rows):,} agencies on {words.date(asked.on)}, "
        f"{rows['signed_date'].dt.year.ge(2025).sum():,} of them from 2025 on.",
        columns="time value county any",
        titles={
            "time": "Last signing of the month",
            "value": "Agencies",
            "county": "Residents with a county agency, %",
            "any": "With any local agency, %",
        },
        digits={"value": 0, "county": 1, "any": 1},
        tables=AGREED,
        note="By ICE's first list on that day or later: who had left before is not in it, so early "
        "days are too low. Residents of 2021. Living in a county is not being reached: a city's "
        "agency acts in the city. State agencies are left out of the shares.",
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
    each = forces(asked).set_index("name")["each"]
    each["made in fiscal 2024"] = made()
    signed = over_time(asked).title
    return [
        *numbers(main_picture(asked).title, *((name, n, EACH, 0) for name, n in each.items())),
        *numbers(signed, (f"signed by {words.date(asked.on)}", len(agreed(asked)), "agencies", 0)),
    ]
