"""The places that can be asked for, by every name they go by, and those with something to tell."""

from __future__ import annotations

import re
from collections import defaultdict
from difflib import get_close_matches

import pandas as pd

from sanctuary_research.data import datasets, reach
from sanctuary_research.data.choices import EVERYDAY, TELLING
from sanctuary_research.data.holdings import OF_NO_COUNTY
from sanctuary_research.data.kept import kept
from sanctuary_research.errors import UsageError, unknown

COUNTIES = ("county", "city_county")
NEAR = 0.8  # likeness of a name and its misspelling, by difflib
HOW = "write a state, or a county or city with its state, as in 'Cook County, IL'; territories of "
HOW += "the United States are not held"


@kept(*reach.PLACES)
def places() -> pd.DataFrame:
    """Return every place that can be asked for.

    Returns
    -------
    DataFrame
        place_id, name (with its state), short (without), level, state_id, code (of its state),
        codes (of its counties), postal (of its state), long (with its state written out),
        county (the county that a city is, by its own name; else missing).
    """
    known = datasets.load_jurisdictions()
    inside = datasets.load_jurisdiction_counties()
    inside = inside[inside["relation"].isin(reach.IN_COUNTY)]
    codes = inside.groupby("jurisdiction_id")["county_fips"].agg(" ".join)
    own = known[["jurisdiction_id", "name", "level", "state_fips", "state"]].assign(
        codes=known["jurisdiction_id"].map(codes).fillna("")
    )
    county = datasets.load_county()
    rest = county[~county["county_fips"].isin(set(own.loc[own["level"].ne("city"), "codes"]))]
    rest = rest[["county_fips", "name", "state_fips", "state"]].assign(
        jurisdiction_id=rest["county_fips"], level="county", codes=rest["county_fips"]
    )
    names = {"jurisdiction_id": "place_id", "name": "short", "state_fips": "code"}
    found = pd.concat([own, rest], ignore_index=True).rename(columns=names | {"state": "postal"})
    states = known[known["level"] == "state"].set_index("state_fips")
    is_state = found["level"] == "state"
    return found.assign(
        name=found["short"].where(is_state, found["short"] + ", " + found["postal"]),
        state_id=found["code"].map(states["jurisdiction_id"]).fillna(""),
        long=found["short"] + ", " + found["code"].map(states["name"]),
        county=found["codes"]
        .map(county.set_index("county_fips")["name"])
        .where(found["level"].eq("city_county")),
    )


@kept(*reach.PLACES)
def by_id() -> dict[str, dict]:
    """Return the rows of `places` by id."""
    return {row["place_id"]: row for row in places().to_dict("records")}


def namesakes(place_id: str) -> list[str]:
    """Return the counties and cities that go by the name of a state; of another place none.

    >>> namesakes("new-york")
    ['New York City, NY', 'New York County, NY']
    """
    known, called = places(), by_id()[place_id]["name"]
    is_called = known["short"].isin([called, f"{called} City", f"{called} County"])
    return sorted(known.loc[is_called & known["level"].ne("state"), "name"])


def find(name: str) -> str:
    """Return the id of the place that is called so.

    Parameters
    ----------
    name : str
        As of `data.place.place`.

    Raises
    ------
    UsageError
        No place has that name (the nearest is offered), or several have it (they are listed).

    Examples
    --------
    >>> find("NYC"), find("Chicago, Illinois")
    ('new-york-city-ny', 'chicago-il')
    """
    if not isinstance(name, str) or not name.strip():
        raise UsageError(f"a place is a name, not {name!r}", HOW)
    asked, known = _bare(name), by_id()
    for called in _names():
        found = called.get(asked, ())
        if len(found) > 1:
            told = f"{len(found)} places on record are called {name!r}"
            several = sorted(known[place_id]["name"] for place_id in found)
            raise UsageError(told, f"write one of: {'; '.join(several)}")
        if found:
            return next(iter(found))
    meant = [place_id for place_id, row in known.items() if _bare(row["name"]).startswith(asked)]
    if not meant:
        called = {one: ids for kind in _names() for one, ids in kind.items()}
        for one in get_close_matches(asked, called, n=1, cutoff=NEAR):
            meant = [*called[one]]
    near = sorted(known[place_id]["name"] for place_id in meant)
    error = unknown("place", name, near)
    fix = f"write one of: {'; '.join(near)}" if len(near) > 1 else HOW
    raise error if len(near) == 1 else UsageError(error.case, fix)


@kept(*reach.PLACES)
def _names() -> list[dict[str, set[str]]]:
    """Return the ids of places by their names in full, by shorter ones, and these with a state."""
    full, short, joined = (defaultdict(set) for _ in range(3))
    for place_id, row in by_id().items():
        for name in (place_id, row["name"], row["long"]):
            full[_bare(name)].add(place_id)
        own = [row["short"], *(name for name, of in EVERYDAY.items() if of == place_id)]
        own += [row["county"]] if row["level"] == "city_county" else []
        state = row["long"].rpartition(", ")[2]
        for name in own if row["level"] != "state" else ():
            joined[_bare(f"{name} {row['postal']}")].add(place_id)
            joined[_bare(f"{name} {state}")].add(place_id)
        own += [row["postal"]] if row["level"] == "state" else []
        own += [row["codes"]] if row["level"] in COUNTIES else []
        for name in own:
            short[_bare(name)].add(place_id)
    return [full, short, joined]


def _bare(name: str) -> str:
    """Return a name without what writers leave out: capitals, commas and full stops."""
    return " ".join(re.sub("[.,]", "", name).casefold().split())


def own_codes(place_id: str) -> tuple[str, ...]:
    """Return the codes of the counties that a place is, or the letters of the state that it is.

    >>> own_codes("cook-county-il"), own_codes("oregon"), own_codes("chicago-il")
    (('17031',), ('OR',), ())
    """
    return _codes(by_id()[place_id])


def _codes(row: dict) -> tuple[str, ...]:
    codes = {"state": row["postal"], **dict.fromkeys(COUNTIES, row["codes"])}
    return tuple(codes.get(row["level"], "").split())


def with_pages() -> list[str]:
    """Return the ids of places of which the tables hold more than a name and a count of crimes."""
    known = by_id()
    by_code = {code: place_id for place_id, row in known.items() for code in _codes(row)}
    told: set[str] = set()
    for table in TELLING:
        frame = getattr(datasets, f"load_{table}")()
        if "jurisdiction_id" in frame:
            told |= set(frame["jurisdiction_id"].dropna())
        else:
            of = frame["county_fips"].fillna(frame.get(OF_NO_COUNTY.get(table), ""))
            told |= {by_code[code] for code in of if code in by_code}
    return [place_id for place_id in known if place_id in told]
