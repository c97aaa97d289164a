"""What do studies find about sanctuary policies and crime? What notebook 04 asks, as functions.

`data.published` reads what studies say; `on_scale` puts what it can on two scales with our own, per
10,000 people a year and in percent. What shows something returns an ``Exhibit``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from sanctuary_research import words
from sanctuary_research.data import choices, datasets, published
from sanctuary_research.display import pictures
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.methods.random_effects import FEWEST, random_effects
from sanctuary_research.methods.screens import KEPT
from sanctuary_research.questions import crime_rates
from sanctuary_research.questions.adoption import changes, offices, question
from sanctuary_research.questions.asking import CODES, evidence, numbers, the_answer
from sanctuary_research.questions.caveats import BAR, HOLLOW
from sanctuary_research.questions.crime_rates.said import crossing

TABLE = "published_estimates"
TABLES = (TABLE, "county_crime", "agency_crime", "policy_events", "list_membership")
UNITS: dict[str, str] = CODES["scales"]
# Crimes that one scale can hold, by the outcomes of studies; and the rates of counties for them.
CRIMES = {"index_crime": "all"} | {f"{name}_crime": name for name in ("all", "violent", "property")}
RATES = {"all": "index", "violent": "violent", "property": "property"}
FULLEST = "group_time_effects_with_controls_and_trends"
OWN = ["study", "county_fips", "agency_id", "years", "label", "evidence_table", "evidence_id"]
_of_studies = partial(Exhibit, titles=CODES["titles_of_literature"], tables=(TABLE,))
_beside = partial(_of_studies, tables=TABLES)


@dataclass(frozen=True, eq=False, repr=False)
class Beside:
    """Published estimates and our own, on both scales.

    Attributes
    ----------
    table : DataFrame
        By crime, ours last: study, crime, policy, family, df, is_main, and the columns of
        `published.converted`; of published ones those of `published.findings`.
    behind : DataFrame
        The rows of published estimates, and the counties of ours with the rows of their labels.
    """

    table: pd.DataFrame
    behind: pd.DataFrame


def on_scale() -> Beside:
    """Return published and our own estimates on both scales.

    A rate becomes a percentage, and the reverse, by the mean county of 2015 unless a row has its
    own mean. Of published estimates those of crime that have a figure, by the fullest
    specification; contrasts within one class of places are left out: their mean is not known.
    """
    printed = published.findings().query("outcome in @CRIMES and estimate.notna()")
    printed = printed[~printed["scope"].str.contains(published.CLASSES)]
    printed = printed[printed["specification"].fillna(FULLEST) == FULLEST]
    printed = printed.assign(crime=printed["outcome"].map(CRIMES), df=np.inf, is_main=False)
    own, counties = ours()
    rows = pd.concat([printed, own], ignore_index=True)
    kept = crime_rates.counties(crime_rates.Asked()).query("screen == @KEPT")
    means = {crime: kept[f"{rate}_per_10k"].mean() for crime, rate in RATES.items()}
    table = published.converted(rows, rows["mean"].fillna(rows["crime"].map(means)))
    return Beside(
        table.sort_values(["crime", "is_main", "study"], ignore_index=True),
        pd.concat([evidence(TABLE, printed, "study"), counties]),
    )


def ours() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return our own estimates, computed now, and the counties behind them.

    Those of notebook 01 compare places in 2015; those of 02 compare changes since 2010-13, have
    their own mean (of the years before), and count violent crime without rape.
    """
    at = {"study": "Ours, report 01", "family": published.AT}
    over = {"study": "Ours, report 02", "family": published.OVER}
    asked = {crime: crime_rates.Asked(outcome=rate) for crime, rate in RATES.items()}
    gaps = {n: crime_rates.gap(crime_rates.counties(one), one) for n, one in asked.items()}
    since = changes.changed(offices.offices(question.Asked()), question.Asked())
    before = {crime: since.mean_before(crime) for crime in question.PRIMARY}
    rows = [{**at, "crime": n, **gap.row} for n, gap in gaps.items()]
    rows += [{**over, "crime": n, "mean": mean, **since.row(n)} for n, mean in before.items()]
    table = pd.DataFrame(rows).assign(unit="per_10k", policy="detainer_limits", is_main=True)
    kept = since.frame[since.frame["screen"] == KEPT].drop(columns="county_fips")
    behind = pd.concat([gaps["all"].behind().assign(**at), kept.assign(**over)])
    return table, behind[OWN]


