"""Randomization tests and the wild cluster bootstrap, beside one regression per draw."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from sanctuary_research.errors import AnalysisError, UsageError
from sanctuary_research.methods.panel import wild_cluster_bootstrap
from sanctuary_research.methods.panel.absorb import Absorber
from sanctuary_research.methods.panel.callaway_santanna import callaway_santanna
from sanctuary_research.methods.panel.frame import read_panel
from sanctuary_research.methods.panel.permuted import simple_att
from sanctuary_research.methods.panel.spread import by_cluster
from sanctuary_research.methods.panel.two_way_bootstrap import Problem


def shuffled(panel, draws=4):
    rng = np.random.default_rng(0)
    return np.stack([panel.start, *(rng.permutation(panel.start) for _ in range(draws))])


@pytest.mark.parametrize("missing", [0.0, 0.2])
@pytest.mark.parametrize("weights", [None, "people"])
@pytest.mark.parametrize("control", ["not_yet_treated", "never_treated"])
def test_batched_averages_equal_one_estimate_per_draw(make_panel, names, control, weights, missing):
    """The sparse product gives what the estimator gives, draw by draw."""
    panel = read_panel(make_panel(2, missing=missing), **names, weights=weights)
    start = shuffled(panel)
    dates = np.append(panel.periods, panel.periods[-1] + 1)[start]
    one_by_one = [
        callaway_santanna(
            replace(panel, start=s, date=date), control=control, base="universal"
        ).averages
        for s, date in zip(start, dates, strict=True)
    ]
    expected = [averages["simple"][1] for averages in one_by_one]
    np.testing.assert_allclose(simple_att(panel, start, control), expected, atol=1e-10)


def naive_bootstrap_t(panel, signs, null):
    """One restricted fit, then one regression per draw."""
    absorber = Absorber(panel.cell_weight, panel.design)
    weight = absorber.weight
    both = np.stack([panel.treated.astype(float), panel.filled], axis=2)
    treat, outcome = np.moveaxis(absorber.residual(both), 2, 0)
    residual = outcome - null * treat
    values = []
    for sign in signs:
        drawn = absorber.residual((residual * sign[panel.cluster][:, None])[:, :, None])[:, :, 0]
        value = (weight * treat * drawn).sum() / (weight * treat**2).sum()
        score = (weight * treat * (drawn - value * treat)).sum(axis=1, keepdims=True)
        size = (weight * treat**2).sum()
        values.append(value * size / np.sqrt((by_cluster(score, panel.cluster) ** 2).sum()))
    return np.array(values)


@pytest.mark.parametrize("missing", [0.0, 0.2])
@pytest.mark.parametrize("null", [0.0, 0.7])
def test_batched_bootstrap_equals_one_regression_per_draw(make_panel, names, null, missing):
    """The polynomial in the null gives the t of every draw."""
    frame = make_panel(4, missing=missing)
    panel = read_panel(frame, **names, weights="people", covariates=["x"], cluster="state")
    problem = Problem(panel, 25, np.random.default_rng(1))
    points = np.sqrt([0.5, 1.0, 1.5])
    rng = np.random.default_rng(1)
    signs = rng.choice(np.concatenate([points, -points]), size=(25, panel.n_clusters))
    here = np.array([1.0, null, null**2])
    ours = (problem.num @ here[:2]) * problem.size / np.sqrt(problem.square @ here)
    np.testing.assert_allclose(ours, naive_bootstrap_t(panel, signs, null), atol=1e-9)


def test_bootstrap_interval_holds_the_nulls_it_does_not_reject(make_panel, names):
    """The p-value is 5 % at either end and 1 at the estimate."""
    frame = make_panel(5)
    found = wild_cluster_bootstrap(frame, **names, cluster="state", draws=1999)
    drawn = Problem(read_panel(frame, **names, cluster="state"), 1999, np.random.default_rng(0))
    for end, other in ((found.conf_low, -0.05), (found.conf_high, 0.05)):
        assert drawn.p_value(end - other / 5) > 0.05 >= drawn.p_value(end + other / 5) - 1e-3
    assert drawn.p_value(found.estimate) == 1.0


def test_bootstrap_with_many_clusters_is_near_students_t(make_panel, names):
    """With 300 clusters the p-value is that of the t test."""
    frame = make_panel(6, n=300)
    rng = np.random.default_rng(0)
    frame["y"] = rng.normal(size=len(frame)) + 0.05 * frame["treated"]
    found = wild_cluster_bootstrap(frame, **names)
    assert found.p_value == pytest.approx(2 * stats.norm.sf(abs(found.t)), abs=0.02)


def test_bootstrap_needs_draws_and_two_adopting_clusters(make_panel, names):
    """Too few draws, or one adopting cluster, are refused."""
    frame = make_panel(0)
    with pytest.raises(UsageError, match="draws must be at least 199"):
        wild_cluster_bootstrap(frame, **names, draws=50)
    frame["adopted"] = np.where(frame["place"] == 0, 2003, 0)
    with pytest.raises(AnalysisError, match="one cluster of 'place' adopts"):
        wild_cluster_bootstrap(frame, **names)
