"""Who is compared with whom, before anybody adopted: balance and overlap of several panels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.groups.balance import balance_table
from sanctuary_research.methods.groups.clusters import effective_size
from sanctuary_research.methods.panel.doubly_robust import logit
from sanctuary_research.questions.adoption.studies import COHORT, EXPOSURE, TIME, UNIT, WEIGHT

BACK = 5  # years over which the trend before adoption is taken
PER_COVARIATE = 2  # a logit on fewer adopters or controls fits chance
COVERED = 0.9  # least share of adopters of whom a covariate must be known
OVERLAP = ("n_adopters", "n_controls", "inside_all", "propensity", "inside", "effective")


def compared_before(
    frame: pd.DataFrame,
    counts: Sequence[str],
    *,
    outcome: str,
    control: str = "not_yet_treated",
    weights: str = "unit",
) -> pd.DataFrame:
    """Lay adopters beside the controls of their first treated period, as both were before it.

    Parameters
    ----------
    frame : DataFrame
        What ``study_panel`` returns.
    counts : sequence of str
        Crimes whose rate in the last period before adoption is a covariate.
    outcome : str
        The one of them whose trend is a covariate too.

    Returns
    -------
    DataFrame
        One row per adoption date and unit seen just before and in its period: unit, cohort,
        treated, ``share`` (weights: the controls of each date weigh as much as its adopters) and
        the covariates: a rate a crime, the trend of one of them, log population.
    """
    periods, kept = np.sort(frame[TIME].unique()), list(dict.fromkeys([outcome, *counts]))
    rates = {name: f"{name}_per_100k" for name in kept if name in frame.columns}
    wide = {
        name: frame.pivot(index=UNIT, columns=TIME, values=column).reindex(columns=periods)
        for name, column in {**rates, "people": EXPOSURE}.items()
    }
    about = (
        frame.drop_duplicates(UNIT).set_index(UNIT)[[COHORT, WEIGHT]].reindex(wide["people"].index)
    )
    date = pd.to_numeric(about[COHORT]).astype(float).fillna(np.inf)
    dates = np.unique(date[np.isfinite(date) & (date > periods[0]) & (date <= periods[-1])])
    stacks = [
        _beside(wide, list(rates), date, about[WEIGHT], periods, when, control, weights)
        for when in dates
    ]
    return pd.concat([stack for stack in stacks if len(stack)], ignore_index=True)


def _beside(
    wide: Mapping[str, pd.DataFrame],
    kept: list[str],
    date: pd.Series,
    weight: pd.Series,
    periods: np.ndarray,
    when: float,
    control: str,
    weights: str,
) -> pd.DataFrame:
    """Rows of one adoption date."""
    first = int(np.searchsorted(periods, when))
    before, now = periods[first - 1], periods[first]
    adopts = (date > before) & (date <= now)
    others = np.isinf(date) if control == "never_treated" else date > now
    seen = wide[kept[0]][[before, now]].notna().all(axis=1)
    rows = pd.DataFrame({UNIT: date.index, "treated": adopts.to_numpy()})
    for name in kept:
        rows[f"{name} rate"] = wide[name][before].to_numpy()
    rows[f"trend of {kept[0]} rate"] = _trend(wide[kept[0]], before, periods[:first]).to_numpy()
    rows["log population"] = np.log(wide["people"][before].to_numpy(float))
    rows["share"] = weight.to_numpy(float) if weights == "person" else 1.0
    rows = rows[((adopts | others) & seen).to_numpy()].assign(cohort=when)
    treated = rows["treated"].to_numpy()
    if treated.all() or not treated.any():
        return rows.iloc[:0]
    size = rows.loc[treated, "share"].sum() / rows.loc[~treated, "share"].sum()
    return rows.assign(share=rows["share"].where(treated, size * rows["share"]))


def _trend(rate: pd.DataFrame, before: int, earlier: np.ndarray) -> pd.Series:
    """Change a year from the first period seen of the `BACK` years before to the last one."""
    window = [year for year in earlier if before - BACK <= year < before]
    if not window:
        return pd.Series(np.nan, rate.index)
    start = rate[window].notna().to_numpy().argmax(axis=1)
    level = rate[window].to_numpy()[np.arange(len(rate)), start]
    return (rate[before] - level) / (before - np.array(window)[start])


def covariates_of(stack: pd.DataFrame) -> list[str]:
    """Covariates known of nearly all adopters and of some controls, and that vary."""
    names = [name for name in stack.columns if name not in (UNIT, "treated", "share", COHORT)]
    known = stack[names].notna()
    enough = known[stack["treated"]].mean() >= COVERED
    varies = stack[names].nunique() > 1
    return [name for name in names if enough[name] and varies[name]]


def balance_of(stack: pd.DataFrame) -> pd.DataFrame:
    """Means of adopters and of the controls used, and their standardized difference.

    Returns
    -------
    DataFrame
        covariate, mean_adopters, mean_controls, std_mean_diff, n_adopters, n_controls (units).
    """
    names = covariates_of(stack)
    rows = stack.dropna(subset=names)
    table = balance_table(rows[names], rows["treated"], base=rows["share"])
    return table.rename(
        columns={"mean_sanctuary": "mean_adopters", "mean_comparison": "mean_controls"}
    ).assign(**_sizes(rows))


def overlap_of(stack: pd.DataFrame, names: Sequence[str] | None = None) -> dict[str, object]:
    """Say how far adopters lie where controls are, on all covariates or on those named.

    Returns
    -------
    dict
        n_adopters, n_controls; inside_all (share of adopters that lie in the controls' range of
        every covariate); propensity ("exists", or why it does not); inside (share of adopters
        whose propensity lies in the controls' range); effective (size of the controls once
        weighted to be like the adopters, as the doubly robust estimator does).
    """
    names = [name for name in covariates_of(stack) if names is None or name in names]
    rows = stack.dropna(subset=names)
    treated, share = rows["treated"].to_numpy(), rows["share"].to_numpy()
    values = rows[names].to_numpy(float)
    low, high = values[~treated].min(axis=0), values[~treated].max(axis=0)
    within = ((values >= low) & (values <= high)).all(axis=1)
    found = {
        **_sizes(rows),
        "inside_all": float(np.average(within[treated], weights=share[treated])),
    }
    if min(found["n_adopters"], found["n_controls"]) < PER_COVARIATE * len(names):
        return {**found, "propensity": f"not fitted: under {PER_COVARIATE} adopters a covariate"}
    scaled = (values - values.mean(axis=0)) / values.std(axis=0)
    fitted = logit(treated.astype(float), np.column_stack([np.ones(len(rows)), scaled]), share)
    if fitted is None:
        return {**found, "propensity": "none: the covariates tell some adopters apart for certain"}
    held = (fitted >= fitted[~treated].min()) & (fitted <= fitted[~treated].max())
    odds = share[~treated] * fitted[~treated] / (1 - fitted[~treated])
    by_unit = pd.Series(odds).groupby(rows.loc[~treated, UNIT].to_numpy()).sum()
    return {
        **found,
        "propensity": "exists",
        "inside": float(np.average(held[treated], weights=share[treated])),
        "effective": effective_size(by_unit),
    }


def _sizes(rows: pd.DataFrame) -> dict[str, int]:
    of = rows.groupby("treated")[UNIT].nunique()
    return {"n_adopters": int(of.get(True, 0)), "n_controls": int(of.get(False, 0))}


def balance_and_overlap(
    stacks: Mapping[str, pd.DataFrame], overlap_on: Mapping[str, Sequence[str]] | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the tables of `balance_of` and `overlap_of` for several panels, with ``name``.

    ``overlap_on`` names the covariates of the overlap where not all of a panel's shall count.
    """
    if not stacks:
        raise AnalysisError("there is no panel to compare", "give at least one by name")
    balance = [balance_of(stack).assign(name=name) for name, stack in stacks.items()]
    overlap = [
        {"name": name, **overlap_of(stack, (overlap_on or {}).get(name))}
        for name, stack in stacks.items()
    ]
    return (
        pd.concat(balance, ignore_index=True),
        pd.DataFrame(overlap).reindex(columns=["name", *OVERLAP]),
    )
