"""The first exhibits of notebook 02: the answer, its picture, its limits, and every year."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps

import numpy as np
import pandas as pd

from sanctuary_research import words
from sanctuary_research.display import pictures, yearly
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.errors import AnalysisError, attempt_each, check_known
from sanctuary_research.methods import screens
from sanctuary_research.questions.adoption import question as ask
from sanctuary_research.questions.adoption import wording
from sanctuary_research.questions.adoption.changes import Changes
from sanctuary_research.questions.adoption.lead_up import LeadUp, lead_up
from sanctuary_research.questions.adoption.question import OUTCOMES, PRIMARY, SHORT, TABLES
from sanctuary_research.questions.asking import numbers, the_answer
from sanctuary_research.questions.caveats import BAR, HOLLOW, NOT_SHOWN

ENDS = ["estimate", "conf_low", "conf_high"]
REMARK = {
    True: " (differed even before)",
    False: "",
    None: " (before: not known)",
}


def years_before(frame: pd.DataFrame, asked: ask.Asked) -> wording.Before:
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
            return Exhibit(sentences=f"Not to be had: {why.case}.")

    return shown


def answer(found: Changes, before: wording.Before) -> Exhibit:
    """Show the answer in plain words."""
    told = wording.answer(found, before, spoken(in_percent(found)))
    return the_answer(*told, tables=TABLES, behind=weighed(found))


def limits(found: Changes, before: wording.Before) -> Exhibit:
    """Show what the answer does not show."""
    rows = behind(found.frame)[["agency_id", "years", "evidence_table", "evidence_id"]]
    told = wording.limits(found, before)
    return Exhibit(NOT_SHOWN, sentences=told, tables=TABLES, behind=rows)


def behind(frame: pd.DataFrame) -> pd.DataFrame:
    """Return every agency with its group, the row that says so, and whether it is kept."""
    names = ["agency_id", "agency_name", "county_fips", "state", "arm", "reason"]
    names += ["evidence_table", "evidence_id", "screen", "residents", "years"]
    return frame[[*names, *OUTCOMES]]


def weighed(found: Changes) -> pd.DataFrame:
    """Return `behind` with what each agency's change is multiplied by in the first outcome."""
    weights = found.compared[PRIMARY[0]].unit_weights("regression")
    return behind(found.frame).assign(weight=found.frame["agency_id"].map(weights))


def main_picture(found: Changes, before: wording.Before) -> Exhibit:
    """Show the change of every outcome as a share of its mean before."""
    drawn = in_percent(found)
    drawn["remark"] = [f"{value} ({ends})" for value, ends in spoken(drawn).values()]
    told = "; ".join(drawn["name"] + ": " + drawn["remark"])
    drawn["name"] += drawn["outcome"].map(lambda name: REMARK[wording.failed(before, name)])
    main = drawn.loc[drawn["is_main"], ["conf_low", "conf_high"]].abs().max().max()
    far = np.nanmax([1.8 * main, 1.3 * drawn["estimate"].abs().max()])
    look = {"xlabel": "% of the level before", "zero": "as elsewhere", "tick": tick}
    return Exhibit(
        title=wording.finding(drawn),
        subtitle=f"Change of crime recorded by {wording.POLICE[found.asked.agencies]}, from "
        f"{found.asked.period} where jails began to limit holds for ICE in between, "
        "compared with the change elsewhere, in % of the earlier level",
        rows=drawn,
        picture=lambda narrow: pictures.bands(drawn, narrow, ends=(-far, far), **look),
        alt=f"Change from {found.asked.period} beyond that elsewhere. {told}.",
        marks=f"{BAR}{HOLLOW * bool(drawn['conf_low'].isna().any())}Differed even before: "
        "already before the limits it moved otherwise than elsewhere, so do not rely on its bar. "
        "Homicides are few: their bar is wide",
        tables=TABLES,
        behind=weighed(found),
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
    scaled = rows[ENDS].mul(scale, axis=0)
    names = rows["outcome"].map(SHORT).str.capitalize()
    is_main = rows["outcome"].isin(PRIMARY)
    return scaled.assign(outcome=rows["outcome"], name=names, is_main=is_main)


def tick(value: float) -> str:
    """Return a percent as a tick of the axis says it.

    >>> tick(-20.0), tick(0.0)
    ('20 % less', '0')
    """
    return f"{abs(value):g} % {'more' if value > 0 else 'less'}" if value else "0"


def spoken(rows: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Return the change of each outcome, and where it may lie, in words.

    >>> spoken(pd.DataFrame([{"outcome": "robbery", "estimate": 6.2, "conf_low": -0.62,
    ...                         "conf_high": 12.0}]))
    {'robbery': ('6 % more', '0.6 % less to 12 % more')}
    """
    told = {}
    for name, *ends in rows[["outcome", *ENDS]].itertuples(index=False):
        value, *span = (tick(round(end, int(abs(end) < 1))) for end in ends if pd.notna(end))
        told[name] = value, " to ".join(span) or "no range to be trusted"
    return told


@or_why
def year_by_year(before: LeadUp, outcomes: Sequence[str] = PRIMARY) -> Exhibit:
    """Show the gap of every year less that of the last year before."""
    base, after = before.asked.before[-1], before.asked.after
    for name in outcomes:
        check_known("outcome that can be compared over the years", name, OUTCOMES)
    studies = {name: before.studies[name].table for name in outcomes}
    drawn = pd.concat([t.assign(panel=SHORT[name].capitalize()) for name, t in studies.items()])
    told = tuple(wording.pretest(before, name) for name in outcomes)
    bad = words.listed([SHORT[name] for name in outcomes if before.fails(name)])
    n, others = drawn[["n_sanctuary", "n_comparison"]].max()
    look = {"time": "year", "between": (base + 0.5, after[0] - 0.5)}
    return Exhibit(
        title=f"Moving differently before the limits: {bad or 'none'}",
        subtitle=f"Gap between limit and comparison, less that of {base}, per 10,000 residents; "
        f"{n} and {others} agencies with every year",
        rows=drawn,
        picture=lambda narrow: yearly.around(drawn, narrow, ylabel="per 10,000 residents", **look),
        alt="Gap year by year. " + " ".join(told),
        marks="Bar: 95 % range of one year; band: all years at once; grey: when limits began",
        tables=TABLES,
        behind=wording.compared(before),
        sentences=told,
    )


def headlines(found: Changes, before: wording.Before) -> list[dict]:
    """Return the headline numbers, each as the arguments of `prose.headline`."""
    one, told = found.row(PRIMARY[0]), []
    rows = [("change", wording.EVERY, name, found.row(name)) for name in OUTCOMES]
    if isinstance(before, LeadUp):
        beyond = "change beyond its own drift"
        rows += [(beyond, wording.LED, name, before.table.loc[name, "twin"]) for name in PRIMARY]
    for what, exhibit, name, row in rows:
        ends = row["estimate"], "per 10,000 residents", 3, row["conf_low"], row["conf_high"]
        told += numbers(exhibit, (f"{what}, {OUTCOMES[name]}", *ends))
    kept = found.frame["screen"].eq(screens.KEPT).sum()
    return told + numbers(
        wording.kept_title(found.asked),
        ("agencies kept", kept, "agencies", 0),
        ("agencies under a limit", one["n_sanctuary"], "agencies", 0),
        ("agencies compared with", one["n_comparison"], "agencies", 0),
    )