def answer(found: Beside, scale: str) -> Exhibit:
    """Say what others found, and whether ours is told apart from none."""
    choices.check("Scale", "scale", scale)
    mine, told = found.table.query("is_main").sort_values(scale), published.of_limits()
    least, most = (amount(mine[scale].iloc[end], scale) for end in (0, -1))
    clear = _clear(mine, scale)
    of = {"percent": "crime", "per_10k": "crimes per 10,000 people"}[scale]
    ends = f"{least} to {most} {of}"
    first, *others = _found()
    return the_answer(
        f"They {'do not agree, and' if told.nunique() > 1 else 'agree, but'} asked different "
        "things: a count settles nothing.",
        f"Of {told.index.nunique()} studies of places that limit cooperation with immigration "
        f"agents, {first}.",
        f"{', '.join(others)}.".replace(" ", " found ", 1) if others else "",
        f"Our main estimates run from {ends}, {clear} of {len(mine)} clearly more or less."
        if clear
        else f"We cannot tell: each of our estimates, {ends}, is too uncertain.",
        tables=TABLES,
        behind=pd.concat([found.behind, evidence(TABLE, published.of_crime(), "study", "side")]),
    )


def _clear(mine: pd.DataFrame, scale: str) -> int:
    """Return how many estimates have a range on one side of no difference."""
    return int((mine[f"{scale}_low"] * mine[f"{scale}_high"] > 0).sum())


def _found() -> list[str]:
    """Return how many studies of limits found what, as parts of a sentence."""
    told = published.of_limits().value_counts(sort=False).items()
    first, *others = [f"{n} {what}".replace("some crime", "some kind") for what, n in told]
    return [first.replace(" ", " found ", 1).replace("kind", "kind of crime"), *others]


def main_picture(found: Beside, scale: str) -> Exhibit:
    """Show all of ours, and each study once by its broadest crime, or by its words alone."""
    told = published.of_limits().groupby(level=0).agg(" and ".join)
    drawn = found.table[found.table["is_main"] | ~found.table["study"].duplicated()]
    rest = told.drop(drawn["study"], errors="ignore") + "; no amount to compare"
    bare = pd.DataFrame({"name": rest.index, "remark": rest, "is_main": False})
    drawn = drawn_on(drawn.sort_values("is_main", ascending=False, kind="stable"), scale)
    drawn["remark"] += drawn["study"].map(told).radd("; ").fillna("")  # what it found in all
    rows = pd.concat([drawn, bare], ignore_index=True)
    n, n_ours = len(told), int(drawn["is_main"].sum())
    bars = crossing(n_ours - _clear(drawn[drawn["is_main"]], scale), n_ours)
    title = f"Studies {'point different ways, and' if told.nunique() > 1 else 'agree, but'} only "
    title += f"{n - len(bare)} of {n} can be drawn; of ours {bars} the line"
    return _forest(rows, scale, title=title, behind=found.behind)


def drawn_on(table: pd.DataFrame, scale: str) -> pd.DataFrame:
    """Return estimates on a scale with the columns of `pictures.bands`, and in words."""
    choices.check("Scale", "scale", scale)
    kinds = {published.AT: "places compared", published.OVER: "followed over years"}
    kind, crime = table["family"].replace(kinds).str.lower(), table["crime"] + " crime"
    ours = "Ours: " + crime + table["study"].str.extract("(report .*)")[0].radd(" (").add(")")
    return table.assign(
        name=table["study"].mask(table["is_main"], ours),
        remark=(crime + ", " + kind).mask(table["is_main"], kind),
        **{column: table[f"{scale}{end}"] for column, end in published.ENDS.items()},
        said=said(table, scale),
    )


