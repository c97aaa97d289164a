"""Adoption dates from a treatment column, reversals refused or cut off."""

import pandas as pd
import pytest

from sanctuary_research.errors import DataError, UsageError
from sanctuary_research.methods.panel import adoption_cohort

NAMES = {"unit": "place", "time": "year", "treated": "policy"}


@pytest.fixture
def frame():
    """One place adopts for good, one withdraws and adopts again, one never adopts."""
    return pd.DataFrame(
        {
            "place": list("aaaabbbbcccc"),
            "year": [1, 2, 3, 4] * 3,
            "policy": [0, 0, 1, 1, 0, 1, 0, 1, 0, 0, 0, 0],
        }
    )


def test_a_reversal_is_refused_with_its_rows(frame):
    """A unit treated and untreated again is named."""
    with pytest.raises(DataError, match="returns to 0 after adoption in row 6: use reversals="):
        adoption_cohort(frame, **NAMES)


def test_a_reversal_is_cut_off(frame):
    """Rows from the withdrawal on go; the unit stays with its first adoption."""
    found = adoption_cohort(frame, **NAMES, reversals="truncate")
    assert found.groupby("place").size().to_dict() == {"a": 4, "b": 2, "c": 4}
    assert found["cohort"].fillna(0).tolist() == [3, 3, 3, 3, 2, 2, 0, 0, 0, 0]
    assert found.attrs["truncated"] == ["b"]


def test_treatment_is_zero_or_one(frame):
    """Anything else is refused, also a misspelt choice."""
    frame.loc[3, "policy"] = 2
    with pytest.raises(DataError, match="must hold 0 or 1, not so in row 3"):
        adoption_cohort(frame, **NAMES)
    with pytest.raises(UsageError, match="did you mean 'truncate'"):
        adoption_cohort(frame, **NAMES, reversals="truncated")
