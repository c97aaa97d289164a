"""The pages of places: what the tables hold on each, every line with the row that says so.

They are written only when a table that they read, or their own look, has changed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import NamedTuple

from markupsafe import Markup

from sanctuary_research.data import catalog
from sanctuary_research.data.catalog import Package
from sanctuary_research.data.citation import citation, place_entry
from sanctuary_research.publish.cache import digest
from sanctuary_research.publish.files import Folder
from sanctuary_research.publish.links import row_name
from sanctuary_research.publish.project import STATE
from sanctuary_research.publish.sparks import Spark, spark
from sanctuary_research.publish.templates import page
from sanctuary_research.words import date, number

FOLDER = "places"
KEPT = f"{STATE}/places.json"
PLACES = ("jurisdictions", "county")  # whose rows are places
CRIME = ("county_crime", "city_crime", "state_crime")
# Below these there is no rate on a page of a place.
FEWEST_PEOPLE, FEWEST_OFFENCES = 5_000, 10


class Section(NamedTuple):
    """What a page shows of one table: its heading, and its columns with their titles."""

    heading: str
    columns: dict[str, str]


# Columns that name a row of another table, and what that row is called.
NAMED = {
    "list_id": ("lists", "title"),
    "action_id": ("federal_actions", "title"),
    "case_id": ("cases", "short_name"),
    "threat_id": ("threats", "title"),
}
SECTIONS = {
    "list_membership": Section(
        "Lists that name it",
        {"list_id": "List", "printed_name": "As", "status": "Status", "status_date": "Day"},
    ),
    "federal_action_targets": Section(
        "Federal letters, orders and suits", {"action_id": "What", "target_name": "Named as"}
    ),
    "case_parties": Section(
        "Lawsuits", {"case_id": "Case", "side": "Side", "party_name": "As", "joined_date": "Since"}
    ),
    "responses": Section(
        "How it answered",
        {"date_earliest": "Since", "response": "Answer", "authority": "Whose", "detail": "What"},
    ),
    "threat_amounts": Section(
        "Money threatened or held back",
        {"threat_id": "Act", "programme": "Programme", "concept": "What the sum is"}
        | {"fiscal_year": "Fiscal year", "amount_usd": "US dollars", "amount_printed": "Printed"},
    ),
    "jag_awards_2018_letters": Section(
        "Grant behind the letters of 2017 and 2018",
        {"fy2016_usd": "FY2016, US dollars", "fy2016_precision": "How known"}
        | {"fy2017_published_usd": "FY2017 as published, US dollars"},
    ),
    "commitments": Section(
        "Money set aside",
        {"date_earliest": "Since", "stage": "Stage", "amount_usd": "US dollars", "note": "Note"},
    ),
    "agreements_287g": Section(
        "Agreements under section 287(g)",
        {"agency": "Agency", "model": "Model", "signed_date": "Signed"}
        | {"snapshot_date": "On ICE's list of"},
    ),
    "detainer_shares": Section(
        "Detainers, October 2014 to July 2015",
        {"jails": "Jails", "detainers": "Detainers sent", "refused": "Recorded as refused"},
    ),
    "detainers_refused": Section(
        "Detainers recorded as refused, by year",
        {"year": "Year", "facilities": "Facilities", "refused": "Recorded as refused"},
    ),
}


def page_of(place_id: str) -> str:
    """Return the address of a place's page, from the index."""
    return f"{FOLDER}/{place_id}.html"


def tables_read(package: Package) -> list[str]:
    """Return the tables that the pages rest on; none where they are not the packaged ones."""
    if package.folder != catalog.data_folder():
        return []
    named = {parent for parent, _ in NAMED.values()}
    needed = {"policy_events", "jurisdictions", "jurisdiction_counties", "county", "lists"}
    wanted = sorted({*SECTIONS, *CRIME, *named, *needed})
    return wanted if set(wanted) <= set(package.tables) else []


