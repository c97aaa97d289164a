"""What the tables hold on a place; facts that were looked up, on the packaged tables."""

import pandas as pd
import pytest

from sanctuary_research.data import datasets, status
from sanctuary_research.data import place as places
from sanctuary_research.errors import UsageError


def test_a_county_has_its_own_acts_and_those_of_its_state():
    """Cook County: its ordinance since 2011, and in 2015 no state law yet."""
    cook = places.place("Cook County, IL", "2015-07-01")
    acts = pd.DataFrame(cook.acts).set_index("event_id")
    assert set(acts["whose"]) == {"Cook County, IL", "Illinois"}
    assert acts.loc["evt_729f8491", "says"] == "in_force"
    assert acts.loc["evt_b285949b", "says"] == "not_yet"
    label = pd.DataFrame(cook.said).set_index("definition")
    assert label.loc["ice_list_2014", "arm"] == "limit"
    assert label.loc["county_detainer", "evidence_id"] == "evt_729f8491"


def test_a_city_has_the_acts_of_its_county_too():
    """Portland, OR lies mainly in Multnomah County."""
    whose = {act["whose"] for act in places.place("Portland, OR").acts}
    assert {"Portland, OR", "Multnomah County, OR", "Oregon"} <= whose


def test_what_holds_is_what_has_started_and_not_ended():
    """SB 06-090 of Colorado ended before 2015."""
    says = places.policy_status("Colorado", "2015-07-01").set_index("event_id")["says"]
    assert says["evt_23771a26"] == "ended"
    then = places.policy_status("Colorado", "2010-07-01")
    assert then.set_index("event_id").loc["evt_23771a26", ["is_ban", "says"]].tolist() == [
        True,
        "ban",
    ]
    assert list(then) == ["is_ban", *places.ACT]


@pytest.mark.parametrize(
    ("place", "day", "act", "says"),
    [
        ("Los Angeles, CA", "1985-06-01", "LAPD Special Order 40", "in_force"),
        ("Oregon", "1990-01-01", "1987 act on use of state and local resources", "in_force"),
        ("San Francisco, CA", "1995-03-01", "City of Refuge resolution", "in_force"),
        ("New York City, NY", "2004-01-01", "Executive Order 41", "in_force"),
        ("Arizona", "2011-01-01", "SB 1070, section 2", "ban"),
        (
            "Philadelphia, PA",
            "2015-01-01",
            "Executive order of Mayor Nutter (April 2014)",
            "in_force",
        ),
        ("North Carolina", "2016-01-01", "HB 318 (2015)", "ban"),
        ("Miami-Dade County, FL", "2016-06-01", "Resolution R-1008-13", "in_force"),
        ("Miami-Dade County, FL", "2017-06-01", "Resolution R-1008-13", "ended"),
        ("Illinois", "2017-08-01", "SB 31 TRUST Act", "not_yet"),
        ("Illinois", "2017-09-15", "SB 31 TRUST Act", "in_force"),
        ("Texas", "2017-06-01", "SB 4 (2017)", "not_yet"),
        ("Texas", "2018-01-01", "SB 4 (2017)", "ban"),
        ("Florida", "2019-08-01", "SB 168 (2019), duty on detainers", "ban_perhaps"),
        (
            "New Orleans, LA",
            "2024-06-01",
            "Police department policy of February 2016",
            "overridden",
        ),
    ],
)
def test_the_status_of_a_place_is_what_was_looked_up(place, day, act, says):
    """An act has one word on a day."""
    found = places.policy_status(place, day).set_index("title")["says"]
    assert found.get(act) == says


