"""CR2 and its degrees of freedom beside published answers, clubSandwich and dense matrices."""

import numpy as np
import pytest
from scipy import stats

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.groups.cr2 import cr2

SIZES = (3, 4, 6, 5, 2, 4)


def waves():
    """Twenty-four units in six clusters, made of sines: outcome, x, label, weights, clusters."""
    i = np.arange(1, 25)
    label = np.repeat([1.0, 1, 0, 0, 1, 0], SIZES)
    label[[4, 8, 15]] = 1 - label[[4, 8, 15]]
    clusters = np.repeat(list("abcdef"), SIZES)
    return 10 + 3 * np.sin(i) + i / 6, np.cos(1.7 * i), label, 1.0 + (i * 7) % 11, clusters


# Estimate, standard error and Satterthwaite df of the last coefficient; see the test.
CLUBSANDWICH = {
    "x+s": (0.270474273351, 0.797821119397, 4.420506401801),
    "x+s weighted": (-0.0698910780528, 0.9392679312152, 3.6382873363778),
    "s weighted": (-0.0439514915609, 0.9913227498631, 3.8805377640587),
    "x+whole weighted": (0.568787969596, 1.141171790377, 3.282814850205),
    "x+own+whole": (1.04837850493, 1.50330916802, 2.41314908336),
    "x+own+whole weighted": (0.84164409110, 1.38903256261, 2.42649541660),
}


@pytest.mark.parametrize("name", CLUBSANDWICH)
def test_clubsandwich_gives_the_same(name):
    """Estimate, error and Bell-McCaffrey df of R's clubSandwich 0.5.8, with and without weights.

    "whole" is a label that does not vary inside a cluster, "own" marks one cluster, whose block
    then is singular. R code, with d holding ``waves()``::

        d$whole <- as.numeric(d$g %in% c("a", "c", "e")); d$own <- as.numeric(d$g == "f")
        f <- lm(y ~ x + own + whole, weights = w, data = d)   # and so on
        coef_test(f, vcov = "CR2", cluster = d$g, test = "Satterthwaite")
    """
    outcome, x, label, weights, clusters = waves()
    columns = {
        "x": x,
        "s": label,
        "own": clusters == "f",
        "whole": np.isin(clusters, ["a", "c", "e"]),
    }
    formula, _, weighted = name.partition(" ")
    design = np.column_stack([np.ones(24), *(columns[part] for part in formula.split("+"))])
    fit = cr2(design, clusters, weights=weights if weighted else None)
    found = fit.at(outcome)
    np.testing.assert_allclose(
        [found.estimate, found.std_error, fit.degrees(1.0, 0.0)], CLUBSANDWICH[name], rtol=1e-8
    )


def adjusted(error: float, df: float) -> float:
    """Return the error that makes a normal interval as wide as the t interval."""
    return error * stats.t.ppf(0.975, df) / stats.norm.ppf(0.975)


def test_published_answer_with_three_clusters():
    """The tests of Kolesár's R package dfadjust: adjusted error and df, two coefficients.

    Its correlation may be negative (``rho0 = FALSE``), so the df are asked for with the variances
    of the residuals as they are, not floored.
    """
    i = np.arange(1, 11)
    outcome = np.r_[np.cos(np.arange(10)), np.tan(i)]
    design = np.column_stack([np.ones(20), np.r_[np.sin(i), np.sin(i + 1)]])
    clusters = [2, 1, 3, 2, 2, 3, 3, 1, 1, 2] * 2
    published = [
        (-0.4456202905, 1.053441197, 2.001430933),
        (0.3241183110, 0.533126248, 1.783242385),
    ]
    for column, (estimate, error, df) in enumerate(published):
        fit = cr2(design, clusters, column=column)
        found, residuals = fit.at(outcome), outcome - design @ np.linalg.lstsq(design, outcome)[0]
        squares = (residuals**2).sum()
        shared = ((fit.sums(residuals) ** 2).sum() - squares) / (6**2 + 8**2 + 6**2 - 20)
        ours = fit.degrees(squares / 20 - shared, shared)
        assert ours == pytest.approx(df, abs=1e-8)
        assert found.estimate == pytest.approx(estimate, abs=1e-9)
        assert adjusted(found.std_error, ours) == pytest.approx(error, abs=1e-8)


def test_published_answer_with_correlated_errors():
    """dfadjust's answer where the correlation is positive: error 2.4601, df 3.2940."""
    i = np.arange(1, 101)
    design = np.column_stack([np.ones(100), np.sin(i), np.sin(i) ** 2])
    clusters = np.repeat([1, 5, 2, 3, 4], [40, 20, 20, 10, 10])
    found = cr2(design, clusters, column=1).at(i)
    published = [-1.955355241, 2.460094992, 3.294011681]
    np.testing.assert_allclose([found.estimate, found.std_error, found.df], published, rtol=1e-9)
    assert adjusted(found.std_error, found.df) == pytest.approx(3.800204856, rel=1e-9)


def test_each_unit_its_own_cluster():
    """Then CR2 is HC2: dfadjust's errors and Bell-McCaffrey df of the first example."""
    i = np.arange(1, 11)
    design = np.column_stack([np.ones(20), np.r_[np.sin(i), np.sin(i + 1)]])
    outcome = np.r_[np.cos(np.arange(10)), np.tan(i)]
    for column, error, df in [(0, 0.4227339762, 17.6142349), (1, 0.4421048122, 12.10389102)]:
        fit = cr2(design, range(20), column=column)
        assert fit.at(outcome).std_error == pytest.approx(error, abs=1e-9)
        assert fit.at(outcome).df == pytest.approx(df, abs=1e-7)
        assert fit.degrees(1.0, 0.0) == pytest.approx(df, abs=1e-7)


