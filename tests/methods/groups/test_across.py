"""The same comparison across strata, definitions and comparison sets."""

import numpy as np
import pandas as pd
import pytest

from sanctuary_research.errors import AnalysisError, UsageError
from sanctuary_research.methods.groups.across import (
    as_comparison_set,
    compare_definitions,
    compare_within,
    sign_summary,
)
from sanctuary_research.methods.groups.compare import compare_groups

RAW = {"outcome": "crime", "adjustments": "raw"}


@pytest.fixture
def frame() -> pd.DataFrame:
    """Twelve units in four states and two kinds; units 8 to 11 are not coded."""
    labels = ["sanctuary", "not_sanctuary"] * 4 + ["not_coded"] * 4
    return pd.DataFrame(
        {
            "label": labels,
            "crime": [9.0, 1, 7, 2, 8, 3, 6, 1, 4, 5, 4, 6],
            "state_fips": ["01", "02", "03", "04"] * 3,
            "kind": (["city"] * 6 + ["town"] * 2) + ["city"] * 4,
        }
    )


def test_strata_are_separate_comparisons(frame):
    """Each stratum is compared by itself; one too thin for an interval still has its estimate."""
    found = compare_within(frame, strata="kind", **RAW).set_index(["stratum", "variance"])
    assert found.loc[("city", "robust"), "estimate"] == pytest.approx(8 - 2)
    assert found.loc[("town", "robust"), "estimate"] == pytest.approx(6 - 1)
    assert np.isnan(found.loc[("town", "state_clustered"), "conf_low"])
    assert "one cluster" in found.loc[("town", "state_clustered"), "note"]


def test_stratum_without_a_group_keeps_its_rows(frame):
    """A stratum where every unit is sanctuary has blank rows and the reason."""
    frame.loc[frame["kind"] == "town", "label"] = "sanctuary"
    found = compare_within(frame, strata="kind", weights="county", **RAW)
    thin = found[found["stratum"] == "town"]
    assert len(thin) == 2
    assert thin["estimate"].isna().all()
    assert thin["note"].str.contains("both groups are needed").all()
    assert found.dtypes["n"] == "Int64"


def test_missing_strata_column_is_refused(frame):
    """A misspelt stratum column offers the nearest."""
    with pytest.raises(AnalysisError, match="did you mean 'kind'"):
        compare_within(frame, strata="knd", **RAW)


def test_comparison_sets(frame):
    """Units not coded are left out of "coded" and compared with in "all_others"."""
    assert as_comparison_set(frame, "label", "coded") is frame
    wide = as_comparison_set(frame, "label", "all_others")
    assert wide["label"].value_counts().to_dict() == {"not_sanctuary": 8, "sanctuary": 4}
    assert (frame["label"] == "not_coded").sum() == 4
    with pytest.raises(UsageError, match="choose one of: all_others, coded"):
        as_comparison_set(frame, "label", "everything")


def test_definitions_are_stacked(frame):
    """Each definition and comparison set gives the rows of its own comparison."""
    found = compare_definitions({"law": frame, "list": frame.iloc[:6]}, **RAW)
    alone = compare_groups(as_comparison_set(frame, "label", "all_others"), **RAW).table
    rows = found[(found["definition"] == "law") & (found["comparison_set"] == "all_others")]
    pd.testing.assert_frame_equal(rows[alone.columns].reset_index(drop=True), alone)
    assert len(found) == 2 * 2 * 2


def test_definition_that_cannot_be_estimated(frame):
    """A definition under which nobody is sanctuary stays, with a note."""
    nobody = frame.assign(label="not_coded")
    found = compare_definitions({"law": frame, "nobody": nobody}, **RAW)
    blank = found[found["definition"] == "nobody"]
    assert len(blank) == 4
    assert blank["estimate"].isna().all()
    assert blank["note"].str.startswith("no complete unit").all()


def test_wrong_usage_is_not_hidden(frame):
    """A misspelt option is an error for all, not a note in each row."""
    with pytest.raises(UsageError, match="did you mean 'raw'"):
        compare_definitions({"law": frame}, outcome="crime", adjustments="rwa")
    with pytest.raises(AnalysisError, match="did you mean 'crime'"):
        compare_definitions({"law": frame}, outcome="crimes")


def test_signs_are_counted():
    """Positive, negative, blank, and intervals wholly on one side."""
    table = pd.DataFrame(
        {
            "weights": "county",
            "variance": ["robust"] * 4 + ["state_clustered"],
            "estimate": [2.0, -1.0, np.nan, -4.0, 2.0],
            "conf_low": [1.0, -3.0, np.nan, -6.0, -1.0],
            "conf_high": [3.0, 1.0, np.nan, -2.0, 5.0],
        }
    )
    found = sign_summary(table).set_index("variance").drop(columns="weights")
    assert found.loc["robust"].tolist() == [4, 1, 2, 1, 1, 1]
    assert found.loc["state_clustered"].tolist() == [1, 1, 0, 0, 0, 0]
