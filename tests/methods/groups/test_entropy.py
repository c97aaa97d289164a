"""Entropy balancing: closed forms, a second implementation, invariances, and why it fails."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.groups import entropy
from sanctuary_research.methods.groups.entropy import _spread, balance_means


def drawn(seed: int = 5, n: int = 30, p: int = 3):
    """Values of n units, targets inside their convex hull, and base weights."""
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(n, p))
    inside = rng.dirichlet(np.ones(n)) @ values
    return values, inside / 2 + values.mean(axis=0) / 2, rng.uniform(1, 9, n)


def direct(values, targets, base):
    """Solve the primal problem as it stands, by sequential quadratic programming."""
    base = base / base.sum()
    found = minimize(
        lambda w: (w * np.log(w / base)).sum(),
        base,
        jac=lambda w: np.log(w / base) + 1,
        bounds=[(1e-12, 1)] * len(base),
        constraints=[
            {"type": "eq", "fun": lambda w: w @ values - targets, "jac": lambda w: values.T},
            {"type": "eq", "fun": lambda w: w.sum() - 1, "jac": lambda w: np.ones(len(w))},
        ],
        method="SLSQP",
        options={"ftol": 1e-14, "maxiter": 500},
    )
    assert found.success
    return found.x


@pytest.mark.parametrize("seed", range(4))
def test_direct_optimization_gives_the_same_weights(seed):
    """The dual and the constrained primal agree, with base weights."""
    values, targets, base = drawn(seed)
    found = balance_means(values, targets, base)
    np.testing.assert_allclose(found, direct(values, targets, base), atol=2e-6)


@pytest.mark.filterwarnings("error")
def test_means_are_equal():
    """Weighted means equal their targets to ten digits, however badly scaled the covariates.

    The search knows every option that it is given.
    """
    values, targets, base = drawn(n=500, p=6)
    scale = np.array([1e6, 1e-5, 1.0, 50_000.0, 3.0, 0.01])
    found = balance_means(values * scale + 7, targets * scale + 7, base)
    np.testing.assert_allclose(found @ (values * scale + 7), targets * scale + 7, rtol=1e-10)
    assert found.sum() == pytest.approx(1)


def test_one_binary_covariate_in_closed_form():
    """With one 0/1 covariate the weights are cell shares times base weights."""
    found = balance_means(np.array([[1.0], [1.0], [0.0], [0.0]]), [0.7], [1, 3, 2, 2])
    np.testing.assert_allclose(found, [0.175, 0.525, 0.15, 0.15], atol=1e-10)


def test_balanced_base_weights_are_kept():
    """When the base weights already balance, they are the answer."""
    values, _, base = drawn()
    found = balance_means(values, np.average(values, axis=0, weights=base), base)
    np.testing.assert_allclose(found, base / base.sum(), atol=1e-10)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 1000), st.floats(0.001, 1000), st.floats(-1000, 1000))
def test_units_of_covariates_do_not_matter(seed, scale, shift):
    """Weights do not change when covariates are rescaled, shifted or mixed."""
    values, targets, base = drawn(seed)
    mix = np.array([[scale, 0.5, 0], [0, 1, 2.0], [0, 0, -3.0]])
    found = balance_means(values, targets, base)
    again = balance_means(values @ mix + shift, targets @ mix + shift, base)
    np.testing.assert_allclose(found, again, atol=1e-7)


def test_collinear_covariates_do_no_harm():
    """A covariate that repeats another adds nothing."""
    values, targets, base = drawn()
    found = balance_means(np.c_[values, values[:, :1]], np.r_[targets, targets[0]], base)
    np.testing.assert_allclose(found, balance_means(values, targets, base), atol=1e-9)


def test_category_without_sanctuary_units_gets_no_weight():
    """A target at the edge leaves only the units that have that value."""
    values = np.array([[1.0, 2.0], [0.0, 1.0], [0.0, 3.0], [1.0, 9.0]])
    found = balance_means(values, [0.0, 1.5])
    np.testing.assert_allclose(found, [0, 0.75, 0.25, 0], atol=1e-10)


def test_mean_out_of_reach_is_named():
    """A mean beyond every unit is refused by name, with the range."""
    with pytest.raises(AnalysisError, match=r"mean of income \(9\) lies .* \(0 to 1\)"):
        balance_means(np.array([[0.0], [1.0]]), [9.0], names=["income"])


def test_means_out_of_joint_reach_are_refused():
    """Each mean inside its range is not enough: together they may lie outside the hull."""
    corner = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    with pytest.raises(AnalysisError, match=r"outside every weighted mean .* convex hull"):
        balance_means(corner, [0.7, 0.7])


def test_means_on_an_edge_leave_the_rest_without_weight():
    """On a slanted edge of the hull the weights of units off it vanish."""
    corner = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    np.testing.assert_allclose(balance_means(corner, [0.5, 0.5]), [0, 0.5, 0.5], atol=1e-8)


def test_means_not_reached_are_refused(monkeypatch):
    """A tolerance that arithmetic cannot meet is not passed off as balance."""
    monkeypatch.setattr(entropy, "TOLERANCE", 1e-30)
    values, targets, base = drawn(n=200)
    with pytest.raises(AnalysisError, match=r"outside every weighted mean"):
        balance_means(values, targets, base)


def test_contradiction_between_edges_is_refused():
    """No unit has the only values that could balance two columns."""
    with pytest.raises(AnalysisError, match="no comparison unit has the only values"):
        balance_means(np.array([[0.0, 1.0], [1.0, 0.0]]), [0.0, 0.0], names=["a", "b"])


def test_the_spread_of_a_column_is_its_standard_deviation():
    """Of -2 and 2 it is 2, of -2 weighted three times root 3; a constant is its own scale."""
    column = np.array([[-2.0], [2.0]])
    assert _spread(column, np.ones(2)) == pytest.approx([2.0])
    assert _spread(column, np.array([3.0, 1.0])) == pytest.approx([np.sqrt(3)])
    assert _spread(np.full((2, 1), -7.0), np.ones(2)) == pytest.approx([7.0])


@pytest.mark.parametrize(("target", "weights"), [(1e-11, [1, 0]), (1 - 1e-11, [0, 1])])
def test_a_mean_at_an_edge_but_for_rounding_is_at_the_edge(target, weights):
    """On either side."""
    assert balance_means([[0.0], [1.0]], [target]).tolist() == weights


def test_what_all_usable_units_have_is_balanced_whatever_the_rounding_of_its_mean():
    """Weights that make the differences from it no round number do not make it matter."""
    base = [0.9, 1.8, 2.4, 1.8, 8.0, 8.7, 5.8, 0.5]
    values = np.array([[0, 1], [1, 1], [2, 1], [3, 1], [4, 1], [5, 1], [6, 1], [9, 0]], float)
    found = balance_means(values, [1.25, np.nextafter(1, 2)], base)
    assert found @ values[:, 0] == pytest.approx(1.25)
    assert (found == 0).sum() == 1


def test_columns_without_names_are_numbered():
    """From 0 on."""
    with pytest.raises(AnalysisError, match=r"mean of 1 \(9\) lies outside the comparison units"):
        balance_means([[0.0, 0.0], [1.0, 1.0]], [0.5, 9.0])


def test_nothing_to_balance_leaves_the_base_weights():
    """As shares."""
    found = balance_means([[1.0], [1.0]], [1.0], [1.0, 3.0])
    assert found.tolist() == pytest.approx([0.25, 0.75])
