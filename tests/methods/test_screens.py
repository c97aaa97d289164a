"""Screens name a reason for every county and lose none."""

import numpy as np
import pandas as pd
import pytest

from sanctuary_research.errors import AnalysisError, UsageError
from sanctuary_research.methods import screens


def counties() -> pd.DataFrame:
    """Six counties, each caught by another screen; the last but one is sound."""
    return pd.DataFrame(
        {
            "rate": [np.nan, 9.0, 0.0, 2000.0, 100.0, 100.0, 100.0],
            "poverty": [10.0, 10, 10, 10, 10, 10, np.nan],
            "population": [1, 2, 3, 4, 5, 6, 7],
            "is_imputed_split": [False, True, False, False, False, False, False],
            "is_zero": [False, False, True, False, False, False, False],
            "is_implausible": [False, False, True, True, False, False, False],
            "coverage_percent": [np.nan] * 7,
            "coverage_lower_bound_percent": [0.0, 80, 80, 80, 0, 80, 80],
        }
    )


def test_each_county_gets_the_first_reason_that_applies():
    """One county for each reason, in the order the reasons are written."""
    found = screens.screen(counties(), outcome="rate", covariates=["poverty"])
    expected = [screens.NO_DATA, screens.SPLIT, screens.ZERO, screens.IMPLAUSIBLE, screens.THIN]
    assert found["screen"].tolist() == [*expected, screens.KEPT, screens.NO_COVARIATES]


def test_minimum_of_zero_keeps_thin_counties():
    """With no minimum, a county of low coverage is kept."""
    found = screens.screen(counties(), outcome="rate", min_coverage=0)
    assert found["screen"].tolist()[4:] == [screens.KEPT] * 3


def test_a_minimum_above_what_the_source_tells_uses_80_and_says_so():
    """Where only the 80 % class is known, 95 % keeps the same counties and is explained."""
    found = screens.screen(counties(), outcome="rate", min_coverage=95)
    assert (found["screen"] == screens.KEPT).sum() == 2
    assert "could not be applied" in screens.coverage_note(counties(), 95)


@pytest.mark.parametrize(
    ("minimum", "said"),
    [(0, "No county is left out"), (50, "could not be applied"), (80, "under 80 % are left out")],
)
def test_the_note_says_what_was_done(minimum, said):
    """A minimum below 80 is no more known than one above it; none is none."""
    assert said in screens.coverage_note(counties(), minimum)


def test_an_exact_coverage_is_held_to_the_minimum():
    """Where the percent is known, a minimum of 95 leaves out a county at 90."""
    frame = counties().assign(coverage_percent=90.0, coverage_lower_bound_percent=90.0)
    with pytest.raises(AnalysisError, match="no county is left with a minimum coverage of 95 %"):
        screens.screen(frame, outcome="rate", min_coverage=95)


def test_unknown_outcome_offers_the_nearest():
    """A misspelt column is refused with the nearest real one."""
    with pytest.raises(UsageError, match="did you mean 'rate'"):
        screens.screen(counties(), outcome="rates")


def test_spread_of_a_group_by_hand():
    """Quartiles and mean of five numbers."""
    frame = pd.DataFrame({"label": ["a"] * 5, "rate": [1.0, 2, 3, 4, 10]})
    row = screens.spread(frame, "label", "rate").iloc[0]
    assert (row["mean"], row["p25"], row["p50"], row["p75"]) == (4, 2, 3, 4)


def test_what_is_left_out_for_coverage_is_said():
    """Nothing at 0; at 1 percent and above those below."""
    frame = pd.DataFrame({"coverage_percent": [50.0]})
    said = [screens.coverage_note(frame, least) for least in (0, 1)]
    assert said == [
        "No county is left out for the coverage of its reporting agencies.",
        "Counties whose reporting agencies cover under 1 % are left out.",
    ]


def test_rows_without_a_group_are_counted_too():
    """A missing label is a group of its own."""
    frame = pd.DataFrame({"label": ["a", None, "a"], "population": [10, 5, 20]})
    assert screens.tally(frame, "label")["people"].tolist() == [30, 5]


def test_groups_keep_the_order_in_which_they_come():
    """A tally by one column or two, and a spread: columns and rows by hand."""
    frame = pd.DataFrame(
        {"label": list("zaz"), "kind": list("xyx"), "population": [1, 2, 3], "rate": [1.0, 5, 3]}
    )
    assert screens.tally(frame, "label").to_dict("list") == {
        "label": ["z", "a"],
        "counties": [2, 1],
        "people": [4, 2],
    }
    assert screens.tally(frame, ["label", "kind"]).values.tolist() == [
        ["z", "x", 2, 4],
        ["a", "y", 1, 2],
    ]
    assert screens.spread(frame, "label", "rate").to_dict("list") == {
        "label": ["z", "a"],
        "counties": [2, 1],
        "mean": [2.0, 5.0],
        **{f"p{p}": [pytest.approx(1 + p / 50), 5.0] for p in (10, 25, 50, 75, 90)},
    }


def test_a_minimum_that_the_source_cannot_tell_is_a_whole_sentence():
    """It says what was asked for and what was done."""
    assert screens.coverage_note(counties(), 95) == (
        "The source of this year says only whether coverage reaches 80 %, so the minimum asked for "
        "(95 %) could not be applied and 80 % was used."
    )
