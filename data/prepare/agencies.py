"""Prepare ``agencies``: the police agencies of ``agency_crime``, with the county of each.

Upstream
--------
geo/geocorr2022_2507107313.csv, geo/geocorr2022_2507101846.csv
    ``miscellaneous_data/geo_crosswalks`` of housinginitiative/era-county-level-dataset-codebase at
    20989723: counties against places of the nation, and against county subdivisions of New York,
    by residents of 2020, from the Missouri Census Data Center's Geocorr 2022.
geo/nj_gazetteer_2000.txt
    ``data-raw/gazetteer_2000.txt`` of tor-gu/njmunicipalities at 697a6809: the Census Bureau's
    gazetteer of 2000, county subdivisions of New Jersey.
geo/precincts_2016.sql
    ``fixtures/precincts.sql`` of Bernie-2016/votetracker at 25c2f213: voting precincts by county,
    of which those of Pennsylvania are named after their township.
crime/fbi_table8_cities/city_to_county_by_zip_UNCHECKED.csv
    A rough map of cities by postal name, asked last and marked.
"""

from __future__ import annotations

import re

import pandas as pd
from _common import columns, read_curated, read_table, upstream, write_table
from _place_names import counties_by_name, letters

PLACES = (
    "geo/geocorr2022_2507107313.csv",
    "a9f97a6a7def88be71953f5e3adaeb35fe43f636f806c148857f275c3cc5f564",
)
TOWNS = (
    "geo/geocorr2022_2507101846.csv",
    "aff96ea6bfb0ee04a9680f1750b4e204747300b4677994336d5a28ddcf187f49",
)
JERSEY = (
    "geo/nj_gazetteer_2000.txt",
    "1a52683589266772e36d0e2d3bfb1dc6aed54865e2e61fbce3c2de9b83cf4495",
)
PRECINCTS = (
    "geo/precincts_2016.sql",
    "0a2cd644a914068c8ad8b92c8573774da54f92a1a7aca4fbaa26a3531330b0ec",
)
POSTAL = (
    "crime/fbi_table8_cities/city_to_county_by_zip_UNCHECKED.csv",
    "2d1db2d26b67f1cad7860ea1ca8ef54503d92d82084dcadaa81c0d61693a63cb",
)
# Valdez-Cordova of the 2017 edition, split in 2019.
RECODED = {"02063": "02261", "02066": "02261"}
KIND = re.compile(r" (city and borough|city|town|village|borough|CDP|municipality|.*\(balance\))$")
# How precincts shorten the first word of a township.
SHORT = {
    "E": "EAST",
    "W": "WEST",
    "N": "NORTH",
    "S": "SOUTH",
    "L": "LOWER",
    "U": "UPPER",
    "UP": "UPPER",
    "MT": "MOUNT",
}
KINDS = {"sheriff": "sheriff_or_county", "police": "county_police"}
FORMER = re.compile(r"(Village|Town|City) of (.+)")
# Why an agency has no county, by what its name says; the first that fits wins.
REASONS = {
    r"Township": "No source here tells its county for certain, and the table prints none.",
    r"Regional|Region|Area|Metro|Valley|/|-": "Serves several places; the table prints no county.",
    r"": "No place of this name in the source.",
}


def places() -> pd.DataFrame:
    """Return places, New York's towns and New Jersey's townships by county.

    Columns: state, place (a code), name, county_fips, residents, share_percent and total.

    share_percent is the part of the place's residents who live in the county; a county without
    any is left out.
    """
    raw = pd.read_csv(upstream(*PLACES), dtype=str, skiprows=[1], encoding="latin-1")
    towns = pd.read_csv(upstream(*TOWNS), dtype=str, skiprows=[1], encoding="latin-1")
    towns = towns.assign(stab="NY", PlaceName=towns["MCDName"].str.split(",").str[0])
    raw["PlaceName"] = raw["PlaceName"].str.replace(r", [A-Z]{2}$", "", regex=True)
    towns = towns[towns["PlaceName"].str.endswith(" town")].assign(place=towns["cousub20"] + "t")
    frame = pd.concat([raw[raw["stab"].ne("PR")], towns, townships()], ignore_index=True)
    frame = frame[frame["PlaceName"].ne("[not in a place]") & frame["pop20"].astype(int).gt(0)]
    frame["county_fips"] = frame["county"].replace(RECODED)
    key = ["stab", "place", "PlaceName", "county_fips"]
    found = frame.assign(residents=frame["pop20"].astype(int)).groupby(key, as_index=False)
    found = found["residents"].sum().rename(columns={"stab": "state", "PlaceName": "name"})
    total = found.groupby(["state", "place"])["residents"].transform("sum")
    found["share_percent"] = (100 * found["residents"] / total).round(2)
    return found.assign(total=total).sort_values(["state", "place", "residents"], ascending=False)


