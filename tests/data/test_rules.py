"""Rules of consistency on tiny frames: each passes what is sound and names what is not."""

import pandas as pd

from sanctuary_research.data import catalog, rules


def _dates(*days):
    return pd.to_datetime(pd.Series(days))


def _events(**columns):
    frame = {
        "event_id": ["e1", "e2"],
        "jurisdiction_id": ["x", "x"],
        "direction": ["limit", "rescind"],
        "adopted_earliest": _dates("2014-01-01", "2017-01-01"),
        "adopted_latest": _dates("2014-12-31", "2017-01-31"),
        "effective_earliest": _dates("2014-01-01", None),
        "effective_latest": _dates("2014-12-31", None),
        "ended_by_event_id": ["e2", None],
    }
    return {"policy_events": pd.DataFrame({**frame, **columns})}


def test_every_rule_says_what_it_holds():
    """Every registered rule has one finished sentence and a judge in this folder."""
    found = [*rules.all_rules(catalog.package())]
    assert {"county_totals_are_sums", "rescission_follows_adoption"} <= {r.name for r in found}
    assert all(rule.says.endswith(".") for rule in found)


def test_totals_that_differ_from_parts_are_named(judged):
    """A total off by more than the slack is a fault; a missing part leaves it unjudged."""
    parts = ["murder", "rape", "robbery", "aggravated_assault"]
    frame = pd.DataFrame(
        {
            "county_fips": ["01001", "01003", "01005"],
            "year": 2015,
            "violent": [8, 11, 20],
            **{part: pd.array([2, 2, None], "Int64") for part in parts},
            **{p: 0 for p in ("property", "burglary", "larceny", "motor_vehicle_theft")},
        }
    )
    frame["index_crimes"] = frame["violent"]
    [fault] = judged("county_totals_are_sums", {"county_crime": frame})
    assert fault.key == "county_fips=01003, year=2015"
    assert "but violent is [11], murder is [2], rape is [2]" in fault.message
    frame["violent"] = frame["index_crimes"] = [8, 10, 20]
    assert judged("county_totals_are_sums", {"county_crime": frame}) == []


def _states(nation, first, second, nation_rape="revised"):
    frame = pd.DataFrame(
        {
            "state_fips": ["00", "01", "02"],
            "year": [2014] * 3,
            "is_national": [True, False, False],
            "rape_definition": [nation_rape, "revised", "revised"],
            **{c: [nation, first, second] for c in ("violent", "property", "murder")},
            "violent_without_rape": [100, 50, 50],
            "population": [100, 50, 50],
        }
    )
    return {"state_crime": frame}


def test_states_sum_to_the_nation(judged):
    """States off by more than 2 percent are a fault, in violent crime only if rape is the same."""
    assert judged("states_sum_to_the_nation", _states(100, 51, 51)) == []
    faults = judged("states_sum_to_the_nation", _states(100, 51, 52))
    assert [fault.column for fault in faults] == ["violent", "property", "murder"]
    assert faults[0].message == "the nation has 100 violent, but the states sum to 103"
    faults = judged("states_sum_to_the_nation", _states(100, 51, 52, nation_rape="legacy"))
    assert [fault.column for fault in faults] == ["property", "murder"]


def test_published_misfits_are_let_pass(judged):
    """A state row that was published with parts that miss the total is no fault; others are."""
    frame = pd.DataFrame(
        {
            "state_fips": ["44", "44"],
            "year": [2012, 2013],
            "violent": [9, 9],
            "property": [3, 3],
            **{c: [2, 2] for c in ("murder", "rape", "robbery", "aggravated_assault")},
            **{c: [1, 1] for c in ("burglary", "larceny", "motor_vehicle_theft")},
        }
    )
    [fault] = judged("state_totals_are_sums", {"state_crime": frame})
    assert fault.key == "state_fips=44, year=2013"


