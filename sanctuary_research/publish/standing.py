"""Whether all that a build looked at is as it was, found out before it imports much else.

A build that had nothing to make keeps the names of everything it looked at, and one mark of what
it saw. The next one looks again, and only if anything is otherwise does it ask what changed.
"""

from __future__ import annotations

import os
import sys
import time
import zlib
from collections.abc import Iterable

from sanctuary_research.publish.project import PACKAGE, STATE, Project

FILE = f"{STATE}/stands"
CHANGED = "changed"  # the state of what a notebook read and then changed itself
_ASKED = (os.path.lexists, os.path.exists, os.path.isdir)


def look(name: str) -> str:
    """Return what tells the state of something apart from others, without reading a file.

    Parameters
    ----------
    name : str
        A file; ``folder/`` for what is in it, ``!file`` for whether it is there, ``$NAME`` for
        a variable of the environment; ``?what`` for what cannot be seen and is never as it was.
    """
    try:
        if name[:1] == "!":
            return "".join(str(is_so(name[1:])) for is_so in _ASKED)
        if name.endswith("/"):
            with os.scandir(name) as found:
                return checksum("\n".join(sorted(map(_entry, found))))
        if name[:1] == "$":
            return checksum(os.environ.get(name[1:], "\0"))
        if name[:1] == "?":
            return str(time.time_ns())
        stat = os.stat(name)
    except OSError:
        return ""
    return f"{stat.st_mtime_ns} {stat.st_ctime_ns} {stat.st_size} {stat.st_ino}"


def _entry(one: os.DirEntry) -> str:
    return f"{one.name} {one.is_symlink()} {one.is_dir()} {one.is_file()}"


def stands(project: Project, names: list[str]) -> bool:
    """Return whether all is as a build saw it that had nothing to make, of these notebooks too."""
    try:
        if not os.path.isfile(project.output / FILE):  # a pipe would be waited for
            return False
        with open(project.output / FILE, encoding="utf-8", errors="surrogateescape") as kept:
            mark, *looked = kept.read().split("\0")
    except OSError:
        return False
    return mark == _mark(project, names, map(look, looked))


def kept(project: Project, names: list[str], looked: dict[str, str]) -> bytes:
    """Return what `stands` reads, given the names of the notebooks and what was seen by name."""
    text = "\0".join([_mark(project, names, looked.values()), *looked])
    return text.encode("utf-8", "surrogateescape")


def installed() -> list[str]:
    """Return the folders that packages are installed in."""
    return [p for p in sys.path if p.endswith("site-packages") and os.path.isdir(p)]


def checksum(text: str) -> str:
    """Return what tells a text from another, cheaply: nobody forges it here."""
    return f"{zlib.crc32(text.encode('utf-8', 'surrogatepass')):08x}"


def _mark(project: Project, names: list[str], seen: Iterable[str]) -> str:
    places = map(str, (PACKAGE, project.root, project.data, project.output, *installed()))
    return checksum("\n".join([sys.version, sys.platform, *places, *names, *seen]))