def townships() -> pd.DataFrame:
    """Return New Jersey's townships of 2000, in the columns of the places."""
    lines = upstream(*JERSEY).read_text(encoding="latin-1").splitlines()
    rows = [
        (line[2:7], line[7:12] + "t", line[12:76].strip(), line[76:85].strip()) for line in lines
    ]
    frame = pd.DataFrame(rows, columns=["county", "place", "PlaceName", "pop20"])
    return frame[frame["PlaceName"].str.endswith(" township")].assign(stab="NJ")


def precincts(counties: dict[tuple[str, str], str]) -> dict[tuple[str, ...], set[str]]:
    """Return the counties of Pennsylvania in which a precinct's name begins with some words."""
    found: dict[tuple[str, ...], set[str]] = {}
    for line in upstream(*PRECINCTS).read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) == 4 and cells[1] == "PA":
            words = words_of(cells[3])
            county = counties["PA", letters(cells[2])]
            for many in range(1, len(words) + 1):
                found.setdefault(words[:many], set()).add(county)
    return found


def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name in capitals, the first one written out.

    >>> words_of("L Makefield N 1")
    ('LOWER', 'MAKEFIELD', 'N', '1')
    """
    words = re.findall(r"[A-Z0-9]+", name.upper().replace("'", ""))
    return (SHORT.get(words[0], words[0]), *words[1:]) if words else ()


def by_name(found: pd.DataFrame) -> dict[tuple[str, str, bool], list[str]]:
    """Return the places that a name may mean, by state, letters, and whether it is incorporated.

    A place answers to its full name, to its name without its kind, and to a name in parentheses.
    """
    known: dict[tuple[str, str, bool], list[str]] = {}
    for row in found.drop_duplicates(["state", "place"]).itertuples():
        base = KIND.sub("", row.name)
        other = re.fullmatch(r"(.+) \((.+)\)", base)
        for name in {row.name, base, *(other.groups() if other else ())}:
            key = (row.state, letters(name), not row.name.endswith(" CDP"))
            known.setdefault(key, []).append(row.place)
    return known


class Finder:
    """Finds the place or county of a city's police."""

    def __init__(self, found: pd.DataFrame, county: pd.DataFrame):
        self.parts = dict(list(found.groupby(["state", "place"])))
        self.known = by_name(found)
        self.counties = counties_by_name(county)
        self.names = {
            state: [re.sub(r" (County|Parish)$", "", name) for name in rows["name"]]
            for state, rows in county.groupby("state")
        }
        self.by_full_name = {
            (row.state, row.name): row.place
            for row in found.drop_duplicates(["state", "place"]).itertuples()
        }
        hand = read_curated("agency_places.csv")
        self.by_hand = dict(
            zip(zip(hand["state"], hand["agency_name"], strict=True), hand["place"], strict=True)
        )
        self.precincts = precincts(self.counties)
        postal = pd.read_csv(upstream(*POSTAL), dtype=str).dropna(subset=["fips"])
        keys = zip(postal["st"], postal["city"].map(letters), strict=True)
        self.postal = dict(zip(keys, postal["fips"], strict=True))

    def of(self, state: str, name: str, residents: float) -> dict:
        """Return the county of an agency and what it rests on."""
        if (state, name) in self.by_hand:
            place = self.by_full_name[state, self.by_hand[state, name]]
            return self._of_place(state, place, "place_by_hand")
        if county := self._printed(state, name):
            return {"county_fips": county, "county_basis": "printed_county"}
        for incorporated, basis in ((True, "place"), (False, "census_designated_place")):
            if place := self._place(state, name, residents, incorporated):
                return self._of_place(state, place, basis)
        if county := self._joint(state, name, residents):
            return {"county_fips": county, "county_basis": "places_together"}
        voting = self._voting(state, name)
        if len(voting) == 1:
            return {"county_fips": next(iter(voting)), "county_basis": "precinct_name"}
        county = self.postal.get((state, letters(name)), "")
        if county and (not voting or county in voting):
            return {"county_fips": RECODED.get(county, county), "county_basis": "postal_name"}
        reason = next(why for words, why in REASONS.items() if re.search(words, name))
        return {"county_fips": "", "county_basis": "none", "county_note": reason}

    def _printed(self, state: str, name: str) -> str:
        """Return the county whose name an agency's name holds, if it is one."""
        if state == "AK" and name.endswith(" Borough"):
            return self.counties.get((state, letters(name, county=True)), "")
        held = [c for c in self.names[state] if re.search(rf"\b{re.escape(c)} County\b", name)]
        longest = max(held, key=len, default="")
        return self.counties.get((state, letters(longest)), "") if longest else ""

    def _place(self, state: str, name: str, residents: float, incorporated: bool) -> str:
        """Return the place of a name; of several, the one nearest in residents."""
        former = FORMER.fullmatch(name)
        full = f"{former[2]} {former[1].lower()}" if former else name
        full = re.sub(r" Boro$", " borough", re.sub(r" Town and .+", " town", full))
        several = self.known.get((state, letters(full), incorporated), [])
        return min(several, key=lambda place: self._distance(state, place, residents), default="")

    def _distance(self, state: str, place: str, residents: float) -> float:
        total = self.parts[state, place]["total"].iloc[0]
        return abs(total - residents) if residents == residents else 0

    def _voting(self, state: str, name: str) -> set[str]:
        """Return the counties of Pennsylvania that have precincts of a township's name."""
        township = re.fullmatch(r"(.+) Township", name) if state == "PA" else None
        return self.precincts.get(words_of(township[1]), set()) if township else set()

    def _joint(self, state: str, name: str, residents: float) -> str:
        """Return the county that holds every place of a joint department."""
        names = [part.strip() for part in re.split(r"[/-]", name)]
        found = {
            self._of_place(state, place, "")["county_fips"] if place else ""
            for place in (self._place(state, part, residents, True) for part in names)
        }
        return found.pop() if len(names) > 1 and len(found) == 1 else ""

    def _of_place(self, state: str, place: str, basis: str) -> dict:
        parts = self.parts[state, place]
        return {
            "county_fips": parts["county_fips"].iloc[0],
            "county_basis": basis,
            "county_share_percent": parts["share_percent"].iloc[0],
            "other_counties": "; ".join(parts["county_fips"].iloc[1:]),
        }


