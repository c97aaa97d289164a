"""Did refusals of detainers rise when limits began? Counties by the year of the limit, 2008-15.

A refusal is one that ICE recorded at a county's jail. Nothing is estimated, as in `detainers`.
"""

from __future__ import annotations

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import datasets
from sanctuary_research.data.bindings import EVENTS
from sanctuary_research.data.calendars import adoption_calendar, adoption_years
from sanctuary_research.data.jails import BAN, NO_ROW, groups, names
from sanctuary_research.data.kept import kept
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.questions.asking import evidence, numbers

FEW = 5  # refusals of a year that call the date of a limit into question
SINCE = "% of those since 2008"
TABLES = ("detainers_refused", "policy_events")
# Counties by when their limit began; of the third only the last possible day is known.
BEFORE, IN_2014, OPEN = "Began 2010-13", "Began 2014", "Began by 2014"
SERIES = [IN_2014, NO_ROW, OPEN, BEFORE, BAN]


@kept(*EVENTS)
def began() -> pd.DataFrame:
    """Return when each county's limit began: county_fips, series, first_year, event_id.

    The year is the first in which it was in force on 31 December. Where the first day is not known
    but a limit was in force at the end of 2014, the county is one of `OPEN`.
    """
    statuses = adoption_years("county_detainer", range(2008, 2015), rule="year_end")
    calendar = adoption_calendar(statuses).set_index("county_fips")
    by_2014 = statuses.query("year == 2014 and status == 'in_force'")["county_fips"]
    year = calendar["first_year"].where(calendar["role"] == "treated")
    group = groups("any_detainer_limit").set_index("county_fips")["group"]
    series = group.where(group.isin([NO_ROW, BAN]))
    series = series.mask(calendar["role"].eq("not_coded") & series.index.isin(by_2014), OPEN)
    series = series.mask(year.eq(2014).fillna(False), IN_2014)
    series = series.mask(year.lt(2014).fillna(False), BEFORE)
    found = calendar[["event_id"]].assign(series=series, first_year=year)
    return found.dropna(subset="series").reset_index()


def at_jails() -> pd.DataFrame:
    """Return the rows of `detainers_refused` at county jails, with what `began` says of each."""
    rows = datasets.load_detainers_refused().query("kind == 'county_jails'")
    return rows.merge(began(), on="county_fips", validate="m:1")


def behind(rows: pd.DataFrame, limits: pd.DataFrame) -> pd.DataFrame:
    """Return rows of refusals, and the policies that say when limits began, as what is counted."""
    counted = evidence(TABLES[0], rows, "county_fips", "series", "refused")
    return pd.concat([counted, limits], ignore_index=True)


def years() -> pd.DataFrame:
    """Return refusals a month at county jails, by series and calendar year (2015: to 19 July).

    Returns
    -------
    DataFrame
        One row for each of `SERIES`, one column for each year; a county without a row had none,
        or fewer than five in all years together, and counts as none.
    """
    rows = datasets.load_detainers_refused()
    spans = rows.groupby("year")[["first_day", "last_day"]].first()
    months = ((spans["last_day"] - spans["first_day"]).dt.days + 1) * 12 / 365.25
    found = at_jails().pivot_table("refused", "series", "year", "sum", fill_value=0)
    return found.reindex(index=SERIES, columns=months.index, fill_value=0) / months


def by_year() -> Exhibit:
    """Show refusals a month by calendar year, by when the limit began."""
    wide = years()
    grew = (wide[2014] / wide[2013]).map(lambda times: f"{words.number(times, 0)}-fold")
    limits = began()
    sizes = limits["series"].value_counts()
    return Exhibit(
        title=f"From 2013 to 2014 recorded refusals grew {grew[IN_2014]} where a limit began and "
        f"{grew[NO_ROW]} where none is on record",
        subtitle="Refusals a month at county jails, by the year of the detainer; 2015 to 19 July",
        rows=wide.T.rename_axis(columns=None).reset_index(),
        columns=("year", *SERIES),
        titles={name: f"{name} ({sizes[name]:,} counties)" for name in SERIES},
        note="Began by 2014: the first day is not known.",
        tables=TABLES,
        behind=behind(at_jails(), limits),
    )


def early() -> pd.DataFrame:
    """Return dated limits whose county had five refusals or more in a year before.

    Returns
    -------
    DataFrame
        state_name, county_name, first_year (of the limit), year (the first such), refused (in it),
        event_id; in order of state and name.
    """
    found = at_jails().query("refused >= @FEW and year < first_year").sort_values("year")
    found = found.drop_duplicates("county_fips").merge(names())
    return found.sort_values(["state_name", "county_name"], ignore_index=True)


def dates_checked() -> Exhibit:
    """Show dates of limits held against first refusals."""
    rows, dated = early(), began().dropna(subset="first_year")
    near = int((rows["first_year"] - rows["year"]).eq(1).sum())
    return Exhibit(
        title=f"{len(rows)} of {len(dated)} dated limits stand after a year "
        f"with {FEW} or more refusals",
        rows=rows,
        columns="state_name county_name first_year year refused event_id",
        titles={"first_year": "Limit began", "year": "First such year"},
        tables=TABLES,
        note=f"{near} in the year just before: a detainer of it may have been refused after the "
        "limit began. This table moves no date.",
        behind=behind(rows, dated),
    )


def headlines() -> list[dict]:
    """Return the headline numbers, each as the arguments of `prose.headline`."""
    refused = datasets.load_detainers_refused().groupby("year")["refused"].sum()
    recent = 100 * refused.loc[2014:].sum() / refused.sum()
    return [
        *numbers(by_year().title, ("refusals recorded in 2014-15", recent, SINCE, 1)),
        *numbers(dates_checked().title, ("dates to check", len(early()), "limits", 0)),
    ]
