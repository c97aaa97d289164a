"""What stated goals of arrests ask of each officer, alone and with help, and who agreed to help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import datasets, dates
from sanctuary_research.data.kept import kept
from sanctuary_research.data.people import RESIDENTS, counted_in, people
from sanctuary_research.data.widening import agencies
from sanctuary_research.display import pictures, stacks, waiting
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.display.style import BLUE, GREY
from sanctuary_research.questions.asking import CODES, Choices, evidence, numbers

FIGURES, AGREED = "capacity_inputs", "agreements_287g"
TABLES = (FIGURES, AGREED, *RESIDENTS)
EACH = "arrests a year for each officer"


@dataclass(frozen=True)
class Asked(Choices):
    """The inputs, each with a figure of the table `capacity_inputs` as its default.

    Attributes
    ----------
    target_per_day : int
        Arrests a day that are aimed at.
    removal_officers, lent_officers, local_helpers : int
        Officers of ICE's removal branch, those lent to it by ICE's other branch and by other
        federal agencies, and those of local agencies. A count of both branches of ICE already
        holds some of those lent.
    local_officers : int
        Officers of all state and local agencies.
    on : str
        Day on which agreements are counted, as YYYY-MM-DD.
    """

    # Helpers may be none; of nothing are there more than three times the people of the country.
    target_per_day: Annotated[int, "int[1:1000000000]"] = 3000
    removal_officers: Annotated[int, "int[1:1000000000]"] = 6100
    lent_officers: Annotated[int, "int[0:1000000000]"] = 28390
    local_helpers: Annotated[int, "int[0:1000000000]"] = 8501
    local_officers: Annotated[int, "int[1:1000000000]"] = 708000
    on: Annotated[str, "AgreementDay"] = "2026-05-18"

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
    """Return an exhibit that rests on every figure of the table, unless it says on what."""
    titles, rows = CODES["titles_of_capacity"], inputs()
    rows = evidence(FIGURES, rows, "quantity", "figure", "year")
    return Exhibit(**{"titles": titles, "tables": (FIGURES,), "behind": rows} | told)


def forces(asked: Asked) -> pd.DataFrame:
    """Return what was made in fiscal 2024, then who might make the arrests and how many each.

    Returns
    -------
    DataFrame
        name, officers, each (arrests a year).
    """
    known, own = inputs().set_index("input_id")["figure"].astype(int), asked.removal_officers
    officers = {
        "made in the year to September 2024": known["removal_officers"],
        "removal officers alone": own,
        "ICE officers as an article counts them": known["article_agents"],
        "all ICE officers of January 2026": known["ice_officers_2026"],
        "removal and lent officers": own + asked.lent_officers,
        "these and trained local officers": asked.officers,
        "removal and all local officers": own + asked.local_officers,
    }
    rows = pd.Series(officers, name="officers").rename_axis("name").reset_index()
    rows["each"] = 365 * asked.target_per_day / rows["officers"]
    rows.loc[0, "each"] = known["arrests_2024"] / known["removal_officers"]
    return rows


def swings(asked: Asked) -> pd.DataFrame:
    """Return how far each input alone moves the arrests for each officer, the farthest first.

    An input runs over its figures in the table and the one asked for, the others stay. The
    removal officers stay: the table has one count of them, and those of both branches of ICE
    hold some of the officers lent, who would count twice.

    Returns
    -------
    DataFrame
        input, name (with what the input runs over), low, high, swing.
    """
    found = []
    for quantity, name in CODES["moves"].items():
        known = sorted([*inputs(quantity)["figure"].astype(int), getattr(asked, quantity)])
        ends = sorted(asked.but(**{quantity: known[end]}).each for end in (0, -1))
        found.append((name, f"{words.title(name)} ({known[0]:,} to {known[-1]:,})", *ends))
    rows = pd.DataFrame(found, columns=["input", "name", "low", "high"])
    rows["swing"] = rows["high"] - rows["low"]
    return rows.sort_values("swing", ascending=False, ignore_index=True)


def answer(asked: Asked) -> Exhibit:
    """Say what the goal asks of each officer, alone and with help, beside what was done."""
    made, alone, _, _, lent, shared, _ = forces(asked)["each"].map(a_year)
    known = inputs("target_per_day").set_index("figure")["counted"]
    goal = known.get(asked.target_per_day, "").replace("Goal", "federal goal")
    return shown(
        title="The answer",
        sentences=(
            f"At {words.count(asked.target_per_day, 'arrest')} a day{f' ({goal})' * bool(goal)} "
            f"each of ICE's removal officers, who deport people, would make {alone} a year.",
            f"In the year to September 2024 it was about {made}.",
            f"Shared with {words.count(asked.lent_officers, 'other federal officer')} it is {lent} "
            f"each; with {words.count(asked.local_helpers, 'local one')} too, {shared}.",
            "This only divides: not all officers make arrests.",
        ),
    )


def a_year(each: float) -> str:
    """Return arrests a year, with one digit that counts where they are few.

    >>> a_year(0.73), a_year(8490149.4)
    ('0.7', '8,490,149')
    """
    return f"{each:,.0f}" if each >= 0.95 else f"{each:.1g}"


def main_picture(asked: Asked) -> Exhibit:
    """Show the arrests that the goal asks of each officer, by who helps, beside those of 2024."""
    rows = forces(asked)
    rows[EACH] = rows["each"].round().astype(int)
    names = rows["name"].replace({"lent": "other federal", "^these": "those"}, regex=True)
    rows["name"] = names.map(words.title) + rows["officers"].map(" ({:,})".format)
    told = [f"“{name}” {n}" for name, n in rows[["name", EACH]].itertuples(index=False)]
    kinds = {EACH: [GREY, *[BLUE] * (len(rows) - 1)]}
    helps = asked.officers > asked.removal_officers
    shared = words.count(asked.officers, "officer")
    helped = f", {a_year(asked.each)} if {shared} share them" if helps else ""
    return shown(
        title=f"{words.count(asked.target_per_day, 'arrest')} a day would be "
        f"{a_year(rows['each'][1])} a year for each removal officer{helped}",
        subtitle="Arrests a year for each officer, if all made the same number: made (grey), and "
        "needed (blue). In brackets: how many officers",
        rows=rows,
        picture=lambda narrow: stacks.stacks(rows, narrow, kinds=kinds, xlabel=EACH),
        alt=f"Bars of arrests a year for each officer: {words.listed(told)}.",
        marks="Removal officers: those of ICE who deport people. Unless chosen otherwise the goal "
        "is what the White House named in May 2025, and other federal officers are those who "
        "helped in August 2025. The article is the one that this report asks about",
    )


def goals(asked: Asked) -> Exhibit:
    """Show what each stated goal asks of each officer, for every force."""
    stated = inputs("target_per_day").set_index("counted")["figure"].astype(int)
    asks = {goal: forces(asked.but(target_per_day=n))["each"] for goal, n in stated.items()}
    rows = forces(asked)[["name", "officers"]].assign(**asks)[1:]
    return shown(
        title="Arrests a year that each stated goal asks of each officer",
        subtitle=f"Each made about {a_year(forces(asked)['each'][0])} in fiscal 2024",
        rows=rows,
        columns=tuple(rows),
        digits=0,
    )


def tornado(asked: Asked) -> Exhibit:
    """Show which input moves the arrests for each officer most."""
    rows = swings(asked)
    told = [f"{row.name}: {a_year(row.low)} to {a_year(row.high)}" for row in rows.itertuples()]
    drawn = rows.assign(p10=rows["low"], p25=rows["low"], p75=rows["high"], p90=rows["high"])
    drawn = drawn.assign(p50=asked.each, is_main=drawn.index == 0)
    return shown(
        title=f"What matters most: {rows['input'].iloc[0]}",
        subtitle="Arrests a year for each officer, when one figure moves over those on record. "
        "Dot: the figures asked for",
        rows=drawn,
        picture=lambda narrow: pictures.ranges(drawn, narrow, xlabel=EACH),
        alt=f"Bands around {a_year(asked.each)} {EACH}. {'; '.join(told)}.",
        note=f"ICE's removal officers stay at {asked.removal_officers:,}: counts of both branches "
        "of ICE hold some of the lent officers, who would count twice.",
    )


def behind(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of agencies as what an exhibit rests on."""
    return evidence(AGREED, rows, "agency_type", "signed_date", "snapshot_date", "county_fips")


