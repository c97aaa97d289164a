"""Exhibits of notebook 02 on what happens around adoption, and what estimators make of it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from sanctuary_research import words
from sanctuary_research.display import events
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.questions.adoption import checks, strength, studies, told
from sanctuary_research.questions.adoption.reasons import described
from sanctuary_research.questions.adoption.series import (
    CRIMES,
    ESTIMATORS,
    NAMES,
    SERIES,
    SILENCES,
    Asked,
)
from sanctuary_research.questions.adoption.studies import Studies
from sanctuary_research.questions.adoption.three_panels import SHARES, VOTES, Panels, with_shares

BENDS = {
    "relative_magnitudes": "times the largest step before",
    "smoothness": "bend of the trend a period",
}
RESTRICTIONS = {"relative_magnitudes": "steps as before", "smoothness": "a bending trend"}
WINDOW, NEAR = (-5, 5), (-4, 3)


def study(found: Panels) -> Studies:
    """Run the event study of every panel that counts the outcome, as asked."""
    asked = found.asked
    return studies.event_studies(
        found.used, **asked.common, estimator=asked.estimator, window=WINDOW
    )


def around(main: Studies, asked: Asked) -> Exhibit:
    """Show the change by time since adoption, panel by panel."""
    rows = main.events
    told_of = [
        f"{row.name} {row.event_time:+d}: {row.estimate:.3g}"
        + ("" if np.isnan(row.conf_low) else f" ({row.conf_low:.3g} to {row.conf_high:.3g})")
        for row in rows.itertuples(index=False)
    ]
    notes = {
        f"{name}: {described(note[0].lower() + note[1:])}"
        for name, one in main.results.items()
        for note in one.facts["notes"]
        if note.startswith(("Fewer", "Leads", "From"))
    }
    return told.exhibit(
        asked,
        title=f"Recorded {NAMES[asked.outcome]} around adoption",
        subtitle=f"Change since the last period before, in {asked.per}; "
        f"{told.estimator_name(asked)}",
        rows=rows,
        columns="name event_time estimate conf_low conf_high simultaneous_low simultaneous_high "
        "n_units n_clusters",
        titles={"n_units": "Adopters"},
        digits=3 if asked.estimator == "poisson" else 1,
        picture=lambda narrow: events.event_studies(
            rows,
            narrow,
            panel="name",
            ylabel=asked.per,
            xlabels={name: one.when for name, one in SERIES.items()},
        ),
        alt=f"Event studies, change in {asked.per} with its range: {words.listed(told_of)}.",
        marks="Bar: one estimate's range; band: all of a panel at once. Ranges of hollow points "
        "may run past the edge; the table has them",
        note=told.under(
            told.conventions(main.overall), "bands by 1,999 multiplier draws", *sorted(notes)
        ),
        sentences=tuple(
            f"{name.capitalize()}: no estimate, because {why}."
            for name, why in main.reasons.items()
        ),
    )


def trends_before(main: Studies, asked: Asked) -> Exhibit:
    """Show whether trends were parallel before, and whether the test could have seen it."""
    rows = main.pretests
    unknown = [f"{row.name}: {row.note}" for row in rows.itertuples() if row.note]
    return told.exhibit(
        asked,
        title="Were the trends parallel before, and could the test have seen it?",
        subtitle=f"Joint test of the periods before adoption, {asked.per}",
        rows=rows,
        columns="name statistic df p power slope_80 n_units n_clusters",
        titles={"statistic": "F", "df": "Leads", "n_units": "Adopters"},
        digits={"statistic": 2, "df": 0, "p": 3, "power": 2, "slope_80": 2},
        note=told.under("Hotelling's F; power as in Roth (2022)", *unknown),
        brief="Passing a test of low power says little",
    )


def overall(
    table: pd.DataFrame, asked: Asked, *, title: str, main: pd.Series, **more: object
) -> Exhibit:
    """Show average effects as bands in percent, the rows of `main` in colour, and their table."""
    rows, key = told.ranged(table)
    drawn, picture = told.bands(rows, main=main)
    known = drawn.dropna(subset=["estimate"])
    shown = {
        "columns": told.OVERALL,
        "note": told.under(f"change in {asked.per}", told.conventions(table), key),
    }
    return told.exhibit(
        asked,
        title=title,
        subtitle=f"Average change after adoption, in {told.BEFORE}",
        rows=rows,
        picture=picture if len(known) else None,
        alt=f"Average effects in {told.BEFORE}: {told.in_words(drawn)}.",
        marks=told.MARKS,
        **shown | more,
    )


def averages(found: Panels) -> Exhibit:
    """Show the average effect by panel, comparison and weights."""
    asked = found.asked
    both = {
        f"{name}, {said}, by {'place' if by == 'unit' else 'person'}": (how, name, by)
        for name in asked.held
        for how, said in SILENCES.items()
        for by in ("unit", "person")
    }
    frames = {key: found.frames(how)[name] for key, (how, name, _) in both.items()}
    options = {key: {"weights": by} for key, (_, _, by) in both.items()}
    table = studies.event_studies(
        frames, **asked.common, estimator=asked.estimator, options=options
    ).overall
    title = "The average effect by weights and comparison"
    is_asked = [both[key][0] == asked.silence and both[key][2] == asked.weights for key in both]
    return overall(table, asked, title=title, main=pd.Series(is_asked))


def estimators(found: Panels) -> Exhibit:
    """Show the average effect by all six estimators on the same rows."""
    asked, parts = found.asked, []
    for name, said in ESTIMATORS.items():
        one = studies.event_studies(found.used, **asked.common, estimator=name).overall
        parts.append(one.assign(place=one["name"], name=one["name"] + ": " + said))
    table = pd.concat(parts, ignore_index=True)
    order = table["place"].map(asked.held.index)
    table = table.iloc[np.argsort(order, kind="stable")].reset_index(drop=True)
    wide = table.groupby("place", sort=False)["percent"].agg(["min", "max"])
    said = [f"{name} {told.span(row['min'], row['max'])}" for name, row in wide.iterrows()]
    return overall(
        table,
        asked,
        title="The average effect by estimator",
        main=table["name"].str.endswith(ESTIMATORS[asked.estimator]),
        note=told.under(
            f"change in {asked.crimes} per 100,000 people, of Poisson counts in log points",
            told.conventions(table),
        ),
        sentences=(f"The estimates run, by panel: {'; '.join(said)}.",),
        brief=f"Estimates by panel: {'; '.join(said)}",
    )


def inside_two_way(found: Panels) -> Exhibit:
    """Show the simple comparisons that two-way fixed effects are a weighted mean of."""
    asked = found.asked
    whole = {name: found.whole[asked.silence][name] for name in asked.held}
    pieces, kinds, why = checks.bacon_weights(whole, asked.outcome)
    unknown = tuple(f"{name.capitalize()}: none, because {one}." for name, one in why.items())
    if not len(pieces):
        return Exhibit(title="Inside the two-way estimate", sentences=unknown)
    pieces = pieces.merge(kinds[["name", "kind", "total"]], on=["name", "kind"], validate="m:1")
    assert pieces["total"].notna().all()
    told_of = [
        f"{row.name}, {row.kind}: weight {row.weight:.2f}, estimate {row.estimate:.1f}"
        for row in kinds.itertuples(index=False)
    ]
    return told.exhibit(
        asked,
        title="Comparisons inside the two-way estimate",
        subtitle=f"Weight against estimate, {asked.crimes} per 100,000 people",
        rows=kinds,
        columns="name kind estimate weight total n_units",
        titles={
            "kind": "Comparison",
            "estimate": "Mean estimate",
            "total": "Two-way estimate",
        },
        digits={"weight": 3},
        picture=lambda narrow: events.bacon(
            pieces, narrow, panel="name", xlabel=f"{asked.crimes} per 100,000"
        ),
        alt=f"Goodman-Bacon weights: {words.listed(told_of)}.",
        marks="Dashed: the two-way estimate",
        note=told.under(
            "places seen in every period, each once; a decomposition has no standard error "
            "(Goodman-Bacon 2021)"
        ),
        sentences=unknown,
        brief="Later adopters against earlier ones are no estimate of an effect",
    )


def bounds(found: Panels) -> tuple[Exhibit, Exhibit]:
    """Show how large a violation of parallel trends would undo the effect, crime by crime."""
    asked, values, drawn = found.asked, [], pd.DataFrame()
    for crime in CRIMES:
        common = {**asked.common, "outcome": crime, "estimator": asked.estimator}
        near = studies.event_studies(found.counting(crime), **common, window=NEAR)
        intervals, breakdowns = checks.honest_bounds(near.results)
        values.append(breakdowns.assign(crime=NAMES[crime]))
        drawn = intervals if crime == asked.outcome else drawn
    table = pd.concat(values, ignore_index=True)
    return _bounds_drawn(drawn, values, asked), _breakdowns(table, asked)


def _bounds_drawn(drawn: pd.DataFrame, values: list[pd.DataFrame], asked: Asked) -> Exhibit:
    here = values[list(CRIMES).index(asked.outcome)]
    said = " ".join(f"{row.name}: {row.sentence}" for row in here.itertuples())
    if not len(drawn):
        return Exhibit(title="No bounds can be given", sentences=(said,))
    return Exhibit(
        title=f"Ranges of {NAMES[asked.outcome]} if trends were not parallel",
        subtitle=f"Mean of the first four effects, {asked.per}",
        rows=drawn,
        picture=lambda narrow: events.honest(
            drawn, narrow, panel="name", xlabels=BENDS, ylabel=asked.per
        ),
        alt=f"Ranges under bounded violations. {said}",
        marks="Bar: 95 % range under a bound (Rambachan and Roth)",
        tables=asked.tables,
    )


def _breakdowns(values: pd.DataFrame, asked: Asked) -> Exhibit:
    known = values["breakdown"].notna()
    values["note"] = values["sentence"].where(~known, "")
    values["restriction"] = values["restriction"].map(RESTRICTIONS)
    above = values[values["breakdown"] > 0]
    n, most = len(above), words.count(int(known.sum()), "breakdown value")
    said = [f"{row.crime} in {row.name}, {row.restriction}" for row in above.itertuples()]
    names = f": {words.listed(said)}" if n else ""
    order = np.argsort(-values["breakdown"].fillna(-1).to_numpy(), kind="stable")
    notes = [f"{row.crime}, {row.name}: {row.note}" for row in values.itertuples() if row.note]
    return told.exhibit(
        asked,
        title="How large a violation lets no change in",
        rows=values.iloc[order],
        columns="crime name restriction breakdown n_leads n_treated_clusters",
        titles={"restriction": "Violations"},
        note=told.under(*notes),
        first=4,
        tables=("policy_events",),
        sentences=(f"Of {most} {n or 'none'} {'is' if n == 1 else 'are'} above zero{names}.",),
        brief=f"{n or 'None'} of {most} above zero",
    )


def hidden_cause(found: Panels) -> tuple[Exhibit, Exhibit]:
    """Show how strong a hidden cause would have to be, for least squares and for Poisson."""
    asked = found.asked
    frames = {
        name: frame.assign(log_population=np.log(frame["population_first"]))
        for name, frame in found.used.items()
    }
    marks = {name: ["log_population"] for name in frames}
    if "counties" in frames:
        frames["counties"] = with_shares(frames["counties"], [*SHARES, VOTES])
        marks["counties"] += [*SHARES, VOTES]
    table = strength.robustness_table(
        frames, outcome=asked.outcome, weights=asked.weights, benchmarks=marks
    )
    counts = studies.event_studies(found.used, **asked.common, estimator="poisson").overall
    return _robustness(table, asked), _ratios(strength.e_value_table(counts), asked)


def _robustness(table: pd.DataFrame, asked: Asked) -> Exhibit:
    table, key = told.ranged(table)
    shares = ["value", "value_limit", "partial_r2", "explains_label", "explains_outcome"]
    table[shares] = 100 * table[shares].astype(float)
    table["benchmark"] = table["benchmark"].map(words.title, na_action="ignore")
    return told.exhibit(
        asked,
        title="Robustness values of the two-way estimates",
        subtitle=f"{asked.crimes} per 100,000 people; shares in percent".capitalize(),
        rows=table,
        columns="name estimate range value benchmark explains_label explains_outcome estimate_left",
        titles={"estimate": "Estimate", "value": "Robustness value, %"},
        note=told.under("Cinelli and Hazlett (2020)", told.conventions(table), key),
        tables=(*asked.tables, "county_covariates"),
        brief="How much of adoption and crime a hidden cause must explain",
    )


def _ratios(table: pd.DataFrame, asked: Asked) -> Exhibit:
    return told.exhibit(
        asked,
        title=f"E-values of the rate ratios, {asked.crimes}",
        rows=table,
        columns="name ratio ratio_low ratio_high e_value e_value_limit",
        digits=2,
        note=told.under(
            "Poisson; VanderWeele and Ding (2017); 1 means that no cause is needed",
            told.conventions(table),
        ),
        tables=asked.tables,
    )


def panel_of(names: pd.Series, order: Mapping[str, object] = SERIES) -> pd.Series:
    """Return the place of each row's panel among all, from names such as "counties: x"."""
    return names.str.split(":").str[0].map({name: k for k, name in enumerate(order)})
