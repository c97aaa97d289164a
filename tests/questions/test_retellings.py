"""How one article retells another: what changed, by hand and in the table."""

import pandas as pd

from sanctuary_research.data import datasets
from sanctuary_research.questions import retellings


def test_a_retelling_that_left_a_figure_out_or_changed_it_says_so():
    """A value that is gone, and one that misreports, which its reason tells."""
    same = {"whose_statement": "quoted", "verdict": "imprecise"}
    same |= {f"first_{name}": value for name, value in same.items()}
    gone = pd.Series({"first_value": "14", "value": None, **same})
    assert retellings.changed(gone) == "14: now left out"
    rows = retellings.repeated().rows.set_index("relation")
    assert rows.loc["misreports", "what_changed"] == rows.loc["misreports", "reason"]


def test_a_retelling_leads_to_both_statements():
    """The row of each pair, and of either claim."""
    links, ids = datasets.load_article_relations(), retellings.repeated().row_ids()
    assert ids["article_relations"] == sorted(links["claim_id"])
    assert ids["claims"] == sorted({*links["claim_id"], *links["repeats_claim_id"]})
