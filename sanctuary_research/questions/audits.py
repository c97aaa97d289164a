"""What is known of each claim alone: computed again by a table, or told in a paragraph."""

from __future__ import annotations

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data.audit import Audit, audit, named
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.questions.asking import evidence

TABLES = ("claims", "claim_sources")
FITS = {True: "yes", False: "no", None: "for a reader"}


def computed(rows: pd.DataFrame) -> dict[str, Audit]:
    """Return the audits of those claims that a table recomputes, retellings left out, by key.

    Parameters
    ----------
    rows : DataFrame
        Claims, as of `verdicts.claims`.
    """
    chosen = rows.query("recomputed_by.notna() and counted != 'retold'")["claim_id"]
    return {claim_id: audit(claim_id) for claim_id in chosen}


def taken(found: Audit) -> pd.DataFrame:
    """Return the rows that the check of a claim took, as what it rests on; maybe none."""
    return evidence(found.claim["check_table"], found.rows) if found.found else pd.DataFrame()


def recomputed(rows: pd.DataFrame) -> Exhibit:
    """Show every claim that a table recomputes, with what it gives now and whether that fits."""
    found = computed(rows)
    rows = rows[rows["claim_id"].isin(found)].assign(
        table_gives=[named(one.found) for one in found.values()],
        fits=[FITS[one.fits] for one in found.values()],
    )
    dated = rows["claim_type"].isin(["amount", "date"]).sum()
    told = [f"{size} {name}" for name, size in rows["fits"].value_counts().items()]
    return Exhibit(
        title=f"{words.count(len(rows), 'statement')} recomputed, {dated} of them amounts or dates",
        subtitle="What the tables give today; each line names the function that compares",
        rows=rows,
        columns="paraphrase name value table_gives fits verdict recomputed_by claim_id",
        titles={"name": "Article"},
        tables=TABLES,
        first=3,
        note=f"Fits: {words.listed(told)}. Fitting a figure is not the verdict: the figure may be "
        "right and the sentence about it not. Retellings are left out.",
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
