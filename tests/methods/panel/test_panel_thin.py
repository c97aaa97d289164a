"""Too few adopters for what is asked gets a sentence or a plain answer, never a raw exception."""

import warnings

import numpy as np
import pytest

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.panel import (
    ESTIMATORS,
    event_study,
    goodman_bacon,
)
from sanctuary_research.methods.panel.doubly_robust import doubly_robust


@pytest.fixture
def lone_control(make_panel):
    """Everybody adopts in 2003 but one place."""
    frame = make_panel(n=20)
    return frame.assign(adopted=np.where(frame.place == 0, 0, 2003))


def test_imputation_without_leads_keeps_its_effects(make_panel, names):
    """Adopters seen only once before adoption leave no lead; the effects are still there."""
    frame = make_panel()
    frame = frame[(frame.adopted != 0).eq(False) | (frame.year >= frame.adopted - 1)]
    table = event_study(frame, **names, estimator="imputation").table
    assert table["event_time"].min() == -1
    assert np.isfinite(table.loc[table["event_time"] >= 0, "estimate"]).all()


def test_fewer_adopters_than_covariates_is_no_estimate():
    """Three adopters cannot fit a propensity on four covariates: the cell is left out."""
    rng = np.random.default_rng(0)
    treated = np.r_[np.ones(3), np.zeros(60)]
    design = np.column_stack([np.ones(63), rng.normal(size=(63, 4))])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert doubly_robust(rng.normal(size=63), treated, np.ones(63), design) is None


def test_a_thin_cohort_is_named_and_the_others_stand(make_panel, names):
    """A cohort of one adopter with a covariate is a note; estimates rest on the other cohorts."""
    frame = make_panel()
    lone = frame.loc[frame.adopted == 0, "place"].iloc[0]
    frame.loc[frame.place == lone, "adopted"] = 2005
    thin = event_study(frame, **names, covariates=("x",))
    assert any("too few units for the covariates" in note for note in thin.facts["notes"])
    assert np.isfinite(thin.table["estimate"]).all()


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_one_control_leaves_no_standard_error(lone_control, names, estimator):
    """The noise of the only control is in every comparison and in no residual."""
    with pytest.raises(AnalysisError, match="every comparison is with one cluster of 'place'"):
        event_study(lone_control, **names, estimator=estimator)


def test_one_late_control_is_noted(make_panel, names):
    """With several dates some comparisons rest on one place; the result says from when on."""
    frame = make_panel()
    kept = (frame.adopted > 0) | (frame.place == frame.loc[frame.adopted == 0, "place"].iloc[0])
    notes = event_study(frame[kept], **names).facts["notes"]
    assert any(n.startswith("From 2006 on all comparisons are with one cluster") for n in notes)
    with pytest.raises(AnalysisError, match="every comparison is with one cluster"):
        event_study(frame[kept], **names, control="never_treated")


@pytest.mark.parametrize("constant", [0.0, 3.0, "place"])
def test_an_outcome_that_never_changes_is_refused(make_panel, names, constant):
    """Zeros throughout, or one value, leave nothing to compare: a sentence, no raw exception."""
    frame = make_panel()
    frame["y"] = frame.get(constant, constant)  # or one value a unit
    for function in (event_study, goodman_bacon):
        with pytest.raises(AnalysisError, match="'y' never changes within a unit"):
            function(frame, **names)


def test_adopters_are_those_behind_the_estimates(make_panel, names):
    """A cohort that is left out is not counted among the adopters that a table names."""
    frame = make_panel()
    without = event_study(frame, **names, covariates=("x",)).facts["n_treated_units"]
    lone = frame.loc[frame.adopted == 0, "place"].iloc[0]
    frame.loc[frame.place == lone, "adopted"] = 2005
    assert event_study(frame, **names, covariates=("x",)).facts["n_treated_units"] == without
