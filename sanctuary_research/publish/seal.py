"""Whether anything at all changed since a build found nothing to do, told by times of files.

Such a build seals the folder: it notes time, size and inode of every file it looked at and of
every file it keeps. While all of them stand, a build may say so at once; the moment one differs,
the seal is void and `builder` decides. Standard library only, and little of that: this is what
an unchanged build costs.
"""

from __future__ import annotations

import os
import sys
import time

from sanctuary_research.publish.places import STATE, data_folder

FILE = f"{STATE}/seal"
SETTLED = 2_000_000_000  # a file younger than this many nanoseconds may change unseen


def sealed_names(root: str, output: str) -> list[str]:
    """Return the notebooks whose reports are all unchanged; none if that is not certain."""
    try:
        with open(os.path.join(output, FILE), encoding="utf-8") as handle:
            about, names, *marks = handle.read().split("\n")
    except (OSError, ValueError):
        return []
    if about != _about(root):
        return []
    for line in marks:
        mark, _, path = line.partition(" ")
        if _mark(path) != mark:
            return []
    return names.split("/")


def seal(root: str, output: str, names: list[str], looked_at: set[str]) -> str:
    """Return the seal of a build that found these reports unchanged; '' if it may not be sealed.

    Parameters
    ----------
    root, output : str
        The project and the folder of its reports.
    names : list of str
        Its notebooks in reading order.
    looked_at : set of str
        The files and folders that decided that nothing is to be done.
    """
    kept = set(_kept(output))  # written under this build's own lock, however young
    paths = sorted(looked_at | kept)
    youngest = max(map(_time, looked_at - kept))
    if any("\n" in path for path in paths) or time.time_ns() - youngest < SETTLED:
        return ""
    marks = [f"{_mark(path)} {path}" for path in paths]
    return "\n".join([_about(root), "/".join(names), *marks])


def _about(root: str) -> str:
    """Return what is no file and yet decides: the interpreter, and which project and data."""
    return repr((sys.version, installed(), root, data_folder(root)))


def installed() -> list[str]:
    """Return the folders that packages are installed in."""
    return [p for p in sys.path if p.endswith("site-packages") and os.path.isdir(p)]


def _mark(path: str) -> str:
    """Return what tells a file from its other versions; a folder changes with its list of names."""
    try:
        stat = os.stat(path)
    except OSError:
        return "absent"
    return f"{stat.st_mtime_ns},{stat.st_size},{stat.st_ino}"


def _time(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return 0


def _kept(output: str) -> list[str]:
    """Return every file in a folder of reports, but not those of other builds below it."""
    found = []
    for folder, inner, files in os.walk(output):
        inner[:] = [name for name in inner if not _is_built(os.path.join(folder, name))]
        found += [os.path.join(folder, name) for name in files]
    return [path for path in found if path != os.path.join(output, FILE)]


def _is_built(folder: str) -> bool:
    return os.path.isdir(os.path.join(folder, STATE))
