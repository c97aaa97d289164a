"""The policy tables: lists as published, events in order, every place on the map."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pandas as pd
import pytest

from sanctuary_research import (
    load_agreements_287g,
    load_county,
    load_detainer_shares,
    load_detainers_refused,
    load_jurisdiction_counties,
    load_jurisdictions,
    load_list_membership,
    load_lists,
    load_policy_events,
    load_secure_communities,
)

PREPARE = Path(__file__).resolve().parents[2] / "data" / "prepare"


@pytest.fixture(scope="module")
def events() -> pd.DataFrame:
    """The policy events with the bounds of their start."""
    frame = load_policy_events()
    return frame.assign(
        earliest=frame["effective_earliest"].fillna(frame["adopted_earliest"]),
        latest=frame["effective_latest"].fillna(frame["adopted_latest"]),
    )


@pytest.fixture
def script(monkeypatch):
    """Return a function that imports a preparation script."""
    monkeypatch.syspath_prepend(str(PREPARE))

    def load(name: str):
        spec = importlib.util.spec_from_file_location(f"prepare_{name}", PREPARE / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, spec.name, module)
        spec.loader.exec_module(module)
        return module

    return load


def _provisions(frame: pd.DataFrame) -> list[str]:
    prefixes = ("limits_", "grants_", "is_declaration", "repeals_", "bans_", "requires_")
    return [name for name in frame.columns if name.startswith(prefixes)]


@pytest.mark.parametrize(
    ("list_id", "n"),
    [
        ("ice_2014_10", 166),
        ("dhs_2025_05_29", 606),
        ("doj_2025_08_05", 35),
        ("doj_2025_10_31", 33),
        ("doj_2017_11_15", 29),
        ("doj_2018_01_24", 23),
    ],
)
def test_complete_list_has_the_published_count(list_id, n):
    """A whole list has as many listed rows as were published."""
    members = load_list_membership()
    listed = members[(members["list_id"] == list_id) & (members["status"] == "listed")]
    lists = load_lists().set_index("list_id")
    assert len(listed) == n == lists.loc[list_id, "n_printed"]
    assert lists.loc[list_id, "is_complete"]


def test_dhs_list_keeps_its_own_errors():
    """Nicollet County stands twice and the headings of Lawrence and Douglas are swapped."""
    dhs = load_list_membership().query("list_id == 'dhs_2025_05_29'")
    assert list(dhs.loc[dhs["is_repeated"], "printed_name"]) == ["Nicollet County"]
    kansas = dhs[dhs["printed_state"] == "Kansas"].set_index("printed_name")
    assert kansas.loc["Lawrence", ["printed_heading", "level"]].tolist() == ["County", "city"]
    assert kansas.loc["Douglas County", ["printed_heading", "level"]].tolist() == [
        "Cities",
        "county",
    ]


def test_a_line_is_bound_to_a_place_of_its_state():
    """The state printed is that of the place; three are misread or short."""
    misread = {"Washington 99301": "Washington", "lowa": "Iowa", "DC": "District of Columbia"}
    places = load_jurisdictions().set_index("jurisdiction_id")
    states = places[places["level"] == "state"].set_index("state")["name"]
    lines = load_list_membership().dropna(subset=["jurisdiction_id"])
    bound = lines["jurisdiction_id"].map(places["state"]).map(states)
    differs = lines["printed_state"].replace(misread) != bound
    assert lines.loc[differs, "membership_id"].tolist() == []


def test_a_line_bound_to_another_name_needs_a_note(judged):
    """A line moved to the next county is found; one whose note says why is not."""
    places, lines = load_jurisdictions(), load_list_membership()
    at = lines.index[lines["jurisdiction_id"].eq("linn-county-or") & lines["note"].isna()][0]
    lines.loc[at, "jurisdiction_id"] = "lane-county-or"
    tables = {"list_membership": lines, "jurisdictions": places}
    [fault] = judged("line_names_its_place", tables)
    assert "printed_name is [Linn County]" in fault.message
    lines.loc[at, "note"] = "Taken to be its neighbour."
    assert judged("line_names_its_place", tables) == []


@pytest.fixture(scope="module")
def ice() -> pd.DataFrame:
    """ICE's list of October 2014."""
    return load_list_membership().query("list_id == 'ice_2014_10'")