def test_rates_that_are_not_counts_per_person_are_named(judged):
    """A rate that its count and population do not make is a fault."""
    frame = pd.DataFrame(
        {
            "county_fips": ["01001", "01003"],
            "year": [2015, 2015],
            "population": [20_000, 30_000],
            **{c: [30, 30] for c in ("violent", "property", "index_crimes")},
            **{f"{c}_per_10k": [15.0, 10.0] for c in ("violent", "property")},
            "index_per_10k": [15.0, 10.1],
        }
    )
    [fault] = judged("county_rates_are_counts_per_person", {"county_crime": frame})
    assert (fault.key, fault.column) == ("county_fips=01003, year=2015", "index_per_10k")


def test_sound_events_pass(judged):
    """An adoption, its rescission and open dates break no rule."""
    tables = _events()
    assert judged("event_dates_are_ordered", tables) == []
    assert judged("event_takes_effect_after_adoption", tables) == []
    assert judged("rescission_follows_adoption", tables) == []
    assert judged("ended_event_is_older", tables) == []


def test_interval_turned_around_is_named(judged):
    """An earliest date after the latest is a fault."""
    tables = _events(adopted_earliest=_dates("2015-01-01", "2017-01-01"))
    [fault] = judged("event_dates_are_ordered", tables)
    assert (fault.key, fault.value) == ("event_id=e1", "2015-01-01")


def test_effect_before_adoption_is_named(judged):
    """A policy whose effect can begin or end before its adoption can is a fault, bound by bound."""
    tables = _events(effective_latest=_dates("2013-12-31", None))
    [fault] = judged("event_takes_effect_after_adoption", tables)
    told = "but effective_latest is [2013-12-31], adopted_latest is [2014-12-31]"
    assert fault.message.endswith(told)
    tables = _events(effective_earliest=_dates("2013-06-01", None))
    [fault] = judged("event_takes_effect_after_adoption", tables)
    assert (fault.key, fault.column) == ("event_id=e1", "effective_earliest")


def test_rescission_without_adoption_is_named(judged):
    """A rescission of something another place adopted is a fault."""
    [fault] = judged("rescission_follows_adoption", _events(jurisdiction_id=["x", "y"]))
    assert (fault.table, fault.key) == ("policy_events", "event_id=e2")


def test_end_before_adoption_is_named(judged):
    """An event ended by an older one is a fault."""
    tables = _events(adopted_latest=_dates("2014-12-31", "2013-01-31"))
    [fault] = judged("ended_event_is_older", tables)
    assert "adopted_latest is [2013-01-31], adopted_earliest is [2014-01-01]" in fault.message


def _lists(n_printed, is_complete):
    members = {
        "membership_id": ["m1", "m2", "m3"],
        "list_id": ["a", "a", "a"],
        "status": ["listed", "listed", "removed"],
        "status_date": _dates(None, None, "2025-10-01"),
    }
    lists = {
        "list_id": ["a"],
        "n_printed": pd.array([n_printed], "Int64"),
        "is_complete": [is_complete],
        "published_date": _dates("2025-09-01"),
        "withdrawn_date": _dates("2025-08-01"),
    }
    return {"lists": pd.DataFrame(lists), "list_membership": pd.DataFrame(members)}


def test_list_counts_are_held_to_the_published(judged):
    """A complete list is exact, a partial one at most what was published; removed do not count."""
    assert judged("list_counts_equal_published", _lists(2, True)) == []
    assert judged("list_counts_equal_published", _lists(9, False)) == []
    [fault] = judged("list_counts_equal_published", _lists(3, True))
    assert fault.message == "3 were published, but list_membership has 2"
    assert len(judged("list_counts_equal_published", _lists(1, False))) == 1


def test_list_dates_out_of_order_are_named(judged):
    """A withdrawal before publication, or a removal after it, is a fault."""
    faults = judged("list_dates_are_ordered", _lists(2, True))
    assert {(fault.key, fault.column) for fault in faults} == {
        ("list_id=a", "withdrawn_date"),
        ("membership_id=m3", "status_date"),
    }


