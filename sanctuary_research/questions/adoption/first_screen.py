"""The first exhibits of notebook 02: the answer, its picture, its limits, and every year."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps

import pandas as pd
from scipy import stats

from sanctuary_research import words
from sanctuary_research.display import events, pictures
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.errors import AnalysisError, attempt_each
from sanctuary_research.methods import screens
from sanctuary_research.questions.adoption import plain
from sanctuary_research.questions.adoption.changes import Changes
from sanctuary_research.questions.adoption.lead_up import LeadUp, lead_up
from sanctuary_research.questions.adoption.plain import Before
from sanctuary_research.questions.adoption.question import (
    OUTCOMES,
    PRIMARY,
    SHORT,
    TABLES,
    Asked,
    spans,
)

ENDS = ["estimate", "conf_low", "conf_high", "half_low", "half_high"]
MARKS = (
    "Band: the value could be anywhere in here (95 % interval; darker: the middle half); one that "
    "crosses the line means that we cannot tell. Hollow: no honest range"
)
REMARK = {
    True: "years before uneven",
    False: "years before without clear drift",
    None: "years before not known",
}


def years_before(frame: pd.DataFrame, asked: Asked) -> Before:
    """Return `lead_up`, or why the years before cannot be judged."""
    found, refused = attempt_each([asked], lambda one: lead_up(frame, one))
    return found.get(asked) or refused[asked]


def if_known(make: Callable[..., Exhibit]) -> Callable[..., Exhibit]:
    """Show a sentence in place of an exhibit of the years before where there are too few."""

    @wraps(make)
    def shown(before: Before, *options: object) -> Exhibit:
        if isinstance(before, AnalysisError):
            return Exhibit(sentences=(f"{str(before.case).capitalize()}.",), brief="None")
        return make(before, *options)

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
    return Exhibit(title="What this does not show", sentences=plain.limits(found, before))


def behind(frame: pd.DataFrame) -> pd.DataFrame:
    """Return every agency with its group, the row that says so, and whether it is kept."""
    names = ["agency_id", "agency_name", "county_fips", "state", "arm", "reason"]
    return frame[[*names, "evidence_table", "evidence_id", "screen", "residents", *OUTCOMES]]


def main_picture(found: Changes, before: Before) -> Exhibit:
    """Show the change of every outcome as a share of its mean before."""
    drawn = in_percent(found)
    drawn["remark"] = [REMARK[plain.failed(before, name)] for name in drawn["outcome"]]
    told = [
        f"{row.name} {percent(row.estimate)} ({percent_span(row)})" for row in drawn.itertuples()
    ]
    return Exhibit(
        title=plain.finding(drawn),
        subtitle=f"How much more recorded crime changed from {found.asked.period} under detainer "
        f"limits that began in between than elsewhere, in % of its mean of "
        f"{spans(found.asked.before)}",
        rows=drawn,
        picture=lambda narrow: pictures.bands(
            drawn,
            narrow,
            xlabel="% of the mean before",
            ends=edges(drawn),
            zero="no change",
            tick=tick,
        ),
        alt=f"Changes with their ranges. {'; '.join(told)}.",
        marks=MARKS,
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
    rows = []
    for name in OUTCOMES:
        row, scale = found.row(name), 100 / found.mean_before(name)
        half = stats.t.ppf(0.75, row["df"]) * row["std_error"]
        middle = row["estimate"]
        ends = (middle, row["conf_low"], row["conf_high"], middle - half, middle + half)
        scaled = dict(zip(ENDS, [scale * end for end in ends], strict=True))
        title = SHORT[name].capitalize()
        rows.append({"outcome": name, "name": title, **scaled, "is_main": name in PRIMARY})
    return pd.DataFrame(rows)


def edges(drawn: pd.DataFrame) -> tuple[float, float]:
    """Return the edges of the main picture: primary ranges and all estimates are inside."""
    main = drawn.loc[drawn["is_main"], ["conf_low", "conf_high"]].abs().max().max()
    far = max([1.8 * (main if pd.notna(main) else 0), 1.3 * drawn["estimate"].abs().max()])
    return -far, far


def percent(value: float) -> str:
    """Return a change in percent in words.

    >>> percent(6.2), percent(-0.4)
    ('6 % more', '0.4 % less')
    """
    digits = 0 if abs(value) >= 0.5 else 1
    return f"{words.number(abs(value), digits)} % {'less' if value < 0 else 'more'}"


def percent_span(row) -> str:
    """Return a range of percents in words, or that there is none."""
    if pd.isna(row.conf_low):
        return "no honest range"
    return f"{percent(row.conf_low)} to {percent(row.conf_high)}"


def tick(value: float) -> str:
    """Return a percent as a tick of the axis says it.

    >>> tick(-20.0), tick(0.0)
    ('20 % less', '0')
    """
    return f"{abs(value):g} % {'more' if value > 0 else 'less'}" if value else "0"


@if_known
def year_by_year(before: LeadUp, outcomes: Sequence[str] = PRIMARY) -> Exhibit:
    """Show the gap of every year less that of the last year before."""
    base, asked = before.asked.before[-1], before.asked
    drawn = pd.concat(
        [before.studies[name].table.assign(panel=SHORT[name].capitalize()) for name in outcomes]
    )
    told = [plain.pretest(before, name) for name in outcomes]
    bad = [SHORT[name] for name in outcomes if before.fails(name)]
    counts = drawn[["n_sanctuary", "n_comparison"]].max()
    return Exhibit(
        title=f"The years before move unevenly for {words.listed(bad)}"
        if bad
        else "The years before show no clear drift",
        subtitle=f"Gap between limit and comparison, less that of {base}, per 10,000 residents; "
        f"{counts['n_sanctuary']} and {counts['n_comparison']} agencies with every year",
        rows=drawn,
        picture=lambda narrow: events.around(
            drawn,
            narrow,
            time="year",
            between=(base + 0.5, asked.after[0] - 0.5),
            ylabel="per 10,000 residents",
        ),
        alt="Gap year by year. " + " ".join(told),
        marks="Bar: 95 % range of one year; band: all years at once; grey: when limits began",
        tables=TABLES,
        sentences=tuple(told),
        brief=f"{len(outcomes)} outcomes, {spans(before.years)}",
    )


def headlines(found: Changes, before: Before) -> list[dict]:
    """Return the headline numbers, each as the arguments of `prose.headline`."""
    exhibit, unit = main_picture(found, before), "per 10,000 residents"
    main = {"exhibit": exhibit.title, "tables": TABLES}
    numbers = []
    for name in OUTCOMES:
        row, digits = found.row(name), 1 if name in PRIMARY else 2
        ends = {"low": row["conf_low"], "high": row["conf_high"], "digits": digits}
        numbers.append(
            {"name": f"change, {OUTCOMES[name]}", "value": row["estimate"], "unit": unit, **ends}
        )
    if isinstance(before, LeadUp):
        for name in PRIMARY:
            p = before.studies[name].pretest["p_value"]
            told = {"name": f"years before, {OUTCOMES[name]}", "value": p, "unit": "joint p"}
            numbers.append({**told, "digits": 3})
            row = before.table.loc[(name, "twin")]
            ends = {"low": row["conf_low"], "high": row["conf_high"]}
            told = {"name": f"change beyond its own trend, {OUTCOMES[name]}", "unit": unit}
            numbers.append({**told, "value": row["estimate"], **ends})
    row = found.row(PRIMARY[0])
    stay = found.frame["screen"].eq(screens.KEPT).sum()
    for name, value in (
        ("agencies kept", stay),
        ("agencies under a limit", row["n_sanctuary"]),
        ("agencies compared with", row["n_comparison"]),
        ("states with a limit", row["n_clusters_sanctuary"]),
    ):
        numbers.append({"name": name, "value": value, "unit": "in number", "digits": 0})
    return [main | number for number in numbers]
