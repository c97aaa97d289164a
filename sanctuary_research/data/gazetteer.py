"""The places that can be asked for, by every name they go by, and those with something to tell."""

from __future__ import annotations

from difflib import get_close_matches

import pandas as pd

from sanctuary_research.data import datasets, reach
from sanctuary_research.data.choices import EVERYDAY, TELLING
from sanctuary_research.data.holdings import OF_NO_COUNTY
from sanctuary_research.data.kept import kept
from sanctuary_research.errors import MOST_NAMES, UsageError, unknown

COUNTIES = ("county", "city_county")
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
    >>> find("NYC"), find("Chicago, Ill.")
    ('new-york-city-ny', 'chicago-il')
    """
    if not isinstance(name, str) or not name.strip():
        raise UsageError(f"a place is a name, not {name!r}", HOW)
    known, asked = places(), _bare(pd.Series([" ".join(name.split())]))[0]
    for is_meant in _readings(known, asked, name):
        found = known[is_meant]
        if len(found) > 1:
            called = f"{len(found)} places on record are called {name!r}"
            raise UsageError(called, f"write one of: {'; '.join(sorted(found['name']))}")
        if len(found):
            return found["place_id"].iloc[0]
    if there := _in_named_state(known, asked):
        town, state, places_there = there
        if (meant := EVERYDAY.get(town)) in set(places_there["place_id"]):
            return str(meant)
        raise _not_held(town, state, places_there)
    begins = _bare(known["name"]).str.startswith(asked)
    problem = unknown("place", name, known.loc[begins if begins.any() else slice(None), "name"])
    is_near = begins.any() or problem.fix.startswith("did you mean")
    raise problem if is_near else UsageError(problem.case, HOW)


def _readings(known: pd.DataFrame, asked: str, printed: str):
    """Yield which places a name may mean, the strictest reading first."""
    yield known[["place_id", "name", "long"]].apply(_bare).eq(asked).any(axis=1)
    short, county = _bare(known["short"]), _bare(known["county"])
    is_state = known["level"].eq("state")
    is_code = known["codes"].eq(asked) & known["level"].isin(COUNTIES)
    is_postal = is_state & known["postal"].str.casefold().eq(asked)
    is_everyday = known["place_id"].eq(EVERYDAY.get(asked))
    yield short.eq(asked) | county.eq(asked) | is_code | is_postal | is_everyday
    town, _, state = printed.rpartition(",")
    if town:
        town, state = _bare(pd.Series([town.strip(), state.strip()]))
        states = _bare(known["long"].str.rpartition(", ")[2])
        is_there = states.map(lambda long: _abbreviates(state, long))
        yield (short.eq(town) | county.eq(town)) & is_there


def _in_named_state(known: pd.DataFrame, asked: str) -> tuple[str, str, pd.DataFrame] | None:
    """Return what a name says before its state, that state, and the places in it."""
    for state in known[known["level"] == "state"].itertuples():
        for called in (state.short.casefold(), state.postal.casefold()):
            town = asked.removesuffix(f" {called}")
            if town != asked:
                in_state = known["code"].eq(state.code) & known["level"].ne("state")
                return town, state.short, known[in_state]
    return None


def _not_held(town: str, state: str, places: pd.DataFrame) -> UsageError:
    """Return the error for a place of a known state: the name near it, else the cities there."""
    near = get_close_matches(town, bare := _bare(places["short"]).tolist(), n=1, cutoff=0.8)
    cities = sorted(places.loc[places["level"].isin(reach.CITIES), "name"])
    offered = [places["name"].iloc[bare.index(near[0])]] if near else cities[:MOST_NAMES]
    fix = f"did you mean {offered[0]!r}?" if near else "ask for its county"
    if cities and not near:
        fix += f", or for a city there, such as {'; '.join(offered)}"
    return UsageError(f"the tables hold no place called {town.title()!r} in {state}", fix)


def _abbreviates(short: str, long: str) -> bool:
    """Return whether letters stand in a word in their order, beginning with its first.

    >>> _abbreviates("penna", "pennsylvania"), _abbreviates("pa", "alabama")
    (True, False)
    """
    letters = iter(long)
    return short[:1] == long[:1] and all(letter in letters for letter in short)


def _bare(names: pd.Series) -> pd.Series:
    """Return names without what writers leave out: capitals, commas and full stops."""
    return names.str.casefold().str.replace("[.,]", "", regex=True)


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
