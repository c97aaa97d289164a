"""The claims of the five articles: all there, each with a verdict that can be followed."""

from __future__ import annotations

import pandas as pd
import pytest

from sanctuary_research import audit, load_article_relations, load_claim_sources, load_claims
from sanctuary_research.data import catalog
from sanctuary_research.data.schema import load

ARTICLES = {
    "seed-000-washington-post-2025": 78,
    "seed-001-time-2025": 75,
    "seed-002-marshall-project-2017": 58,
    "seed-003-raw-story-2025": 22,
    "seed-004-colorlines-2018": 33,
}


@pytest.fixture(scope="module")
def loaded() -> dict[str, pd.DataFrame]:
    """The claims and what their rules read, read once."""
    checked = catalog.table("claims").by_name["check_table"].enum
    names = ("claims", "claim_sources", "article_relations", *checked)
    return {name: load(name) for name in names}


@pytest.fixture
def tables(loaded) -> dict[str, pd.DataFrame]:
    """Copies of these tables, for a test to plant a fault in."""
    return {name: frame.copy() for name, frame in loaded.items()}


def _row(claims: pd.DataFrame, paraphrase: str, article: str = "seed-000") -> int:
    told = claims["paraphrase"].eq(paraphrase) & claims["article_source_id"].str.startswith(article)
    [row] = claims.index[told]
    return row


def test_claims_per_article():
    """The claims first listed and those that the list had missed."""
    counts = load_claims()["article_source_id"].value_counts()
    assert counts.to_dict() == ARTICLES


def test_verdicts_are_counted():
    """Of the 25 claims first unverified 17 moved and 8 did not."""
    claims = load_claims()
    assert claims["verdict"].value_counts().to_dict() == {
        "consistent": 185,
        "imprecise": 40,
        "contradicted": 8,
        "unverified": 33,
    }
    assert claims["recheck"].value_counts().to_dict() == {"moved": 17, "unmoved": 8}
    moved = claims[claims["recheck"] == "moved"]
    assert (moved["verdict"] != "unverified").all()


@pytest.mark.parametrize(
    ("paraphrase", "verdict", "value"),
    [
        ("The administration had sued 14 jurisdictions", "imprecise", "18"),
        ("The injunction then covered 50 localities", "consistent", "50"),
        ("Nearly three dozen more jurisdictions joined", "consistent", "34"),
        ("The coalition had 16 members in the spring", "consistent", "16"),
    ],
)
def test_headline_claims_recompute(paraphrase, verdict, value):
    """The figures that the first article leads with come out of the tables."""
    claims = load_claims()
    claim = claims.loc[_row(claims, paraphrase)]
    assert (claim["verdict"], claim["check_value"]) == (verdict, value)


def test_the_retold_article_is_no_second_witness():
    """Sixteen claims of one article repeat another's; one of them misreports it."""
    links = load_article_relations()
    claims = load_claims().set_index("claim_id")["article_source_id"]
    assert set(links["claim_id"].map(claims)) == {"seed-003-raw-story-2025"}
    assert set(links["repeats_claim_id"].map(claims)) == {"seed-000-washington-post-2025"}
    assert links["relation"].value_counts().to_dict() == {"repeats": 15, "misreports": 1}


def test_every_settled_claim_names_its_sources():
    """Only unverified claims are without a source."""
    claims = load_claims()
    sourced = claims["claim_id"].isin(load_claim_sources()["claim_id"])
    assert set(claims.loc[~sourced, "verdict"]) == {"unverified"}
    assert claims.loc[claims["verdict"] != "unverified", "certainty"].notna().all()


def test_a_figure_that_moved_is_named(judged, tables):
    """When a table changes, the claim that rests on it says so."""
    parties = tables["case_parties"]
    tables["case_parties"] = parties.drop(parties.index[parties["wave"] == 3][0])
    said = {fault.message for fault in judged("claim_check_gives_its_value", tables)}
    assert "case_parties: rows is now [49]" in said
    assert "case_parties: rows is now [33]" in said


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("check_table", "parties", "is now [no table parties]"),
        ("check_where", "cas_id=x", "no column is called 'cas_id'"),
        ("check_measure", "mode:wave", "no measure is called 'mode'"),
    ],
)
def test_a_check_that_cannot_run_is_a_fault(judged, tables, column, value, message):
    """A misspelt table, column or measure is reported on the claim's row."""
    claims = tables["claims"]
    row = _row(claims, "The injunction then covered 50 localities")
    claims.loc[row, column] = value
    [fault] = judged("claim_check_gives_its_value", tables)
    assert message in fault.message
    assert fault.key == f"claim_id={claims.loc[row, 'claim_id']}"


