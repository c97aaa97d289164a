"""Which agencies had agreed by a day to do some of ICE's work, and who lives beside them."""

from __future__ import annotations

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import datasets, dates
from sanctuary_research.data.kept import kept
from sanctuary_research.data.people import PEOPLE, counted_in, people
from sanctuary_research.data.widening import agencies
from sanctuary_research.display import waiting
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.questions.asking import CODES, evidence, numbers
from sanctuary_research.questions.capacity import Asked, inputs

TABLES = ("agreements_287g", *PEOPLE)
TITLES: dict[str, str] = CODES["titles_of_agreements"]


def behind(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of agencies as what an exhibit rests on."""
    return evidence(TABLES[0], rows, "agency_type", "signed_date", "snapshot_date", "county_fips")


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
    ever, living = (
        pd.concat(upto.values()).drop_duplicates("agreement_id"),
        counted_in("residents", last.year),
    )
    least = "At least " if last < known["snapshot_date"].min() else ""
    county, any_local = (words.percent(table[name].iloc[-1]) for name in ("county", "any"))
    return Exhibit(
        title=f"{least}{words.count(len(rows), 'agency', 'agencies')} had signed by {when}",
        subtitle=f"{county} of US residents live in a county whose own agency had, {any_local} in "
        "one where any local agency had",
        rows=table[::-1],
        picture=lambda narrow: waiting.steps(table, narrow, by="by", ylabel="agencies"),
        alt=f"A curve that ends at {len(rows):,} agencies on {when}, "
        f"{rows['signed_date'].dt.year.ge(2025).sum():,} of them from 2025 on.",
        columns="time value county any",
        titles=TITLES,
        digits={"value": 0, "county": 1, "any": 1},
        tables=TABLES,
        note="From ICE's first list on each day or later: who had left again by then is missing, "
        "most of all before the first. Residents of the year, since 2025 those of 2024; state "
        "agencies are left out. Living in a county is not being reached: a city's agency acts in "
        "the city.",
        behind=pd.concat(
            [behind(ever), *(evidence(t, r, "population") for t, r in living.items())]
        ),
    )


def counted(asked: Asked) -> Exhibit:
    """Show every figure with its source, and the share of those counted that works with ICE."""
    signatories, rows = agencies(asked.on), inputs().set_index("input_id")
    signed, is_count = signatories["agency_type"].value_counts(), rows["quantity"].eq("agencies")
    helping = rows["quantity"].map({"local_officers": asked.local_helpers})
    rows["with_ice"] = helping.mask(is_count, rows["agency_type"].map(signed).fillna(signed.sum()))
    rows["percent"] = 100 * rows["with_ice"] / rows["figure"]
    police, every = rows.loc[["agencies_police", "agencies_census"], "percent"].map(words.percent)
    return Exhibit(
        title=f"With an agreement: {police} of local police departments, {every} of all agencies",
        subtitle="Every figure with its source and how it is known; agreements by "
        f"{words.date(asked.on)}",
        rows=rows.reset_index().sort_values("percent", ascending=False),
        columns="counted figure year with_ice percent note is_article_claim certainty source_id "
        "input_id",
        titles=TITLES,
        digits={"figure": 0, "with_ice": 0, "percent": 1},
        tables=("capacity_inputs", TABLES[0]),
        note="City agencies stand beside local police departments, county agencies beside "
        "sheriffs' offices, all agencies beside counts of all kinds.",
        behind=behind(signatories),
    )


def headlines(on: str) -> list[dict]:
    """Return the headline number, as the arguments of `prose.headline`."""
    title, when = over_time(on).title, f"signed by {words.date(on)}"
    return numbers(title, (when, len(agencies(on)), "agencies", 0))
