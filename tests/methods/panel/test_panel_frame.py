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


@pytest.mark.parametrize(
    ("rows", "column", "value", "message"),
    [
        ([3, 4, 5], "adopted", 9, "after the panel's last period, 3, in rows 3, 4, 5: leave it"),
        ([4], "adopted", 2, "'adopted' changes within a unit at row 4.*from its reversal on"),
        ([2], "year", 1, "'place' and 'year' stand in rows 0, 2: keep one row"),
        ([7], "year", 2.5, "must hold whole numbers, not so in row 7"),
        ([7, 8], "crime", np.nan, "outcome 'crime' is missing in rows 7, 8: drop these rows"),
        ([1], "crime", np.inf, "outcome 'crime' is infinite in row 1: drop"),
    ],
)
def test_a_broken_row_is_named(frame, rows, column, value, message):
    """Cohort, period and outcome faults name their rows and the fix."""
    with pytest.raises(DataError, match=message):
        event_study(change(frame, rows, column, value), **NAMES)


@pytest.mark.parametrize("value", [0.0, -2.0, np.nan])
def test_weights_are_positive(frame, value):
    """Zero, negative and missing weights are refused with their rows."""
    with pytest.raises(DataError, match="'people' must be positive, not so in rows 6, 8"):
        event_study(change(frame, [6, 8], "people", value), **NAMES, weights="people")


def test_weights_and_covariates_hold_one_value_per_unit(frame):
    """What changes within a unit is no baseline value."""
    with pytest.raises(DataError, match="'people' changes within a unit at row 7: give each unit"):
        event_study(change(frame, [7], "people", 21.0), **NAMES, weights="people")
    with pytest.raises(DataError, match="measured before the first adoption"):
        event_study(change(frame, [7], "people", 21.0), **NAMES, covariates=["people"])


def test_text_periods_and_dates_are_refused(frame):
    """Periods as text or dates name an example and the conversion."""
    with pytest.raises(DataError, match="must hold numbers and holds '1' in rows 0, 1, 2, 3, 4"):
        event_study(frame.assign(year=frame["year"].astype(str)), **NAMES)
    dates = pd.Timestamp("2000-01-01") + pd.to_timedelta(365 * frame["year"], unit="D")
    with pytest.raises(DataError, match=r"pd.to_numeric or .dt.year"):
        event_study(frame.assign(year=dates), **NAMES)


def test_one_cluster_is_refused(frame):
    """One cluster has no standard error; nor has one adopting cluster."""
    with pytest.raises(AnalysisError, match="holds one cluster, 'X', in all 12 rows"):
        event_study(frame.assign(state="X"), **NAMES, cluster="state")
    with pytest.raises(
        AnalysisError, match=r"one cluster of 'state' adopts.*joint_randomization_test"
    ):
        event_study(frame, **NAMES, cluster="state")


def test_clusters_hold_whole_units(frame):
    """A unit that moves between clusters is named."""
    frame.loc[1, "state"] = "Y"
    with pytest.raises(DataError, match="'state' changes within a unit at row 1"):
        event_study(frame, **NAMES, cluster="state")


def test_somebody_must_be_left_to_compare_with(frame):
    """All adopting at once, or nobody adopting, leaves nothing to estimate."""
    with pytest.raises(AnalysisError, match="all 4 units adopt in 3: no never- or not-yet-treated"):
        event_study(frame.assign(adopted=3), **NAMES)
    with pytest.raises(AnalysisError, match="no unit of 'place' adopts"):
        event_study(frame.assign(adopted=0), **NAMES)


def test_never_treated_controls_must_exist(frame):
    """Asking for never-treated controls without any names the other choice."""
    frame["adopted"] = [2] * 6 + [3] * 6
    with pytest.raises(AnalysisError, match="use control='not_yet_treated'"):
        event_study(frame, **NAMES, control="never_treated")


@pytest.mark.parametrize(
    ("keep", "message"),
    [
        ({"estimator": "calaway_santanna"}, "did you mean 'callaway_santanna'"),
        ({"control": "not_yet"}, "did you mean 'not_yet_treated'"),
        ({"outcome": "crimes"}, "no column 'crimes': did you mean 'crime'"),
        ({"covariates": ["peopel"]}, "did you mean 'people'"),
        ({"exposure": "people"}, "use estimator='poisson'"),
        ({"window": (-3, -1)}, "holds no event time from 0 on"),
        ({"window": (3, -3)}, r"a first and a last event time, not \(3, -3\)"),
        ({"window": 3}, "a first and a last event time, not 3"),
        ({"covariates": ["people", "people"]}, "name a column twice"),
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
    """Skipped years count, an adoption in one of them too, and the note says from when."""
    frame["year"] = frame["year"].map({1: 2012, 2: 2015, 3: 2017})
    frame["adopted"] = frame["adopted"].replace(3, 2016)
    panel = read_panel(frame, **NAMES)
    assert panel.event[0].tolist() == [-4, -1, 1]
    assert panel.reference == -1
    assert panel.notes == ()
    late = read_panel(frame.assign(adopted=frame["adopted"].replace(2016, 2017)), **NAMES)
    assert late.event[0].tolist() == [-5, -2, 0]
    assert late.reference == -2
    assert "measured, 2017 from 2015" in late.notes[0]


def test_an_empty_frame_is_refused(frame):
    """No rows is a fault of the filter before."""
    with pytest.raises(DataError, match="the frame has no rows"):
        event_study(frame.iloc[:0], **NAMES)


def test_cohorts_as_text_are_refused(frame):
    """A cohort column of text names an example."""
    with pytest.raises(DataError, match="cohort column 'adopted' must hold numbers and holds '3'"):
        event_study(frame.assign(adopted=frame["adopted"].astype(str)), **NAMES)


def test_zero_is_a_period_where_periods_reach_it(frame):
    """Counted from 0, a cohort of 0 adopts in the first period, and is left out."""
    frame["adopted"] = [0] * 3 + [2] * 3 + [np.nan] * 6
    counted = read_panel(frame.assign(year=frame["year"] - 1), **NAMES)
    assert counted.units.tolist() == ["b", "c", "d"]
