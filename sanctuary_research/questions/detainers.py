"""Did jails under a limit refuse more detainers? County by county, October 2014 to July 2015.

``Asked`` holds the choices; `counties` are the jails and what ICE recorded of them. The rest
shows: each function returns an ``Exhibit``. Nothing is estimated: the release is the whole record
and no sample, so there is no interval. `refusals` goes by the year in which a limit began.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import choices, datasets, jails
from sanctuary_research.data.definitions import DEFINITIONS
from sanctuary_research.data.jails import CLEAR, COUNTED, EVIDENCE, GROUPS, LIMIT, NO_ROW
from sanctuary_research.display import stacks
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.display.style import BLUE, GREY, STYLE
from sanctuary_research.questions.asking import CODES, Choices, evidence, numbers, the_answer

# What became of detainers: column, its name in the picture, its colour.
REFUSED, OTHER, BLANK = "Refused", "Other outcome", "No outcome recorded"
COLOURS = {REFUSED: BLUE, OTHER: GREY, BLANK: STYLE["grid.color"]}
ICE_LIST = "cis-ice-list-2014-10"  # the source of events that ICE's list alone tells
# What decides counties that were looked for again because of their refusals (28 November 2026), and
# their group before: Franklin (Ohio), Oklahoma County, Dane, Bernalillo.
LOOKED_AGAIN: dict[str, str] = CODES["looked_again"]
UNIT = "% of detainers sent"
READINGS = ["refused_percent", "of_known_percent"]  # both must say so
MANY = 50  # detainers among which no refusal says something
SHARES = ("detainer_shares", "policy_events", "list_membership")
TITLES: dict[str, str] = CODES["titles_of_detainers"]


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

    limit: Annotated[str, "DetainerLimit"] = "any_detainer_limit"
    least: Annotated[int, "LeastDetainers"] = 20
    high_percent: Annotated[int, "HighPercent"] = 25


def counties(asked: Asked) -> pd.DataFrame:
    """Return the counties of ``detainer_shares`` with enough detainers, with name and group."""
    return jails.counties(asked.limit, asked.least)


def behind(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of each county: its detainers, and the one that says its group."""
    counted = evidence(SHARES[0], frame, "county_fips", "group", *COUNTED)
    told = frame.loc[frame["evidence_id"].ne(""), [*EVIDENCE, "county_fips", "group", "reason"]]
    return pd.concat([counted, told], ignore_index=True)


def shown(frame: pd.DataFrame, **told: Any) -> Exhibit:
    """Return an exhibit that rests on counties."""
    return Exhibit(**{"tables": SHARES, "titles": TITLES, "behind": behind(frame)} | told)


def answer(frame: pd.DataFrame) -> Exhibit:
    """Say whether jails under a limit refused more, and why it cannot be laid to the limit."""
    table = jails.summed(frame).reindex(GROUPS)
    told, readings = table["refused_percent"].map(words.percent), table[READINGS]
    is_more = (readings.loc[LIMIT] > readings.loc[NO_ROW]).all()
    return the_answer(
        "We cannot tell: where a rule limits some immigration holds, jails are recorded as "
        f"refusing {told[LIMIT]} of requests, where none is known {told[NO_ROW]}, but may have "
        "differed before.",
        f"The true shares may be far higher: for {words.percent(jails.blank(frame))} of requests "
        "ICE, the immigration agency, recorded no outcome.",
        "" if is_more else "Without these it is not more.",
        "Requests: October 2014 to July 2015.",
        tables=SHARES,
        behind=behind(frame),
    )


def main_picture(frame: pd.DataFrame, asked: Asked) -> Exhibit:
    """Show what became of the detainers of each group, but for those of no clear group."""
    table = jails.summed(frame).reindex(CLEAR).dropna()
    sent, known, refused = (table[name] for name in COUNTED)
    ends = {REFUSED: refused, OTHER: known - refused, BLANK: sent - known}
    drawn = 100 * pd.DataFrame(ends).div(sent, axis=0)
    drawn.insert(0, "name", [f"{name} ({n:.0f} counties)" for name, n in table["counties"].items()])
    percent = table["refused_percent"].map(words.percent).reindex(CLEAR, fill_value=words.UNKNOWN)
    blank = "; most have no outcome recorded" * bool(jails.blank(frame) > 50)
    rest = words.count((~frame["group"].isin(CLEAR)).sum(), "county", "counties")
    return shown(
        frame,
        title=f"With a limit in force {percent[LIMIT]} of detainers are recorded as refused, "
        f"without one on record {percent[NO_ROW]}{blank}",
        subtitle="Detainers: ICE's requests to hold people, October 2014 to 19 July 2015, to "
        f"county jails that got at least {asked.least}",
        rows=drawn,
        picture=lambda narrow: stacks.stacks(drawn.round(1), narrow, kinds=COLOURS, xlabel=UNIT),
        alt=f"Detainers recorded as refused: {words.listed([*(percent.index + ' ' + percent)])}.",
        marks="Number: % refused. A detainer without an outcome may have been refused too. Not "
        f"drawn: {rest} whose limit came later, had ended or changed, or has no certain date",
    )


