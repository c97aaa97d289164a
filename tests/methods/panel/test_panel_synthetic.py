"""One adopter against a synthetic comparison."""

import builtins

import numpy as np
import pandas as pd
import pytest

from sanctuary_research.errors import AnalysisError, MissingPackageError, UsageError
from sanctuary_research.methods.panel import event_study, synthetic_control

NAMES = {"unit": "place", "time": "year", "cohort": "adopted", "outcome": "y"}


@pytest.fixture
def frame():
    """Place 0 is the mean of places 1 and 2 until it adopts in year 5, then 3 above it."""
    rng = np.random.default_rng(0)
    paths = rng.normal(size=(6, 8)).cumsum(axis=1) + 10
    paths[0] = paths[1:3].mean(axis=0) + np.where(np.arange(8) >= 4, 3.0, 0.0)
    return pd.DataFrame(
        {
            "place": np.repeat(np.arange(6), 8),
            "year": np.tile(np.arange(1, 9), 6),
            "adopted": np.repeat([5, 0, 0, 0, 0, 0], 8),
            "y": paths.ravel(),
        }
    )


def test_weights_and_effect_are_found(frame):
    """Half and half, and an effect of 3; the real adopter has the largest error ratio."""
    found = synthetic_control(frame, **NAMES, method="synthetic_control")
    assert found.unit_weights[[1, 2]].tolist() == pytest.approx([0.5, 0.5])
    assert found.estimate == pytest.approx(3.0)
    assert found.p_value == pytest.approx(1 / 6)
    assert found.path.loc[found.path["time"] < 5, "gap"].abs().max() < 1e-8


def test_a_missing_package_is_an_error_there_and_nowhere_else(frame, monkeypatch):
    """Without diff-diff its estimator says what to install; the others work."""
    original = builtins.__import__

    def without(name, *rest, **keep):
        if name.split(".")[0] in ("diff_diff", "pyfixest", "csdid", "wildboottest"):
            raise ImportError(name)
        return original(name, *rest, **keep)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingPackageError, match=r"install sanctuary-research\[panel\]"):
        synthetic_control(frame, **NAMES)
    assert synthetic_control(frame, **NAMES, method="synthetic_control").estimate > 2
    frame.loc[frame["place"] == 1, "adopted"] = 5
    for estimator in ("callaway_santanna", "imputation", "sun_abraham", "lp_did", "twfe"):
        assert len(event_study(frame, **NAMES, estimator=estimator).table) > 3


def test_refusals_name_the_fix(frame):
    """Several dates, gaps, too few controls and misspelt methods."""
    with pytest.raises(UsageError, match="did you mean 'synthetic_control'"):
        synthetic_control(frame, **NAMES, method="synthetic_controls")
    with pytest.raises(AnalysisError, match="1 units miss periods"):
        synthetic_control(frame.drop(index=9), **NAMES)
    two = frame.assign(adopted=frame["adopted"].where(frame["place"] != 1, 6))
    with pytest.raises(UsageError, match="one adoption date and these are 5, 6"):
        synthetic_control(two, **NAMES)
    with pytest.raises(AnalysisError, match="at least two units that never adopt"):
        synthetic_control(frame[frame["place"] < 2], **NAMES)
