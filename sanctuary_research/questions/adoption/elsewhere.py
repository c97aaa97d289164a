"""Exhibits of notebook 02 beside the main one: other crimes, the opposite policy, others' work."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import datasets
from sanctuary_research.data.adoption import activation_years, adoption_calendar
from sanctuary_research.display import events
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.methods.panel import synthetic_control
from sanctuary_research.questions.adoption import studies, told
from sanctuary_research.questions.adoption.effects import overall
from sanctuary_research.questions.adoption.series import (
    ALL_TABLES,
    CRIMES,
    ESTIMATORS,
    SERIES,
    Asked,
)
from sanctuary_research.questions.adoption.studies import Studies
from sanctuary_research.questions.adoption.three_panels import Panels, place_names

SECURE = ("secure_communities",)
# The fullest specification of a published estimate comes first.
FULLEST = ("with_controls_and_trends", "with_controls", "with_trends", "county_and_time_effects")
NORMAL_HALF = 0.344  # 0.6745 / 1.96: the middle half of an interval, where no df are published
CRIME_WORDS = "crime|homicide|robbery|rape"


def outcomes(found: Panels) -> pd.DataFrame:
    """Return the average effect on every crime of every panel, by rates and by counts.

    Returns
    -------
    DataFrame
        Rows of `studies.event_studies` with crime, how (rates, counts), line (for pictures) and
        is_asked.
    """
    asked = found.asked
    rates = asked.estimator if asked.estimator != "poisson" else "callaway_santanna"
    parts = []
    for crime in CRIMES:
        for how, engine in (("rates", rates), ("counts", "poisson")):
            common = {**asked.common, "outcome": crime}
            one = studies.event_studies(found.counting(crime), **common, estimator=engine)
            parts.append(one.overall.assign(crime=crime, how=how, engine=ESTIMATORS[engine]))
    table = pd.concat(parts, ignore_index=True)
    order = np.argsort(table["name"].map(list(SERIES).index), kind="stable")
    table = table.iloc[order].reset_index(drop=True)
    lines = [told.called(row.name, row.crime) for row in table.itertuples(index=False)]
    return table.assign(line=lines, is_asked=table["crime"] == asked.outcome)


def every_crime(table: pd.DataFrame, asked: Asked) -> Exhibit:
    """Show the average effect on every crime, as rates and as counts."""
    known = table.dropna(subset=["estimate"])
    questions = known["line"].nunique()
    sure = known[(known["conf_low"] > 0) | (known["conf_high"] < 0)]
    named = [
        f"{row.line} ({row.how}): {told.percent(row.percent)} "
        f"({told.span(row.percent_low, row.percent_high)})"
        for row in sure.itertuples(index=False)
    ]
    shown = table.assign(name=table["line"] + ", by " + table["how"])
    n = sure["line"].nunique()
    return overall(
        shown,
        asked,
        title=told.EVERY_CRIME,
        main=table["is_asked"],
        columns=told.OVERALL.replace("name", "line how").replace(" n_units n_clusters", ""),
        titles={**told.TITLES, "how": "Counted as"},
        note=told.under(
            "change of rates per 100,000 people, of counts in log points", told.conventions(table)
        ),
        sentences=(
            *(f"{text}." for text in named),
            f"Rates and counts of one crime are one question, so these are {questions} questions, "
            f"of which {n or 'none'} {'is' if n == 1 else 'are'} clear by rates or counts.",
            f"Were there no effects, about {words.number(questions / 20)} would be by each.",
            "The crimes of one panel share its places: what is clear together is one finding.",
        ),
        brief="; ".join(named) or "Every range includes no change",
        tables=("county_crime", "city_crime", "state_crime", "policy_events"),
    )


def opposite(found: Panels) -> Studies:
    """Run the event study of Secure Communities, for the panels that can tell."""
    asked = found.asked
    active = {
        "agencies": activation_years(range(2003, 2014), unit="jurisdiction_id"),
        "counties": activation_years(SERIES["counties"].years, rule="mid_year"),
    }
    frames = {
        name: studies.study_panel(
            found.crime[name],
            years,
            adoption_calendar(years),
            unit=SERIES[name].unit,
            counts=SERIES[name].counts,
        )
        for name, years in active.items()
        if name in asked.held
    }
    return studies.event_studies(frames, **asked.common, estimator=asked.estimator, window=(-5, 3))


def secure_communities(switched: Studies, asked: Asked) -> Exhibit:
    """Show crime around the activation of Secure Communities, the policy of the opposite sign."""
    rows = told.as_percent(switched.overall).dropna(subset=["estimate"])
    said = [
        f"{row.name.capitalize()}: {told.percent(row.estimate)} "
        f"({told.span(row.conf_low, row.conf_high)}) after activation."
        for row in rows.itertuples()
    ]
    why = switched.reasons.items()
    unknown = [f"{name.capitalize()}: none, because {reason}." for name, reason in why]
    if not said and not unknown:
        unknown = [f"Neither counties nor agencies count {asked.crimes}."]
    drawn = switched.events
    return Exhibit(
        title=told.around_secure(asked),
        subtitle=f"Change since the year before activation, in {asked.per}",
        rows=drawn if len(drawn) else None,
        picture=_switched_on(drawn, asked) if len(drawn) else None,
        alt=f"Event study around activation. {' '.join([*said, *unknown])}",
        marks="Bar: one estimate's range; band: all at once",
        note=told.under(told.conventions(switched.overall)) if len(drawn) else "",
        tables=(*asked.tables[:-1], *SECURE),
        sentences=(*said, *unknown),
        brief=" ".join(said),
    )


def _switched_on(drawn: pd.DataFrame, asked: Asked):
    labels = {name: "years since activation" for name in SERIES}
    return lambda narrow: events.event_studies(
        drawn, narrow, panel="name", ylabel=asked.per, xlabels=labels
    )


def california(found: Panels) -> Exhibit:
    """Show California after its act of 2014 beside a mix of states without a recorded law."""
    asked, rate = found.asked, f"{found.asked.outcome}_per_100k"
    frame = found.frames("not_in_force")["states"].query("unit == '06' or cohort.isna()")
    frame = studies.balanced(frame.query("1990 <= year <= 2019"), asked.outcome)
    made = synthetic_control(frame, unit="unit", time="year", cohort="cohort", outcome=rate)
    donors = made.unit_weights[made.unit_weights > 0.01].rename(index=place_names())
    mix = [f"{name} ({words.number(100 * share, 0)} %)" for name, share in donors.items()]
    crimes = f"{asked.crimes} per 100,000 people"
    return Exhibit(
        title=f"California departs by {words.number(made.estimate, sign=True)} {crimes}",
        subtitle=f"Recorded {crimes}, beside a mix of states that moved as it did before 2014",
        rows=made.path,
        picture=lambda narrow: events.synthetic(
            made.path, narrow, adopter="California", first=2014, ylabel="per 100,000 people"
        ),
        alt=f"California's path and its synthetic comparison; mean gap from 2014 on "
        f"{words.number(made.estimate)} {crimes}.",
        marks="Dotted: first year under the act",
        tables=("state_crime", "policy_events"),
        sentences=(
            f"The mix is {words.listed(mix)}; none of them has a recorded law, though some had "
            "local limits.",
            f"Of {made.facts['n_placebos'] + 1} states, California among them, "
            f"{words.number(100 * made.p_value, 0)} % depart at least as far after 2014, relative "
            "to how well they were matched before. There is no interval.",
            "Proposition 47 of November 2014, which lowered the penalties for theft, is in the "
            "same gap.",
        ),
    )


def study_name(authors: str, year: object) -> str:
    """Return how a study is cited: one author, two, or the first and others.

    >>> study_name("Hines and Peri", 2019), study_name("Wong", 2017)
    ('Hines and Peri 2019', 'Wong 2017')
    >>> study_name("Gonzalez O'Brien, Collingwood and El-Khatib", 2019)
    "Gonzalez O'Brien et al. 2019"
    """
    surnames = authors.replace(" and ", ", ").split(", ")
    said = f"{surnames[0]} et al." if len(surnames) > 2 else " and ".join(surnames)
    return f"{said} {year}"


def in_percent(numbers: pd.DataFrame, violent: float, index: float) -> pd.DataFrame:
    """Return published numbers with estimate, conf_low and conf_high in percent.

    Parameters
    ----------
    numbers : DataFrame
        Of ``published_estimates``, in log points, percent, per 100,000 or per 10,000 people.
    violent, index : float
        Means before adoption per 100,000 people: violent crimes, and index crimes.
    """
    scaled = {
        "log_points": lambda values: 100 * np.expm1(values),
        "percent": lambda values: values,
        "per_100k": lambda values: 100 * values / violent,
        "per_10k": lambda values: 1000 * values / index,
    }
    rows = numbers[numbers["unit"].isin(scaled)].dropna(subset=["estimate"])
    ends = ("estimate", "conf_low", "conf_high")
    changed = {
        end: [scaled[unit](value) for unit, value in zip(rows["unit"], rows[end], strict=True)]
        for end in ends
    }
    return rows.assign(**changed)


def fullest(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row a study, outcome and scope: the one with most controls, in percent first."""
    rank = rows["specification"].map({name: k for k, name in enumerate(FULLEST)}).fillna(0)
    ordered = rows.assign(rank=rank, is_scaled=rows["unit"].str.startswith("per_"))
    ordered = ordered.sort_values(["study_id", "outcome", "rank", "is_scaled"], kind="stable")
    return ordered.drop_duplicates(["study_id", "outcome", "scope"])


