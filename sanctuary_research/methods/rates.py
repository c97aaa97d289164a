"""Rates of counts, their intervals, and means over units or over people."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from sanctuary_research.errors import DataError, unknown
from sanctuary_research.methods.groups.columns import require_columns, rows

METHODS = ("exact", "byar")


def rate(count: pd.Series, population: pd.Series, per: float = 100_000) -> pd.Series:
    """Return counts per ``per`` people; a missing count or population gives a missing rate.

    Parameters
    ----------
    count, population : Series
        Of one index.
    per : float
        People per unit of the rate.

    Raises
    ------
    DataError
        A count is below zero or a population is not above zero; every broken rule at once.

    Examples
    --------
    >>> rate(pd.Series([5, None]), pd.Series([1000, 1000]), per=10_000).tolist()
    [50.0, nan]
    """
    count, population = _floats(count), _floats(population)
    _refuse_impossible(count, population)
    return count / population * per


def rate_interval(
    count: pd.Series,
    population: pd.Series,
    per: float = 100_000,
    *,
    method: str = "exact",
    level: float = 0.95,
) -> pd.DataFrame:
    """Return rates with Poisson intervals, which treat each crime as an independent event.

    Crimes cluster, so real uncertainty is larger; the interval is a lower bound on it.

    Parameters
    ----------
    count, population : Series
        Of one index.
    per : float
    method : str
        "exact" (chi-squared quantiles, never too narrow) or "byar" (Byar's approximation, close
        to it from about ten events).
    level : float

    Returns
    -------
    DataFrame
        rate, low, high.

    Raises
    ------
    DataError
        As ``rate``.

    References
    ----------
    Garwood (1936), doi:10.1093/biomet/28.3-4.437. Breslow and Day (1987), Statistical Methods in
    Cancer Research II, p. 69.

    Examples
    --------
    >>> rate_interval(pd.Series([10]), pd.Series([100]), per=100).round(2).values.tolist()
    [[10.0, 4.8, 18.39]]
    """
    if method not in METHODS:
        raise unknown("interval", method, METHODS)
    rates = rate(count, population, per)
    events = _floats(count)
    low, high = (_exact if method == "exact" else _byar)(events.to_numpy(), level)
    scale = per / _floats(population)
    return pd.DataFrame({"rate": rates, "low": low * scale, "high": high * scale})


def crime_rates(
    frame: pd.DataFrame,
    counts: Sequence[str],
    *,
    population: str = "population",
    per: int = 10_000,
) -> pd.DataFrame:
    """Return ``frame`` with a rate for each count column, named ``violent_per_10k``.

    Parameters
    ----------
    frame : DataFrame
    counts : sequence of str
        Count columns; a missing count stays a missing rate.
    population : str
    per : int
        A multiple of 1,000.

    Examples
    --------
    >>> frame = pd.DataFrame({"violent": [2, 3], "population": [1000, 500]})
    >>> crime_rates(frame, ["violent"])["violent_per_10k"].tolist()
    [20.0, 60.0]
    """
    require_columns(frame, [*counts, population])
    found = {
        f"{name}_per_{per // 1000}k": rate(frame[name], frame[population], per) for name in counts
    }
    return frame.assign(**found)


def group_means(
    frame: pd.DataFrame, outcome: str, by: str = "label", population: str = "population"
) -> pd.DataFrame:
    """Return the mean outcome of each group, over its units and over its people.

    Parameters
    ----------
    frame : DataFrame
    outcome : str
        A missing value is left out and counted.
    by : str
        Column of groups.
    population : str

    Returns
    -------
    DataFrame
        ``by``, n, n_missing, population (of the n), mean_by_unit, mean_by_person.

    Examples
    --------
    >>> frame = pd.DataFrame({"label": list("aab"), "crime": [1.0, 4.0, None],
    ...                       "population": [10, 20, 30]})
    >>> group_means(frame, "crime").values.tolist()
    [['a', 2, 0, 30.0, 2.5, 3.0], ['b', 0, 1, 0.0, nan, nan]]
    """
    require_columns(frame, [outcome, by, population])
    found = []
    for name, group in frame.groupby(by, observed=True):
        values, people = _floats(group[outcome]), _floats(group[population])
        known = values.notna()
        means = {
            "mean_by_unit": weighted_mean(values),
            "mean_by_person": weighted_mean(values, people),
        }
        counts = {"n": known.sum(), "n_missing": (~known).sum(), "population": people[known].sum()}
        found.append({by: name} | counts | means)
    return pd.DataFrame(found)


def weighted_mean(values, weights=None) -> float:
    """Return the mean of ``values``, one weight each; a missing value is left out.

    Examples
    --------
    >>> weighted_mean([1.0, 4.0, None], [1, 3, 9])
    3.25
    """
    values = np.asarray(values, float)
    weights = np.ones(len(values)) if weights is None else np.asarray(weights, float)
    known = ~np.isnan(values)
    if not known.any() or weights[known].sum() <= 0:
        return float("nan")
    return float(np.average(values[known], weights=weights[known]))


def _floats(column: pd.Series) -> pd.Series:
    return pd.Series(column).astype("Float64").astype("float64")


def _refuse_impossible(count: pd.Series, population: pd.Series) -> None:
    faults = [
        f"{what} in {rows(column.index[bad])}"
        for what, column, bad in (
            ("a count below zero", count, count < 0),
            ("a population not above zero", population, population <= 0),
        )
        if bad.any()
    ]
    if faults:
        case = f"no rate exists with {' and '.join(faults)}"
        raise DataError(case, "correct or blank it", faults=faults)


def _exact(events: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    tail = (1 - level) / 2
    low = np.where(events > 0, stats.chi2.ppf(tail, 2 * events) / 2, events)
    return low, stats.chi2.ppf(1 - tail, 2 * (events + 1)) / 2


def _byar(events: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    z = stats.norm.ppf((1 + level) / 2)
    some = np.where(events > 0, events, np.nan)
    low = some * (1 - 1 / (9 * some) - z / (3 * np.sqrt(some))) ** 3
    more = events + 1
    high = more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3
    return np.where(events > 0, low, events), high
