"""Keys of jurisdictions, and the curated lists of all areas merged into one."""

from __future__ import annotations

import re
import unicodedata

import pandas as pd
from _common import CURATED, read_curated

FIRST = "policy"
FACTS = ["level", "county_fips", "place_fips", "parent_id", "host_counties"]


def slug(name: str, level: str, state: str) -> str:
    """Return the readable key of a jurisdiction.

    >>> slug("Doña Ana County", "county", "NM"), slug("St. Paul", "city", "MN")
    ('dona-ana-county-nm', 'st-paul-mn')
    >>> slug("New York", "state", "NY")
    'new-york'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9 -]", "", plain).split()
    return "-".join(words if level == "state" else [*words, state.lower()])


def _rank(area: str) -> tuple[bool, str]:
    """Put the list that names most places first: its words win where others say the same."""
    return area != FIRST, area


def _area(area: str) -> pd.DataFrame:
    frame = read_curated(f"jurisdictions/{area}.csv").assign(area=area)
    ids = [slug(*row) for row in zip(frame["name"], frame["level"], frame["state"], strict=True)]
    return frame.assign(jurisdiction_id=ids)


def _first_filled(values: pd.Series) -> str:
    return next((value for value in values if value), "")


def _conflicts(frame: pd.DataFrame) -> list[str]:
    found = []
    for key, rows in frame.groupby("jurisdiction_id"):
        for fact in FACTS:
            said = {";".join(sorted(value.split(";"))) for value in rows[fact]} - {""}
            if len(said) > 1:
                found.append(f"{key}.{fact} ({', '.join(rows['area'])})")
    return found


def merged() -> pd.DataFrame:
    """Return one row per jurisdiction named in any area's curated list.

    Returns
    -------
    pandas.DataFrame
        ``jurisdiction_id``, ``name``, ``level``, ``state``, ``county_fips``, ``place_fips``,
        ``parent_id``, ``note``, ``host_counties`` (``FIPS:relation``, separated by ``;``),
        ``policy_searched_date``.

    Raises
    ------
    SystemExit
        If two lists disagree about a jurisdiction.
    """
    areas = sorted((file.stem for file in (CURATED / "jurisdictions").glob("*.csv")), key=_rank)
    frame = pd.concat([_area(a) for a in areas], ignore_index=True).fillna("")
    if found := _conflicts(frame):
        raise SystemExit(f"the lists of jurisdictions disagree on {'; '.join(found)}.")
    return frame.drop(columns="area").groupby("jurisdiction_id", as_index=False).agg(_first_filled)
