"""What the index says of a report and of the tables: findings in brief, topics, plain licences."""

from __future__ import annotations

import re
from pathlib import Path

from sanctuary_research.data.catalog import Package, Table
from sanctuary_research.publish import tablepages
from sanctuary_research.publish.manifest import FAILED, STALE

_BADGES = {
    (FAILED, True): "The last build failed: this is the last good report, now stale",
    (FAILED, False): "The build failed: there is no report yet",
    (STALE, True): "Stale: the notebook or its data changed since this was built",
}
# What the short names of licences mean; the page of a table gives its own words and an address.
LICENCES = {
    "CC0-1.0": "Free for any use (CC0)",
    "US-Gov-Public-Domain": "Public domain, US government",
    "no-redistribution": "Facts only; the source's files may not be passed on",
    "none-stated": "No licence stated; facts only, reworked",
    "other-open": "Open data on terms of its publisher",
    "ISC": "Free with its notice (ISC)",
}
_END = re.compile(r"(?<=[.?!])\s+(?=\S)")


def brief(answer: str) -> str:
    """Return an answer up to its first sentence with a number; two sentences at most.

    >>> brief("We cannot tell. It was 16.5 more. From 15 fewer to 48 more.")
    'We cannot tell. It was 16.5 more.'
    """
    first, *rest = _END.split(answer)
    is_told = any(letter.isdigit() for letter in first)
    return first if is_told else " ".join([first, *rest[:1]])


def card(entry: dict, picture: Path) -> dict:
    """Return what the index shows of a report, given its entry and the file of its picture."""
    return {
        "failed_notebook": None,
        "failed_page": None,
        **entry,
        "finding": brief(entry.get("answer") or ""),
        "error": entry.get("error", ""),
        "badge": _BADGES.get((entry["status"], entry["is_stale"]), ""),
        "thumbnail": picture.read_text(encoding="utf-8") if picture.is_file() else "",
        "data_version": entry.get("data_version", ""),
    }


def topics(package: Package) -> list[dict]:
    """Return the tables as the index lists them: by topic, in the order of the description."""
    tables = list(package.tables.values())
    titles = package.topics | {"": "Other tables" if package.topics else ""}
    groups = {key: [table for table in tables if _topic(table, package) == key] for key in titles}
    return [
        {"title": titles[key], "tables": [_row(table) for table in found]}
        for key, found in groups.items()
        if found
    ]


def _topic(table: Table, package: Package) -> str:
    return table.topic if table.topic in package.topics else ""


def _row(table: Table) -> dict:
    terms = dict.fromkeys(LICENCES.get(one.name, one.name) for one in table.licenses)
    return {
        "name": table.name,
        "page": tablepages.page_of(table.name),
        "title": table.title or table.name,
        "license": "; ".join(terms),
    }
