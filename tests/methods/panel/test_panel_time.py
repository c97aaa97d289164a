"""Periods, dates and names of a panel are read one way, whatever they are counted from."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from sanctuary_research.errors import AnalysisError, DataError
from sanctuary_research.methods.panel import (
    ESTIMATORS,
    event_study,
    joint_randomization_test,
)
from sanctuary_research.methods.panel.frame import read_panel

NAMES = {"unit": "place", "time": "year", "cohort": "adopted", "outcome": "y"}


def small(first=1, never=np.nan):
    """Four places, four periods from `first` on; one adopts in the second, one in the third."""
    dates = np.repeat([first + 1, first + 2, never, never], 4)
    frame = pd.DataFrame({"place": np.repeat(list("abcd"), 4), "adopted": dates})
    frame["year"] = np.tile(first + np.arange(4), 4)
    frame["y"] = np.arange(16.0) ** 1.5
    return frame


def shifted(frame, by):
    return frame.assign(year=frame["year"] - by, adopted=frame["adopted"] - by)


@pytest.fixture
def panel(make_panel):
    """Adoption in 2003, 2004 and 2006 of the years 2000 to 2006; never is missing."""
    frame = make_panel(seed=3, n=40)
    return frame.assign(adopted=frame["adopted"].where(frame["adopted"] > 0))


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_a_shift_of_time_changes_nothing(panel, estimator):
    """Centred on any year, adopters stay adopters and every estimate is the same."""
    asked = {**NAMES, "estimator": estimator}
    if estimator == "poisson":
        asked |= {"outcome": "count", "exposure": "people"}
    whole = event_study(panel, **asked)
    for by in (2000, 2003, 2004, 2006, 2010):
        moved = event_study(shifted(panel, by), **asked)
        pd.testing.assert_frame_equal(moved.table, whole.table)
        assert moved.facts["n_treated_units"] == whole.facts["n_treated_units"]


@pytest.mark.parametrize("by", [2003, 2004, 2010])
def test_a_shift_changes_no_randomization_test(panel, by):
    """The same dates are dealt out."""
    moved = shifted(panel, by)
    joint = [joint_randomization_test({"x": rows}, **NAMES, draws=99) for rows in (panel, moved)]
    pd.testing.assert_frame_equal(*joint)


@pytest.mark.parametrize("never", [np.nan, np.inf, 0])
def test_never_is_missing_or_infinite_or_zero_above_zero(never):
    """Three ways to write it, one reading."""
    assert read_panel(small(2000, never), **NAMES).start.tolist() == [1, 2, 4, 4]


def test_zero_is_refused_where_it_could_be_a_period():
    """Without a missing date nothing says whether 0 is a period or never."""
    with pytest.raises(DataError, match=r"0 in rows 8, 9.*may be a period or mean never: leave"):
        read_panel(small(-3, never=0), **NAMES)


def test_zero_beside_missing_is_refused_above_zero():
    """Adopters before the first period must not turn into controls when time is shifted."""
    frame = small(1)
    frame.loc[frame["place"] == "d", "adopted"] = 0
    with pytest.raises(DataError, match="holds 0 in rows 12, 13, 14, 15, which may be a period"):
        read_panel(frame, **NAMES)
    assert read_panel(shifted(frame, 1), **NAMES).units.tolist() == ["a", "b", "c"]


@pytest.mark.parametrize("date", [2.5, -np.inf, 2.0**53, 1e300])
def test_dates_are_whole_numbers(date):
    """A fraction, minus infinity and what no float counts exactly are refused with their rows."""
    frame = small()
    frame.loc[:3, "adopted"] = date
    with pytest.raises(DataError, match="'adopted' must hold whole numbers, not so in rows 0, 1"):
        read_panel(frame, **NAMES)


@pytest.mark.parametrize("year", [2.5, np.inf, -np.inf, np.nan])
def test_periods_are_whole_numbers(year):
    """So are periods."""
    frame = small().astype({"year": float})
    frame.loc[5, "year"] = year
    with pytest.raises(DataError, match="'year' must hold whole numbers, not so in row 5: fill"):
        read_panel(frame, **NAMES)


def test_numbers_in_an_object_column_are_numbers():
    """Decimals count as what they are; a text among them is refused with its row."""
    frame = small()
    decimals = frame.assign(y=[Decimal(str(value)) for value in frame["y"]])
    pd.testing.assert_frame_equal(
        event_study(decimals, **NAMES).table, event_study(frame, **NAMES).table
    )
    decimals.loc[6, "y"] = "7"
    with pytest.raises(DataError, match="'y' must hold numbers and holds '7' in row 6: convert"):
        event_study(decimals, **NAMES)


@pytest.mark.parametrize("estimator", ["callaway_santanna", "imputation", "twfe"])
def test_absent_years_are_no_event_times(estimator):
    """2021 is absent: adopters of 2020 are seen at 0, 2 and 3, and rise by 1, 3 and 4."""
    years = [2018, 2019, 2020, 2022, 2023]
    frame = pd.DataFrame({"place": np.repeat(list("abcdef"), 5), "year": years * 6})
    frame["adopted"] = np.repeat([2020.0] * 3 + [np.nan] * 3, 5)
    noise = np.random.default_rng(0).normal(scale=1e-6, size=30)
    since = frame["year"] - frame["adopted"]
    frame["y"] = np.where(since >= 0, 1 + since, 0) + noise
    found = event_study(frame, **NAMES, estimator=estimator).table.set_index("event_time")
    assert found.index.tolist() == [-2, -1, 0, 2, 3]
    np.testing.assert_allclose(found["estimate"], [0, 0, 1, 3, 4], atol=1e-5)


@pytest.mark.parametrize("estimator", ["callaway_santanna", "imputation", "twfe"])
def test_a_cohort_of_an_absent_year_counts_from_it(estimator):
    """Who adopts in 2021, which is absent, is first seen one year after adoption."""
    years = [2019, 2020, 2022, 2023]
    frame = pd.DataFrame({"place": np.repeat(list("abcdef"), 4), "year": years * 6})
    frame["adopted"] = np.repeat([2021.0] * 3 + [np.nan] * 3, 4)
    frame["y"] = np.where(frame["year"] > frame["adopted"], 5.0, 0.0)
    frame["y"] += np.random.default_rng(0).normal(scale=1e-6, size=24)
    found = event_study(frame, **NAMES, estimator=estimator).table.set_index("event_time")
    assert found.index.tolist() == [-2, -1, 1, 2]
    np.testing.assert_allclose(found["estimate"], [0, 0, 5, 5], atol=1e-5)


def test_cohorts_on_both_sides_of_an_absent_year_stay_apart():
    """Of 2021 (absent) and 2022: measured from 2020 both, seen in 2022 at 1 and at 0."""
    years = [2019, 2020, 2022]
    frame = pd.DataFrame({"place": np.repeat(list("abcdef"), 3), "year": years * 6})
    frame["adopted"] = np.repeat([2021.0] * 2 + [2022.0] * 2 + [np.nan] * 2, 3)
    frame["y"] = np.where(frame["year"] == 2022, frame["adopted"].map({2021: 7, 2022: 3}), 0.0)
    frame["y"] = frame["y"].fillna(0) + np.random.default_rng(0).normal(scale=1e-6, size=18)
    study = event_study(frame, **NAMES)
    effects = study.table.set_index("event_time")["estimate"]
    np.testing.assert_allclose(effects[[1, 0]], [7, 3], atol=1e-5)


@pytest.mark.parametrize("blank", ["", "  ", None])
@pytest.mark.parametrize("column", ["place", "state"])
def test_a_blank_name_is_missing(blank, column):
    """A blank is no cluster of its own, and no unit."""
    frame = small().assign(state=np.repeat(list("wxyz"), 4))
    frame.loc[4:7, column] = blank
    with pytest.raises(DataError, match=f"'{column}' is missing in rows 4, 5, 6, 7: fill it"):
        event_study(frame, **NAMES, cluster="state")


@pytest.mark.parametrize("name", ["year", "y", "adopted"])
def test_two_columns_of_one_name_are_refused(name):
    """A join that kept both is told, not guessed at."""
    frame = small()
    frame = pd.concat([frame, frame[[name]]], axis=1)
    with pytest.raises(AnalysisError, match=f"2 columns '{name}': keep or rename one"):
        event_study(frame, **NAMES)
