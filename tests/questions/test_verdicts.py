"""Verdicts on the claims of the five articles: tallies by hand, paragraphs, retellings."""

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


def test_each_contradicted_claim_has_its_paragraph_reading_first():
    """As many as there are, the strongest reading before the reason, and what would change it."""
    shown = verdicts.contradicted(ALL)
    rows = datasets.load_claims().query("verdict == 'contradicted'").set_index("claim_id")
    assert sorted(one.behind["evidence_id"].iloc[0] for one in shown) == sorted(rows.index)
    for one in shown:
        claim = rows.loc[one.behind["evidence_id"].iloc[0]]
        text = "\n".join(one.sentences)
        parts = [claim["paraphrase"], claim["strongest_reading"], claim["reason"], "Would change"]
        assert [text.index(part) for part in parts] == sorted(text.index(part) for part in parts)


def test_where_none_is_contradicted_the_page_says_so():
    """The newsletter of 2018 has no claim on which the sources say otherwise."""
    [only] = verdicts.contradicted(verdicts.Asked(article="seed-004-colorlines-2018"))
    assert "none" in only.title


def test_a_retelling_that_left_a_figure_out_or_changed_it_says_so():
    """A value that is gone, and one that misreports, which its reason tells."""
    same = {"whose_statement": "quoted", "verdict": "imprecise"}
    same |= {f"first_{name}": value for name, value in same.items()}
    gone = pd.Series({"first_value": "14", "value": None, **same})
    assert verdicts.changed(gone) == "14: now left out"
    rows = verdicts.repeated().rows.set_index("relation")
    assert rows.loc["misreports", "what_changed"] == rows.loc["misreports", "reason"]


def test_every_verdict_is_told_with_its_rule():
    """The rules of the table's description, each of one verdict, add up to all claims."""
    rows = verdicts.rules(ALL).rows
    assert rows["rule"].notna().all()
    assert rows["rule"].is_unique
    assert rows["claims"].sum() == len(verdicts.claims(ALL))


def test_what_is_recomputed_says_whether_it_fits():
    """Every row names its function and has what the table gives."""
    rows = verdicts.recomputed(ALL).rows
    assert rows["table_gives"].ne("").all()
    assert set(rows["fits"]) == {"yes", "no", "for a reader"}


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