def by_group(frame: pd.DataFrame, asked: Asked) -> Exhibit:
    """Show the counts behind the picture, and the two other readings of a blank."""
    return shown(
        frame,
        title="What was recorded, by policy on paper",
        subtitle=f"Counties with at least {asked.least} detainers, October 2014 to 19 July 2015",
        rows=jails.summed(frame, asked.high_percent).reset_index(),
        columns="group refused_percent counties detainers refused of_known_percent at_most_percent "
        "none high",
        titles=TITLES | {"high": f"Counties with {asked.high_percent} % or more"},
        note="A blank outcome counts as not refused, is left out, or counts as refused, in turn.",
    )


def sureness(frame: pd.DataFrame, asked: Asked) -> Exhibit:
    """Show the percent refused with one choice changed at a time."""
    sources = datasets.load_policy_events().set_index("event_id")["source_id"]
    is_listed = frame["evidence_id"].map(sources).eq(ICE_LIST)
    before = frame["evidence_id"].map(LOOKED_AGAIN).fillna(frame["group"])
    state = frame[frame["group"] == LIMIT].groupby("state_name")["detainers"].sum().idxmax()
    chosen = {
        f"without {state}": frame[frame["state_name"] != state],
        "without limits that ICE's list alone tells": frame[~is_listed],
        "without limits found by a second look": frame.assign(group=before),
    }
    for name in choices.SETS["DetainerLimit"]:
        chosen[f"limit by “{DEFINITIONS[name].title}”"] = counties(Asked(name, asked.least))
    rested = pd.concat(map(behind, chosen.values()))
    found = {name: jails.summed(rows)["refused_percent"] for name, rows in chosen.items()}
    each = frame.groupby("group")["share_refused"]
    found |= {"mean of the counties": 100 * each.mean(), "median": 100 * each.median()}
    rows = pd.DataFrame(found).T.reindex(columns=CLEAR).rename_axis("choice").reset_index()
    return shown(
        frame,
        title="The percent refused when one choice is changed",
        rows=rows,
        columns=tuple(rows),
        note="The second look was at counties whose refusals contradicted the policy table "
        "(docs/plans/12.md).",
        behind=rested.drop_duplicates([*EVIDENCE, "county_fips", "group"]),
    )


def parting(frame: pd.DataFrame, asked: Asked) -> Exhibit:
    """Show where practice and paper part, in order of state and name."""
    paper = frame["group"].eq(LIMIT) & frame["refused"].eq(0) & frame["detainers"].ge(MANY)
    practice = frame["group"].isin([NO_ROW, jails.BAN, jails.NEITHER])
    practice &= 100 * frame["share_refused"] >= asked.high_percent
    kinds = {True: "Limit in force, none refused", False: "No limit in force, many refused"}
    rows = frame.assign(how_they_part=paper.map(kinds))[paper | practice]
    return shown(
        rows,
        title=f"In {words.count(len(rows), 'county', 'counties')} practice and paper part",
        subtitle=f"A limit and none refused of at least {MANY} detainers; or no limit and at "
        f"least {asked.high_percent} % refused",
        rows=rows,
        columns="how_they_part state_name county_name detainers reason_known refused evidence_id",
        note="Behind it can be blank outcomes, exceptions or limits not known: none shows that a "
        "rule was broken.",
    )


def headlines(frame: pd.DataFrame) -> list[dict]:
    """Return the headline numbers, each as the arguments of `prose.headline`."""
    table = jails.summed(frame).reindex(GROUPS)
    shares = table["refused_percent"]
    return numbers(
        by_group(frame, Asked()).title,
        *((f"refused: {group.lower()}", shares[group], UNIT, 1) for group in CLEAR),
        ("counties under a limit", table.loc[LIMIT, "counties"], "counties", 0),
        ("of them without a recorded refusal", table.loc[LIMIT, "none"], "counties", 0),
        ("outcomes blank", jails.blank(frame), UNIT, 1),
    )