def _forest(rows: pd.DataFrame, scale: str, **more: Any) -> Exhibit:
    """Return an exhibit that draws estimates (see `drawn_on`)."""
    told = rows["name"] + ", " + rows["remark"] + rows["said"].radd(": ").fillna("")
    draw = partial(pictures.bands, of="crime", tick=partial(amount, scale=scale))
    return _beside(
        subtitle=f"How much more or less crime where there are limits, {UNITS[scale]}",
        rows=rows,
        picture=partial(draw, rows, xlabel=UNITS[scale]),
        alt=f"Estimates with their 95 % ranges. {'; '.join(told)}.",
        marks=f"{BAR}{HOLLOW}No amount to compare: none was read, or none of such a crime. Ours: "
        "the main comparison of reports 01 and 02, for each crime planned; report 01 shows "
        "others. A rate becomes a percentage, and the reverse, by the mean county of 2015",
        **more,
    )


def amount(value: float, scale: str) -> str:
    """Return an estimate in words.

    >>> amount(-15.7, "percent").split(), amount(4, "per_10k"), amount(0, "percent")
    (['16', '%', 'less'], '4 more', '0')
    """
    size = abs(value)
    told = words.percent(size) if scale == "percent" else words.number(size, int(size < 1))
    return f"{told} {'less' if value < 0 else 'more'}" if value else "0"


def said(table: pd.DataFrame, scale: str) -> pd.Series:
    """Return estimates and their ranges in words.

    >>> rows = {"per_10k": [4, 4], "per_10k_low": [None, -3], "per_10k_high": [None, 11]}
    >>> said(pd.DataFrame(rows), "per_10k").tolist()
    ['4 more (no range)', '4 more (3 less to 11 more)']
    """
    ends = (table[f"{scale}{end}"] for end in published.ENDS.values())
    value, low, high = (end.map(partial(amount, scale=scale)) for end in ends)
    spans = (low + " to " + high).where(table[f"{scale}_low"].notna(), "no range")
    return value + " (" + spans + ")"


def signs() -> Exhibit:
    """Show of which crime each study says less, none and more."""
    rows, wide = published.findings(), published.by_study()
    finds = [[f"{k}: {row[k]}" for k in published.FINDINGS if row[k]] for _, row in wide.iterrows()]
    left = rows[rows["scope"].str.contains(published.CLASSES)]
    told = left.groupby(["study", "finding"])["scope"].unique().map(words.listed)
    parts = [f"{study}: {what.lower()} in {where}" for (study, what), where in told.items()]
    counted = pd.concat([published.of_crime(), left])
    return _of_studies(
        title="What studies say, crime by crime",
        subtitle="Where a study prints an interval or standard error, it decides; else its own "
        "words do. One that prints several specifications can say two things of a crime",
        rows=wide.assign(finds=[". ".join(one) for one in finds]),
        columns="study side finds policy family",
        note=f"Parts of a result that is here whole are left out: {'; '.join(parts)}.",
        behind=evidence(TABLE, counted, "study", "side", "outcome", "finding"),
    )


def scaled(found: Beside, scale: str = "percent") -> Exhibit:
    """Show every estimate, on both scales."""
    both = {unit: said(found.table, unit) for unit in UNITS}
    return _forest(
        drawn_on(found.table, scale).assign(**both),
        scale,
        title="The same estimates on both scales",
        columns="study crime family percent per_10k estimate_printed estimate_id",
        behind=found.behind,
        note="Of several specifications of a study the fullest. Violent crime of notebook 02 is "
        "without rape.",
    )


def designs() -> Exhibit:
    """Show what each kind of design can and cannot show, and which studies have it."""
    title, rows = "What each kind of study can and cannot show", pd.DataFrame(published.FAMILIES)
    return _of_studies(title=title, rows=rows, columns="kind can_show cannot_show")


def every(outcomes: str = "") -> Exhibit:
    """Show published estimates of outcomes that a pattern finds, each as printed, with its row."""
    rows = published.findings().query("outcome.str.contains(@outcomes)")
    return _of_studies(
        title="Every estimate" if not outcomes else "Trust, and what is reported to the police",
        rows=published.in_words(rows, "outcome", "policy", "design"),
        columns="study policy estimate_printed outcome scope design note estimate_id",
    )