def test_policy_younger_than_its_list_is_named(judged):
    """A line may be enacted in the month of its list, not after it."""
    tables = _lists(2, True)
    tables["list_membership"]["enacted_month"] = ["2025-09", "2025-10", None]
    [fault] = judged("listed_policy_is_older_than_its_list", tables)
    told = "enacted_month is [2025-10], list_id.published_date is [2025-09-01]"
    assert fault.message.endswith(told)


def test_line_that_binds_no_county_is_named(judged):
    """A county, or a state for all its counties, can be bound; a city inside one cannot."""
    members = pd.DataFrame(
        {
            "membership_id": ["m1", "m2", "m3", "m4"],
            "printed_name": ["A County", "B", "C", "C"],
            "jurisdiction_id": ["a", "b", "c", "c"],
            "binds_county_jail": pd.array([True, True, True, None], "boolean"),
        }
    )
    inside = pd.DataFrame({"jurisdiction_id": ["a", "c"], "relation": ["same", "host"]})
    levels = pd.DataFrame({"jurisdiction_id": ["b", "c"], "level": ["state", "city"]})
    tables = {
        "list_membership": members,
        "jurisdictions": levels,
        "jurisdiction_counties": inside,
    }
    [fault] = judged("binding_line_reaches_a_county", tables)
    assert fault.message == "C binds a county's jail, but c is no county"


def test_county_of_another_state_is_named(judged):
    """A jurisdiction whose county code begins with another state's code is a fault."""
    frame = pd.DataFrame(
        {
            "jurisdiction_id": ["cook-county-il", "illinois", "x-ca"],
            "county_fips": ["17031", None, "17031"],
            "state_fips": ["17", "17", "06"],
        }
    )
    [fault] = judged("jurisdiction_lies_in_its_state", {"jurisdictions": frame})
    assert fault.key == "jurisdiction_id=x-ca"


COUNTIES = pd.DataFrame(
    {"county_fips": ["01001", "02020"], "state_fips": ["01", "02"], "name": "N", "state": "S"}
)


def test_county_code_of_another_state_is_named(judged):
    """A county whose code begins with another state's code is a fault."""
    assert judged("county_lies_in_its_state", {"county": COUNTIES}) == []
    [fault] = judged("county_lies_in_its_state", {"county": COUNTIES.assign(state_fips="01")})
    assert (fault.key, fault.value) == ("county_fips=02020", "02020")


def test_county_left_out_is_named(judged):
    """A county without its row in one year of crime, or without covariates, is a fault."""
    both = ["01001", "02020"]
    rows = {"county_fips": [*both, *both, "01001"], "year": [2012, 2012, 2017, 2017, 2015]}
    rows = pd.DataFrame(rows)
    tables = {"county": COUNTIES, "county_crime": rows, "county_covariates": rows[:1]}
    tables["county_covariates_2010"] = rows[:2]
    [fault] = judged("every_county_has_each_year_of_crime", tables)
    assert (fault.key, fault.message) == (
        "county_fips=02020",
        "Every county has a row in every year of `county_crime`, blank where nothing is known, but "
        "county_fips is [02020], in no row of county_crime with year=2015",
    )
    assert len(judged("every_county_has_covariates", tables)) == 1


def test_people_missing_from_the_census_are_told(judged):
    """Counties that miss one resident of 2010 are a fault of the whole column."""
    people = pd.DataFrame({"population_2010": [300_000_000, 8_745_538]})
    assert judged("counties_of_2010_sum_to_the_nation", {"county_covariates_2010": people}) == []
    people = pd.DataFrame({"population_2010": [300_000_000, 8_745_537]})
    [fault] = judged("counties_of_2010_sum_to_the_nation", {"county_covariates_2010": people})
    assert fault.message.endswith("of all rows is 308745537, not 308745538")


def test_one_sided_neighbor_is_named(judged):
    """A county that has neighbours and is nobody's is a fault."""
    pairs = pd.DataFrame(
        {"county_fips": ["a", "b", "c"], "neighbor_fips": ["b", "a", "a"]},
    )
    [fault] = judged("neighbors_are_mutual", {"county_neighbors": pairs})
    assert fault.key == "county_fips=c, neighbor_fips=a"


