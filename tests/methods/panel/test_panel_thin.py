"""Too few adopters for what is asked gets a sentence or a plain answer, never a raw exception."""

import numpy as np
import pytest

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.panel import (
    ESTIMATORS,
    event_study,
    goodman_bacon,
)


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
