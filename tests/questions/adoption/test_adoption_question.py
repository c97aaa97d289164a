"""What may be asked of agencies: years that are there, sides in order, outcomes counted."""

import pytest

from sanctuary_research.errors import UsageError
from sanctuary_research.questions.adoption.question import (
    OUTCOMES,
    PRIMARY,
    SECONDARY,
    Asked,
    spans,
)


def test_the_plan_is_the_default():
    """2010-13 against 2015-16, sheriffs, ICE's list against neither; 2014 is on no side."""
    asked = Asked()
    assert asked.period == "2010-13 to 2015-16"
    assert 2014 not in asked.years
    assert (asked.definition, asked.comparison, asked.agencies) == (
        "ice_list_2014",
        "neither",
        "sheriffs",
    )
    assert set(PRIMARY) | set(SECONDARY) == set(OUTCOMES)


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ({"after": [2016, 2017]}, "sheriffs have no figures for 2017: their years are 2006-16"),
        ({"agencies": "cities"}, "city police have no figures for 2011"),
        ({"after": [2013, 2015]}, r"the years before \(2010-13\) do not end before those after"),
        ({"before": []}, "a side has no years"),
        ({"agencies": "sherifs"}, "did you mean 'sheriffs'"),
        ({"definition": "own"}, "definition 'own' needs a list of yours"),
        ({"comparison": "nether"}, "did you mean 'neither'"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(choice, said):
    """A year that a series lacks, sides that overlap, a name that is none."""
    with pytest.raises(UsageError, match=said):
        Asked(**choice)


def test_years_are_said_as_runs():
    """Absent years part the runs."""
    assert spans((2006, 2007, 2009)) == "2006-07 and 2009"
