"""Group means and standardized differences, before and after weighting."""

import numpy as np
import pandas as pd
import pytest

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.groups.balance import balance_table

SANCTUARY = [True, True, False, False]


def test_standardized_difference_by_hand():
    """Means 2 and 5, variances 2 and 18, so minus three over the root of ten."""
    found = balance_table(pd.DataFrame({"x": [1.0, 3, 2, 8]}), SANCTUARY).iloc[0]
    assert (found["mean_sanctuary"], found["mean_comparison"]) == (2.0, 5.0)
    assert found["std_mean_diff"] == pytest.approx(-3 / np.sqrt(10))


def test_scale_is_that_before_adjustment():
    """Weights move the mean of the comparison group but not the unit of the difference."""
    frame = pd.DataFrame({"x": [1.0, 3, 2, 8]})
    found = balance_table(frame, SANCTUARY, weights=[1, 1, 1, 0]).iloc[0]
    assert found["mean_comparison"] == 2.0
    assert found["std_mean_diff"] == 0.0
    found = balance_table(frame, SANCTUARY, weights=[1, 1, 2, 1]).iloc[0]
    assert found["std_mean_diff"] == pytest.approx(-2 / np.sqrt(10))


def test_constant_covariate_has_no_standardized_difference():
    """What does not vary has means, and a blank instead of a division by zero."""
    found = balance_table(pd.DataFrame({"x": [1.0, 1, 1, 1]}), SANCTUARY).iloc[0]
    assert found["mean_sanctuary"] == 1.0
    assert np.isnan(found["std_mean_diff"])


def test_group_without_weight_is_refused():
    """Balance needs both groups."""
    with pytest.raises(AnalysisError, match="a group has no weight left"):
        balance_table(pd.DataFrame({"x": [1.0, 3, 2, 8]}), SANCTUARY, weights=[1, 1, 0, 0])
