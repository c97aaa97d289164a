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

from sanctuary_research.publish.files import Folder
from sanctuary_research.publish.notebooks import essence, read_notebook
from sanctuary_research.publish.project import DESCRIPTION, LOCK, PACKAGE, STATE, Project

FORMAT = 3
SETTLED = 2_000_000_000  # a file younger than this many nanoseconds may change unseen
FILE = f"{STATE}/state"
_PARTS = ("pages", "site", "reports", "failures", "stats")
RUNS = ("kernel_main.py", "kernels.py", "runner.py", "streams.py", "tidy.py")


class Hashes:
    """SHA-256 of files, computed again only when a file's time, size or inode changed."""

    def __init__(self, known: dict[str, list]):
        self.known, self.has_news = known, False

    def of(self, path: Path | str, read=None) -> str:
        """Return the digest of a file, or of what ``read`` takes from it; '' if it is not there."""
        path = str(path)
        try:
            stat = os.stat(path)
        except OSError:
            return ""
        mark = [stat.st_mtime_ns, stat.st_size, stat.st_ino]
        key = path if read is None else f"{path}#{read.__name__}"
        known = self.known.get(key)
        if known is not None and known[:3] == mark:
            return known[3]
        found = digest(_bytes(path) if read is None else read(Path(path)))
        if time.time_ns() - stat.st_mtime_ns > SETTLED:
            self.known[key], self.has_news = [*mark, found], True
        return found

    def of_all(self, paths: list[Path]) -> str:
        """Return what tells several files apart from their other versions."""
        return " ".join(f"{path.name}:{self.of(path)[:16]}" for path in paths)

    def of_text(self, name: str, text: str) -> str:
        """Return the digest of a text that seldom changes, remembered by a name."""
        known = self.known.get(name)
        if known is None or known[0] != text:
            known = self.known[name] = [text, 0, 0, digest(text.encode("utf-8"))]
        return known[3]


class State:
    """What the reports in a folder were built from.

    Attributes
    ----------
    reports : dict
        For each notebook: ``run`` (what its run depended on), ``page`` (what its page depended
        on), ``outputs`` (its files and their digests), ``record`` (its entry in the manifest).
    pages : dict
        For each page about the whole site: ``basis`` and ``outputs``.
    site : dict
        What those pages together were written from: ``basis``, ``files`` and ``data_version``.
    failures : dict
        For each notebook whose last attempt failed: its entry in the manifest.
    is_damaged : bool
        The file was there but could not be used.
    """

    def __init__(self, folder: Folder):
        self.folder = folder
        self.before, raw, self.is_damaged = _load(folder.path / FILE)
        self.reports: dict[str, dict] = raw["reports"]
        self.failures: dict[str, dict] = raw["failures"]
        self.pages: dict[str, dict] = raw["pages"]
        self.site: dict = raw["site"]
        self.hashes = Hashes(raw["stats"])

    def save(self) -> None:
        """Write the state, if anything in it changed."""
        text = self._text()
        if text != self.before:
            self.folder.write(FILE, text)
            self.before = text

    def _text(self) -> str:
        text = json.dumps(
            {
                "format": FORMAT,
                "pages": self.pages,
                "site": self.site,
                "reports": self.reports,
                "failures": self.failures,
                "stats": dict(self.hashes.known),  # a copy: other threads add to it
            }
        )
        return f"{checksum(text)}\n{text}"


class Basis:
    """Knows what a run depends on, and whether that is still as it was."""

    def __init__(self, project: Project, hashes: Hashes):
        self.project, self.hashes = project, hashes
        self.environment = _environment(hashes, hashes.of(project.root / LOCK))
        self.runs = hashes.of_all([PACKAGE / "publish" / name for name in RUNS])

    def of(self, name: str, parameters: dict) -> dict:
        """Return what a run of this notebook depends on, apart from the files it will read."""
        return {
            "notebook": self.hashes.of(self.project.path(name), cells_of),
            "parameters": parameters,
            "data folder": _within(self.project.data, self.project.root),
            "environment": self.environment,
            "runner": self.runs,
        }

    def change(self, entry: dict, now: dict) -> str:
        """Return what changed since a remembered run, in words; nothing if it still holds."""
        for part, value in now.items():
            if entry["run"].get(part) != value:
                return f"{part} changed"
        for path, known in entry["inputs"].items():
            if self.hashes.of(self.project.root / path) != known:
                return f"{path} changed"
        return ""


