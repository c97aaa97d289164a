"""Several estimates at once: what chance makes of the least of their p-values."""

import numpy as np
import pytest
from scipy import stats

from sanctuary_research.methods.at_once import least_p, level_at_once


def test_estimates_alike_are_judged_as_one():
    """Of estimates that move together the least p is that of either: its median is a half."""
    scores = np.array([[1.0, 2.0], [-2.0, -4.0], [0.5, 1.0]])
    drawn = least_p(scores, np.array([8.0, 8.0]), seed=0)
    assert np.median(drawn) == pytest.approx(0.5, abs=0.02)


def test_estimates_apart_are_judged_as_two():
    """Of two unrelated estimates the least p is under a tenth in about 1 - 0.9² of draws."""
    scores = np.array([[1.0, 0.0], [0.0, 3.0]])
    drawn = least_p(scores, np.array([200.0, 200.0]), seed=0)
    assert (drawn <= 0.1).mean() == pytest.approx(0.19, abs=0.02)
    assert level_at_once(scores, np.array([200.0, 200.0]), 0) == pytest.approx(0.975, abs=0.004)


def test_one_estimate_has_a_uniform_p():
    """Student's t with the degrees of freedom given."""
    drawn = least_p(np.array([[1.0], [2.0]]), np.array([5.0]), seed=1)
    assert stats.kstest(drawn, "uniform").pvalue > 0.001


def test_no_estimate_has_a_level_all_the_same():
    """Where no interval is known nothing is widened."""
    assert level_at_once(np.empty((3, 0)), np.empty(0), seed=0) == 0.0