def reach(rows: pd.DataFrame, year: int) -> dict[str, float]:
    """Return the percent of residents of a year whose county has a county agency, or any, in rows.

    They are counted as in notebook 09.
    """
    living = people("residents", year)
    local = rows[rows["agency_type"].ne("state_agency")]
    sets = {"county": local[local["agency_type"].eq("county")], "any": local}
    inside = {name: living[living.index.isin(own["county_fips"])] for name, own in sets.items()}
    return {name: 100 * own.sum() / living.sum() for name, own in inside.items()}


@kept(*TABLES)
def over_time(on: str) -> Exhibit:
    """Show how many agencies had signed by each day, and how many people live where they act."""
    rows, when, last = agencies(on), words.date(on), dates.day(on)
    known = datasets.load_agreements_287g()[["signed_date", "snapshot_date"]]
    signed = known.groupby(known["signed_date"].dt.to_period("M"))["signed_date"].max()
    days = sorted(day for day in {*signed, *known["snapshot_date"], last} if day <= last)
    upto = {day: agencies(day) for day in days}
    table = pd.DataFrame(
        [{"by": "", "time": d, "value": len(r), **reach(r, d.year)} for d, r in upto.items()]
    )
    living = counted_in("residents", last.year).items()
    ever = pd.concat(upto.values()).drop_duplicates("agreement_id")
    least = "At least " if last < known["snapshot_date"].min() else ""
    county, any_local = (words.percent(table[name].iloc[-1]) for name in ("county", "any"))
    return shown(
        title=f"{least}{words.count(len(rows), 'agency', 'agencies')} had signed by {when}",
        subtitle=f"{county} of US residents live in a county whose own agency had, {any_local} in "
        "one where any local agency had",
        rows=table[::-1],
        picture=lambda narrow: waiting.steps(table, narrow, by="by", ylabel="agencies"),
        alt=f"A curve that ends at {len(rows):,} agencies on {when}, "
        f"{rows['signed_date'].dt.year.ge(2025).sum():,} of them from 2025 on.",
        columns="time value county any",
        tables=(AGREED, *RESIDENTS),
        behind=pd.concat([behind(ever), *(evidence(t, own, "population") for t, own in living)]),
    )


