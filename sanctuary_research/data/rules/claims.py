"""What must hold of the claims of the founding articles, their verdicts and their checks."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sanctuary_research.data.faults import Fault, faults_where
from sanctuary_research.data.recompute import recompute
from sanctuary_research.data.rules import Tables, rule
from sanctuary_research.errors import SanctuaryError

# Claims listed when the compilation began; it may gain claims, not lose them.
LISTED = {
    "seed-000-washington-post-2025": 53,
    "seed-001-time-2025": 42,
    "seed-002-marshall-project-2017": 37,
    "seed-003-raw-story-2025": 12,
    "seed-004-colorlines-2018": 24,
}
CHECKED = (
    "capacity_inputs",
    "case_parties",
    "cases",
    "commitments",
    "federal_action_targets",
    "federal_actions",
    "jag_awards_2018_letters",
    "list_membership",
    "lists",
    "policy_events",
    "published_estimates",
    "responses",
    "rulings",
    "undocumented_estimates",
)


@rule("claims")
def every_listed_claim_is_here(tables: Tables) -> list[Fault]:
    """No article has fewer claims than were listed, and they are numbered in its order."""
    found = []
    for article, listed in LISTED.items():
        claims = tables["claims"].sort_values("claim_number")
        claims = claims[claims["article_source_id"] == article]
        if len(claims) < listed:
            found.append(Fault("claims", f"{article} has {len(claims)} claims of {listed} listed"))
        in_order = claims["paragraph"].is_monotonic_increasing
        if claims["claim_number"].tolist() != list(range(1, len(claims) + 1)) or not in_order:
            found.append(Fault("claims", f"{article}: claims are not numbered in its order"))
    return found


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


@rule("claims", *CHECKED)
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