def dense(design, clusters, weights, outcome):
    """Return estimate, error and Imbens-Kolesár df from n x n matrices, straight from the paper."""
    n, names = len(outcome), np.unique(clusters)
    bread = np.linalg.inv(design.T @ np.diag(weights) @ design)
    left = np.eye(n) - design @ bread @ design.T @ np.diag(weights)
    coefficients = weights * (design @ bread[:, -1])
    inside = (clusters[:, None] == names).astype(float)
    columns = []
    for own in inside.T.astype(bool):
        sizes, directions = np.linalg.eigh((left @ left.T)[np.ix_(own, own)])
        root = directions * np.where(sizes > 1e-10, np.maximum(sizes, 1e-10) ** -0.5, 0)
        columns.append(left[own].T @ (root @ directions.T @ coefficients[own]))
    g = np.column_stack(columns)
    residuals = left @ outcome
    squares = residuals @ residuals
    pairs = (inside.sum(axis=0) ** 2).sum() - n
    shared = max((((inside.T @ residuals) ** 2).sum() - squares) / pairs, 0)
    errors = max(squares / n - shared, 0) * np.eye(n) + shared * inside @ inside.T
    quadratic = g.T @ errors @ g
    df = np.trace(quadratic) ** 2 / (quadratic**2).sum()
    return coefficients @ outcome, np.sqrt(((g.T @ outcome) ** 2).sum()), df


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("whole", [False, True])
def test_low_rank_forms_are_the_dense_ones(weighted, whole):
    """Correlated outcomes, uneven clusters and weights, labels of units or of whole clusters."""
    rng = np.random.default_rng(7)
    clusters = np.repeat(np.arange(9), rng.integers(2, 40, 9))
    n = len(clusters)
    label = np.isin(clusters, [1, 4, 5]) if whole else rng.random(n) < 0.3
    design = np.column_stack([np.ones(n), rng.normal(size=(n, 3)), label])
    outcome = rng.normal(size=9)[clusters] + rng.normal(size=n)
    weights = rng.lognormal(0, 1, n) if weighted else np.ones(n)
    found = cr2(design, clusters, weights=weights).at(outcome)
    expected = dense(design, clusters, weights, outcome)
    np.testing.assert_allclose([found.estimate, found.std_error, found.df], expected, rtol=1e-9)


def test_many_outcomes_at_once():
    """Columns of outcomes give what each gives alone."""
    outcome, x, label, weights, clusters = waves()
    fit = cr2(np.column_stack([np.ones(24), x, label]), clusters, weights=weights)
    many = fit.at(np.column_stack([outcome, x**2, outcome * x]))
    alone = fit.at(x**2)
    np.testing.assert_allclose(
        [many.estimate[1], many.std_error[1], many.df[1]],
        [alone.estimate, alone.std_error, alone.df],
    )


def test_scale_and_order_do_not_matter():
    """Weights times a constant, rows in another order and clusters renamed change nothing."""
    outcome, x, label, weights, clusters = waves()
    design = np.column_stack([np.ones(24), x, label])
    found = cr2(design, clusters, weights=weights).at(outcome)
    order = np.random.default_rng(1).permutation(24)
    again = cr2(
        design[order] * [1, 1e6, 1],
        np.char.upper(clusters[order]),
        weights=1e5 * weights[order],
    ).at(outcome[order])
    np.testing.assert_allclose(
        [found.estimate, found.std_error, found.df], [again.estimate, again.std_error, again.df]
    )


def test_interval_and_p_value_agree():
    """The p-value of an end of the 95 % interval is five percent."""
    outcome, x, label, _, clusters = waves()
    found = cr2(np.column_stack([np.ones(24), x, label]), clusters).at(outcome)
    assert found.p_value(found.interval()[0]) == pytest.approx(0.05)


def test_one_cluster_is_refused():
    """There is no clustered error from a single cluster, nor from a blank one."""
    design = np.column_stack([np.ones(4), [1, 0, 1, 0]])
    for clusters in ([1] * 4, [1, 2, 1, None]):
        with pytest.raises(AnalysisError, match="two clusters or more"):
            cr2(design, clusters)


def test_outcomes_beside_each_other_keep_their_own_correlation():
    """Correlated within clusters or not, each is as alone."""
    outcome, x, label, weights, clusters = waves()
    shared = x + np.repeat([3.0, -2, 1, 0, 4, -1], SIZES)
    fit = cr2(np.column_stack([np.ones(24), x, label]), clusters, weights=weights)
    many = fit.at(np.column_stack([outcome, shared]))
    for column, alone in enumerate((fit.at(outcome), fit.at(shared))):
        assert many.df[column] == pytest.approx(alone.df)


def test_what_covariates_take_up_of_shared_errors_is_missing_from_the_variance():
    """Balanced and without covariates all of it is found; beside a trend over clusters less."""
    clusters, label = np.repeat(range(4), 2), np.repeat([0.0, 1, 0, 1], 2)
    plain = cr2(np.column_stack([np.ones(8), label]), clusters)
    assert plain.expected == pytest.approx(1)
    design = np.column_stack([np.ones(8), clusters, label])
    fit = cr2(design, clusters)
    omega = 0.75 * np.eye(8) + 0.25 * (clusters[:, None] == clusters)
    left = np.eye(8) - design @ np.linalg.pinv(design)
    parts = [(fit.adjusted * (clusters == code)) @ left for code in range(4)]
    true = fit.coefficients @ omega @ fit.coefficients
    assert fit.expected == pytest.approx(sum(part @ omega @ part for part in parts) / true)
    assert fit.at(np.arange(8.0)).expected == fit.expected < 1
