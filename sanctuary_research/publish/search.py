"""What the search page finds: reports, their parts, tables and columns; standard library only."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from sanctuary_research.data import catalog
from sanctuary_research.data.catalog import Package, Table
from sanctuary_research.data.choices import EVERYDAY
from sanctuary_research.data.page import plain
from sanctuary_research.publish.files import Folder
from sanctuary_research.publish.headlines import shown
from sanctuary_research.publish.project import STATE
from sanctuary_research.publish.tablepages import page_of
from sanctuary_research.publish.tablerows import packed

LONGEST = 700  # letters of a section that are searched
LONGEST_TITLE = 110
_READ = json.loads(Path(__file__).with_name("site").joinpath("search.json").read_text("utf-8"))
# Rows that are found: what they are, the columns of their title, and those of further words.
FOUND: dict[str, tuple[str, list[str], list[str]]] = _READ["found"]
# For the script: of each kind of entry how much it tells beside the others, and other words for
# it; what a word is short for; words that only ask, and those that begin a question.
WORDS = {name: _READ[name] for name in ("kinds", "also", "asking", "questions")}
ASKED: dict[str, str] = _READ["asked"]  # words in which readers ask for a report
_ID = r"([a-z]+)_\[0-9a-f\]\{8\}"  # how the keys of a table are written, as its description has it
NAMES = ("jurisdictions", "cases", "ruling_cases")  # of what rows name


def parts_file(name: str) -> str:
    """Return where the parts of a report are kept for the search."""
    return f"{STATE}/search/{name}"


class Whole(NamedTuple):
    """A page that can be found, and of each of its parts kind, title, address and words."""

    kind: str
    title: str
    name: str
    page: str
    text: str
    parts: list[tuple[str, str, str, str]]


def report(folder: Folder, entry: dict) -> Whole:
    """Return what can be found of a report, given its entry in the manifest."""
    page, parts = entry["page"], []
    for part in json.loads((folder.path / parts_file(entry["name"])).read_text(encoding="utf-8")):
        text = " ".join(part.get("text", "").split())[:LONGEST]
        parts.append((part["kind"], part["title"], f"{page}#{part['anchor']}", text))
    for one in entry.get("headlines") or ():
        place = one.get("exhibit") or one.get("cell") or ""
        parts.append(("number", one["name"], f"{page}#{place}", shown(one)))
    return Whole("report", entry["title"], entry["name"], page, entry.get("answer", ""), parts)


def table(one: Table) -> Whole:
    """Return what can be found of a table and its columns."""
    page, told = page_of(one.name), f"{one.description} {one.coverage}"
    parts = [
        ("column", c.name, f"{page}#column-{c.name}", " ".join([c.description, *c.enum]))
        for c in one.fields
    ]
    return Whole("data table", one.title or one.name, one.name, page, told, parts)


def document(page: str, file: Path, title: str) -> Whole:
    """Return what can be found of a document."""
    text = " ".join(file.read_text(encoding="utf-8").split())[:LONGEST]
    return Whole("document", title, file.stem, page, text, [])


def rows_of(package: Package, linked: set[str]) -> dict[str, list]:
    """Return the rows that can be found by their words, of each table: what they are, and of each
    row title, key and words.
    """
    names, orders = _names(package)
    found: dict[str, list] = {}
    for name, (kind, titles, words) in FOUND.items():
        known = {*package.tables[name].columns} if name in linked else set()
        if not {*titles, *words} <= known | ({"case_id"} if known and orders else set()):
            continue
        (key,) = package.tables[name].primary_key
        rows = []
        for row in catalog.records(name, package.folder):
            row = {"case_id": orders.get(row[key], "")} | row
            title = " ".join(filter(None, (_told(column, row, names) for column in titles)))
            text = " ".join(_told(column, row, names) for column in words)
            rows.append([plain(title)[:LONGEST_TITLE], plain(row[key]), plain(text)])
        found[name] = [kind, rows]
    return found


def marks(tables: list[Table], linked: set[str]) -> dict[str, list[str]]:
    """Return by how an id of eight letters or figures begins its table, and how each of it ends.

    The ends are left out of tables whose rows are `FOUND`.
    """
    found = {}
    for one in tables:
        patterns = [one.by_name[name].pattern or "" for name in one.primary_key]
        if one.name in linked and (begins := re.fullmatch(_ID, patterns[0])):
            rows = () if one.name in FOUND else catalog.records(one.name, one.folder)
            found[begins[1]] = [one.name, "".join(row[one.primary_key[0]][-8:] for row in rows)]
    return found


def states(package: Package) -> dict[str, str]:
    """Return the name of each state by its letters."""
    rows = catalog.records(NAMES[0], package.folder) if NAMES[0] in package.tables else ()
    columns = {"level", "state", "name"}
    return {
        row["state"]: row["name"] for row in rows if columns <= {*row} and row["level"] == "state"
    }


def _names(package: Package) -> tuple[dict[str, str], dict[str, str]]:
    """Return the names of places and lawsuits by their ids, and the lawsuit of each order."""
    if not set(NAMES) <= set(package.tables):
        return {}, {}
    places, cases, links = (catalog.records(name, package.folder) for name in NAMES)
    names = {row["case_id"]: row["short_name"] for row in cases}
    for row in places:
        state = "" if row["level"] == "state" else f", {row['state']}"
        names[row["jurisdiction_id"]] = f"{row['name']}{state}:"
    return names, {row["ruling_id"]: row["case_id"] for row in links}


def _told(column: str, row: dict[str, str], names: dict[str, str]) -> str:
    """Return a cell as its words are searched: of an address where it is, of an id its name."""
    if column == "url":
        return urlsplit(row[column]).netloc.removeprefix("www.")
    return names.get(row[column], row[column].replace("_", " "))


def places(titles: dict[str, str]) -> list[list[str]]:
    """Return the pages of places that can be found, given their titles by their addresses: of each
    title, address, and other names with the codes of its counties.
    """
    from sanctuary_research.data.gazetteer import own_codes

    found = []
    for address, title in titles.items():
        place_id = address.rpartition("/")[2].removesuffix(".html")
        other = [name for name, of in EVERYDAY.items() if of == place_id]
        codes = filter(str.isdigit, own_codes(place_id))
        found.append([plain(title), address, " ".join([*other, *codes])])
    return found


def entries(package: Package, linked: set[str], titles: dict[str, str], wholes: list[Whole]) -> str:
    """Return all that can be found for the script of the page: packed JSON.

    ``parts`` are kind, title, the page it is part of, address and words of all wholes; of the
    packaged tables stand ``rows``, ``places``, ``marks`` and ``states`` as the functions of these
    names return them; the others are `WORDS`.
    """
    parts = []
    for one in wholes:
        parts.append([*one[:5], ASKED.get(one.name, "")])
        parts += [[kind, title, one.title, *more] for kind, title, *more in one.parts]
    found = {
        "parts": [[plain(cell) for cell in part] for part in parts],
        "rows": rows_of(package, linked),
        "places": places(titles),
        "marks": marks(list(package.tables.values()), linked),
        "states": states(package),
    }
    return packed(json.dumps(found | WORDS, ensure_ascii=False))
