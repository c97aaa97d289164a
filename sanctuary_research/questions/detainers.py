"""Did jails under a limit refuse more detainers? County by county, October 2014 to July 2015.

``Asked`` holds the choices; `counties` are the jails and what ICE recorded of them. The rest
shows: each function returns an ``Exhibit``. Nothing is estimated: the release is the whole record
and no sample, so there is no interval. `refusals` goes by the year in which a limit began.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import choices, datasets, dates
from sanctuary_research.data.definitions import DEFINITIONS
from sanctuary_research.data.labels import labels
from sanctuary_research.display import stacks
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.display.style import BLUE, GREY, STYLE
from sanctuary_research.questions.asking import Choices, evidence, numbers
from sanctuary_research.questions.money.ledger import EVIDENCE

FIRST, LAST = "2014-10-01", "2015-07-19"  # the days that `detainer_shares` covers
LIMIT, NO_ROW, BAN = "Limit in force", "No limit on record", "State ban on limits"
NEITHER, UNSURE = "Limit came later or had ended", "Limit changed, or date not certain"
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
READINGS = ["refused_percent", "of_known_percent"]  # both must say so
COUNTED = ("detainers", "reason_known", "refused")
MANY = 50  # detainers among which no refusal says something
SHARES = ("detainer_shares", "policy_events", "list_membership")
TITLES = {
    "refused_percent": "% refused",
    "of_known_percent": "% of outcomes recorded",
    "at_most_percent": "% if every blank were one",
    "none": "Counties with none recorded",
}
shown = partial(Exhibit, tables=SHARES, titles=TITLES)


@dataclass(frozen=True)
class Asked(Choices):
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

    SETS: ClassVar = {
        "limit": "DetainerLimit",
        "least": "LeastDetainers",
        "high_percent": "HighPercent",
    }
    limit: str = "any_detainer_limit"
    least: int = 20
    high_percent: int = 25


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
    return last[["group", "reason", *EVIDENCE]].reset_index()


def counties(asked: Asked) -> pd.DataFrame:
    """Return the counties of ``detainer_shares`` with enough detainers, with name and group."""
    shares = datasets.load_detainer_shares().query("detainers >= @asked.least")
    found = shares.merge(names(), on="county_fips", validate="1:1")
    found = found.merge(groups(asked.limit), on="county_fips", validate="1:1")
    assert len(found) == len(shares)
    return found.sort_values(["state_name", "county_name"], ignore_index=True)


def names() -> pd.DataFrame:
    """Return county_fips, county_name and state_name of every county."""
    rows = datasets.load_county()[["county_fips", "name", "state_name"]]
    return rows.rename(columns={"name": "county_name"})


def behind(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of each county: its detainers, and the one that says its group."""
    counted = evidence(SHARES[0], frame, "county_fips", "group", *COUNTED)
    told = frame.loc[frame["evidence_id"].ne(""), [*EVIDENCE, "county_fips", "group", "reason"]]
    return pd.concat([counted, told], ignore_index=True)


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
    table = told.groupby("group")[["counties", *COUNTED, "none", "high"]].sum()
    table = table.loc[[group for group in GROUPS if group in table.index]]
    blank = table["detainers"] - table["reason_known"]
    table["refused_percent"] = 100 * table["refused"] / table["detainers"]
    table["of_known_percent"] = 100 * table["refused"] / table["reason_known"]
    table["at_most_percent"] = 100 * (table["refused"] + blank) / table["detainers"]
    return table


def answer(frame: pd.DataFrame) -> Exhibit:
    """Say whether jails under a limit refused more, and why it cannot be laid to the limit."""
    table = summed(frame).reindex(GROUPS)
    readings, told = table[READINGS], table["refused_percent"].map(words.percent)
    most = table["at_most_percent"].map(words.percent)
    more = "more" if (readings.loc[LIMIT] > readings.loc[NO_ROW]).all() else "no more for sure"
    return shown(
        title="The answer",
        sentences=(
            "We cannot tell.",
            f"Jails under a limit refused {more}, as far as ICE, the immigration agency, recorded "
            f"it: {told[LIMIT]} of its requests to hold people (detainers) from October 2014 to "
            f"July 2015, against {told[NO_ROW]} where no limit is on record.",
            f"Were the {words.percent(blank(frame))} not recorded refusals too: {most[LIMIT]} "
            f"against {most[NO_ROW]}.",
            "They may have differed before.",
        ),
        behind=behind(frame),
    )


