"""The same comparison across definitions and strata, and without each cluster."""

import numpy as np
import pandas as pd
import pytest

from sanctuary_research.errors import AnalysisError, UsageError
from sanctuary_research.methods.groups.across import compare_many, leave_one_out
from sanctuary_research.methods.groups.compare import compare_groups

RAW = {"outcome": "crime", "adjustments": "raw"}


@pytest.fixture
def frame() -> pd.DataFrame:
    """Twelve units in four states, both labels in each; units 8 to 11 are not coded."""
    return pd.DataFrame(
        {
            "label": ["sanctuary", "not_sanctuary"] * 4 + ["not_coded"] * 4,
            "crime": [9.0, 1, 7, 2, 8, 3, 6, 1, 4, 5, 4, 6],
            "state_fips": ["01", "01", "02", "02", "03", "03", "04", "04", "01", "02", "03", "04"],
        }
    )


def test_comparisons_are_stacked(frame):
    """Each frame gives the rows of its own comparison, under its key."""
    others = frame.assign(label=frame["label"].replace("not_coded", "not_sanctuary"))
    found = compare_many({"coded": frame, "others": others}, "comparison", **RAW)
    alone = compare_groups(others, **RAW).table
    rows = found[found["comparison"] == "others"].reset_index(drop=True)
    pd.testing.assert_frame_equal(rows[alone.columns], alone)
    assert found["comparison"].tolist() == ["coded", "others"]


def test_comparison_that_cannot_be_made_keeps_its_rows(frame):
    """A definition that codes nobody stays, blank, with the reason and the types of the others."""
    nobody = frame.assign(label="not_coded")
    found = compare_many({"law": frame, "nobody": nobody}, "definition", **RAW)
    blank = found.iloc[1]
    assert np.isnan(blank["estimate"])
    assert blank["withheld"].startswith("column 'label' codes none of 12 units")
    assert found.dtypes["n"] == "Int64"


def test_wrong_usage_is_not_hidden(frame):
    """A misspelt option or column is an error for all, not a reason in each row."""
    with pytest.raises(UsageError, match="did you mean 'raw'"):
        compare_many({"law": frame}, "definition", outcome="crime", adjustments="rwa")
    with pytest.raises(AnalysisError, match="did you mean 'crime'"):
        compare_many({"law": frame}, "definition", outcome="crimes")


def test_each_cluster_is_left_out(frame):
    """Without a state the estimate is that of the other states' units."""
    found = leave_one_out(frame, outcome="crime", adjustment="raw").set_index("cluster")
    assert list(found.columns) == ["estimate", "conf_low", "conf_high", "withheld"]
    assert found.loc["01", "estimate"] == pytest.approx(7 - 2)
    rest = frame[frame["state_fips"] != "04"]
    row = compare_groups(rest, **RAW).row()
    assert found.loc["04", "estimate"] == pytest.approx(row["estimate"])
    assert found.loc["04", "withheld"] == row["withheld"] != ""


def test_cluster_that_nothing_can_do_without(frame):
    """Left without a comparison, the row stays with the reason."""
    alone = frame.assign(label=np.where(frame["state_fips"] == "01", "not_sanctuary", "sanctuary"))
    found = leave_one_out(alone, outcome="crime", adjustment="raw").set_index("cluster")
    assert np.isnan(found.loc["01", "estimate"])
    assert "has label 'not_sanctuary'" in found.loc["01", "withheld"]
