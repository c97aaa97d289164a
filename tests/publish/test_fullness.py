"""The picture of a table's coverage by state and year, on tables small enough to count by hand."""

import re

import pytest

from sanctuary_research.data import catalog
from sanctuary_research.publish import fullness, tablepages

STATES = {"01": "AL", "02": "AK", "04": "AZ"}


@pytest.fixture
def table():
    """Return the description of a table with counties and years."""
    return catalog.table("county_crime")


def drawn(table, *rows: str) -> dict:
    """Return the picture of rows written as county and year."""
    return fullness.picture(table, ["county_fips", "year"], [row.split() for row in rows], STATES)


def test_empty_states_and_years_are_counted(table):
    """Three states in three years are nine cells; four of them have no row."""
    found = drawn(
        table, "01001 2001", "01003 2001", "01001 2002", "02020 2003", "04001 2001", "04001 2002"
    )
    assert found["told"] == "3 states and 3 years: 4 of 9 states and years have no row."


def test_a_cell_is_as_dark_as_it_is_full(table):
    """Half of the fullest year is lighter than the whole of it, and an empty one is not drawn."""
    found = drawn(table, "01001 2001", "01003 2001", "01001 2002", "02020 2003", "04001 2001")
    lines = {shade: re.findall(r"M\d+ (\d+)", cells) for shade, cells in found["shades"].items()}
    assert lines == {"1": ["14", "23", "32"], ".4": ["23"]}


def test_a_year_between_without_rows_has_its_place(table):
    """2002 is a column although no state has a row in it."""
    found = drawn(table, "01001 2001", "02020 2003", "04001 2004")
    assert "3 states and 4 years: 9 of 12" in found["told"]


@pytest.mark.parametrize(
    ("cell", "state"),
    [
        ("01001", "AL"),
        ("02", "AK"),
        ("al-auburn", "AL"),
        ("AZ-few", "AZ"),
        ("unplaced", ""),
        ("US", ""),
    ],
)
def test_the_state_of_a_key(cell, state):
    """Counties, states, agencies and pooled places begin with their state."""
    assert fullness._state(cell, STATES) == state


def test_too_few_states_or_no_year_have_no_picture(table):
    """A table of one state, or of events, is no grid."""
    assert drawn(table, "01001 2001", "01001 2002", "01001 2003") == {}
    assert fullness.picture(table, ["county_fips"], [["01001"]], STATES) == {}


def test_the_real_agencies_show_the_missing_years():
    """All 51 states of the agencies are drawn from 2006 to 2023."""
    package = catalog.package()
    around = tablepages.around(package, {})
    facts = tablepages.facts_of(package.table("agency_crime"), package, around)
    assert facts["covered"]["told"].startswith("51 states and 18 years: ")
