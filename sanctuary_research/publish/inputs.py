"""The files that runs read: their names from the project's root, and whether they moved."""

from __future__ import annotations

import os
from collections.abc import Iterable

from sanctuary_research.data.catalog import Package
from sanctuary_research.publish.files import Folder
from sanctuary_research.publish.project import Project


class Inputs:
    """What a project's notebooks may read, seen from the moment this was made.

    Parameters
    ----------
    project : Project
    folder : Folder
        Whose disk says what time it is.
    """

    def __init__(self, project: Project, folder: Folder):
        self.project, self.began = project, folder.now()

    def moved(self, names: Iterable[str]) -> str:
        """Return which files changed since, in words; nothing if none did."""
        names = [*names]
        if any(name.startswith("?") for name in names):  # what it missed it may have made
            names = [name for name in names if not name.startswith("!")]
        moved = [name.lstrip("!") for name in names if self._is_newer(name)]
        return ", ".join(self.project.relative(path) for path in moved)

    def _is_newer(self, name: str) -> bool:
        """Return whether a file was written, replaced or removed, or came where there was none."""
        if name.startswith("!"):
            return os.path.lexists(name[1:])
        if name.startswith(("$", "?")) or name.endswith("/"):
            return False
        try:
            return os.stat(name).st_ctime_ns > self.began
        except FileNotFoundError:
            return True

    def short(self, name: str) -> str:
        """Return a path within the project from its root; any other name as it is."""
        path, root = name.removeprefix("!"), str(self.project.root) + os.sep
        within = path[len(root) :].replace(os.sep, "/")
        return name[: len(name) - len(path)] + within if path.startswith(root) else name

    def tables(self, paths: Iterable[str], package: Package) -> list[dict]:
        """Return name and title of the tables of a data package that are among these files."""
        read = {self.short(path) for path in paths}
        return [
            {"name": table.name, "title": table.title or table.name}
            for table in package.tables.values()
            if self.short(str(table.path)) in read
        ]