def test_ice_list_names_139_counties(ice):
    """143 lines are marked as counties: Colorado's jails at once, three places twice, 139 left."""
    assert ice["printed_heading"].value_counts().to_dict() == {"2": 143, "1": 21, "3": 2}
    counties = ice[(ice["printed_heading"] == "2") & (ice["level"] == "county")]
    assert sorted(ice.loc[ice["is_repeated"], "printed_name"]) == [
        "Douglas County",
        "King County",
        "Orange County",
    ]
    fips = load_jurisdictions().set_index("jurisdiction_id")["county_fips"]
    assert counties["jurisdiction_id"].map(fips).nunique() == 139
    assert set(ice["jurisdiction_id"]) >= {"wallowa-county-or", "kent-wa"}


def test_ice_list_says_which_lines_bind_a_jail(ice):
    """139 counties, two jails under a city's name, four cities that are counties, one state."""
    binds = ice[ice["binds_county_jail"].astype(bool)]
    assert binds[binds["level"] == "county"]["jurisdiction_id"].nunique() == 141
    others = binds[binds["level"] != "county"]["jurisdiction_id"]
    cities = {"baltimore-md", "district-of-columbia", "new-york-city-ny", "philadelphia-pa"}
    assert set(others) == {"colorado", *cities}
    states = ice[ice["level"] == "state"].set_index("jurisdiction_id")["binds_county_jail"]
    assert states.to_dict() == {"colorado": True, "rhode-island": False, "north-dakota": False}
    rest = load_list_membership().query("list_id != 'ice_2014_10'")
    assert rest[["enacted_printed", "enacted_month", "binds_county_jail"]].isna().all(axis=None)


def test_ice_list_keeps_the_printed_date_beside_the_month(ice):
    """Months are those printed but for two that a spreadsheet took for days of 2015."""
    read = pd.to_datetime(ice["enacted_printed"], format="%b-%y", errors="coerce")
    mangled = ice[read.isna()].set_index("printed_name")["enacted_month"]
    assert mangled.to_dict() == {"Boston": "2014-08", "Franklin County": "2014-05"}
    assert (read.dt.strftime("%Y-%m") == ice["enacted_month"])[read.notna()].all()
    assert ice["enacted_month"].between("2014-04", "2014-09").sum() == 150


def test_removed_places_were_listed_before():
    """Nevada and Baltimore County left the Department of Justice list after August 2025."""
    members = load_list_membership()
    removed = members[members["status"] == "removed"].set_index("jurisdiction_id")
    first = members[members["list_id"] == "doj_2025_08_05"]
    assert set(removed.index) == {"nevada", "baltimore-county-md"}
    assert set(removed.index) <= set(first["jurisdiction_id"])
    assert removed.loc["nevada", "status_date"] == pd.Timestamp("2025-09-26")


def test_every_membership_names_a_jurisdiction_or_says_why_not():
    """A line without a key carries its reason."""
    members = load_list_membership()
    unmapped = members[members["jurisdiction_id"].isna() | (members["jurisdiction_id"] == "")]
    assert len(unmapped) == 1
    assert unmapped["note"].str.contains("not mapped").all()


def test_every_local_jurisdiction_has_a_county():
    """Counties carry their own code; every city lies in a county and one county is its main one."""
    places, inside = load_jurisdictions(), load_jurisdiction_counties()
    counties = places[places["level"] == "county"]
    assert counties["county_fips"].str.fullmatch("[0-9]{5}").all()
    local = places[places["level"].isin(["county", "city", "city_county"])]
    assert set(local["jurisdiction_id"]) <= set(inside["jurisdiction_id"])
    hosts = inside[inside["relation"] == "host"].groupby("jurisdiction_id").size()
    assert (hosts == 1).all()
    assert set(inside["county_fips"]) <= set(load_county()["county_fips"])


def test_new_york_city_is_five_counties():
    """The city covers its five boroughs whole."""
    inside = load_jurisdiction_counties()
    city = inside[inside["jurisdiction_id"] == "new-york-city-ny"]
    assert set(city["county_fips"]) == {"36005", "36047", "36061", "36081", "36085"}
    assert set(city["relation"]) == {"part_of_city"}


def test_detainers_are_pooled_by_county():
    """297 counties of at least 20 detainers, 162 of them without a recorded refusal."""
    shares = load_detainer_shares()
    assert len(shares) == 297
    assert shares["detainers"].min() == 20
    assert shares[["detainers", "refused"]].sum().tolist() == [37_658, 3_671]
    known = shares.set_index("county_fips")
    assert known.loc["17031", ["detainers", "refused"]].tolist() == [186, 115]
    assert known.loc["08031", ["jails", "detainers", "refused"]].tolist() == [2, 276, 186]
    assert (shares["refused"] == 0).sum() == 162


