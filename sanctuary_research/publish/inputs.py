"""The files that runs read: their names from the project's root, and whether they moved."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path

from sanctuary_research.data.catalog import Package
from sanctuary_research.publish.project import PACKAGE, Project


class Inputs:
    """What a project's notebooks may read, as it was when this was made."""

    def __init__(self, project: Project):
        self.project, self.began = project, time.time_ns()
        self.marks = _marks(project)

    def moved(self, paths: Iterable[str]) -> str:
        """Return which of these files changed since, in words; nothing if none did."""
        now = _marks(self.project)
        changed = [
            path
            for path in paths
            if self.marks.get(path) != now.get(path) or (path not in now and self._is_newer(path))
        ]
        return ", ".join(self.project.relative(path) for path in changed)

    def _is_newer(self, path: str) -> bool:
        """Return whether a file from elsewhere was written or removed since this was made."""
        try:
            return os.stat(path).st_mtime_ns > self.began
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


def _marks(project: Project) -> dict[str, tuple[int, int, int]]:
    """Return time, size and inode of every file a notebook may read from the project."""
    marks = {}
    for top in (project.data, project.notebooks, PACKAGE):
        for folder, _, names in os.walk(os.path.realpath(top)):
            for name in names:
                path = os.path.join(folder, name)
                try:
                    stat = os.stat(path)
                except FileNotFoundError:
                    continue
                marks[path] = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
    return marks
