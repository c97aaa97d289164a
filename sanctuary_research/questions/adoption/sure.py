"""Exhibits of notebook 02 on how sure we are: other inference, other choices, all together."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from sanctuary_research import words
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.methods.panel import EventStudy
from sanctuary_research.questions.adoption import checks, studies, told
from sanctuary_research.questions.adoption.choices_together import joint_inference
from sanctuary_research.questions.adoption.effects import overall, panel_of
from sanctuary_research.questions.adoption.reasons import described
from sanctuary_research.questions.adoption.series import CONTROLS, HORIZON, SILENCES, Asked
from sanctuary_research.questions.adoption.studies import Studies
from sanctuary_research.questions.adoption.three_panels import SHARES, Panels, adjusted

Varied = Mapping[str, Mapping[str, pd.DataFrame]]


def judged(found: Panels) -> pd.DataFrame:
    """Return every way to judge the average effect of each panel (`checks.inference_table`)."""
    asked = found.asked
    return checks.inference_table(
        found.used, outcome=asked.outcome, weights=asked.weights, control=asked.control
    )


def every_way(table: pd.DataFrame, asked: Asked) -> Exhibit:
    """Show every way to judge the average effect."""
    rows, key = told.ranged(table)
    return told.exhibit(
        asked,
        title=told.EVERY_WAY,
        subtitle=f"{asked.crimes} per 100,000 people".capitalize(),
        rows=rows,
        columns="name method level estimate range p_value n_clusters n_treated_clusters",
        titles={"n_clusters": "Clusters", "n_treated_clusters": "Adopting"},
        note=told.under(
            "the bootstrap is of two-way fixed effects, the others of Callaway and Sant'Anna",
            told.conventions(table),
            f"controls: {CONTROLS[asked.control]}; two-way: all others",
            key,
        ),
        sentences=(
            "With fewer than about ten adopting clusters clustered errors are unreliable, and with "
            "fewer than five the bootstrap seldom rejects: read such rows as a range.",
        ),
    )


def one_change(found: Panels, varied: Varied) -> Studies:
    """Estimate with one choice changed at a time; the counties also with their shares."""
    asked, extra = found.asked, adjusted(found)
    frames = {
        f"{name}: {key}": studies.followed(frame, HORIZON)
        for name, kept in varied.items()
        for key, frame in kept.items()
    }
    return studies.event_studies(
        frames | extra,
        **asked.common,
        estimator=asked.estimator,
        options={key: {"covariates": SHARES} for key in extra},
    )


def changed(robust: pd.DataFrame, silence: str) -> pd.DataFrame:
    """Return the estimates that change one choice of those asked for, and no other.

    What is as chosen changes none, and covariates beside another reading of silence change two.
    """
    others = [said for how, said in SILENCES.items() if how != silence]
    changes_two = robust["name"].str.contains("covariates") & robust["name"].str.endswith(
        tuple(others)
    )
    is_one = ~robust["name"].str.endswith("as chosen") & ~changes_two
    return robust[is_one & robust["estimate"].notna()]


def other_choices(one_by_one: Studies, asked: Asked) -> Exhibit:
    """Show the average effect with one choice changed at a time."""
    table = one_by_one.overall
    order = panel_of(table["name"])
    table = table.iloc[np.argsort(order, kind="stable")].reset_index(drop=True)
    one = changed(table, asked.silence)
    sides = [told.side(row.conf_low, row.conf_high) for row in one.itertuples()]
    below, above = int((one["estimate"] < 0).sum()), int((one["estimate"] > 0).sum())
    clear = [row.name for row, at in zip(one.itertuples(), sides, strict=True) if at != "unknown"]
    which = f": {words.listed(clear)}" if clear else ""
    holds = f"{len(clear) or 'none'} of their ranges leaves out no change{which}"
    said = f"Of {words.count(len(one), 'estimate')} with one choice changed {below} are below zero "
    return overall(
        table,
        asked,
        title="The average effect with one choice changed at a time",
        main=table["name"].str.endswith("as chosen"),
        sentences=(
            f"{said}and {above} above; {holds}.",
            *left_out(one_by_one.results),
        ),
        brief=f"{len(one)} estimates with one choice changed; {holds}",
        tables=(*asked.tables, "county_neighbors", "county_covariates"),
    )


def left_out(results: Mapping[str, EventStudy]) -> tuple[str, ...]:
    """Say which cells the rows with covariates leave out."""
    return tuple(
        f"{name.capitalize()}: {described(note[0].lower() + note[1:])}"
        for name, one in results.items()
        if "covariates" in name
        for note in one.facts["notes"]
        if note.startswith("Left out")
    )


def together(found: Panels, varied: Varied) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Judge all choices of each panel together (`choices_together.joint_inference`)."""
    asked = found.asked
    return joint_inference(
        varied,
        outcome=asked.outcome,
        weights=asked.weights,
        control=asked.control,
        horizon=HORIZON,
    )


def jointly(joint: tuple[pd.DataFrame, pd.DataFrame], asked: Asked) -> Exhibit:
    """Show what the choices of each panel say together."""
    summary, alone = joint
    out = [f"{row.name}, {row.choice} ({row.note})" for row in alone.itertuples() if row.note]
    if "counties" in asked.held:
        out.append("counties, covariates (a propensity would be needed for every draw)")
    is_median = summary["statistic"].fillna("").str.startswith("median")
    said = [
        f"{row.name}: dates drawn at random reach as far as the median of the choices in "
        f"{words.number(100 * row.p_value, 0)} of 100 draws"
        for row in summary[is_median].itertuples()
    ]
    return told.exhibit(
        asked,
        title=told.JOINTLY,
        subtitle=f"{asked.crimes} per 100,000 people".capitalize(),
        rows=summary,
        columns="name statistic value p_value n_choices n_places n_adopting",
        note=told.under(
            "a test of no effect for anybody by Callaway and Sant'Anna without covariates; units "
            "off their state's commonest date are left out",
            f"controls: {CONTROLS[asked.control]}",
            f"not in the test: {'; '.join(out)}" if out else "",
        ),
        sentences=tuple(f"{text[0].upper()}{text[1:]}." for text in said),
        brief="; ".join(said),
    )