@pytest.mark.parametrize(
    ("place", "day", "says", "event"),
    [
        ("Cook County, IL", "2015-07-01", "in_force", "evt_729f8491"),
        ("Miami-Dade County, FL", "2017-06-01", "ended", "evt_c4883174"),
        ("New Orleans, LA", "2024-06-01", "overridden", "evt_31344768"),  # by Louisiana's SB 208
        ("Florida", "2019-08-01", "ban_perhaps", "evt_50685a9b"),
        ("Texas", "2018-01-01", "ban", "evt_8b7d6b0e"),
        ("Loving County, TX", "2018-01-01", "ban", "evt_8b7d6b0e"),  # under SB 4, no act of its own
        ("Illinois", "2010-01-01", "not_yet", "evt_b285949b"),  # its first, of 2017
        ("Loving County, TX", "2010-01-01", "not_coded", ""),
        # What its county adopted in 2011 does not say that Skokie had none before.
        ("Skokie, IL", "2000-01-01", "not_coded", "evt_729f8491"),
        # Its limit of 2014 came after the state's ban of 2006.
        ("Kit Carson County, CO", "2010-01-11", "ban", "evt_23771a26"),
        ("36005", "2018-01-01", "in_force", "evt_57956c10"),  # the Bronx: New York City's act
        # Declarations and lifted duties stand after what decides.
        ("Wisconsin", "2026-05-01", "not_coded", ""),
        ("Cambridge, MA", "1990-06-01", "in_force", "evt_710fc1c9"),
        ("New Jersey", "2005-06-01", "not_yet", "evt_3f749e8e"),
        ("Atlanta, GA", "2018-12-01", "ban", "evt_327255bd"),  # it had ended a contract, no more
        ("Bergen County, NJ", "2012-06-01", "duty", "evt_21f36572"),  # a directive on the books
        ("Wake County, NC", "2012-06-01", "duty", "evt_5c6c46c8"),
        ("Texas", "2017-09-10", "enjoined", "evt_8b7d6b0e"),
        ("Travis County, TX", "2017-09-10", "in_force", "evt_a86f1353"),
        ("Florida", "2021-12-01", "ban", "evt_f038cf53"),
        ("Buffalo, NY", "2021-12-01", "narrow", "evt_2befeab2"),  # arrests at courthouses
        ("Clark County, NV", "2017-01-01", "uncertain", "evt_fe5f91d8"),  # beside its agreement
        ("Los Angeles County, CA", "2010-06-01", "agreement", "evt_d0ca2679"),
        ("Virginia", "2025-06-01", "ban", "evt_2fa9e691"),
        ("San Diego County, CA", "2025-06-01", "in_force", "evt_657903fe"),  # its jail's
    ],
)
def test_a_place_has_one_word_and_the_row_for_it(place, day, says, event):
    """The first row of its status is the deciding one; of a place without one it says so."""
    found = places.place(place, day).status
    assert (found.says, found.evidence_id) == (says, event)
    first = places.policy_status(place, day).iloc[0]
    assert first["says"] == says
    assert first["evidence_id"] == event
    assert found.reason.startswith(first["reason"])
    assert places.STATUS[says] in str(places.place(place, day))


@pytest.mark.parametrize(
    ("place", "day", "event"),
    [
        ("San Francisco, CA", "1986-06-01", "evt_ef2c9e3e"),
        ("Rhode Island", "2009-01-01", "evt_b789dfe3"),  # and not the order that ended it
        ("Virginia", "2025-06-01", "evt_2fa9e691"),
        ("Washington, DC", "2025-09-01", "evt_45646dcb"),  # and not what weakens it
        ("Montgomery County, MD", "2020-01-01", "evt_6dcaa2a6"),
        # North Carolina's act of 2015 governs no jail, that of 2024 does.
        ("Mecklenburg County, NC", "2019-06-01", "evt_d69f8f70"),
        ("Wake County, NC", "2018-12-10", "evt_21e335ed"),
    ],
)
def test_what_is_in_force_heads_the_status(place, day, event):
    """Before what is not sure, ended or began later, and before what weakens it."""
    first = places.policy_status(place, day).iloc[0]
    assert first["event_id"] == event
    assert first["says"] == ("ban" if first["is_ban"] else "in_force")


def test_a_duty_only_to_ask_or_to_tell_stands_beside_a_limit():
    """San Francisco's police had to tell of drug arrests until 2018; no definition sees it."""
    told = [places.place("San Francisco, CA", f"{year}-06-01").status for year in (2010, 2018)]
    assert [one.says for one in told] == ["in_force", "in_force"]
    assert ["11369" in one.reason for one in told] == [True, False]
    assert told[0].reason.endswith(status.NO_BAN)
    duties = [*datasets.load_policy_events().query("direction == 'duty'")["event_id"]]
    weighed = str([status.bindings.record().spells(name) for name in status.bindings.CHANNELS])
    assert "evt_50685a9b" in weighed
    assert duties
    assert not any(one in weighed for one in duties)


def test_a_duty_in_doubt_is_told_beside_what_decides():
    """South Carolina's, between two orders of a court of appeals."""
    told = places.place("South Carolina", "2012-12-01").status
    assert told.says == "ban"
    assert "17-13-170: in force only" in told.reason


