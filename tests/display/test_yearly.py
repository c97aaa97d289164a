"""Pictures by calendar year draw what they are given."""

import pandas as pd
import pytest
from matplotlib.collections import LineCollection

from sanctuary_research.display import yearly
from sanctuary_research.errors import UsageError


def test_endings_are_drawn_below_the_line():
    """Two limits of 2014 rise to 2, one ban goes down to -1; no bar without a year."""
    years = pd.Series([2014, 2014, 2014, None], dtype="Int64")
    table = pd.DataFrame({"year": years, "kind": ["limits", "limits", "bans", "bans"]})
    up, down = {"limits": ("#0072B2", "")}, {"bans": ("#F0A35E", "//")}
    (ax,) = yearly.up_and_down(table, False, up, down, ylabel="acts").axes
    assert [bar.get_height() for bar in ax.patches] == [2, -1]
    (ax,) = yearly.up_and_down(table.tail(1), False, up, down, ylabel="acts").axes
    assert not ax.patches


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


AROUND = pd.DataFrame(
    {
        "panel": ["Property"] * 3 + ["Violent"],
        "year": [2012, 2013, 2015, 2015],
        "estimate": [1.0, 0.0, 2.0, 3.0],
        "conf_low": [0.5, None, 1.0, None],
        "conf_high": [1.5, None, 3.0, None],
        "simultaneous_low": [0.0, None, 0.0, None],
        "simultaneous_high": [2.0, None, 4.0, None],
    }
)


def drawn(narrow: bool):
    return yearly.around(AROUND, narrow, time="year", between=(2013.5, 2014.5), ylabel="rate")


def points(ax):
    """Return the filled and the hollow points of a panel."""
    lines = [line for line in ax.lines if line.get_marker() == "o"]
    return {line.get_markerfacecolor(): list(line.get_xdata()) for line in lines}


def test_panels_stand_side_by_side_or_under_each_other():
    """A telephone has one column, and every panel its own scale."""
    wide, narrow = drawn(False), drawn(True)
    assert wide.get_figwidth() > narrow.get_figwidth()
    assert narrow.get_figheight() > wide.get_figheight()
    assert [ax.get_title(loc="left") for ax in wide.axes] == ["Property", "Violent"]
    assert wide.axes[0].get_ylim() != wide.axes[1].get_ylim()


def test_an_absent_year_stays_empty_and_no_range_is_hollow():
    """2014 has no point; the base year is filled, an estimate without a range is hollow."""
    first, second = drawn(False).axes
    assert points(first)["#0072B2"] == [2012, 2013, 2015]
    assert points(second) == {"#0072B2": [], "white": [2015]}


def test_bars_are_the_ranges_of_single_years():
    """Bars end where the interval does, not where the band does."""
    bars = next(c for c in drawn(False).axes[0].collections if isinstance(c, LineCollection))
    ends = [segment[:, 1].tolist() for segment in bars.get_segments()]
    assert [0.5, 1.5] in ends
    assert [1.0, 3.0] in ends


def test_a_table_that_lacks_a_column_is_refused():
    """The missing column is named."""
    with pytest.raises(UsageError, match="conf_low"):
        yearly.around(AROUND.drop(columns="conf_low"), False, time="year", between=(0, 1))
