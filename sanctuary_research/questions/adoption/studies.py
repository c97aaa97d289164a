"""One question put to several panels: each is run, and what cannot be run keeps its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from sanctuary_research.errors import AnalysisError, SanctuaryError, attempt_each
from sanctuary_research.methods.panel import EventStudy, adoption_cohort, event_study
from sanctuary_research.methods.panel.panel_columns import require_columns
from sanctuary_research.questions.adoption.reasons import described

PER = 100_000
UNIT, TIME, COHORT, WEIGHT, EXPOSURE = "unit", "year", "cohort", "population_first", "population"
FACTS = (
    "estimand",
    "average",
    "weights",
    "estimator",
    "control",
    "covariates",
    "clustering",
    "intervals",
    "n_rows",
    "n_units",
    "n_treated_units",
    "n_clusters",
    "n_treated_clusters",
)
SAID = {
    UNIT: "place",
    "state_fips": "state",
    "units equal": "each place once",
    f"weighted by {WEIGHT}": "people in the place's first year",
}
NUMBERS = ("estimate", "std_error", "conf_low", "conf_high", "p_value", "df")
PERCENT = ("percent", "percent_low", "percent_high", "percent_half_low", "percent_half_high")
LEADS = ("statistic", "df", "p", "power", "slope_80")


@dataclass(frozen=True, eq=False)
class Studies:
    """Event studies by name, and why the others could not be run.

    Attributes
    ----------
    results : dict of str to EventStudy
    reasons : dict of str to str
        A sentence for each name without a result.
    overall : DataFrame
        One row per name: estimate, std_error, conf_low, conf_high, p_value, df; the same as
        `PERCENT` of the adopters' ``mean_before`` (the last two: the middle half of the
        interval); the facts a table must name; ``note`` where there is no estimate.
    events : DataFrame
        The tables of all results, with ``name``.
    pretests : DataFrame
        One row per name: the joint test of the leads, its power, how many treated units and
        clusters are behind them, and ``note``.
    """

    results: dict[str, EventStudy]
    reasons: dict[str, str]
    overall: pd.DataFrame
    events: pd.DataFrame
    pretests: pd.DataFrame


def study_panel(
    crime: pd.DataFrame,
    statuses: pd.DataFrame,
    calendar: pd.DataFrame,
    *,
    unit: str,
    counts: Sequence[str],
) -> pd.DataFrame:
    """Put crime beside treatment: one row per unit and year that can be compared.

    Units treated throughout and units not coded are left out; so are years of which the events do
    not say, years without people, and the years after a policy ended.

    Parameters
    ----------
    crime : DataFrame
        One row per unit and year with `unit`, ``year``, ``state_fips``, ``population`` and
        `counts`.
    statuses, calendar : DataFrame
        What ``adoption_years`` and ``adoption_calendar`` return.

    Returns
    -------
    DataFrame
        unit, year, cohort (missing for never), state_fips, population, population_first (of the
        unit's first year here), the counts and each of them per 100,000 people;
        ``attrs["truncated"]`` lists the units cut off when their policy ended.

    Raises
    ------
    AnalysisError
        No row is left.
    """
    require_columns(crime, (unit, TIME, "state_fips", EXPOSURE, *counts))
    comparable = calendar.loc[calendar["role"].isin(["treated", "control"]), unit]
    known = statuses[unit].isin(comparable) & (statuses["status"] != "not_coded")
    coded = statuses.loc[known, [unit, TIME, "status"]].rename(columns={unit: UNIT})
    coded = coded.assign(treated=(coded["status"] == "in_force").astype(int))
    # Dates come from the events alone: a year whose crime is missing must not move an adoption.
    dated = adoption_cohort(coded, unit=UNIT, time=TIME, treated="treated", reversals="truncate")
    counted = crime.assign(unit=crime[unit])[[UNIT, TIME, "state_fips", EXPOSURE, *counts]]
    frame = dated[[UNIT, TIME, COHORT]].merge(counted, on=[UNIT, TIME], validate="1:1")
    frame = frame[(frame[EXPOSURE] > 0).fillna(False).astype(bool)]
    if frame.empty:
        raise AnalysisError("no unit with crime counts is coded", "take silence as not in force")
    frame = frame.sort_values([UNIT, TIME], ignore_index=True)
    frame[[EXPOSURE, *counts]] = frame[[EXPOSURE, *counts]].astype(float)
    frame[WEIGHT] = frame.groupby(UNIT)[EXPOSURE].transform("first")
    for name in counts:
        frame[f"{name}_per_100k"] = PER * frame[name] / frame[EXPOSURE]
    frame.attrs = {"truncated": dated.attrs["truncated"]}
    return frame


def followed(frame: pd.DataFrame, horizon: int) -> pd.DataFrame:
    """Leave out the years of adopters more than `horizon` years after they adopted."""
    late = (frame[TIME] - frame[COHORT] > horizon).fillna(False).astype(bool)
    kept = frame[~late].reset_index(drop=True)
    kept.attrs = dict(frame.attrs)
    return kept


def event_studies(
    frames: Mapping[str, pd.DataFrame],
    *,
    outcome: str,
    estimator: str = "callaway_santanna",
    weights: str = "unit",
    options: Mapping[str, Mapping[str, object]] | None = None,
    **common: object,
) -> Studies:
    """Run one event study per frame; one that cannot be run leaves a sentence instead.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        What `study_panel` returns.
    outcome : str
        A count: its rate per 100,000 people is studied, or with ``poisson`` the count itself with
        the population as exposure.
    weights : {"unit", "person"}
        Each unit once, or by its population in its first year.
    options : mapping, optional
        For single names, what differs from the rest.
    **common
        Passed to :func:`~sanctuary_research.methods.panel.event_study`.
    """
    chosen = {"outcome": outcome, "estimator": estimator, "weights": weights, **common}
    asked = {name: chosen | dict((options or {}).get(name, {})) for name in frames}
    found, refused = attempt_each(
        frames, lambda name: _study(frames[name], asked[name]), SanctuaryError
    )
    reasons = {name: described(problem) for name, problem in refused.items()}
    results = {name: result for name, (result, _) in found.items()}
    rows, leads = [], []
    for name in frames:
        row = lead = {"note": reasons.get(name, "")}
        if name in found:
            row, lead = _row(*found[name], asked[name]["estimator"]), _lead_row(results[name])
        rows.append({"name": name, **row})
        leads.append({"name": name, **lead})
    events = [result.table.assign(name=name) for name, result in results.items()]
    columns = ["name", *NUMBERS, *PERCENT, "mean_before", *FACTS]
    return Studies(
        results=results,
        reasons=reasons,
        overall=pd.DataFrame(rows).reindex(columns=[*columns, "note"]),
        events=pd.concat(events, ignore_index=True) if events else pd.DataFrame(),
        pretests=pd.DataFrame(leads).reindex(
            columns=["name", *LEADS, "n_units", "n_clusters", "note"]
        ),
    )


def chosen_columns(frame: pd.DataFrame, outcome: str, estimator: str) -> dict[str, object]:
    """Return the columns that an estimator needs for an outcome.

    Raises
    ------
    AnalysisError
        The panel does not count the outcome.
    """
    if outcome not in frame.columns:
        raise AnalysisError(f"this panel holds no {outcome.replace('_', ' ')} counts")
    rate = {} if estimator == "poisson" else {"outcome": f"{outcome}_per_100k"}
    exposure = {"outcome": outcome, "exposure": EXPOSURE} if estimator == "poisson" else {}
    return {"unit": UNIT, "time": TIME, "cohort": COHORT, **rate, **exposure}


def _study(frame: pd.DataFrame, asked: Mapping[str, object]) -> tuple[EventStudy, float]:
    """Run one study and return with it the adopters' mean rate just before adoption."""
    asked = dict(asked)
    outcome, weights = str(asked.pop("outcome")), asked.pop("weights")
    columns = chosen_columns(frame, outcome, str(asked["estimator"]))
    known = frame.dropna(subset=[outcome])
    weight = WEIGHT if weights == "person" else None
    mean = mean_before(known, f"{outcome}_per_100k", weight)
    return event_study(known, **columns, weights=weight, **asked), mean


def as_percent(overall: pd.DataFrame) -> pd.DataFrame:
    """Return a table of overall effects with its estimate and interval in percent.

    Rates are divided by the adopters' mean before adoption; a Poisson effect is one already.
    """
    names = ("estimate", "conf_low", "conf_high", "half_low", "half_high")
    return overall.assign(**{name: overall[one] for name, one in zip(names, PERCENT, strict=True)})


def mean_before(frame: pd.DataFrame, rate: str, weight: str | None = None) -> float:
    """Return the adopters' mean of a rate in their last year before adoption.

    Examples
    --------
    >>> frame = pd.DataFrame({"unit": ["a", "a", "b"], "year": [1, 2, 1],
    ...                       "cohort": [2, 2, None], "rate": [30.0, 50.0, 9.0]})
    >>> mean_before(frame, "rate")
    30.0
    """
    before = frame[TIME].to_numpy() < frame[COHORT].to_numpy(float, na_value=np.nan)
    before = np.flatnonzero(before)
    order = before[np.argsort(frame[TIME].to_numpy()[before], kind="stable")]
    last = list(dict(zip(frame[UNIT].to_numpy()[order], order, strict=True)).values())
    if not last:
        return np.nan
    weights = frame[weight].to_numpy()[last] if weight else None
    return float(np.average(frame[rate].to_numpy()[last], weights=weights))


def _row(result: EventStudy, mean: float, estimator: object) -> dict[str, object]:
    """One row of the table of overall effects."""
    overall = {name: float(result.overall[name]) for name in NUMBERS}
    ends = [overall[name] for name in ("estimate", "conf_low", "conf_high")]
    inner = stats.t.ppf(0.75, overall["df"]) / stats.t.ppf(0.975, overall["df"])
    ends += [ends[0] + inner * (end - ends[0]) for end in ends[1:]]
    if estimator == "poisson":
        percent = [100 * float(np.expm1(end)) for end in ends]
    else:
        percent = [100 * end / mean for end in ends]
    shown = dict(zip(PERCENT, percent, strict=True))
    facts = {name: SAID.get(str(result.facts[name]), result.facts[name]) for name in FACTS}
    return {**overall, **shown, "mean_before": mean, **facts, "note": ""}


def _lead_row(result: EventStudy) -> dict[str, object]:
    """One row of the table of pre-tests: the test, and what is behind the leads."""
    is_lead = result.table["event_time"].to_numpy() < -1
    behind = {
        name: result.table[name].to_numpy()[is_lead].max(initial=0)
        for name in ("n_units", "n_clusters")
    }
    test = {name: float(result.pretest[name]) for name in LEADS}
    note = ""
    if np.isnan(test["p"]):
        note = (
            "Before adoption only the period that effects are measured from was seen."
            if not is_lead.any()
            else "Too few clusters are behind the leads to test them jointly."
        )
    return {**test, **behind, "note": note}


def without_neighbours(
    frame: pd.DataFrame, neighbours: pd.DataFrame, *, place: str, neighbour: str
) -> pd.DataFrame:
    """Leave out the never-treated units that border on an adopter.

    Parameters
    ----------
    frame : DataFrame
        What `study_panel` returns.
    neighbours : DataFrame
        Pairs of units in both directions, in the columns `place` and `neighbour`.
    """
    adopters = frame.loc[frame[COHORT].notna(), UNIT].unique()
    close = neighbours.loc[neighbours[place].isin(adopters), neighbour]
    kept = frame[frame[COHORT].notna() | ~frame[UNIT].isin(close)]
    kept.attrs = dict(frame.attrs)
    return kept


def balanced(frame: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """Keep the units seen in every period, as decompositions and synthetic controls need."""
    known = frame.dropna(subset=[outcome]) if outcome in frame.columns else frame
    return known[known.groupby(UNIT)[TIME].transform("size") == known[TIME].nunique()]
