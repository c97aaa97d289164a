"""Labels follow events and lists through time and never call silence a no."""

import pandas as pd
import pytest

from sanctuary_research.data import bindings, datasets, definitions, in_force, labels
from sanctuary_research.errors import UsageError

DETAINERS = {
    "applies_to": "sheriff_or_jail",
    "binds_county_jail": "true",
    "limits_detainers": "true",
    "direction": "limit",
}
STATE_LIMIT = {**DETAINERS, "applies_to": "all_agencies_in_state"}
STATE_BAN = {
    "applies_to": "all_agencies_in_state",
    "direction": "mandate",
    "bans_local_limits": "true",
    "binds_county_jail": "true",
}


def arms(definition: str, day: str) -> dict[str, str]:
    return labels.labels(definition, day).set_index("county_fips")["arm"].to_dict()


def events(*rows: tuple) -> pd.DataFrame:
    """Rows of (event_id, jurisdiction_id, limits, earliest, latest, ended_by)."""
    names = ["event_id", "jurisdiction_id", "limits", "adopted_earliest", "adopted_latest"]
    frame = pd.DataFrame(rows, columns=[*names, "ended_by_event_id"])
    for column in ("adopted_earliest", "adopted_latest"):
        frame[column] = pd.to_datetime(frame[column])
        frame[column.replace("adopted", "effective")] = pd.NaT
    told = {"certainty": "press", "title": "Order", "direction": "limit", "place_name": "Place"}
    return in_force.dated(frame.assign(**told, instrument="court_ruling"))


def at(frame: pd.DataFrame, day: str) -> str:
    known = in_force.spells(frame, ("limits",))
    return in_force.finding(known["a"], pd.Timestamp(day)).says


def test_an_event_is_in_force_from_its_day():
    """The day before it is not, on the day it is."""
    frame = events(("e1", "a", True, "2014-05-01", "2014-05-01", None))
    assert at(frame, "2014-04-30") == "not_yet"
    assert at(frame, "2014-05-01") == "in_force"


def test_inside_an_interval_nothing_is_known():
    """An event of some day in 2014 leaves mid-2014 uncertain, and 2015 known."""
    frame = events(("e1", "a", True, "2014-01-01", "2014-12-31", None))
    assert at(frame, "2013-12-31") == "not_yet"
    assert at(frame, "2014-07-01") == "uncertain"
    assert at(frame, "2014-12-31") == "in_force"


def test_a_first_day_that_is_not_known_leaves_all_before_the_last_uncertain():
    """A practice known by the end of 2014 is not known to be absent in any year before."""
    frame = events(("e1", "a", True, None, "2014-12-31", None))
    assert at(frame, "2001-01-01") == "uncertain"
    assert at(frame, "2014-12-31") == "in_force"
    [row] = in_force.dated(frame).itertuples()
    assert in_force._day(row.start_earliest, row.start_latest) == "2014-12-31 at the latest"


def test_a_rescission_ends_what_it_names():
    """A limit ended in 2017 is in force until then."""
    frame = events(
        ("e1", "a", True, "2014-05-01", "2014-05-01", "e2"),
        ("e2", "a", False, "2017-01-26", "2017-01-26", None),
    )
    assert at(frame, "2017-01-25") == "in_force"
    assert at(frame, "2017-01-26") == "ended"


def test_a_rescission_ends_the_provision_it_names_without_a_link():
    """A rescission that no event names still ends what started before it, and not what follows."""
    frame = events(
        ("e1", "a", True, "2014-05-01", "2014-05-01", None),
        ("e2", "a", True, "2017-01-26", "2017-01-26", None),
        ("e3", "a", True, "2019-01-01", "2019-01-01", None),
    ).assign(direction=["limit", "rescind", "limit"])
    found = [at(frame, day) for day in ("2016-01-01", "2018-01-01", "2020-01-01")]
    assert found == ["in_force", "ended", "in_force"]


def test_what_a_court_held_up_holds_again_when_its_ruling_is_ended():
    """Enjoined from 2017 to 2019, and ended for good by an act that is no ruling."""
    rows = [
        ("e1", "a", True, "2014-05-01", "2014-05-01", "e2"),
        ("e2", "a", False, "2017-01-26", "2017-01-26", "e3"),
        ("e3", "a", False, "2019-01-01", "2019-01-01", None),
    ]
    days = ("2016-01-01", "2018-01-01", "2019-01-01")
    frame = events(*rows)
    assert [at(frame, day) for day in days] == ["in_force", "ended", "in_force"]
    enjoined = in_force.spells(frame, ("limits",))["a"]
    told = in_force.finding(enjoined, pd.Timestamp(days[1])).reason
    assert told == "Place: Order, enjoined from 2017-01-26 until 2019-01-01."
    by_statute = in_force.dated(frame.assign(instrument="statute"))
    assert [at(by_statute, day) for day in days] == ["in_force", "ended", "ended"]


