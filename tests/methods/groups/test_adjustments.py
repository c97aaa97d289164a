"""What each adjustment estimates, by hand and beside a second implementation."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.groups import adjustments
from sanctuary_research.methods.groups.sample import draw_sample


def sample_of(frame: pd.DataFrame, covariates):
    return draw_sample(
        frame.assign(state_fips=frame.index),
        outcome="crime",
        label="label",
        covariates=covariates,
        weights=["county", "person"],
        population="population",
        cluster="state_fips",
        unit=None,
    )


@pytest.fixture
def cells() -> pd.DataFrame:
    """Two cells of city units, one of towns, one sanctuary unit alone in its cell."""
    return pd.DataFrame(
        {
            "label": ["sanctuary" if ours else "not_sanctuary" for ours in (1, 1, 0, 1, 0, 0, 1)],
            "kind": ["city", "city", "city", "town", "town", "town", "farm"],
            "crime": [9.0, 7.0, 5.0, 4.0, 3.0, 1.0, 50.0],
            "population": [10.0, 30.0, 8.0, 20.0, 6.0, 2.0, 5.0],
        }
    )


def test_cem_by_hand(cells):
    """Cell differences of 3 (two sanctuary units) and 2 (one) average to 8/3."""
    sample = sample_of(cells, ["kind"])
    found = adjustments.cem(sample, sample.weights["county"])
    assert found.estimate == pytest.approx(8 / 3)
    assert found.used.sum() == 6
    assert found.notes == ("1 of 4 sanctuary units unmatched: the estimate speaks for the other 3",)


def test_cem_by_person_by_hand(cells):
    """By person: city 7.5 - 5 for 40 people, town 4 - 2.5 for 20."""
    sample = sample_of(cells, ["kind"])
    found = adjustments.cem(sample, sample.weights["person"])
    assert found.estimate == pytest.approx((40 * 2.5 + 20 * 1.5) / 60)


def test_entropy_on_a_category_is_exact_matching(cells):
    """With one category to balance, entropy balancing gives the matching estimate."""
    shared = cells[cells["kind"] != "farm"]
    sample = sample_of(shared, ["kind"])
    for base in sample.weights.values():
        matched = adjustments.cem(sample, base)
        balanced = adjustments.entropy(sample, base)
        assert balanced.estimate == pytest.approx(matched.estimate)


def test_match_on_some_covariates(cells):
    """Matching may use fewer covariates than the rest of the comparison."""
    sample = sample_of(cells, ["kind", "population"])
    found = adjustments.cem(sample, sample.weights["county"], ["kind"])
    assert found.estimate == pytest.approx(8 / 3)


def test_saturated_regression_is_weighted_by_variance(cells):
    """With cell dummies, regression weights cell differences by n p (1 - p), not by who is in."""
    shared = cells[cells["kind"] != "farm"]
    sample = sample_of(shared, ["kind"])
    found = adjustments.regression(sample, sample.weights["county"])
    assert found.estimate == pytest.approx((3 * 2 / 3 + 2 * 2 / 3) / (2 / 3 + 2 / 3))


def test_too_few_units_for_the_covariates(cells):
    """As many parameters as units leave nothing to estimate an error from."""
    sample = sample_of(cells.iloc[[0, 2]], ["population"])
    with pytest.raises(AnalysisError, match="the covariates predict the label exactly"):
        adjustments.regression(sample, sample.weights["county"])
    sample = sample_of(cells.iloc[[0, 1, 2]], ["population"])
    with pytest.raises(AnalysisError, match="3 units cannot support 3 parameters"):
        adjustments.regression(sample, sample.weights["county"])


@pytest.mark.parametrize("weighting", ["county", "person"])
def test_entropy_fit_gives_the_weighted_difference(weighting):
    """The covariates beside the label leave the balanced difference in means as it is."""
    rng = np.random.default_rng(8)
    x = rng.normal(size=(300, 2))
    ours = rng.random(300) < 1 / (1 + np.exp(1 - x[:, 0]))
    frame = pd.DataFrame({"a": x[:, 0], "b": x[:, 1], "population": rng.uniform(1, 5, 300)})
    frame["crime"] = 3 + 2 * x[:, 0] - x[:, 1] ** 2 + ours + rng.normal(size=300)
    frame["label"] = np.where(ours, "sanctuary", "not_sanctuary")
    sample = sample_of(frame, ["a", "b"])
    found = adjustments.entropy(sample, sample.weights[weighting])
    means = [
        np.average(frame["crime"][side], weights=found.weights[side]) for side in (ours, ~ours)
    ]
    assert found.estimate == pytest.approx(means[0] - means[1])
    assert set(found.fit.params.index) == {"constant", "a", "b", "sanctuary"}
    expected = np.where(ours, 1, -1) * found.weights / found.weights[ours].sum()
    assert_allclose(found.coefficients, expected, atol=1e-9)


@pytest.mark.parametrize("way", [adjustments.raw, adjustments.regression, adjustments.entropy])
def test_coefficients_give_the_estimate(cells, way):
    """The estimate is the sum of the units' coefficients times their outcomes."""
    shared = cells[cells["kind"] != "farm"]
    sample = sample_of(shared, ["kind"])
    for base in sample.weights.values():
        found = way(sample, base)
        assert found.coefficients @ sample.outcome == pytest.approx(found.estimate)
        assert found.coefficients[sample.sanctuary].sum() == pytest.approx(1)
        assert found.coefficients[~sample.sanctuary].sum() == pytest.approx(-1)


@pytest.mark.parametrize(
    ("kind", "notes"),
    [
        ("farm", ("2 comparison units have no sanctuary counterpart and no weight",)),
        ("town", ()),
    ],
)
def test_entropy_counts_units_without_a_counterpart(cells, kind, notes):
    """Two farms on the comparison side and none on the other."""
    more = cells.iloc[[2, 5]].assign(kind=kind)
    sample = sample_of(pd.concat([cells[:6], more], ignore_index=True), ["kind"])
    found = adjustments.entropy(sample, sample.weights["county"])
    assert found.notes == notes
    assert found.used.sum() == (8 if not notes else 6)
