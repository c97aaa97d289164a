"""Where the notebooks, the data and the reports of a project are; standard library only."""

from __future__ import annotations

import os
import re
from pathlib import Path

from sanctuary_research.errors import UsageError, unknown
from sanctuary_research.publish import places

PACKAGE = Path(places.PACKAGE)
TEMPLATE = "template"
LOCK = "requirements.lock"
DESCRIPTION = "datapackage.json"
_PAGES = ("index", "search", "changes")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


class Project:
    """A folder with ``notebooks/`` and ``data/``, and the place where its reports go.

    Parameters
    ----------
    root : Path
        The folder that holds ``notebooks/``.
    output : Path, optional
        Where reports are written; by default ``reports/`` below the root.
    """

    def __init__(self, root: Path, output: Path | None = None):
        self.root = root
        self.notebooks = root / "notebooks"
        self.data = Path(places.data_folder(str(root)))
        self.output = output or Path(places.output_folder(str(root), None))

    def names(self) -> list[str]:
        """Return the names of the notebooks in reading order, the template left out."""
        found = sorted(path.stem for path in self.notebooks.glob("*.ipynb"))
        names = [name for name in found if name != TEMPLATE]
        for name in names:
            check_name(name)
        return names

    def path(self, name: str) -> Path:
        """Return the file of a notebook."""
        return self.notebooks / f"{name}.ipynb"

    def name(self, given: str) -> str:
        """Return the name of the notebook that ``given`` means: name, file or unique beginning.

        Raises
        ------
        UsageError
            No notebook, or more than one, is meant.
        """
        names = self.names()
        wanted = Path(given).stem if given.endswith(".ipynb") else given
        if wanted in names:
            return wanted
        begin = [name for name in names if name.startswith(wanted)]
        if wanted and len(begin) == 1:
            return begin[0]
        if wanted and begin:
            raise UsageError(f"{given!r} could be any of {', '.join(begin)}: write more of it")
        raise unknown("notebook", given, names)

    def relative(self, path: Path | str) -> str:
        """Return a path as a reader of messages wants it: short, from the current folder."""
        try:
            shown = os.path.relpath(path)
        except ValueError:  # another drive
            return str(path)
        return str(path) if shown.startswith(os.path.join("..", "..")) else shown


def find_project(root: str | None = None, output: str | None = None) -> Project:
    """Return the project in ``root``; by default the one around the current folder.

    Without a root, the current folder and those above it are tried, then the checkout that
    holds the package.

    Raises
    ------
    UsageError
        There is no ``notebooks`` folder.
    """
    place = places.find_root(root)
    if place:
        return Project(Path(place), Path(places.output_folder(place, output)))
    raise UsageError(
        f"there is no notebooks folder in {root or os.getcwd()}: "
        "run this inside the repository, or name it with --project"
    )


def check_name(name: str) -> None:
    """Refuse a notebook name that could not be a file name and an address on any system."""
    if not NAME.fullmatch(name):
        raise UsageError(
            f"{name!r} cannot name a notebook: use letters, digits, hyphens, dots and underscores"
        )
    if name.lower() in _PAGES:
        raise UsageError(f"{name!r} is a page of the site: give the notebook another name")
