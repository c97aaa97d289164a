"""Files written whole or not at all, and one builder at a time; standard library only."""

from __future__ import annotations

import errno
import json
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sanctuary_research.errors import OutputError
from sanctuary_research.publish.project import STATE, SWEEP

try:
    import fcntl
except ImportError:  # Windows
    import msvcrt

    fcntl = None

TEMPORARY = f"{STATE}/tmp"
MANIFEST = "manifest.json"
# What is taken away where no report has it any more.
SWEPT = ("*.html", "notebooks/*.ipynb", "figures/*/*", "tables/*/*", "data/*", "failed/*")
# What is written besides, so that a file there is either a build's, a sweep's or a stranger's.
_WRITTEN = (*SWEPT, "results.*", "*.json", "*.xml")
_LOOK_SECONDS = 0.2
_WAIT_SECONDS = 3600.0  # for another build of the same folder
_BESIDE = ("README.md", "exports", "runs", "sweeps")  # what stands beside reports of ours
_OTHER_OUTPUT = "choose another folder with --output"
_FULL = {errno.ENOSPC: "the disk is full", errno.EDQUOT: "the disk quota is used up"}


class Folder:
    """An output folder: every file in it appears complete, or the old one stays.

    Temporary files live in one hidden place, so that whatever a killed build leaves behind is
    swept by the next one.
    """

    def __init__(self, path: Path):
        self.path = path
        self.state = path / STATE
        self.temporary = path / TEMPORARY

    def refuse_foreign(self, replaced: Iterable[str] = _WRITTEN, *, other: str = "") -> None:
        """Refuse a folder that the other of build and sweep wrote, or with files of neither.

        ``other`` is a file that the other of the two writes, ``replaced`` what would be.

        Raises
        ------
        OutputError
            It is one.
        """
        if other and (self.path / other).exists():
            holds = "a sweep, not reports" if other == SWEEP else "reports, not a sweep"
            raise OutputError(f"{self.path} holds {holds}", _OTHER_OUTPUT)
        if any((self.path / name).exists() for name in (STATE, MANIFEST, SWEEP)):
            return
        names = sorted(one.name for part in replaced for one in self.path.glob(part))
        if found := next((name for name in names if name not in _BESIDE), ""):
            raise OutputError(f"{self.path} holds {found}, which no build wrote", _OTHER_OUTPUT)

    def prepare(self) -> None:
        """Make the folder and prove that it can be written.

        Raises
        ------
        OutputError
            It cannot be made or written.
        """
        if any(up.name == STATE and (up / "lock").exists() for up in self.path.parents):
            raise OutputError(f"{self.path} lies in what a build keeps for itself", _OTHER_OUTPUT)
        for path in (self.state, self.temporary, *self.state.glob("*")):
            if path.is_symlink():  # what it leads to would be written, or swept away
                raise OutputError(f"{path} is a link", "remove it")
        for part in ("*", *SWEPT, f"{STATE}/*", f"{STATE}/*/*"):
            for path in self.path.glob(part):
                if path.exists() and not path.is_file() and not path.is_dir():
                    # Who opens it may wait for ever.
                    raise OutputError(f"{path} is a pipe or a device", "remove it")
        try:
            self.temporary.mkdir(parents=True, exist_ok=True)
            (self.state / "lock").open("ab").close()
        except OSError as error:
            raise cannot("write in", self.path, error) from error

    def sweep(self) -> None:
        """Remove what a killed build left; only for the holder of the lock."""
        for path in sorted(self.temporary.rglob("*"), reverse=True):
            if path.is_dir() and not path.is_symlink():
                path.rmdir()
            else:
                path.unlink(missing_ok=True)

    def write(self, relative: str, content: str | bytes) -> Path:
        """Write one file whole; a file that already holds this content is left alone."""
        path = self._inside(relative)
        data = content.encode("utf-8") if isinstance(content, str) else content
        partial = self.temporary / f"{os.getpid()}-{relative.replace('/', '-')}"
        try:
            if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
                return path
            path.parent.mkdir(parents=True, exist_ok=True)
            partial.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise cannot("write", path, error) from error
        _write_whole(path, partial, data)
        return path

    def write_json(self, relative: str, value: object) -> Path:
        """Write a JSON file that people can read and compare."""
        return self.write(relative, json.dumps(value, indent=1, ensure_ascii=False) + "\n")

    def remove(self, relative: str) -> None:
        """Remove a file if it is there."""
        path = self._inside(relative)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise cannot("remove", path, error) from error

    def _inside(self, relative: str) -> Path:
        """Return the place of a file; refuse one outside the folder, links followed."""
        path = self.path / relative
        if not path.parent.resolve().is_relative_to(self.path.resolve()):
            raise OutputError(
                f"{path} leads out of {self.path}: remove the link or the name that leads there"
            )
        return path

    @contextmanager
    def lock(self, waiting) -> Iterator[None]:
        """Hold the folder for one builder, and leave it swept.

        ``waiting()`` is called once if another holds it.

        Raises
        ------
        OutputError
            It cannot be written, or another has held it for an hour.
        """
        self.prepare()
        with (self.state / "lock").open("a+b") as handle:
            if not _try_lock(handle):
                waiting()
                self._wait(handle)
            self.sweep()
            try:
                yield
            finally:
                self.sweep()

    def _wait(self, handle) -> None:
        """Wait until another lets go of the folder, but not for ever: it may stand still."""
        until = time.monotonic() + _WAIT_SECONDS
        while not _try_lock(handle):
            if time.monotonic() > until:
                raise OutputError(
                    f"another build has held {self.path} for {_WAIT_SECONDS:g} seconds",
                    f"end it, or {_OTHER_OUTPUT}",
                )
            time.sleep(_LOOK_SECONDS)


def refuse_kept(path: Path) -> None:
    """Refuse to replace what its owner keeps as it is: a link, or a file that nobody may write."""
    if path.is_symlink() or not path.stat().st_mode & 0o222:
        what = "a link" if path.is_symlink() else "read-only"
        raise OutputError(f"{path} is {what}", "put a file there that may be written")


def write_beside(path: Path, data: bytes) -> None:
    """Write one file anywhere, whole or not at all."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    _write_whole(path, partial, data, "choose another place")


def _write_whole(path: Path, partial: Path, data: bytes, fix: str = _OTHER_OUTPUT) -> None:
    """Write a file by way of another, which is on the disk before it takes the name."""
    try:
        partial.unlink(missing_ok=True)
        with partial.open("xb") as handle:  # never through a link that stands there
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(partial, path)
    except OSError as error:
        with suppress(OSError):  # whatever stands in the way
            partial.unlink(missing_ok=True)
        raise cannot("write", path, error, fix) from error


def cannot(verb: str, path: Path, error: OSError, fix: str = _OTHER_OUTPUT) -> OutputError:
    """Return the sentence for a failed write, with its fix."""
    what = _FULL.get(error.errno)
    fix = "make room and run the command again" if what else fix
    return OutputError(f"cannot {verb} {path}: {what or error.strerror or error}", fix)


def _try_lock(handle) -> bool:
    """Lock an open file, unless another process has it; closing it lets it go."""
    try:
        if fcntl is None:
            handle.seek(0)
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
