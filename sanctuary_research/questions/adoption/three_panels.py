"""The three panels: recorded crime beside the years of a policy, screened and dated."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sanctuary_research.data import datasets
from sanctuary_research.data.adoption import adoption_calendar, adoption_years
from sanctuary_research.methods import screens
from sanctuary_research.questions.adoption import studies
from sanctuary_research.questions.adoption.series import HORIZON, SERIES, SILENCES, Asked

SHARES = ["poverty_percent", "hispanic_percent", "foreign_born_percent", "rural_percent"]
VOTES = "republican_2012_two_party_percent"
WHEN = {
    "mid_year": "on 1 July",
    "year_end": "on 31 December",
    "half_year": "six months of the year",
}
# Other ways to date a panel's policies, and another policy: panel, treatment, rule, what it is.
REDATED = (
    ("counties", "county_detainer", "year_end", WHEN["year_end"]),
    ("counties", "county_detainer", "half_year", WHEN["half_year"]),
    ("agencies", "agency_dont_ask", "mid_year", WHEN["mid_year"]),
    ("states", "state_law", "half_year", WHEN["half_year"]),
    ("agencies", "agency_any", "year_end", "or detainer limit"),
)


@dataclass(frozen=True, eq=False, repr=False)
class Panels:
    """Crime and adoption of every panel.

    Attributes
    ----------
    asked : Asked
    loaded, crime : dict of str to DataFrame
        The rows of each panel before and after screens: the unit, year, state_fips, population
        and the counts; ``why`` in `loaded` says what is done with a row.
    statuses, calendars, whole : dict of str to dict of str to DataFrame
        By how silence is read and by panel: what `adoption_years`, `adoption_calendar` and
        `studies.study_panel` return.
    """

    asked: Asked
    loaded: dict[str, pd.DataFrame]
    crime: dict[str, pd.DataFrame]
    statuses: dict[str, dict[str, pd.DataFrame]]
    calendars: dict[str, dict[str, pd.DataFrame]]
    whole: dict[str, dict[str, pd.DataFrame]]

    def frames(self, silence: str) -> dict[str, pd.DataFrame]:
        """Return every panel, adopters followed for `HORIZON` years."""
        return {name: studies.followed(one, HORIZON) for name, one in self.whole[silence].items()}

    @property
    def used(self) -> dict[str, pd.DataFrame]:
        """The panels that count the outcome, as asked."""
        frames = self.frames(self.asked.silence)
        return {name: frames[name] for name in self.asked.held}

    def counting(self, crime: str) -> dict[str, pd.DataFrame]:
        """Return the panels that count a crime."""
        frames = self.frames(self.asked.silence)
        return {name: frames[name] for name, one in SERIES.items() if crime in one.counts}

    def evidence(self) -> pd.DataFrame:
        """Return the places that are compared, each with the row that says how."""
        rows = self.adopters().rename(columns={"event_id": "evidence_id"})
        rows = rows[rows["role"].isin(["treated", "control"]) & rows["panel"].isin(self.asked.held)]
        named = rows[["panel", "unit", "role", "first_year", "reason"]]
        return named.assign(evidence_table="policy_events", evidence_id=rows["evidence_id"])

    def adopters(self) -> pd.DataFrame:
        """Return the calendars of the coded places of all panels: unit, panel, role and why."""
        found = [
            calendar.rename(columns={SERIES[name].unit: "unit"}).assign(panel=name)
            for name, calendar in self.calendars["not_coded"].items()
        ]
        return pd.concat(found, ignore_index=True)


def panels(asked: Asked) -> Panels:
    """Load the crime of counties, agencies and states and lay it beside their policies."""
    loaded = load(asked.min_coverage)
    crime = {name: rows[rows["why"] == "kept"] for name, rows in loaded.items()}
    statuses = {
        how: {
            name: adoption_years(one.policy, one.years, rule=one.rule, silence=how)
            for name, one in SERIES.items()
        }
        for how in SILENCES
    }
    calendars = {
        how: {name: adoption_calendar(found) for name, found in by_name.items()}
        for how, by_name in statuses.items()
    }
    whole = {
        how: {name: beside(name, crime[name], found) for name, found in by_name.items()}
        for how, by_name in statuses.items()
    }
    return Panels(asked, loaded, crime, statuses, calendars, whole)


def beside(name: str, crime: pd.DataFrame, statuses: pd.DataFrame) -> pd.DataFrame:
    """Return what `studies.study_panel` makes of a panel's crime and statuses."""
    one = SERIES[name]
    calendar = adoption_calendar(statuses)
    return studies.study_panel(crime, statuses, calendar, unit=one.unit, counts=one.counts)


