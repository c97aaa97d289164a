"""The restricted wild cluster bootstrap, beside one regression per draw, a peer and a printout."""

import numpy as np
import pytest
import statsmodels.api as sm

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.groups.bootstrap import (
    Cell,
    Problem,
    cluster_bootstrap,
    webb_draws,
)

# Shares with health insurance of employees and self-employed, 1983-1990, as Gruber and Poterba
# (1994) compare them: the example in the help of Stata's boottest.
INSURED = np.array(
    [
        [0.8755078, 0.8795033, 0.8717851, 0.8709483, 0.8723994, 0.8586542, 0.8543781, 0.8470781],
        [0.7104426, 0.7378297, 0.7070132, 0.7120023, 0.7190174, 0.7665775, 0.7420613, 0.7457418],
    ]
)


@pytest.fixture
def drawn():
    """Sixty units in nine clusters of unequal size, four of them labelled, with weights."""
    rng = np.random.default_rng(3)
    clusters = np.array(list("abcdefghi"))[np.r_[np.arange(9), rng.integers(0, 9, 51)]]
    label = np.isin(clusters, list("abcd")).astype(float)
    design = np.column_stack([np.ones(60), rng.normal(size=60), label])
    shared = {name: rng.normal() for name in "abcdefghi"}
    outcome = design @ [1.0, 2.0, 0.8] + [shared[name] for name in clusters] + rng.normal(size=60)
    return outcome, design, clusters, rng.uniform(1, 5, 60)


def one_by_one(outcome, design, clusters, weights, signs, null):
    """A restricted fit by statsmodels, then a clustered fit of every draw."""
    others = sm.WLS(outcome - null * design[:, -1], design[:, :-1], weights=weights).fit()
    fitted = others.fittedvalues + null * design[:, -1]
    codes = np.unique(clusters, return_inverse=True)[1]
    found = []
    for sign in signs:
        values = fitted + others.resid * sign[codes]
        fit = sm.WLS(values, design, weights=weights).fit(
            cov_type="cluster", cov_kwds={"groups": codes}, use_t=True
        )
        found.append((fit.params[-1] - null) / fit.bse[-1])
    return np.array(found)


@pytest.mark.parametrize("null", [0.0, 1.3])
def test_draws_are_those_of_one_regression_each(drawn, null):
    """The t of every draw is what statsmodels finds on the drawn outcome, for any null."""
    outcome, design, clusters, weights = drawn
    problem = Problem(Cell(outcome, design, clusters, weights))
    signs = webb_draws(problem.names, 20, seed=1)
    theirs = one_by_one(outcome, design, clusters, weights, signs, null)
    np.testing.assert_allclose(problem.with_signs(signs).drawn_t(null), theirs, rtol=1e-8)


def test_estimate_and_error_are_those_of_statsmodels(drawn):
    """Estimate and CR1 error agree with statsmodels, wherever the tested column stands."""
    outcome, design, clusters, weights = drawn
    theirs = sm.WLS(outcome, design, weights=weights).fit(
        cov_type="cluster", cov_kwds={"groups": clusters}, use_t=True
    )
    for column in (1, 2):
        ours = cluster_bootstrap(Cell(outcome, design, clusters, weights, column), draws=99)
        np.testing.assert_allclose(
            [ours.estimate, ours.std_error], [theirs.params[column], theirs.bse[column]], rtol=1e-9
        )


def test_p_is_that_of_wildboottest(drawn):
    """The p-value agrees with wildboottest's within Monte Carlo error."""
    package = pytest.importorskip("wildboottest.wildboottest")
    outcome, design, clusters, _ = drawn
    codes = np.unique(clusters, return_inverse=True)[1]
    theirs = package.wildboottest(
        sm.OLS(outcome, design), B=19_999, cluster=codes, param="x2", weights_type="webb", seed=5
    ).iloc[0]
    ours = cluster_bootstrap(Cell(outcome, design, clusters), draws=19_999)
    assert ours.estimate / ours.std_error == pytest.approx(float(theirs["statistic"]))
    assert ours.p_value == pytest.approx(float(theirs["p-value"]), abs=0.015)