@pytest.mark.parametrize(
    ("place", "day", "says", "declared"),
    [
        ("Oakland, CA", "1990-01-01", "duty", "1986-07-08"),
        ("Madison, WI", "1990-01-01", "not_yet", "1985-03-05"),
        ("Seattle, WA", "1986-06-01", "not_yet", "1986-01-13"),
        ("Wisconsin", "2026-05-01", "not_coded", "1986-01-01"),
    ],
)
def test_a_declaration_in_force_is_told_where_no_limit_is(place, day, says, declared):
    """It decides nothing; beside a limit in force, or before its day, it is not told."""
    found = places.place(place, day).status
    assert found.says == says
    assert found.reason.count(status.DECLARED) == 1
    assert declared in found.reason
    for other in ("1984-01-01", "2019-01-01"):
        told = places.place("Oakland, CA", other).status
        assert status.DECLARED not in told.reason


def test_a_declaration_whose_first_day_is_not_known_sets_no_limit_perhaps():
    """Oakland's of an undated list of 2017, in 1990."""
    acts = {act["title"]: act["says"] for act in places.place("Oakland, CA", "1990-01-01").acts}
    assert acts["Sanctuary resolution, by 2017"] == "sets_no_limit_perhaps"


def test_a_law_goes_before_a_practice_of_the_jails_of_its_state():
    """California's TRUST Act and what its sheriffs did held at once in 2017."""
    acts = places.policy_status("California", "2017-06-01")
    assert acts["title"].head(2).str.contains("TRUST Act|Practice").tolist() == [True, True]
    assert acts["title"].iloc[0] == "AB 4 TRUST Act"


def test_a_state_says_how_many_other_places_go_by_its_name():
    """Washington; of Maine there is but one."""
    told = [str(places.place(name)) for name in ("Washington", "Maine")]
    assert ["This is the state; 30 other places" in one for one in told] == [True, False]


def test_laws_on_agreements_or_contracts_alone_are_named():
    """Those of Delaware and New Mexico; before 2020 there was none."""
    days = map(pd.Timestamp, ("2020-01-01", "2026-05-31"))
    assert [*map(status.narrow_laws, days)] == [[], ["Delaware", "New Mexico"]]


def test_a_ban_that_governs_no_jail_says_so():
    """Arkansas's of 2019 binds municipalities alone; that of 2025 governs jails, too."""
    found = [places.place("Washington County, AR", f"{year}-01-01").status for year in (2021, 2026)]
    assert [one.says for one in found] == ["ban", "ban"]
    assert [status.OF_NO_JAIL in one.reason for one in found] == [True, False]


def test_a_limit_that_does_not_bind_the_jail_says_so():
    """The sheriff of Milwaukee County did not carry out the resolution of 2012."""
    found = [places.place("Milwaukee County, WI", f"{year}-01-01").status for year in (2015, 2020)]
    assert [one.says for one in found] == ["in_force", "in_force"]
    assert [one.reason.endswith(status.UNBOUND) for one in found] == [True, False]


@pytest.mark.parametrize(
    ("day", "says"), [("2024-11-30", "in_force"), ("2024-12-01", "overridden")]
)
def test_a_limit_of_a_jail_stands_until_an_act_obliges_jails(day, says):
    """HB 10 of 2024 did so in North Carolina, on holding people and on agreements."""
    assert places.place("Wake County, NC", day).status.says == says


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
        {"event_id": "duty", "on": "2021-03-01", **state, "direction": "duty"},
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
        ("2016-06-01", "in_force", "own", "sets_no_limit"),
        ("2019-06-01", "overridden", "ban", "sets_no_limit"),
        ("2020-06-01", "in_force", "own", "sets_no_limit"),
        ("2021-02-01", "ended", "own", "sets_no_limit"),
        ("2021-06-01", "duty", "duty", "sets_no_limit"),
        ("2022-06-01", "in_force", "again", "sets_no_limit"),
    ],
)
def test_the_word_changes_with_each_act(day, says, event, words):
    """A limit holds, is overridden by a ban, ends, and is adopted again beside a duty to ask."""
    found = places.place("Cook County, IL", day)
    assert (found.status.says, found.status.evidence_id) == (says, event)
    says = {act["event_id"]: act["says"] for act in found.acts}
    assert says["words"] == words  # weighs nothing


@pytest.mark.parametrize("day", ["1850-01-01", "1970-12-31", "2100-01-01"])
def test_a_day_that_the_tables_do_not_reach_is_refused(day):
    """Before the first policy and after the day of the data nothing can be said."""
    with pytest.raises(UsageError, match=r"outside the days .* give one from 1971-01-01"):
        places.policy_status("Denver, CO", day)


def test_no_policy_is_older_than_the_first_day():
    """The first recorded limit is Berkeley's, of 1971."""
    events = datasets.load_policy_events().query("direction != 'duty'")
    assert events["adopted_latest"].min() >= places.FIRST_DAY


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
