"""Estimators on frames small enough to work out by hand."""

import numpy as np
import pandas as pd
import pytest

from sanctuary_research.errors import AnalysisError, DataError
from sanctuary_research.methods.panel import ESTIMATORS, event_study

NAMES = {"unit": "place", "time": "year", "cohort": "adopted", "outcome": "crime"}


def wide(paths, adopted):
    """A frame from one outcome path per place."""
    return pd.DataFrame(
        [
            {"place": i, "year": t, "adopted": adopted[i], "crime": float(value)}
            for i, path in enumerate(paths)
            for t, value in enumerate(path, start=1)
        ]
    )


@pytest.fixture
def plain():
    """Two adopters change by 3 and 5 where two controls change by 1."""
    return wide([[0, 1, 4], [0, 1, 6], [2, 3, 4], [5, 6, 7]], [3, 3, 0, 0])


@pytest.mark.parametrize("estimator", [e for e in ESTIMATORS if e != "poisson"])
def test_every_estimator_finds_the_difference_in_differences(plain, estimator):
    """With one cohort and parallel paths all linear estimators give (3 + 5) / 2 - 1."""
    found = event_study(plain, **NAMES, estimator=estimator)
    effect = found.table.set_index("event_time")["estimate"]
    assert effect[0] == pytest.approx(3.0)
    assert effect[-2] == pytest.approx(0.0, abs=1e-12)
    assert found.overall.estimate == pytest.approx(3.0)


def test_standard_error_of_two_means(plain):
    """Uncorrected: root of 1/2 for the adopters; the interval's error divides by n - 1."""
    row = event_study(plain, **NAMES).table.set_index("event_time").loc[0]
    assert row["std_error"] == pytest.approx(np.sqrt(0.5))
    assert row["interval_error"] == pytest.approx(1.0)
    assert row["df"] == pytest.approx(1.0)


def test_poisson_is_a_ratio_of_ratios():
    """Counts double among adopters and grow by half among controls: log(2 / 1.5)."""
    frame = wide([[10, 20], [30, 60], [20, 30], [40, 60]], [2, 2, 0, 0])
    frame["people"] = 100.0
    found = event_study(frame, **NAMES, estimator="poisson", exposure="people")
    assert found.overall.estimate == pytest.approx(np.log(2 / 1.5), abs=1e-9)


def test_poisson_offset_takes_out_exposure():
    """Doubling an adopter's population in the treated period halves its rate."""
    frame = wide([[10, 20], [30, 60], [20, 30], [40, 60]], [2, 2, 0, 0])
    frame["people"] = np.where((frame["adopted"] == 2) & (frame["year"] == 2), 200.0, 100.0)
    found = event_study(frame, **NAMES, estimator="poisson", exposure="people")
    assert found.overall.estimate == pytest.approx(np.log(1 / 1.5), abs=1e-9)


def test_poisson_needs_counts_and_events():
    """Negative counts and event times without events are refused."""
    frame = wide([[10, 20, 20], [30, 60, 50], [20, 30, 20], [40, 60, 60]], [3, 3, 0, 0])
    with pytest.raises(DataError, match="below zero in rows 0, 1, 2, 6, 8: a"):
        event_study(frame.assign(crime=frame["crime"] - 25), **NAMES, estimator="poisson")
    frame.loc[(frame["adopted"] == 3) & (frame["year"] == 3), "crime"] = 0
    with pytest.raises(AnalysisError, match="minus infinity"):
        event_study(frame, **NAMES, estimator="poisson")


def test_weights_make_the_effect_per_person(plain):
    """With three times the weight on the second adopter: (2 + 3 x 4) / 4."""
    plain["people"] = plain["place"].map({0: 1.0, 1: 3.0, 2: 1.0, 3: 1.0})
    for estimator in ("callaway_santanna", "imputation", "twfe"):
        found = event_study(plain, **NAMES, estimator=estimator, weights="people")
        assert found.overall.estimate == pytest.approx(3.5)


def test_not_yet_treated_units_are_controls_until_they_adopt():
    """The late cohort serves in period 2 and not in period 3."""
    frame = wide(
        [[0, 5, 5], [0, 5, 5], [0, 1, 9], [0, 1, 9], [0, 0, 0], [0, 0, 0]], [2, 2, 3, 3, 0, 0]
    )
    effects = [
        event_study(frame, **NAMES, control=control).table.set_index("event_time")["estimate"]
        for control in ("not_yet_treated", "never_treated")
    ]
    assert effects[0][0] == pytest.approx((5 - 0.5 + 8) / 2)
    assert effects[1][0] == pytest.approx((5 + 8) / 2)
    assert effects[0][1] == pytest.approx(5.0)


def test_event_times_average_by_cohort_size():
    """Event time 0 of cohorts with two and three units: (2 x 4 + 3 x 9) / 5."""
    paths = [[0, 4, 4]] * 2 + [[0, 0, 9]] * 3 + [[0, 0, 0]] * 2
    found = event_study(wide(paths, [2, 2, 3, 3, 3, 0, 0]), **NAMES, control="never_treated")
    assert found.table.set_index("event_time")["estimate"][0] == pytest.approx(35 / 5)
    assert found.overall.estimate == pytest.approx((2 * 4 + 2 * 4 + 3 * 9) / 7)


def test_two_way_mixes_growing_effects_where_the_others_do_not():
    """Effects 0, 4, 8 after adoption: cohorts as controls pull the static estimate down."""
    paths = [[0, 0, 4, 8]] * 3 + [[0, 0, 0, 0]] * 3
    frame = wide(paths, [2] * 3 + [4] * 3)
    frame["crime"] += np.tile([0.0, 0.1, 0.0, 0.0, 0.0, 0.2], 4)
    two_way = event_study(frame, **NAMES, estimator="twfe", window=(0, 0)).overall.estimate
    imputed = event_study(frame, **NAMES, estimator="imputation").overall
    assert two_way < imputed.estimate
    assert "Left out" in event_study(frame, **NAMES, estimator="imputation").facts["notes"][0]


def test_covariates_without_overlap_leave_a_note():
    """A covariate that separates adopters from controls leaves no doubly robust cell."""
    rng = np.random.default_rng(0)
    paths = rng.normal(size=(12, 3))
    frame = wide(paths, [3] * 6 + [0] * 6)
    frame["size"] = frame["place"].astype(float) + np.where(frame["adopted"] == 3, 0, 50)
    with pytest.raises(AnalysisError, match="no overlap with the controls"):
        event_study(frame, **NAMES, covariates=["size"])


def test_imputation_needs_untreated_rows():
    """Treated periods without any untreated unit are left out, or refused when all are."""
    frame = wide([[0, 1, 2], [0, 1, 3], [0, 1, 4], [0, 2, 2]], [2, 2, 3, 3])
    found = event_study(frame, **NAMES, estimator="imputation")
    assert found.table["event_time"].max() == 0
    assert "Left out: 4 treated unit-periods" in found.facts["notes"][0]
