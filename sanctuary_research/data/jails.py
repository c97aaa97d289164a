"""What ICE recorded of detainers sent to county jails, October 2014 to July 2015, by their policy.

Nothing is estimated: the release is the whole record and no sample.
"""

from __future__ import annotations

import pandas as pd

from sanctuary_research.data import datasets, dates
from sanctuary_research.data.definitions import DEFINITIONS
from sanctuary_research.data.labels import labels

FIRST, LAST = "2014-10-01", "2015-07-19"  # the days that `detainer_shares` covers
LIMIT, NO_ROW, BAN = "Limit in force", "No limit on record", "State forbids limits"
NEITHER, UNSURE = "Limit came later or had ended", "Limit changed, or date not certain"
CLEAR = [LIMIT, NO_ROW, BAN]  # groups that are drawn: the others are of few counties
GROUPS = [*CLEAR, NEITHER, UNSURE]
ARMS = {"limit": LIMIT, "ban": BAN, "neither": NEITHER, "not_coded": UNSURE}
COUNTED = ("detainers", "reason_known", "refused")
EVIDENCE = ["evidence_table", "evidence_id"]


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


def counties(limit: str, least: int) -> pd.DataFrame:
    """Return the counties with enough detainers, with name and group.

    Returns
    -------
    DataFrame
        The columns of ``detainer_shares``, of `names` and of `groups`; in order of state and name.
    """
    shares = datasets.load_detainer_shares().query("detainers >= @least")
    found = shares.merge(names(), on="county_fips", validate="1:1")
    found = found.merge(groups(limit), on="county_fips", validate="1:1")
    assert len(found) == len(shares)
    return found.sort_values(["state_name", "county_name"], ignore_index=True)


def names() -> pd.DataFrame:
    """Return county_fips, county_name and state_name of every county."""
    rows = datasets.load_county()[["county_fips", "name", "state_name"]]
    return rows.rename(columns={"name": "county_name"})


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
    sent, known, refused = (table[name] for name in COUNTED)
    return table.assign(
        refused_percent=100 * refused / sent,
        of_known_percent=100 * refused / known,
        at_most_percent=100 * (refused + sent - known) / sent,
    )


def blank(frame: pd.DataFrame) -> float:
    """Return the percent of detainers without a recorded outcome."""
    return 100 * (1 - frame["reason_known"].sum() / frame["detainers"].sum())
