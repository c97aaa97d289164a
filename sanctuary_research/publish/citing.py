"""How a page says what to cite: entries of a report and its exhibits, tags, linked data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

from sanctuary_research.data.citation import AUTHOR
from sanctuary_research.data.entries import FILES, Entry
from sanctuary_research.data.page import plain
from sanctuary_research.errors import UsageError, check_known, unknown


def report_entry(name: str, title: str, versions: dict[str, str], address: str) -> Entry:
    """Return the entry of a report.

    Parameters
    ----------
    name, title : str
    versions : dict of str
        As the page tells them, "Data version" the first of them.
    address : str
        Of the published page, or nothing.
    """
    day = versions.get("Data version", "").replace(".", "-")
    told = ", ".join(f"{what.split()[0].lower()} {text}" for what, text in versions.items())
    key = f"sanctuary-research-{name}"
    return Entry(key, "misc", plain(title), (AUTHOR,), date=day, url=address, version=told)


def part_entry(whole: Entry, anchor: str, title: str) -> Entry:
    """Return the entry of an exhibit of a report."""
    url = whole.url and f"{whole.url}#{anchor}"
    return replace(whole, key=f"{whole.key}-{anchor}", title=f"{title} ({whole.title})", url=url)


def of_built(root: str | None, name: str) -> Entry | None:
    """Return the entry of a built report, or of a part of it, given the folder of the project.

    Parameters
    ----------
    root : str, optional
        As the command line has it.
    name : str
        Of the report; with ``#`` and the name of a place on its page, of what stands there.

    Returns
    -------
    Entry or None
        None where no report is called so, or none is built.

    Raises
    ------
    UsageError
        The page has no such place (the nearest is offered), or reports only begin so.
    """
    from sanctuary_research.publish.manifest import read_manifest
    from sanctuary_research.publish.project import find_project
    from sanctuary_research.publish.search import parts_file

    report, _, anchor = name.partition("#")
    try:
        project = find_project(root)
        found = {one["name"]: one for one in read_manifest(project.output)["reports"]}
        package = project.package()
    except (UsageError, LookupError):
        return None
    if report not in found:
        if begun := [one for one in found if report and one.startswith(report)]:
            raise unknown("report", report, begun)
        return None
    one = found[report]
    code = f"sanctuary_research {one['code_version']}"
    versions = {"Data version": one["data_version"], "Code version": code}
    whole = report_entry(report, one["title"], versions, package.address(f"{report}.html"))
    if not anchor:
        return whole
    parts = json.loads((project.output / parts_file(report)).read_text(encoding="utf-8"))
    titles = {part["anchor"]: part["title"] for part in parts}
    check_known(f"figure, table or section of {report}", anchor, titles)
    return part_entry(whole, anchor, titles[anchor])


def saved(entry: Entry | None) -> Iterator[tuple[str, str, str]]:
    """Yield file, name and address of an entry in each format, which a browser saves as a file."""
    for ending, (word, write) in FILES.items() if entry else ():
        text = quote(plain(write([entry])), safe="/:,;()=@")
        yield f"{entry.key}.{ending}", word, f"data:text/plain;charset=utf-8,{text}"


def tags(entry: Entry | None) -> Iterator[tuple[str, str]]:
    """Yield name and content of each tag that programs which keep references look for."""
    if entry is None:
        return
    told = {
        "citation_title": entry.title,
        "citation_author": "; ".join(entry.authors),
        "citation_publication_date": entry.date.replace("-", "/"),
        "dc.type": "Dataset" if entry.kind == "dataset" else "Text",
        "citation_public_url": entry.url,
    }
    yield from ((name, text) for name, text in told.items() if text)
