"""Labels follow events and lists through time and never call silence a no."""

import pandas as pd
import pytest

from sanctuary_research.data import definitions, in_force, labels
from sanctuary_research.errors import UsageError


def events(*rows: tuple) -> pd.DataFrame:
    """Rows of (event_id, jurisdiction_id, limits, earliest, latest, ended_by)."""
    names = ["event_id", "jurisdiction_id", "limits", "adopted_earliest", "adopted_latest"]
    frame = pd.DataFrame(rows, columns=[*names, "ended_by_event_id"])
    for column in ("adopted_earliest", "adopted_latest"):
        frame[column] = pd.to_datetime(frame[column])
        frame[column.replace("adopted", "effective")] = pd.NaT
    told = {"certainty": "press", "title": "Order", "direction": "limit", "place_name": "Place"}
    return in_force.dated(frame.assign(**told))


def at(frame: pd.DataFrame, day: str) -> str:
    known = in_force.spells(frame, ("limits",))
    return in_force.findings(known, pd.Timestamp(day))["a"].label


def test_an_event_is_in_force_from_its_day():
    """The day before it is not, on the day it is."""
    frame = events(("e1", "a", True, "2014-05-01", "2014-05-01", None))
    assert at(frame, "2014-04-30") == "not_sanctuary"
    assert at(frame, "2014-05-01") == "sanctuary"


def test_inside_an_interval_nothing_is_known():
    """An event of some day in 2014 leaves mid-2014 not coded, and 2015 coded."""
    frame = events(("e1", "a", True, "2014-01-01", "2014-12-31", None))
    assert at(frame, "2013-12-31") == "not_sanctuary"
    assert at(frame, "2014-07-01") == "not_coded"
    assert at(frame, "2014-12-31") == "sanctuary"


def test_a_rescission_ends_what_it_names():
    """A limit ended in 2017 is in force until then."""
    frame = events(
        ("e1", "a", True, "2014-05-01", "2014-05-01", "e2"),
        ("e2", "a", False, "2017-01-26", "2017-01-26", None),
    )
    assert at(frame, "2017-01-25") == "sanctuary"
    assert at(frame, "2017-01-26") == "not_sanctuary"


def test_a_rescission_ends_the_provision_it_names_without_a_link():
    """A rescission that no event names still ends what started before it, and not what follows."""
    frame = events(
        ("e1", "a", True, "2014-05-01", "2014-05-01", None),
        ("e2", "a", True, "2017-01-26", "2017-01-26", None),
        ("e3", "a", True, "2019-01-01", "2019-01-01", None),
    ).assign(direction=["limit", "rescind", "limit"])
    labels = [at(frame, day) for day in ("2016-01-01", "2018-01-01", "2020-01-01")]
    assert labels == ["sanctuary", "not_sanctuary", "sanctuary"]


def test_a_replacement_keeps_the_limit_in_force():
    """A weakened limit that still limits goes on, across the day of the change."""
    frame = events(
        ("e1", "a", True, "2014-05-01", "2014-05-01", "e2"),
        ("e2", "a", True, "2015-12-01", "2015-12-31", None),
    )
    assert [at(frame, day) for day in ("2015-11-30", "2016-01-01")] == ["sanctuary"] * 2


def test_an_act_is_not_in_force_before_it_is_adopted():
    """Effective "in 2017" and signed on 28 August: July is before, October is not known."""
    frame = events(("e1", "a", True, "2017-08-28", "2017-08-28", None)).assign(
        effective_earliest=pd.Timestamp("2017-01-01"), effective_latest=pd.Timestamp("2017-12-31")
    )
    found = [at(in_force.dated(frame), day) for day in ("2017-07-01", "2017-10-01", "2018-01-01")]
    assert found == ["not_sanctuary", "not_coded", "sanctuary"]


def test_a_retroactive_day_stands():
    """An act that says it took effect before it was signed is in force from that day."""
    frame = events(("e1", "a", True, "2014-05-10", "2014-05-10", None)).assign(
        effective_earliest=pd.Timestamp("2014-05-01"), effective_latest=pd.Timestamp("2014-05-01")
    )
    assert at(in_force.dated(frame), "2014-05-05") == "sanctuary"


