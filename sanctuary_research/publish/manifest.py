"""`manifest.json`: what a build made, for machines; standard library only."""

from __future__ import annotations

from sanctuary_research import __version__
from sanctuary_research.publish.cache import State

FILE = "manifest.json"
BUILT, UNCHANGED, FAILED, STALE = "built", "unchanged", "failed", "stale"


def report_entries(state: State, names: list[str], statuses: dict[str, str]) -> list[dict]:
    """Return the manifest's entry of each notebook that was ever built or tried.

    Parameters
    ----------
    state : State
    names : list of str
        The notebooks in reading order.
    statuses : dict
        ``built``, ``unchanged``, ``failed`` or ``stale`` by name.
    """
    entries = []
    for name in names:
        good = state.reports.get(name, {}).get("record")
        status = statuses.get(name)
        if status == FAILED:
            entries.append(_failed(state.failures[name], good))
        elif good is not None:
            entries.append({**good, "status": status, "is_stale": status == STALE})
    return entries


def manifest(entries: list[dict], data_version: str) -> dict:
    """Return the whole manifest; versions are those of the newest report in it."""
    return {
        "package_version": __version__,
        "data_version": data_version,
        "code_version": next(
            (e["code_version"] for e in entries if e["status"] == BUILT),
            next((e["code_version"] for e in entries if e.get("code_version")), ""),
        ),
        "reports": entries,
    }


def _failed(failure: dict, good: dict | None) -> dict:
    """Return the entry of a failed notebook; the last good report stays, marked as stale."""
    kept = good or {"page": None, "notebook": None, "headlines": [], "answer": ""}
    return {**kept, **failure, "status": FAILED, "is_stale": good is not None}
