"""Conditions on rows, written as text."""

from __future__ import annotations

import pandas as pd
import pytest

from sanctuary_research.data.conditions import columns, holds
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
            "year": [2025, 2024, 2025, 2025],
            "month": ["2025-01", "2025-10", "2025-01", "2025-05"],
            "word": ["1", "3", "many", None],
            "initial": ["S", "C", "N", "X"],
        }
    )


@pytest.mark.parametrize(
    ("where", "rows"),
    [
        ("", [0, 1, 2, 3]),
        ("place=Salem", [0]),
        ("place!=Salem", [1, 2]),
        ("place=", [3]),
        ("filed!=", [0, 1, 3]),
        ("filed<=2025-05-22", [0, 3]),
        ("filed=2025-09-04 & wave>=2", [1]),
        ("share>=1.25", [2, 3]),
        ("filed<2025-05-22", [0]),
        ("share>1.25", [3]),
        ("share<[wave]", [0, 2]),
        ("wave!=[share]", [0, 2]),
        ("filed!=[year]", [1]),
        ("filed>[month]", [0, 3]),
        ("wave=[word]", [0]),
        ("place!~[initial]", [1]),
        ("is_federal=true", [0, 3]),
        ("is_federal!=true", [1]),
        ("wave in 1|2 & place in Salem|Newark", [0, 2]),
    ],
)
def test_conditions_pick_rows(suits, where, rows):
    """Values are read in the column's type, and a missing cell equals only a blank."""
    assert suits[holds(suits, where)].index.tolist() == rows


def test_columns_are_those_on_either_side():
    """The columns that a condition names are told once each, in their order."""
    assert columns("a.b>[c] & c= & d=[a.b]") == ["a.b", "c", "d"]


def test_a_condition_that_cannot_be_read_says_why(suits):
    """A misspelt sign or column, on either side, is never passed over."""
    with pytest.raises(DataError, match="'place~Salem' cannot be read"):
        holds(suits, "place~Salem")
    with pytest.raises(UsageError, match="did you mean 'month'"):
        holds(suits, "filed>[mont]")
