"""What the tables hold on a place; facts that were looked up, on the packaged tables."""

import pytest

from sanctuary_research.data import datasets
from sanctuary_research.data import place as places
from sanctuary_research.errors import UsageError


def test_a_county_has_its_own_acts_and_those_of_its_state():
    """Cook County: its ordinance since 2011, and in 2015 no state law yet."""
    cook = places.place("Cook County, IL", "2015-07-01")
    acts = cook.policies.set_index("event_id")
    assert set(cook.policies["whose"]) == {"Cook County, IL", "Illinois"}
    assert acts.loc["evt_729f8491", "says"] == "in_force"
    assert acts.loc["evt_b285949b", "says"] == "not_yet"
    label = cook.labels.set_index("definition")
    assert label.loc["ice_list_2014", "arm"] == "limit"
    assert label.loc["county_detainer", "evidence_id"] == "evt_729f8491"


def test_a_city_has_the_acts_of_its_county_too():
    """Portland, OR lies mainly in Multnomah County."""
    whose = set(places.place("Portland, OR").policies["whose"])
    assert {"Portland, OR", "Multnomah County, OR", "Oregon"} <= whose


def test_what_holds_is_what_has_started_and_not_ended():
    """SB 06-090 of Colorado ended before 2015."""
    held = places.policy_status("Colorado", "2015-07-01")["event_id"]
    assert "evt_23771a26" not in set(held)
    assert "evt_23771a26" in set(places.policy_status("Colorado", "2010-07-01")["event_id"])
    assert list(places.policy_status("Colorado", "2010-07-01")) == places.ACT


def test_rows_of_a_place_are_found_by_id_or_by_county_code():
    """Lists name it by id, detainers by its code; a state has no county's rows."""
    cook = places.place("17031")
    assert cook.place_id == "cook-county-il"
    assert len(cook.rows("detainer_shares")) == 1
    assert set(cook.rows("list_membership")["jurisdiction_id"]) == {"cook-county-il"}
    assert places.place("Illinois").rows("detainer_shares").empty


def test_the_text_says_that_silence_is_not_absence():
    """A county that no row speaks of is not said to have no policy."""
    assert "which is not to have none" in places.place(
        "Loving County, TX", "2000-01-01"
    ).told() or ("Texas" in places.place("Loving County, TX", "2000-01-01").told())


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Portland", "2 places are called 'Portland': write one of: Portland, ME; Portland, OR"),
        ("Portlnd, OR", "did you mean 'Portland, OR'"),
    ],
)
def test_an_unknown_or_ambiguous_name_is_refused(name, told):
    """The nearest place is offered, or all that are called so, with their states."""
    with pytest.raises(UsageError, match=told):
        places.place(name)


@pytest.mark.parametrize("day", ["1970-12-31", "2100-01-01"])
def test_a_day_that_the_tables_do_not_reach_is_refused(day):
    """Before the first policy and after the day of the data nothing can be said."""
    with pytest.raises(UsageError, match=r"outside the days .* give one from 1971-01-01"):
        places.policy_status("Denver, CO", day)


def test_no_policy_is_older_than_the_first_day():
    """The first recorded is Berkeley's, of 1971."""
    events = datasets.load_policy_events()
    assert events["adopted_latest"].min() >= places.FIRST_DAY


def test_a_page_is_only_for_places_with_something_to_show():
    """A county whose only row is its name and its crime has none."""
    found = set(places.with_pages())
    assert "cook-county-il" in found
    assert "48301" not in found
