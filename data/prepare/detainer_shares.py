"""Prepare ``detainer_shares``: detainers lodged and refused at county jails, 2014-10 to 2015-07.

Upstream
--------
detainers/ice_foia_fy2015_to_july.xlsx
    ``raw/rif-FOIA 15-87693 _07262015_LESA-STU_FINAL FY15YTD.xlsx`` of nprapps/sanctuary-cities at
    0bb16db8: ICE's release of each detainer it prepared. Reading it needs ``openpyxl``:
    ``pip install openpyxl``.

A facility is the jail of the county that its printed name begins with; ``curated/
detainer_facilities.csv`` places the jails whose names do not say so and leaves out prisons whose
names do. Single detainers are read only to be summed.
"""

from __future__ import annotations

import re
import unicodedata

import pandas as pd
from _common import columns, read_curated, read_table, reader, upstream, write_table

RELEASE = (
    "detainers/ice_foia_fy2015_to_july.xlsx",
    "d6352d3b597a8168c2dd68140e3b9266737756478394beb19695911658cdab06",
)
NAMES = ["prepared", "form", "facility", "state", "city", "reason"]
PLACE = ["facility", "state", "city"]
NOTIFICATION, REFUSED = "I247N", "Detainer Declined by LEA"
COUNTY_FIRST = re.compile(r"(.+?) (?:COUNTYY?|CTY|CNTY|CO|PARISH|BOROUGH)(?: |$)")
NOT_THE_JAIL = re.compile(r"\b(JUV\w*|STATE|PD|POLICE|PROB\w*)\b")
SUFFIX = re.compile(r" (County|Parish|Borough|Census Area|Municipality|City and Borough)$")
LEAST = 20


def plain(name: str) -> str:
    """Return a name in capitals, accents, points and the ways of writing Saint and Fort evened.

    >>> plain("Doña Ana"), plain("St. Mary's"), plain("FT. BEND COUNTY JAIL")
    ('DONA ANA', 'ST MARYS', 'FORT BEND COUNTY JAIL')
    """
    text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().upper()
    words = re.sub(r"[^A-Z0-9]+", " ", text.replace("'", "")).split()
    return " ".join({"SAINT": "ST", "FT": "FORT"}.get(word, word) for word in words)


def county_named(facility: str, state: str, counties: dict[tuple[str, str], str]) -> str:
    """Return the code of the county that a jail's name begins with, or "" if it names none.

    >>> counties = {("TEXAS", "FORTBEND"): "48157"}
    >>> county_named("FT. BEND COUNTY JAIL", "TEXAS", counties)
    '48157'
    >>> county_named("FT. BEND COUNTY JUVENILE", "TEXAS", counties)
    ''
    """
    name = plain(facility)
    begins = COUNTY_FIRST.match(name)
    if not begins or NOT_THE_JAIL.search(name):
        return ""
    return counties.get((state, begins[1].replace(" ", "")), "")


def counties_by_name() -> dict[tuple[str, str], str]:
    """Return the code of each county by its state and its name without spaces, in capitals."""
    county = read_table("county")
    names = [plain(SUFFIX.sub("", name)).replace(" ", "") for name in county["name"]]
    keys = zip(county["state_name"].str.upper(), names, strict=True)
    return dict(zip(keys, county["county_fips"], strict=True))


def facilities() -> pd.DataFrame:
    """Return one row per printed facility: its county ("" if it is no county's jail) and counts."""
    path = upstream(*RELEASE)
    reader("openpyxl", path)
    raw = pd.read_excel(path, dtype=object).set_axis(NAMES, axis=1)
    asked = raw[~raw["form"].str.startswith(NOTIFICATION)].copy()
    print(f"{len(raw)} rows, {len(raw) - len(asked)} of them requests for notice only")
    asked[PLACE] = asked[PLACE].fillna("").apply(lambda column: column.str.split().str.join(" "))
    asked["refused"] = asked["reason"].eq(REFUSED)
    found = asked.groupby(PLACE, as_index=False).agg(
        detainers=("form", "size"), reason_known=("reason", "count"), refused=("refused", "sum")
    )
    return found.assign(county_fips=_counties_of(found))


def _counties_of(found: pd.DataFrame) -> list[str]:
    """Place the facilities, by hand where a row of the curated list says so, else by name."""
    by_hand = read_curated("detainer_facilities.csv").set_index(PLACE)["county_fips"].to_dict()
    by_name = counties_by_name()
    keys = list(found[PLACE].itertuples(index=False, name=None))
    lost = sorted(set(by_hand) - set(keys))
    if lost:
        raise SystemExit(f"detainer_facilities: the release has no {lost[0]}.")
    return [by_hand.get(key, county_named(*key[:2], by_name)) for key in keys]


def main() -> None:
    """Write the counties with at least 20 detainers; count the rest."""
    found = facilities()
    counts = ["detainers", "reason_known", "refused"]
    at_jails = found[found["county_fips"] != ""].assign(jails=1)
    frame = at_jails.groupby("county_fips", as_index=False)[["jails", *counts]].sum()
    few = frame["detainers"] < LEAST
    for what, rows in (
        ("no facility named", found[found["state"] == ""]),
        ("other facilities", found[(found["county_fips"] == "") & (found["state"] != "")]),
        ("county jails, fewer than 20 in the county", frame[few]),
        ("county jails, in the table", frame[~few]),
    ):
        print(f"{what}: {len(rows)} rows, {rows[counts].sum().to_dict()}")
    frame = frame[~few].assign(share_refused=frame["refused"] / frame["detainers"])
    write_table("detainer_shares", frame[columns("detainer_shares")])


if __name__ == "__main__":
    main()
