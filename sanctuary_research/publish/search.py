"""What the search page finds: reports, their parts, tables and columns; standard library only."""

from __future__ import annotations

import json

from markupsafe import Markup

from sanctuary_research.data import catalog
from sanctuary_research.data.catalog import Package, Table
from sanctuary_research.publish.citing import data_block
from sanctuary_research.publish.files import Folder
from sanctuary_research.publish.links import row_name
from sanctuary_research.publish.project import STATE
from sanctuary_research.publish.sanitise import plain
from sanctuary_research.publish.tablepages import page_of

LONGEST = 700  # letters of a section that are searched
LONGEST_TITLE = 110
# Rows that are found: what they are, the columns of their title, and those of further words.
FOUND = {
    "claims": ("claim", ("paraphrase",), ("place",)),
    "policy_events": ("policy", ("title",), ("jurisdiction_id", "date_printed")),
    "cases": ("suit", ("short_name",), ("court", "filed_date")),
    "rulings": ("order", ("ruled_date", "court", "kind"), ()),
    "lists": ("list", ("title",), ()),
    "threats": ("threat", ("title",), ("date",)),
    "federal_actions": ("federal action", ("title",), ("action_date",)),
    "published_estimates": ("published estimate", ("authors", "year", "outcome"), ()),
    "sources": ("source", ("title",), ("publisher",)),
}


def kept(name: str) -> str:
    """Return where the parts of a report are kept for the search."""
    return f"{STATE}/search/{name}"


def report(folder: Folder, entry: dict) -> dict:
    """Return what can be found of a report: ``title``, ``name``, ``page``, ``text``, ``parts``.

    Each part has ``kind``, ``title``, ``page`` and ``text``.
    """
    found = json.loads((folder.path / kept(entry["name"])).read_text(encoding="utf-8"))
    parts = [
        {
            "kind": part["kind"],
            "title": part["title"],
            "page": f"{entry['page']}#{part['anchor']}",
            "text": " ".join(part.get("text", "").split())[:LONGEST],
        }
        for part in found
    ]
    about = {key: entry[key] for key in ("name", "title", "page")}
    return about | {"text": entry.get("answer", ""), "parts": parts}


def table(one: Table) -> dict:
    """Return what can be found of a table and its columns, as `report` does."""
    page = page_of(one.name)
    parts = [
        {
            "kind": "column",
            "title": column.name,
            "page": f"{page}#column-{column.name}",
            "text": " ".join([column.description, *column.enum]),
        }
        for column in one.fields
    ]
    about = {"name": one.name, "title": one.title or one.name, "page": page}
    return about | {"text": f"{one.description} {one.coverage}", "parts": parts}


def rows_of(package: Package, linked: set[str]) -> list[list[str]]:
    """Return the rows that can be found by their words: kind, title, table, address, words."""
    found = []
    for name, (kind, titles, words) in FOUND.items():
        if name not in linked or not {*titles, *words} <= set(package.tables[name].columns):
            continue
        (key,) = package.tables[name].primary_key
        for row in catalog.records(name, package.folder):
            title = " ".join(filter(None, (row[column] for column in titles)))
            text = " ".join([row[key], *(row[column] for column in words)])
            address = f"{page_of(name)}#{row_name(row[key])}"
            found.append([kind, title[:LONGEST_TITLE], name, address, text])
    return found


def places(titles: dict[str, str]) -> list[list[str]]:
    """Return the pages of places that can be found, given their titles by their addresses."""
    return [["place", title, "", address, ""] for address, title in titles.items()]


def as_json(reports: list[dict], tables: list[dict], more: list[list[str]] = ()) -> Markup:
    """Return all that can be found as one list for the script of the page: kind, title, the page
    it is part of, address, words; `more` are such lists. Nothing in it can end its element.

    >>> as_json([], [])
    Markup('[]')
    """
    rows = []
    for kind, wholes in (("report", reports), ("data table", tables)):
        for whole in wholes:
            rows.append([kind, whole["title"], whole["name"], whole["page"], whole["text"]])
            for part in whole["parts"]:
                rows.append(
                    [part["kind"], part["title"], whole["title"], part["page"], part["text"]]
                )
    rows = [[plain(cell) for cell in row] for row in [*rows, *more]]
    return data_block(rows)