def test_a_consistent_number_must_come_out(judged, tables):
    """A claim of 51 is not consistent with a check that gives 50, unless a note says why."""
    claims = tables["claims"]
    row = _row(claims, "The injunction then covered 50 localities")
    claims.loc[row, "value_number"] = 51
    [fault] = judged("consistent_number_is_the_one_computed", tables)
    assert "check_value is [50], value_number is [51]" in fault.message
    claims.loc[row, "check_note"] = "One withdrew."
    assert judged("consistent_number_is_the_one_computed", tables) == []


def test_claims_are_recomputed_by_the_function_that_their_row_names():
    """At least 60, of which 20 amounts or dates; what fits is settled, save where a note says."""
    claims = load_claims().query("recomputed_by.notna() and recomputed_by != 'beside_claim'")
    found = [audit(claim_id) for claim_id in claims["claim_id"]]
    assert len(found) >= 60
    assert claims["claim_type"].isin(["amount", "date"]).sum() >= 20
    assert all(one.found == one.claim["check_value"] for one in found)
    fits = {"consistent": True, "imprecise": False, "contradicted": False}
    odd = [one for one in found if one.fits not in (None, fits.get(one.claim["verdict"]))]
    told = [one.claim["check_note"] for one in odd if pd.notna(one.claim["check_note"])]
    assert len(told) == len(odd) == 4


def test_a_day_is_compared_only_where_the_article_gives_one(judged, tables):
    """A claim that loses its month has nothing left for a day to fit."""
    claims = tables["claims"]
    row = _row(claims, "The list was posted in June")
    claims.loc[row, "value"] = None
    [fault] = judged("compared_claim_says_what_is_compared", tables)
    assert fault.key == f"claim_id={claims.loc[row, 'claim_id']}"


def test_a_number_that_holds_of_a_wider_group_is_imprecise():
    """Staff for officers, agencies for departments, the first fourteen for all: one rule."""
    told = [
        "Local police departments employ more than a million officers",
        "Local police departments number above 18,000",
        "ICE has about 20,000 agents",
        "The administration had sued 14 jurisdictions",
        "Two judges had blocked withholding in the fall",
    ]
    rows = load_claims().query("paraphrase in @told")
    assert len(rows) == len(told)
    assert set(rows["verdict"]) == {"imprecise"}


def test_equals_are_judged_equally(judged, tables):
    """One rule has one verdict: a month beside the one stated is imprecise, not contradicted."""
    claims = tables["claims"]
    assert (claims.groupby("rule")["verdict"].nunique() == 1).all()
    claims.loc[_row(claims, "The list was posted in June"), "verdict"] = "contradicted"
    [fault] = judged("verdict_follows_from_its_rule", tables)
    assert fault.value == "near"


def test_a_verdict_without_source_is_a_fault(judged, tables):
    """A settled claim needs its link, and an unverified one claims no certainty."""
    claims, links = tables["claims"], tables["claim_sources"]
    first = claims.loc[claims["verdict"] == "contradicted", "claim_id"].iloc[0]
    tables["claim_sources"] = links[links["claim_id"] != first]
    claims.loc[claims.index[claims["verdict"] == "unverified"][0], "certainty"] = "press"
    found = judged("settled_claim_has_a_source", tables)
    assert {fault.value for fault in found} == {"contradicted", "unverified"}


def test_a_claim_cannot_repeat_its_own_article(judged, tables):
    """A repetition points to another article and keeps the number."""
    links, claims = tables["article_relations"], tables["claims"]
    links.loc[0, "repeats_claim_id"] = links.loc[1, "claim_id"]
    found = {fault.key for fault in judged("repeated_claim_is_of_another_article", tables)}
    assert len(found) == 1
    assert f"claim_id={links.loc[0, 'claim_id']}" in found.pop()
    claims.loc[_row(claims, "The injunction covers 50 localities", "seed-003"), "value_number"] = 40
    found = {fault.key for fault in judged("repeated_claim_is_of_another_article", tables)}
    assert len(found) == 2


def test_a_lost_claim_is_noticed(judged, tables):
    """An article may gain claims, but not fall below those first listed; periods run forward."""
    claims = tables["claims"]
    raw = claims["article_source_id"] == "seed-003-raw-story-2025"
    kept = claims[~raw | (claims["claim_number"] <= 11)]
    [fault] = judged("every_listed_claim_is_here", {"claims": kept})
    assert "seed-003-raw-story-2025 & claim_number=12 is 0, not 1" in fault.message
    row = claims.index[claims["period_end"].notna()][0]
    claims.loc[row, "period_start"] = pd.Timestamp("2030-01-01")
    assert len(judged("claim_period_is_ordered", tables)) == 1
