"""Whom the suits reach: places that the United States sued, and the fifty that one order covers."""

from __future__ import annotations

from functools import partial

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import datasets, reach
from sanctuary_research.display import maps, waiting
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.display.style import BLUE, SKY
from sanctuary_research.questions import asking
from sanctuary_research.questions.litigation.suits import Asked

# An article of this day counts 14 sued. It names 12 still sued, beside Illinois and Chicago, whose
# suit had been dismissed; of those sued by then it leaves out four.
ARTICLE = pd.Timestamp("2025-10-07")
LEFT_OUT = ("cook-county-il", "new-york", "colorado", "boston-ma")
FIFTY = "san-francisco-v-trump-2025"
LISTS = ("doj_2025_08_05", "dhs_2025_05_29")
COVERED = {
    "itself": ("Covered", BLUE, ""),
    "city": ("A city in it covered", SKY, "//"),
    "named": ("Named in 2025, not covered", "#F0A35E", ""),
    "neither": ("Neither", "#ECEEF0", ""),
}


def sued(day: pd.Timestamp) -> pd.DataFrame:
    """Return the places sued by the United States from 2025 to a day, once each, counted."""
    cases = datasets.load_cases().query("plaintiff_side == 'federal' and filed_latest <= @day")
    rows = datasets.load_case_parties().query("side == 'defendant' and jurisdiction_id.notna()")
    columns = ["case_id", "short_name", "filed_latest"]
    rows = rows.merge(cases.query("administration == 'trump_2'")[columns], on="case_id")
    rows = rows.sort_values(["filed_latest", "doj_2025_count"]).drop_duplicates("jurisdiction_id")
    place = rows["jurisdiction_id"].map(reach.printed_names())
    return rows.assign(count=range(1, len(rows) + 1), place=place, suit=rows["short_name"])


def sued_count(asked: Asked) -> Exhibit:
    """Replay the count of places sued, day by day, and both readings of an article's 14."""
    rows, then = sued(asked.day), sued(ARTICLE)
    curve = rows.groupby("filed_latest")["count"].max().rename("value").reset_index()
    curve = curve.rename(columns={"filed_latest": "time"}).assign(name="places")
    told = [f"{row.value} on {words.date(row.time)}" for row in curve.itertuples()]
    curve.loc[len(curve)] = asked.day, len(rows), "places"
    before = then["filed_latest"].lt(then["filed_latest"].max()).sum()
    return Exhibit(
        title=f"{words.count(len(rows), 'place')} sued by the United States by {asked.when}",
        subtitle="States and localities sued over their policies since January 2025, each once",
        rows=rows.assign(day=rows["filed_latest"]),
        columns="count day place suit party_id source_id",
        picture=partial(waiting.steps, curve, by="name", ylabel="places sued"),
        alt=f"A rising curve: {words.listed(told)}.",
        sentences=f"{len(then)} had been sued by {words.date(ARTICLE)}, when an article counted "
        f"14. One reading: {before}, the count before that day's newest suit. Another: "
        f"{(~then['jurisdiction_id'].isin(LEFT_OUT)).sum()}, Illinois, Chicago and the places "
        "that the article names, without Cook County, New York, Colorado and Boston.",
        tables=("cases", "case_parties"),
        behind=asking.keys_of("claims", ["clm_59adfc33", "clm_6977e5ac"]),
    )


def fifty(asked: Asked) -> pd.DataFrame:
    """Return the plaintiffs of the funding suit of 2025 with the first order that covers each."""
    rows = datasets.load_case_parties().query("case_id == @FIFTY and side == 'plaintiff'")
    made = datasets.load_rulings().merge(datasets.load_ruling_cases(), on="ruling_id")
    made = made.query("case_id == @FIFTY and kind in ['preliminary_injunction', 'expansion']")
    made = made.assign(covered_on=made["ruled_latest"], joined_date=made["ruled_latest"])
    made = made.sort_values("joined_date")[["joined_date", "covered_on", "ruling_id"]]
    rows = rows.sort_values("joined_date")
    rows = pd.merge_asof(rows, made, on="joined_date", direction="forward")
    return rows.assign(is_covered=rows["covered_on"].le(asked.day))