def main_picture(frame: pd.DataFrame, asked: Asked) -> Exhibit:
    """Show what became of the detainers of each group."""
    table = summed(frame)
    known, refused = table["reason_known"], table["refused"]
    ends = {REFUSED: refused, OTHER: known - refused, BLANK: table["detainers"] - known}
    drawn = 100 * pd.DataFrame(ends).div(table["detainers"], axis=0)
    percent = table["refused_percent"].map(words.percent)
    limit, none = percent.reindex(GROUPS[:2], fill_value=words.UNKNOWN)
    counted = [words.count(n, "county", "counties") for n in table["counties"]]
    drawn.insert(0, "name", table.index + " (" + pd.Index(counted) + ")")
    return shown(
        title=f"With a limit in force {limit} of detainers are recorded as refused, with none on "
        f"record {none}",
        subtitle="What ICE recorded of its requests to hold people, % of those sent from October "
        f"2014 to 19 July 2015 to county jails that got at least {asked.least}",
        rows=drawn,
        picture=lambda narrow: stacks.stacks(drawn.round(1), narrow, kinds=COLOURS, xlabel=UNIT),
        alt=f"Detainers recorded as refused: {words.listed([*(percent.index + ' ' + percent)])}.",
        marks="Number: % refused. A detainer whose outcome is blank may have been refused too",
        behind=behind(frame),
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
    return shown(
        title="What was recorded, by policy on paper",
        subtitle=f"Counties with at least {asked.least} detainers, October 2014 to 19 July 2015",
        rows=summed(frame, asked.high_percent).reset_index(),
        columns="group refused_percent counties detainers refused of_known_percent at_most_percent "
        "none high",
        titles=TITLES | {"high": f"Counties with {asked.high_percent} % or more"},
        note="A blank outcome counts as not refused, is left out, or counts as refused, in turn.",
        behind=behind(frame),
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
        "without limits found by a second look": frame.assign(group=before),
    }
    for name in choices.SETS["DetainerLimit"]:
        chosen[f"limit by “{DEFINITIONS[name].title}”"] = counties(Asked(name, asked.least))
    rested = pd.concat(map(behind, chosen.values()))
    found = {name: summed(rows)["refused_percent"] for name, rows in chosen.items()}
    each = frame.groupby("group")["share_refused"]
    found |= {"mean of the counties": 100 * each.mean(), "median": 100 * each.median()}
    rows = pd.DataFrame(found).T.reindex(columns=GROUPS[:3]).rename_axis("choice").reset_index()
    return shown(
        title="The percent refused when one choice is changed",
        rows=rows,
        columns=tuple(rows),
        note="No sample, so no interval: what is unsure is what was not written down. The second "
        "look was at counties whose refusals contradicted the policy table (docs/plans/12.md).",
        behind=rested.drop_duplicates([*EVIDENCE, "county_fips", "group"]),
    )


def parting(frame: pd.DataFrame, asked: Asked) -> Exhibit:
    """Show where practice and paper part, in order of state and name."""
    paper = frame["group"].eq(LIMIT) & frame["refused"].eq(0) & (frame["detainers"] >= MANY)
    practice = frame["group"].isin([NO_ROW, BAN, NEITHER])
    practice &= 100 * frame["share_refused"] >= asked.high_percent
    kinds = {True: "Limit in force, none refused", False: "No limit in force, many refused"}
    rows = frame.assign(how_they_part=paper.map(kinds))[paper | practice]
    return shown(
        title=f"In {words.count(len(rows), 'county', 'counties')} practice and paper part",
        subtitle=f"A limit and none refused of at least {MANY} detainers; or no limit and at "
        f"least {asked.high_percent} % refused",
        rows=rows,
        columns="how_they_part state_name county_name detainers reason_known refused evidence_id",
        note="Blank outcomes, exceptions in a rule or a limit that no source tells can be behind "
        "such a county; none of them shows that anybody broke a rule.",
        behind=behind(rows),
    )


def headlines(frame: pd.DataFrame) -> list[dict]:
    """Return the headline numbers, each as the arguments of `prose.headline`."""
    table = summed(frame).reindex(GROUPS)
    shares = table["refused_percent"].iloc[:3]
    return numbers(
        by_group(frame, Asked()).title,
        *((f"refused: {group.lower()}", share, UNIT, 1) for group, share in shares.items()),
        ("counties under a limit", table.loc[LIMIT, "counties"], "counties", 0),
        ("of them without a recorded refusal", table.loc[LIMIT, "none"], "counties", 0),
        ("outcomes blank", blank(frame), UNIT, 1),
    )


def blank(frame: pd.DataFrame) -> float:
    """Return the percent of detainers without a recorded outcome."""
    return 100 * (1 - frame["reason_known"].sum() / frame["detainers"].sum())
