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
FACTS = {"estimand", "estimator", "weights", "clustering", "small_sample", "n_units", "n_clusters"}


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_every_table_names_what_it_holds(make_panel, names, estimator):
    """Columns in order, the reference at zero, and all facts on the table."""
    frame = make_panel(0)
    frame["y"] = frame["count"]
    found = event_study(frame, **names, estimator=estimator, weights="people", cluster="state")
    assert found.table.columns[: len(COLUMNS)].tolist() == COLUMNS
    reference = found.table.set_index("event_time").loc[-1]
    assert reference["estimate"] == 0
    assert np.isnan(reference["std_error"])
    assert set(found.table.attrs) >= FACTS
    assert found.facts["weights"] == "weighted by people"
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
def test_the_convention_named_is_that_of_the_intervals(make_panel, names, estimator):
    """An interval is recomputed from its line: no factor of other software is inside it."""
    frame = make_panel(0)
    frame["y"] = frame["count"]
    found = event_study(frame, **names, estimator=estimator, cluster="state")
    assert found.facts["intervals"].startswith("variance of clusters within adoption groups, n/(n")
    spread = found.spread
    last = spread.scores[:, -1]
    size = np.bincount(spread.group)
    within = [last[spread.group == g] for g in range(len(size))]
    variance = sum(len(one) * one.var(ddof=1) for one in within if len(one) > 1)
    row = found.table.iloc[-1]
    assert row["interval_error"] == pytest.approx(np.sqrt(variance))
    half = stats.t.ppf(0.975, row["df"]) * row["interval_error"]
    assert row["conf_high"] - row["estimate"] == pytest.approx(half)
    assert row["std_error"] == pytest.approx(np.sqrt(spread.factor[-1] * (last**2).sum()))


def test_one_estimate_alone_keeps_its_own_degrees_of_freedom(make_panel, names):
    """A sum with a single weight is that estimate."""
    found = event_study(make_panel(), **names, cluster="state").coefficients()
    alone = [found.df_of(weights) for weights in np.eye(len(found.period))]
    assert np.allclose(alone, found.df)
    assert len({round(df, 6) for df in alone}) > 1


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
    assert (found.reference, found.combined) == (-1, None)
    few = Coefficients([-2, 0, 1], [1, 2, 3], np.eye(3), df=[9, 8, 7])
    assert few.df_of(np.array([0.5, -0.5, 0])) == 8.0


def test_facts_name_covariates_weights_and_clusters(make_panel, names):
    """What was asked for stands in the facts."""
    facts = event_study(
        make_panel(), **names, covariates=["x"], weights="people", cluster="state"
    ).facts
    assert facts["estimator"] == "Callaway and Sant'Anna (2021), doubly robust given x"
    asked = [facts[name] for name in ("covariates", "weights", "clustering", "outcome")]
    assert asked == ["x", "weighted by people", "state", "y"]
    assert (facts["n_clusters"], facts["n_rows"], facts["periods"]) == (15, 630, "2000 to 2006 (7)")
