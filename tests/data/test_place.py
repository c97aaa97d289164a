"""What the tables hold on a place; facts that were looked up, on the packaged tables."""

import pandas as pd
import pytest

from sanctuary_research.data import datasets, status
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
    says = places.policy_status("Colorado", "2015-07-01").set_index("event_id")["says"]
    assert says["evt_23771a26"] == "ended"
    then = places.policy_status("Colorado", "2010-07-01")
    assert then.set_index("event_id").loc["evt_23771a26", "says"] == "in_force"
    assert list(then) == places.ACT


@pytest.mark.parametrize(
    ("place", "day", "says", "event"),
    [
        ("Cook County, IL", "2015-07-01", "in_force", "evt_729f8491"),
        ("Miami-Dade County, FL", "2017-06-01", "ended", "evt_c4883174"),
        ("New Orleans, LA", "2024-06-01", "overridden", "evt_31344768"),  # by Louisiana's SB 208
        ("Florida", "2019-08-01", "uncertain", "evt_e6b01d52"),
        ("Texas", "2018-01-01", "ban", "evt_8b7d6b0e"),
        ("Loving County, TX", "2018-01-01", "ban", "evt_8b7d6b0e"),  # under SB 4, no act of its own
        ("Illinois", "2010-01-01", "not_yet", "evt_b285949b"),  # its first, of 2017
        ("Loving County, TX", "2010-01-01", "not_coded", ""),
        # Its limit began some day until June 2014, perhaps not under the state's ban of 2006.
        ("Kit Carson County, CO", "2010-01-11", "ban", "evt_23771a26"),
        ("36005", "2018-01-01", "in_force", "evt_57956c10"),  # the Bronx: New York City's act
    ],
)
def test_a_place_has_one_word_and_the_row_for_it(place, day, says, event):
    """The first row of its status is the deciding one; of a place without one it says so."""
    found = places.place(place, day).status
    assert (found.says, found.evidence_id) == (says, event)
    first = places.policy_status(place, day).iloc[0]
    assert first["says"] == {"ban": "in_force"}.get(says, says)
    assert first["evidence_id"] == event or not event
    assert places.STATUS[says] in places.place(place, day).told()


@pytest.fixture
def few_events(monkeypatch):
    """A state that bans limits from 2018 to 2020, and a county of it with three acts."""
    row = dict.fromkeys(datasets.load_policy_events().columns)
    row |= {name: False for name in row if name.startswith(("limits_", "bans_", "requires_"))}
    row |= dict.fromkeys(status.DECLARES, False) | {"certainty": "primary", "title": "an act"}
    row |= {"jurisdiction_id": "cook-county-il", "applies_to": "sheriff_or_jail"}
    row |= {"direction": "limit", "binds_county_jail": True}
    limit = {"limits_detainers": True}
    state = {"jurisdiction_id": "illinois", "applies_to": "all_agencies_in_state"}
    ban = {**state, "bans_local_limits": True, "direction": "mandate"}
    rows = [
        {"event_id": "own", "on": "2015-01-01", "ended_by_event_id": "end", **limit},
        {"event_id": "end", "on": "2021-01-01", "direction": "rescind", **limit},
        {"event_id": "again", "on": "2022-01-01", **limit},
        {"event_id": "words", "on": "2016-01-01", "is_declaration": True},
        {"event_id": "ban", "on": "2018-01-01", "ended_by_event_id": "lift", **ban},
        {"event_id": "lift", "on": "2020-01-01", **ban, "direction": "rescind"},
    ]
    events = pd.DataFrame([row | one for one in rows])
    for name in ("adopted_earliest", "adopted_latest"):
        events[name] = pd.to_datetime(events["on"])
    for name in ("effective_earliest", "effective_latest"):
        events[name] = pd.NaT
    fresh = {places: ["acts_by_place"], status.bindings: ["record"]}
    monkeypatch.setattr(datasets, "load_policy_events", lambda: events, raising=False)
    for module, names in fresh.items():
        for name in names:
            monkeypatch.setattr(module, name, getattr(module, name).__wrapped__)