def test_a_replacement_keeps_the_limit_in_force():
    """A weakened limit that still limits goes on, across the day of the change."""
    frame = events(
        ("e1", "a", True, "2014-05-01", "2014-05-01", "e2"),
        ("e2", "a", True, "2015-12-01", "2015-12-31", None),
    )
    assert [at(frame, day) for day in ("2015-11-30", "2016-01-01")] == ["in_force"] * 2


def test_an_act_is_not_in_force_before_it_is_adopted():
    """Effective "in 2017" and signed on 28 August: July is before, October is not known."""
    frame = events(("e1", "a", True, "2017-08-28", "2017-08-28", None)).assign(
        effective_earliest=pd.Timestamp("2017-01-01"), effective_latest=pd.Timestamp("2017-12-31")
    )
    found = [at(in_force.dated(frame), day) for day in ("2017-07-01", "2017-10-01", "2018-01-01")]
    assert found == ["not_yet", "uncertain", "in_force"]


def test_a_retroactive_day_stands():
    """An act that says it took effect before it was signed is in force from that day."""
    frame = events(("e1", "a", True, "2014-05-10", "2014-05-10", None)).assign(
        effective_earliest=pd.Timestamp("2014-05-01"), effective_latest=pd.Timestamp("2014-05-01")
    )
    assert at(in_force.dated(frame), "2014-05-05") == "in_force"


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
        ("39049", "2015-07-01", "sanctuary"),  # Franklin, Ohio, by August 2014
        ("39035", "2015-07-01", "not_sanctuary"),  # Cuyahoga, Ohio: the state's act of 2006
        ("13089", "2015-07-01", "sanctuary"),  # DeKalb: Georgia's act of 2009 governs no jail
        ("26125", "2015-07-01", "not_coded"),  # Oakland, Michigan: no row
        ("26163", "2017-07-01", "sanctuary"),  # Wayne, Michigan, from April 2017
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
        "policy_events": set(datasets.load_policy_events()["event_id"]),
        "list_membership": set(datasets.load_list_membership()["membership_id"]),
        "detainer_shares": set(datasets.load_detainer_shares()["county_fips"]),
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


def test_a_ban_that_governs_no_jail_leaves_the_limit_of_a_jail(few):
    """It still speaks where no limit of a jail may hold."""
    few.counties("01001", "01003", "01005")
    ban = STATE_BAN | {"binds_county_jail": "false"}
    few.events(
        {"jurisdiction_id": "s01", "started": "2011-01-01", **ban},
        {"jurisdiction_id": "c01001", "started": "2012-01-01", **DETAINERS},
        {"jurisdiction_id": "c01003", "started": "2016-01-01", **DETAINERS},
    )
    said = {"county_detainer": ["limit", "ban", "ban"], "state_law": ["ban", "ban", "ban"]}
    assert {name: labels.labels(name, "2015-07-01")["arm"].tolist() for name in said} == said


def test_the_label_follows_the_arm(few):
    """A limit is sanctuary; a ban, and a limit that came later, are not; silence is not coded."""
    few.counties("01001", "02001", "02003", "02005")
    few.events(
        {"jurisdiction_id": "s01", "started": "2011-01-01", **STATE_BAN},
        {"jurisdiction_id": "c01001", "started": "2012-01-01", **DETAINERS},
        {"jurisdiction_id": "c02001", "started": "2014-01-01", **DETAINERS},
        {"jurisdiction_id": "c02003", "started": "2016-01-01", **DETAINERS},
    )
    found = labels.labels("county_detainer", "2015-07-01")
    assert found.columns.tolist()[:3] == ["county_fips", "arm", "label"]
    assert found["arm"].tolist() == ["ban", "limit", "neither", "not_coded"]
    assert found["label"].tolist() == ["not_sanctuary", "sanctuary", "not_sanctuary", "not_coded"]
    assert found["evidence_id"].tolist() == ["evt_00000000", "evt_00000002", "evt_00000003", ""]


