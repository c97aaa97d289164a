"""What do studies find about limits and crime, beside ours? What notebook 04 asks, as functions.

`findings` are all published estimates with what they say, `on_scale` those that one scale can
hold, ours among them. The rest shows: each returns an ``Exhibit``.
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
from sanctuary_research.questions import crime_rates
from sanctuary_research.questions.adoption import changes, offices, question
from sanctuary_research.questions.asking import numbers

TABLES = ("published_estimates",)
ON_SCALE = (*TABLES, "county_crime", "agency_crime", "policy_events", "list_membership")
LESS, NONE, MORE = "Less", "No clear difference", "More"
SIGNS = {"negative": LESS, "positive": MORE, "null": NONE, "unknown": NONE}
LIMITING = ("detainer_limits", "dont_ask_rule", "any_sanctuary_policy", "state_law")
# Crimes that one scale can hold, by the outcomes of studies; and the rates of counties for them.
CRIMES = {"index_crime": "all"} | {f"{name}_crime": name for name in ("all", "violent", "property")}
RATES = {"all": "index", "violent": "violent", "property": "property"}
# Outcomes that are no crime, by a word in their names.
TRUST = "trust|report|calls|petitions|contact_details|events"
OTHER = "deportations|income|poverty|unemployment|assistance|immigrant_share"
# Contrasts within one class of places, whose own mean no study prints.
CLASSES = "metro|micropolitan|noncore"
FULLEST = "group_time_effects_with_controls_and_trends"
UNITS = {"percent": "% of the mean", "per_10k": "crimes per 10,000 people a year"}
ENDS = {"estimate": "", "conf_low": "_low", "conf_high": "_high"}
OVER, AT = "Places over time", "Places at one time"
# Families of designs: the designs, what they can show, and what they cannot.
FAMILIES = {
    AT: (
        "matched_cross_section matched_cities multilevel_cross_section",
        "whether places with a policy differ from others that look alike",
        "whether they did before the policy, or what else sets them apart",
    ),
    OVER: (
        "difference_in_differences border_difference_in_differences fixed_effects_counts "
        "synthetic_control area_panel instrumental_variables",
        "whether crime changed more where a policy began, or where more were deported",
        "a trend from before, whatever came at the same time, or a change in what is reported",
    ),
    "People asked": (
        "survey_experiment multilevel_survey survey case_study",
        "what people say that they did, or would do",
        "what they do, or how much crime there is",
    ),
}
TITLES = {"estimate_id": "Row", "per_10k": "Per 10,000 a year", "scope": "Of whom or where"}
TITLES |= {"kind": "Kind of study", "family": "Kind of study", "side": "Cooperation"}
# Codes that are no words once their lines are gone; the line itself comes last.
WORDS = {"dont_ask": "don't-ask", "agreement_287g": "287(g) agreement", "vawa": "VAWA"}
WORDS |= {"victimization_hispanic": "crime against Hispanics", "_": " "}
SIGNED = partial(words.number, digits=0, sign=True)
_shown = partial(Exhibit, titles=TITLES, tables=TABLES)


def findings() -> pd.DataFrame:
    """Return every published estimate with its study and what it says of its outcome.

    Where there is an interval, it decides; else the authors' word does.

    Returns
    -------
    DataFrame
        The columns of ``published_estimates``, study (authors and year), finding (less, no clear
        difference, more) and family (of its design); in order of study.
    """
    rows = datasets.load_published_estimates().query("certainty != 'memory'")
    crosses = (rows["conf_low"] < 0) & (rows["conf_high"] > 0)
    family = {one: name for name, (designs, *_) in FAMILIES.items() for one in designs.split()}
    return rows.assign(
        study=rows["authors"] + " (" + rows["year"].astype(str) + ")",
        finding=rows["sign"].map(SIGNS).mask(crosses, NONE),
        family=rows["design"].map(family),
    ).sort_values(["study", "outcome"], kind="stable", ignore_index=True)


def published() -> pd.DataFrame:
    """Return published estimates of crime that have a figure, by the fullest specification.

    Contrasts within one class of places are left out: their mean is not known.
    """
    rows = findings().query("outcome in @CRIMES and estimate.notna()")
    rows = rows[~rows["scope"].str.contains(CLASSES)]
    rows = rows[rows["specification"].fillna(FULLEST) == FULLEST]
    return rows.assign(crime=rows["outcome"].map(CRIMES), df=np.inf, is_main=False)


def ours() -> pd.DataFrame:
    """Return our own estimates in the columns of `published`, computed now.

    Those of notebook 01 compare places in 2015; those of 02 compare changes since 2010-13, have
    their own mean (of the years before), and count violent crime without rape.
    """
    found = []
    for crime, rate in RATES.items():
        asked = crime_rates.Asked(outcome=rate)
        row = crime_rates.gap(crime_rates.counties(asked), asked).row
        found.append({"study": "Ours, notebook 01", "family": AT, "crime": crime, **row})
    since = changes.changed(offices.offices(question.Asked()), question.Asked())
    for crime in question.PRIMARY:
        row = {"family": OVER, "crime": crime, "mean": since.mean_before(crime), **since.row(crime)}
        found.append({"study": "Ours, notebook 02", **row})
    return pd.DataFrame(found).assign(unit="per_10k", policy="detainer_limits", is_main=True)


def on_scale() -> pd.DataFrame:
    """Return published and our own estimates on both scales, by crime, ours last.

    A rate becomes a percentage, and the reverse, by the mean county of 2015 unless a row has its
    own mean.

    Returns
    -------
    DataFrame
        study, crime, policy, family, df, is_main, and percent, percent_low, percent_high, per_10k,
        per_10k_low, per_10k_high; of published ones the columns of `findings`.
    """
    rows = pd.concat([published(), ours()], ignore_index=True)
    kept = crime_rates.counties(crime_rates.Asked()).query("screen == 'kept'")
    means = {crime: kept[f"{rate}_per_10k"].mean() for crime, rate in RATES.items()}
    mean = rows["mean"].fillna(rows["crime"].map(means))
    times = {"per_10k": 100 / mean, "per_100k": 10 / mean, "percent": 1.0}
    is_unit = [rows["unit"] == unit for unit in times]
    for column, end in ENDS.items():
        scaled = [rows[column] * factor for factor in times.values()]
        rows[f"percent{end}"] = np.select(is_unit, scaled, 100 * np.expm1(rows[column]))
        rows[f"per_10k{end}"] = rows[f"percent{end}"] * mean / 100
    return rows.sort_values(["crime", "is_main", "study"], ignore_index=True)


def by_study() -> pd.DataFrame:
    """Return what each study says of each crime, not of single classes of places.

    Returns
    -------
    DataFrame
        One row a study and policy, those of limits first: side (of the policy: limits or widens
        cooperation), study, family, policy, and the outcomes by what is said of them.
    """
    rows = findings()
    is_crime = ~rows["outcome"].str.contains(f"{TRUST}|{OTHER}")
    rows = rows[is_crime & ~rows["scope"].str.contains(CLASSES)]
    side = rows["policy"].isin(LIMITING).map({True: "limits", False: "widens"})
    rows = rows.assign(side=side).replace({"outcome": WORDS, "policy": WORDS}, regex=True)
    told = rows.groupby(["side", "study", "family", "policy", "finding"])["outcome"].unique()
    wide = told.map("; ".join).unstack().reindex(columns=[LESS, NONE, MORE]).fillna("")
    return wide.rename_axis(columns=None).reset_index()


def amount(value: float, scale: str) -> str:
    """Return an estimate in words.

    >>> amount(-15.7, "percent"), amount(4, "per_10k")
    ('16 % less', '4 more')
    """
    size = words.number(abs(value), int(abs(value) < 1))
    return f"{size}{' %' * (scale == 'percent')} {'less' if value < 0 else 'more'}"


def said(row: pd.Series, scale: str) -> str:
    """Return an estimate and its range in words.

    >>> said(pd.Series({"percent": -15.7, "percent_low": None, "percent_high": None}), "percent")
    '16 % less (no range)'
    >>> said(pd.Series({"per_10k": 4, "per_10k_low": -3, "per_10k_high": 11}), "per_10k")
    '4 more (3 less to 11 more)'
    """
    if pd.isna(row[f"{scale}_low"]):
        return f"{amount(row[scale], scale)} (no range)"
    value, *ends = (amount(row[f"{scale}{end}"], scale) for end in ENDS.values())
    return f"{value} ({' to '.join(ends)})"


def answer(table: pd.DataFrame, scale: str) -> Exhibit:
    """Say whether ours is told apart from none, what others found, and why none is an average."""
    told = by_study().query("side == 'limits'")
    less, more = told[LESS].ne(""), told[MORE].ne("")
    mine = table.query("is_main and crime == 'all'").iloc[0]
    best, low, high = (amount(mine[f"{scale}{end}"], scale) for end in ENDS.values())
    is_open = mine[f"{scale}_low"] < 0 < mine[f"{scale}_high"]
    found = "We cannot tell whether" if is_open else "We find that"
    there = "more or less" if is_open else "more" if mine[scale] > 0 else "less"
    unit = " per 10,000 people" * (scale == "per_10k")
    return Exhibit(
        title="The answer",
        sentences=(
            f"{found} places that limit work with immigration agents have {there} crime: our best "
            f"estimate is {best}{unit}, but anything from {low} to {high} fits our data.",
            f"Of {len(told)} other studies, {less.sum()} report less of some crime, {more.sum()} "
            f"more, {(~less & ~more).sum()} no clear difference.",
            "Their questions differ; no average settles it.",
        ),
        tables=ON_SCALE,
    )


def main_picture(table: pd.DataFrame, scale: str) -> Exhibit:
    """Show the estimates that one scale can hold, ours in colour."""
    choices.check("Scale", "scale", scale)
    remark = table["crime"] + " crime, " + table["family"].str.lower()
    drawn = table.assign(name=table["study"], remark=remark)
    inner = stats.t.ppf(0.75, table["df"]) / stats.t.ppf(0.975, table["df"])
    for column, end in ENDS.items():
        drawn[column] = table[f"{scale}{end}"]
        drawn[f"half{end}"] = drawn["estimate"] + inner * (drawn[column] - drawn["estimate"])
    both = drawn["estimate"].min() < 0 < drawn["estimate"].max()
    told = [f"{r['name']}, {r['crime']} crime: {said(r, scale)}" for _, r in drawn.iterrows()]
    return Exhibit(
        title=f"Estimates lie on {'both sides' if both else 'one side'} of no difference",
        subtitle=f"Recorded crime under limits on detainers against without, {UNITS[scale]}",
        rows=drawn,
        picture=lambda narrow: pictures.bands(drawn, narrow, xlabel=UNITS[scale], tick=SIGNED),
        alt=f"Estimates with their 95 % ranges. {'; '.join(told)}.",
        marks="Band: 95 % range (darker: the middle half). Hollow: no range. A rate becomes a "
        "percentage, and the reverse, by the mean county of 2015",
        tables=ON_SCALE,
        behind=table.assign(evidence_table=TABLES[0], evidence_id=table["estimate_id"]),
    )


def limits() -> Exhibit:
    """Say what the picture does not show."""
    return Exhibit(
        title="What this does not show",
        sentences=(
            "The picture holds only figures that could be read; for most studies none could.",
            "A policy can change what victims report, and so the record, and leave crime as it is.",
        ),
    )


def signs() -> Exhibit:
    """Show what each study says of each crime, less, none and more side by side."""
    return _shown(
        title="What studies say, crime by crime",
        subtitle="Where a study prints an interval, it decides; else its own words do. One that "
        "prints several specifications can say two things of a crime",
        rows=by_study(),
        columns=("study", "side", "policy", "family", LESS, NONE, MORE),
    )


def scaled(table: pd.DataFrame) -> Exhibit:
    """Show the estimates of the picture on both scales, and how far specifications lie apart."""
    shown = {scale: [said(row, scale) for _, row in table.iterrows()] for scale in UNITS}
    several = findings().dropna(subset="specification").query("outcome == 'all_crime'")
    ends = [
        SIGNED(100 * np.expm1(several["estimate"].agg(end)), digits=1) for end in ("min", "max")
    ]
    return _shown(
        title="The same estimates on both scales",
        rows=table.assign(**shown),
        columns="study crime family percent per_10k estimate_printed estimate_id",
        tables=ON_SCALE,
        note=f"Of {len(several)} specifications of {several['study'].iloc[0]} the fullest: an "
        "effect of every group of bordering counties in every quarter, controls and trends; over "
        f"all of them their estimate for all crime goes from {' to '.join(ends)} %. Violent crime "
        "of notebook 02 is without rape.",
    )


def designs() -> Exhibit:
    """Show what each kind of design can and cannot show, and which studies have it."""
    rows = pd.DataFrame(FAMILIES, index=["designs", "can_show", "cannot_show"]).T
    return _shown(
        title="What each kind of study can and cannot show",
        rows=rows.rename_axis("kind").reset_index(),
        columns="kind can_show cannot_show",
    )


def every(outcomes: str = "") -> Exhibit:
    """Show published estimates of outcomes that a pattern finds, each as printed, with its row."""
    rows = findings()
    rows = rows[rows["outcome"].str.contains(outcomes)]
    return _shown(
        title="Every estimate" if not outcomes else "Trust, and what is reported to the police",
        rows=rows.replace(dict.fromkeys(["outcome", "policy", "design"], WORDS), regex=True),
        columns="study outcome policy scope estimate_printed design note estimate_id",
    )


def cambridge() -> Exhibit:
    """Say which study an article meant, and what it measured."""
    claim = datasets.load_claims().query("source_id == 'wong-2021-pop'").iloc[0]
    rows = findings().set_index(["study_id", "outcome"])
    n, told = rows["n"], rows.loc[("wong_2019", "report_crime_witnessed"), "estimate_printed"]
    return Exhibit(
        title="Which study was “Cambridge”?",
        sentences=(
            f"An article says: {claim['paraphrase']}.",
            claim["reason"],
            f"It asked {n['wong_2021', 'trust_in_police']} people. An earlier paper of theirs is "
            f"about reporting: told that police work with ICE, the people asked were {told} to say "
            "that they would report a crime they witness.",
            "Both are answers to questions, not reports to police.",
        ),
        tables=("claims", *TABLES),
    )


def reporting() -> Exhibit:
    """Show the share of crimes that police learn of, by state, from a survey of victims."""
    rows = datasets.load_reporting_to_police()
    columns = ["reported_percent", "low_percent", "high_percent"]
    rows["span"] = ["{:.0f} ({:.0f} to {:.0f})".format(*row) for row in rows[columns].to_numpy()]
    us = rows[rows["state"] == "US"].set_index("crime")["reported_percent"]
    return Exhibit(
        title=f"Police learn of {us['violent']:.0f} % of violent crimes and of "
        f"{us['property']:.0f} % of property crimes",
        subtitle="% of crimes that victims told a survey of, 2017 to 2019, with 95 % range",
        rows=rows.pivot(index="state", columns="crime", values="span").reset_index(),
        columns="state violent property",
        tables=("reporting_to_police",),
        sentences=(
            "Were three more in a hundred property crimes reported, recorded crime would be "
            f"{300 / us['property']:.0f} % higher with no more crime.",
        ),
    )


def together(table: pd.DataFrame) -> Exhibit:
    """Say whether any estimates can be summarised, and summarise those that can."""
    keys = ["crime", "policy", "family"]
    known = table.dropna(subset="percent_low").drop_duplicates([*keys, "study"])
    known["error"] = known["percent_high"] - known["percent_low"]
    known["error"] /= 2 * stats.t.ppf(0.975, known["df"])
    alike = known.groupby(keys)
    rows = [
        {"crime": key[0], "family": key[2], **random_effects(own["percent"], own["error"])}
        for key, own in alike
        if len(own) >= FEWEST
    ]
    return Exhibit(
        title="Summaries, of no place in particular" if rows else "Too few to summarise",
        rows=pd.DataFrame(rows),
        columns=tuple(rows[0]) if rows else (),
        tables=ON_SCALE,
        sentences=(
            f"A summary needs {FEWEST} independent studies with standard errors, of one crime, "
            f"policy and kind; the most here is {alike.size().max()}, ours counted. A funnel or a "
            "curve of p-values would need about ten: neither is drawn.",
        ),
    )


def headlines(table: pd.DataFrame) -> list[dict]:
    """Return the headline numbers, each as the arguments of `prose.headline`."""
    rows, told = findings(), by_study().query("side == 'limits'")
    both = table.query("crime == 'all' and not is_main")["per_10k"]
    each, lists, scales = every().title, signs().title, scaled(table).title
    studies, unit = "studies of limits", UNITS["per_10k"]
    values = [
        (each, "published estimates", len(rows), f"of {rows['study_id'].nunique()} studies", 0),
        (lists, "less of some crime", told[LESS].ne("").sum(), studies, 0),
        (lists, "more of some crime", told[MORE].ne("").sum(), studies, 0),
        (scales, "lowest published, all crime", both.min(), unit, 1),
        (scales, "highest published, all crime", both.max(), unit, 1),
    ]
    return [number for title, *value in values for number in numbers(title, tuple(value))]
