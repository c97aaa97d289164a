"""The smallest difference that a comparison can find."""

import numpy as np
import pytest

from sanctuary_research.methods.groups.power import detectable


@pytest.mark.parametrize("std_error", [np.nan, 0.0, -1.0])
def test_without_an_error_nothing_is_known(std_error):
    """A blank, not a number."""
    assert np.isnan(detectable(std_error, df=5))