def test_a_union_is_three_valued_or(few):
    """Any limit is a limit; else anything unknown is not coded; else a ban or neither."""
    few.counties("01001", "02001", "02003", "03001")
    few.events(
        {"jurisdiction_id": "s01", "started": "2011-01-01", **STATE_BAN},
        {"jurisdiction_id": "c02001", "started": "2014-01-01", **DETAINERS},
        {"jurisdiction_id": "c02003", "started": "2016-01-01", **DETAINERS},
        {"jurisdiction_id": "s02", "started": "2016-01-01", **STATE_LIMIT},
        {"jurisdiction_id": "c03001", "started": "2016-01-01", **DETAINERS},
    )
    found = arms("state_law+county_detainer", "2015-07-01")
    assert found == {"01001": "ban", "02001": "limit", "02003": "neither", "03001": "not_coded"}


def lines(
    few, list_id: str, published: str, *places: tuple[str, str, str], certainty: str = "press"
) -> None:
    """Write a list whose lines name places, each at a level, for the county's jail or not."""
    few.write("lists", [{"list_id": list_id, "published_date": published}])
    names = ("jurisdiction_id", "level", "binds_county_jail")
    told = {"list_id": list_id, "status": "listed", "certainty": certainty}
    few.write(
        "list_membership",
        [
            {"membership_id": f"mem_{k:08x}", **told, **dict(zip(names, place, strict=True))}
            for k, place in enumerate(places)
        ],
    )


def test_who_is_not_named_is_told_apart_by_bans(few):
    """On a federal list: named, not named under a ban, only through the state, not named."""
    few.counties("01001", "01003", "02001", "03001")
    few.events({"jurisdiction_id": "s01", "started": "2011-01-01", **STATE_BAN})
    named = ("c01001", "county", ""), ("s02", "state", "")
    lines(few, "dhs_2025_05_29", "2025-05-29", *named)
    found = arms("dhs_list", "2025-05-29")
    assert found == {"01001": "limit", "01003": "ban", "02001": "not_coded", "03001": "neither"}
    assert set(arms("dhs_list", "2025-05-28").values()) == {"not_coded"}
    lines(few, "dhs_2025_05_29", "2025-05-29", *named, certainty="memory")
    assert arms("dhs_list", "2025-05-29")["01001"] == "ban"


def ice(few, *named: tuple[str, str, str]) -> None:
    lines(few, "ice_2014_10", "2014-10-31", *named)


def test_ices_list_codes_counties_named_for_their_jails(few):
    """A county's jail and all jails of a state bind; a city, a prison and an office do not."""
    few.counties("01001", "01003", "02001", "03001", "04001")
    ice(
        few,
        ("c01001", "county", "true"),
        ("c01003", "county", "false"),  # its probation office
        ("s02", "state", "true"),  # every county jail
        ("s03", "state", "false"),  # a prison
        ("c04001", "city_county", "true"),  # a city
    )
    found = arms("ice_list_2014", "2015-07-01")
    assert found == {
        "01001": "limit",
        "01003": "not_coded",
        "02001": "limit",
        "03001": "neither",
        "04001": "neither",
    }
    assert set(arms("ice_list_2014", "2014-10-30").values()) == {"not_coded"}


def test_ices_list_is_held_against_the_events(few):
    """Named but ended or banned, or not named but limited, is not coded; banned is a ban."""
    few.counties("01001", "01003", "02001", "02003", "03001")
    few.events(
        {"jurisdiction_id": "s01", "started": "2011-01-01", **STATE_BAN},
        {"jurisdiction_id": "c02001", "started": "2014-05-01", **DETAINERS},
        {"jurisdiction_id": "c02001", "started": "2015-01-01", **DETAINERS, "direction": "rescind"},
        {"jurisdiction_id": "s03", "started": "2014-01-01", **STATE_LIMIT},
    )
    ice(few, ("c01001", "county", "true"), ("c02001", "county", "true"))
    found = labels.labels("ice_list_2014", "2015-07-01").set_index("county_fips")
    assert found["arm"].to_dict() == {
        "01001": "not_coded",
        "01003": "ban",
        "02001": "not_coded",
        "02003": "neither",
        "03001": "not_coded",
    }
    assert found.loc["02001", "reason"].endswith("ended on 2015-01-01.")
    assert found.loc["02003", "reason"] == (
        "Not named as a county, and no limit is recorded as in force: x."
    )
    assert arms("ice_list_2014", "2014-12-31")["02001"] == "limit"