@pytest.mark.usefixtures("few_events")
@pytest.mark.parametrize(
    ("day", "says", "event", "words"),
    [
        ("2014-06-01", "not_yet", "own", "not_yet"),
        ("2016-06-01", "in_force", "own", "in_force"),
        ("2019-06-01", "overridden", "ban", "in_force"),
        ("2020-06-01", "in_force", "own", "in_force"),
        ("2021-06-01", "ended", "own", "in_force"),
        ("2022-06-01", "in_force", "again", "in_force"),
    ],
)
def test_the_word_changes_with_each_act(day, says, event, words):
    """A limit holds, is overridden while a ban is in force, ends, and is adopted again."""
    found = places.place("Cook County, IL", day)
    assert (found.status.says, found.status.evidence_id) == (says, event)
    assert found.policies.set_index("event_id").loc["words", "says"] == words  # weighs nothing


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


def test_a_county_is_told_line_by_line():
    """Name and day, its status, the acts, the labels, then each table with the ids of its rows."""
    cook = places.place("Cook County, IL", "2015-07-01")
    lines = cook.told().splitlines()
    assert lines[:4] == [
        "Cook County, IL, as of 1 July 2015",
        "",
        f"Limits on cooperation: in force. {cook.status.reason}",
        "",
    ]
    assert lines.count("Labels:") == 1
    for table, own in cook.held():
        [line] = [one for one in lines if f" ({table}): " in one]
        assert f": {len(own)} row{'s' * (len(own) > 1)}: " in line
    city = places.place("Portland, OR").told().splitlines()
    assert "Its county under each definition:" in city


@pytest.mark.parametrize(
    ("name", "place_id"),
    [
        ("Cook County, Illinois", "cook-county-il"),
        ("Washington, DC", "district-of-columbia"),
        ("New York, NY", "new-york-city-ny"),
        ("Washington", "washington"),
    ],
)
def test_a_place_goes_by_the_names_in_use(name, place_id):
    """The state may be written out, and two cities are known by other names than the tables'."""
    assert places.place(name).place_id == place_id


def test_a_name_cut_short_is_met_with_those_that_begin_so():
    """Not with names that happen to be spelt alike, such as Hoboken."""
    with pytest.raises(UsageError, match="Cook County, IL"):
        places.place("Cook")


def test_a_page_of_a_place_tells_lines_whole():
    """Its head, an act, a label with its row, and the first five rows of a table by their keys."""
    lines = places.place("Los Angeles County, CA", "2017-06-01").told().splitlines()
    whole = [
        "Los Angeles County, CA, as of 1 June 2017",
        "",
        "Limits on cooperation: in force. Los Angeles County, CA: 287(g) agreement of the jail "
        "ended, since 2015-05-12.",
        "",
        "Policies (of the place, and those that reach it):",
        "  in force: Los Angeles County, CA, 287(g) agreement of the jail ended, 2015-05-12 "
        "[policy_events evt_9ae00569]",
    ]
    assert lines[:6] == whole
    assert (
        "  refused_detainers: not coded. 331 of 1,773 detainers recorded as refused: 18.7 %, short "
        "of 25 %. [detainer_shares 06037]"
    ) in lines
    assert lines[-1] == (
        "Detainers that county jails refused, by year, 2008 to July 2015 (detainers_refused): "
        "8 rows: 06037 2008; 06037 2009; 06037 2010; 06037 2011; 06037 2012, ..."
    )
    silent = places.place("Loving County, TX", "2010-01-01").told().splitlines()
    assert silent[2] == (
        "Limits on cooperation: not coded: no row speaks of a limit. No row speaks of a limit in "
        "Loving County, TX."
    )


def test_every_act_says_what_it_is_and_where_that_is_from():
    """Those that only end or declare something, too."""
    acts = [act for own in status.acts_by_place(places.last_day()).values() for act in own]
    assert {"says", "reason", "evidence_id", "weighs"} <= set.intersection(*map(set, acts))
    ending = [act for act in acts if act["says"] == status.UNDID]
    assert ending
    assert {(act["reason"], act["weighs"]) for act in ending} == {("", "not_coded")}
    assert all(act["evidence_id"] == act["event_id"] for act in ending)


def test_a_place_has_codes_of_its_state_and_its_counties():
    """A city of one county, and one of five."""
    one, five = (places.place(name) for name in ("Portland, OR", "New York, NY"))
    assert (one.code, one.state, one.level, one.counties) == ("41", "oregon", "city", ("41051",))
    assert (five.code, len(five.counties), five.is_county) == ("36", 5, False)