def load(min_coverage: float) -> dict[str, pd.DataFrame]:
    """Return the rows of every panel, with ``why``: kept, or why not.

    Violent crime of agencies and states is without rape, whose definition widened in 2013; the
    county tables of 2015 and 2017 give no single offences, so theirs holds it. The District of
    Columbia is not a state here: it limited detainers itself in 2012.
    """
    county = datasets.load_county_crime().assign(state_fips=lambda t: t["county_fips"].str[:2])
    screened = screens.screen(county, outcome="violent_per_10k", min_coverage=min_coverage)
    agency = datasets.load_city_crime()
    homes = datasets.load_jurisdictions().set_index("jurisdiction_id")["state_fips"]
    agency = agency.assign(
        state_fips=agency["jurisdiction_id"].map(homes),
        homicide=agency["murder"],
        violent=agency["murder"] + agency["robbery"] + agency["aggravated_assault"],
        why=agency["reporting"].str.replace("_", " ").mask(agency["is_full_year"], "kept"),
    )
    state = datasets.load_state_crime().query("not is_national and state != 'DC'")
    why = pd.Series("kept", state.index).mask(state["is_nibrs_transition"], "change of 2021")
    state = state.assign(
        homicide=state["murder"],
        with_rape=state["violent"],
        violent=state["violent_without_rape"],
        why=why,
    )
    screened = screened.assign(why=screened["screen"])
    return {"counties": screened, "agencies": agency, "states": state}


def shares_of_counties() -> pd.DataFrame:
    """Return what is known of all counties in 2011-15: unit, the shares, the vote of 2012."""
    table = datasets.load_county_covariates().rename(columns={"county_fips": "unit"})
    return table[["unit", *SHARES, VOTES]].dropna()


def with_shares(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return a county panel with what is known of its counties, those without left out."""
    known = shares_of_counties()[["unit", *columns]]
    joined = frame.merge(known, on="unit", validate="m:1")
    assert 0.95 * len(frame) < len(joined) <= len(frame)
    return joined


def recounted(found: Panels) -> dict[str, dict[str, pd.DataFrame]]:
    """Return other rows of crime by panel and what is changed."""
    county, agency, state = (found.loaded[name] for name in SERIES)
    kept = {name: found.crime[name] for name in SERIES}
    looser = county.drop(columns=["screen", "why"])

    def covered(least: float) -> pd.DataFrame:
        table = screens.screen(looser, outcome="violent_per_10k", min_coverage=least)
        return table[table["screen"] == screens.KEPT]

    rows = {
        "counties": {
            "no coverage screen": covered(0),
            "coverage 90 % where known": covered(90),
            "zeros, implausible kept": county.query("not is_imputed_split").dropna(
                subset=["violent", "population"]
            ),
        },
        "agencies": {
            "partial years kept": agency,
            "replaced counts left out": kept["agencies"][kept["agencies"]["replaced_by"].isna()],
        },
        "states": {"2021 kept": state, "up to 2019": kept["states"].query("year < 2020")},
    }
    if found.asked.outcome == "violent":
        wider = kept["states"]
        rows["states"]["rape counted"] = wider.assign(violent=wider["with_rape"])
    return rows


def varied(found: Panels) -> dict[str, dict[str, pd.DataFrame]]:
    """Return each panel that counts the outcome with one choice changed at a time.

    Returns
    -------
    dict of str to dict of str to DataFrame
        By panel and choice: what `studies.study_panel` returns, nobody cut off at the horizon.
    """
    asked, whole = found.asked, found.whole[found.asked.silence]
    frames = {name: {"as chosen": whole[name]} for name in asked.held}
    rows = recounted(found)
    for name in asked.held:
        for key, crime in rows[name].items():
            seen = found.statuses[asked.silence][name].query("year <= @crime['year'].max()")
            frames[name][key] = beside(name, crime, seen)
    for name, policy, rule, key in REDATED:
        if name in frames:
            years = SERIES[name].years
            dated = adoption_years(policy, years, rule=rule, silence=asked.silence)
            frames[name][key] = beside(name, found.crime[name], dated)
    for name, (pairs, place, neighbour) in borders().items():
        if name in frames:
            frames[name]["neighbours dropped"] = studies.without_neighbours(
                whole[name], pairs, place=place, neighbour=neighbour
            )
            frames[name]["without California"] = whole[name].query("state_fips != '06'")
    return frames


def borders() -> dict[str, tuple[pd.DataFrame, str, str]]:
    """Return the pairs of neighbours of counties and of states, and their two columns."""
    near = datasets.load_county_neighbors()
    states = near.assign(a=near["county_fips"].str[:2], b=near["neighbor_fips"].str[:2])
    return {"counties": (near, "county_fips", "neighbor_fips"), "states": (states, "a", "b")}


def adjusted(found: Panels) -> dict[str, pd.DataFrame]:
    """Return the counties with their shares, by how silence is read; none if they do not count."""
    if "counties" not in found.asked.held:
        return {}
    return {
        f"counties: covariates, {said}": with_shares(found.frames(how)["counties"], SHARES)
        for how, said in SILENCES.items()
    }


def place_names() -> dict[str, str]:
    """Return the name of every county, agency and state by its code.

    >>> place_names()["12086"]
    'Miami-Dade County, Florida'
    """
    county = datasets.load_county()
    is_own = county["name"] == county["state_name"]
    full = (county["name"] + ", " + county["state_name"]).mask(is_own, county["name"])
    places = datasets.load_jurisdictions().set_index("jurisdiction_id")["name"].to_dict()
    states = county.drop_duplicates("state_fips").set_index("state_fips")["state_name"].to_dict()
    return places | states | dict(zip(county["county_fips"], full, strict=True))
