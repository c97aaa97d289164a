"""What must be the same on every machine that takes part in a sweep; standard library only."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from functools import lru_cache
from importlib import metadata
from pathlib import Path

from sanctuary_research import __version__
from sanctuary_research.data import catalog
from sanctuary_research.errors import SanctuaryError
from sanctuary_research.publish.cache import digest
from sanctuary_research.publish.project import PACKAGE

_STACK = ("numpy", "pandas", "scipy", "statsmodels", "matplotlib")
SAME = "install the same commit and lock there; for data of your own set SANCTUARY_DATA there"


@lru_cache(maxsize=1)
def roots() -> dict[str, str]:
    """Return the folders that runs read from, by name: the tables and this package."""
    found = {"package": os.path.realpath(PACKAGE)}
    with suppress(SanctuaryError):  # a project of its own may read no packaged table
        found["data"] = os.path.realpath(catalog.data_folder())
    return found


def identity() -> dict[str, str]:
    """Return versions and digests of what decides a notebook's numbers on this machine."""
    data = roots().get("data")
    return {
        "sanctuary_research": __version__,
        "Python": ".".join(map(str, sys.version_info[:2])),
        **{name: metadata.version(name) for name in _STACK},
        "code": _digest(roots()["package"], "**/*.py", "**/*.json"),
        "data": _digest(data, catalog.DESCRIPTION, "tables/*.csv*") if data else "none",
    }


def difference(here: dict[str, str], there: dict[str, str], where: str) -> str:
    """Return how another machine differs, in a sentence; nothing if it does not."""
    for name, version in here.items():
        if (other := there.get(name, "none")) != version:
            is_state = name in ("code", "data")
            what = f"another state of the {name} ({other})" if is_state else f"{name} {other}"
            return f"{where} has {what}, where this machine has {version}: {SAME}"
    return ""


def _digest(folder: str, *patterns: str) -> str:
    """Return a digest of the names and contents of files below a folder."""
    files = sorted(path for pattern in patterns for path in Path(folder).glob(pattern))
    lines = [f"{path.relative_to(folder)} {digest(path.read_bytes())}" for path in files]
    return digest("\n".join(lines).encode("utf-8"))[:12]
