"""Where the notebooks, the data and the reports of a project are; standard library only."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PureWindowsPath

from sanctuary_research.errors import DataError, UsageError, unknown

TYPE_CHECKING = False  # as type checkers know it; to import typing takes milliseconds
if TYPE_CHECKING:
    from sanctuary_research.data.catalog import Package, Table

PACKAGE = Path(__file__).resolve().parents[1]
CARRIED = PACKAGE / "carried"  # the data and the template of an installed package
STATE = ".build"  # below the reports: what a build remembers
SWEEP = "sweep.json"  # what tells the folder of a sweep from one of reports
TEMPLATE = "template"
LOCK = "requirements.lock"
DESCRIPTION = "datapackage.json"
_PAGES = ("index", "search", "changes")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")  # files of pages have longer ones


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
        below = root / "notebooks"
        self.notebooks = below if below.is_dir() else root
        self.data = _data_folder(root)
        self.output = output or root / "reports"

    def package(self) -> Package:
        """Return the description of the data; where there is none, that of no tables.

        Raises
        ------
        DataError
            It cannot be read, or a table could not have a page and a copy of its own.
        """
        from sanctuary_research.data import catalog

        if not (self.data / DESCRIPTION).exists():
            return catalog.Package(self.data, {})
        found = catalog.package(self.data)
        for table in found.tables.values():
            self._check_table(table)
        return found

    def _check_table(self, table: Table) -> None:
        fault = ""
        if not NAME.fullmatch(table.name):
            fault = "cannot name a page (use letters, digits, hyphens, dots and underscores)"
        elif not table.path.resolve().is_relative_to(self.data):
            fault = f"is a link that leads out of {self.data}"
        elif table.path.is_dir():
            fault = "has a folder as its path"
        if fault:
            where = self.relative(self.data / DESCRIPTION)
            raise DataError(f"the table {table.name!r} {fault}", f"mend it in {where}")

    def names(self) -> list[str]:
        """Return the names of the notebooks in reading order, the template left out."""
        found: dict[str, str] = {}  # some disks hold only one of two that differ by case
        for name in self._stems():
            is_page = NAME.fullmatch(name) and name.lower() not in (*_PAGES, TEMPLATE)
            if is_page and self.path(name).is_file():
                found.setdefault(name.lower(), name)
        return list(found.values())

    def strays(self) -> list[str]:
        """Return the files that look like notebooks and have no page, as a line can show them."""
        names = (*self.names(), TEMPLATE)
        return [repr(f"{name}.ipynb") for name in self._stems() if name not in names]

    def _stems(self) -> list[str]:
        found = sorted(path.stem for path in self.notebooks.glob("*.ipynb"))
        return [name for name in found if not name.startswith(".")]

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
        if not names:
            raise self.empty()
        wanted = Path(given).stem if given.endswith(".ipynb") else given
        if wanted in names:
            return wanted
        begin = [name for name in names if name.startswith(wanted)]
        if wanted and len(begin) == 1:
            return begin[0]
        if wanted and begin:
            raise UsageError(f"{given!r} could be any of {', '.join(begin)}: write more of it")
        raise unknown("notebook", given, names)

    def empty(self) -> UsageError:
        """Return the error for what needs a notebook where there is none."""
        begin = "copy one here, or begin one: sanctuary new NAME"
        return UsageError(f"there are no notebooks in {self.notebooks}", begin)

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
        There is no ``notebooks`` folder, or the output would lie among what reports are made of.
    """
    place = _find_root(root)
    if place:
        project = Project(place, Path(output).resolve() if output else None)
        _check_output(project)
        return project
    raise UsageError(
        f"there is no notebooks folder in {root or os.getcwd()}: "
        "run this inside the repository, or name it with --project"
    )


@contextmanager
def reading(root: str | None) -> Iterator[None]:
    """Let all that runs meanwhile, kernels too, read the tables of the project in ``root``.

    A project without tables, and whoever has set ``SANCTUARY_DATA``, keep the others.

    Raises
    ------
    UsageError
        In ``root`` there are neither notebooks nor tables.
    """
    place = Path(root).resolve() if root else _find_root(None)
    is_own = place and place != PACKAGE.parent and _has_tables(place / "data" / DESCRIPTION)
    if root and not is_own:
        find_project(root)
    is_set = is_own and not os.environ.get("SANCTUARY_DATA")  # a blank one is none
    if is_set:
        os.environ["SANCTUARY_DATA"] = str(place / "data")
    try:
        yield
    finally:
        if is_set:
            del os.environ["SANCTUARY_DATA"]


def _has_tables(description: Path) -> bool:
    """Return whether a description names tables, or is one that its reader refuses."""
    import json  # which takes a tenth of an unchanged build

    try:
        return description.is_file() and json.loads(description.read_bytes())["resources"] != []
    except (ValueError, LookupError, TypeError, RecursionError):
        return True


def _check_output(project: Project) -> None:
    """Refuse an output folder where a build would take sources for pages of its own."""
    output, sources = project.output, {project.notebooks, project.data} - {project.root}
    is_above = project.root.resolve().is_relative_to(output)
    if is_above or any(output.is_relative_to(place.resolve()) for place in sources):
        raise UsageError(
            f"{output} holds what reports are made of: choose another folder with --output"
        )


def _find_root(given: str | None) -> Path | None:
    """Return the folder that holds ``notebooks/``, or None.

    Where none is given, a ``data`` folder must stand beside. For a package installed with its
    data the last resort is the current folder, which may hold the notebooks itself.
    """
    if given:
        root = Path(given).resolve()
        is_project = (root / "notebooks").is_dir() or any(root.glob("*.ipynb"))
        return root if is_project else None
    here = Path.cwd()
    for place in (here, *here.parents, PACKAGE.parent):
        if all((place / name).is_dir() for name in ("notebooks", "data")):
            return place
    return here if CARRIED.is_dir() else None


def _data_folder(root: Path) -> Path:
    """Return the folder with ``datapackage.json``: the project's, else what the package carries."""
    chosen = Path(os.environ.get("SANCTUARY_DATA") or root / "data")
    is_carried = CARRIED.is_dir() and not chosen.is_dir()
    return (CARRIED if is_carried else chosen).resolve()


def check_name(name: str) -> None:
    """Refuse a notebook name that could not be a file name and an address on any system."""
    if not NAME.fullmatch(name) or PureWindowsPath(name).is_reserved():
        raise UsageError(
            f"{name!r} cannot name a notebook",
            "use at most a hundred letters, digits, hyphens, dots and underscores; not CON or NUL",
        )
    if name.lower() in _PAGES:
        raise UsageError(f"{name!r} is a page of the site: give the notebook another name")
