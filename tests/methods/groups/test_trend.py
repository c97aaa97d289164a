"""Each unit's own line through the years before, reckoned by hand."""

import pandas as pd
import pytest

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.groups.trend import slopes

ASKED = {"outcome": "rate", "unit": "place", "through": 2013}


@pytest.fixture
def frame():
    """One place falls by 3 a year, with a gap in 2011; another is seen in two years only."""
    rows = [("a", 2009, 12.0), ("a", 2010, 9.0), ("a", 2012, 3.0), ("a", 2013, 0.0)]
    rows += [("a", 2015, 5.0), ("b", 2012, 1.0), ("b", 2013, 4.0)]
    return pd.DataFrame(rows, columns=["place", "year", "rate"])


def test_slopes_count_calendar_years(frame):
    """The absent year counts; years after the last one before do not."""
    assert slopes(frame, **ASKED)["a"] == pytest.approx(-3.0)


def test_a_unit_with_few_years_has_no_slope(frame):
    """Two years are a line without noise, so its unit is left blank."""
    assert pd.isna(slopes(frame, **ASKED)["b"])


def test_too_few_years_for_everybody_is_a_sentence(frame):
    """The fix is named."""
    with pytest.raises(AnalysisError, match="no place has 4 years of 'rate' up to 2010: choose"):
        slopes(frame, outcome="rate", unit="place", through=2010)


def test_slopes_are_a_named_column_of_units_in_their_order(frame):
    """It joins by the unit's name."""
    found = slopes(frame[::-1], **ASKED)
    assert (found.name, found.index.name, found.index.tolist()) == ("slope", "place", ["b", "a"])
    assert found["a"] == pytest.approx(-3.0)
