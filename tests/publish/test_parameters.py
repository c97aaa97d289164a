"""Parameters are read with ast, and a wrong value is refused with the fix."""

import pytest

from sanctuary_research.errors import NotebookError, UsageError
from sanctuary_research.publish.parameters import (
    check_values,
    given_values,
    read_parameters,
    short_digest,
)

CELL = """year: "Literal[2012, 2015, 2017]" = 2015  # year of the crime counts
coverage: "float[0:100]" = 80  # least share covered, percent
draws: "int[1:]" = 100
county_fips = "06037"  # a county
flag: bool = True
lists: "list[Literal['dhs', 'doj']]" = ["dhs"]
"""


def notebook(*sources: str) -> dict:
    cells = [
        {"cell_type": "code", "source": text, "metadata": {"tags": ["parameters"]}}
        for text in sources
    ]
    return {"cells": cells}


@pytest.fixture
def declared():
    return read_parameters(notebook(CELL), "n")


def test_declarations_keep_order_default_type_and_help(declared):
    """The cell's lines become parameters in their order."""
    assert list(declared) == ["year", "coverage", "draws", "county_fips", "flag", "lists"]
    year = declared["year"].as_dict()
    assert year["default"] == 2015
    assert year["choices"] == [2012, 2015, 2017]
    assert year["help"] == "year of the crime counts"
    assert declared["coverage"].default == 80.0


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("year", "2012", 2012),
        ("coverage", "7.5", 7.5),
        ("county_fips", "06037", "06037"),
        ("flag", "no", False),
        ("flag", "1", True),
        ("draws", "1_000", 1000),
        ("lists", "doj, dhs", ["doj", "dhs"]),
    ],
)
def test_text_becomes_the_declared_type(declared, name, text, value):
    """Text from the command line is coerced without loss."""
    assert check_values(declared, {name: text}, "n") == {name: value}


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("yaer", "2012", "no parameter 'yaer': did you mean 'year'"),
        ("year", "2016", "one of 2012, 2015, 2017, not '2016': the nearest is 2015"),
        ("year", "soon", "one of 2012, 2015, 2017, not 'soon'"),
        ("coverage", "101", "a number from 0 to 100, not 101: the nearest is 100"),
        ("coverage", "nan", "a number, not 'nan'"),
        ("coverage", True, "a number, not True"),
        ("draws", "0", "whole number of at least 1, not 0: the nearest is 1"),
        ("draws", "1.5", "a whole number, not '1.5'"),
        ("flag", "maybe", "true or false, not 'maybe'"),
        ("county_fips", 6037, "text, not 6037"),
        ("lists", "dsh", "one of dhs, doj, not 'dsh': did you mean 'dhs'"),
    ],
)
def test_wrong_values_are_refused_with_the_fix(declared, name, value, sentence):
    """Unknown names, wrong types, choices and bounds each get their sentence."""
    with pytest.raises(UsageError, match=sentence.replace("?", ".")):
        check_values(declared, {name: value}, "n")


def test_every_fault_is_reported_at_once(declared):
    """Two wrong parameters are two parts of one message."""
    with pytest.raises(UsageError, match=r"'yaer'.*; parameter 'draws'"):
        check_values(declared, {"yaer": "1", "draws": "x"}, "n")


def test_a_notebook_without_parameters_takes_none():
    """No tagged cell means that no parameter can be given."""
    assert read_parameters({"cells": []}, "n") == {}
    with pytest.raises(UsageError, match="no parameter 'year': it takes none"):
        check_values({}, {"year": "2012"}, "n")


@pytest.mark.parametrize(
    ("pairs", "sentence"),
    [(["a=1", "a=2"], "'a' is given twice"), (["a"], "write it as name=value"), (["=1"], "name=")],
)
def test_malformed_arguments_are_refused(pairs, sentence):
    """Each -p is one name and one value."""
    with pytest.raises(UsageError, match=sentence):
        given_values(pairs)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("x = 1 + y", "line 1 .*computes the default of 'x'"),
        ("x = 1  # a = b", "has '=' in its comment"),
        ("x: 'complex' = 1", "type 'complex', which is none of"),
        ("x: 'Literal[1, 2]' = 3", "'x' must be one of 1, 2, not '3'"),
        ("x: 'int' = '3'", "type whole number but a text as default"),
        ("x: 'Literal[1, \"a\"]' = 1", "choices that are not all"),
        ("x = None", "needs a type"),
        ("x = 1\nx = 2", "line 2 .*'x' a second time"),
        ("import os", "not of the form name = value"),
        ("x: int", "not of the form name = value"),
        ("x =", "is not Python"),
        ("x: 'int[' = 1", "type 'int\\[', which is none of"),
    ],
)
def test_a_faulty_parameters_cell_says_which_line(line, sentence):
    """What cannot be a parameter is refused when the notebook is read."""
    with pytest.raises(NotebookError, match=sentence):
        read_parameters(notebook(line), "n")


def test_two_parameter_cells_are_refused():
    """The tag belongs on one cell."""
    with pytest.raises(NotebookError, match="2 cells tagged 'parameters'"):
        read_parameters(notebook("x = 1", "y = 2"), "n")


def test_the_digest_depends_on_names_and_values_only():
    """The order in which parameters are given does not matter."""
    assert short_digest({"a": 1, "b": 2}) == short_digest({"b": 2, "a": 1})
    assert short_digest({"a": 1}) != short_digest({"a": "1"})


def test_a_character_that_ends_texts_is_refused():
    """No path and no page can hold it."""
    with pytest.raises(UsageError, match="is not text"):
        given_values(["title=a\0b"])
