"""What the search page finds: reports, their parts, tables and columns; standard library only."""

from __future__ import annotations

import json

from sanctuary_research.data.catalog import Table
from sanctuary_research.publish.files import Folder
from sanctuary_research.publish.project import STATE
from sanctuary_research.publish.sanitise import plain
from sanctuary_research.publish.tablepages import columns_of, page_of

PAGE = "search.html"
LONGEST = 700  # letters of a section that are searched


def kept(name: str) -> str:
    """Return where the parts of a report are kept for the search."""
    return f"{STATE}/search/{name}"


def report_parts(folder: Folder, entry: dict) -> list[dict]:
    """Return the parts of a report: ``kind``, ``title``, ``page`` and ``text`` of each."""
    found = json.loads((folder.path / kept(entry["name"])).read_text(encoding="utf-8"))
    return [
        {
            "kind": part["kind"],
            "title": part["title"],
            "page": f"{entry['page']}#{part['anchor']}",
            "text": " ".join(part.get("text", "").split())[:LONGEST],
        }
        for part in found
    ]


def everything(folder: Folder, entries: list[dict], tables: list[Table]) -> dict[str, list[dict]]:
    """Return what can be found.

    Returns
    -------
    dict
        ``reports`` and ``tables``, each a list of ``title``, ``name``, ``page``, ``text`` and
        ``parts``.
    """
    reports = [
        {
            "name": entry["name"],
            "title": entry["title"],
            "page": entry["page"],
            "text": entry.get("answer", ""),
            "parts": report_parts(folder, entry),
        }
        for entry in entries
        if entry.get("page")
    ]
    return {"reports": reports, "tables": [_table(table) for table in tables]}


def _table(table: Table) -> dict:
    page = page_of(table.name)
    parts = [
        {
            "kind": "column",
            "title": column["name"],
            "page": f"{page}#column-{column['name']}",
            "text": " ".join([column["description"], *map(str, column["words"])]),
        }
        for column in columns_of(table)
    ]
    return {
        "name": table.name,
        "title": table.title or table.name,
        "page": page,
        "text": f"{table.description} {table.coverage}",
        "parts": parts,
    }


def as_json(found: dict[str, list[dict]]) -> str:
    """Return all that can be found as one list for the script of the page: kind, title, the page
    it is part of, address, words. Nothing in it can end the element that it stands in.

    >>> as_json({"reports": [], "tables": []})
    '[]'
    """
    rows = []
    for kind, wholes in (("report", found["reports"]), ("data table", found["tables"])):
        for whole in wholes:
            rows.append([kind, whole["title"], whole["name"], whole["page"], whole["text"]])
            for part in whole["parts"]:
                rows.append(
                    [part["kind"], part["title"], whole["title"], part["page"], part["text"]]
                )
    rows = [[plain(cell) for cell in row] for row in rows]
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
