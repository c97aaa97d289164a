"""What `sanctuary` prints of tables and exports: a row, a place, citations, versions, links.

As in `commands`, each takes the arguments, returns the exit code and imports only what it needs.
"""

from __future__ import annotations

import argparse

from sanctuary_research.commands import print_json, write
from sanctuary_research.data.page import say
from sanctuary_research.errors import UsageError


def show(given: argparse.Namespace) -> int:
    """Print a row with its sources in full, and the rows of other tables that name it."""
    from sanctuary_research.data import rows

    if not given.json:
        say(rows.show(given.table, *given.key))
        return 0
    one = rows.row(given.table, *given.key)
    told = {"table": given.table, "key": list(one.key), "cells": one.cells}
    print_json(told | {"sources": one.sources(), "named_by": rows.pointing(one)})
    return 0


def show_place(given: argparse.Namespace) -> int:
    """Print what the tables hold on a place, as of a day."""
    from sanctuary_research.data.place import place

    record = place(" ".join(given.name), given.on).record
    print_json(record.as_dict()) if given.json else say(record.told())
    return 0


def cite(given: argparse.Namespace) -> int:
    """Say how to cite the package, a table with the sources of its rows, a source, a place, a
    report or a figure in it.
    """
    from sanctuary_research.data.citation import FORMATS, citation, cite
    from sanctuary_research.publish.citing import of_built

    name = " ".join(given.name) or None
    entry = of_built(given.project, name) if name else None
    text = cite(None if entry else name, given.style)
    if entry and given.style in FORMATS:
        text = FORMATS[given.style]([entry])
    elif entry:
        code = entry.version.rpartition("sanctuary_research ")[2]
        text = citation(f"“{entry.title}”", entry.date.replace("-", "."), code, entry.url)
    told = {"name": name, "style": given.style, "text": text}
    print_json(told) if given.json else say(text)
    return 0


def diff_data(given: argparse.Namespace) -> int:
    """Print the rows that differ between two versions of the tables."""
    from sanctuary_research.data.table_versions import compare

    if not given.old:
        raise UsageError(
            "`diff --data` compares two folders with datapackage.json",
            "name the older, such as data/ of a checkout of an earlier tag",
        )
    found = compare(given.old, given.new)
    if given.page:
        from sanctuary_research.publish.data_changes import as_page

        write(given.page, as_page(found))
        return 0
    print_json(found.as_dict()) if given.json else say(*found.lines())
    return 0


def export(given: argparse.Namespace) -> int:
    """Run a notebook and write its figures and tables for a paper, or a table with labels."""
    from sanctuary_research.publish import export
    from sanctuary_research.publish.project import find_project

    if bool(given.notebook) == bool(given.table):
        raise UsageError("one thing is exported at a time", "name a NOTEBOOK or a --table")
    project = find_project(given.project)
    name = given.table or project.name(given.notebook)
    folder = given.output or project.root / "reports" / "exports" / name
    project = find_project(str(project.root), str(folder))
    if given.table:
        paths = export.table(project, name)
    else:
        paths = export.report(project, name, given.pairs, given.timeout, given.memory)
    shown = [project.relative(path) for path in paths]
    print_json({"files": shown}) if given.json else say(*shown)
    return 0


def check_links(given: argparse.Namespace) -> int:
    """Ask whether the addresses of all sources answer, and print those that do not."""
    from sanctuary_research.data import catalog
    from sanctuary_research.publish.files import Folder
    from sanctuary_research.publish.outside import KEPT, check
    from sanctuary_research.publish.project import find_project

    folder = Folder(find_project(given.project).output)
    folder.prepare()
    found = check(folder, catalog.records("sources", given.data))
    bad = {name: one for name, one in found.items() if not one["status"].startswith("2")}
    if given.json:
        print_json(found)
    else:
        for name, one in bad.items():
            good = one["last_good"] or "never"
            say(f"{name}: {one['status']}, last good {good}: {one['url']}")
        say(f"{len(bad):,} of {len(found):,} links do not answer; kept in {folder.path / KEPT}")
    return 1 if bad else 0
