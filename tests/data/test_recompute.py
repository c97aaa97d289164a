"""Checks of claims: rows picked by conditions, one measure over them."""

from __future__ import annotations

import pandas as pd
import pytest

from sanctuary_research.data.recompute import (
    beside_claim,
    day_found,
    number_found,
    recompute,
    time_between,
)
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


@pytest.mark.parametrize(
    ("bound", "said", "found", "fits"),
    [
        ("exact", 35.5, "-35.5", True),
        ("exact", 14, "18", False),
        ("about", 100, "91", True),
        ("about", 100, "89", False),
        ("nearly", 24, "23", True),
        ("nearly", 24, "25", False),
        ("more_than", 500, "500", False),
        ("at_most", 365, "365", True),
        ("word", None, "498", None),
    ],
)
def test_a_number_is_held_against_the_articles_own_bound(bound, said, found, fits):
    """About is within a tenth, nearly is at most as much; a word alone is for a reader."""
    assert number_found(found, {"value_bound": bound, "value_number": said}) is fits


def test_a_day_fits_the_month_stated_or_the_period():
    """Early March is no February; a period decides only where the article has it in words."""
    period = {"period_start": pd.Timestamp("2017-02-01"), "period_end": pd.Timestamp("2017-12-31")}
    assert day_found("2017-02-22", {"value": "2017-02"} | period) is True
    assert day_found("2017-03-01", {"value": "2017-02"} | period) is False
    said, silent = {"value": None, "period_text": "spring"}, {"value": None, "period_text": None}
    assert day_found("2017-03-01", said | period) is True
    assert day_found("2018-03-01", said | period) is False
    assert day_found("2017-03-01", silent | period) is None


def test_time_runs_to_the_farther_end_in_whole_units():
    """From November 1979 to the end of 2017 are 38 whole years, not 40."""
    claim = {"value_number": 40.0, "value_bound": "exact", "unit": "years"}
    claim |= {"period_start": pd.Timestamp("1979-01-01"), "period_end": pd.Timestamp("2017-12-31")}
    assert time_between("1979-11-27", claim) is False
    assert time_between("1979-11-27", claim | {"value_number": 38.0}) is True
    assert beside_claim("Newark", claim) is None


@pytest.mark.parametrize("measure", ["sum:n", "max:n", "value:n", "list:n"])
def test_a_measure_over_no_rows_is_blank(measure):
    """There is nothing to sum, and 0 would be a number."""
    assert recompute(pd.DataFrame({"n": [1, 2]})[:0], "", measure) == ""
