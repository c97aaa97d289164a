"""Robustness values: a published one, and what they mean."""

import numpy as np
import pytest

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.sensitivity import robustness_value


def test_robustness_value_published():
    """The Darfur coefficient: 13.88 %."""
    assert round(100 * robustness_value(0.0973158, 0.0232565, 783), 2) == 13.88


def test_robustness_value_brings_the_estimate_to_zero():
    """A confounder as strong as the robustness value has a bias as large as the estimate."""
    found = robustness_value(-2.0, 0.5, 100)
    assert 0.5 * np.sqrt(100) * np.sqrt(found**2 / (1 - found)) == pytest.approx(2.0)


def test_an_estimate_without_an_error_is_refused():
    """Nothing is robust that does not vary."""
    with pytest.raises(AnalysisError, match="std_error > 0"):
        robustness_value(1.0, 0.0, 50)