def test_refusals_by_calendar_year():
    """Totals are those of the release: 2,378 in 2013, 13,594 in 2014, 2,785 to 19 July 2015."""
    rows = load_detainers_refused()
    total = rows.groupby("year")["refused"].sum()
    assert total.loc[[2013, 2014, 2015]].tolist() == [2378, 13594, 2785]
    assert total.sum() == 20229
    santa_clara = rows[rows["county_fips"].eq("06085")].set_index("year")["refused"]
    assert santa_clara.loc[2011:2014].tolist() == [115, 321, 510, 676]
    last = rows.groupby("year")["last_day"].max().dt.strftime("%m-%d")
    assert last.loc[[2014, 2015]].tolist() == ["12-31", "07-19"]


def test_refusals_without_a_county_are_counted():
    """Those that no county's jail recorded stay, pooled by state or without a place."""
    rows = load_detainers_refused().groupby("kind")["refused"].sum()
    assert rows.to_dict() == {
        "county_jails": 14885,
        "few_in_county": 537,
        "other_facilities": 1893,
        "unplaced": 2914,
    }


def test_all_compiled_events_are_kept(events):
    """The 167 compiled events stand, statewide ones under their state; additions are marked."""
    compiled = events[events["origin"] == "compiled"]
    assert len(compiled) == 167
    assert events["event_id"].is_unique
    assert set(events["origin"]) == {"compiled", "added"}
    assert compiled["jurisdiction_id"].nunique() == 124


def test_event_dates_are_ordered(events):
    """No interval is turned round and nothing takes effect before it can have been adopted."""
    for what in ("adopted", "effective"):
        both = events[[f"{what}_earliest", f"{what}_latest"]].dropna()
        assert (both.iloc[:, 0] <= both.iloc[:, 1]).all()
    assert not (events["effective_latest"] < events["adopted_earliest"]).any()
    assert events["latest"].notna().all()


def test_precision_matches_the_interval(events):
    """A day is one day; a month and a year are whole ones."""
    width = (events["adopted_latest"] - events["adopted_earliest"]).dt.days + 1
    precision = events["date_precision"]
    assert (width[precision == "day"] == 1).all()
    assert width[precision == "month"].between(28, 31).all()
    assert width[precision == "year"].isin([365, 366]).all()
    assert events.loc[precision == "unknown", "adopted_earliest"].isna().all()
    bound = events[precision == "upper_bound"]
    assert bound["adopted_earliest"].isna().all()
    assert bound["adopted_latest"].notna().all()


def test_an_act_that_follows_a_ruling_did_not_come_before_it(events):
    """Thirty sheriffs of Colorado are among those that followed the ruling of 11 April 2014."""
    ruled = events[events["follows_source_id"] == "miranda-olivares-v-clackamas-2014-04-11"]
    assert (ruled["title"] == "Sheriff decision of spring 2014").sum() == 30
    assert len(ruled) == 102
    assert ruled["adopted_earliest"].min() == pd.Timestamp("2014-04-11")


def test_rescission_follows_an_adoption_of_what_it_ends(events):
    """Each provision a rescission ends was adopted before by the same jurisdiction."""
    rescinded = events[events["direction"] == "rescind"]
    assert len(rescinded) == 40
    for row in rescinded.itertuples():
        before = events[events["jurisdiction_id"] == row.jurisdiction_id]
        before = before[(before["direction"] == "limit") & (before["latest"] <= row.latest)]
        ended = [name for name in _provisions(events) if getattr(row, name)]
        assert len(before)
        assert before[ended].any().all() or row.note.startswith("No limit on record")


def test_an_event_ends_after_it_began(events):
    """The event that ends another belongs to the same place and comes later."""
    ended = events[events["ended_by_event_id"].fillna("") != ""]
    by_id = events.set_index("event_id")
    assert len(ended) >= 5
    for row in ended.itertuples():
        end = by_id.loc[row.ended_by_event_id]
        assert end["jurisdiction_id"] == row.jurisdiction_id
        assert pd.isna(row.earliest) or end["earliest"] >= row.earliest


@pytest.mark.parametrize(
    ("place", "day", "expected"),
    [
        ("miami-dade-county-fl", "2016-07-01", True),
        ("miami-dade-county-fl", "2017-07-01", False),
        ("philadelphia-pa", "2015-07-01", True),
        ("philadelphia-pa", "2016-07-01", True),
        ("travis-county-tx", "2017-07-01", True),
        ("travis-county-tx", "2018-07-01", False),
        ("louisville-ky", "2025-01-01", True),
        ("louisville-ky", "2025-12-01", False),
        ("baltimore-county-md", "2025-12-01", False),
    ],
)
def test_reversals_can_be_followed(events, place, day, expected):
    """The last event about detainers that has started says whether they are limited."""
    started = events[(events["jurisdiction_id"] == place) & events["limits_detainers"]]
    started = started[started["latest"] <= pd.Timestamp(day)].sort_values("latest")
    assert (started["direction"].iloc[-1] != "rescind") == expected


