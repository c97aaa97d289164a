"""The first exhibits of notebook 02: the answer, its picture, its limits, and every year."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps

import numpy as np
import pandas as pd

from sanctuary_research import words
from sanctuary_research.display import events, pictures
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.errors import AnalysisError, attempt_each
from sanctuary_research.methods import screens
from sanctuary_research.questions.adoption import plain
from sanctuary_research.questions.adoption import question as ask
from sanctuary_research.questions.adoption.changes import Changes
from sanctuary_research.questions.adoption.lead_up import LeadUp, lead_up
from sanctuary_research.questions.adoption.plain import Before
from sanctuary_research.questions.adoption.question import OUTCOMES, PRIMARY, SHORT, TABLES
from sanctuary_research.questions.asking import numbers
from sanctuary_research.questions.caveats import not_shown
from sanctuary_research.questions.crime_rates import gaps

ENDS = ["estimate", "conf_low", "conf_high", "half_low", "half_high"]
MARKS = (
    "Band: the value could be anywhere in here (95 % interval; stronger: the middle half); one "
    "that crosses the line means that we cannot tell"
)
HOLLOW = ". Hollow: no range that could be trusted"
REMARK = {
    True: "before the limits: moved apart",
    False: "before the limits: not clearly apart",
    None: "before the limits: not known",
}


def years_before(frame: pd.DataFrame, asked: ask.Asked) -> Before:
    """Return `lead_up`, or why the years before cannot be judged."""
    found, refused = attempt_each([asked], lambda one: lead_up(frame, one))
    return found.get(asked) or refused[asked]


def or_why(make: Callable[..., Exhibit]) -> Callable[..., Exhibit]:
    """Show a sentence in place of an exhibit that cannot be made, or whose years are too few."""

    @wraps(make)
    def shown(first: object, *others: object) -> Exhibit:
        try:
            if isinstance(first, AnalysisError):
                raise first
            return make(first, *others)
        except AnalysisError as why:
            return Exhibit(sentences=(f"Not to be had: {why.case}.",))

    return shown


def answer(found: Changes, before: Before) -> Exhibit:
    """Show the answer in plain words."""
    return Exhibit(
        title="The answer",
        sentences=plain.answer(found, before),
        tables=TABLES,
        behind=behind(found.frame),
    )


def limits(found: Changes, before: Before) -> Exhibit:
    """Show what the answer does not show."""
    return not_shown(*plain.limits(found, before), tables=TABLES)


def behind(frame: pd.DataFrame) -> pd.DataFrame:
    """Return every agency with its group, the row that says so, and whether it is kept."""
    names = ["agency_id", "agency_name", "county_fips", "state", "arm", "reason"]
    return frame[[*names, "evidence_table", "evidence_id", "screen", "residents", *OUTCOMES]]


def main_picture(found: Changes, before: Before) -> Exhibit:
    """Show the change of every outcome as a share of its mean before."""
    drawn = in_percent(found)
    drawn["remark"] = [REMARK[plain.failed(before, name)] for name in drawn["outcome"]]
    told = [
        f"{row.name}: {words.number(row.estimate, sign=True)} % "
        f"({words.interval(row.conf_low, row.conf_high)} %)"
        for row in drawn.itertuples()
    ]
    main = drawn.loc[drawn["is_main"], ["conf_low", "conf_high"]].abs().max().max()
    far = np.nanmax([1.8 * main, 1.3 * drawn["estimate"].abs().max()])
    look = {"xlabel": "% of the level before", "zero": "as elsewhere", "tick": tick}
    return Exhibit(
        title=plain.finding(drawn),
        subtitle=f"How much more or less recorded crime changed from {found.asked.period} where "
        "detainer limits began in between than elsewhere, in % of its yearly level before",
        rows=drawn,
        picture=lambda narrow: pictures.bands(drawn, narrow, ends=(-far, far), **look),
        alt=f"Change from {found.asked.period} beyond that elsewhere. {'; '.join(told)}.",
        marks=MARKS + HOLLOW * bool(drawn["conf_low"].isna().any()),
        tables=TABLES,
        behind=behind(found.frame),
    )


def in_percent(found: Changes) -> pd.DataFrame:
    """Return the change of every outcome in percent of its mean before under limits.

    Returns
    -------
    DataFrame
        outcome, name, `ENDS`, is_main (primary).
    """
    rows = pd.DataFrame([found.row(name) for name in OUTCOMES]).reset_index(drop=True)
    scale = 100 / rows["outcome"].map(found.mean_before)
    scaled = gaps.with_halves(rows)[ENDS].mul(scale, axis=0)
    names = rows["outcome"].map(SHORT).str.capitalize()
    is_main = rows["outcome"].isin(PRIMARY)
    return scaled.assign(outcome=rows["outcome"], name=names, is_main=is_main)


def tick(value: float) -> str:
    """Return a percent as a tick of the axis says it.

    >>> tick(-20.0), tick(0.0)
    ('20 % less', '0')
    """
    return f"{abs(value):g} % {'more' if value > 0 else 'less'}" if value else "0"


@or_why
def year_by_year(before: LeadUp, outcomes: Sequence[str] = PRIMARY) -> Exhibit:
    """Show the gap of every year less that of the last year before."""
    base, after = before.asked.before[-1], before.asked.after
    studies = {name: before.studies[ask.check_outcome(name)].table for name in outcomes}
    drawn = pd.concat([t.assign(panel=SHORT[name].capitalize()) for name, t in studies.items()])
    told = tuple(plain.pretest(before, name) for name in outcomes)
    bad = words.listed([SHORT[name] for name in outcomes if before.fails(name)])
    n, others = drawn[["n_sanctuary", "n_comparison"]].max()
    look = {"time": "year", "between": (base + 0.5, after[0] - 0.5)}
    return Exhibit(
        title=f"Uneven in the years before: {bad or 'none'}",
        subtitle=f"Gap between limit and comparison, less that of {base}, per 10,000 residents; "
        f"{n} and {others} agencies with every year",
        rows=drawn,
        picture=lambda narrow: events.around(drawn, narrow, ylabel="per 10,000 residents", **look),
        alt="Gap year by year. " + " ".join(told),
        marks="Bar: 95 % range of one year; band: all years at once; grey: when limits began",
        tables=TABLES,
        behind=plain.compared(before),
        sentences=told,
        brief=f"{len(outcomes)} outcomes, year by year",
    )


def headlines(found: Changes, before: Before) -> list[dict]:
    """Return the headline numbers, each as the arguments of `prose.headline`."""
    one, source = found.row(PRIMARY[0]), main_picture(found, before).title
    rows = {f"change, {OUTCOMES[name]}": found.row(name) for name in OUTCOMES}
    if isinstance(before, LeadUp):
        for name in PRIMARY:
            rows[f"change beyond its own drift, {OUTCOMES[name]}"] = before.table.loc[name, "twin"]
    estimates = [
        (name, row["estimate"], "per 10,000 residents", 3, row["conf_low"], row["conf_high"])
        for name, row in rows.items()
    ]
    kept = found.frame["screen"].eq(screens.KEPT).sum()
    return numbers(
        source,
        *estimates,
        ("agencies kept", kept, "agencies", 0),
        ("agencies under a limit", one["n_sanctuary"], "agencies", 0),
        ("agencies compared with", one["n_comparison"], "agencies", 0),
    )