def test_published_example():
    """boottest prints t = 2.0194 and, of 9,999,999 Webb draws, p = .0757."""
    year = np.tile(np.arange(1983, 1991), 2)
    alone = np.repeat([0.0, 1.0], 8)
    late = (year >= 1988).astype(float)
    design = np.column_stack([np.ones(16), alone, late, alone * late])
    found = cluster_bootstrap(Cell(INSURED.ravel(), design, year), null=0.04, draws=99_999)
    assert (found.estimate - 0.04) / found.std_error == pytest.approx(2.0194, abs=1e-4)
    assert found.p_value == pytest.approx(0.0757, abs=0.0025)
    # Its interval, of 999 draws.
    np.testing.assert_allclose([found.conf_low, found.conf_high], [0.0385, 0.0708], atol=5e-4)


def test_interval_holds_the_nulls_that_are_not_rejected(drawn):
    """Just inside an end p is 5 % or more, just outside less; at the estimate it is 1."""
    outcome, design, clusters, weights = drawn
    found = Problem(Cell(outcome, design, clusters, weights)).drawn(1_999, seed=0)
    low, high = found.interval()
    little = 1e-6 * found.error
    assert min(found.p_value(low + little), found.p_value(high - little)) >= 0.05
    assert max(found.p_value(low - little), found.p_value(high + little)) < 0.05
    assert found.p_value(found.estimate) == 1.0


def test_order_of_rows_and_other_clusters_do_not_matter(drawn):
    """A cluster's draws follow from its name, so that shuffled rows give the same p."""
    outcome, design, clusters, weights = drawn
    order = np.random.default_rng(0).permutation(60)
    one = cluster_bootstrap(Cell(outcome, design, clusters, weights), draws=999)
    other = Cell(outcome[order], design[order], clusters[order], weights[order] * 7)
    other = cluster_bootstrap(other, draws=999)
    assert other.p_value == one.p_value
    assert other.conf_low == pytest.approx(one.conf_low)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda y, x, c, w: (y, x, np.where(x[:, 2] == 1, "a", c), w), "lies in one cluster"),
        (lambda y, x, c, w: (y, x[:, [0, 2, 2]], c, w), "predict the label exactly"),
        (lambda y, x, c, w: (y, x[:, [0, 0, 2]], c, w), "a covariate is constant"),
        (lambda y, x, c, w: (3 * x[:, 2], x, c, w), "fits the outcome exactly"),
        (lambda y, x, c, w: (y, x, c, w - w.min()), "1 weights are not positive"),
        (lambda y, x, c, w: (np.r_[np.nan, y[1:]], x, c, w), "outcome has missing"),
        (lambda y, x, c, w: (y, x, np.r_[[None], c[1:]], w), "has no cluster"),
    ],
)
def test_what_cannot_be_drawn_is_refused(drawn, change, message):
    """Each refusal says what is wrong in one sentence."""
    with pytest.raises(AnalysisError, match=message):
        cluster_bootstrap(Cell(*change(*drawn)), draws=99)


@pytest.mark.slow
def test_size_with_five_labelled_clusters_of_thirty():
    """Under the null the test rejects about 5 % of the time, and with two labelled seldom."""
    rejected = {n: size(n) for n in (2, 3, 5)}
    print("\nrejected at 5 %, labelled clusters of 30:", rejected)
    assert 0.03 <= rejected[5] <= 0.07
    assert rejected[2] <= 0.05


def size(n_labelled, repeats=2_000):
    """Share of null samples rejected: 30 clusters of 10 to 50 units, correlation .2."""
    rng = np.random.default_rng(n_labelled)
    clusters = np.repeat(np.arange(30), rng.integers(10, 51, 30))
    label = (clusters < n_labelled).astype(float)
    count = 0
    for repeat in range(repeats):
        design = np.column_stack([np.ones(len(label)), rng.normal(size=len(label)), label])
        outcome = 0.5 * rng.normal(size=30)[clusters] + rng.normal(size=len(label))
        problem = Problem(Cell(outcome, design, clusters))
        count += problem.drawn(499, seed=repeat).p_value() <= 0.05
    return count / repeats
