"""Small multiples: every combination has its place, and the words say what the picture shows."""

import pandas as pd
import pytest

from sanctuary_research.display import multiples
from sanctuary_research.errors import UsageError


def row(law, year, value, low=None, high=None, status="ok", headline="gap", unit="crimes"):
    return dict(locals())


@pytest.fixture
def results():
    rows = [
        row("strict", 2012, -4.0, -9.0, -1.0),
        row("strict", 2012, 7, headline="n", unit="counties"),
        row("strict", 2015, 2.5, -3.0, 8.0),
        row("strict", 2015, 9, headline="n", unit="counties"),
        row("loose", 2012, None),
        row("loose", 2012, 7, headline="n", unit="counties"),
        row("loose", 2015, None, status="failed", headline="", unit=""),
    ]
    return pd.DataFrame(rows).astype({"value": float, "low": float, "high": float})


def test_each_combination_of_the_panels_is_a_panel(results):
    """The lines are the same in all of them, and so is the scale."""
    figure = multiples.draw(results, "gap", "crimes", lines=["law"], panels=["year"])
    left, right = figure.axes
    assert [ax.get_title(loc="left") for ax in (left, right)] == ["year 2012", "year 2015"]
    assert [tick.get_text() for tick in left.get_yticklabels()] == ["strict", "loose"]
    assert left.get_xlim() == right.get_xlim()
    assert left.get_lines()[-1].get_xdata()[0] == -4.0


def test_the_first_parameter_of_two_goes_across(results):
    """A column of panels is one of its values, a line of panels one of the other's."""
    figure = multiples.draw(results, "n", "counties", lines=["unit"], panels=["law", "year"])
    titles = [ax.get_title(loc="left") for ax in figure.axes]
    assert titles == [f"{law}, year {year}" for year in (2012, 2015) for law in ("strict", "loose")]


def test_what_is_not_there_keeps_its_place_with_a_word(results):
    """No estimate and a failure are told apart."""
    figure = multiples.draw(results, "gap", "crimes", lines=["law"], panels=["year"])
    assert [ax.texts[0].get_text() for ax in figure.axes] == ["no estimate", "failed"]


def test_several_parameters_may_share_the_lines(results):
    """Each line is then a combination of values."""
    figure = multiples.draw(results, "n", "counties", lines=["law", "year"])
    labels = [tick.get_text() for tick in figure.axes[0].get_yticklabels()]
    assert labels == [
        "strict, year 2012",
        "strict, year 2015",
        "loose, year 2012",
        "loose, year 2015",
    ]


def test_the_data_of_a_picture_are_its_own_rows(results):
    """A reader downloads what is drawn, not the whole table."""
    rows = multiples.rows_of(results, "n", "counties", ["law", "year"])
    assert set(rows["headline"]) == {"n", ""}


def test_far_out_intervals_end_in_arrows(results):
    """One huge interval does not press all others together."""
    wide = pd.concat([results, pd.DataFrame([row("wide", 2012, 0.0, -9000.0, 9000.0)])])
    wide = pd.concat([wide, *[results.assign(law=f"law {k}") for k in range(5)]])
    figure = multiples.draw(wide, "gap", "crimes", lines=["law"], panels=["year"])
    low = figure.axes[0].get_xlim()[0]
    assert -100 < low < -9
    markers = [line.get_marker() for line in figure.axes[0].get_lines()]
    assert {"<", ">"} <= set(markers)


def test_the_reading_says_range_zero_and_what_is_missing(results):
    """Computed from the rows, with where the ends are."""
    words = multiples.reading(results, "gap", "crimes", ["law", "year"])
    assert words == (
        "4 combinations: from −4.0 (strict, year 2012) to 2.5 (strict, year 2015) crimes. "
        "Of 2 intervals wholly below zero: 1; wholly above: 0. 1 failed. "
        "In 1 there is no estimate."
    )


def test_the_reading_says_what_makes_no_difference(results):
    """A number that a parameter never moves is said to be so."""
    words = multiples.reading(results, "n", "counties", ["law", "year"])
    assert words.startswith("4 combinations: from 7 (strict, year 2012) to 9 (strict, year 2015)")
    assert "It is the same whatever the law." in words


def test_an_absent_headline_is_a_sentence(results):
    """A wrong name, unit or column is told with what to write instead."""
    with pytest.raises(UsageError, match="has no headline 'gap' in 'people'"):
        multiples.draw(results, "gap", "people", lines=["law"])
    with pytest.raises(UsageError, match="no column is called 'lwa': did you mean 'low'"):
        multiples.draw(results, "gap", "crimes", lines=["lwa"])


def test_hostile_text_is_drawn_as_text(results):
    """A formula, a line end and a very long name do no harm to a label."""
    bad = results.replace({"law": {"strict": "$x_$\n\x1b[31m" + "y" * 90}})
    figure = multiples.draw(bad, "gap", "crimes", lines=["law"], panels=["year"])
    label = figure.axes[0].get_yticklabels()[0].get_text()
    assert label.startswith("\\$x_\\$ ")
    assert len(label) < 40
