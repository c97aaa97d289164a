"""What a county's jails did with detainers, and what that makes of every county."""

from __future__ import annotations

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import bindings, datasets, dates, reach
from sanctuary_research.data.definitions import FEWEST, LIMIT, NEITHER, NOT_CODED, Definition
from sanctuary_research.data.in_force import Finding

TABLE = "detainer_shares"


def arms(definition: Definition, day: pd.Timestamp) -> dict[str, Finding]:
    """Return every county's arm by the share of detainers refused; before the record nobody's.

    A county in the table names its row even where it is not coded, so that it is not silent. A
    ban weighs where the share is not high.
    """
    states = reach.states_of("county_fips")
    if day < dates.day(definition.published):
        before = f"The record of detainers begins on {definition.published}."
        return dict.fromkeys(states, Finding(NOT_CODED, before, "", ""))
    rows = datasets.load_detainer_shares().itertuples()
    said = {row.county_fips: _said(row, definition) for row in rows}
    none = f"No {FEWEST} detainers to jails of this county alone are recorded."
    absent = Finding(NOT_CODED, none, "", "")
    record = bindings.record()
    found = {}
    for code, state in states.items():
        own = said.get(code, absent)
        ban = record.ban(state, day) if own.says != LIMIT else None
        found[code] = ban._replace(reason=f"{own.reason} {ban.reason}") if ban else own
    return found


def _said(row: tuple, definition: Definition) -> Finding:
    """Return what a row of the table means by the cut-offs, which its reason names."""
    high, many = f"{definition.high_percent:g} %", f"{definition.many:,}"
    told = f"{row.refused:,} of {row.detainers:,} detainers recorded as refused"
    percent = 100 * row.refused / row.detainers
    if percent >= definition.high_percent:
        says, why = LIMIT, f"{words.number(percent)} %, at least {high}"
    elif row.refused:
        says, why = NOT_CODED, f"{words.number(percent)} %, short of {high}"
    elif row.detainers >= definition.many:
        says, why = NEITHER, f"at least {many} sent, a reason known for {row.reason_known:,}"
    else:
        says, why = NOT_CODED, f"fewer than {many} sent"
    return Finding(says, f"{told}: {why}.", TABLE, row.county_fips)
