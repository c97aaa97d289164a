"""What a method cannot do it says in one whole sentence: what, where and the fix."""

import numpy as np
import pandas as pd
import pytest

from sanctuary_research.methods.coefficients import Coefficients
from sanctuary_research.methods.proportions import exact_interval, silent_bounds
from sanctuary_research.methods.random_effects import random_effects
from sanctuary_research.methods.sensitivity import robustness_value
from sanctuary_research.methods.survival import kaplan_meier

X = pd.Series([1.0, 2.0, 3.0, 4.0], name="x")

REFUSALS = {
    "time": (
        lambda: kaplan_meier(
            pd.DataFrame({"time": [-1.0], "is_event": [True], "arm": ["a"]}), by="arm"
        ),
        "a time is missing or negative: give each unit a time of at least 0",
    ),
    "shape": (
        lambda: Coefficients([0, 1], [0.1], np.eye(2)),
        "2 periods and 1 estimates do not fit a covariance of shape (2, 2): give one estimate a "
        "period, and a square covariance",
    ),
    "order": (
        lambda: Coefficients([0, -1], [0.1, 0.2], np.eye(2)),
        "periods 0, -1 do not lie in order around -1: sort them and leave the reference out",
    ),
    "share": (lambda: exact_interval(3, 2), "3 of 2 is no share: give 0 to n of at least one unit"),
    "silent": (lambda: silent_bounds(2, 2, 3), "2 and 2 are more than 3: count each unit once"),
    "few effects": (
        lambda: random_effects(X[:2], X[:2]),
        "2 independent estimates cannot be summarised: the spread needs 3",
    ),
    "sensitivity": (
        lambda: robustness_value(1.0, 0.0, 5),
        "needs std_error > 0 and df > 1, not 0 and 5",
    ),
}


@pytest.mark.parametrize(("refused", "sentence"), REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_is_a_whole_sentence(refusal, refused, sentence):
    """What is wrong, where, and what to do."""
    assert refusal(refused) == sentence
