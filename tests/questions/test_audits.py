"""Claims one by one: paragraphs, what the tables give again, and retellings by hand."""

import pandas as pd
import pytest

from sanctuary_research.data import datasets
from sanctuary_research.questions import audits, verdicts


@pytest.fixture(scope="module")
def claims():
    return verdicts.claims(verdicts.Asked())


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
    asked = verdicts.Asked(article="seed-004-colorlines-2018")
    [only] = audits.contradicted(verdicts.claims(asked))
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


def test_the_headline_counts_what_is_recomputed(claims):
    """As many as the table has lines that fit or do not."""
    again = audits.recomputed(claims)
    [told] = audits.headlines(again)
    assert told["value"] == again.rows["fits"].isin(["yes", "no"]).sum()
    assert told["exhibit"] == again.title
