"""What a sweep remembers of each combination, a whole file for each; standard library only.

A file is written as soon as its combination is finished, so that whatever is killed, and whenever,
nothing finished is lost. Its first line is the digest of the rest: one that is cut off or damaged
is noticed, and its combination is run again.
"""

from __future__ import annotations

import json

from sanctuary_research.publish.cache import digest
from sanctuary_research.publish.files import Folder
from sanctuary_research.publish.project import STATE

FORMAT = 1
FINISHED, FAILED = "ok", "failed"
_NEEDS = {"run": dict, "inputs": dict, "headlines": list, "status": str, "error": str}


def failed(sentence: str, exit_code: int) -> dict:
    """Return the outcome of a combination that could not be run."""
    told = {"error": sentence, "exit_code": exit_code, "seconds": 0.0}
    return {"status": FAILED, "headlines": [], "inputs": [], **told}


class Record:
    """The finished and failed combinations of one folder.

    Attributes
    ----------
    damaged : int
        How many files could not be used.
    """

    def __init__(self, folder: Folder):
        self.folder = folder
        self.damaged = 0

    def read(self, key: str) -> dict | None:
        """Return what is remembered of a combination, or None."""
        try:
            data = (self.folder.path / _file(key)).read_bytes()
        except OSError:
            return None
        mark, _, text = data.partition(b"\n")
        entry = _entry(text) if mark == digest(text).encode("ascii") else None
        self.damaged += entry is None
        return entry

    def keep(self, key: str, entry: dict) -> None:
        """Remember a combination; it is on the disk when this returns."""
        text = json.dumps({"format": FORMAT, **entry}, ensure_ascii=False).encode("utf-8")
        self.folder.write(_file(key), digest(text).encode("ascii") + b"\n" + text)


def _file(key: str) -> str:
    return f"{STATE}/combinations/{key}.json"


def _entry(text: bytes) -> dict | None:
    """Return an entry of the shape that this code relies on, or None."""
    try:
        entry = json.loads(text)
    except ValueError:
        return None
    if not isinstance(entry, dict) or entry.get("format") != FORMAT:
        return None
    whole = all(isinstance(entry.get(name), kind) for name, kind in _NEEDS.items())
    return entry if whole else None
