"""The exhibits on how sure we are, and on what else the answer could have been."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import datasets
from sanctuary_research.display import pictures
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.errors import attempt_each
from sanctuary_research.methods.groups.across import leave_one_out
from sanctuary_research.methods.sensitivity import robustness_value
from sanctuary_research.questions.asking import evidence
from sanctuary_research.questions.crime_rates import frames, gaps, said, variants
from sanctuary_research.questions.crime_rates.asked import ADJUSTED, ALL_TABLES, Asked, title_of
from sanctuary_research.questions.crime_rates.shown import SURE, estimates, named, ranged


def sureness(gap: gaps.Gap, *, draws: int = gaps.DRAWS) -> Exhibit:
    """Show the estimate's interval beside a bootstrap, and what the design could have seen."""
    row = gap.row
    found, refused = attempt_each([gap], lambda one: gaps.bootstrap(one, draws=draws))
    names = ["method", "estimate", "conf_low", "conf_high", "df", "p_value"]
    rows = [("CR2 by state, Imbens-Kolesár degrees of freedom", *row[names[1:]])]
    for wild in found.values():
        method = f"Restricted wild cluster bootstrap by state, Webb weights, {draws:,} draws"
        ends = wild.conf_low, wild.conf_high
        rows.append((method, wild.estimate, *ends, np.nan, wild.p_value))
    withheld = [f"No interval: {row['withheld']}."] if row["withheld"] else []
    withheld += [f"No bootstrap: {error.case}." for error in refused.values()]
    return Exhibit(
        title=SURE,
        subtitle=gap.asked.measured,
        rows=ranged(pd.DataFrame(rows, columns=names))[0],
        columns="method estimate range df p_value",
        digits={"p_value": 3},
        note=" ".join(withheld),
        tables=gap.asked.tables,
        behind=gap.behind(),
        sentences=(*said.power(row), _hidden(gap)),
    )


def _hidden(gap: gaps.Gap) -> str:
    """Say how strong a cause that was left out would have to be, where least squares is asked."""
    if gap.asked.adjustment not in gaps.JOINED or pd.isna(gap.row["estimate"]):
        return ""
    fit = gap.found.fit(gap.asked.adjustment, gap.asked.weights)
    found = robustness_value(fit.params["sanctuary"], fit.bse["sanctuary"], fit.df_resid)
    return (
        f"A cause that is left out would have to explain {words.number(100 * found)} % of "
        "what is left unexplained, both of who is in which group and of crime, to bring the "
        "difference to nothing."
    )


def without_each_state(gap: gaps.Gap) -> Exhibit:
    """Show the estimate with each state left out."""
    asked, drawn = gap.asked, _without(gap)
    if drawn.empty:
        return Exhibit(sentences="No estimate is left when a state is left out.")
    told = said.moved(drawn.set_index("name")["estimate"])
    is_fit = asked.adjustment in gaps.JOINED
    one = said.moved(variants.without_each_county(gap)) if is_fit else ""
    return estimates(
        drawn,
        "name estimate range",
        title=f"Leaving out one state moves the estimate from {told}",
        subtitle=f"{asked.measured}; each dot leaves out one state",
        titles={"name": "Without"},
        picture=partial(pictures.strip, drawn, xlabel=asked.unit, whole=gap.row["estimate"]),
        alt=f"Estimates with each of {len(drawn)} states left out, from {told}.",
        marks="Dot: estimate; line: 95 % interval; dashed: with all states",
        tables=gap.asked.tables,
        behind=gap.behind(),
        sentences=f"Leaving out one county moves it from {one}." * bool(one),
    )


def _without(gap: gaps.Gap) -> pd.DataFrame:
    """Return the estimate without each state, from the least to the greatest."""
    found = leave_one_out(
        gap.frame,
        adjustment=gap.asked.adjustment,
        weights=gap.asked.weights,
        **gaps.options(gap.asked),
    )
    found = found.rename(columns={"cluster": "name"})
    return found.dropna(subset="estimate").sort_values("estimate", ignore_index=True)


def before(asked: Asked) -> Exhibit:
    """Show the same groups in 2012, before nearly every listing, and the change since."""
    rows = variants.before_and_since(asked)
    first, last = rows.iloc[0], rows.iloc[-1]
    both = frames.sides(variants.frames_over_time(asked)["2012"], asked.comparison)
    told = said.since(first, last, asked)
    return estimates(
        rows,
        "what estimate range df p_bootstrap n_sanctuary n_comparison",
        title=told[0].rstrip("."),
        subtitle=f"{asked.unit}, groups of {asked.year}, {ADJUSTED[asked.adjustment]}".capitalize(),
        digits={"p_bootstrap": 3},
        tables=asked.tables,
        behind=gaps.of_sides(both, "before"),
        sentences=(*told[1:], _moved(asked)),
    )


def _moved(asked: Asked) -> str:
    """Return between what the change since 2012 moves when one state is left out."""
    if asked.year == 2012:
        return ""
    change = variants.frames_over_time(asked)[f"change from 2012 to {asked.year}"]
    found = _without(gaps.gap(change, asked, adjustments=[asked.adjustment]))
    if found.empty:
        return ""
    told = said.moved(found.set_index("name")["estimate"])
    return f"Leaving out one state moves the change from {told}."


