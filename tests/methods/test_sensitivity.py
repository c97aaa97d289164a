"""Sensitivity: published E-values and robustness values, and a population with known delta."""

import numpy as np
import pytest

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.sensitivity import (
    confounder_like,
    e_value,
    robustness_value,
)


def test_e_value_published():
    """VanderWeele and Ding: a ratio of 3.9 (1.8 to 8.7) has E-values 7.26 and 3.0."""
    found = e_value(3.9, 1.8, 8.7)
    assert found.estimate == pytest.approx(7.26, abs=0.005)
    assert found.limit == pytest.approx(3.0, abs=0.005)


def test_e_value_is_the_same_for_the_inverse():
    """A ratio below one is inverted, and the upper limit is then the nearer one."""
    ours, inverse = e_value(3.9, 1.8, 8.7), e_value(1 / 3.9, 1 / 8.7, 1 / 1.8)
    assert ours.estimate == pytest.approx(inverse.estimate)
    assert ours.limit == pytest.approx(inverse.limit)


def test_e_value_of_no_effect():
    """Nothing is needed to explain a ratio of one, or an interval that holds one."""
    assert e_value(1.0).estimate == 1.0
    assert e_value(1.4, 0.9, 2.0).limit == 1.0
    assert e_value(1.4).limit is None


def test_e_value_refuses_what_is_no_ratio():
    """A ratio is positive and inside its interval."""
    with pytest.raises(AnalysisError, match="positive number, not -2"):
        e_value(-2)
    with pytest.raises(AnalysisError, match="4 lies outside its interval 1 to 3"):
        e_value(4, 1, 3)


def test_robustness_value_published():
    """The Darfur coefficient: 13.88%, 7.63% at 5%, and a partial R2 of 2.19%."""
    found = robustness_value(0.0973158, 0.0232565, 783)
    shown = [round(100 * part, 2) for part in (found.value, found.value_alpha, found.partial_r2)]
    assert shown == [13.88, 7.63, 2.19]


def test_robustness_value_brings_the_estimate_to_zero():
    """A confounder as strong as the robustness value has a bias as large as the estimate."""
    found = robustness_value(2.0, 0.5, 100)
    bias = 0.5 * np.sqrt(100) * np.sqrt(found.value**2 / (1 - found.value))
    assert bias == pytest.approx(2.0)


def test_robustness_value_alpha():
    """An estimate that is not different from zero needs nothing; a huge one uses the other form."""
    assert robustness_value(1.0, 1.0, 50).value_alpha == 0.0
    huge = robustness_value(50.0, 0.5, 20)
    assert 0.9 < huge.value_alpha <= huge.value < 1
    with pytest.raises(AnalysisError, match="std_error > 0"):
        robustness_value(1.0, 0.0, 50)


def test_text_for_a_ratio_is_a_sentence():
    """Text is no ratio, and says so in words."""
    with pytest.raises(AnalysisError, match="a risk ratio is a positive number, not '2'"):
        e_value("2")


def test_a_confounder_like_a_covariate_has_the_published_strength():
    """One, two and three times as strong as being female, in Cinelli and Hazlett's example."""
    for times, label, outcome in (
        (1, 0.00916, 0.12464),
        (2, 0.01833, 0.24929),
        (3, 0.02749, 0.37393),
    ):
        found = confounder_like(0.0090810, 0.1090333, times)
        assert found == pytest.approx((label, outcome), abs=2e-4)
    with pytest.raises(AnalysisError, match="take a weaker one"):
        confounder_like(0.6, 0.1)
