"""Policies that came at different dates: state laws, and Secure Communities as the opposite."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from sanctuary_research.data import datasets
from sanctuary_research.data.calendars import activation_years, adoption_calendar, adoption_years
from sanctuary_research.errors import SanctuaryError, attempt_each
from sanctuary_research.methods.panel import (
    EventStudy,
    event_study,
    goodman_bacon,
    joint_randomization_test,
)
from sanctuary_research.questions.adoption.offices import PER, offices, recorded
from sanctuary_research.questions.adoption.question import OUTCOMES, Asked
from sanctuary_research.questions.asking import evidence
from sanctuary_research.questions.crime_rates.gaps import SEED

STATE_YEARS, SECURE_YEARS = range(1979, 2025), range(2006, 2014)
HORIZON = 5  # years for which adopters are followed
PANEL = {"unit": "unit", "time": "year", "cohort": "cohort"}
DEALS = 1_999
JUDGED = ["low_percent", "high_percent", "p_value", "p_leads"]
AVERAGED = ["estimator", "outcome", "percent", *JUDGED, "n_adopters", "n_states"]
# Its intervals cover less than .93 in the design of the states (benchmarks/staggered_02.py).
WITHHELD = ("poisson",)
ESTIMATORS = {
    "callaway_santanna": "Callaway and Sant'Anna",
    "imputation": "imputation (Borusyak and others)",
    "poisson": "Poisson counts, two-way",
    "twfe": "two-way fixed effects",
}


def states(horizon: float = HORIZON) -> pd.DataFrame:
    """Return recorded crime of the states beside their first law that limits cooperation.

    Parameters
    ----------
    horizon : float
        Years for which adopters are followed; all of them if infinite.

    Returns
    -------
    DataFrame
        One row a state and year: unit, year, cohort (missing for never), state, people, and each
        offence with its rate per 10,000 people, ``{outcome}_rate``. Adopters are followed while
        the law is in force. Left out are states without a recorded law of either kind, and 2021,
        when large states are missing.
    """
    crime = datasets.load_state_crime().query("not is_national and state != 'DC' and year != 2021")
    crime = crime.rename(columns={"state_fips": "unit", "population": "people"})
    crime = crime.assign(homicide=crime["murder"], violent=crime["violent_without_rape"])
    years = adoption_years("state_law", STATE_YEARS, rule="year_end")
    years = years.rename(columns={"state_fips": "unit"})
    return beside(crime.assign(state=crime["unit"]), years, horizon)


def laws() -> pd.DataFrame:
    """Return the events of the first laws as evidence of an exhibit."""
    years = adoption_years("state_law", STATE_YEARS, rule="year_end")
    events = years[years["event_id"].ne("")].drop_duplicates("event_id")
    return evidence("policy_events", events, "state_fips")


def activations(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of Secure Communities of the counties of agencies (``unit``)."""
    agencies, reached = datasets.load_agencies(), datasets.load_secure_communities()
    homes = agencies.loc[agencies["agency_id"].isin(frame["unit"]), "county_fips"]
    return reached[reached["county_fips"].isin(homes)]


def secure_communities() -> pd.DataFrame:
    """Return sheriffs' crime beside the year in which Secure Communities reached their county.

    As of `states`; residents are fixed, and agencies report every year from 2006 to 2013.
    """
    kept = offices(Asked()).query("screen == 'kept'").set_index("agency_id")
    crime = recorded("sheriffs").query("year in @SECURE_YEARS").dropna(subset=list(OUTCOMES))
    whole = crime.groupby("agency_id")["year"].transform("size") == len(SECURE_YEARS)
    crime = crime[whole & crime["agency_id"].isin(kept.index)].drop(columns="population")
    about = kept[["county_fips", "state", "residents"]].rename(columns={"residents": "people"})
    crime = crime.join(about, on="agency_id").rename(columns={"agency_id": "unit"})
    homes = crime[["unit", "county_fips"]].drop_duplicates()
    return beside(crime, homes.merge(activation_years(SECURE_YEARS, rule="half_year")))


