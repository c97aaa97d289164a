"""Which agencies had agreed by a day to do some of ICE's work, and who lives beside them."""

from __future__ import annotations

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import datasets, dates
from sanctuary_research.display import waiting
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.questions.asking import evidence, numbers
from sanctuary_research.questions.capacity import Asked, inputs

TABLES = ("agreements_287g", "county_population")
TITLES = {
    "time": "By",
    "value": "Agencies",
    "county": "Residents with a county agency, %",
    "any": "With any local agency, %",
    "percent": "Share with ICE, %",
    "with_ice": "With ICE",
    "is_article_claim": "The article's",
}


def agreed(on: str) -> pd.DataFrame:
    """Return the agencies that had signed by a day, once each, with the first day signed.

    They are those of ICE's first list on the day or after it: who had left again by the day of
    that list is missing. Its lists spell one agency in several ways.
    """
    day, rows = dates.day(on), datasets.load_agreements_287g()
    rows = rows[rows["snapshot_date"].ge(day) & rows["signed_date"].le(day)]
    rows = rows[rows["snapshot_date"].eq(rows["snapshot_date"].min())].sort_values("signed_date")
    spelled = rows["agency"].str.casefold().str.replace("department", "office")
    rows = rows.assign(spelled=spelled.str.replace(r"[^a-z0-9]", "", regex=True))
    return rows.drop_duplicates(["state", "spelled", "agency_type"], ignore_index=True)


def behind(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of agencies as what an exhibit rests on."""
    return evidence(TABLES[0], rows, "agency_type", "signed_date", "snapshot_date", "county_fips")


def reach(rows: pd.DataFrame) -> dict[str, float]:
    """Return the percent of residents of 2021 whose county has a county agency, or any, in rows."""
    people = datasets.load_county_population().query("year == year.max()")
    people = people.set_index("county_fips")["population"]
    local = rows[rows["agency_type"].ne("state_agency")]
    sets = {"county": local[local["agency_type"].eq("county")], "any": local}
    inside = {name: people[people.index.isin(own["county_fips"])] for name, own in sets.items()}
    return {name: 100 * own.sum() / people.sum() for name, own in inside.items()}


def over_time(on: str) -> Exhibit:
    """Show how many agencies had signed by each day, and how many people live where they act."""
    rows, when = agreed(on), words.date(on)
    known = datasets.load_agreements_287g()[["signed_date", "snapshot_date"]]
    signed = known.groupby(known["signed_date"].dt.to_period("M"))["signed_date"].max()
    days = [day for day in {*signed, *known["snapshot_date"]} if day < dates.day(on)]
    upto = {day: agreed(f"{day:%Y-%m-%d}") for day in (*sorted(days), dates.day(on))}
    table = pd.DataFrame(
        [{"by": "", "time": d, "value": len(r), **reach(r)} for d, r in upto.items()]
    )
    least = "At least " if dates.day(on) < known["snapshot_date"].min() else ""
    county, any_local = (words.percent(table[name].iloc[-1]) for name in ("county", "any"))
    return Exhibit(
        title=f"{least}{len(rows):,} agencies had signed by {when}",
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
        note="By the last signing of each month and the day of each of ICE's lists, from its first "
        "list on that day or later: who had left again by then is missing, most of all before the "
        "first of them. Residents of 2021. Living in a county is not being reached: a city's "
        "agency acts in the city. State agencies are left out of the shares.",
        behind=behind(pd.concat(upto.values()).drop_duplicates("agreement_id")),
    )


def counted(asked: Asked) -> Exhibit:
    """Show every figure with its source, and the share of those counted that works with ICE."""
    agencies, rows = agreed(asked.on), inputs().set_index("input_id")
    signed, is_count = agencies["agency_type"].value_counts(), rows["quantity"].eq("agencies")
    helping = rows["quantity"].map({"local_officers": asked.local_helpers})
    rows["with_ice"] = helping.mask(is_count, rows["agency_type"].map(signed).fillna(signed.sum()))
    rows["percent"] = 100 * rows["with_ice"] / rows["figure"]
    police, every = (
        f"{row['with_ice']:,.0f} of {row['figure']:,.0f}, {words.percent(row['percent'], 1)}"
        for row in (rows.loc["agencies_police"], rows.loc["agencies_census"])
    )
    return Exhibit(
        title=f"With an agreement: local police departments {police}; agencies of any kind {every}",
        subtitle=f"Every figure with its source; agreements by {words.date(asked.on)}",
        rows=rows.reset_index(),
        columns="counted figure year with_ice percent note is_article_claim source_id input_id",
        titles=TITLES,
        digits={"figure": 0, "with_ice": 0, "percent": 1},
        tables=("capacity_inputs", TABLES[0]),
        first=len(rows),
        note="City agencies stand beside local police departments, county agencies beside "
        "sheriffs' offices, all agencies beside counts of all kinds.",
        behind=behind(agencies),
    )


def headlines(on: str) -> list[dict]:
    """Return the headline number, as the arguments of `prose.headline`."""
    title, when = over_time(on).title, f"signed by {words.date(on)}"
    return numbers(title, (when, len(agreed(on)), "agencies", 0))
