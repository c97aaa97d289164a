"""What was built from what, so that nothing unchanged is built again; standard library only.

A report is made in two steps that are remembered apart. The *run* depends on the notebook's
cells, its parameters, every file its kernel read (tables and the modules of this package), the
code that runs kernels and the installed environment. The *page* depends on the run, the page
code and its neighbours in the contents. All of it is one JSON file beside the reports; when it
is damaged, everything is simply built anew.
"""

from __future__ import annotations

import json
import os
import sys
import time
import zlib
from pathlib import Path

from sanctuary_research.data.choices import TELLING
from sanctuary_research.publish.files import Folder
from sanctuary_research.publish.notebooks import essence, read_notebook
from sanctuary_research.publish.project import DESCRIPTION, LOCK, PACKAGE, STATE, Project
from sanctuary_research.publish.standing import checksum, installed, look

FORMAT = 5
SETTLED = 2_000_000_000  # a file younger than this many nanoseconds may change unseen
FILE = f"{STATE}/state"
_PARTS = ("pages", "places", "reports", "failures", "stats")
PLACED = (*TELLING, "jurisdictions", "jurisdiction_counties", "county")
RUNS = ("kernel_main.py", "kernels.py", "recorder.py", "runner.py", "tidy.py", "unheard.json")


class Hashes:
    """SHA-256 of files, computed again only when a file's times, size or inode changed."""

    def __init__(self, known: dict[str, list]):
        self.known = known
        self.looked: dict[str, str] = {}  # all that was looked at, as it was the first time

    def look(self, name: str) -> str:
        """Return what tells the state of something apart, as `standing.look` does."""
        seen = look(name)
        self.looked.setdefault(name, seen)
        return seen

    def of(self, path: Path | str, read=None) -> str:
        """Return the digest of a file, or of what ``read`` takes from it; '' if it is not there."""
        path = str(path)
        mark = self.look(path)
        if not mark:
            return ""
        key = path if read is None else f"{path}#{read.__name__}"
        known = self.known.get(key)
        if known is not None and known[0] == mark:
            return known[-1]
        if not os.path.isfile(path):  # who opens a pipe may wait for ever
            return self.look(f"?{path}")
        found = digest((Path.read_bytes if read is None else read)(Path(path)))
        if time.time_ns() - max(map(int, mark.split()[:2])) > SETTLED:
            self.known[key] = [mark, found]
        else:
            self.look(f"?{path}")
        return found

    def of_input(self, name: str, root: Path) -> str:
        """Return what tells the state of something a run read, as `noted.inputs` names it."""
        if name.startswith(("?", "$")):
            return self.look(name)
        if name.startswith("!"):
            return self.look(f"!{os.path.join(root, name[1:])}")
        path = os.path.join(root, name)  # a third of the time that a Path takes
        return self.look(path) if name.endswith("/") else self.of(path)

    def of_all(self, paths: list[Path]) -> str:
        """Return what tells several files apart from their other versions."""
        return " ".join(f"{path.name}:{self.of(path)[:16]}" for path in paths)


class State:
    """What the reports in a folder were built from.

    Attributes
    ----------
    reports : dict
        For each notebook: ``run`` (what its run depended on), ``page`` (what its page depended
        on), ``outputs`` (its files and their digests), ``record`` (its entry in the manifest).
    pages : dict
        Of the pages about the whole site: ``outputs`` (the files and their digests) and ``basis``
        (what those of tables were made from).
    places : dict
        Of the pages of places: ``basis`` and ``titles``, by their addresses.
    failures : dict
        For each notebook whose last attempt failed: its entry in the manifest.
    is_damaged : bool
        The file was there but could not be used.
    """

    def __init__(self, folder: Folder):
        self.folder = folder
        found = unsealed(folder.path / FILE)
        is_whole = found and all(isinstance(found.get(part), dict) for part in _PARTS)
        self.is_damaged = found is not None and not (is_whole and found.get("format") == FORMAT)
        fresh: dict = {"format": FORMAT, **{part: {} for part in _PARTS}}
        self.whole = found if found and not self.is_damaged else fresh
        self.reports: dict[str, dict] = self.whole["reports"]
        self.failures: dict[str, dict] = self.whole["failures"]
        self.pages: dict = self.whole["pages"] or {"outputs": {}, "basis": ""}
        self.places: dict = self.whole["places"] or {"titles": {}, "basis": ""}
        self.hashes = Hashes(self.whole["stats"])

    def save(self) -> None:
        """Write the state."""
        stats = dict(self.hashes.known)  # a copy: other threads add to it
        self.folder.write(
            FILE, sealed(self.whole | {"pages": self.pages, "places": self.places, "stats": stats})
        )