def cambridge() -> Exhibit:
    """Say which study an article meant, and what it measured."""
    claims = datasets.load_claims().query("source_id == 'wong-2021-pop'").head(1)
    wong = [("wong_2021", "trust_in_police"), ("wong_2019", "report_crime_witnessed")]
    rows = published.findings().set_index(["study_id", "outcome"], drop=False).loc[wong]
    claim, asked, told = claims.iloc[0], rows["n"].iloc[0], rows["estimate_printed"].iloc[1]
    return _of_studies(
        title="Which study was “Cambridge”?",
        sentences=(
            f"An article says: {claim['paraphrase']}.",
            claim["reason"],
            f"It asked {asked} undocumented immigrants whether they trust police; those told that "
            "police work with ICE were less likely to say so. In a paper of 2019 by one author "
            f"they were {told} to say that they would report a crime they witness. "
            "Both are answers to questions, not reports to police.",
        ),
        tables=("claims", TABLE),
        behind=pd.concat([evidence("claims", claims), evidence(TABLE, rows)]),
    )


def reporting() -> Exhibit:
    """Show the share of crimes that police learn of, by state, from a survey of victims."""
    rows, table = datasets.load_reporting_to_police(), "reporting_to_police"
    columns = ["reported_percent", "low_percent", "high_percent"]
    rows["span"] = ["{:.0f} ({:.0f} to {:.0f})".format(*row) for row in rows[columns].to_numpy()]
    us = rows[rows["state"] == "US"].set_index("crime")["reported_percent"]
    violent, other, more = map(words.percent, (us["violent"], us["property"], 300 / us["property"]))
    return _of_studies(
        title=f"Police learn of {violent} of violent crimes and of {other} of property crimes",
        subtitle="% of crimes that victims told a survey of, 2017 to 2019, with 95 % range",
        rows=rows.pivot(index="state", columns="crime", values="span").reset_index(),
        columns="state violent property",
        tables=(table,),
        behind=evidence(table, rows, *columns),
        sentences="Were three more in a hundred property crimes reported, recorded property crime "
        f"would be {more} higher with no more crime.",
    )


def together(found: Beside) -> Exhibit:
    """Summarise estimates by random effects, one a study, or say that no kind has enough."""
    keys = ["crime", "policy", "family"]
    known = found.table.dropna(subset="percent_low").drop_duplicates([*keys, "study"])
    error = known.eval("percent_high - percent_low") / (2 * stats.t.ppf(0.975, known["df"]))
    alike = known.assign(error=error).groupby(keys)
    rows = pd.DataFrame(
        {"crime": crime, "family": family, **random_effects(own["percent"], own["error"])}
        for (crime, _, family), own in alike
        if len(own) >= FEWEST
    )
    return _beside(
        title="Too few to summarise" if rows.empty else "Summaries, of no place in particular",
        rows=rows,
        columns=tuple(rows),
        sentences=f"A summary needs {FEWEST} studies with standard errors of one crime, policy and "
        f"kind; the most here is {alike.size().max()}, with ours. A funnel or a p-curve would "
        "need about ten: neither is drawn.",
        behind=found.behind,
    )


def headlines(found: Beside) -> list[dict]:
    """Return the headline numbers, each as the arguments of `prose.headline`."""
    rows, told, unit = published.findings(), published.of_limits(), UNITS["per_10k"]
    low, high = found.table.query("crime == 'all' and not is_main")["per_10k"].agg(["min", "max"])
    printed = ("published estimates", len(rows), f"from {rows['study_id'].nunique()} studies", 0)
    studies = f"of {told.index.nunique()} studies of limits"
    reported = [(what, n, studies, 0) for what, n in told.value_counts(sort=False)[:2].items()]
    lowest = ("lowest published, all crime", low, unit, 1)
    highest = ("highest published, all crime", high, unit, 1)
    return [
        *numbers(every().title, printed),
        *numbers(signs().title, *reported),
        *numbers(scaled(found).title, lowest, highest),
    ]