def test_events_from_memory_decide_nothing():
    """A row that nobody read is left out."""
    frame = events(("e1", "a", True, "2014-05-01", "2014-05-01", None))
    remembered = in_force.dated(frame.assign(certainty="memory"))
    assert in_force.spells(remembered, ("limits",)) == {}


@pytest.mark.parametrize(
    ("county", "day", "label"),
    [
        ("12086", "2015-07-01", "sanctuary"),  # Miami-Dade, resolution of December 2013
        ("12086", "2017-07-01", "not_sanctuary"),  # ended on 26 January 2017
        ("48453", "2017-07-01", "sanctuary"),  # Travis, from 1 February 2017
        ("48453", "2018-07-01", "not_sanctuary"),  # Texas SB 4 in force
        ("36061", "2015-07-01", "sanctuary"),  # Manhattan, through the city
        ("39049", "2015-07-01", "not_coded"),  # Franklin, Ohio: no row
    ],
)
def test_known_counties_under_the_detainer_definition(county, day, label):
    """Well-documented places get the label that their record says."""
    found = labels.labels("county_detainer", day).set_index("county_fips").loc[county]
    assert found["label"] == label
    assert bool(found["evidence_id"]) == (label != "not_coded")


@pytest.mark.parametrize(
    ("county", "label"),
    [
        ("36061", "sanctuary"),  # Manhattan, through the city's order of 2003
        ("24005", "not_coded"),  # Baltimore County: its order binds a county, not a city
        ("22071", "sanctuary"),  # New Orleans, through its police in 2016, not the sheriff in 2013
    ],
)
def test_only_cities_have_city_rules(county, label):
    """Rules of county governments and sheriffs are no don't-ask rule of a city."""
    found = labels.labels("city_dont_ask", "2017-07-01").set_index("county_fips")
    assert found.loc[county, "label"] == label


def test_every_county_has_one_label_a_reason_and_real_evidence():
    """3,142 rows under each definition; evidence ids stand in the table that is named."""
    known = {
        "policy_events": set(labels.datasets.load_policy_events()["event_id"]),
        "list_membership": set(labels.datasets.load_list_membership()["membership_id"]),
    }
    for name in labels.DEFINITIONS:
        found = labels.labels(name, definitions.reading_date(name, 2015))
        assert len(found) == found["county_fips"].nunique() == 3142
        assert set(found["label"]) <= {"sanctuary", "not_sanctuary", "not_coded"}
        assert (found["reason"].str.len() > 10).all()
        for table, rows in found[found["evidence_id"] != ""].groupby("evidence_table"):
            assert set(rows["evidence_id"]) <= known[table]


def test_a_list_codes_nobody_before_it_was_published():
    """Read in 2015, the DHS list of 2025 leaves every county not coded."""
    assert set(labels.labels("dhs_list", "2015-07-01")["label"]) == {"not_coded"}


def test_a_union_is_three_valued_or():
    """Any yes is yes; all no is no; a no and an unknown are unknown."""
    law, city = (
        labels.labels(name, "2015-07-01")["label"] for name in ("state_law", "city_dont_ask")
    )
    union = labels.labels("state_law+city_dont_ask", "2015-07-01")["label"]
    assert (union[(law == "sanctuary") | (city == "sanctuary")] == "sanctuary").all()
    assert (union[(law == "not_sanctuary") & (city == "not_coded")] == "not_coded").all()
    both = (law == "not_sanctuary") & (city == "not_sanctuary")
    assert both.any()
    assert (union[both] == "not_sanctuary").all()


def test_unknown_definition_and_impossible_date_are_refused():
    """The nearest definition is offered; a date must be one."""
    with pytest.raises(UsageError, match="did you mean 'state_law'"):
        labels.labels("state_laws", "2015-07-01")
    with pytest.raises(UsageError, match="'2015-13-01' is not a date"):
        labels.labels("state_law", "2015-13-01")


def test_definitions_table_lists_them_all():
    """At least five definitions and their unions, each with its rule in words."""
    table = definitions.definitions()
    assert table["definition"].tolist() == list(labels.DEFINITIONS)
    assert (table["union_of"] == "").sum() >= 5
    assert table["rule"].str.startswith("Sanctuary: ").all()
