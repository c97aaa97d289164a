"""What do studies find about limits and crime, beside ours? What notebook 04 asks, as functions.

`questions.published` reads what studies say, `questions.scales` puts what it can on one scale with
our own; here each function shows something, as an ``Exhibit``.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
from scipy import stats

from sanctuary_research import words
from sanctuary_research.data import choices, datasets
from sanctuary_research.display import pictures
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.methods.random_effects import FEWEST, random_effects
from sanctuary_research.questions import published
from sanctuary_research.questions.asking import evidence, numbers
from sanctuary_research.questions.caveats import not_shown
from sanctuary_research.questions.published import LESS, MORE, findings, in_words, of_crime
from sanctuary_research.questions.scales import TABLE, TABLES, Beside, amount, said

UNITS = {"percent": "% of recorded crime", "per_10k": "crimes per 10,000 people a year"}
TITLES = {"estimate_id": "Row", "per_10k": "Per 10,000 a year", "scope": "Of whom or where"}
TITLES |= {"kind": "Kind of study", "family": "Kind of study", "side": "Cooperation"}
SIGNED = partial(words.number, digits=0, sign=True)
_of_studies = partial(Exhibit, titles=TITLES, tables=(TABLE,))
_beside = partial(Exhibit, titles=TITLES, tables=TABLES)


def of_limits() -> dict[str, list[str]]:
    """Return the studies of limits by what they report; one of several crimes may stand twice."""
    told = published.by_study().query("side == 'limits'").set_index("study")
    less, more = told[LESS].ne(""), told[MORE].ne("")
    groups = {"less of some crime": less, "more": more, "no clear difference": ~less & ~more}
    return {what: list(told.index[is_so]) for what, is_so in groups.items()}


def answer(found: Beside, scale: str) -> Exhibit:
    """Say whether ours is told apart from none, what others found, and why none is an average."""
    mine, told = found.table.query("is_main and crime == 'all'").iloc[0], of_limits()
    best, low, high = (amount(mine[f"{scale}{end}"], scale) for end in published.ENDS.values())
    is_open = mine[f"{scale}_low"] < 0 < mine[f"{scale}_high"]
    start = "We cannot tell whether" if is_open else "We find that"
    there = "more or less" if is_open else "more" if mine[scale] > 0 else "less"
    unit = " per 10,000 people" * (scale == "per_10k")
    less, *rest = (f"{len(studies)} {what}" for what, studies in told.items())
    counts = ", ".join([less.replace(" ", " report ", 1), *rest])
    return _beside(
        title="The answer",
        sentences=(
            f"{start} places that limit work with immigration agents have {there} crime: our best "
            f"estimate is {best}{unit}, but anything from {low} to {high} fits our data.",
            f"Of {len(set().union(*told.values()))} other studies, {counts}.",
            "They asked different things: no average settles it.",
        ),
        behind=pd.concat([found.behind, evidence(TABLE, of_crime(), "study", "side")]),
    )


def main_picture(found: Beside, scale: str) -> Exhibit:
    """Show the estimates that one scale can hold, ours in colour, and name the other studies."""
    choices.check("Scale", "scale", scale)
    table, told = found.table, of_limits()
    remark = table["crime"] + " crime, " + table["family"].str.lower()
    drawn = table.assign(name=table["study"], remark=remark)
    inner = stats.t.ppf(0.75, table["df"]) / stats.t.ppf(0.975, table["df"])
    for column, end in published.ENDS.items():
        drawn[column] = table[f"{scale}{end}"]
        drawn[f"half{end}"] = drawn["estimate"] + inner * (drawn[column] - drawn["estimate"])
    both = drawn["estimate"].min() < 0 < drawn["estimate"].max()
    texts = [f"{r['name']}, {r['crime']} crime: {said(r, scale)}" for _, r in drawn.iterrows()]
    every, here = set().union(*told.values()), set(table["study"])
    rest = {what: [one for one in studies if one not in here] for what, studies in told.items()}
    others = [f"{what} in {words.listed(names)}" for what, names in rest.items() if names]
    return _beside(
        title=f"Estimates lie on {'both sides' if both else 'one side'} of no difference",
        subtitle="How much more (+) or less (−) crime is recorded where limits on "
        f"detainers hold, {UNITS[scale]}",
        rows=drawn,
        picture=lambda narrow: pictures.bands(drawn, narrow, xlabel=UNITS[scale], tick=SIGNED),
        alt=f"Estimates with their 95 % ranges. {'; '.join(texts)}.",
        marks="Band: where the value could be (95 % range; stronger: the middle half). Hollow: no "
        "range printed. A rate becomes a percentage, and the reverse, by the mean county of 2015",
        sentences=(
            f"The picture shows {len(every & here)} of the {len(every)} studies. Of the others no "
            f"amount could be read, only the direction: {'; '.join(others)}.",
        ),
        behind=found.behind,
    )


def limits() -> Exhibit:
    """Say what the picture does not show."""
    return not_shown(
        "Two figures on one scale are not yet two answers to one question.",
        "A policy can change what victims report, and so the record, and leave crime as it is.",
    )


def signs() -> Exhibit:
    """Show what each study says of each crime, less, none and more side by side."""
    return _of_studies(
        title="What studies say, crime by crime",
        subtitle="Where a study prints an interval, it decides; else its own words do. One that "
        "prints several specifications can say two things of a crime",
        rows=published.by_study(),
        columns=("study", "side", "policy", "family", *published.FINDINGS),
        behind=evidence(TABLE, of_crime(), "study", "side", "outcome", "finding"),
    )


def scaled(found: Beside) -> Exhibit:
    """Show the estimates of the picture on both scales, and how far specifications lie apart."""
    shown = {scale: [said(row, scale) for _, row in found.table.iterrows()] for scale in UNITS}
    several = published.converted(findings().dropna(subset="specification"), np.nan)
    several = several.query("outcome == 'all_crime'")
    ends = [SIGNED(several["percent"].agg(end), digits=1) for end in ("min", "max")]
    return _beside(
        title="The same estimates on both scales",
        rows=found.table.assign(**shown),
        columns="study crime family percent per_10k estimate_printed estimate_id",
        behind=pd.concat([found.behind, evidence(TABLE, several, "study")]),
        note=f"Of {len(several)} specifications of {several['study'].iloc[0]} the fullest: an "
        "effect of every group of bordering counties in every quarter, controls and trends; over "
        f"all of them their estimate for all crime goes from {' to '.join(ends)} %. Violent crime "
        "of notebook 02 is without rape.",
    )


def designs() -> Exhibit:
    """Show what each kind of design can and cannot show, and which studies have it."""
    rows = pd.DataFrame(published.FAMILIES, index=["designs", "can_show", "cannot_show"]).T
    return _of_studies(
        title="What each kind of study can and cannot show",
        rows=rows.rename_axis("kind").reset_index(),
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
    rows = findings().query("outcome in ['trust_in_police', 'report_crime_witnessed']")
    rows = rows.set_index("study_id").loc[["wong_2021", "wong_2019"]]
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
            "Were three more in a hundred property crimes reported, recorded crime would be "
            f"{words.percent(300 / us['property'])} higher with no more crime.",
        ),
    )


def together(found: Beside) -> Exhibit:
    """Say whether any estimates can be summarised, and summarise those that can."""
    keys = ["crime", "policy", "family"]
    known = found.table.dropna(subset="percent_low").drop_duplicates([*keys, "study"])
    known["error"] = known["percent_high"] - known["percent_low"]
    known["error"] /= 2 * stats.t.ppf(0.975, known["df"])
    alike = known.groupby(keys)
    rows = [
        {"crime": key[0], "family": key[2], **random_effects(own["percent"], own["error"])}
        for key, own in alike
        if len(own) >= FEWEST
    ]
    return _beside(
        title="Summaries, of no place in particular" if rows else "Too few to summarise",
        rows=pd.DataFrame(rows),
        columns=tuple(rows[0]) if rows else (),
        sentences=(
            f"A summary needs {FEWEST} independent studies with standard errors, of one crime, "
            f"policy and kind; the most here is {alike.size().max()}, ours counted. A funnel or a "
            "curve of p-values would need about ten: neither is drawn.",
        ),
        behind=found.behind,
    )


def headlines(found: Beside) -> list[dict]:
    """Return the headline numbers, each as the arguments of `prose.headline`."""
    rows, told = findings(), of_limits()
    both = found.table.query("crime == 'all' and not is_main")["per_10k"]
    studies, unit = "studies of limits", UNITS["per_10k"]
    n_studies = f"of {rows['study_id'].nunique()} studies"
    return [
        *numbers(every().title, ("published estimates", len(rows), n_studies, 0)),
        *numbers(
            signs().title,
            ("less of some crime", len(told["less of some crime"]), studies, 0),
            ("more of some crime", len(told["more"]), studies, 0),
        ),
        *numbers(
            scaled(found).title,
            ("lowest published, all crime", both.min(), unit, 1),
            ("highest published, all crime", both.max(), unit, 1),
        ),
    ]
