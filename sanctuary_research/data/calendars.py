"""Treatment calendars: in which years a policy bound a county or a state.

Where `labels` answers for one day, :func:`adoption_years` answers for every year of a panel, from
the same weighing of the same events (`bindings`), and :func:`adoption_calendar` says who adopted
when, who never did, whose policy ended, and of whom the events do not say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import pandas as pd

from sanctuary_research.data import bindings, dates, reach, widening
from sanctuary_research.data.definitions import BAN, DEFINITIONS, LIMIT, NEITHER, NOT_CODED
from sanctuary_research.data.in_force import Finding
from sanctuary_research.errors import UsageError, check_known

STATUS = {LIMIT: "in_force", BAN: "not_in_force", NEITHER: "not_in_force", NOT_CODED: "not_coded"}
SILENT = "No such policy is recorded here."
Arm = Callable[[str, pd.Timestamp], Finding | None]


class Treatment(NamedTuple):
    """Who adopts a policy: the column that names the units, and the channels that count."""

    unit: str
    channels: tuple[tuple[str, str], ...]


class Rule(NamedTuple):
    """When a policy counts for a year: the days looked at, and on how many it must be in force."""

    days: tuple[tuple[int, int], ...]
    needed: int = 1


DETAINER_LIMITS = (
    *DEFINITIONS["county_detainer"].channels,
    ("state_detainer_laws", "state"),
)
TREATMENTS = {
    "county_detainer": Treatment("county_fips", DETAINER_LIMITS),
    "state_law": Treatment("state_fips", DEFINITIONS["state_law"].channels),
}
ADOPTION_RULES = {
    "mid_year": Rule(((7, 1),)),
    "year_end": Rule(((12, 31),)),
    "half_year": Rule(tuple((month, 1) for month in range(1, 13)), 6),
}


class Year(NamedTuple):
    """What is known of one unit's year."""

    year: int
    status: str
    reason: str
    event_id: str


def adoption_years(treatment: str, years: Iterable[int], *, rule: str = "mid_year") -> pd.DataFrame:
    """Say for every unit and year whether a policy was in force; of silence, that it is not coded.

    Parameters
    ----------
    treatment : {"county_detainer", "state_law"}
        A limit on detainers that binds a county's jail, its state's laws on detainers among them;
        or a statute, ruling or order that binds every agency of a state. A state's ban puts it out
        of force, and before its first recorded adoption it is not; a limit that is no law is not
        coded while a 287(g) agreement of the jail may hold.
    years : iterable of int
    rule : {"mid_year", "year_end", "half_year"}
        Whether it must be in force on 1 July, on 31 December (the year of adoption counts), or on
        the first day of at least six months.

    Returns
    -------
    DataFrame
        One row per unit and year: the unit (named as the treatment says), year, status (in_force,
        not_in_force, not_coded), reason (a sentence) and event_id (blank where nothing is
        recorded).

    Raises
    ------
    UsageError
        A name is unknown (the nearest is offered) or there are no years.

    Examples
    --------
    >>> found = adoption_years("state_law", [2013, 2014])
    >>> found.loc[found["state_fips"] == "06", "status"].tolist()
    ['not_in_force', 'in_force']
    """
    check_known("treatment", treatment, TREATMENTS)
    unit = TREATMENTS[treatment].unit
    policy = bindings.policy(unit, TREATMENTS[treatment].channels)
    return _statuses(unit, policy.arm, years, rule, SILENT)


def adoption_calendar(statuses: pd.DataFrame) -> pd.DataFrame:
    """Say when each unit adopted, whether it kept the policy, and why it is where it is.

    A unit whose first year in force is not pinned down, because the years just before it are not
    coded, is ``not_coded`` as a whole; so is one with fewer than two coded years.

    Parameters
    ----------
    statuses : DataFrame
        What `adoption_years` returns.

    Returns
    -------
    DataFrame
        One row per unit: role (treated, treated_throughout, control, not_coded), first_year and
        ended_year (missing where there is none), reason and event_id of the row that decides.

    Examples
    --------
    >>> rows = pd.DataFrame({
    ...     "state_fips": ["01"] * 3, "year": [2012, 2015, 2017], "reason": ["no", "yes", "no"],
    ...     "status": ["not_in_force", "in_force", "not_in_force"], "event_id": ["a", "a", "b"]})
    >>> adoption_calendar(rows)[["role", "first_year", "ended_year"]].values.tolist()
    [['treated', 2015, 2017]]
    """
    unit, columns = statuses.columns[0], ["year", "status", "reason", "event_id"]
    rows = [
        (code, *_of_unit([*map(Year._make, own.itertuples(index=False, name=None))]))
        for code, own in statuses.sort_values("year").groupby(unit)[columns]
    ]
    years = ["first_year", "ended_year"]
    calendar = pd.DataFrame(rows, columns=[unit, "role", *years, "reason", "event_id"])
    return calendar.astype(dict.fromkeys(years, "Int64"))