def pages(package: Package, linked: set[str]) -> Iterator[tuple[str, dict]]:
    """Yield the address and the facts of each place's page.

    Parameters
    ----------
    package : Package
    linked : set of str
        The tables whose pages have a place for each row.
    """
    from sanctuary_research.data import place as places

    rows = _Rows(package, linked)
    for place_id in places.with_pages():
        one = places.of_id(place_id)
        entry = place_entry(place_id, one.name, package)
        cite = citation(f"“{entry.title}”", package.version, address=entry.url)
        yield page_of(place_id), _facts(one, rows) | {"entry": entry, "cite": cite}


def _facts(one, rows: _Rows) -> dict:
    from sanctuary_research.data.status import STATUS

    found = [rows.section(table, one) for table in SECTIONS]
    silent = [
        SECTIONS[table].heading for table, part in zip(SECTIONS, found, strict=True) if not part
    ]
    return {
        "title": one.name,
        "level": one.level.replace("_", " and "),
        "day": date(one.day.date()),
        "status": f"{STATUS[one.status.says]}. {one.status.reason}",
        "acts": [_act(act, one.name, rows) for act in one.acts],
        "labels": [] if one.level == "state" else [_label(row, rows) for row in one.said],
        "is_county": one.is_county,
        "sections": [part for part in found if part],
        "silent": [heading[0].lower() + heading[1:] for heading in silent],
        "crime": rows.crime(one),
    }


def _act(act: dict, place: str, rows: _Rows) -> dict:
    from sanctuary_research.data.status import STATUS

    first, last = act["start_earliest"], act["start_latest"]
    since = f"{last:%Y-%m-%d}" if first == last else f"by {last:%Y-%m-%d}"
    return {
        "whose": "" if act["whose"] == place else act["whose"],
        "title": act["title"],
        "what": f"{act['direction']}, {act['instrument'].replace('_', ' ')}",
        "since": since,
        "says": STATUS[act["says"]],
        "page": rows.address("policy_events", act["event_id"]),
    }


def _label(row: dict, rows: _Rows) -> dict:
    from sanctuary_research.data.definitions import DEFINITIONS
    from sanctuary_research.data.place import ARMS

    return {
        "definition": DEFINITIONS[row["definition"]].title,
        "arm": ARMS[row["arm"]],
        "reason": row["reason"],
        "page": rows.address(row["evidence_table"], row["evidence_id"]),
    }


class _Rows:
    """The rows of tables by the place that they are about, as text."""

    def __init__(self, package: Package, linked: set[str]):
        self.package, self.linked = package, linked
        self.by_place = {table: self._grouped(table) for table in (*SECTIONS, *CRIME)}
        self.names = {table: self._names(table, column) for table, column in NAMED.values()}

    def _grouped(self, table: str) -> dict[str, list[dict]]:
        columns = self.package.tables[table].columns
        by = next(c for c in ("jurisdiction_id", "county_fips", "state_fips") if c in columns)
        found: dict[str, list[dict]] = {}
        for row in catalog.records(table, self.package.folder):
            found.setdefault(row[by], []).append(row)
        return found

    def _names(self, table: str, column: str) -> dict[str, str]:
        key = self.package.tables[table].primary_key[0]
        return {row[key]: row[column] for row in catalog.records(table, self.package.folder)}

    def of(self, table: str, one) -> list[dict]:
        """Return the rows of a table that are about a place."""
        found = self.by_place[table]
        if "jurisdiction_id" in self.package.tables[table].columns:
            return found.get(one.place_id, [])
        return (
            [row for code in one.counties for row in found.get(code, [])] if one.is_county else []
        )

    def section(self, table: str, one) -> dict | None:
        """Return what a page shows of a table, if anything."""
        rows = self.of(table, one)
        shown, described = SECTIONS[table], self.package.tables[table]
        if not rows:
            return None
        return {
            "heading": shown.heading,
            "table": table,
            "columns": list(shown.columns.values()),
            "rows": [
                {
                    "cells": [self._cell(table, name, row[name]) for name in shown.columns],
                    "page": self.address(table, *(row[n] for n in described.primary_key)),
                    "is_memory": row.get("certainty") == "memory",
                }
                for row in rows
            ],
        }

    def _cell(self, table: str, column: str, text: str) -> dict:
        if column in NAMED:
            parent, _ = NAMED[column]
            return {"text": self.names[parent].get(text, text), "page": self.address(parent, text)}
        field = self.package.tables[table].by_name[column]
        if text and field.type in ("integer", "number") and not column.endswith("year"):
            text = number(float(text), 0 if field.type == "integer" else 2)
        return {"text": text.replace("_", " ") if field.enum else text, "page": ""}

    def address(self, table: str, *key: str) -> str:
        """Return the address of a row from a page of a place; of its table where it has none."""
        if not table or table not in self.package.tables:
            return ""
        page = f"../data/{table}.html"
        return f"{page}#{row_name(*key)}" if table in self.linked else page

    def crime(self, one) -> Spark | None:
        """Return recorded violent crime over the years, where enough people live there."""
        table, key = _series(one)
        rows = self.by_place[table].get(key, [])
        points = [(int(row["year"]), rate) for row in rows if (rate := _rate(row)) is not None]
        return spark(table, sorted(points)) if len(points) > 1 else None


