"""Too few adopters for what is asked gets a sentence or a plain answer, never a raw exception."""

import warnings

import numpy as np

from sanctuary_research.analysis.panel import event_study, randomization_test
from sanctuary_research.analysis.panel.doubly_robust import doubly_robust


def test_assigning_by_unit_is_the_default(make_panel, names):
    """Naming the unit column as the place that is drawn equals naming none."""
    frame = make_panel()
    answers = [
        randomization_test(frame, **names, assigned=assigned, draws=99, seed=1).p_value
        for assigned in (None, "place")
    ]
    assert answers[0] == answers[1]


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
    without = event_study(frame[frame.place != lone], **names, covariates=("x",))
    assert any("too few units for the covariates" in note for note in thin.facts["notes"])
    assert 2005 not in set(thin.cells["cohort"])
    assert 2004 in set(without.cells["cohort"])
    assert np.isfinite(thin.table["estimate"]).all()
