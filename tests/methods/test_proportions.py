"""Shares of small counts against a published table."""

import pytest

from sanctuary_research.errors import UsageError
from sanctuary_research.methods.proportions import exact_interval, silent_bounds, silent_needed

# Newcombe (1998), table I, method 5 (Clopper-Pearson).
PUBLISHED = [
    (81, 263, 0.2527, 0.3676),
    (15, 148, 0.0578, 0.1617),
    (0, 20, 0.0, 0.1684),
    (1, 29, 0.0009, 0.1776),
]


@pytest.mark.parametrize(("n_yes", "n", "low", "high"), PUBLISHED)
def test_intervals_are_the_published_ones(n_yes, n, low, high):
    """To the four decimals that were printed."""
    assert [round(end, 4) for end in exact_interval(n_yes, n)] == [low, high]


def test_silence_leaves_bounds():
    """Of ten, one did and four did not: five may have."""
    assert silent_bounds(1, 4, 10) == (0.1, 0.6)
    assert silent_needed(1, 10) == 5


def test_a_share_of_nothing_is_refused():
    """Three of two, and none of none."""
    with pytest.raises(UsageError, match="3 of 2 is no share"):
        exact_interval(3, 2)
    with pytest.raises(UsageError, match="0 of 0 is no share"):
        exact_interval(0, 0)
    with pytest.raises(UsageError, match="more than 2"):
        silent_bounds(2, 1, 2)


def test_bounds_of_one_unit_and_of_none():
    """One that speaks is known, one that is silent is not; of none there are no bounds."""
    assert silent_bounds(1, 0, 1) == (1.0, 1.0)
    assert silent_bounds(0, 1, 1) == (0.0, 0.0)
    assert silent_bounds(0, 0, 1) == (0.0, 1.0)
    with pytest.raises(UsageError, match="0 and 0 are more than 0: count each unit once"):
        silent_bounds(0, 0, 0)