def coverage(asked: Asked) -> list[Exhibit]:
    """Show who sued and joined, whom the orders cover, and who is on the lists of 2025."""
    rows = fifty(asked)
    rows = rows[rows["joined_date"].le(asked.day)]
    if rows.empty:
        return [Exhibit(sentences=f"San Francisco v. Trump was filed after {asked.when}.")]
    plaintiffs = asking.evidence("case_parties", rows, "is_covered", "ruling_id")
    members, n = _listed(rows), rows["is_covered"].sum()
    days = [own["joined_date"].iloc[0] for _, own in rows.groupby("wave")]
    told = [f"{rows['joined_date'].eq(day).sum()} on {words.date(day)}" for day in days]
    on = members.groupby("list")["is_covered"].agg(["sum", "size"])
    lists = [f"{row.sum} of {row.size} on “{row.Index}”" for row in on.itertuples()]
    return [
        Exhibit(
            title=f"{n} of {len(rows)} plaintiffs are covered on {asked.when}",
            subtitle="San Francisco v. Trump (2025), by county; a covered city is not its county",
            sentences=f"Plaintiffs came in {len(days)} waves: {words.listed(told)}.",
            rows=rows,
            columns="party_name wave joined_date covered_on ruling_id source_id",
            tables=("case_parties", "rulings", "list_membership"),
            behind=asking.evidence("list_membership", members),
            **_map(rows, members),
        ),
        Exhibit(
            title=f"Places on federal lists that this order covers: {words.listed(lists)}",
            rows=members,
            columns="place list is_covered membership_id",
            tables=("case_parties", "list_membership"),
            behind=plaintiffs,
            note="Who is not covered may be by another order: states have suits of their own.",
        ),
    ]


def _listed(plaintiffs: pd.DataFrame) -> pd.DataFrame:
    """Return the places on the lists of 2025, with ``is_covered``."""
    rows = datasets.load_list_membership().query("list_id in @LISTS")
    rows = rows.drop_duplicates(["list_id", "jurisdiction_id"])
    yes = plaintiffs.loc[plaintiffs["is_covered"], "jurisdiction_id"]
    titles = datasets.load_lists().set_index("list_id")["title"]
    rows = rows.assign(
        is_covered=rows["jurisdiction_id"].isin(yes),
        place=rows["jurisdiction_id"].map(reach.printed_names()),
        list=rows["list_id"].map(titles),
    )
    return rows.sort_values(["list_id", "is_covered", "place"], ascending=[False, False, True])


def _map(plaintiffs: pd.DataFrame, members: pd.DataFrame) -> dict:
    """Return the picture and alt text of the map of counties."""
    yes = set(plaintiffs.loc[plaintiffs["is_covered"], "jurisdiction_id"])
    drawn = _counties(yes, set(members["jurisdiction_id"]))
    counts = [f"{n} {COVERED[kind][0].lower()}" for kind, n in drawn["kind"].value_counts().items()]
    look = {"value": "kind", "kinds": COVERED}
    return {
        "picture": lambda narrow: asking.on_map(maps.county_map, drawn, narrow, **look),
        "alt": f"Map of counties: {words.listed(counts)}.",
    }


def _counties(covered: set, named: set) -> pd.DataFrame:
    """Say of each county whether it, a city in it, or a list alone speaks of it."""
    where = datasets.load_jurisdiction_counties()
    whole = where["relation"].isin(reach.WHOLE)
    kind = pd.Series("neither", index=datasets.load_county()["county_fips"].unique(), name="kind")
    kinds = ("named", named, True), ("city", covered, False), ("itself", covered, True)
    for name, who, is_whole in kinds:
        inside = where[where["jurisdiction_id"].isin(who) & (whole == is_whole)]["county_fips"]
        kind[kind.index.isin(inside)] = name
    return kind.rename_axis("county_fips").reset_index()
