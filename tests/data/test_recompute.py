"""Checks of claims: rows picked by conditions, one measure over them."""

from __future__ import annotations

import pandas as pd
import pytest

from sanctuary_research.data.recompute import recompute
from sanctuary_research.errors import DataError, UsageError


@pytest.fixture
def suits() -> pd.DataFrame:
    """Four suits with every type of column, each with a missing cell."""
    return pd.DataFrame(
        {
            "place": ["Salem", "Boston", "Newark", None],
            "filed": pd.to_datetime(["2025-01-02", "2025-09-04", None, "2025-05-22"]),
            "wave": pd.array([1, 2, 2, None], "Int64"),
            "share": [0.5, None, 1.25, 2.0],
            "is_federal": pd.array([True, False, None, True], "boolean"),
        }
    )


@pytest.mark.parametrize(
    ("measure", "value"),
    [
        ("rows", "4"),
        ("distinct:wave", "2"),
        ("sum:share", "3.75"),
        ("min:filed", "2025-01-02"),
        ("max:wave", "2"),
        ("list:wave", "1; 2"),
        ("list:place", "Boston; Newark; Salem"),
    ],
)
def test_measures_are_written_as_in_a_file(suits, measure, value):
    """Missing cells count for rows alone; dates and whole numbers are plain."""
    assert recompute(suits, "", measure) == value


def test_one_value_for_all_rows(suits):
    """Rows that agree give their value, rows that differ an error, no rows a blank."""
    assert recompute(suits, "wave=2", "value:wave") == "2"
    assert recompute(suits, "wave=9", "value:wave") == recompute(suits, "wave=9", "max:wave") == ""
    with pytest.raises(DataError, match="differ in place: Boston, Newark; narrow the check"):
        recompute(suits, "wave=2", "value:place")


@pytest.mark.parametrize(
    ("where", "measure", "error", "match"),
    [
        ("place~Salem", "rows", DataError, "'place~Salem' cannot be read"),
        ("plce=Salem", "rows", UsageError, "did you mean 'place'"),
        ("", "mean:wave", UsageError, "no measure is called 'mean'"),
        ("", "sum:waves", UsageError, "did you mean 'wave'"),
    ],
)
def test_a_check_that_cannot_be_read_says_why(suits, where, measure, error, match):
    """A misspelt condition, column or measure is never passed over."""
    with pytest.raises(error, match=match):
        recompute(suits, where, measure)