def activation_years(years: Iterable[int], *, rule: str = "year_end") -> pd.DataFrame:
    """Say for every county and year whether Secure Communities was active.

    The programme checked the fingerprints of everybody booked into a jail with the immigration
    authorities; federal officials activated county after county between 2008 and 2013. It widens
    cooperation where a detainer limit narrows it. The programme's end of November 2014 is not
    read.

    Parameters
    ----------
    years : iterable of int
    rule : str
        As of `adoption_years`.

    Returns
    -------
    DataFrame
        As of `adoption_years`; event_id is the county code that the programme printed.

    Raises
    ------
    UsageError
        A name is unknown.
    """
    active = widening.activated().set_index("county_fips")
    names = ["activated_earliest", "activated_latest"]
    told = "Secure Communities active from {:%B %Y} on.".format
    known = {code: (*days, told(days[1])) for code, *days in active[names].itertuples()}

    def arm(place: str, day: pd.Timestamp) -> Finding | None:
        if place not in known:
            return None
        earliest, latest, reason = known[place]
        says = LIMIT if latest <= day else NOT_CODED if earliest <= day else NEITHER
        return Finding(says, reason, "", "")

    found = _statuses("county_fips", arm, years, rule, "No activation is recorded here.")
    printed = found["county_fips"].map(active["printed_fips"])
    return found.assign(event_id=printed.fillna(""))


def _statuses(unit: str, arm: Arm, years: Iterable[int], rule: str, silence: str) -> pd.DataFrame:
    """Weigh every year of every unit.

    Parameters
    ----------
    unit
        The column that names the units.
    arm
        What is known of a unit on a day: a limit in force, not coded, or not in force; or None.
    silence
        The sentence on a year of which nothing is known.
    """
    check_known("rule", rule, ADOPTION_RULES)
    years = sorted(set(map(dates.year, years)))
    if not years:
        raise UsageError("there are no years", "pass some, e.g. [2012, 2015, 2017]")
    days = {year: [pd.Timestamp(year, *day) for day in ADOPTION_RULES[rule].days] for year in years}
    needed, silent = ADOPTION_RULES[rule].needed, ("not_coded", silence, "")
    rows = [
        (place, year, *(_of_year([arm(place, day) for day in looked], needed) or silent))
        for place in sorted(reach.states_of(unit))
        for year, looked in days.items()
    ]
    return pd.DataFrame(rows, columns=[unit, "year", "status", "reason", "event_id"])


def _of_unit(years: list[Year]) -> tuple:
    """Read one unit's years in order."""
    on = [k for k, year in enumerate(years) if year.status == "in_force"]
    off = [k for k, year in enumerate(years) if year.status == "not_in_force"]
    nothing = (pd.NA, pd.NA)
    if not on:
        last = years[off[-1] if off else -1]
        reason = f"Coded in one period only: {last.reason}" if len(off) == 1 else last.reason
        return ("control" if len(off) > 1 else "not_coded", *nothing, reason, last.event_id)
    first = years[on[0]]
    if on[0] and on[0] - 1 not in off:
        reason = f"First year in force not known: {years[on[0] - 1].reason}"
        return ("not_coded", *nothing, reason, first.event_id)
    ended = next((years[k].year for k in off if k > on[0]), pd.NA)
    role = "treated" if on[0] else "treated_throughout"
    return (role, first.year, ended, first.reason, first.event_id)


def _of_year(days: list[Finding | None], needed: int) -> tuple[str, str, str] | None:
    """Read one unit's year from the days looked at: status, reason and event; None for silence."""
    known = [one for one in days if one is not None]
    on = [one for one in known if one.says == LIMIT]
    maybe = [one for one in known if one.says == NOT_CODED]
    off = [one for one in known if one.says in (BAN, NEITHER)]
    if len(on) >= needed:
        found = on[-1]
    elif len(on) + len(maybe) >= needed:
        found = maybe[-1]
    elif off or on:
        found = (off or on)[-1]._replace(says=NEITHER)
    else:
        return None
    return STATUS[found.says], found.reason, found.evidence_id
