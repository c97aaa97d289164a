"""The decomposition of two-way fixed effects."""

import numpy as np
import pytest

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.panel import event_study, goodman_bacon


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("never", [True, False])
def test_weighted_comparisons_sum_to_the_two_way_estimate(make_panel, names, never, seed):
    """Weights are positive, sum to one, and give back the static coefficient."""
    frame = make_panel(seed, never=never)
    found = goodman_bacon(frame, **names)
    static = event_study(frame, **names, estimator="twfe").overall.estimate
    assert found["weight"].min() > 0
    assert found["weight"].sum() == pytest.approx(1.0)
    assert found["estimate"] @ found["weight"] == pytest.approx(static, abs=1e-10)


@pytest.mark.filterwarnings("ignore")
def test_comparisons_equal_diff_diff(make_panel, names):
    """Every pair agrees with an independent implementation."""
    library = pytest.importorskip("diff_diff")
    frame = make_panel(1)
    theirs = library.bacon_decompose(
        frame, outcome="y", unit="place", time="year", first_treat="adopted", weights="exact"
    ).to_dataframe()
    ours = goodman_bacon(frame, **names)
    np.testing.assert_allclose(np.sort(ours["estimate"]), np.sort(theirs["estimate"]), atol=1e-8)
    np.testing.assert_allclose(np.sort(ours["weight"]), np.sort(theirs["weight"]), atol=1e-8)


def test_an_unbalanced_panel_is_refused(make_panel, names):
    """Units with gaps are named."""
    frame = make_panel(0).drop(index=3)
    with pytest.raises(AnalysisError, match=r"balanced panel and 1 units miss periods \(0\)"):
        goodman_bacon(frame, **names)
