"""The agencies: what they recorded, how many people they serve, and the arm of their county."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sanctuary_research.data import datasets
from sanctuary_research.data.kept import kept
from sanctuary_research.data.labels import labels
from sanctuary_research.data.own_list import OwnList
from sanctuary_research.methods import screens
from sanctuary_research.questions.adoption.question import CRIME_TABLES, KINDS, OUTCOMES, Asked
from sanctuary_research.questions.crime_rates.frames import EARLIER, READ, everything

PER = 10_000
LEAST_PEOPLE, LEAST_SHARE, MOST = 1_000, 0.1, 1_000
EVENTS = "any_detainer_limit"  # what dated events say of every limit
GONE, BROKEN, FEW, ODD, BLANK, NOWHERE = (
    "not every year reported in full",
    "a footnote: not comparable with the years before",
    "too few residents are left beside the cities",
    "no property crime, or over 1,000 offences per 10,000",
    "a covariate is missing",
    "in no known county",
)
REASONS = (screens.KEPT, NOWHERE, GONE, BROKEN, FEW, ODD, BLANK)
MAKE_UP = ["county_fips", "name", "state_fips", "state", "region", *EARLIER[1:]]


@kept(*CRIME_TABLES)
def recorded(kind: str) -> pd.DataFrame:
    """Return what the agencies of a kind recorded, one row an agency and year.

    Returns
    -------
    DataFrame
        agency_id, year, the offences of `OUTCOMES`, population (as printed; blank for sheriffs),
        is_not_comparable.
    """
    agencies, crime = datasets.load_agencies(), datasets.load_agency_crime()
    chosen = agencies.loc[agencies["kind"].isin(KINDS[kind].kinds), "agency_id"]
    return counted(crime[crime["agency_id"].isin(chosen)])


def counted(crime: pd.DataFrame) -> pd.DataFrame:
    """Return a table of crime with the offences of `OUTCOMES`.

    Violent crime is without rape, and missing where a part is.

    >>> rows = pd.DataFrame({"murder": [1], "robbery": [2], "aggravated_assault": [3],
    ...                      "property": [9], "motor_vehicle_theft": [None]})
    >>> counted(rows)[list(OUTCOMES)].values.tolist()
    [[9.0, 6.0, 1.0, 2.0, nan]]
    """
    parts = crime[["murder", "robbery", "aggravated_assault"]].astype("Float64")
    crime = crime.assign(homicide=crime["murder"], violent=parts.sum(axis=1, skipna=False))
    return crime.astype(dict.fromkeys(OUTCOMES, "float64"))


def rated(crime: pd.DataFrame, people: pd.Series, asked: Asked) -> pd.DataFrame:
    """Return every agency's rates per 10,000 people and their changes.

    Parameters
    ----------
    crime : DataFrame
        agency_id, year and the offences of `OUTCOMES`.
    people : Series
        By agency_id.
    asked : Asked

    Returns
    -------
    DataFrame
        By agency_id: ``{outcome}_{year}``, the change between the sides of each outcome, and
        is_whole: whether every year asked has every outcome.
    """
    counts = crime.pivot(index="agency_id", columns="year", values=list(OUTCOMES))
    rates = PER * counts.div(people.reindex(counts.index), axis=0)
    wide = rates.set_axis([f"{name}_{year}" for name, year in rates.columns], axis=1)
    changes = {
        name: rates[name].reindex(columns=asked.after).mean(axis=1, skipna=False)
        - rates[name].reindex(columns=asked.before).mean(axis=1, skipna=False)
        for name in OUTCOMES
    }
    wanted = [(name, year) for name in OUTCOMES for year in asked.years]
    is_whole = counts.reindex(columns=wanted).notna().all(axis=1)
    return wide.assign(**changes, is_whole=is_whole)


@kept(*READ)
def arms(asked: Asked) -> pd.DataFrame:
    """Return the arm of every county over the years after, one that began and stayed.

    A county is in an arm if it is so in the middle of the first year after and at the end of the
    last. A limit that was in force at the end of the years before, by the definition or by dated
    events, is no change: its county is not coded.

    Returns
    -------
    DataFrame
        As of `labels`: county_fips, arm, label, reason, evidence_table, evidence_id.
    """
    definition, found = _definition(asked), settled(asked).set_index("county_fips")
    last = labels(definition, f"{asked.after[-1]}-12-31").set_index("county_fips")["arm"]
    start = f"{asked.before[-1]}-12-31"
    was = [labels(one, start).set_index("county_fips")["arm"] for one in (definition, EVENTS)]
    is_old = (was[0].eq("limit") | was[1].eq("limit")) & found["arm"].eq("limit")
    is_ended = found["arm"] != last
    for lost, why in (
        (is_old, f"A limit was in force before {asked.before[-1] + 1}."),
        (is_ended, f"Its group changed by the end of {asked.after[-1]}."),
    ):
        found.loc[lost, ["arm", "label"]] = "not_coded"
        found.loc[lost, "reason"] = why + " " + found.loc[lost, "reason"]
    return found.reset_index()


def settled(asked: Asked) -> pd.DataFrame:
    """Return the arm of every county in the middle of the first year after, as of `labels`."""
    return labels(_definition(asked), f"{asked.after[0]}-07-01")


def _definition(asked: Asked) -> str | OwnList:
    return asked.own if asked.definition == "own" else asked.definition


@kept(*CRIME_TABLES)
def residents(years: tuple[int, ...]) -> pd.DataFrame:
    """Return the people of every county, all and beside its cities with police of their own.

    Means of the years. A city counts with the share of its people who live in its main county.

    Returns
    -------
    DataFrame
        By county_fips: everybody, left.
    """
    people = datasets.load_county_population().query("year in @years")
    everybody = people.groupby("county_fips")["population"].mean().astype(float)
    printed = recorded("cities").query("year in @years").groupby("agency_id")["population"].mean()
    cities = datasets.load_agencies().set_index("agency_id").join(printed, how="inner")
    inside = cities["population"] * cities["county_share_percent"].fillna(100).astype(float) / 100
    covered = inside.astype(float).groupby(cities["county_fips"]).sum()
    left = everybody - covered.reindex(everybody.index, fill_value=0)
    return pd.DataFrame({"everybody": everybody, "left": left})


@kept(*CRIME_TABLES, *READ)
def offices(asked: Asked, *, base: str = "left", with_notes: bool = False) -> pd.DataFrame:
    """Return every agency of the kind with its rates, its county and whether it is kept.

    Parameters
    ----------
    asked : Asked
    base : {"left", "everybody"}
        Whose offences sheriffs count per 10,000: the county's people beside its cities, or all;
        city police always count their own.
    with_notes : bool
        Keep agencies whose figures a footnote calls not comparable.

    Returns
    -------
    DataFrame
        agency_id, agency_name, the covariates of its county, residents, one column
        ``{outcome}_{year}`` a rate per 10,000 residents, each outcome's change between the sides,
        ``screen`` (one of `REASONS`), the ``years`` that it rests on, and of `arms`: arm, label,
        reason, evidence_table and evidence_id.
    """
    rows = recorded(asked.agencies)
    people, homes = _people(rows, asked, base)
    frame = rated(rows, people, asked).join(homes).assign(residents=people)
    first, last = asked.before[0] + 1, asked.after[-1]
    broken = rows.loc[rows["is_not_comparable"] & rows["year"].between(first, last), "agency_id"]
    thefts, violence = (mean_of(frame, name, asked.before) for name in ("property", "violent"))
    left_out = {
        NOWHERE: frame["state"].isna(),
        GONE: ~frame["is_whole"],
        BROKEN: frame.index.isin(broken) & (not with_notes),
        FEW: frame["is_few"] | ~(frame["residents"] > 0),
        ODD: thefts.eq(0) | (thefts + violence > MOST),
        BLANK: frame[[*EARLIER]].isna().any(axis=1),
    }
    screen = np.select([*left_out.values()], [*left_out], screens.KEPT)
    years = np.where(screen == screens.KEPT, " ".join(map(str, asked.years)), "")
    frame = frame.assign(screen=screen, years=years).reset_index()
    return frame.merge(arms(asked), on="county_fips", how="left", validate="m:1")


def mean_of(frame: pd.DataFrame, outcome: str, years: tuple[int, ...] | list[int]) -> pd.Series:
    """Return each agency's mean rate over some years."""
    return frame[[f"{outcome}_{year}" for year in years]].mean(axis=1)


def _people(rows: pd.DataFrame, asked: Asked, base: str) -> tuple[pd.Series, pd.DataFrame]:
    """Return the fixed residents of every agency, and its county with ``is_few``."""
    agencies = datasets.load_agencies().set_index("agency_id")[["agency_name", "county_fips"]]
    county = (
        agencies.reset_index().merge(everything(2015)[MAKE_UP], how="left").set_index("agency_id")
    )
    if asked.agencies == "cities":
        printed = rows[rows["year"].isin(asked.before)].groupby("agency_id")["population"].mean()
        return printed.astype(float), county.assign(is_few=False)
    people = residents(asked.before).reindex(county["county_fips"]).set_axis(county.index)
    few = (people["left"] < LEAST_PEOPLE) | (people["left"] < LEAST_SHARE * people["everybody"])
    return people[base], county.assign(is_few=few)
