"""The same change in other places and by other choices: one thing varied at a time."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd

from sanctuary_research.data import datasets
from sanctuary_research.methods import screens
from sanctuary_research.methods.groups.across import compare_many
from sanctuary_research.questions.adoption import offices as rooms
from sanctuary_research.questions.adoption.changes import OPTIONS, compare
from sanctuary_research.questions.adoption.question import OUTCOMES, Asked, spans
from sanctuary_research.questions.crime_rates.frames import EARLIER, everything, sides

LATE = (2018, 2019)
CITIES = {"agencies": "cities", "before": (2012, 2013), "after": (2015, 2016, 2017, 2018, 2019)}
Varied = tuple[pd.DataFrame, Asked, dict]


def varied(frame: pd.DataFrame, asked: Asked) -> dict[str, Varied]:
    """Return each variation by name: its agencies, what is asked of them, and options."""
    events = asked.but(definition=rooms.EVENTS, comparison="others")
    found: dict[str, Varied] = {
        "as asked": (frame, asked, {}),
        "nothing adjusted for": (frame, asked, {"adjustments": "raw"}),
        "people counted, not agencies": (frame, asked, {"weights": "person"}),
        "neighbours of limits left out": (without_neighbours(frame), asked, {}),
        "groups as in notebook 01": (relabelled(frame, asked), asked, {}),
        "bans against neither": (swapped(frame), asked.but(comparison="neither"), {}),
        "limits against bans": (frame, asked.but(comparison="ban"), {}),
        "limits by dated events, all others": (rooms.offices(events), events, {}),
    }
    if asked.agencies != "sheriffs":
        return found
    late, cities = asked.but(after=LATE), asked.but(**CITIES)
    return found | {
        "footnoted agencies kept": (rooms.offices(asked, with_notes=True), asked, {}),
        "per resident of the whole county": (rooms.offices(asked, base="everybody"), asked, {}),
        f"after: {spans(LATE)}": (rooms.offices(late), late, {}),
        f"city police, {cities.period}": (rooms.offices(cities), cities, {}),
        "counties by their states' bureaus": (bureaus(asked), asked, {}),
    }


def compared(variations: dict[str, Varied]) -> pd.DataFrame:
    """Compare every outcome under every variation.

    Returns
    -------
    DataFrame
        choice, outcome, then the columns of `compare_groups`; what cannot be estimated keeps its
        row with the reason in ``withheld``.
    """
    tables = []
    for (choice, (frame, asked, options)), outcome in product(variations.items(), OUTCOMES):
        chosen = {choice: sides(frame, asked.comparison)}
        asked_of = OPTIONS | {"weights": "county"} | options
        table = compare_many(chosen, "choice", outcome=outcome, **asked_of)
        tables.append(table.assign(outcome=outcome))
    return pd.concat(tables, ignore_index=True)


def swapped(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the agencies with a ban in the place of a limit, and limits left out."""
    return frame.assign(arm=frame["arm"].replace({"ban": "limit", "limit": "not_coded"}))