def _series(one) -> tuple[str, str]:
    """Return the table that has a place's crime, and what names the place there."""
    codes = one.counties or ("",)
    if one.level == "state":
        return "state_crime", one.code
    if one.level == "county":
        return "county_crime", codes[0]
    return "city_crime", one.place_id


def _rate(row: dict[str, str]) -> float | None:
    """Return violent crimes per 10,000 people of a usable year, if there are enough of both."""
    is_whole = row.get("is_usable", "true") == row.get("is_full_year", "true") == "true"
    if not is_whole or not row["population"] or not row["violent"]:
        return None
    people, crimes = float(row["population"]), float(row["violent"])
    is_told = people >= FEWEST_PEOPLE and crimes >= FEWEST_OFFENCES
    return 10_000 * crimes / people if is_told else None


def _page(facts: dict) -> str:
    drawn = facts["crime"] and facts["crime"]._replace(drawing=Markup(facts["crime"].drawing))
    return page(
        "place",
        root="../",
        styles=("base",),
        address=facts["entry"].url,
        **facts | {"crime": drawn},
    )


class PlacePages:
    """Keeps the pages of places as the tables are.

    Parameters
    ----------
    folder : Folder
    look : str
        What the pages look like: a digest of code and templates.
    """

    def __init__(self, folder: Folder, look: str):
        self.folder, self.look = folder, look

    def write(self, package: Package, hashes, linked: set[str]) -> None:
        """Write the pages that say something new; remove those of places with nothing left."""
        tables = tables_read(package)
        basis = [self.look, package.version, package.site_url, sorted(linked)]
        basis += [hashes.of(package.tables[name].path) for name in tables]
        now = digest(json.dumps(basis).encode("utf-8"))
        known = self._known()
        if known["basis"] == now and self._names() == set(known["pages"]):
            return
        written = {}
        for path, facts in pages(package, linked) if tables else ():
            self.folder.write(path, _page(facts))
            written[path] = facts["title"]
        for path in self._names() - set(written):
            self.folder.remove(path)
        self.folder.write_json(KEPT, {"basis": now, "pages": written})

    def titles(self) -> dict[str, str]:
        """Return the name of each place by the address of its page, as last written."""
        return self._known()["pages"]

    def _names(self) -> set[str]:
        folder = self.folder.path / FOLDER
        found = os.scandir(folder) if folder.is_dir() else ()
        return {f"{FOLDER}/{entry.name}" for entry in found}

    def _known(self) -> dict:
        try:
            return json.loads((self.folder.path / KEPT).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {"basis": "", "pages": {}}