def published(found: Panels, table: pd.DataFrame) -> tuple[Exhibit, Exhibit]:
    """Show our estimates beside published ones in percent, then what the studies print."""
    kept = datasets.load_published_estimates()
    is_crime = kept["outcome"].str.contains(CRIME_WORDS) & ~kept["outcome"].str.contains("report")
    kept = kept[is_crime]
    county = found.frames(found.asked.silence)["counties"]
    means = [studies.mean_before(county, f"{crime}_per_100k") for crime in ("violent", "property")]
    theirs = fullest(in_percent(kept, means[0], sum(means)))
    theirs = theirs.assign(
        name=[_line(row) for row in theirs.itertuples()],
        half_low=theirs["estimate"] + NORMAL_HALF * (theirs["conf_low"] - theirs["estimate"]),
        half_high=theirs["estimate"] + NORMAL_HALF * (theirs["conf_high"] - theirs["estimate"]),
    )
    ours = told.as_percent(table[table["how"] == "counts"].dropna(subset=["estimate"]))
    ours = ours.assign(name="Ours: " + ours["line"].str.lower())
    both = pd.concat([ours.assign(is_main=True), theirs.assign(is_main=False)], ignore_index=True)
    both["remark"] = ""
    return _beside(both), _printed(kept)


def _line(row) -> str:
    outcome = row.outcome.replace("_crime", "").replace("_", " ")
    scope = f", {row.scope.replace('large central', 'big')}" if "metro" in row.scope else ""
    return f"{study_name(row.authors, row.year)}: {outcome}{scope}"


