"""A summary of studies, on numbers small enough to reckon by hand."""

import pandas as pd
import pytest
from scipy import stats

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.random_effects import random_effects


def test_equal_studies_give_their_mean_and_spread():
    """With one error for all, tau2 is the variance between studies less the error's."""
    effects, errors = pd.Series([0.0, 2.0, 4.0]), pd.Series([1.0, 1.0, 1.0])
    found = random_effects(effects, errors)
    tau2, error2 = 4.0 - 1.0, 4.0 / 3  # variance 4; of the mean (tau2 + 1) / 3
    assert (found["n"], found["mean"]) == (3, pytest.approx(2))
    half = stats.t.ppf(0.975, 2) * error2**0.5
    assert [found["low"], found["high"]] == pytest.approx([2 - half, 2 + half])
    wide = stats.t.ppf(0.975, 1) * (tau2 + error2) ** 0.5
    assert [found["predict_low"], found["predict_high"]] == pytest.approx([2 - wide, 2 + wide])


def test_alike_studies_have_no_spread():
    """Where studies differ by less than their errors, one more would lie near the mean."""
    found = random_effects(pd.Series([1.0, 1.1, 0.9]), pd.Series([1.0, 1.0, 1.0]))
    assert found["predict_high"] - found["mean"] == pytest.approx(
        stats.t.ppf(0.975, 1) * (1 / 3) ** 0.5
    )


def test_two_studies_are_refused():
    """Two estimates leave no degree of freedom for the spread."""
    with pytest.raises(AnalysisError, match="2 independent estimates cannot be summarised"):
        random_effects(pd.Series([1.0, 2.0]), pd.Series([1.0, 1.0]))