def counted(asked: Asked) -> Exhibit:
    """Show every figure with its source, and the share of those counted that works with ICE."""
    signatories, rows = agencies(asked.on), inputs().set_index("input_id")
    signed, is_count = signatories["agency_type"].value_counts(), rows["quantity"].eq("agencies")
    helping = rows["quantity"].map({"local_officers": asked.local_helpers})
    rows["with_ice"] = helping.mask(is_count, rows["agency_type"].map(signed).fillna(signed.sum()))
    rows["percent"] = 100 * rows["with_ice"] / rows["figure"]
    police, every = rows.loc[["agencies_police", "agencies_census"], "percent"].map(words.percent)
    return shown(
        title=f"With an agreement: {police} of local police departments, {every} of all agencies",
        subtitle="Every figure with its source and how it is known; agreements by "
        f"{words.date(asked.on)}",
        rows=rows.reset_index().sort_values("percent", ascending=False),
        columns="counted figure year with_ice percent note is_article_claim certainty source_id "
        "input_id",
        digits={"figure": 0, "with_ice": 0},
        tables=(FIGURES, AGREED),
        note="City agencies stand beside local police departments, county agencies beside "
        "sheriffs' offices, all agencies beside counts of all kinds.",
        behind=behind(signatories),
    )


def headlines(asked: Asked) -> list[dict]:
    """Return the headline numbers, each as the arguments of `prose.headline`."""
    each = forces(asked).set_index("name")["each"]
    signed = (f"signed by {words.date(asked.on)}", len(agencies(asked.on)), "agencies", 0)
    return [
        *numbers(main_picture(asked).title, *((name, n, EACH, 0) for name, n in each.items())),
        *numbers(over_time(asked.on).title, signed),
    ]