def relabelled(frame: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Return the agencies in the groups of one day, whenever their limit began or ended."""
    known = frame.columns.intersection(["arm", "label", "reason", "evidence_table", "evidence_id"])
    return frame.drop(columns=known).merge(
        rooms.settled(asked), on="county_fips", how="left", validate="m:1"
    )


def without_neighbours(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out agencies without a limit whose county borders on one with a limit."""
    limited = frame.loc[frame["arm"] == "limit", "county_fips"]
    pairs = datasets.load_county_neighbors()
    near = pairs.loc[pairs["county_fips"].isin(limited), "neighbor_fips"]
    return frame[frame["arm"].eq("limit") | ~frame["county_fips"].isin(near)]


def bureaus(asked: Asked) -> pd.DataFrame:
    """Return the counties of the states whose bureaus count every year asked, as `offices` does."""
    crime = rooms.counted(datasets.load_state_bureau_crime()).query("year in @asked.years")
    people = rooms.residents(asked.before)["everybody"]
    frame = rooms.rated(crime.rename(columns={"county_fips": "agency_id"}), people, asked)
    frame = frame.join(everything(2015)[rooms.MAKE_UP].set_index("county_fips"))
    is_whole = frame[["property", *EARLIER]].notna().all(axis=1)
    screen = np.where(is_whole, screens.KEPT, rooms.GONE)
    frame = frame.assign(residents=people, screen=screen, county_fips=frame.index, years="")
    return frame.reset_index().merge(rooms.arms(asked), on="county_fips", validate="1:1")


def border_pairs(frame: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Return neighbours across a state line, one under a limit and one on the other side.

    Parameters
    ----------
    frame : DataFrame
        As of `offices`; a county's agencies are averaged.

    Returns
    -------
    DataFrame
        One row a pair: county_fips and state of the limit, neighbor_fips, weight (the pairs of
        one county count together once), and for each outcome how much more the limit's changed.
    """
    kept, names = sides(frame, asked.comparison), list(OUTCOMES)
    means = kept.groupby(["label", "county_fips"])[names].mean()
    ours, theirs = means.loc["sanctuary"], means.loc["not_sanctuary"]
    near = datasets.load_county_neighbors()
    is_across = near["county_fips"].str[:2] != near["neighbor_fips"].str[:2]
    is_pair = near["county_fips"].isin(ours.index) & near["neighbor_fips"].isin(theirs.index)
    pairs = near[is_across & is_pair].reset_index(drop=True)
    weight = 1 / pairs.groupby("county_fips")["county_fips"].transform("size")
    homes = kept.groupby("county_fips")["state"].first()
    moved = ours.loc[pairs["county_fips"]].to_numpy() - theirs.loc[pairs["neighbor_fips"]]
    state = pairs["county_fips"].map(homes)
    return pairs.assign(state=state, weight=weight, **moved.reset_index(drop=True))


def attrition(frame: pd.DataFrame, asked: Asked) -> tuple[pd.Series, pd.Series]:
    """Return how many of the agencies with every year before lack a year after, by arm.

    Returns
    -------
    Series, Series
        Percent by arm; and the difference in percentage points between limit and comparison, as
        a row of `compare_groups`.
    """
    full = [
        frame[[f"{name}_{year}" for name in OUTCOMES for year in years]].notna().all(axis=1)
        for years in asked.sides
    ]
    is_known = frame["screen"].isin([rooms.GONE, screens.KEPT]) & frame["arm"].notna()
    started = frame[full[0] & is_known]
    started = started.assign(vanished=100.0 * ~full[1], screen=screens.KEPT)
    known = started[started["residents"] > 0]
    return started.groupby("arm")["vanished"].mean(), compare(known, "vanished", asked).row()


def whole_bureaus(asked: Asked) -> pd.DataFrame:
    """Return what police did with recorded crime where a state says so every year asked.

    Returns
    -------
    DataFrame
        One row a kind, county and year: what (clearances of California, arrests of Colorado and
        Washington), county_fips, year, arm, side (before or after), done and crimes (counts).
    """
    table = datasets.load_state_bureau_crime().merge(rooms.arms(asked), on="county_fips")
    table = table.query("year in @asked.years")
    table = table.assign(side=np.where(table["year"].isin(asked.after), "after", "before"))
    parts = [
        table[["county_fips", "year", "arm", "side"]].assign(
            what=what, done=table[what], crimes=table[what.split("_")[0]]
        )
        for what in ("violent_cleared", "property_cleared", "property_arrests")
    ]
    known = pd.concat(parts, ignore_index=True).dropna(subset=["done", "crimes"])
    years = known.groupby(["what", "county_fips"])["year"].transform("nunique")
    return known[years == len(asked.years)]


def handled(counted: pd.DataFrame) -> pd.DataFrame:
    """Return what police did per 100 recorded crimes, by kind, arm and side.

    Parameters
    ----------
    counted : DataFrame
        As of `whole_bureaus`.

    Returns
    -------
    DataFrame
        what, arm, counties, before and after: sums over the counties that have both sides.
    """
    sums = counted.groupby(["what", "arm", "side"], sort=False)[["done", "crimes"]].sum()
    share = (100 * sums["done"] / sums["crimes"]).unstack()
    counties = counted.groupby(["what", "arm"])["county_fips"].nunique()
    return share.assign(counties=counties).reset_index()
