"""Robustness values: a published one, and what they mean."""

import numpy as np
import pytest

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.sensitivity import robustness_value


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