def test_a_limit_that_may_be_in_force_makes_silence_unknown(few):
    """Adopted on some day of 2015: a county that ICE's list does not name is not coded then."""
    few.counties("01001")
    some_day = {"adopted_latest": "2015-12-31"}
    few.events({"jurisdiction_id": "c01001", "started": "2015-01-01", **DETAINERS, **some_day})
    ice(few)
    assert arms("ice_list_2014", "2014-12-31") == {"01001": "neither"}
    assert arms("ice_list_2014", "2015-07-01") == {"01001": "not_coded"}


def test_an_agreement_for_the_jail_makes_its_limit_unsure(few):
    """From its signing to the list without it; not one of another kind, and not a state's law."""
    few.counties("01001", "01003", "02001")
    limit = {"started": "2014-01-01", **DETAINERS}
    few.events(
        {"jurisdiction_id": "c01001", **limit},
        {"jurisdiction_id": "c01003", **limit},
        {"jurisdiction_id": "s02", "started": "2014-01-01", **STATE_LIMIT},
    )
    signed = [
        ("01001", "warrant_service_officer", "2021-01-13"),
        ("02001", "warrant_service_officer", "2021-01-13"),
        ("01003", "task_force", "2021-12-31"),
    ]
    few.write(
        "agreements_287g",
        [
            {
                "agreement_id": f"agr_{number:08x}",
                "state": "XX",
                "agency_type": "county",
                "county_fips": code,
                "model": model,
                "signed_date": "2020-05-01",
                "snapshot_date": listed,
            }
            for number, (code, model, listed) in enumerate(signed)
        ],
    )
    told = {
        day: [*arms("any_detainer_limit", day).values()]
        for day in ("2020-04-30", "2020-05-01", "2021-12-30", "2021-12-31")
    }
    assert told == {
        "2020-04-30": ["limit"] * 3,
        "2020-05-01": ["not_coded", "limit", "limit"],
        "2021-12-30": ["not_coded", "limit", "limit"],
        "2021-12-31": ["limit"] * 3,
    }


def test_counties_of_ices_list():
    """In mid-2015: Cook is named, every county of Colorado, no city, Milwaukee not for its jail."""
    found = arms("ice_list_2014", "2015-07-01")
    chosen = {"17031": "limit", "08001": "limit", "42101": "not_coded", "55079": "not_coded"}
    assert {code: found[code] for code in chosen} == chosen
    assert {arm for code, arm in found.items() if code.startswith("08")} == {"limit"}
    assert {arm for code, arm in found.items() if code.startswith("47")} == {"ban"}


def detainers(few, **sent: tuple[int, int]) -> None:
    """Write detainers and those refused, by county code after a ``c``."""
    few.write(
        "detainer_shares",
        [
            {"county_fips": code[1:], "detainers": all_, "refused": refused, "reason_known": 7}
            for code, (all_, refused) in sent.items()
        ],
    )


def test_recorded_practice_codes_high_shares_and_none_among_many(few):
    """A quarter is a limit, none among 50 is neither; between, few and absent are not coded."""
    few.counties("01001", "01003", "01005", "01007", "01009", "01011")
    sent = {"c01001": (20, 5), "c01003": (21, 5), "c01005": (50, 0), "c01007": (49, 0)}
    detainers(few, **sent, c01009=(500, 1))
    found = labels.labels("refused_detainers", "2015-07-01").set_index("county_fips")
    assert found["arm"].tolist() == ["limit", "not_coded", "neither", *["not_coded"] * 3]
    assert found["evidence_id"].tolist() == [*found.index[:5], ""]
    assert set(found["evidence_table"][:5]) == {"detainer_shares"}
    assert found["reason"].tolist() == [
        "5 of 20 detainers recorded as refused: 25.0 %, at least 25 %.",
        "5 of 21 detainers recorded as refused: 23.8 %, short of 25 %.",
        "0 of 50 detainers recorded as refused: at least 50 sent, a reason known for 7.",
        "0 of 49 detainers recorded as refused: fewer than 50 sent.",
        "1 of 500 detainers recorded as refused: 0.2 %, short of 25 %.",
        "No 20 detainers to jails of this county alone are recorded.",
    ]