def test_refused_detainers_that_cannot_be_are_named(judged):
    """More refused than have a reason, or a share of something else, is a fault."""
    shares = pd.DataFrame(
        {
            "county_fips": ["01001", "01003", "01005"],
            "detainers": [20, 20, 20],
            "reason_known": [10, 4, 10],
            "refused": [5, 5, 5],
            "share_refused": [0.25, 0.25, 0.5],
        }
    )
    tables = {"detainer_shares": shares}
    [fault] = judged("refused_detainers_are_among_the_known", tables)
    assert fault.key == "county_fips=01003"
    [fault] = judged("share_is_of_all_detainers", tables)
    assert fault.key == "county_fips=01005"
    assert fault.message.endswith("share_refused is [0.5], refused is [5], detainers is [20]")


def test_agreement_signed_after_listing_is_named(judged):
    """An agreement signed after the day it was seen active is a fault; no date is none."""
    frame = pd.DataFrame(
        {
            "agreement_id": ["g1", "g2", "g3"],
            "snapshot_date": _dates("2025-07-18", "2025-07-18", "2025-07-18"),
            "signed_date": _dates("2025-02-01", "5025-02-01", None),
        }
    )
    [fault] = judged("agreement_is_signed_before_it_is_listed", {"agreements_287g": frame})
    assert fault.key == "agreement_id=g2"


def test_activation_turned_around_is_named(judged):
    """An earliest activation after the latest is a fault."""
    frame = pd.DataFrame(
        {
            "printed_fips": ["01001"],
            "activated_earliest": _dates("2010-02-01"),
            "activated_latest": _dates("2010-01-31"),
        }
    )
    assert len(judged("activation_dates_are_ordered", {"secure_communities": frame})) == 1


def test_further_source_of_no_row_is_named(judged):
    """A further source of a row or table that does not exist is a fault."""
    tables = {
        "lists": pd.DataFrame({"list_id": ["a"]}),
        "further_sources": pd.DataFrame(
            {
                "table": ["lists", "lists", "maps"],
                "row_id": ["a", "b", "a"],
                "source_id": ["s", "s", "s"],
            }
        ),
    }
    faults = judged("further_source_belongs_to_a_row", tables)
    assert [fault.message for fault in faults] == [
        "table lists has no row b",
        "table maps has no row a",
    ]


def test_document_under_two_ids_is_named(judged):
    """An address, or publisher and title, may stand once; a repository holds several files."""
    frame = pd.DataFrame(
        {
            "source_id": ["a", "b", "c", "d", "e", "f"],
            "publisher": ["P", "Q", "R", "R", "S", None],
            "title": ["one", "two", "same", "same", "five", "six"],
            "url": ["http://www.x.org/p/", "https://x.org/P", None, None, *["github.com/o/r"] * 2],
        }
    )
    found = judged("source_stands_once", {"sources": frame})
    assert [fault.key for fault in found] == [f"source_id={i}" for i in "abcd"]


def test_own_source_named_again_is_a_fault(judged):
    """A further source that the row names itself is no further one."""
    rows = pd.DataFrame({"row": ["r1", "r2"], "source_id": ["a", "b"]})
    links = pd.DataFrame({"table": "t", "row_id": ["r1", "r2"], "source_id": ["b", "b"]})
    [fault] = judged("further_source_is_another", {"further_sources": links, "t": rows})
    assert fault.key == "table=t, row_id=r2, source_id=b"


def test_certainty_above_its_source_is_named(judged):
    """A press report makes no row secondary; the certainty of a conflict is another matter."""
    kinds = pd.DataFrame({"source_id": ["p", "s", "o"], "kind": ["press", "secondary", "primary"]})
    rows = pd.DataFrame(
        {
            "ruling_id": ["r1", "r2", "r3", "r4"],
            "source_id": ["p", "p", "s", "o"],
            "certainty": ["press", "secondary", "primary", "secondary"],
        }
    )
    found = judged(
        "certainty_fits_its_source", {"sources": kinds, "rulings": rows, "conflicts": rows}
    )
    named = [(fault.table, fault.key) for fault in found]
    assert named == [("rulings", "ruling_id=r3"), ("rulings", "ruling_id=r2")]