def beside(crime: pd.DataFrame, years: pd.DataFrame, horizon: float = HORIZON) -> pd.DataFrame:
    """Put crime beside the years of a policy: one row a unit and year that can be compared.

    Parameters
    ----------
    crime : DataFrame
        unit, year, state, people and the offences.
    years : DataFrame
        unit, and the other columns as of `adoption_years`.
    horizon : float
        As in `states`.

    Examples
    --------
    >>> crime = pd.DataFrame({"unit": ["a", "a"], "year": [1, 2], "state": "a", "people": 1e4,
    ...                       **dict.fromkeys(OUTCOMES, 5.0)})
    >>> years = pd.DataFrame({"unit": ["a", "a"], "year": [1, 2], "reason": "", "event_id": "",
    ...                       "status": ["not_in_force", "in_force"]})
    >>> beside(crime, years)[["year", "cohort", "robbery_rate"]].values.tolist()
    [[1.0, 2.0, 5.0], [2.0, 2.0, 5.0]]
    """
    known = ["unit", "year", "status", "reason", "event_id"]
    calendar = adoption_calendar(years[known]).set_index("unit")
    calendar = calendar[calendar["role"].isin(["treated", "control"])]
    rows = crime[crime["unit"].isin(calendar.index)]
    first, ended = (
        rows["unit"].map(calendar[name]).astype("float64") for name in ("first_year", "ended_year")
    )
    late = (rows["year"] - first > horizon) | (rows["year"] >= ended)
    rows = rows.assign(cohort=first)[~late]
    coded = years.loc[years["status"] != "not_coded", ["unit", "year"]]
    rows = rows.merge(coded, on=["unit", "year"], validate="1:1")
    rates = {f"{name}_rate": PER * rows[name].astype(float) / rows["people"] for name in OUTCOMES}
    names = ["unit", "year", "cohort", "state", "people", *OUTCOMES]
    return rows[names].astype({"people": float} | dict.fromkeys(OUTCOMES, float)).assign(**rates)


def studies(
    frame: pd.DataFrame,
    estimator: str = "callaway_santanna",
    window: tuple[int, int] = (-HORIZON, HORIZON),
) -> dict[str, EventStudy]:
    """Run the event study of every outcome; those that cannot be run are left out."""

    def one(outcome: str) -> EventStudy:
        is_count = estimator == "poisson"
        return event_study(
            frame.dropna(subset=[outcome]),
            outcome=outcome if is_count else f"{outcome}_rate",
            exposure="people" if is_count else None,
            cluster="state",
            estimator=estimator,
            window=window,
            **PANEL,
        )

    return attempt_each(OUTCOMES, one, SanctuaryError)[0]


def averages(frame: pd.DataFrame, estimators: Iterable[str] = tuple(ESTIMATORS)) -> pd.DataFrame:
    """Return the average effect of estimators on every outcome, with the test of the leads.

    Returns
    -------
    DataFrame
        estimator (in words), outcome, percent, low_percent, high_percent (of the adopters' mean
        in their last year before; no ends for `WITHHELD`), p_value, p_leads, n_adopters,
        n_states (adopting).
    """
    rows = []
    for estimator in estimators:
        for outcome, study in studies(frame, estimator).items():
            ends = study.overall[["estimate", "conf_low", "conf_high"]].to_numpy(float)
            is_log = estimator == "poisson"
            percent = 100 * (np.expm1(ends) if is_log else ends / mean_before(frame, outcome))
            judged = [*percent[1:], study.overall["p_value"], study.pretest["p"]]
            facts = [study.facts[name] for name in ("n_treated_units", "n_treated_clusters")]
            rows.append([estimator, outcome, percent[0], *judged, *facts])
    table = pd.DataFrame(rows, columns=AVERAGED)
    table.loc[table["estimator"].isin(WITHHELD), JUDGED] = np.nan
    return table.assign(estimator=table["estimator"].map(ESTIMATORS))


def dealt_again(draws: int = DEALS) -> dict[str, float]:
    """Return for every outcome how often dates dealt at random among the states do as much.

    One set of orders for all outcomes; the statistic is the average by Callaway and Sant'Anna.
    """
    frame = states(np.inf)
    frames = {name: frame.assign(rate=frame[f"{name}_rate"]) for name in OUTCOMES}
    how = {"outcome": "rate", "horizon": HORIZON, "draws": draws, "seed": SEED}
    return joint_randomization_test(frames, **PANEL, **how).set_index("name")["p_value"].to_dict()


def mean_before(frame: pd.DataFrame, outcome: str) -> float:
    """Return the adopters' mean rate in their last year before adoption.

    >>> frame = pd.DataFrame({"unit": ["a", "a", "b"], "year": [1, 2, 1],
    ...                       "cohort": [2.0, 2.0, None], "robbery_rate": [30.0, 50.0, 9.0]})
    >>> mean_before(frame, "robbery")
    30.0
    """
    before = frame[frame["year"] < frame["cohort"]].sort_values("year")
    return float(before.groupby("unit")[f"{outcome}_rate"].last().mean())


def forbidden(outcome: str) -> float:
    """Return the percent of a two-way estimate's weight that compares later adopters with earlier.

    Over the states that are known in every year, adopters followed to the end.
    """
    frame = states(np.inf)
    frame = frame[frame.groupby("unit")["year"].transform("size") == frame["year"].nunique()]
    parts = goodman_bacon(frame, outcome=f"{outcome}_rate", **PANEL)
    return float(100 * parts.loc[parts["kind"] == "later against earlier", "weight"].sum())
