"""Bad input is refused in one sentence that names the rows."""

import numpy as np
import pandas as pd
import pytest

from sanctuary_research.errors import AnalysisError, DataError, UsageError
from sanctuary_research.methods.panel import event_study
from sanctuary_research.methods.panel.frame import read_panel

NAMES = {"unit": "place", "time": "year", "cohort": "adopted", "outcome": "crime"}


@pytest.fixture
def frame():
    """Four places, three years; two adopt in year 3."""
    return pd.DataFrame(
        {
            "place": np.repeat(list("abcd"), 3),
            "year": [1, 2, 3] * 4,
            "adopted": [3] * 6 + [0] * 6,
            "crime": [5.0, 4, 4, 7, 7, 2, 3, 4, 4, 2, 2, 5],
            "people": [10.0] * 6 + [20.0] * 6,
            "state": ["X"] * 6 + ["Y"] * 6,
        }
    )


def change(frame, row, column, value):
    frame[column] = frame[column].astype(object if isinstance(value, str) else float)
    frame.loc[row, column] = value
    return frame


def test_dates_as_periods_are_refused(frame):
    """With the conversion."""
    dates = pd.Timestamp("2000-01-01") + pd.to_timedelta(365 * frame["year"], unit="D")
    with pytest.raises(DataError, match=r"pd.to_numeric or .dt.year"):
        event_study(frame.assign(year=dates), **NAMES)


@pytest.mark.parametrize(
    ("keep", "message"),
    [
        ({"outcome": "crimes"}, "no column 'crimes': did you mean 'crime'"),
        ({"window": 3}, "a first and a last event time, not 3"),
    ],
)
def test_unknown_names_offer_the_nearest(frame, keep, message):
    """Every misspelt choice is answered with a real one."""
    with pytest.raises((UsageError, AnalysisError), match=message):
        event_study(frame, **NAMES | keep)


def test_missing_cohort_is_never_treated(frame):
    """Missing and 0 both mean never."""
    one = read_panel(frame, **NAMES)
    frame["adopted"] = frame["adopted"].astype("Int64").replace(0, pd.NA)
    np.testing.assert_array_equal(read_panel(frame, **NAMES).start, one.start)
    assert one.never.tolist() == [False, False, True, True]


def test_units_treated_from_the_start_are_left_out_and_named(frame):
    """They have no untreated period; the notes say who they are."""
    frame.loc[frame["place"] == "d", "adopted"] = 1
    panel = read_panel(frame, **NAMES)
    assert panel.units.tolist() == ["a", "b", "c"]
    assert panel.notes == ("1 units treated from the first period were left out (d).",)


def test_event_time_is_calendar_time(frame):
    """Skipped years count, an adoption in one of them too."""
    frame["year"] = frame["year"].map({1: 2012, 2: 2015, 3: 2017})
    frame["adopted"] = frame["adopted"].replace(3, 2016)
    panel = read_panel(frame, **NAMES)
    assert panel.event[0].tolist() == [-4, -1, 1]
    assert panel.reference == -1
    assert panel.notes == ()
    late = read_panel(frame.assign(adopted=frame["adopted"].replace(2016, 2017)), **NAMES)
    assert late.event[0].tolist() == [-5, -2, 0]
    assert late.reference == -2


def test_cohorts_as_text_are_refused(frame):
    """A cohort column of text names an example."""
    with pytest.raises(DataError, match="cohort column 'adopted' must hold numbers and holds '3'"):
        event_study(frame.assign(adopted=frame["adopted"].astype(str)), **NAMES)


def test_zero_is_a_period_where_periods_reach_it(frame):
    """Counted from 0, a cohort of 0 adopts in the first period, and is left out."""
    frame["adopted"] = [0] * 3 + [2] * 3 + [np.nan] * 6
    counted = read_panel(frame.assign(year=frame["year"] - 1), **NAMES)
    assert counted.units.tolist() == ["b", "c", "d"]
