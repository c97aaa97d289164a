"""Published estimates and our own on both scales: per 10,000 people a year, and in percent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from sanctuary_research import words
from sanctuary_research.data import choices, published
from sanctuary_research.methods.random_effects import FEWEST, random_effects
from sanctuary_research.methods.screens import KEPT
from sanctuary_research.questions import crime_rates
from sanctuary_research.questions.adoption import changes, offices, question
from sanctuary_research.questions.asking import evidence

TABLE = "published_estimates"
TABLES = (TABLE, "county_crime", "agency_crime", "policy_events", "list_membership")
# Crimes that one scale can hold, by the outcomes of studies; and the rates of counties for them.
CRIMES = {"index_crime": "all"} | {f"{name}_crime": name for name in ("all", "violent", "property")}
RATES = {"all": "index", "violent": "violent", "property": "property"}
FULLEST = "group_time_effects_with_controls_and_trends"
OWN = ["study", "county_fips", "agency_id", "years", "label", "evidence_table", "evidence_id"]


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


def of_size() -> pd.DataFrame:
    """Return published estimates of crime that have a figure, by the fullest specification.

    Contrasts within one class of places are left out: their mean is not known.
    """
    rows = published.findings().query("outcome in @CRIMES and estimate.notna()")
    rows = rows[~rows["scope"].str.contains(published.CLASSES)]
    rows = rows[rows["specification"].fillna(FULLEST) == FULLEST]
    return rows.assign(crime=rows["outcome"].map(CRIMES), df=np.inf, is_main=False)


def ours() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return our own estimates, computed now, and the counties behind them.

    Those of notebook 01 compare places in 2015; those of 02 compare changes since 2010-13, have
    their own mean (of the years before), and count violent crime without rape.
    """
    now, then = "Ours, report 01", "Ours, report 02"
    gaps = {}
    for crime, rate in RATES.items():
        asked = crime_rates.Asked(outcome=rate)
        gaps[crime] = crime_rates.gap(crime_rates.counties(asked), asked)
    since = changes.changed(offices.offices(question.Asked()), question.Asked())
    found = [
        {"study": now, "family": published.AT, "crime": n, **gap.row} for n, gap in gaps.items()
    ]
    for crime in question.PRIMARY:
        row = {
            "family": published.OVER,
            "crime": crime,
            "mean": since.mean_before(crime),
            **since.row(crime),
        }
        found.append({"study": then, **row})
    kept = since.frame[since.frame["screen"] == KEPT].drop(columns="county_fips")
    behind = [gaps["all"].behind().assign(study=now), kept.assign(study=then)]
    rows = pd.DataFrame(found).assign(unit="per_10k", policy="detainer_limits", is_main=True)
    return rows, pd.concat(behind)[OWN]


def on_scale() -> Beside:
    """Return published and our own estimates on both scales.

    A rate becomes a percentage, and the reverse, by the mean county of 2015 unless a row has its
    own mean.
    """
    printed, (own, counties) = of_size(), ours()
    rows = pd.concat([printed, own], ignore_index=True)
    kept = crime_rates.counties(crime_rates.Asked()).query("screen == @KEPT")
    means = {crime: kept[f"{rate}_per_10k"].mean() for crime, rate in RATES.items()}
    table = published.converted(rows, rows["mean"].fillna(rows["crime"].map(means)))
    return Beside(
        table.sort_values(["crime", "is_main", "study"], ignore_index=True),
        pd.concat([evidence(TABLE, printed, "study"), counties]),
    )


def summaries(found: Beside) -> tuple[pd.DataFrame, int]:
    """Return random-effects summaries of kinds with enough studies, and the most that one has."""
    keys = ["crime", "policy", "family"]
    known = found.table.dropna(subset="percent_low").drop_duplicates([*keys, "study"])
    error = known.eval("percent_high - percent_low") / (2 * stats.t.ppf(0.975, known["df"]))
    alike = known.assign(error=error).groupby(keys)
    rows = [
        {"crime": crime, "family": family, **random_effects(own["percent"], own["error"])}
        for (crime, _, family), own in alike
        if len(own) >= FEWEST
    ]
    return pd.DataFrame(rows), int(alike.size().max())


def drawn_on(table: pd.DataFrame, scale: str) -> pd.DataFrame:
    """Return estimates on a scale with the columns of `pictures.bands`, and in words."""
    choices.check("Scale", "scale", scale)
    kinds = {published.AT: "places compared", published.OVER: "places followed over years"}
    remark = table["crime"] + " crime, " + table["family"].replace(kinds).str.lower()
    rows = table.assign(name=table["study"], remark=remark)
    for column, end in published.ENDS.items():
        rows[column] = table[f"{scale}{end}"]
    return rows.assign(said=[said(row, scale) for _, row in table.iterrows()])


def amount(value: float, scale: str) -> str:
    """Return an estimate in words.

    >>> amount(-15.7, "percent").split(), amount(4, "per_10k"), amount(0, "percent")
    (['16', '%', 'less'], '4 more', '0')
    """
    size = abs(value)
    told = words.percent(size) if scale == "percent" else words.number(size, int(size < 1))
    return f"{told} {'less' if value < 0 else 'more'}" if value else "0"


def said(row: pd.Series, scale: str) -> str:
    """Return an estimate and its range in words.

    >>> said(pd.Series({"per_10k": 4, "per_10k_low": None, "per_10k_high": None}), "per_10k")
    '4 more (no range)'
    >>> said(pd.Series({"per_10k": 4, "per_10k_low": -3, "per_10k_high": 11}), "per_10k")
    '4 more (3 less to 11 more)'
    """
    if pd.isna(row[f"{scale}_low"]):
        return f"{amount(row[scale], scale)} (no range)"
    value, *ends = (amount(row[f"{scale}{end}"], scale) for end in published.ENDS.values())
    return f"{value} ({' to '.join(ends)})"
