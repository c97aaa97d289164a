"""What must hold of the claims of the founding articles, their verdicts and their checks."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sanctuary_research.data.faults import Fault, faults_where
from sanctuary_research.data.recompute import recompute
from sanctuary_research.data.rules import Tables, rule
from sanctuary_research.errors import SanctuaryError


@rule("claims", "claim_sources")
def settled_claim_has_a_source(tables: Tables) -> list[Fault]:
    """A settled claim rests on a source and a certainty; one without any is unverified."""
    links = tables["claim_sources"].assign(_linked=True)
    claims = tables["claims"].merge(links, on=["claim_id", "source_id"], how="left")
    settled = claims["verdict"] != "unverified"
    unfounded = claims["_linked"].isna() | claims["certainty"].isna()
    return faults_where(
        claims,
        (settled & unfounded) | (~settled & claims["certainty"].notna()),
        "claims.verdict",
        "{verdict}, with source [{source_id}] and certainty [{certainty}]",
    )


@rule("claims")
def claim_check_gives_its_value(tables: Tables) -> list[Fault]:
    """Every check of a claim, computed again over its table, gives the value written down."""
    claims = tables["claims"]
    checked = claims[claims["check_kind"] == "table"]
    found = [_recomputed(tables, claim) for claim in _records(checked)]
    checked = checked.assign(_found=pd.Series(found, index=checked.index, dtype="str"))
    return faults_where(
        checked,
        checked["_found"] != checked["check_value"],
        "claims.check_value",
        "{check_table}: {check_measure} is now [{_found}]",
    )


def _recomputed(tables: Tables, claim: dict[str, str]) -> str:
    """Return what a check gives, or the sentence that says why it gives nothing."""
    if claim["check_table"] not in tables:
        return f"no table {claim['check_table']}"
    try:
        frame = tables[claim["check_table"]]
        return recompute(frame, claim["check_where"], claim["check_measure"])
    except SanctuaryError as error:
        return str(error)


def _records(claims: pd.DataFrame) -> Iterator[dict[str, str]]:
    columns = ["check_table", "check_where", "check_measure"]
    return iter(claims[columns].fillna("").to_dict("records"))
