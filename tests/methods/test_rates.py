"""Rates, their Poisson intervals, and means over units or people."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from sanctuary_research.errors import AnalysisError, DataError, UsageError
from sanctuary_research.methods import rates


def test_missing_stays_missing():
    """A missing count is a missing rate, never zero; a nullable integer column works too."""
    count = pd.Series([4, None, 0], dtype="Int64")
    found = rates.rate(count, pd.Series([2000, 1000, 500]), per=10_000)
    assert found.iloc[[0, 2]].tolist() == [20.0, 0.0]
    assert np.isnan(found.iloc[1])


def test_impossible_numbers_are_refused_together():
    """Both broken rules are reported at once, each with its rows."""
    with pytest.raises(DataError, match=r"below zero in row b and .* above zero in rows a, c") as e:
        rates.rate(
            pd.Series([1, -2, 3], index=list("abc")), pd.Series([0, 5, 0], index=list("abc"))
        )
    assert len(e.value.faults) == 2


def test_exact_interval_is_the_published_one():
    """Garwood's 95% limits: 0 events give 0 to 3.69, 10 give 4.80 to 18.39."""
    found = rates.rate_interval(pd.Series([0, 10]), pd.Series([1, 1]), per=1)
    assert_allclose(found[["low", "high"]], [[0, 3.689], [4.795, 18.390]], atol=5e-4)


def test_byar_is_close_to_exact():
    """Byar's approximation is within one percent of the exact limits from ten events."""
    count, people = pd.Series([10, 100, 1000]), pd.Series([1, 1, 1])
    exact = rates.rate_interval(count, people, per=1)
    byar = rates.rate_interval(count, people, per=1, method="byar")
    assert_allclose(byar, exact, rtol=0.01)
    assert not np.allclose(byar["low"], exact["low"], rtol=1e-6)


@pytest.mark.parametrize("method", rates.METHODS)
def test_interval_of_missing_is_missing(method):
    """A missing count has no interval; zero starts at zero."""
    found = rates.rate_interval(pd.Series([np.nan, 0]), pd.Series([10, 10]), method=method)
    assert found.loc[0].isna().all()
    assert found.loc[1, "low"] == 0


def test_unknown_interval_is_refused():
    """A misspelt method offers the nearest."""
    with pytest.raises(UsageError, match="did you mean 'byar'"):
        rates.rate_interval(pd.Series([1]), pd.Series([1]), method="bayr")


def test_crime_rates_are_named_by_unit():
    """Each count gives a column with its unit as suffix; the others stay."""
    frame = pd.DataFrame({"violent": [1], "property": [3], "population": [1000]})
    found = rates.crime_rates(frame, ["violent", "property"], per=100_000)
    assert found[["violent_per_100k", "property_per_100k"]].values.tolist() == [[100.0, 300.0]]
    with pytest.raises(AnalysisError, match="did you mean 'violent'"):
        rates.crime_rates(frame, ["violnt"])


def test_group_means_by_unit_and_person():
    """The person mean weights by population; what is missing is counted."""
    frame = pd.DataFrame(
        {"label": ["a"] * 3, "crime": [10.0, 20.0, np.nan], "population": [30, 10, 99]}
    )
    found = rates.group_means(frame, "crime").iloc[0]
    assert (found["n"], found["n_missing"], found["population"]) == (2, 1, 40)
    assert (found["mean_by_unit"], found["mean_by_person"]) == (15.0, 12.5)
