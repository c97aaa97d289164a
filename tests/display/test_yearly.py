"""Pictures by calendar year draw what they are given."""

import pandas as pd
import pytest

from sanctuary_research.display import yearly
from sanctuary_research.errors import UsageError


def test_endings_are_drawn_below_the_line():
    """Two limits of 2014 rise to 2, one ban goes down to -1."""
    table = pd.DataFrame({"limits": [2], "bans": [1]}, index=[2014])
    kinds = {"up": {"limits": ("#0072B2", "")}, "down": {"bans": ("#F0A35E", "//")}}
    (ax,) = yearly.up_and_down(table, narrow=False, ylabel="acts", **kinds).axes
    assert [bar.get_height() for bar in ax.patches] == [2, -1]


def test_a_band_runs_from_what_is_sure_to_what_may_be():
    """One panel for each policy, with a line at each bound."""
    table = pd.DataFrame(
        {"title": "a", "year": [2013, 2014], "surely": [1.0, 5.0], "at_most": [2.0, 5.0]}
    )
    figure = yearly.between(table, narrow=True, by="title", ylabel="%")
    lines = [list(line.get_ydata()) for line in figure.axes[0].lines]
    assert lines == [[1.0, 5.0], [2.0, 5.0]]


def test_a_missing_column_is_refused():
    """A table of another kind is not drawn as something else."""
    table = pd.DataFrame({"title": ["a"], "year": [2014], "surely": [1.0]})
    with pytest.raises(UsageError, match="at_most"):
        yearly.between(table, narrow=True, by="title", ylabel="")