def _named(**changed):
    """One sheriff's limit, one statute, one recalled order; a regional jail serves county 2."""
    frame = {
        "event_id": ["e1", "e2", "e3"],
        "jurisdiction_id": ["one", "state", "two"],
        "title": ["Decision", "Act", "Order"],
        "direction": ["limit", "mandate", "limit"],
        "instrument": ["sheriff_decision", "statute", "executive_order"],
        "binds_county_jail": [True, True, False],
        "certainty": ["press", "primary", "memory"],
        "has_memory_element": [False, False, True],
        "source_id": ["s1", "s2", None],
        "adopted_earliest": _dates(None, "2011-01-01", "2012-01-01"),
        "effective_earliest": _dates(None, None, None),
        "effective_latest": _dates(None, "2011-07-01", None),
        "ended_by_event_id": [None, None, None],
        "follows_source_id": [None, "s2", None],
    }
    inside = {"jurisdiction_id": ["jail", "one", "two"], "county_fips": ["2", "1", "2"]}
    members = {"list_id": ["doj_2025_08_05"] * 2, "jurisdiction_id": ["one", "two"]}
    places = {
        "jurisdiction_id": ["one", "two", "state"],
        "policy_searched_date": _dates(None, "2026-11-27", None),
    }
    parties = {name: [] for name in ("party_type", "side", "case_id", "jurisdiction_id")}
    return {
        "policy_events": pd.DataFrame({**frame, **changed}),
        "jurisdiction_counties": pd.DataFrame({**inside, "relation": ["jail", "same", "same"]}),
        "list_membership": pd.DataFrame(members),
        "jurisdictions": pd.DataFrame(places),
        "case_parties": pd.DataFrame(parties, dtype="str"),
        "sources": pd.DataFrame(
            {"source_id": ["s2", "s3"], "published_date": _dates("2011-01-01", "2012-01-02")}
        ),
    }


def test_policies_that_cannot_be_as_told_are_named(judged):
    """An end without a day, a statute without one, a lost source, a jail bound twice, a silence."""
    cases = (
        ("act_follows_what_it_answers", {"follows_source_id": ["s2", None, None]}, "e1"),
        ("act_follows_what_it_answers", {"follows_source_id": [None, None, "s3"]}, "e3"),
        ("end_has_a_first_day", {"ended_by_event_id": ["e1", None, None]}, "event_id=e1"),
        ("statute_has_an_effective_day", {"effective_latest": _dates(*[None] * 3)}, "e2"),
        ("only_the_recalled_has_no_source", {"source_id": [None, "s2", None]}, "e1"),
        ("regional_jail_binds_once", {"binds_county_jail": [True] * 3}, "e3"),
        ("named_place_has_policies_or_was_searched", {"certainty": ["memory"] * 3}, "one"),
    )
    for name, changed, key in cases:
        assert judged(name, _named()) == []
        [fault] = judged(name, _named(**changed))
        assert key in fault.key


def test_a_source_without_an_address_says_why(judged):
    """A blank address needs a reason, an address none, and a court order an author."""
    frame = pd.DataFrame(
        {
            "source_id": ["a", "b", "c", "d"],
            "kind": ["press", "press", "primary", "press"],
            "publisher": "Somebody",
            "url": [None, "https://example.org", "https://example.org/c", None],
            "no_url_reason": [None, "address_not_kept", None, "read_in_a_copy"],
            "author": None,
            "author_kind": "not_kept",
        }
    )
    faults = judged("source_has_an_address_or_a_reason", {"sources": frame})
    assert [fault.key for fault in faults] == ["source_id=a", "source_id=b", "source_id=c"]
