"""What a result says about itself: facts."""

import numpy as np
import pytest
from scipy import stats

from sanctuary_research.methods.coefficients import Coefficients
from sanctuary_research.methods.panel import ESTIMATORS, event_study

COLUMNS = [
    "event_time",
    "estimate",
    "std_error",
    "conf_low",
    "conf_high",
    "simultaneous_low",
    "simultaneous_high",
    "n_units",
    "n_clusters",
]


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_every_table_names_what_it_holds(make_panel, names, estimator):
    """Columns in order, the reference at zero, and the test of the leads."""
    frame = make_panel(0)
    frame["y"] = frame["count"]
    found = event_study(frame, **names, estimator=estimator, cluster="state")
    assert found.table.columns[: len(COLUMNS)].tolist() == COLUMNS
    reference = found.table.set_index("event_time").loc[-1]
    assert reference["estimate"] == 0
    assert np.isnan(reference["std_error"])
    assert set(found.pretest.index) >= {"statistic", "df", "p"}


def test_results_are_frozen(make_panel, names):
    """A result cannot be changed by accident."""
    found = event_study(make_panel(0), **names)
    with pytest.raises(AttributeError, match="cannot assign"):
        found.overall = None


def test_a_window_only_chooses_what_is_shown(make_panel, names):
    """Fewer rows and leads; the overall effect and the rows kept stay as they were."""
    frame = make_panel(0)
    whole, part = event_study(frame, **names), event_study(frame, **names, window=(-3, 1))
    assert part.table["event_time"].tolist() == [-3, -2, -1, 0, 1]
    assert part.overall.equals(whole.overall)
    kept = whole.table[whole.table["event_time"].between(-3, 1)].reset_index(drop=True)
    columns = ["estimate", "conf_low", "conf_high"]
    np.testing.assert_allclose(part.table[columns], kept[columns])
    assert part.pretest["df"] == 2


def test_no_leads_no_pretest(make_panel, names):
    """With nothing to test there is no statistic."""
    found = event_study(make_panel(0), **names, window=(-1, 2))
    assert np.isnan(found.pretest.statistic)
    assert found.pretest[["df", "df_denominator"]].tolist() == [0, 0]


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_an_interval_is_its_error_times_student_s_t(make_panel, names, estimator):
    """An interval is recomputed from its line: variance within adoption groups, n/(n-1)."""
    frame = make_panel(0)
    frame["y"] = frame["count"]
    found = event_study(frame, **names, estimator=estimator, cluster="state")
    spread = found.spread
    last = spread.scores[:, -1]
    size = np.bincount(spread.group)
    within = [last[spread.group == g] for g in range(len(size))]
    variance = sum(len(one) * one.var(ddof=1) for one in within if len(one) > 1)
    row = found.table.iloc[-1]
    assert row["std_error"] == pytest.approx(np.sqrt(variance))
    half = stats.t.ppf(0.975, row["df"]) * row["std_error"]
    assert row["conf_high"] - row["estimate"] == pytest.approx(half)


def test_a_band_over_all_event_times_is_wider_than_each_interval(make_panel, names):
    """Where there is an interval there is a band around it."""
    table = event_study(make_panel(), **names).table.dropna(subset=["conf_low"])
    assert len(table) > 5
    assert (table["simultaneous_low"] < table["conf_low"]).all()
    assert (table["simultaneous_high"] > table["conf_high"]).all()


def test_coefficients_are_numbers_of_one_kind():
    """Whole estimates and degrees of freedom are read as numbers with decimals, one each."""
    found = Coefficients([-2, 0], [1, 2], [[1, 0], [0, 4]], df=7)
    kinds = [np.asarray(getattr(found, name)).dtype.kind for name in ("period", "estimate", "df")]
    assert kinds == ["i", "f", "f"]
    assert np.asarray(found.covariance).dtype.kind == "f"
    assert np.asarray(found.df).tolist() == [7.0, 7.0]
    assert found.df_of(np.array([0, 1])) == 7.0
    assert found.reference == -1
    few = Coefficients([-2, 0, 1], [1, 2, 3], np.eye(3), df=[9, 8, 7])
    assert few.df_of(np.array([0.5, -0.5, 0])) == 8.0
