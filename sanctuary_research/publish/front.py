"""What the index says of a report and of the tables: findings in brief, topics, terms of use."""

from __future__ import annotations

import re
from pathlib import Path

from markupsafe import Markup

from sanctuary_research.data.catalog import Package, Table
from sanctuary_research.publish import drawings
from sanctuary_research.publish.layers import first_sentence
from sanctuary_research.publish.manifest import FAILED, STALE
from sanctuary_research.publish.report import day

_BADGES = {
    (FAILED, True): "The last build failed: this is the last good report, now stale",
    (FAILED, False): "The build failed: there is no report yet",
    (STALE, True): "Stale: the notebook or its data changed since this was built",
}
TALLEST = 1.25  # times its width, of a picture that a card does not shrink
_BOX = re.compile(r'viewBox="\S+ \S+ (?P<wide>[\d.]+) (?P<high>[\d.]+)"')


def card(entry: dict, picture: Path) -> dict:
    """Return what the index shows of a report, given its entry and the file of its picture.

    The first sentence of an answer holds its finding, range and all.
    """
    return {
        **dict.fromkeys(("failed_notebook", "error", "county"), ""),
        **entry,
        "data_version": day(entry.get("data_version", "")),
        "finding": first_sentence(entry.get("answer") or ""),
        "badge": _BADGES.get((entry["status"], entry["is_stale"]), ""),
        "picture": _picture(picture, entry["name"]),
    }


def _picture(file: Path, name: str) -> Markup:
    """Return the kept picture of a report: a drawing, or an image; none that is a long strip."""
    kept = file.read_text(encoding="utf-8") if file.is_file() else ""
    if not kept or kept.startswith("data:"):
        return Markup('<img src="{}" alt="">').format(kept) if kept else Markup()
    box = _BOX.search(kept)
    if box and float(box["high"]) > TALLEST * float(box["wide"]):
        return Markup()
    drawn, is_lit = drawings.for_page(kept, "", f"picture-{name}-")
    return Markup(f'<div class="thumb{" lit" if is_lit else ""}" aria-hidden="true">{drawn}</div>')


def topics(package: Package) -> list[tuple[str, list[Table]]]:
    """Return the tables as the index lists them: by topic, in the order of the description."""
    tables = list(package.tables.values())
    titles = package.topics | {"": "Other tables" if package.topics else ""}
    groups = {
        key: [t for t in tables if (t.topic if t.topic in package.topics else "") == key]
        for key in titles
    }
    return [(titles[key], found) for key, found in groups.items() if found]


def terms(table: Table) -> str:
    """Return the terms of use of a table, in the words of the description."""
    return "; ".join(dict.fromkeys(one.title or one.name for one in table.licenses))
