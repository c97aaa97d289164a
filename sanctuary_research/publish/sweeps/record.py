"""What a sweep remembers of each combination, a whole file for each; standard library only.

A file is written as soon as its combination is finished, so that whatever is killed, and whenever,
nothing finished is lost. It is sealed: one that is cut off or damaged is noticed, and its
combination is run again.
"""

from __future__ import annotations

from sanctuary_research.publish.cache import sealed, unsealed
from sanctuary_research.publish.files import Folder
from sanctuary_research.publish.project import STATE

FORMAT = 2
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
        self.folder, self.damaged = folder, 0

    def read(self, key: str) -> dict | None:
        """Return what is remembered of a combination, or None."""
        entry = unsealed(self.folder.path / _file(key))
        if entry is None:
            return None
        is_whole = entry.get("format") == FORMAT and all(
            isinstance(entry.get(name), kind) for name, kind in _NEEDS.items()
        )
        self.damaged += not is_whole
        return entry if is_whole else None

    def keep(self, key: str, entry: dict) -> None:
        """Remember a combination; it is on the disk when this returns."""
        self.folder.write(_file(key), sealed({"format": FORMAT, **entry}))


def _file(key: str) -> str:
    return f"{STATE}/combinations/{key}.json"