def other_choices(asked: Asked) -> Exhibit:
    """Show the estimate with one choice changed at a time."""
    changed = variants.varied(asked)
    rows = variants.other_choices(changed)
    parts = {choice: gaps.of_sides(chosen) for choice, (chosen, *_) in changed.items()}
    return estimates(
        rows,
        "choice estimate range df n_sanctuary n_comparison effective_clusters_sanctuary",
        title="One choice changed at a time",
        subtitle="Per 10,000 people",
        tables=asked.tables,
        behind=gaps.by_choice(parts),
    )


def urbanicity(asked: Asked) -> Exhibit:
    """Show the estimate within each class of urbanicity, beside what Wong (2017) reported."""
    rows = variants.by_urbanicity(asked)
    told = datasets.load_published_estimates().query(
        "study_id == 'wong_2017' and outcome == 'index_crime' and unit == 'per_10k'"
    )
    told = told.drop_duplicates("scope")
    signs = told["sign"].map({"negative": "lower", "positive": "slightly higher"})
    theirs = told["estimate"].map(words.number).where(told["estimate"].notna(), signs)
    theirs = theirs.set_axis(told["scope"])
    counted = gaps.of_sides(frames.sides(frames.counties(asked), asked.comparison), "nchs_label")
    return estimates(
        rows.assign(theirs=rows["urbanicity"].map(theirs).fillna("–")),
        "urbanicity estimate range n_sanctuary n_comparison theirs",
        title="Within each class of urbanicity",
        subtitle=asked.measured,
        titles={"urbanicity": "Class (NCHS 2013)", "theirs": "Wong (2017)"},
        tables=(*asked.tables, "county", "published_estimates"),
        behind=pd.concat([counted, evidence("published_estimates", told)]),
    )


def silence(frame: pd.DataFrame, asked: Asked) -> Exhibit:
    """Show between which bounds raw gaps lie if silent counties have limits of their own.

    One row a definition whose comparison with all others takes silence for absence; told in words
    is the definition asked for, or any detainer limit where every county has its row.
    """
    found = variants.silent_bounds(frame, asked)
    names = found["definition"].tolist()
    chosen = asked.definition if asked.definition in names else "any_detainer_limit"
    row, name = found.set_index("definition").loc[chosen], title_of(chosen)
    told = (
        f"Of {row['n_silent']:,} counties with nothing on record under “{name}” ICE's list of 2014 "
        f"named {words.number(row['percent'])} %; were those under a limit, the raw gap of "
        f"{words.number(row['raw_difference'], 0)} could be {row['suggested']}."
    )
    return Exhibit(
        title=f"With a limit in 2 % of silent counties the raw gap could be {row['at_2']}",
        subtitle=f"{asked.unit}, {asked.year}; “{name}” against all others, as they are",
        rows=found.assign(definition=found["definition"].map(title_of)),
        columns="definition raw_difference at_2 at_5 at_10 percent suggested n_silent",
        titles={
            "percent": "% that ICE listed",
            "suggested": "If so many have",
            "n_silent": "Silent counties",
        },
        tables=ALL_TABLES,
        behind=variants.listed(frame, asked)[gaps.EVIDENCE],
        sentences=told,
    )


def published(gap: gaps.Gap) -> Exhibit:
    """Show published differences on the same scale, and whether our ranges hold them."""
    rows = variants.published(gap)
    told = said.published(rows)
    shown = rows["is_excluded"].map({True: "yes", False: "no"}).fillna("other comparison")
    return Exhibit(
        title="Published differences on the same scale",
        subtitle=gap.asked.unit.capitalize(),
        rows=rows.assign(is_excluded=shown),
        columns="study published is_excluded scope estimate_printed estimate_id",
        titles={
            "scope": "Counties",
            "published": "Difference",
            "is_excluded": "Excluded by our range",
        },
        note="Relative differences are multiplied by the mean of the comparison counties. A figure "
        "for a class of urbanicity is held against the estimate within that class.",
        tables=("published_estimates", "county_crime"),
        behind=gap.behind(),
        sentences=told,
    )


def together(every: gaps.EveryGap) -> Exhibit:
    """Judge the raw and regression estimates together."""
    asked, joint = every.asked, every.joint
    apart = {adjustment: every.joint_of(adjustment) for adjustment in gaps.JOINED}
    table = joint.table.sort_values("p_adjusted_least", ignore_index=True)
    table[gaps.KEYS] = table["cell"].tolist()
    told = said.jointly(joint, apart)
    return Exhibit(
        title=told[0].rstrip("."),
        subtitle=asked.measured,
        rows=named(table.drop(columns="cell")),
        columns="definition estimate p_value p_adjusted p_adjusted_least comparison "
        "adjustment weights",
        titles={"p_value": "p alone"},
        digits={"p_value": 3, "p_adjusted": 3, "p_adjusted_least": 3},
        tables=ALL_TABLES,
        behind=every.behind,
        note=f"Restricted wild cluster bootstrap by state, Webb weights, {joint.draws:,} draws "
        "shared by all. How often these tests reject where there is nothing is in docs/methods.md.",
        sentences=told[1:],
    )
