"""Published estimates: what each study says of an outcome, and rates and percentages as one.

Notebooks 01, 02 and 04 hold their own estimates against these.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sanctuary_research.data import datasets
from sanctuary_research.data.stored import stored

LESS, NONE, MORE = FINDINGS = ("Less", "No clear difference", "More")
SIGNS = {"negative": LESS, "positive": MORE, "null": NONE, "unknown": NONE}
LIMITING = ("detainer_limits", "dont_ask_rule", "any_sanctuary_policy", "state_law")
RELAXING = ("federal_priorities", "priority_enforcement_program")
# Outcomes that are no crime, by a word in their names.
TRUST = "trust|report|calls|petitions|contact_details|events"
OTHER = "deportations|income|poverty|unemployment|assistance|immigrant_share"
# Contrasts within one class of places, whose own mean no study prints.
CLASSES = "metro|micropolitan|noncore"
# Crimes per so many people that are one crime per 10,000.
RATES = {"per_10k": 1.0, "per_100k": 10.0}
ENDS = {"estimate": "", "conf_low": "_low", "conf_high": "_high"}
OVER, AT = "Places over time", "Places at one time"
_READ = stored(__file__)
# Families of designs: kind, designs, can_show and cannot_show.
FAMILIES: list[dict] = _READ["families"]
# Codes that are no words once their lines are gone; the line itself comes last.
CODES: dict[str, str] = _READ["codes"]


def estimates() -> pd.DataFrame:
    """Return the table of published estimates with ``study``: authors and year."""
    rows = datasets.load_published_estimates()
    return rows.assign(study=rows["authors"] + " (" + rows["year"].astype(str) + ")")


def converted(rows: pd.DataFrame, mean: float | pd.Series) -> pd.DataFrame:
    """Return estimates both in percent and per 10,000 people a year.

    A rate becomes a percentage of the mean; a percentage, or log points, a part of it.

    Parameters
    ----------
    rows : DataFrame
        unit (percent, log_points or one of `RATES`) and any of estimate, conf_low, conf_high.
    mean : float or Series
        Crimes per 10,000 people a year: of all, or of each row.

    Returns
    -------
    DataFrame
        Also percent and per_10k, and with _low and _high their ends; missing where the unit is
        another.

    Examples
    --------
    >>> rows = pd.DataFrame({"unit": ["per_100k", "log_points"], "estimate": [-20, np.log(1.5)]})
    >>> converted(rows, 40)[["percent", "per_10k"]].round(1).to_numpy().tolist()
    [[-5.0, -2.0], [50.0, 20.0]]
    """
    is_log, times = rows["unit"].eq("log_points"), 100 / mean / rows["unit"].map(RATES)
    times = times.mask(rows["unit"].eq("percent"), 1.0)
    for column in rows.columns.intersection([*ENDS]):
        value, end = rows[column].astype(float), ENDS[column]
        percent = (value * times).mask(is_log, 100 * np.expm1(value))
        rows = rows.assign(**{f"percent{end}": percent, f"per_10k{end}": percent * mean / 100})
    return rows


def findings() -> pd.DataFrame:
    """Return every published estimate with what it says of its outcome.

    Where an interval or a standard error is printed, it decides; else the authors' word does.

    Returns
    -------
    DataFrame
        The columns of `estimates` but for rows from memory, finding (one of `FINDINGS`) and
        family (the kind of its design in `FAMILIES`); in order of study.
    """
    rows = estimates().query("certainty != 'memory'")
    crosses = (rows["conf_low"] < 0) & (rows["conf_high"] > 0)
    family = {design: own["kind"] for own in FAMILIES for design in own["designs"]}
    return rows.assign(
        finding=rows["sign"].map(SIGNS).mask(crosses, NONE), family=rows["design"].map(family)
    ).sort_values(["study", "outcome"], kind="stable", ignore_index=True)


def of_crime() -> pd.DataFrame:
    """Return the findings on crime, of no study those of single classes of places.

    Returns
    -------
    DataFrame
        The columns of `findings` and side: whether the policy limits or widens cooperation, or
        relaxes what federal agents enforce.
    """
    rows = findings()
    is_crime = ~rows["outcome"].str.contains(f"{TRUST}|{OTHER}")
    rows = rows[is_crime & ~rows["scope"].str.contains(CLASSES)]
    sides = [rows["policy"].isin(kind) for kind in (LIMITING, RELAXING)]
    return rows.assign(side=np.select(sides, ["limits", "relaxes"], "widens"))


def by_study() -> pd.DataFrame:
    """Return what each study says of each crime.

    Returns
    -------
    DataFrame
        One row a study and policy, those of limits first: side, study, family, policy, and
        `FINDINGS` with the outcomes of which it says so.
    """
    rows = in_words(of_crime(), "outcome", "policy")
    told = rows.groupby(["side", "study", "family", "policy", "finding"])["outcome"].unique()
    wide = told.map("; ".join).unstack().reindex(columns=[*FINDINGS]).fillna("")
    return wide.rename_axis(columns=None).reset_index()


def of_limits() -> pd.Series:
    """Return what each study of limits reports: less of some crime, more, or no clear difference.

    One that finds less of one crime and more of another stands twice.
    """
    told = by_study().query("side == 'limits'").set_index("study")
    less, more = told[LESS].ne(""), told[MORE].ne("")
    groups = {f"{LESS} of some crime": less, f"{MORE} of some crime": more, NONE: ~less & ~more}
    return pd.concat([pd.Series(what.lower(), told.index[so]) for what, so in groups.items()])


def in_words(rows: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Return rows with the codes of some columns as words."""
    return rows.replace(dict.fromkeys(columns, CODES), regex=True)
