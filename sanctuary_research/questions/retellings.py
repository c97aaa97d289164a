"""How one of the five articles retells another, and what changed on the way."""

from __future__ import annotations

import pandas as pd

from sanctuary_research.data import datasets
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.questions.asking import evidence
from sanctuary_research.questions.verdicts import ALL_TABLES, Asked, claims


def repeated() -> Exhibit:
    """Show claims of one article that another retells, and what changed on the way."""
    rows, links = claims(Asked()).set_index("claim_id"), datasets.load_article_relations()
    both = links.join(rows, on="claim_id").join(rows.add_prefix("first_"), on="repeats_claim_id")
    first = links.assign(claim_id=links["repeats_claim_id"])
    otherwise = both["relation"].eq("misreports")
    both["what_changed"] = both["reason"].where(otherwise, both.apply(changed, axis=1))
    return Exhibit(
        title=f"{both['name'].iloc[0]} retells {len(both)} statements of "
        f"{both['first_name'].iloc[0]}, {otherwise.sum()} of them otherwise",
        subtitle="A retelling is no second witness",
        rows=both.sort_values("relation"),
        columns="first_paraphrase paraphrase what_changed claim_id",
        titles={"first_paraphrase": "First told as", "paraphrase": "Retold as"},
        tables=ALL_TABLES,
        behind=pd.concat([evidence("article_relations", links), evidence("claims", first)]),
        first=len(both),
    )


def changed(row: pd.Series) -> str:
    """Say what differs between a claim and the one that it repeats.

    >>> row = {"value": None, "whose_statement": "quoted", "verdict": "imprecise"}
    >>> changed(pd.Series(row | {f"first_{name}": was for name, was in row.items()}))
    'wording only'
    >>> changed(pd.Series(row | {"first_" + name: "imprecise" for name in row}))
    'imprecise: now left out; imprecise: now quoted'
    """
    row = row.fillna("left out")
    told = [
        f"{row[f'first_{name}']}: now {row[name]}"
        for name in ("value", "whose_statement", "verdict")
        if row[f"first_{name}"] != row[name]
    ]
    return "; ".join(told) or "wording only"
