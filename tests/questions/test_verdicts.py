"""Verdicts on the claims of the five articles: tallies by hand, and the list."""

import pandas as pd
import pytest

from sanctuary_research.data import datasets
from sanctuary_research.errors import AnalysisError, UsageError
from sanctuary_research.questions import verdicts

ALL = verdicts.Asked()


def test_every_group_adds_up_and_holds_its_share():
    """Two of three hold in one group; the other has one open verdict."""
    rows = pd.DataFrame(
        {
            "voice": ["quoted", "quoted", "quoted", "reporter"],
            "counted": ["consistent", "consistent", "contradicted", "unverified"],
        }
    )
    found = verdicts.tally(rows, "voice").set_index("voice")
    assert found.loc["quoted", ["total", "consistent", "contradicted"]].tolist() == [3, 2, 1]
    assert found["holds"].round(1).tolist() == [66.7, 0.0]


def test_the_answer_counts_what_the_table_holds():
    """At most 60 words, with the counts of the four verdicts."""
    text = " ".join(verdicts.answer(ALL).sentences)
    repeats = datasets.load_article_relations().query("relation == 'repeats'")["claim_id"]
    rows = datasets.load_claims()
    counts = rows.loc[~rows["claim_id"].isin(repeats), "verdict"].value_counts()
    assert len(text.split()) <= 60
    assert all(f"{count}" in text for count in [*counts, counts.sum()])


def test_a_retelling_counts_once_where_both_are_asked_about():
    """Of Raw Story's claims fifteen only repeat; alone they are all counted."""
    both = verdicts.claims(ALL)["counted"]
    assert both.eq("retold").sum() == 15
    alone = verdicts.claims(verdicts.Asked(article="seed-003-raw-story-2025"))
    assert alone["counted"].equals(alone["verdict"])


def test_every_verdict_is_told_with_its_rule():
    """The rules of the table's description, each of one verdict, add up to all claims."""
    rows = verdicts.rules(ALL).rows
    assert rows["rule"].notna().all()
    assert rows["rule"].is_unique
    assert rows["claims"].sum() == len(verdicts.claims(ALL))


def test_the_list_shows_one_verdict_and_shares_stay_whole():
    """The verdict asked for chooses rows of the list alone."""
    asked = verdicts.Asked(verdict="contradicted")
    assert set(verdicts.every(asked).rows["verdict"]) == {"contradicted"}
    assert len(verdicts.claims(asked)) == len(verdicts.claims(ALL))


def test_a_value_of_no_set_and_a_choice_of_none_are_told():
    """A misspelt voice names the nearest; quotations are never the article's own."""
    with pytest.raises(UsageError, match="did you mean 'quoted'"):
        verdicts.Asked(voice="quotd")
    with pytest.raises(AnalysisError, match="ask for more of them"):
        verdicts.answer(verdicts.Asked(kind="quotation", voice="reporter"))


def test_every_exhibit_leads_to_the_rows_of_its_claims():
    """All claims asked about, with what each counts as."""
    quoted = verdicts.Asked(voice="quoted")
    ids = sorted(verdicts.claims(quoted)["claim_id"])
    for show in (
        verdicts.answer,
        verdicts.main_picture,
        verdicts.shares,
        verdicts.rules,
        verdicts.every,
    ):
        assert show(quoted).row_ids()["claims"] == ids
    assert verdicts.shares(quoted).behind["counted"].isin(verdicts.VERDICTS).all()
