"""The 23 letters: the sums that were published, recomputed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sanctuary_research.errors import UsageError
from sanctuary_research.questions.money import letters


def test_four_sums():
    """39 as reported; 53,067,195 as published; at least 36.82 corrected, without a bound above."""
    found = letters.four_totals()
    reported = found["reported"]
    assert (reported.total, reported.low, reported.high) == (39e6, 38.5e6, 39.5e6)
    assert found["published"].total == 53_067_195
    assert round(found["corrected"].total / 1e6, 2) == 36.82
    assert np.isnan(found["corrected"].high)


def test_other_years_have_no_letters():
    """Only 2016 and 2017 are in the table."""
    with pytest.raises(UsageError, match="no fiscal year of the letters is called '2018'"):
        letters.of_letters(2018)


def test_reported_and_known_overlap_or_not():
    """What newspapers had agrees where the two ranges share something."""

    def total(low: float, high: float):
        rows = pd.DataFrame({"low": [low], "high": [high], "total": [low]})
        return next(rows.itertuples())

    assert "plausible" in letters.agreement(total(36e6, 38.9e6), total(38.5e6, 39.5e6))
    assert "do not overlap" in letters.agreement(total(36e6, 38e6), total(38.5e6, 39.5e6))


@pytest.mark.parametrize("column", ["level", "precision"])
def test_the_parts_are_the_whole(column):
    """Places and percent add up, by level and by how an amount is known."""
    rows = letters.parts(column).rows
    assert rows["rows"].sum() == 23
    assert rows["percent"].sum() == pytest.approx(100)


def test_places_stand_in_the_order_of_their_names():
    """No place is ranked by its money."""
    names = letters.places().rows["place"]
    assert names.is_monotonic_increasing
    assert len(names) == 23


def test_oregon_as_published_is_more_than_california():
    """The line that is corrected, beside the largest other line of the list, is said."""
    shown = letters.places()
    published = shown.rows.set_index("place")["fy2017_published_usd"]
    assert published["Oregon"] == published.max() > published["California"]
    assert "of which Oregon is 34 %; corrected it sums to $36.8 million." in shown.sentences[0]
