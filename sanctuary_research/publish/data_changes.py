"""What each new version of the data changed, and the feed of all changes; standard library only.

A copy of the tables as last published stays beside the state of the builds, to compare with.
"""

from __future__ import annotations

import json
import uuid
from operator import itemgetter

from sanctuary_research.data import catalog
from sanctuary_research.data.catalog import DESCRIPTION, Package
from sanctuary_research.data.citation import AUTHOR
from sanctuary_research.data.page import plain
from sanctuary_research.data.table_versions import Comparison, compare
from sanctuary_research.errors import SanctuaryError
from sanctuary_research.publish.files import Folder
from sanctuary_research.publish.headlines import shown
from sanctuary_research.publish.project import STATE
from sanctuary_research.publish.templates import environment, page
from sanctuary_research.words import count

COPY = f"{STATE}/data"
FILE, FEED = "data-changes.json", "feed.xml"


def record(folder: Folder, package: Package) -> None:
    """Record what a package changes in the copy of another version, and keep it as the copy.

    Data without a version are told from no others.
    """
    copy = folder.path / COPY
    try:
        old = catalog.package(copy).version if (copy / DESCRIPTION).is_file() else None
        if not package.version or old == package.version:
            return
        if old is not None:
            found = compare(copy, package.folder)
            entry = {"old": found.old, "new": found.new, "lines": found.lines()}
            folder.write_json(FILE, {"changes": [entry, *recorded(folder)]})
    except SanctuaryError:  # a damaged copy or table tells nothing; the check names the fault
        pass
    for table in package.tables.values():
        if table.path.is_file():
            folder.write(f"{COPY}/{table.relative_path}", table.path.read_bytes())
    description = package.folder / DESCRIPTION
    if description.is_file():  # last: with it the copy is whole
        folder.write(f"{COPY}/{DESCRIPTION}", description.read_bytes())


def recorded(folder: Folder) -> list[dict]:
    """Return the recorded changes of the data, newest first: ``old``, ``new`` and ``lines``."""
    try:
        found = json.loads((folder.path / FILE).read_text(encoding="utf-8"))["changes"]
        return [entry for entry in found if entry["new"] and entry["lines"]]
    except (OSError, ValueError, LookupError, TypeError):
        return []


def as_page(found: Comparison) -> str:
    """Return what differs between two versions as a page that stands alone, every row of it."""
    lines = found.lines(most=len(found.changes))
    facts = {"entries": [], "of_data": [{"new": found.new, "lines": lines}]}
    title = f"Data {found.old} and {found.new}: what differs?"
    return page("changes", root=None, title=title, **facts)


def feed(package: Package, headlines: list[dict], data: list[dict]) -> str:
    """Return all changes as an Atom feed, newest first; links only where the site has an address.

    Parameters
    ----------
    package : Package
    headlines : list of dict
        As `manifest.changes` returns them.
    data : list of dict
        As `recorded` returns them.
    """
    entries = [_of_headlines(entry, len(headlines) - k) for k, entry in enumerate(headlines)]
    entries += [_of_data(entry, len(data) - k) for k, entry in enumerate(data)]
    entries.sort(key=itemgetter("day"), reverse=True)
    last = max((entry["day"] for entry in entries), default=_instant(package.version))
    facts = {"package": package, "entries": entries, "last": last, "author": AUTHOR}
    return environment().get_template("feed.xml.j2").render(facts, id_of=_id, file=FEED)


def _of_headlines(entry: dict, number: int) -> dict[str, str]:
    lines = [
        f"{one['report']}, {one['name']}: {shown(one['before'])} -> {shown(one['after'])}"
        for one in entry["headlines"]
    ]
    title = f"{count(len(lines), 'headline number')} changed"
    day, text = _instant(entry["after"]["data_version"]), "\n".join(lines)
    return {"day": day, "title": title, "anchor": f"change-{number}", "text": text}


def _of_data(entry: dict, number: int) -> dict[str, str]:
    told = {"title": f"Data version {entry['new']}", "anchor": f"data-{number}"}
    return told | {"day": _instant(entry["new"]), "text": "\n".join(entry["lines"])}


def _id(*parts: str) -> str:
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, plain(' '.join(parts)))}"


def _instant(version: str) -> str:
    """Return the day of a data version as Atom writes it; of an odd one the first that can be."""
    day = version.replace(".", "-")
    is_day = len(day) == 10 and day.replace("-", "").isdecimal()
    return f"{day if is_day else '1970-01-01'}T00:00:00Z"
