"""The legal tables: suits, parties, orders and their later history, federal acts, answers."""

from __future__ import annotations

import pandas as pd
import pytest

from sanctuary_research.data.schema import load

ROWS = {
    "cases": 66,
    "case_dockets": 95,
    "case_parties": 421,
    "rulings": 115,
    "ruling_cases": 124,
    "ruling_judges": 135,
    "federal_actions": 64,
    "federal_action_targets": 81,
    "responses": 138,
}


@pytest.fixture(scope="module")
def loaded() -> dict[str, pd.DataFrame]:
    """The legal tables, read once."""
    return {name: load(name) for name in ROWS}


@pytest.fixture
def tables(loaded) -> dict[str, pd.DataFrame]:
    """Copies of the legal tables, for a test to plant a fault in."""
    return {name: frame.copy() for name, frame in loaded.items()}


def _order(rulings: pd.DataFrame, day: str, court: str) -> pd.Series:
    [found] = rulings[(rulings["ruled_date"] == day) & (rulings["court"] == court)].index
    return rulings.loc[found]


@pytest.mark.parametrize(("name", "rows"), ROWS.items())
def test_rows_are_counted(name, rows):
    """A row lost or doubled by a new edition is noticed."""
    assert len(load(name)) == rows


def test_plaintiffs_of_the_funding_suit_join_in_three_waves():
    """Five file on 7 February 2025, eleven join on the 27th, 34 are let in on 5 August."""
    suit = load("case_parties").query("case_id == 'san-francisco-v-trump-2025'")
    plaintiffs = suit[suit["side"] == "plaintiff"]
    assert plaintiffs["jurisdiction_id"].nunique() == 50
    days = plaintiffs.groupby("wave")["joined_date"].agg(["min", "max", "size"])
    assert days["size"].to_dict() == {1: 5, 2: 11, 3: 34}
    assert [f"{day:%m-%d}" for day in days["min"]] == ["02-07", "02-27", "08-05"]
    assert (days["min"] == days["max"]).all()


def test_places_sued_are_counted_once():
    """New York was sued three times over by July 2025 and counts once; Minnesota is number 15."""
    sued = load("case_parties").dropna(subset=["doj_2025_count"])
    sued = sued.set_index("doj_2025_count")["jurisdiction_id"]
    assert sued.is_unique
    assert sued.loc[[1, 4, 13, 14, 15]].tolist() == [
        "illinois",
        "new-york",
        "new-york-city-ny",
        "boston-ma",
        "minnesota",
    ]


def test_an_order_stands_once():
    """Day, court and kind identify an order; the one of October 2018 decides two cases."""
    rulings = load("rulings")
    assert not rulings.duplicated(["ruled_earliest", "court", "judge", "kind"]).any()
    october = _order(rulings, "2018-10-05", "N.D. Cal.")["ruling_id"]
    links = load("ruling_cases")
    decided = links.loc[links["ruling_id"] == october, "case_id"]
    assert set(decided) == {"san-francisco-v-sessions-2017", "california-v-sessions-2017"}


def test_later_history_leads_to_the_last_order():
    """The injunction of April 2017 became permanent, which the appeals court narrowed."""
    rulings = load("rulings")
    keyed = rulings.set_index("ruling_id")
    order = _order(rulings, "2017-04-25", "N.D. Cal.")
    steps = [order["status_later"]]
    while pd.notna(order["later_ruling_id"]):
        order = keyed.loc[order["later_ruling_id"]]
        steps.append(order["status_later"])
    assert steps[:2] == ["superseded", "narrowed"]
    assert (order["court"], f"{order['ruled_date']:%Y-%m-%d}") == ("9th Cir.", "2018-08-01")


def test_a_place_can_answer_twice():
    """Nevada sued by its attorney general and agreed by its governor: the unit is the act."""
    nevada = load("responses").query("jurisdiction_id == 'nevada'")
    answers = set(zip(nevada["response"], nevada["authority"], strict=True))
    assert answers >= {("sued", "law_officer"), ("complied", "executive")}
    assert load("responses")["act_id"].nunique() == 64


def test_a_panel_is_told_from_a_single_judge():
    """Of the appeals panel of 1 August 2018 two judges agree and one dissents."""
    order = _order(load("rulings"), "2018-08-01", "9th Cir.")
    votes = load("ruling_judges").query("ruling_id == @order.ruling_id")
    assert (order["bench"], pd.isna(order["judge"])) == ("panel", True)
    assert dict(zip(votes["judge"], votes["vote"], strict=True)) == {
        "Thomas": "majority",
        "Gould": "majority",
        "Fernandez": "dissenting",
    }


def test_every_docket_number_has_a_row():
    """Two numbers of one suit are two rows; the numbers that were only recalled say so."""
    dockets = load("case_dockets")
    suit = dockets.query("case_id == 'new-york-v-doj-2018'").groupby("stage")["docket"].size()
    assert suit.to_dict() == {"appeal": 2, "supreme": 2, "trial": 2}
    recalled = dockets.loc[dockets["certainty"] == "memory", "case_id"]
    assert sorted(recalled) == ["seattle-v-trump-2017", "us-v-boston-2025"]