def test_a_ban_weighs_where_the_share_refused_is_not_high(few):
    """Under a ban: a high share stays a limit, all else is a ban by its event."""
    few.counties("01001", "01003", "01005", "01007")
    few.events({"jurisdiction_id": "s01", "started": "2015-01-01", **STATE_BAN})
    detainers(few, c01001=(40, 20), c01003=(40, 4), c01005=(80, 0))
    found = labels.labels("refused_detainers", "2015-07-01").set_index("county_fips")
    assert found["arm"].tolist() == ["limit", "ban", "ban", "ban"]
    assert found.loc["01003", "evidence_table"] == "policy_events"
    assert found.loc["01003", "reason"].startswith("4 of 40 detainers recorded as refused: 10.0 %")
    before = ["limit", "not_coded", "neither", "not_coded"]
    assert [*arms("refused_detainers", "2014-12-31").values()] == before


def test_recorded_practice_holds_from_its_first_day_on(few):
    """Nobody is coded the day before; in 2020 it is still the same record."""
    few.counties("01001")
    detainers(few, c01001=(40, 20))
    days = ("2014-09-30", "2014-10-01", "2015-07-20", "2020-07-01")
    found = [arms("refused_detainers", day)["01001"] for day in days]
    assert found == ["not_coded", "limit", "limit", "limit"]


def test_cut_offs_of_ones_own(few):
    """Half instead of a quarter, 20 instead of 50; rule and reasons name them."""
    few.counties("01001", "01003")
    detainers(few, c01001=(40, 19), c01003=(20, 0))
    mine = definitions.refused_detainers(50, many=20)
    found = labels.labels(mine, "2015-07-01")
    assert found["arm"].tolist() == ["not_coded", "neither"]
    assert found["reason"].str.contains("short of 50 %|at least 20 sent").all()
    assert "at least 50 % as refused" in mine.rule
    assert "among at least 20," in mine.rule
    assert definitions.reading_date(mine, 2012) == pd.Timestamp("2014-10-01")


@pytest.mark.parametrize("high", [0, -5, 0.25, 101, float("nan"), True, "25"])
def test_a_share_that_is_no_percent_is_refused(high):
    """A share of 1 for a percent of 100 is told apart in the sentence."""
    with pytest.raises(UsageError, match=r"high_percent must be a percent .* write 25 for a"):
        definitions.refused_detainers(high)


@pytest.mark.parametrize("many", [0, 19, 50.5, True, "50"])
def test_a_number_of_detainers_that_the_table_cannot_tell_is_refused(many):
    """Less than the table holds, and what is no whole number."""
    with pytest.raises(UsageError, match="many must be a whole number of at least 20"):
        definitions.refused_detainers(many=many)


def test_counties_of_recorded_practice():
    """In mid-2015: Cook high, Los Angeles between, Houston none, Phoenix under a ban, Fairbanks."""
    found = arms("refused_detainers", "2015-07-01")
    chosen = {
        "17031": "limit",
        "06037": "not_coded",
        "48201": "neither",
        "04013": "ban",
        "02090": "not_coded",
    }
    assert {code: found[code] for code in chosen} == chosen


def test_labels_follow_a_table_that_is_edited(few):
    """In a running process: another date in the file, another label."""
    few.counties("01001")
    few.events({"jurisdiction_id": "c01001", "started": "2014-01-01", **DETAINERS})
    assert arms("county_detainer", "2015-07-01") == {"01001": "limit"}
    few.events({"jurisdiction_id": "c01001", "started": "2016-01-01", **DETAINERS})
    few.tables["policy_events"].path.touch()
    assert arms("county_detainer", "2015-07-01") == {"01001": "neither"}


def test_labels_follow_the_data_folder(few, monkeypatch):
    """In a running process: another SANCTUARY_DATA, other counties."""
    few.counties("01001")
    assert len(labels.labels("state_law", "2015-07-01")) == 1
    monkeypatch.delenv("SANCTUARY_DATA")
    assert len(labels.labels("state_law", "2015-07-01")) == 3142


@pytest.mark.parametrize(
    ("definition", "year", "day"),
    [
        ("state_law", 2015, "2015-07-01"),
        ("ice_list_2014", 2012, "2014-10-31"),
        ("ice_list_2014", 2015, "2015-07-01"),
        ("doj_list", 2015, "2025-08-05"),
        ("refused_detainers", 2012, "2014-10-01"),
        ("refused_detainers", 2015, "2015-07-01"),
    ],
)
def test_a_list_is_read_at_mid_year_but_never_before_it_was_published(definition, year, day):
    """The reading date is 1 July, or the day of publication where that is later."""
    assert definitions.reading_date(definition, year) == pd.Timestamp(day)


