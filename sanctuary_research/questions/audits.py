"""Claims one by one: computed again by a table, told in a paragraph, retold by another article."""

from __future__ import annotations

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import datasets
from sanctuary_research.data.audit import Audit, audit, named
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.questions.asking import evidence, numbers
from sanctuary_research.questions.verdicts import TABLES, Asked, claims

ALL_TABLES = (*TABLES, "article_relations")
FITS = {True: "yes", False: "no", None: "for a reader"}


def taken(found: Audit) -> pd.DataFrame:
    """Return the rows that the check of a claim took, as what it rests on; maybe none."""
    return evidence(found.claim["check_table"], found.rows) if found.found else pd.DataFrame()


def recomputed(rows: pd.DataFrame) -> Exhibit:
    """Show every claim that a table speaks of, with what it gives now and whether that fits.

    Counted are those that say something which a function compares. Retellings are left out.

    Parameters
    ----------
    rows : DataFrame
        Claims, as of `verdicts.claims`.
    """
    rows = rows.query("recomputed_by.notna() and counted != 'retold'")
    found = {claim_id: audit(claim_id) for claim_id in rows["claim_id"]}
    rows = rows.assign(
        table_gives=[named(one.found) for one in found.values()],
        fits=[FITS[one.fits] for one in found.values()],
    )
    compared = rows[rows["fits"].ne(FITS[None])]
    dated = compared["claim_type"].isin(["amount", "date"]).sum()
    told = [f"{size} {name}" for name, size in compared["fits"].value_counts().items()]
    return Exhibit(
        title=f"{words.count(len(compared), 'statement')} compared with a table, {dated} of them "
        "amounts or dates",
        subtitle="What the tables give today, with the function that compares; for "
        f"{len(rows) - len(compared)} more, without a figure or day of their own, a reader must",
        rows=rows.sort_values("fits", ascending=False, kind="stable"),
        columns="paraphrase name value table_gives fits verdict recomputed_by claim_id",
        titles={"name": "Article"},
        tables=TABLES,
        first=3,
        note=f"Fits: {words.listed(told)}; the figure may be right and the sentence about it not. "
        "Retellings are left out.",
        behind=pd.concat([taken(one).assign(claim_id=key) for key, one in found.items()] or [rows]),
    )


def contradicted(rows: pd.DataFrame) -> list[Exhibit]:
    """Show each claim on which the sources say otherwise, in a paragraph of its own."""
    found = rows[rows["verdict"].eq("contradicted")].groupby("claim_id", sort=False)
    none = [Exhibit(title="The sources say otherwise on none of them")]
    return [_paragraph(audit(claim_id), row) for claim_id, row in found] or none


def _paragraph(found: Audit, row: pd.DataFrame) -> Exhibit:
    """Show one claim: its strongest reading first, then record and sources, and what changes it."""
    return Exhibit(
        title=f"{words.title(found.claim['place'])}: the sources say otherwise",
        sentences=tuple(found.lines),
        rows=row,
        columns="claim_id source_id",
        tables=TABLES,
        behind=pd.concat(
            [evidence("claims", row), taken(found), evidence("sources", found.sources)]
        ),
    )


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


def headlines(again: Exhibit) -> list[dict]:
    """Return the headline number of `recomputed`, as the arguments of `prose.headline`."""
    compared = again.rows["fits"].ne(FITS[None]).sum()
    return numbers(again.title, ("compared with a table", compared, "statements", 0))
