"""What do studies find about limits and crime, beside ours? What notebook 04 asks, as functions.

`data.published` reads what studies say, `questions.scales` puts what it can on one scale with
our own; here each function shows something, as an ``Exhibit``.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import choices, datasets, published
from sanctuary_research.data.published import findings, in_words, of_limits
from sanctuary_research.display import pictures
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.questions import scales
from sanctuary_research.questions.asking import CODES, evidence, numbers
from sanctuary_research.questions.caveats import BAR, HOLLOW
from sanctuary_research.questions.scales import TABLE, TABLES, Beside, amount

UNITS: dict[str, str] = CODES["scales"]
WONG = [("wong_2021", "trust_in_police"), ("wong_2019", "report_crime_witnessed")]
_of_studies = partial(Exhibit, titles=CODES["titles_of_literature"], tables=(TABLE,))
_beside = partial(_of_studies, tables=TABLES)


def answer(found: Beside, scale: str) -> Exhibit:
    """Say what others found, and whether ours is told apart from none."""
    choices.check("Scale", "scale", scale)
    mine, told = found.table.query("is_main").sort_values(scale), of_limits()
    kinds = [f"{amount(row[scale], scale)} ({row['crime']})" for _, row in mine.iterrows()]
    unsure = int((mine[f"{scale}_low"] * mine[f"{scale}_high"] < 0).sum())
    which = f"all {len(mine)}" if unsure == len(mine) else f"{unsure} of {len(mine)}"
    unit = {"percent": "crime", "per_10k": "crimes per 10,000 people"}[scale]
    return _beside(
        title="The answer",
        sentences=(
            f"They {'do not ' * (told.nunique() > 1)}agree.",
            f"Of {told.index.nunique()} studies of places that limit work with immigration agents, "
            f"{_found(told)}.",
            f"Our {len(mine)} main estimates of {unit} lie between {kinds[0]} and {kinds[-1]}; for "
            f"{which} we cannot say whether more or less.",
        ),
        behind=pd.concat([found.behind, evidence(TABLE, published.of_crime(), "study", "side")]),
    )


def _found(told: pd.Series) -> str:
    """Return how many studies found what."""
    counts = [f"{n} {what}" for what, n in told.value_counts(sort=False).items()]
    return words.listed(counts).replace(" ", " found ", 1)


def main_picture(found: Beside, scale: str) -> Exhibit:
    """Show all of ours, and each study once by its broadest crime, or by its words alone."""
    told, drawn = (
        of_limits().groupby(level=0).agg(" and ".join),
        scales.drawn_on(found.table, scale),
    )
    drawn = drawn[drawn["is_main"] | ~drawn["study"].duplicated()]
    drawn = drawn.sort_values("is_main", ascending=False, kind="stable")
    rest = told.drop(drawn["study"], errors="ignore") + "; no amount given"
    rest = rest.rename("remark").rename_axis("name").reset_index().assign(is_main=False)
    return _beside(
        title=f"Of {len(told)} studies {_found(of_limits())}; {len(told) - len(rest)} give amounts "
        "that can be compared",
        **forest(pd.concat([drawn, rest], ignore_index=True), scale),
        behind=found.behind,
    )


def forest(rows: pd.DataFrame, scale: str) -> dict[str, Any]:
    """Return the rows, picture and words of an exhibit that draws estimates (see `drawn_on`)."""
    told = rows["name"] + ", " + rows["remark"] + rows["said"].radd(": ").fillna("")
    look: Any = {"xlabel": UNITS[scale], "tick": partial(amount, scale=scale)}
    return {
        "subtitle": f"How much more or less crime where there are limits, {UNITS[scale]}",
        "rows": rows,
        "picture": lambda narrow: pictures.bands(rows, narrow, **look),
        "alt": f"Estimates with their 95 % ranges. {'; '.join(told)}.",
        "marks": f"{BAR}{HOLLOW}No amount given: the study prints none to compare, so it "
        "has no dot. Ours: the main comparison planned in reports 01 and 02, for each crime it "
        "counts; report 01 shows other definitions. A rate becomes a percentage, and the reverse, "
        "by the average county of 2015",
    }


def signs() -> Exhibit:
    """Show what each study says of each crime, less, none and more side by side."""
    rows = findings()
    left = rows[rows["scope"].str.contains(published.CLASSES)]
    told = left.groupby(["study", "finding"])["scope"].unique().map(words.listed)
    said_by_class = [f"{study}: {what.lower()} in {where}" for (study, what), where in told.items()]
    counted = pd.concat([published.of_crime(), left])
    return _of_studies(
        title="What studies say, crime by crime",
        subtitle="Where a study prints an interval or standard error, it decides; else its own "
        "words do. One that prints several specifications can say two things of a crime",
        rows=published.by_study(),
        columns=("study", "side", "policy", "family", *published.FINDINGS),
        note=f"Parts of a result that is here whole are left out: {'; '.join(said_by_class)}.",
        behind=evidence(TABLE, counted, "study", "side", "outcome", "finding"),
    )


def scaled(found: Beside, scale: str = "percent") -> Exhibit:
    """Show every estimate, on both scales, and how far specifications lie apart."""
    shown = {
        scale: [scales.said(row, scale) for _, row in found.table.iterrows()] for scale in UNITS
    }
    several = published.converted(findings().dropna(subset="specification"), np.nan)
    several = several.query("outcome == 'all_crime'")
    ends = [words.number(several["percent"].agg(end), sign=True) for end in ("min", "max")]
    drawn = forest(scales.drawn_on(found.table, scale), scale)
    return _beside(
        title="The same estimates on both scales",
        **drawn | {"rows": drawn["rows"].assign(**shown)},
        columns="study crime family percent per_10k estimate_printed estimate_id",
        behind=pd.concat([found.behind, evidence(TABLE, several, "study")]),
        note=f"Of {len(several)} specifications of {several['study'].iloc[0]} the fullest; over "
        f"all of them all crime goes from {' to '.join(ends)} %. Violent crime of notebook 02 is "
        "without rape.",
    )


def designs() -> Exhibit:
    """Show what each kind of design can and cannot show, and which studies have it."""
    return _of_studies(
        title="What each kind of study can and cannot show",
        rows=pd.DataFrame(published.FAMILIES),
        columns="kind can_show cannot_show",
    )


def every(outcomes: str = "") -> Exhibit:
    """Show published estimates of outcomes that a pattern finds, each as printed, with its row."""
    rows = findings()
    return _of_studies(
        title="Every estimate" if not outcomes else "Trust, and what is reported to the police",
        rows=in_words(rows[rows["outcome"].str.contains(outcomes)], "outcome", "policy", "design"),
        columns="study outcome policy scope estimate_printed design note estimate_id",
    )


def cambridge() -> Exhibit:
    """Say which study an article meant, and what it measured."""
    claims = datasets.load_claims().query("source_id == 'wong-2021-pop'").head(1)
    rows = findings().set_index(["study_id", "outcome"], drop=False).loc[WONG]
    claim, n, told = claims.iloc[0], rows["n"].iloc[0], rows["estimate_printed"].iloc[1]
    return _of_studies(
        title="Which study was “Cambridge”?",
        sentences=(
            f"An article says: {claim['paraphrase']}.",
            claim["reason"],
            f"It asked {n} people. An earlier paper of theirs is about reporting: told that police "
            f"work with ICE, the people asked were {told} to say that they would report a crime "
            "they witness.",
            "Both are answers to questions, not reports to police.",
        ),
        tables=("claims", TABLE),
        behind=pd.concat([evidence("claims", claims), evidence(TABLE, rows)]),
    )


def reporting() -> Exhibit:
    """Show the share of crimes that police learn of, by state, from a survey of victims."""
    rows = datasets.load_reporting_to_police()
    columns = ["reported_percent", "low_percent", "high_percent"]
    rows["span"] = ["{:.0f} ({:.0f} to {:.0f})".format(*row) for row in rows[columns].to_numpy()]
    us = rows[rows["state"] == "US"].set_index("crime")["reported_percent"]
    violent, other = words.percent(us["violent"]), words.percent(us["property"])
    return _of_studies(
        title=f"Police learn of {violent} of violent crimes and of {other} of property crimes",
        subtitle="% of crimes that victims told a survey of, 2017 to 2019, with 95 % range",
        rows=rows.pivot(index="state", columns="crime", values="span").reset_index(),
        columns="state violent property",
        tables=("reporting_to_police",),
        behind=evidence("reporting_to_police", rows, *columns),
        sentences=(
            "Were three more in a hundred property crimes reported, recorded property crime would "
            f"be {words.percent(300 / us['property'])} higher with no more crime.",
        ),
    )


def together(found: Beside) -> Exhibit:
    """Say whether any estimates can be summarised, and summarise those that can."""
    rows, most = scales.summaries(found)
    return _beside(
        title="Too few to summarise" if rows.empty else "Summaries, of no place in particular",
        rows=rows,
        columns=tuple(rows),
        sentences=(
            f"A summary needs {scales.FEWEST} studies with standard errors of one crime, policy "
            f"and kind; the most here is {most}, with ours. A funnel or a p-curve would need about "
            "ten: neither is drawn.",
        ),
        behind=found.behind,
    )


def headlines(found: Beside) -> list[dict]:
    """Return the headline numbers, each as the arguments of `prose.headline`."""
    rows, told = findings(), of_limits()
    both = found.table.query("crime == 'all' and not is_main")["per_10k"]
    studies, unit = f"of {told.index.nunique()} studies of limits", UNITS["per_10k"]
    printed = f"from {rows['study_id'].nunique()} studies"
    reported = told.value_counts(sort=False)[:2].items()
    return [
        *numbers(every().title, ("published estimates", len(rows), printed, 0)),
        *numbers(signs().title, *((what, n, studies, 0) for what, n in reported)),
        *numbers(
            scaled(found).title,
            ("lowest published, all crime", both.min(), unit, 1),
            ("highest published, all crime", both.max(), unit, 1),
        ),
    ]
