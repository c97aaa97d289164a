"""The files that runs read: their names from the project's root, and whether they moved."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

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

    def moved(self, paths: Iterable[str]) -> str:
        """Return which of these files changed since, in words; nothing if none did."""
        return ", ".join(self.project.relative(path) for path in paths if self._is_newer(path))

    def _is_newer(self, path: str) -> bool:
        """Return whether a file was written, replaced or removed."""
        try:
            return os.stat(path).st_ctime_ns > self.began
        except FileNotFoundError:
            return True

    def short(self, path: str) -> str:
        """Return a path within the project from its root; any other path as it is."""
        root = str(self.project.root) + os.sep
        return Path(path[len(root) :]).as_posix() if path.startswith(root) else path

    def tables(self, paths: Iterable[str], package: Package) -> list[dict]:
        """Return name and title of the tables of a data package that are among these files."""
        read = {self.short(path) for path in paths}
        return [
            {"name": table.name, "title": table.title or table.name}
            for table in package.tables.values()
            if self.short(str(table.path)) in read
        ]
