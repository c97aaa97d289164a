"""Labels: what a county is called, as a function of a definition and a date.

No table holds a flag. `labels` reads the events, the lists and the record of detainers, or a file
of the reader, and puts every county into one of three arms, *limit*, *ban* and *neither*, with the
row that says so, or leaves it not coded. A county that no row speaks of is *not coded*; it is never
called *neither*.
"""

from __future__ import annotations

import datetime

import pandas as pd

from sanctuary_research.data import bindings, datasets, dates, definitions, listed, practice, reach
from sanctuary_research.data.definitions import BAN, DEFINITIONS, LABELS, LIMIT, NEITHER, NOT_CODED
from sanctuary_research.data.in_force import Finding
from sanctuary_research.data.kept import kept
from sanctuary_research.data.own_list import NOT_SANCTUARY, OwnList

__all__ = ["DEFINITIONS", "labels"]

COLUMNS = ["county_fips", "arm", "label", "reason", "evidence_table", "evidence_id"]
STRENGTH = {LIMIT: 0, NOT_CODED: 1, BAN: 2, NEITHER: 3}  # of the parts of a union
Arms = dict[str, Finding]


def labels(
    definition: str | definitions.Definition | OwnList, date: str | datetime.date | pd.Timestamp
) -> pd.DataFrame:
    """Put every county into an arm under a definition at a date.

    The arms: ``limit``, the definition holds (on a list: named; in practice: high); ``ban``, a
    state law that bans local limits or requires cooperation is in force; ``neither``, coded as
    having none of both; ``not_coded``. A union is ``limit`` where any part is, else
    ``not_coded`` where any part is, else ``ban`` or ``neither``. An event known only to an
    interval leaves its county not coded while the date falls inside the interval. Events known
    from memory alone are left out.

    Parameters
    ----------
    definition : str, Definition or OwnList
        A name in `DEFINITIONS`, or several joined by ``+`` for their union; what
        `refused_detainers` returns for cut-offs of your own; or what
        ``sanctuary_research.own("list.csv")`` returns for a list of your own.
    date : str, date or Timestamp
        The day, e.g. ``"2015-07-01"``. A list read before its publication, or practice before
        its record begins, codes nobody.

    Returns
    -------
    DataFrame
        One row per county: county_fips; arm; label (sanctuary for a limit, not_sanctuary for a
        ban or neither, or not_coded); reason (a sentence); evidence_table and evidence_id (the
        row behind it, or the line of your file; blank where none is).

    Raises
    ------
    UsageError
        The definition is unknown (the nearest is offered) or the date is not one.

    Examples
    --------
    >>> found = labels("state_law", "2015-07-01").set_index("county_fips")
    >>> found.loc["06037", ["arm", "label"]].tolist()
    ['limit', 'sanctuary']
    """
    return _labels(definition, dates.day(date)).copy()


@kept(*listed.TABLES, "county", "detainer_shares")
def _labels(definition: str | definitions.Definition | OwnList, day: pd.Timestamp) -> pd.DataFrame:
    parts = [definition] if isinstance(definition, OwnList) else definitions.leaves(definition)
    found = [_arms(part, day) for part in parts]
    rows = [
        (code, joined.says, LABELS[joined.says], *joined[1:])
        for code in reach.states_of("county_fips")
        for joined in [_join([part[code] for part in found])]
    ]
    return pd.DataFrame(rows, columns=COLUMNS).astype("str")


def named_labels(definition: str | OwnList, date: str) -> pd.DataFrame:
    """Return `labels` with the name and the state of each county after its code, reasons last."""
    names = datasets.load_county()[["county_fips", "name", "state"]]
    names = names.rename(columns={"name": "county"})
    found = names.merge(labels(definition, date), on="county_fips", validate="1:1")
    return found[[*found.columns.drop("reason"), "reason"]]


def count_arms(date: str) -> pd.DataFrame:
    """Return how many counties stand in each arm under every definition: one row each."""
    counts = {name: labels(name, date)["arm"].value_counts() for name in DEFINITIONS}
    frame = pd.DataFrame(counts).T.reindex(columns=[*LABELS]).fillna(0).astype(int)
    return frame.rename_axis("definition").reset_index()


def _join(found: list[Finding]) -> Finding:
    """Join parts by three-valued *or*: the strongest decides, one with evidence before others."""
    return min(found, key=lambda one: (STRENGTH[one.says], not one.evidence_id))


@kept(*listed.TABLES, "detainer_shares")
def _arms(part: definitions.Definition | OwnList, day: pd.Timestamp) -> Arms:
    if isinstance(part, OwnList):
        return _of_own(part, day)
    if part.kind == "list":
        return listed.arms(part, day)
    if part.kind == "practice":
        return practice.arms(part, day)
    found = bindings.policy("county_fips", part.channels).arms(day)
    silent = Finding(NOT_CODED, part.silent, "", "")
    return {code: one or silent for code, one in found.items()}


def _of_own(own: OwnList, day: pd.Timestamp) -> Arms:
    """Read a list of the reader; whether an absence is a ban or neither, the state's law says."""
    said, record = own.on(day.date()), bindings.record()
    silent = (NOT_SANCTUARY if own.is_complete else NOT_CODED, f"Not in {own.path.name}.", "")
    found = {}
    for code, state in reach.states_of("county_fips").items():
        says, reason, line = said.get(code, silent)
        ban = record.ban(state, day) if says == NOT_SANCTUARY else None
        if ban:
            found[code] = ban._replace(reason=f"{reason} {ban.reason}")
        else:
            arm = NEITHER if says == NOT_SANCTUARY else says
            found[code] = Finding(arm, reason, "own" if line else "", line)
    return found
