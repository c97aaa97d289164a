"""The decomposition of two-way fixed effects."""

import numpy as np
import pandas as pd
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


def test_two_cohorts_and_a_control_by_hand(make_panel):
    """Three comparisons: names, differences of means, and weights by shares of units and time."""
    paths = {0: [0, 2, 3, 4], 1: [1, 1, 1, 6], 2: [0, 0, 1, 1]}
    rows = [(place, year, y) for place, path in paths.items() for year, y in enumerate(path, 1)]
    frame = pd.DataFrame(rows, columns=["place", "year", "y"])
    frame["adopted"] = frame["place"].map({0: 2, 1: 4, 2: 0})
    found = goodman_bacon(frame, unit="place", time="year", cohort="adopted", outcome="y")
    assert found.drop(columns="weight").values.tolist() == [
        [2, 4, "earlier against later", (1 + 2) / 2 - -1],
        [4, 2, "later against earlier", (1 + 2) / 2 - -2],
        [2, pd.NA, "treated against never treated", (2 + 2 + 3) / 3 - 0],
        [4, pd.NA, "treated against never treated", 5 - (1 + 1 + 0) / 3],
    ]
    weights = [1 / 2 * 1 / 4, 1 / 2 * 1 / 4, 3 / 4 * 1 / 4, 1 / 4 * 3 / 4]
    assert found["weight"].tolist() == pytest.approx([w / sum(weights) for w in weights])
    assert list(found) == ["cohort", "control", "kind", "estimate", "weight"]
    assert found["control"].dtype == "Int64"