def test_directions_and_provisions_agree(events):
    """Mandates ban or require; limits and weakenings are about a limit; rulings may hold up one."""
    columns = _provisions(events)
    against = ["bans_local_limits", "requires_cooperation", "requires_detainers"]
    mandate, ruling = events["direction"] == "mandate", events["instrument"] == "court_ruling"
    assert events.loc[mandate & ~ruling, against].any(axis=1).all()
    assert not events.loc[~mandate, against].any().any()
    assert not events.loc[events["direction"] == "duty", columns].any().any()
    limits = events[events["direction"].isin(["limit", "weaken"]) & ~ruling]
    assert limits[[c for c in columns if c not in against]].any(axis=1).all()
    some = events[mandate & (events["applies_to"] != "all_agencies_in_state")]
    assert set(some["applies_to"]) == {"state_agencies", "police", "sheriff_or_jail"}


def test_statewide_reach_belongs_to_states(events):
    """Only a state event reaches all agencies, state agencies or all jails of the state."""
    level = load_jurisdictions().set_index("jurisdiction_id")["level"]
    statewide = events["applies_to"].isin(
        ["all_agencies_in_state", "county_jails_in_state", "state_agencies"]
    )
    is_state = events["jurisdiction_id"].map(level) == "state"
    district = events["jurisdiction_id"] == "district-of-columbia"
    assert (statewide == (is_state & ~district)).all()


def test_memory_is_marked(events):
    """A row of certainty memory says so in its flag too."""
    memory = events["certainty"] == "memory"
    assert events.loc[memory, "has_memory_element"].all()
    assert events.loc[~memory, "source_id"].notna().all()


def test_agreements_keep_what_is_printed():
    """All snapshots are whole; a missing county has a reason and the year 5025 is cleaned."""
    frame = load_agreements_287g()
    counts = frame["snapshot_date"].dt.strftime("%Y-%m-%d").value_counts()
    early = [150, 142, 140, 137, 135]  # of January 2021 and the four turns of the year after it
    assert counts.sort_index().tolist() == [*early, 825, 1843]
    blank = frame["county_fips"].fillna("") == ""
    assert (frame.loc[blank, "county_note"].fillna("") != "").all()
    wrong = frame[frame["printed_signed"] == "5025-07-07"]
    assert wrong["signed_date"].tolist() == [pd.Timestamp("2025-07-07")]
    assert (frame["signed_date"].dropna() <= frame.loc[:, "snapshot_date"].max()).all()


def test_secure_communities_covers_every_county_once():
    """All 3,142 counties have one row, the rest a reason, and months lie in the roll-out."""
    frame = load_secure_communities()
    mapped = frame[frame["county_fips"].fillna("") != ""]
    assert len(frame) == 3242
    assert sorted(mapped["county_fips"]) == sorted(load_county()["county_fips"])
    rest = frame.drop(mapped.index)
    assert (rest["note"].fillna("") != "").all()
    assert frame["activated_earliest"].min() == pd.Timestamp("2008-10-01")
    assert frame["activated_latest"].max() == pd.Timestamp("2013-01-31")


def test_ids_come_from_content(script, events):
    """The id is that of jurisdiction, direction and title."""
    module = script("policy_events")
    for row in events.head(5).itertuples():
        assert module._event_id(row.jurisdiction_id, row.direction, row.title) == row.event_id


def test_printed_dates_become_intervals(script):
    """A year, a month, a day and two bounds become first and last days."""
    interval = script("policy_events").interval
    assert interval("2016") == ("2016-01-01", "2016-12-31")
    assert interval("2016-02") == ("2016-02-01", "2016-02-29")
    assert interval("2016-02-03") == ("2016-02-03", "2016-02-03")
    assert interval("2014-04-11..2014-06-24") == ("2014-04-11", "2014-06-24")
    assert interval("") == ("", "")


def test_slugs_are_plain(script):
    """Accents and points go, and the state stands at the end below the states."""
    slug = script("_jurisdictions").slug
    assert slug("Doña Ana County", "county", "NM") == "dona-ana-county-nm"
    assert slug("Prince George's County", "county", "MD") == "prince-georges-county-md"
    assert slug("New York", "state", "NY") == "new-york"
