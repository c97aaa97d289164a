"""Did limits on detainers change what jails do? What notebook 12 asks, as functions.

``Asked`` holds the choices; `counties` are the jails and what ICE recorded of them, `years` the
refusals year by year. The rest shows: each function returns an ``Exhibit``. Nothing is estimated:
the release is the whole record and no sample, so there is no interval.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import choices, datasets, dates
from sanctuary_research.data.calendars import adoption_calendar, adoption_years
from sanctuary_research.data.definitions import DEFINITIONS
from sanctuary_research.data.labels import labels
from sanctuary_research.display import stacks
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.display.style import BLUE, GREY, STYLE

FIRST, LAST = "2014-10-01", "2015-07-19"  # the days that `detainer_shares` covers
LIMIT, NO_ROW, BAN = "Limit in force", "No limit on record", "State ban on limits"
NEITHER, UNSURE = "Limit came later or had ended", "Changed or not sure"
GROUPS = [LIMIT, NO_ROW, BAN, NEITHER, UNSURE]
ARMS = {"limit": LIMIT, "ban": BAN, "neither": NEITHER, "not_coded": UNSURE}
# What became of detainers: column, its name in the picture, its colour.
REFUSED, OTHER, BLANK = "Refused", "Other outcome", "Outcome blank"
COLOURS = {REFUSED: BLUE, OTHER: GREY, BLANK: STYLE["grid.color"]}
ICE_LIST = "cis-ice-list-2014-10"  # the source of events that ICE's list alone tells
# What decides counties that were looked for again because of their refusals (28 November 2026), and
# their group before.
LOOKED_AGAIN = {
    "evt_af045746": NO_ROW,  # Franklin, Ohio
    "evt_d023bac6": NO_ROW,  # Oklahoma County
    "evt_d7720f52": NO_ROW,  # Dane
    "evt_c5e20dca": UNSURE,  # Bernalillo
}
UNIT = "% of detainers sent"
FEW = 5  # refusals of a year that call the date of a limit into question
MANY = 50  # detainers among which no refusal says something
SHARES = ("detainer_shares", "policy_events", "list_membership")
REFUSALS = ("detainers_refused", "policy_events")
# Counties by when their limit began; of the third only the last possible day is known.
BEFORE, IN_2014, OPEN = "Began 2010-13", "Began 2014", "Began by 2014"
SERIES = [IN_2014, NO_ROW, OPEN, BEFORE, BAN]
TITLES = {
    "refused_percent": "% refused",
    "of_known_percent": "% of outcomes recorded",
    "at_most_percent": "% if every blank were one",
    "none": "Counties with none recorded",
}


@dataclass(frozen=True)
class Asked:
    """The choices of notebook 12, each checked.

    Attributes
    ----------
    limit : str
        any_detainer_limit (of the county or its state), county_detainer or ice_list_2014.
    least : int
        20, 50 or 100: counties with fewer detainers are left out.
    high_percent : int
        10, 25 or 50: from which percent refused on a county is said to refuse many.
    """

    limit: str = "any_detainer_limit"
    least: int = 20
    high_percent: int = 25

    def __post_init__(self) -> None:
        """Refuse a value that is none of the choices."""
        sets = {"limit": "DetainerLimit", "least": "LeastDetainers", "high_percent": "HighPercent"}
        choices.check_each(self, **sets)


def groups(limit: str) -> pd.DataFrame:
    """Return every county's group: what both the first and the last day of the record say.

    Returns
    -------
    DataFrame
        county_fips, group (one of `GROUPS`), reason, evidence_table, evidence_id.
    """
    begins = max(dates.day(FIRST), dates.day(DEFINITIONS[limit].published or FIRST))
    first, last = (labels(limit, day).set_index("county_fips") for day in (begins, LAST))
    group = last["arm"].map(ARMS).where(first["arm"] == last["arm"], UNSURE)
    silent = first["evidence_id"].eq("") & last["evidence_id"].eq("")
    last["group"] = group.mask(silent & group.isin([NEITHER, UNSURE]), NO_ROW)
    return last[["group", "reason", "evidence_table", "evidence_id"]].reset_index()


def counties(asked: Asked) -> pd.DataFrame:
    """Return the counties of ``detainer_shares`` with enough detainers, with name and group."""
    shares = datasets.load_detainer_shares().query("detainers >= @asked.least")
    found = shares.merge(_names(), on="county_fips", validate="1:1")
    found = found.merge(groups(asked.limit), on="county_fips", validate="1:1")
    assert len(found) == len(shares)
    return found.sort_values(["state_name", "county_name"], ignore_index=True)


def summed(frame: pd.DataFrame, high_percent: float = 25) -> pd.DataFrame:
    """Return the sums of each group, and three readings of the percent refused.

    Returns
    -------
    DataFrame
        By group, of those that have a county: counties, detainers, reason_known, refused, none
        (counties without a recorded refusal), high (counties from `high_percent` on),
        refused_percent (of all detainers: a lower bound), of_known_percent (of those with an
        outcome recorded), at_most_percent (were every blank a refusal).
    """
    high = 100 * frame["refused"] >= high_percent * frame["detainers"]
    told = frame.assign(counties=1, none=frame["refused"] == 0, high=high)
    columns = ["counties", "detainers", "reason_known", "refused", "none", "high"]
    table = told.groupby("group")[columns].sum()
    table = table.loc[[group for group in GROUPS if group in table.index]]
    blank = table["detainers"] - table["reason_known"]
    table["refused_percent"] = 100 * table["refused"] / table["detainers"]
    table["of_known_percent"] = 100 * table["refused"] / table["reason_known"]
    table["at_most_percent"] = 100 * (table["refused"] + blank) / table["detainers"]
    return table


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
    own = rows.query("kind == 'county_jails'").merge(began(), on="county_fips", validate="m:1")
    found = own.pivot_table("refused", "series", "year", "sum", fill_value=0)
    return found.reindex(index=SERIES, columns=months.index, fill_value=0) / months


def answer(frame: pd.DataFrame) -> Exhibit:
    """Say whether jails under a limit refused more, and why it cannot be laid to the limit."""
    table = summed(frame).reindex(GROUPS)
    limit, none = table.loc[LIMIT], table.loc[NO_ROW]
    readings = ["refused_percent", "of_known_percent"]
    more = "more" if (limit[readings] > none[readings]).all() else "no more for sure"
    return Exhibit(
        title="The answer",
        sentences=(
            f"Jails under a limit refused {more}, as far as ICE recorded it: "
            f"{percent(limit['refused_percent'])} of requests to hold people (detainers) from "
            f"October 2014 to July 2015, against {percent(none['refused_percent'])} where no limit "
            "is on record.",
            f"We cannot tell whether limits caused it: such jails may have differed before, and "
            f"{percent(blank(frame))} of outcomes are blank.",
        ),
        tables=(*SHARES, "detainers_refused"),
        behind=frame,
    )


def main_picture(frame: pd.DataFrame, asked: Asked) -> Exhibit:
    """Show what became of the detainers of each group."""
    table = summed(frame)
    known, refused = table["reason_known"], table["refused"]
    ends = {REFUSED: refused, OTHER: known - refused, BLANK: table["detainers"] - known}
    drawn = 100 * pd.DataFrame(ends).div(table["detainers"], axis=0)
    told = [f"{group} {percent(value)}" for group, value in table["refused_percent"].items()]
    limit, none = (percent(table["refused_percent"].get(group)) for group in GROUPS[:2])
    counted = [words.count(n, "county", "counties") for n in table["counties"]]
    drawn.insert(0, "name", table.index + " (" + pd.Index(counted) + ")")
    return Exhibit(
        title=f"With a limit in force {limit} of detainers are recorded as refused, with none on "
        f"record {none}",
        subtitle="What ICE recorded of its requests to hold people, % of those sent from October "
        f"2014 to 19 July 2015 to county jails that got at least {asked.least}",
        rows=drawn,
        picture=lambda narrow: stacks.stacks(drawn.round(1), narrow, kinds=COLOURS, xlabel=UNIT),
        alt=f"Detainers recorded as refused: {words.listed(told)}.",
        marks="Number: % refused. A detainer whose outcome is blank may have been refused too",
        tables=SHARES,
        behind=frame,
    )


def limits() -> Exhibit:
    """Say what the answer does not show, and what the records cannot."""
    return Exhibit(
        title="What this does not show",
        sentences=(
            "No cause: places that limit detainers differ from others in more than that.",
            "Many limits let a jail refuse only some requests.",
            "The records do not say why a jail refused, how many detainers it was sent before "
            "October 2014, or what became of one without an outcome; small, shared and state-run "
            "jails are left out.",
        ),
    )


def by_group(frame: pd.DataFrame, asked: Asked) -> Exhibit:
    """Show the counts behind the picture, and the two other readings of a blank."""
    return Exhibit(
        title="What was recorded, by policy on paper",
        subtitle=f"Counties with at least {asked.least} detainers, October 2014 to 19 July 2015",
        rows=summed(frame, asked.high_percent).reset_index(),
        columns="group refused_percent counties detainers refused of_known_percent at_most_percent "
        "none high",
        titles=TITLES | {"high": f"Counties with {asked.high_percent} % or more"},
        note="A blank outcome counts as not refused, is left out, or counts as refused, in turn.",
        tables=SHARES,
        behind=frame,
    )


def sureness(frame: pd.DataFrame, asked: Asked) -> Exhibit:
    """Show the percent refused with one choice changed at a time."""
    sources = datasets.load_policy_events().set_index("event_id")["source_id"]
    is_listed = frame["evidence_id"].map(sources).eq(ICE_LIST)
    before = frame["evidence_id"].map(LOOKED_AGAIN).fillna(frame["group"])
    state = frame[frame["group"] == LIMIT].groupby("state_name")["detainers"].sum().idxmax()
    chosen = {
        "as asked": frame,
        f"without {state}": frame[frame["state_name"] != state],
        "without limits that ICE's list alone tells": frame[~is_listed],
        "without the rows found by a second look": frame.assign(group=before),
    }
    for name in choices.SETS["DetainerLimit"]:
        chosen[f"limit by “{DEFINITIONS[name].title}”"] = counties(Asked(name, asked.least))
    found = {name: summed(rows)["refused_percent"] for name, rows in chosen.items()}
    each = frame.groupby("group")["share_refused"]
    found |= {"mean of the counties": 100 * each.mean(), "median": 100 * each.median()}
    rows = pd.DataFrame(found).T.reindex(columns=GROUPS[:3]).rename_axis("choice").reset_index()
    return Exhibit(
        title="The percent refused when one choice is changed",
        rows=rows,
        columns=tuple(rows),
        tables=SHARES,
        note="No sample, so no interval: what is unsure is what was not written down. The second "
        "look was at counties whose refusals contradicted the policy table (docs/plans/12.md).",
    )


def by_year() -> Exhibit:
    """Show refusals a month by calendar year, by when the limit began."""
    wide = years()
    grew = (wide[2014] / wide[2013]).map(lambda times: f"{words.number(times, 0)}-fold")
    sizes = began()["series"].value_counts()
    return Exhibit(
        title=f"From 2013 to 2014 recorded refusals grew {grew[IN_2014]} where a limit began and "
        f"{grew[NO_ROW]} where none is on record",
        subtitle="Refusals a month at county jails, by the year of the detainer; 2015 to 19 July",
        rows=wide.T.rename_axis(columns=None).reset_index(),
        columns=("year", *SERIES),
        titles={name: f"{name} ({sizes[name]:,} counties)" for name in SERIES},
        note="Began by 2014: the first day is not known.",
        tables=REFUSALS,
        sentences=(
            f"Where a ban is in force they went from {words.number(12 * wide.loc[BAN, 2013], 0)} a "
            f"year to {words.number(12 * wide.loc[BAN, 2014], 0)}.",
            "A rise where no limit is on record means that ICE began to write refusals down, or "
            "that no row tells of the limit; a rise at adoption does not show what the limit did.",
        ),
    )


def parting(frame: pd.DataFrame, asked: Asked) -> Exhibit:
    """Show where practice and paper part, in order of state and name."""
    paper = frame["group"].eq(LIMIT) & frame["refused"].eq(0) & (frame["detainers"] >= MANY)
    practice = frame["group"].isin([NO_ROW, BAN, NEITHER])
    practice &= 100 * frame["share_refused"] >= asked.high_percent
    kinds = {True: "Limit in force, none refused", False: "No limit in force, many refused"}
    rows = frame.assign(how_they_part=paper.map(kinds))[paper | practice]
    return Exhibit(
        title=f"In {words.count(len(rows), 'county', 'counties')} practice and paper part",
        subtitle=f"A limit and none refused of at least {MANY} detainers; or no limit and at "
        f"least {asked.high_percent} % refused",
        rows=rows,
        columns="how_they_part state_name county_name detainers reason_known refused evidence_id",
        titles=TITLES,
        tables=SHARES,
        note="Blank outcomes, exceptions in a rule or a limit that no source tells can be behind a "
        "row; none says that anybody broke a rule.",
    )


def early() -> pd.DataFrame:
    """Return dated limits whose county had five refusals or more in a year before.

    Returns
    -------
    DataFrame
        state_name, county_name, first_year (of the limit), year (the first such), refused (in it),
        event_id; in order of state and name.
    """
    rows = datasets.load_detainers_refused().query("kind == 'county_jails' and refused >= @FEW")
    found = rows.merge(began(), on="county_fips", validate="m:1").query("year < first_year")
    found = found.sort_values("year").drop_duplicates("county_fips").merge(_names())
    return found.sort_values(["state_name", "county_name"], ignore_index=True)


def dates_checked() -> Exhibit:
    """Show dates of limits held against first refusals."""
    rows = early()
    near = int((rows["first_year"] - rows["year"]).eq(1).sum())
    return Exhibit(
        title=f"{len(rows)} of {began()['first_year'].count()} dated limits stand after a year "
        f"with {FEW} or more refusals",
        rows=rows,
        columns="state_name county_name first_year year refused event_id",
        titles={"first_year": "Limit began", "year": "First such year"},
        tables=REFUSALS,
        note=f"{near} in the year just before: a detainer of that year may have been refused after "
        "the limit began, when the person was due for release. No row moves a date by itself.",
    )


def headlines(frame: pd.DataFrame) -> list[dict]:
    """Return the headline numbers, each as the arguments of `prose.headline`."""
    table = summed(frame).reindex(GROUPS)
    shares = table["refused_percent"].iloc[:3]
    shown = by_group(frame, Asked()).title
    values = [(f"refused: {group.lower()}", share, UNIT, shown) for group, share in shares.items()]
    values += [
        ("counties under a limit", table.loc[LIMIT, "counties"], "counties", shown),
        ("of them without a recorded refusal", table.loc[LIMIT, "none"], "counties", shown),
        ("outcomes blank", blank(frame), UNIT, shown),
        ("refusals recorded in 2014-15", recent(), "% of those since 2008", by_year().title),
        ("dates to check", len(early()), "limits", dates_checked().title),
    ]
    names = ("name", "value", "unit", "exhibit")
    told = [dict(zip(names, one, strict=True)) for one in values]
    return [{**one, "digits": int("%" in one["unit"]), "tables": SHARES} for one in told]


def percent(value: float) -> str:
    """Return a percentage in whole numbers, or in tenths below one.

    >>> percent(24.7), percent(0.32)
    ('25 %', '0.3 %')
    """
    return f"{words.number(value, 0 if value is None or abs(value) >= 1 else 1)} %"


def recent() -> float:
    """Return the percent of all recorded refusals that are of 2014 or 2015."""
    refused = datasets.load_detainers_refused().groupby("year")["refused"].sum()
    return 100 * refused.loc[2014:].sum() / refused.sum()


def blank(frame: pd.DataFrame) -> float:
    """Return the percent of detainers without a recorded outcome."""
    return 100 * (1 - frame["reason_known"].sum() / frame["detainers"].sum())


def _names() -> pd.DataFrame:
    names = datasets.load_county()[["county_fips", "name", "state_name"]]
    return names.rename(columns={"name": "county_name"})