def _beside(both: pd.DataFrame) -> Exhibit:
    return Exhibit(
        title="Our estimates beside published ones",
        subtitle="Change in percent; ours by Poisson counts, theirs as printed or scaled",
        rows=both[["name", "estimate", "conf_low", "conf_high", "is_main"]],
        picture=told.picture_of(both),
        alt=f"Effects in percent: {told.in_words(both)}.",
        marks=told.MARKS,
        tables=("published_estimates", *ALL_TABLES[:4]),
        sentences=(
            "Figures per 100,000 or 10,000 people are divided by our counties' mean before "
            "adoption, and then give no range. The Center for American Progress (Wong 2017) "
            "compared places, not years.",
        ),
    )


def _printed(kept: pd.DataFrame) -> Exhibit:
    rows = kept.sort_values(["policy", "study_id"])
    names = [study_name(row.authors, row.year) for row in rows.itertuples()]
    plain = {
        name: rows[name].str.replace("dont_", "don't-").str.replace("_", " ")
        for name in ("policy", "outcome", "sign")
    }
    signs = kept.drop_duplicates(["study_id", "outcome", "sign"])["sign"].value_counts()
    said = [f"{sign.replace('_', ' ')} {n}" for sign, n in signs.items()]
    return Exhibit(
        title="Published findings on crime, as printed",
        rows=rows.assign(study=names, **plain),
        columns=("study", "policy", "outcome", "sign", "estimate_printed", "estimate_id"),
        titles={"study": "Study", "estimate_id": "Row"},
        first=6,
        tables=("published_estimates",),
        sentences=(
            f"Outcome by outcome these studies report: {words.listed(said)}.",
            "They differ in policy, places and years, and were found by search: no votes.",
        ),
    )
