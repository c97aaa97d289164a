"""Least squares and its two covariance conventions, beside statsmodels and pyfixest."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from numpy.testing import assert_allclose

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.groups import inference


@pytest.fixture
def drawn():
    """Sixty units in seven clusters of unequal size, with weights."""
    rng = np.random.default_rng(11)
    clusters = rng.integers(0, 7, 60)
    design = sm.add_constant(rng.normal(size=(60, 2)))
    outcome = design @ [1.0, 2.0, -1.0] + rng.normal(size=7)[clusters] + rng.normal(size=60)
    return outcome, design, rng.uniform(1, 5, 60), clusters


@pytest.mark.parametrize("weighted", [False, True])
def test_hc2_is_that_of_statsmodels(drawn, weighted):
    """Parameters and HC2 covariance agree with statsmodels, with and without weights."""
    outcome, design, weights, _ = drawn
    weights = weights if weighted else np.ones(60)
    ours = inference.least_squares(outcome, design, weights)
    theirs = sm.WLS(outcome, design, weights=weights).fit(cov_type="HC2")
    assert_allclose(ours.params, theirs.params, rtol=1e-10)
    assert_allclose(inference.hc2_covariance(ours), theirs.cov_params(), rtol=1e-8)


@pytest.mark.parametrize("weighted", [False, True])
def test_cr1_is_that_of_statsmodels(drawn, weighted):
    """The clustered covariance and its t interval with G-1 df agree with statsmodels."""
    outcome, design, weights, clusters = drawn
    weights = weights if weighted else np.ones(60)
    fit = inference.least_squares(outcome, design, weights)
    ours = inference.cr1_covariance(fit, clusters)
    theirs = sm.WLS(outcome, design, weights=weights).fit(
        cov_type="cluster", cov_kwds={"groups": clusters}, use_t=True
    )
    found = inference.t_interval(fit.params[1], np.sqrt(ours[1, 1]), df=6)
    assert_allclose(ours, theirs.cov_params(), rtol=1e-8)
    assert_allclose([found.low, found.high], theirs.conf_int()[1], rtol=1e-8)
    assert_allclose(found.p_value, theirs.pvalues[1], rtol=1e-6)


def test_cr1_is_that_of_pyfixest(drawn):
    """pyfixest's default clustered error is the same number."""
    pyfixest = pytest.importorskip("pyfixest")
    outcome, design, weights, clusters = drawn
    frame = pd.DataFrame({"y": outcome, "x": design[:, 1], "z": design[:, 2], "g": clusters})
    frame["w"] = weights
    theirs = pyfixest.feols("y ~ x + z", frame, vcov={"CRV1": "g"}, weights="w")
    fit = inference.least_squares(outcome, design, weights)
    ours = np.sqrt(np.diag(inference.cr1_covariance(fit, clusters)))
    assert_allclose(ours, theirs.se().to_numpy(), rtol=1e-8)


def test_weights_have_no_scale(drawn):
    """Multiplying every weight by a number changes nothing."""
    outcome, design, weights, _ = drawn
    one = inference.least_squares(outcome, design, weights)
    thousand = inference.least_squares(outcome, design, weights * 1000)
    assert_allclose(inference.hc2_covariance(one), inference.hc2_covariance(thousand))
    assert_allclose(one.leverage, thousand.leverage)


def test_one_cluster_is_refused(drawn):
    """A clustered error from a single cluster does not exist."""
    outcome, design, _, _ = drawn
    fit = inference.least_squares(outcome, design)
    with pytest.raises(AnalysisError, match="two clusters or more; there is 1"):
        inference.cr1_covariance(fit, np.zeros(60))


def test_leverage_one_is_refused():
    """A unit with a parameter of its own leaves HC2 undefined."""
    design = np.column_stack([np.ones(4), [1, 0, 0, 0]])
    fit = inference.least_squares([5.0, 1.0, 2.0, 3.0], design)
    with pytest.raises(AnalysisError, match="leverage one"):
        inference.hc2_covariance(fit)


def test_weighted_mean_leaves_missing_out():
    """A missing value takes its weight with it; nothing known gives a missing mean."""
    assert inference.weighted_mean([1.0, np.nan, 4.0], [1, 50, 2]) == 3.0
    assert np.isnan(inference.weighted_mean([np.nan], [1]))