def test_lists_were_published_when_the_table_says():
    """The day in a definition is that of its list."""
    published = datasets.load_lists().set_index("list_id")["published_date"]
    for definition in definitions.DEFINITIONS.values():
        if definition.kind == "list":
            assert published[definition.list_id] == pd.Timestamp(definition.published)


def test_unknown_definition_and_impossible_date_are_refused():
    """The nearest definition is offered; a date must be one."""
    with pytest.raises(UsageError, match="did you mean 'state_law'"):
        labels.labels("state_laws", "2015-07-01")
    for day in ("2015-13-01", "2015", 2015, "today"):
        with pytest.raises(UsageError, match="write the day as YYYY-MM-DD"):
            labels.labels("state_law", day)


def test_a_list_of_ones_own_is_a_file():
    """The word alone names no file, and the sentence says how to name one."""
    with pytest.raises(UsageError, match=r"pass what sr\.own"):
        labels.labels("own", "2015-07-01")


def test_definitions_table_lists_them_all():
    """At least five definitions and their unions, each with its rule in words."""
    usual = definitions.DEFINITIONS["refused_detainers"]
    assert definitions.refused_detainers() == definitions.refused_detainers(25, 50) == usual
    table = definitions.definitions()
    assert table["definition"].tolist() == list(labels.DEFINITIONS)
    assert (table["union_of"] == "").sum() >= 5
    assert table["rule"].str.startswith("Sanctuary: ").all()


def test_a_day_known_to_an_interval_is_told_as_one():
    """One day, two ends, or only a last."""
    first, last = pd.Timestamp(2014, 7, 1), pd.Timestamp(2014, 7, 31)
    told = [in_force._day(*days) for days in ((first, first), (first, last), (in_force.EVER, last))]
    between = "some day from 2014-07-01 to 2014-07-31"
    assert told == ["2014-07-01", between, "2014-07-31 at the latest"]


def test_what_is_said_of_a_day_is_what_the_spells_say():
    """Also before the first bound, on each and after the last: answers are kept by segment."""
    record, channel = bindings.record(), bindings.MANDATES
    for place, (bounds, several) in record.spells(channel).items():
        for day in (in_force.EVER, *bounds, bounds[0] - pd.Timedelta(days=1)):
            assert record.on(channel, place, day) == in_force.finding(several, day)


def test_every_cell_of_a_label_is_told(few):
    """A jail's limit, its end, a ban, and what nothing is recorded of; each with its row."""
    few.counties("01001", "02020", "02030", "06001")
    few.events(
        {"started": "2014-05-01", "jurisdiction_id": "c01001", "title": "Order", **DETAINERS},
        {"started": "2015-05-01", "jurisdiction_id": "s02", "title": "Act", **STATE_BAN},
    )
    silent = definitions.DEFINITIONS["county_detainer"].silent
    found = labels.labels("county_detainer", "2016-01-01")
    assert found.dtypes.astype(str).unique().tolist() == ["str"]
    assert found.to_dict("split", index=False)["data"] == [
        [
            "01001",
            "limit",
            "sanctuary",
            "C 01001, XX: Order, since 2014-05-01.",
            "policy_events",
            "evt_00000000",
        ],
        *(
            [
                code,
                "ban",
                "not_sanctuary",
                "02: Act, since 2015-05-01.",
                "policy_events",
                "evt_00000001",
            ]
            for code in ("02020", "02030")
        ),
        ["06001", "not_coded", "not_coded", silent, "", ""],
    ]


def test_labels_have_names_beside_codes_and_reasons_last():
    """As the command line shows them; and how many counties each definition puts in an arm."""
    found = labels.named_labels("doj_list", "2025-09-01")
    assert list(found) == [
        "county_fips",
        "county",
        "state",
        "arm",
        "label",
        "evidence_table",
        "evidence_id",
        "reason",
    ]
    assert found.set_index("county_fips").loc["06037", "county"] == "Los Angeles County"
    counts = labels.count_arms("2015-07-01")
    assert list(counts) == ["definition", *definitions.LABELS]
    assert counts["definition"].tolist() == list(definitions.DEFINITIONS)
    own = labels.labels("state_law", "2015-07-01")["arm"].value_counts()
    row = counts.set_index("definition").loc["state_law"]
    assert row.to_dict() == {arm: own.get(arm, 0) for arm in definitions.LABELS}
    assert row.dtype == int
