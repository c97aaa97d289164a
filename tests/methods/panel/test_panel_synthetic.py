"""One adopter against a synthetic comparison."""

import numpy as np
import pandas as pd
import pytest

from sanctuary_research.errors import AnalysisError, UsageError
from sanctuary_research.methods.panel import synthetic_control

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
    found = synthetic_control(frame, **NAMES)
    assert found.unit_weights[[1, 2]].tolist() == pytest.approx([0.5, 0.5])
    assert found.estimate == pytest.approx(3.0)
    assert found.p_value == pytest.approx(1 / 6)
    assert found.path.loc[found.path["time"] < 5, "gap"].abs().max() < 1e-8


def test_refusals_name_the_fix(frame):
    """Several dates, gaps and too few controls."""
    with pytest.raises(AnalysisError, match="1 units miss periods"):
        synthetic_control(frame.drop(index=9), **NAMES)
    two = frame.assign(adopted=frame["adopted"].where(frame["place"] != 1, 6))
    with pytest.raises(UsageError, match="one adoption date and these are 5, 6"):
        synthetic_control(two, **NAMES)
    with pytest.raises(AnalysisError, match="at least two units that never adopt"):
        synthetic_control(frame[frame["place"] < 2], **NAMES)