def main() -> None:
    """Write the table."""
    crime = read_table("agency_crime").sort_values(["year", "agency_id"])
    crime["population"] = pd.to_numeric(crime["population"])
    finder = Finder(places(), read_table("county"))
    hand = read_curated("agency_names.csv")
    reasons = {(r.state, r.printed_name, r.table): r.reason for r in hand.itertuples()}
    renamed = {(r.state, r.printed_name, r.table): r.name for r in hand.itertuples()}
    states = dict(zip(*read_table("county")[["county_fips", "state"]].to_numpy().T, strict=True))
    rows = []
    for agency, years in crime.groupby("agency_id"):
        code, _, kind = agency.rpartition("-")
        own = kind in KINDS and code.isdigit()
        state = states[code] if own else agency[:2].upper()
        printed = list(dict.fromkeys(years["printed_name"]))
        table = [
            "cities" if s.startswith("fbi-table-8") else "counties" for s in years["source_id"]
        ]
        keys = [
            (state, *pair) for pair in dict.fromkeys(zip(years["printed_name"], table, strict=True))
        ]
        by_hand = [key for key in keys if key in reasons]
        name = renamed.get(keys[-1], printed[-1])
        about = (
            {"county_fips": code, "county_basis": "own_county"}
            if own
            else finder.of(state, name, years["population"].iloc[-1])
        )
        rows.append(
            {
                "agency_id": agency,
                "agency_name": name,
                "state": state,
                "kind": KINDS[kind] if own else "city_police",
                "printed_names": "; ".join(printed),
                "joined_by": "by_hand"
                if by_hand
                else "same_letters"
                if len(printed) > 1
                else "one_name",
                "join_note": " ".join(dict.fromkeys(reasons[key] for key in by_hand)),
                "first_year": years["year"].min(),
                "last_year": years["year"].max(),
                "years": len(years),
            }
            | about
        )
    frame = pd.DataFrame(rows).reindex(columns=columns("agencies"))
    print(frame.groupby(["kind", "county_basis"]).size().to_string())
    print(frame["joined_by"].value_counts().to_dict())
    write_table("agencies", frame)


if __name__ == "__main__":
    main()
