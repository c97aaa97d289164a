"""The record of a place; facts that were looked up, on the packaged tables."""

import json

import pytest

from sanctuary_research.data.place import place


def section(name, table, on=None):
    """Return the lines of one section, each by the titles of its columns."""
    return [
        dict(zip(found.columns, (cell.text for cell in line.cells), strict=True))
        for found in place(name, on).record.sections
        if found.table == table
        for line in found.lines
    ]


def test_a_suit_says_when_it_was_filed_and_its_orders_follow():
    """Chelsea's two suits, and the order in the later."""
    filed = [suit["Filed"] for suit in section("Chelsea, MA", "case_parties")]
    assert filed == ["2025-02-23", "2017-02-08"]
    [order] = section("Chelsea, MA", "rulings")
    assert (order["Day"], order["Kind"]) == ("2025-10-02", "injunction denied")


def test_the_steps_of_an_act_on_money_are_those_of_the_place():
    """California's grant was withheld and given; the last step comes first."""
    steps = section("California", "threat_status")
    days = [step["Day"].removeprefix("by ")[:10] for step in steps]
    assert days == sorted(days, reverse=True)
    assert {"withheld", "paid"} <= {step["Step"] for step in steps}


def test_letters_are_told_where_only_a_list_names_whom_they_went_to():
    """Burlington's two; Philadelphia's own letter once, beside no other."""
    days = [sent["Day"] for sent in section("Burlington, VT", "federal_action_targets")]
    assert days == ["2018-01-24", "2017-11-15"]
    [one] = [
        sent
        for sent in section("Philadelphia, PA", "federal_action_targets")
        if sent["Kind"] == "letters"
    ]
    assert one["Day"] == "2017-04-21"


@pytest.mark.parametrize(
    ("table", "day"),
    [("list_membership", "Day"), ("case_parties", "Filed"), ("responses", "Day")],
)
def test_the_newest_comes_first(table, day):
    """Whatever the ids of the rows."""
    days = [line[day] for line in section("California", table)]
    assert len(days) > 2
    assert days == sorted(days, reverse=True)


def test_an_agreement_is_told_once_with_its_first_and_last_list():
    """York County's stands on seven lists of ICE."""
    [one] = section("York County, SC", "agreements_287g")
    assert one["Signed"] == "2020-06-09"
    assert one["On ICE's lists, first to last"] == "2021-01-13 to 2026-05-18"


def test_a_policy_says_what_it_is_of_and_when_it_ended():
    """Colorado's ban of 2006 was repealed in 2013."""
    acts = {act["Act"]: act for act in section("Denver, CO", "policy_events")}
    assert acts["SB 06-090"]["Ended"][-10:] == "2013-12-31"
    assert acts["SB 06-090"]["Of"] == "Colorado"
    assert "bans local limits" in acts["SB 06-090"]["Speaks of"]


def test_what_is_not_recorded_is_said():
    """A county that few rows speak of: all else is named as silent."""
    told = str(place("Loving County, TX"))
    assert "which is not to have none\n" in told
    assert "  Lawsuits\n" in told
    assert "Recorded crime (no two usable years of at least 5,000 people" in told


def test_what_came_later_is_not_said_to_be_all():
    """Before the first act on record nothing earlier is on record, which is not to have none."""
    status = place("Prince William County, VA", "2007-01-01").record.status
    assert status.startswith("no earlier limit on record. ")


def test_what_is_later_than_the_day_is_marked():
    """Chicago in June 2017: its list of 2016 stands, that of 2018 is marked; crime ends by then."""
    record = place("Chicago, IL", "2017-06-01").record
    lists = next(part for part in record.sections if part.table == "list_membership")
    marks = {line.cells[-1].text: line.is_later for line in lists.lines}
    assert (marks["2016-05-31"], marks["2018-01-24"]) == (False, True)
    assert "Day: 2018-01-24; later than this day [" in record.told()
    assert record.crime.points[-1].year <= 2017
    assert place("Chicago, IL", "1974-06-01").record.crime is None


def test_text_and_json_say_the_same():
    """Each row of the one is in the other, and JSON can hold all of it."""
    record = place("Los Angeles County, CA", "2017-06-01").record
    told, known = record.told(), json.loads(json.dumps(record.as_dict()))
    lines = [line for part in known["sections"] for line in part["lines"] if line["key"]]
    assert lines
    assert all(f"[{' '.join([line['table'], *line['key']])}]" in told for line in lines)
    assert known["status"]["says"] == "in_force"
    assert all(heading in told for heading in known["not_recorded"])


@pytest.mark.parametrize(("name", "has_labels"), [("Illinois", False), ("Portland, OR", True)])
def test_labels_are_of_counties(name, has_labels):
    """A state has none; a city has those of its county."""
    assert bool(section(name, "labels")) == has_labels
