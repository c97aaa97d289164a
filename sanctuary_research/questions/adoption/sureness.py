"""The exhibits on how sure the change is: each outcome in every way, then all together."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import datasets
from sanctuary_research.display import pictures
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.methods.groups.power import detectable, excluded
from sanctuary_research.questions.adoption import plain
from sanctuary_research.questions.adoption.changes import DRAWS, Changes
from sanctuary_research.questions.adoption.first_screen import if_known
from sanctuary_research.questions.adoption.lead_up import KINDS, RESTRICTIONS, LeadUp
from sanctuary_research.questions.adoption.question import (
    OUTCOMES,
    PRIMARY,
    SHORT,
    TABLES,
    spans,
)

KIND = {
    "change": "change",
    "drift": "drift a year before",
    "twin": "change beyond each agency's own drift",
    "placebo": "change as if limits had begun earlier",
    "level": "gap of the years before",
}
COVARIANCES = {
    "few_clusters": "widened to Student's t",
    "conventional": "taken as known, normal quantiles",
}
# Published outcomes that stand for one of ours.
PUBLISHED = {"property_crime": "property", "violent_crime": "violent"}


def battery(found: Changes) -> Exhibit:
    """Show every outcome with its range, its p-values and what could have been seen."""
    rows, note = plain.spanned(found.table.query("weights == 'county'"))
    wild = found.bootstraps
    spread = [f"{words.interval(one.conf_low, one.conf_high, 2)}" for one in wild.values()]
    by_name = dict(zip(wild, spread, strict=True))
    rows = rows.assign(
        p_bootstrap=[wild[n].p_value if n in wild else np.nan for n in rows["outcome"]],
        wild_range=[by_name.get(name, "none") for name in rows["outcome"]],
        seen=[detectable(row.std_error, row.df) for row in rows.itertuples()],
        outcome=rows["outcome"].map(OUTCOMES),
    )
    one = found.row(PRIMARY[0])
    return Exhibit(
        title="Every outcome, in every way",
        subtitle=f"Change from {found.asked.period} per 10,000 residents, limit less comparison",
        rows=rows,
        columns="outcome estimate range df p_value p_holm p_bootstrap wild_range seen",
        titles={
            "outcome": "Offence",
            "range": "95 % range (CR2)",
            "p_holm": "p by Holm",
            "wild_range": "95 % range (bootstrap)",
            "seen": "Found 4 times in 5",
        },
        digits={"p_value": 3, "p_holm": 3, "p_bootstrap": 3, "estimate": 2, "seen": 2},
        note=f"{note} CR2 by state with Imbens-Kolesár degrees of freedom; restricted wild cluster "
        f"bootstrap by state, Webb weights, {DRAWS:,} draws. Holm over the two primary outcomes, "
        "and over the three others.".strip(),
        tables=TABLES,
        brief=f"{words.number(one['effective_clusters_sanctuary'])} and "
        f"{words.number(one['effective_clusters_comparison'])} effective states",
        sentences=(
            f"By their agencies the sides count like "
            f"{words.number(one['effective_clusters_sanctuary'])} and "
            f"{words.number(one['effective_clusters_comparison'])} states of equal size.",
            *(plain.battery_of(found, name) for name in OUTCOMES),
        ),
    )


def without_each_state(found: Changes) -> Exhibit:
    """Show the change of property crime with each state left out; all outcomes are the rows."""
    first = PRIMARY[0]
    whole = found.row(first)["estimate"]
    rows = found.without.rename_axis("name").reset_index()
    drawn = rows[["name"]].assign(estimate=rows[first], conf_low=np.nan, conf_high=np.nan)
    drawn = drawn.sort_values("estimate", ignore_index=True)
    turned = {
        name: int((np.sign(rows[name]) != np.sign(found.row(name)["estimate"])).sum())
        for name in OUTCOMES
    }
    signs = [f"{SHORT[name]} {n or 'never'}" for name, n in turned.items()]
    return Exhibit(
        title=f"Leaving out one state, {SHORT[first]} change {plain.sizes(drawn['estimate'])}",
        subtitle="Per 10,000 residents; each dot leaves out one state",
        rows=rows,
        picture=lambda narrow: pictures.strip(
            drawn, narrow, xlabel="per 10,000 residents", whole=whole
        ),
        alt=f"Estimates without each of {len(drawn)} states, {plain.sizes(drawn['estimate'])}.",
        marks="Dot: estimate; dashed: with all states",
        tables=TABLES,
        sentences=(f"States whose absence turns the sign: {words.listed(signs)}.",),
        brief=plain.sizes(drawn["estimate"]),
    )


@if_known
def before_table(before: LeadUp) -> Exhibit:
    """Show for every outcome what the years before say and leave of the change."""
    table = before.table.rename_axis(["outcome", "kind"]).reset_index()
    rows, note = plain.spanned(table)
    tests = {name: study.pretest["p_value"] for name, study in before.studies.items()}
    is_change = rows["kind"].eq("change")
    rows = rows.assign(
        p_before=rows["outcome"].map(tests).where(is_change),
        kind=rows["kind"].map(KIND),
        outcome=rows["outcome"].map(OUTCOMES),
    )
    early = [year for year in before.years if year <= before.asked.before[-1]]
    half = len(early) // 2
    return Exhibit(
        title="The years before, and what they leave of the change",
        subtitle=f"Agencies that report every year of {spans(before.years)}, per 10,000 residents",
        rows=rows,
        columns="outcome kind estimate range p_value p_before n_sanctuary n_comparison",
        titles={
            "outcome": "Offence",
            "kind": "What",
            "p_before": "Joint p of the years before",
            "n_sanctuary": "Agencies under a limit",
            "n_comparison": "Agencies compared with",
        },
        digits={"estimate": 2, "p_value": 3, "p_before": 3},
        first=2 * len(KINDS),
        note=f"{note} Earlier: mean of {spans(early[half + 1 :])} less mean of "
        f"{spans(early[:half])}. Drift: least squares over {spans(early)}.".strip(),
        tables=TABLES,
        sentences=tuple(plain.pretest(before, name) for name in OUTCOMES),
        brief="Joint tests, drifts, placebos and the change beyond them",
    )


@if_known
def honest(before: LeadUp) -> Exhibit:
    """Show how much worse than before a violation may be until zero is among the values."""
    rows = []
    for name in OUTCOMES:
        for restriction in RESTRICTIONS:
            for covariance, said in COVARIANCES.items():
                table = before.honest(name, restriction=restriction, covariance=covariance)
                row = {"outcome": OUTCOMES[name], "covariance": said}
                row |= {"restriction": restriction.replace("_", " ")}
                row["breakdown"] = table.attrs["breakdown"]
                for at, label in ((0, "least"), (-1, "most")):
                    one = table.iloc[at]
                    row[f"limit_{label}"] = one["limit"]
                    row[label] = words.interval(one["conf_low"], one["conf_high"], 2)
                rows.append(row)
    found = pd.DataFrame(rows)
    zero = found["breakdown"].eq(0).sum()
    return Exhibit(
        title=f"In {zero} of {len(found)} ways zero is inside from the start",
        subtitle=f"HonestDiD for the mean of {spans(before.asked.after)}, base "
        f"{before.asked.before[-1]}, per 10,000 residents",
        rows=found,
        columns="outcome restriction covariance breakdown limit_least least limit_most most",
        titles={
            "outcome": "Offence",
            "covariance": "Covariance",
            "limit_least": "Least bound",
            "least": "Range there",
            "limit_most": "Largest bound",
            "most": "Range at it",
        },
        digits={"breakdown": 2, "limit_least": 2, "limit_most": 2},
        first=8,
        note="Relative magnitudes: a yearly step of the violation is at most so many times the "
        "largest one before. Smoothness: its slope changes by at most so much a year. The second "
        "covariance is what published bounds take; its ranges are too narrow here, with few "
        "states, and stand only for comparison with them.",
        tables=TABLES,
        brief=f"Zero is inside without any violation in {zero} of {len(found)}",
    )


def together(found: Changes) -> Exhibit:
    """Judge all outcomes together."""
    table = found.joint.table
    told = plain.jointly(found)
    return Exhibit(
        title=told[0].split(":")[0],
        subtitle=f"Change from {found.asked.period} per 10,000 residents",
        rows=table.assign(outcome=table["cell"].map(OUTCOMES)),
        columns="outcome estimate p_value p_adjusted p_adjusted_least",
        titles={
            "outcome": "Offence",
            "p_value": "Bootstrap p alone",
            "p_adjusted": "p together, largest t",
            "p_adjusted_least": "p together, least p",
        },
        digits={"estimate": 2, "p_value": 3, "p_adjusted": 3, "p_adjusted_least": 3},
        tables=TABLES,
        note=f"Restricted wild cluster bootstrap by state, Webb weights, {found.joint.draws:,} "
        "draws shared by all outcomes.",
        brief=told[0],
        sentences=told,
    )


def published(found: Changes) -> Exhibit:
    """Show published changes beside ours in percent, and which our ranges exclude."""
    rows = datasets.load_published_estimates()
    rows = rows[rows["outcome"].isin(PUBLISHED) & rows["estimate"].notna()]
    rows = rows.assign(ours=rows["outcome"].map(PUBLISHED))
    per_10k = rows["ours"].map(found.mean_before)
    rows["percent"] = np.select(
        [rows["unit"].eq("log_points"), rows["unit"].eq("per_100k")],
        [100 * np.expm1(rows["estimate"]), 10 * rows["estimate"] / per_10k],
        np.nan,
    )
    rows = rows.dropna(subset=["percent"])
    rows["excluded"] = [_is_excluded(found, row) for row in rows.itertuples()]
    rows["study"] = rows["authors"] + " (" + rows["year"].astype(str) + ")"
    scaled = {name: 100 / found.mean_before(name) for name in PRIMARY}
    ours = [
        f"{SHORT[name]} {words.number(scaled[name] * found.row(name)['estimate'], sign=True)} %"
        for name in PRIMARY
    ]
    held = found.equivalence()
    told = plain.equivalence(held)
    return Exhibit(
        title=f"{int(rows['excluded'].eq('yes').sum())} of {len(rows)} published changes lie "
        "outside our ranges",
        subtitle=f"Percent of the mean before; ours: {words.listed(ours)}",
        rows=rows.sort_values(["outcome", "percent"]),
        columns="study outcome percent excluded specification estimate_printed estimate_id",
        titles={
            "study": "Study",
            "outcome": "Offence",
            "percent": "Change, %",
            "excluded": "Excluded by our range",
            "specification": "Specification",
            "estimate_id": "Row",
        },
        first=6,
        tables=("published_estimates", *TABLES),
        note="Log points are turned into percent, a figure per 100,000 people is divided by our "
        "mean before. Theirs count all police, and violent crime with rape.",
        sentences=(
            *told,
            "The −35.5 index crimes per 10,000 of the Center for American Progress (2017) are a "
            "gap between places, not a change, so no range here speaks to them.",
        ),
        brief=told[0],
    )


def _is_excluded(found: Changes, row) -> str:
    ours, scale = found.row(row.ours), found.mean_before(row.ours) / 100
    if pd.isna(ours["conf_low"]):
        return "no range"
    outside = excluded(ours["conf_low"], ours["conf_high"], {"theirs": row.percent * scale})
    return "yes" if outside else "no"