PLANTED = [
    ("single_judge_is_named", "rulings", "judge", "Somebody", "in ruling_judges ["),
    ("docket_is_of_the_filing_year", "case_dockets", "docket", "1:01-cv-00001", "was filed from"),
    ("legal_dates_are_ordered", "cases", "filed_earliest", "2030-01-01", "filed_earliest is [2030"),
    ("ruling_not_before_filing", "rulings", "ruled_latest", "2001-01-01", "filed_earliest is ["),
    ("ruling_decides_a_case", "rulings", "ruling_id", "rul_00000000", "in no row of ruling_cases"),
    ("case_has_an_order_or_a_search", "cases", "none_found_date", "2026-11-27", "known: true"),
    (
        "later_status_follows_ruling",
        "rulings",
        "status_later_date",
        "2001-01-01",
        "younger than the order",
    ),
    ("case_has_both_sides", "cases", "case_id", "x-v-y", "with side=plaintiff"),
    ("party_joins_a_filed_case", "case_parties", "joined_date", "2001-01-01", "filed_earliest is"),
    (
        "response_follows_what_it_answers",
        "responses",
        "date_latest",
        "2001-01-01",
        "date_earliest is [",
    ),
    ("targets_match_their_number", "federal_actions", "n_targets", 99, "99 targets"),
]


@pytest.mark.parametrize(("name", "table", "column", "value", "message"), PLANTED)
def test_a_planted_fault_is_named(judged, tables, name, table, column, value, message):
    """A value spoiled in one row is found by its rule, in that row and column."""
    frame = tables[table]
    if name == "response_follows_what_it_answers":
        frame = tables[table] = frame.dropna(subset=["action_id"]).reset_index(drop=True)
    if name == "targets_match_their_number":
        named = frame["action_id"].isin(tables["federal_action_targets"]["action_id"])
        frame = tables[table] = frame[named].reset_index(drop=True)
    is_date = frame[column].dtype.kind == "M"
    frame.loc[0, column] = pd.Timestamp(value) if is_date else value
    faults = judged(name, tables)
    assert message in faults[0].message
    assert str(frame.loc[0, frame.columns[0]]) in faults[0].key


def test_an_order_that_fell_says_by_what(judged, tables):
    """A stayed order without day or later order is a fault."""
    rulings = tables["rulings"]
    row = rulings.index[rulings["status_later"] == "standing"][0]
    rulings.loc[row, ["status_later", "later_ruling_id"]] = ["stayed", None]
    rulings.loc[row, "status_later_date"] = pd.NaT
    [fault] = judged("fallen_order_says_by_what", tables)
    assert fault.message.endswith("later_ruling_id is [], status_later is [stayed]")


def test_a_later_order_of_another_case_is_named(judged, tables):
    """The next order must be in the same case."""
    rulings = tables["rulings"]
    one = _order(rulings, "2017-04-25", "N.D. Cal.")
    other = _order(rulings, "2017-11-15", "E.D. Pa.")["ruling_id"]
    rulings.loc[one.name, "later_ruling_id"] = other
    [fault] = judged("later_ruling_is_of_the_same_case", tables)
    assert fault.key == f"ruling_id={one['ruling_id']}"


def test_a_lost_plaintiff_breaks_the_waves(judged, tables):
    """Without one plaintiff of the third wave the sum is no longer fifty."""
    parties = tables["case_parties"]
    lost = parties.index[parties["wave"] == 3][0]
    _, fault = judged("fifty_plaintiffs_in_three_waves", {"case_parties": parties.drop(lost)})
    assert "wave=3 is 33, not 34" in fault.message


def test_a_lost_defendant_breaks_the_running_count(judged, tables):
    """Without Boston seventeen are left, thirteen of them before Minnesota."""
    parties = tables["case_parties"]
    boston = parties["case_id"] == "us-v-boston-2025"
    faults = judged("eighteen_sued_by_september", {"case_parties": parties[~boston]})
    assert [fault.value for fault in faults] == ["17", "13", "17"]


def test_a_place_that_did_not_sue_is_named(judged, tables):
    """An answer by suit needs the place among the plaintiffs; places of one act agree."""
    answers = tables["responses"]
    row = answers.index[answers["response"] == "sued"][0]
    answers.loc[row, "case_id"] = "us-v-boston-2025"
    [fault] = judged("suing_place_is_a_plaintiff", tables)
    assert "is no plaintiff in [us-v-boston-2025]" in fault.message
    act = answers.loc[row, "act_id"]
    shared = answers["act_id"].eq(act).sum()
    assert len(judged("places_of_one_act_agree", tables)) == (shared if shared > 1 else 0)
