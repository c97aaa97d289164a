"""The exhibits on how sure the change is: each outcome in every way, then all together."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd

from sanctuary_research import words
from sanctuary_research.data.published import converted, estimates
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.methods.groups.power import detectable
from sanctuary_research.questions.adoption import wording
from sanctuary_research.questions.adoption.changes import DRAWS, Changes
from sanctuary_research.questions.adoption.first_screen import or_why, weighed
from sanctuary_research.questions.adoption.lead_up import KINDS, RESTRICTIONS, LeadUp, halves
from sanctuary_research.questions.adoption.question import OUTCOMES, PRIMARY, SHORT, TABLES, spans

COVARIANCES = {
    "few_clusters": "by state, widened to Student's t",
    "conventional": "by agency, taken as known",
}
# Published outcomes that stand for one of ours.
PUBLISHED = {"property_crime": "property", "violent_crime": "violent"}


@or_why
def battery(found: Changes) -> Exhibit:
    """Show every outcome with its range, its p-values and what could have been seen."""
    rows, wild = found.table.query("weights == 'county'"), found.bootstraps
    ends = {n: (w.conf_low, w.conf_high, wording.DIGITS[n]) for n, w in wild.items()}
    rows = rows.assign(
        p_bootstrap=[wild[n].p_value if n in wild else np.nan for n in rows["outcome"]],
        bootstrap_range=[
            words.interval(*ends[n]) if n in ends else "none" for n in rows["outcome"]
        ],
        seen=[detectable(row.std_error, row.df) for row in rows.itertuples()],
    )
    one = found.row(PRIMARY[0])
    sizes = one[["effective_clusters_sanctuary", "effective_clusters_comparison"]]
    sides = [words.number(size) for size in sizes]
    return wording.outcome_table(
        rows,
        "outcome estimate range df p_value p_holm p_bootstrap bootstrap_range seen",
        title=wording.EVERY,
        subtitle=f"Change from {found.asked.period} per 10,000 residents, limit less comparison",
        note="CR2 by state with Imbens-Kolesár degrees of freedom; restricted wild bootstrap by "
        f"state, Webb weights, {DRAWS:,} draws; Holm over two primary and three other outcomes.",
        behind=weighed(found),
        sentences=(
            f"The sides count like {sides[0]} and {sides[1]} states of equal size.",
            *(wording.moved_by(found, name) for name in OUTCOMES),
        ),
    )


@or_why
def before_table(before: LeadUp) -> Exhibit:
    """Show for every outcome what the years before say and leave of the change."""
    rows = before.table.rename_axis(["outcome", "kind"]).reset_index()
    tests = {name: study.pretest["p_value"] for name, study in before.studies.items()}
    p_before = rows["outcome"].map(tests).where(rows["kind"].eq("change"))
    first, late = halves(before.early)
    return wording.outcome_table(
        rows.assign(p_leads=p_before, kind=rows["kind"].map(KINDS)),
        "outcome kind estimate range p_value p_leads n_sanctuary n_comparison",
        title=wording.LED,
        subtitle=f"Agencies that report every year of {spans(before.years)}, per 10,000 residents",
        first=2 * len(KINDS),
        note=f"Earlier: mean of {spans(late)} less mean of {spans(first)}. Drift: least squares "
        f"over {spans(before.early)}.",
        sentences=tuple(wording.pretest(before, name) for name in OUTCOMES),
        behind=wording.compared(before),
    )


@or_why
def honest(before: LeadUp) -> Exhibit:
    """Show how much worse than before a violation may be until zero is among the values."""
    rows = []
    for name, restriction, covariance in product(OUTCOMES, RESTRICTIONS, COVARIANCES):
        table = before.honest(name, restriction=restriction, covariance=covariance)
        row = {"outcome": name, "restriction": restriction.replace("_", " ")}
        row |= {"covariance": COVARIANCES[covariance], "breakdown": table.attrs["breakdown"]}
        for label, one in (("least", table.iloc[0]), ("most", table.iloc[-1])):
            ends = words.interval(one["conf_low"], one["conf_high"], 2)
            row[label] = f"{ends} at {words.number(one['limit'], 2)}"
        rows.append(row)
    found = pd.DataFrame(rows)
    by_state = found.loc[found["covariance"] == COVARIANCES["few_clusters"], "breakdown"]
    told = f"Without any violation zero is inside for {by_state.eq(0).sum()} of {len(by_state)}"
    return wording.outcome_table(
        found,
        "outcome restriction covariance breakdown least most",
        title=f"{told}, clustered by state",
        subtitle=f"HonestDiD for the mean of {spans(before.asked.after)}, base "
        f"{before.asked.before[-1]}, per 10,000 residents",
        digits=2,
        first=8,
        note="Bounds: a yearly step at most so many times the largest before; a slope that changes "
        "by at most so much a year.",
        behind=wording.compared(before),
    )


@or_why
def together(found: Changes) -> Exhibit:
    """Judge all outcomes together."""
    told = wording.jointly(found)
    table = found.joint.table
    return wording.outcome_table(
        table.assign(outcome=table["cell"]),
        "outcome estimate p_value p_adjusted p_adjusted_least",
        title=told[0].rstrip("."),
        subtitle=f"Change from {found.asked.period} per 10,000 residents",
        note=f"Restricted wild cluster bootstrap by state, Webb weights, {found.joint.draws:,} "
        "draws shared by all outcomes. The p of the count is somewhat too small (docs/methods.md).",
        behind=wording.compared(found),
        sentences=told,
    )


@or_why
def published(found: Changes) -> Exhibit:
    """Show published changes beside ours in percent, and which our ranges exclude."""
    rows = estimates().assign(ours=lambda all_of: all_of["outcome"].map(PUBLISHED))
    rows = rows.dropna(subset=["ours", "estimate"])
    rows = converted(rows, rows["ours"].map(found.mean_before))
    ends = pd.DataFrame([found.row(n)[["conf_low", "conf_high"]] for n in rows["ours"]], rows.index)
    inside = rows["per_10k"].between(ends["conf_low"], ends["conf_high"])
    rows["excluded"] = np.select([ends["conf_low"].isna(), inside], ["no range", "no"], "yes")
    held = found.equivalence()
    ours = [f"{SHORT[r.outcome]} {words.number(r.percent, sign=True)} %" for r in held.itertuples()]
    return wording.outcome_table(
        rows.assign(outcome=rows["ours"]).sort_values(["outcome", "percent"]),
        "study outcome percent excluded specification estimate_printed estimate_id",
        title=f"{int(rows['excluded'].eq('yes').sum())} of {len(rows)} published changes lie "
        "outside our ranges",
        subtitle=f"Percent of the mean before; ours: {words.listed(ours)}",
        first=6,
        tables=("published_estimates", *TABLES),
        note="Log points are turned into percent, a figure per 100,000 people is divided by our "
        "mean before. Theirs count all police, and violent crime with rape.",
        sentences=wording.equivalence(held),
        behind=wording.compared(found),
    )
