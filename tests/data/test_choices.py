"""Days and lists as parameters: what the tables do not reach is refused in a sentence."""

import pytest

from sanctuary_research.data import choices, datasets
from sanctuary_research.errors import UsageError


def test_a_day_before_the_first_case_is_refused():
    """The sentence names both ends."""
    with pytest.raises(UsageError, match=r"from 2017-01-31 to .* not '2016-12-31'"):
        choices.check("SuitDay", "on", "2016-12-31")
    choices.check("SuitDay", "on", "2017-01-31")


def test_values_that_choose_no_case_together_are_refused():
    """Every suit over a deployment is of the second administration."""
    asked = {"SuitDay": ["2025-10-07"], "SuitTopic": ["deployment"]}
    assert "trump_1" in choices.none_chosen(asked | {"SuitAdministration": ["trump_1"]})
    assert choices.none_chosen(asked | {"SuitAdministration": ["any"]}) == ""


def test_lists_later_than_the_day_are_refused():
    """In 2016 there was ICE's list of 2014, and none of 2025."""
    day = {"ListDay": ["2016-01-01"]}
    assert choices.none_chosen(day | {"FederalList": ["dhs_2025_05_29"]})
    assert not choices.none_chosen(day | {"FederalList": ["dhs_2025_05_29", "ice_2014_10"]})


def test_the_federal_lists_are_those_of_the_table():
    """All of them but the one that is derived from another and its removals."""
    lists = datasets.load_lists().query("issuer_kind == 'federal'")
    assert set(choices.SETS["FederalList"]) == {*lists["list_id"]} - {"doj_2025_10_31"}


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("Portland", "'place' is refused: 2 places .* Portland, ME; Portland, OR"),
        ("Sante Fe, NM", "did you mean 'Santa Fe, NM'"),
    ],
)
def test_a_place_is_refused_as_the_library_refuses_it(value, told):
    """The nearest name, or all places that are called so, before anything runs."""
    with pytest.raises(UsageError, match=told):
        choices.check("AnyPlace", "place", value)
    choices.check("AnyPlace", "place", "Portland, OR")


def test_a_day_after_the_data_is_refused():
    """Nothing is known of it."""
    with pytest.raises(UsageError, match="outside the days that the tables speak of"):
        choices.check("AnyDay", "on", "2050-01-01")
    choices.check("AnyDay", "on", "2017-06-01")


@pytest.mark.parametrize(
    ("value", "told"),
    [("all", "no place is called 'all'"), ("Texas", "Texas is not one county")],
)
def test_one_county_is_asked_for(value, told):
    """All of them is refused before anything runs, as is a state; a city stands for its county."""
    with pytest.raises(UsageError, match=told):
        choices.check("County", "county_fips", value)
    assert choices.check("County", "county_fips", "Chicago, IL") == "Chicago, IL"


def test_a_kind_is_read_as_a_cell_of_parameters_has_it():
    """Bounds, and text that says a number."""
    assert choices.check("int[2010:2025]", "price_year", "2012") == 2012
    assert choices.check("list[Year]", "years", [2015]) == [2015]
