"""Where things are, as plain text: what an unchanged build needs without importing `pathlib`."""

from __future__ import annotations

import os

PACKAGE = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
STATE = ".build"
SWEEP = "sweep.json"  # what tells the folder of a sweep from one of reports


def find_root(given: str | None) -> str | None:
    """Return the folder that holds ``notebooks/``, or None.

    Without one given, the current folder and those above it are tried, then the checkout that
    holds the package; there a ``data`` folder must stand beside.
    """
    if given:
        root = os.path.realpath(given)
        return root if os.path.isdir(os.path.join(root, "notebooks")) else None
    here = os.getcwd()
    for place in (*_upwards(here), os.path.dirname(PACKAGE)):
        if all(os.path.isdir(os.path.join(place, name)) for name in ("notebooks", "data")):
            return place
    return None


def data_folder(root: str) -> str:
    """Return the folder with ``datapackage.json``."""
    return os.path.realpath(os.environ.get("SANCTUARY_DATA") or os.path.join(root, "data"))


def output_folder(root: str, given: str | None) -> str:
    """Return where the reports of a project go."""
    return os.path.realpath(given) if given else os.path.join(root, "reports")


def _upwards(folder: str) -> list[str]:
    """Return a folder and all above it, the nearest first."""
    found = [folder]
    while os.path.dirname(found[-1]) != found[-1]:
        found.append(os.path.dirname(found[-1]))
    return found
