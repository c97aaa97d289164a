"""What is asked is checked, value by value, also where it is built in Python."""

import dataclasses

import pytest

from sanctuary_research.errors import UsageError
from sanctuary_research.questions import atlas, capacity, detainers
from sanctuary_research.questions.crime_rates import asked as crime_rates
from sanctuary_research.questions.lists import named
from sanctuary_research.questions.litigation import suits
from sanctuary_research.questions.money import set_aside, threatened

ASKED = [atlas, capacity, detainers, crime_rates, named, suits, set_aside, threatened]


@pytest.mark.parametrize("module", ASKED, ids=lambda module: module.__name__.split(".", 2)[2])
def test_every_value_has_a_kind(module):
    """So that each is checked; a list of one's own is read."""
    fields = {field.name for field in dataclasses.fields(module.Asked)}
    assert fields - {"own"} == {*module.Asked.kinds}


@pytest.mark.parametrize(
    ("module", "given", "told"),
    [
        (threatened, {"price_year": 1800}, "'price_year' must be a whole number from 2010 to 2025"),
        (
            threatened,
            {"price_year": "２０１５"},
            "must be a whole number, not '２０１５'",
        ),
        (threatened, {"price_year": "x"}, "'price_year' must be a whole number, not 'x'"),
        (threatened, {"include_estimates": "maybe"}, "must be true or false, not 'maybe'"),
        (set_aside, {"max_years_apart": -1}, "'max_years_apart' must be a whole number from 0"),
        (crime_rates, {"min_coverage": 900}, "'min_coverage' must be a number from 0 to 100"),
        (named, {"lists": ["dhs_list"]}, "'lists' must be one of ice_2014_10"),
    ],
)
def test_a_value_out_of_its_bounds_is_refused(module, given, told):
    """In the sentence of the command line."""
    with pytest.raises(UsageError, match=told):
        module.Asked(**given)


def test_a_value_that_is_text_becomes_what_it_says():
    """A list is kept as a tuple, which does not change."""
    asked = threatened.Asked(price_year="2012", include_estimates="no")
    assert (asked.price_year, asked.include_estimates) == (2012, False)
    assert named.Asked(["dhs_2025_05_29"]).lists == ("dhs_2025_05_29",)