class Freshness:
    """Knows what runs and pages depend on, and answers whether that is still as it was."""

    def __init__(self, project: Project, hashes: Hashes):
        self.project, self.hashes = project, hashes
        self.seen: dict[str, str] = {}  # the state of what runs read, when it was first looked at
        publish = PACKAGE / "publish"
        for folder in (project.notebooks, publish, publish / "site", *installed()):
            hashes.look(f"{folder}/")
        of_python = map(hashes.look, ("$TZ", "$PYTHONPATH"))
        lock = hashes.of(project.root / LOCK)
        self.environment = _environment(project.notebooks, lock, *of_python)
        self.runs = hashes.of_all([publish / name for name in RUNS])
        pages = sorted([*publish.glob("*.py"), *(publish / "site").iterdir()])
        self.pages = hashes.of_all([*pages, PACKAGE / "words.py"])
        self.description = hashes.of(project.data / DESCRIPTION)
        # Before any page looks rows up in them: what changes meanwhile is looked up again.
        tables = (project.data / "tables").glob("*.csv*")
        self.tables = {path.name.removesuffix(".gz"): hashes.of(path) for path in tables}

    def run_basis(self, name: str, parameters: dict) -> dict:
        """Return what a run of this notebook depends on, apart from the files it will read."""
        return {
            "notebook": self.hashes.of(self.project.path(name), cells_of),
            "parameters": parameters,
            "data folder": _within(self.project.data, self.project.root),
            "environment": self.environment,
            "runner": self.runs,
        }

    def page_basis(self, neighbours: list, named: list[str]) -> dict:
        """Return what a page depends on, apart from its run, given the tables that it names.

        Rows behind an exhibit are looked up in these; others decide what places have a page.
        """
        tables = {name: self.tables.get(f"{name}.csv") for name in (*PLACED, *named)}
        return {
            "page design": self.pages,
            "its neighbours": neighbours,
            "the description": self.description,
            "a table that it names": tables,
        }

    def change(self, entry: dict, now: dict) -> str:
        """Return what changed since a remembered run, in words; nothing if it still holds."""
        for part, value in now.items():
            if entry["run"].get(part) != value:
                return f"{part} changed"
        for name in entry["inputs"].keys() - self.seen.keys():  # once: runs share their modules
            self.seen[name] = self.hashes.of_input(name, self.project.root)
        return _told(entry["inputs"], self.seen)

    def damage(self, known: dict[str, str], folder: Path) -> str:
        """Return which of these, by path from a folder, is not what it was, in words."""
        return _told(known, {name: self.hashes.of_input(name, folder) for name in known})

    def why_run(self, entry: dict | None, name: str, parameters: dict, folder: Path) -> str:
        """Return why a notebook must be run, in words; nothing if its last run still holds."""
        if entry is None:
            return "new"
        kept = {kept_run(name): entry["outputs"].get(kept_run(name), "")}
        change = self.change(entry, self.run_basis(name, parameters))
        return change or self.damage(kept, folder)

    def why_render(self, entry: dict, neighbours: list, folder: Path) -> str:
        """Return why a page must be written again although its run holds."""
        now = self.page_basis(neighbours, entry.get("named", [])).items()
        part = next((part for part, value in now if entry["page"].get(part) != value), "")
        return f"{part} changed" if part else self.damage(entry["outputs"], folder)


def kept_run(name: str) -> str:
    """Return where the last run is kept with all that its page is made of."""
    return f"{STATE}/runs/{name}.ipynb"


def half_run(name: str) -> str:
    """Return where a notebook is kept that stopped half-way."""
    return f"failed/{name}.ipynb"


def cells_of(path: Path) -> bytes:
    """Return what decides a notebook's outputs, for its digest."""
    return essence(read_notebook(path))


def unseen(inputs: dict[str, str]) -> str:
    """Return what of a run's inputs nobody watched, in words; nothing if all was seen."""
    names = ", ".join(name[1:] for name in inputs if name.startswith("?"))
    return f"what {names} read is not known" if names else ""


def _told(known: dict[str, str], now: dict[str, str]) -> str:
    """Return the first that is not what it was, in words."""
    changed = next((name for name, was in known.items() if now[name] != was), "")
    told = unseen({changed: ""})
    return told or (f"{changed.lstrip('!')} changed" if changed else "")


def _within(path: Path, root: Path) -> str:
    """Return a folder from the root on if it lies there, so that a checkout may be moved."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def digest(data: bytes) -> str:
    """Return the SHA-256 of these bytes."""
    from hashlib import sha256  # its import is a tenth of an unchanged build

    return sha256(data).hexdigest()


def _environment(folder: Path, *more: str) -> str:
    """Return what tells the interpreter, what is installed and stands before it, and more apart."""
    found = {name for place in installed() for name in os.listdir(place)} - {"__pycache__"}
    names = sorted(name for name in found if name.endswith(".dist-info"))
    names += sorted(name for name in os.listdir(folder) if {name, name.removesuffix(".py")} & found)
    return checksum("\n".join([sys.version, sys.platform, *more, *names]))


def sealed(value: dict) -> str:
    """Return JSON under a line that tells a whole file from a damaged one."""
    text = json.dumps(value)  # ASCII: names of files need be no text
    return f"{checksum(text)}\n{text}"


def unsealed(path: Path) -> dict | None:
    """Return what a sealed file holds; {} if it is damaged, None if it is not there."""
    try:
        mark, _, text = path.read_bytes().partition(b"\n")
        found = json.loads(text) if mark == b"%08x" % zlib.crc32(text) else {}
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
