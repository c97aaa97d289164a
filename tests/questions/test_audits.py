"""Claims of the five articles: tallies and retellings by hand, paragraphs, what tables give."""

import pandas as pd
import pytest

from sanctuary_research.data import datasets
from sanctuary_research.errors import AnalysisError, UsageError
from sanctuary_research.questions import audits


@pytest.fixture(scope="module")
def claims():
    return audits.claims()


def test_every_group_adds_up_and_holds_its_share():
    """Two of three hold in one group; the other has one open verdict."""
    rows = pd.DataFrame(
        {
            "voice": ["quoted", "quoted", "quoted", "reporter"],
            "counted": ["consistent", "consistent", "contradicted", "unverified"],
        }
    )
    found = audits.tally(rows, "voice").set_index("voice")
    assert found.loc["quoted", ["total", "consistent", "contradicted"]].tolist() == [3, 2, 1]
    assert found["holds"].round(1).tolist() == [66.7, 0.0]


def test_the_answer_counts_what_the_table_holds(claims):
    """At most 60 words, with the counts of the four verdicts."""
    text = " ".join(audits.answer(claims).sentences)
    repeats = datasets.load_article_relations().query("relation == 'repeats'")["claim_id"]
    rows = datasets.load_claims()
    counts = rows.loc[~rows["claim_id"].isin(repeats), "verdict"].value_counts()
    assert len(text.split()) <= 60
    assert all(f"{count}" in text for count in [*counts, counts.sum()])


def test_a_retelling_counts_once_where_both_are_asked_about(claims):
    """Of Raw Story's claims fifteen only repeat; alone they are all counted."""
    assert claims["counted"].eq("retold").sum() == 15
    alone = audits.claims(article="seed-003-raw-story-2025")
    assert alone["counted"].equals(alone["verdict"])


def test_every_verdict_is_told_with_its_rule(claims):
    """The rules of the table's description, each of one verdict, add up to all claims."""
    rows = audits.rules(claims).rows
    assert rows["rule"].notna().all()
    assert rows["rule"].is_unique
    assert rows["claims"].sum() == len(claims)


def test_the_list_shows_one_verdict_or_all(claims):
    """The verdict asked for chooses rows of the list; without one it has every claim."""
    listed = audits.every(claims, "contradicted").rows
    assert (
        listed["claim_id"].tolist()
        == claims.query("verdict == 'contradicted'")["claim_id"].tolist()
    )
    assert audits.every(claims).rows.equals(claims)


def test_a_value_of_no_set_and_a_choice_of_none_are_told(claims):
    """A misspelt voice or verdict names the nearest; quotations are never the article's own."""
    with pytest.raises(UsageError, match=r"'voice' must be .* did you mean 'quoted'"):
        audits.claims(voice="quotd")
    with pytest.raises(UsageError, match=r"'verdict' must be .* did you mean 'imprecise'"):
        audits.every(claims, "imprecis")
    with pytest.raises(AnalysisError, match="ask for more of them"):
        audits.claims(kind="quotation", voice="reporter")


def test_every_exhibit_leads_to_the_rows_of_its_claims():
    """All claims asked about, with what each counts as."""
    quoted = audits.claims(voice="quoted")
    ids = sorted(quoted["claim_id"])
    shown = (audits.answer, audits.main_picture, audits.shares, audits.rules, audits.every)
    assert all(show(quoted).row_ids()["claims"] == ids for show in shown)
    assert audits.shares(quoted).behind["counted"].isin(audits.TOLD).all()


def test_each_contradicted_claim_has_its_paragraph_reading_first(claims):
    """As many as there are, the strongest reading before the reason, and what would change it."""
    shown = audits.contradicted(claims)
    rows = datasets.load_claims().query("verdict == 'contradicted'").set_index("claim_id")
    assert sorted(one.behind["evidence_id"].iloc[0] for one in shown) == sorted(rows.index)
    for one in shown:
        claim = rows.loc[one.behind["evidence_id"].iloc[0]]
        text = "\n".join(one.sentences)
        parts = [claim["paraphrase"], claim["strongest_reading"], claim["reason"], "Would change"]
        assert [text.index(part) for part in parts] == sorted(text.index(part) for part in parts)


def test_where_none_is_contradicted_the_page_says_so():
    """The newsletter of 2018 has no claim on which the sources say otherwise."""
    [only] = audits.contradicted(audits.claims(article="seed-004-colorlines-2018"))
    assert "none" in only.title


def test_what_is_recomputed_says_whether_it_fits(claims):
    """Every row names its function and has what the table gives; only what is compared counts."""
    shown = audits.recomputed(claims)
    rows, compared = shown.rows, shown.rows["fits"].isin(["yes", "no"])
    assert shown.title.startswith(f"{compared.sum()} statements compared")
    assert rows.loc[~compared, "recomputed_by"].isin(["beside_claim"]).all()
    assert rows["table_gives"].ne("").all()
    assert set(rows["fits"]) == {"yes", "no", "for a reader"}


def test_what_is_recomputed_leads_to_the_rows_that_each_check_took(claims):
    """The day of the list of May 2025 is of one row of lists; a claim no table holds has none."""
    shown = audits.recomputed(claims)
    rows = shown.behind.groupby("claim_id")[["evidence_table", "evidence_id"]]
    assert rows.get_group("clm_4847bed8").to_numpy().tolist() == [["lists", "dhs_2025_05_29"]]
    assert set(shown.behind["claim_id"]) == set(shown.rows["claim_id"])
    alone = claims[claims["check_table"].isna()]
    assert audits.taken(audits.audit(alone["claim_id"].iloc[0])).empty
    assert audits.recomputed(alone).title.startswith("0 statements")


def test_a_paragraph_leads_to_claim_and_sources(claims):
    """Each of them names its own row and at least one source."""
    for one in audits.contradicted(claims):
        ids = one.row_ids()
        assert len(ids["claims"]) == 1
        assert ids["sources"]


def test_a_retelling_that_left_a_figure_out_or_changed_it_says_so():
    """A value that is gone, and one that misreports, which its reason tells."""
    same = {"whose_statement": "quoted", "verdict": "imprecise"}
    same |= {f"first_{name}": value for name, value in same.items()}
    gone = pd.Series({"first_value": "14", "value": None, **same})
    assert audits.changed(gone) == "14: now left out"
    rows = audits.repeated().rows.set_index("relation")
    assert rows.loc["misreports", "what_changed"] == rows.loc["misreports", "reason"]


def test_a_retelling_leads_to_both_statements():
    """The row of each pair, and of either claim."""
    links, ids = datasets.load_article_relations(), audits.repeated().row_ids()
    assert ids["article_relations"] == sorted(links["claim_id"])
    assert ids["claims"] == sorted({*links["claim_id"], *links["repeats_claim_id"]})


def test_the_headlines_count_verdicts_and_what_is_recomputed(claims):
    """All of them once, and as many as the table has lines that fit or do not."""
    again = audits.recomputed(claims)
    checked, *verdicts, retold, told = audits.headlines(claims, again)
    assert checked["value"] == sum(one["value"] for one in verdicts)
    assert checked["value"] + retold["value"] == len(claims)
    assert told["value"] == again.rows["fits"].isin(["yes", "no"]).sum()
    assert told["exhibit"] == again.title
