"""The files that runs read: their names from the project's root, and in words."""

from __future__ import annotations

import os
from collections.abc import Iterable

from sanctuary_research.data.catalog import Package
from sanctuary_research.publish.project import Project


def short(project: Project, name: str) -> str:
    """Return a path within the project from its root; any other name as it is."""
    path, root = name.removeprefix("!"), str(project.root) + os.sep
    within = path[len(root) :].replace(os.sep, "/")
    return name[: len(name) - len(path)] + within if path.startswith(root) else name


def told(project: Project, names: Iterable[str]) -> str:
    """Return what runs read as a sentence lists it."""
    return ", ".join(project.relative(name.lstrip("!")) for name in names)


def tables(project: Project, paths: Iterable[str], package: Package) -> list[dict]:
    """Return name and title of the tables of a data package that are among these files."""
    read = {short(project, path) for path in paths}
    return [
        {"name": table.name, "title": table.title or table.name}
        for table in package.tables.values()
        if short(project, str(table.path)) in read
    ]
