"""The grid of a sweep: what the command line may say, and the sentence for what it may not."""

import pytest

from sanctuary_research.errors import UsageError
from sanctuary_research.publish.parameters import read_parameters
from sanctuary_research.publish.sweeps.grid import read_grid

CELL = """
year: "Literal[2012, 2015, 2017]" = 2015
kind: "Literal['a', 'b']" = "a"
least: "int[0:100]" = 80
place: "str" = "all"
is_new = True
several: "list[Literal['x', 'y']]" = ["x"]
"""


@pytest.fixture
def declared():
    cell = {"cell_type": "code", "source": CELL, "metadata": {"tags": ["parameters"]}}
    return read_parameters({"cells": [cell]}, "n")


@pytest.fixture
def grid(declared):
    return lambda *swept, fixed=(): read_grid("n", declared, list(swept), list(fixed))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("year=2017,2012", [2012, 2017]),
        ("year=all", [2012, 2015, 2017]),
        ("kind= b , a ", ["a", "b"]),
        ("least=10,5", [5, 10]),
        ("place=06037,all", ["06037", "all"]),
        ("place=Lee, AL;Lee, FL", ["Lee, AL", "Lee, FL"]),
        ("is_new=all", [False, True]),
        ("several=x,y;y", [["x", "y"], ["y"]]),
        ("several=x,y", [["x", "y"]]),
        ("several=all", [["x"], ["y"]]),
    ],
)
def test_values_are_typed_and_in_their_natural_order(grid, text, values):
    """Choices in their order, numbers by size, texts as given; lists are parted by semicolons."""
    [swept] = grid(text).swept.values()
    assert swept == values


def test_a_grid_is_every_combination(grid):
    """The first parameter changes slowest; those not swept have their default or fixed value."""
    points = list(grid("kind=all", "year=2012,2015", fixed=["least=5"]))
    assert [str(point) for point in points][:3] == [
        "kind=a year=2012",
        "kind=a year=2015",
        "kind=b year=2012",
    ]
    assert points[0].given == {"least": 5, "kind": "a", "year": 2012}
    assert list(points[0].values)[:3] == ["kind", "year", "least"]
    assert points[0].values["place"] == "all"


def test_one_grid_has_one_digest(grid):
    """However it is written, a grid goes to the same folder; another grid does not."""
    one, same = grid("kind=all", "year=2012,2015"), grid("year=2015,2012", "kind=b,a")
    assert one.digest == same.digest
    assert one.digest != grid("kind=all", "year=2012,2015", fixed=["least=5"]).digest
    assert {point.key for point in one} == {point.key for point in same}


def test_a_grid_can_be_written_again(grid):
    """The command that a grid gives reads as the same grid."""
    one = grid("several=x,y;y", "year=all", "place=a", fixed=["is_new=no"])
    words = one.arguments()
    swept = [words[at + 1] for at, word in enumerate(words) if word == "--grid"]
    assert grid(*swept, fixed=[words[-1]]).digest == one.digest


@pytest.mark.parametrize(
    ("swept", "fixed", "sentence"),
    [
        (["yaer=2012"], [], "no parameter 'yaer': did you mean 'year'"),
        (["year=2013"], [], "must be one of 2012, 2015, 2017, not '2013'"),
        (["year=2012", "year=2015"], [], "'year' is given twice"),
        (["year=2012,2012"], [], "holds '2012' twice"),
        (["year="], [], "holds an empty value"),
        (["year=2012,,2015"], [], "holds an empty value"),
        (["year"], [], "--grid year needs values, as in year=2012,2015"),
        (["place"], [], "--grid place needs values, as in place=one,two"),
        (["2012"], [], "write it as name=value"),
        (["least=all"], [], "takes any whole number from 0 to 100, which 'all' cannot name"),
        (["place=all"], [], "takes any text, which 'all' cannot name"),
        (["year=all"], ["year=2012"], "swept by --grid and fixed by -p: keep one"),
        (["year=all"], ["knid=a"], "no parameter 'knid': did you mean 'kind'"),
        (["place=\udce9"], [], "is not text in UTF-8"),
    ],
)
def test_wrong_usage_is_one_sentence(grid, swept, fixed, sentence):
    """What is wrong, and how to write it."""
    with pytest.raises(UsageError, match=sentence):
        grid(*swept, fixed=fixed)


def test_every_fault_is_told_at_once(grid):
    """Two wrong values need one round, not two."""
    with pytest.raises(UsageError, match=r"'2013'.*; .*'c'"):
        grid("year=2013", "kind=c")


def test_a_name_of_a_combination_is_one_printable_line(grid):
    """Control characters of a value do not reach the terminal."""
    [point] = grid("place=a\x1b[31m\nb")
    assert str(point) == "place=a [31m b"


def test_a_grid_too_large_to_run_is_refused_at_once(grid):
    """The sentence has the number of combinations and what to do."""
    with pytest.raises(UsageError, match="a grid of 30,000 combinations is too large: name fewer"):
        grid("year=2012,2015,2017", "place=" + ",".join(map(str, range(10_000))))
