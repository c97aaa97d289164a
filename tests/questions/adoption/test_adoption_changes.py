"""The change of every outcome: hand-sized frames, adjusted p, and what one state does."""

import numpy as np
import pandas as pd
import pytest

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.groups.joint import Cell
from sanctuary_research.questions.adoption import changes
from sanctuary_research.questions.adoption.question import OUTCOMES, PRIMARY, Asked


def small(arm: list[str]) -> pd.DataFrame:
    """Return agencies kept, one a state, whose changes are their number."""
    n = len(arm)
    return pd.DataFrame(
        {
            "agency_id": [f"a{k}" for k in range(n)],
            "state": [f"s{k}" for k in range(n)],
            "arm": arm,
            "evidence_id": "",
            "screen": "kept",
            "residents": 1e4,
            "property": np.arange(n, dtype=float) ** 2,
        }
    )


def test_the_difference_is_that_of_means():
    """Without covariates: mean of limits less mean of neither; bans are on no side."""
    frame = small(["limit", "limit", "neither", "neither", "ban"])
    options = {"adjustments": "raw", "covariates": (), "weights": "county"}
    row = changes.compare(frame, "property", Asked(), **options).row()
    assert row["estimate"] == pytest.approx((0 + 1) / 2 - (4 + 9) / 2)
    assert row["n"] == 4


@pytest.mark.parametrize(
    ("arm", "said"),
    [(["neither"] * 3, "is under a limit"), (["limit"] * 3, "on the other side")],
)
def test_an_empty_arm_is_a_sentence(arm, said):
    """One side without an agency is refused before any figure."""
    with pytest.raises(AnalysisError, match=said):
        changes.compare(small(arm), "property", Asked())


def test_holm_by_hand():
    """Three p: the least times three, the next times two, never falling; blanks do not count."""
    found = changes.holm(pd.Series([0.01, np.nan, 0.04, 0.03]))
    assert found.tolist()[0] == pytest.approx(0.03)
    assert found.tolist()[2:] == pytest.approx([0.06, 0.06])
    assert pd.isna(found[1])


def test_leaving_out_a_state_is_fitting_without_it():
    """A state whose absence empties a side has no row."""
    label, outcome = np.array([1.0, 1, 0, 0]), np.array([4.0, 8, 1, 3])
    cell = Cell(outcome, np.column_stack([np.ones(4), label]), np.array(list("abcc")))
    left = changes.leave_each_out({"x": cell})["x"]
    assert left.to_dict() == pytest.approx({"a": 6.0, "b": 2.0})


def test_two_primary_outcomes_are_adjusted_together(found):
    """Holm's p of the primary outcomes follow from their two p alone."""
    rows = found.table.query("weights == 'county'").set_index("outcome")
    expected = changes.holm(rows.loc[list(PRIMARY), "p_value"])
    assert rows.loc[list(PRIMARY), "p_holm"].tolist() == pytest.approx(expected.tolist())
    assert (rows["p_holm"] >= rows["p_value"]).all()


def test_the_joint_test_holds_every_outcome(found):
    """Five cells, one set of draws; an adjusted p is at least its own."""
    table = found.joint.table.set_index("cell")
    assert list(table.index) == list(OUTCOMES)
    assert (table["p_adjusted"] >= table["p_value"]).all()
    row = found.row("property")
    assert table.loc["property", "estimate"] == pytest.approx(row["estimate"])
    assert found.bootstraps["property"].estimate == pytest.approx(row["estimate"])


def test_equivalence_is_two_one_sided_tests(found):
    """Within the margin is shown only if the whole 90 % interval lies inside."""
    rows = found.equivalence().set_index("outcome")
    inside = (rows["low"] > -rows["margin"]) & (rows["high"] < rows["margin"])
    assert rows["is_within"].tolist() == inside.tolist()
    row, mean = found.row("violent"), found.mean_before("violent")
    assert rows.loc["violent", "percent"] == pytest.approx(100 * row["estimate"] / mean)