class Freshness:
    """Answers whether a report must be made, and why."""

    def __init__(self, project: Project, state: State):
        self.project, self.state = project, state
        hashes = state.hashes
        publish = PACKAGE / "publish"
        self.basis = Basis(project, hashes)
        pages = sorted([*publish.glob("*.py"), *(publish / "site").iterdir()])
        self.pages = hashes.of_all([*pages, PACKAGE / "words.py"])
        # Once: a description that is damaged while the build runs takes no page with it.
        self.site_url = hashes.of(project.data / DESCRIPTION, site_url)

    def run_basis(self, name: str, parameters: dict) -> dict:
        """Return what a run of this notebook depends on, apart from the files it will read."""
        return self.basis.of(name, parameters)

    def why_run(self, name: str, parameters: dict) -> str:
        """Return why a notebook must be run, in words; nothing if its last run still holds."""
        entry = self.state.reports.get(name)
        if entry is None:
            return "new"
        change = self.basis.change(entry, self.run_basis(name, parameters))
        if change:
            return change
        kept = kept_run(name)
        return "" if self._intact(entry, kept) else f"{kept} changed"

    def why_render(self, name: str, neighbours: list) -> str:
        """Return why a page must be written again although its run holds."""
        entry = self.state.reports[name]
        if entry["page"] != self.page_basis(neighbours):
            is_design = entry["page"]["pages"] != self.pages
            return "page design changed" if is_design else "its neighbours changed"
        for path in entry["outputs"]:
            if not self._intact(entry, path):
                return f"{path} changed"
        return ""

    def page_basis(self, neighbours: list) -> dict:
        """Return what a page depends on, apart from its run."""
        return {"pages": self.pages, "neighbours": neighbours, "site_url": self.site_url}

    def _intact(self, entry: dict, path: str) -> bool:
        return self.state.hashes.of(self.state.folder.path / path) == entry["outputs"].get(path)


def kept_run(name: str) -> str:
    """Return where the last run is kept with all that its page is made of."""
    return f"{STATE}/runs/{name}.ipynb"


def cells_of(path: Path) -> bytes:
    """Return what decides a notebook's outputs, for its digest."""
    return essence(read_notebook(path))


def site_url(path: Path) -> bytes:
    """Return the address of the published site, which a description names, for its digest."""
    from sanctuary_research.data import catalog

    return catalog.package(path.parent).site_url.encode("utf-8")


def _bytes(path: str) -> bytes:
    with open(path, "rb") as handle:
        return handle.read()


def _within(path: Path, root: Path) -> str:
    """Return a folder from the root on if it lies there, so that a checkout may be moved."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def installed() -> list[str]:
    """Return the folders that packages are installed in."""
    return [p for p in sys.path if p.endswith("site-packages") and os.path.isdir(p)]


def digest(data: bytes) -> str:
    """Return the SHA-256 of these bytes."""
    from hashlib import sha256  # its import is a tenth of an unchanged build

    return sha256(data).hexdigest()


def _environment(hashes: Hashes, lock: str) -> str:
    """Return a digest of the interpreter, the lock and the names of what is installed."""
    found = [name for place in installed() for name in os.listdir(place)]
    names = sorted(name for name in found if name.endswith(".dist-info"))
    return hashes.of_text("environment", "\n".join([sys.version, sys.platform, lock, *names]))


def _load(path: Path) -> tuple[str, dict, bool]:
    """Return the saved text and state, or an empty one and whether that is because of damage."""
    empty = {"format": FORMAT, **{part: {} for part in _PARTS}}
    try:
        whole = path.read_text(encoding="utf-8")
        mark, _, text = whole.partition("\n")
        raw = json.loads(text) if mark == checksum(text) else {}
    except FileNotFoundError:
        return "", empty, False
    except (OSError, ValueError):
        return "", empty, True
    is_ours = raw.get("format") == FORMAT
    return (whole, raw, False) if is_ours else (whole, empty, True)


def checksum(text: str) -> str:
    """Return what tells a whole file from a damaged one, cheaply: nobody forges it here."""
    return f"{zlib.crc32(text.encode('utf-8')):08x}"
