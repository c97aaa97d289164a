"""`manifest.json` and `changes.json`: what a build made, and how its headline numbers changed.

For machines, for `sanctuary diff` and for the page of changes; standard library only.
"""

from __future__ import annotations

import json
from pathlib import Path

from sanctuary_research import __version__
from sanctuary_research.errors import UsageError
from sanctuary_research.publish.cache import State
from sanctuary_research.publish.files import MANIFEST, Folder

FILE, CHANGES = MANIFEST, "changes.json"
BUILT, UNCHANGED, FAILED, STALE = "built", "unchanged", "failed", "stale"
_VALUES = ("value", "low", "high", "unit")
_VERSIONS = ("data_version", "code_version")


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
        good, status = state.reports.get(name, {}).get("record"), statuses.get(name)
        if status == FAILED:  # the last good report stays, marked as stale
            kept = good or {"page": None, "notebook": None, "headlines": [], "answer": ""}
            told = {"status": FAILED, "is_stale": good is not None}
            entries.append({**kept, **state.failures[name], **told})
        elif good is not None:
            entries.append({**good, "status": status, "is_stale": status == STALE})
    return entries


def manifest(entries: list[dict], data_version: str) -> dict:
    """Return the whole manifest; versions are those of the newest report in it."""
    newest = sorted(entries, key=lambda entry: entry["status"] != BUILT)
    codes = [entry["code_version"] for entry in newest if entry.get("code_version")]
    return {
        "package_version": __version__,
        "data_version": data_version,
        "code_version": next(iter(codes), ""),
        "reports": entries,
    }


def read_manifest(place: str | Path) -> dict:
    """Return a manifest, given its file or the folder of reports that it stands in.

    Raises
    ------
    UsageError
        It is not there, or is not a manifest.
    """
    from sanctuary_research.data.catalog import content

    path = Path(place)
    path = path / FILE if path.is_dir() else path
    try:
        found = json.loads(content(path))
        for report in found["reports"]:
            _by_name(report)
    except FileNotFoundError:
        raise UsageError(
            f"there is no {path}: build the reports first, or name another manifest"
        ) from None
    except OSError as error:
        said = error.strerror or "it is no file"
        raise UsageError(f"{path} cannot be read: {said}") from error
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise UsageError(f"{path} is not the manifest of a build: name another file") from error
    return found


def differences(old: dict, new: dict) -> list[dict]:
    """Return the headline numbers that differ between two manifests.

    Parameters
    ----------
    old, new : dict
        Manifests, as `read_manifest` returns them.

    Returns
    -------
    list of dict
        In reading order: ``report``, ``title``, ``name``, ``before`` and ``after``, each a
        headline (``name``, ``value``, ``unit``, ``low``, ``high``) or None where there is none.
    """
    olds, news = ({one["name"]: one for one in whole["reports"]} for whole in (old, new))
    found = []
    for name in sorted({*olds, *news}):
        before, after = (_by_name(reports.get(name, {})) for reports in (olds, news))
        told = {"report": name, "title": (news.get(name) or olds[name]).get("title", name)}
        for key in dict.fromkeys([*after, *before]):
            one, other = before.get(key), after.get(key)
            if _values(one) != _values(other):
                found.append({**told, "name": key, "before": _kept(one), "after": _kept(other)})
    return found


def n_headlines(whole: dict) -> int:
    """Return how many headline numbers a manifest holds."""
    return sum(len(report.get("headlines", [])) for report in whole["reports"])


def changes(reports: Path) -> list[dict]:
    """Return the changes recorded in a folder of reports, newest first.

    Returns
    -------
    list of dict
        ``before`` and ``after`` (``data_version``, ``code_version``) and ``headlines``, as
        `differences` returns them. A missing or damaged record is an empty one.
    """
    try:
        found = json.loads((reports / CHANGES).read_text(encoding="utf-8"))["changes"]
        return found if all(entry["headlines"] for entry in found) else []
    except (OSError, ValueError, LookupError, TypeError):
        return []


def record(folder: Folder, new: dict) -> None:
    """Record what ``new`` changes in the manifest that still stands in the folder.

    To be called before the manifest is replaced. A build that was killed between the two left
    changes that never held: the newest entry is dropped when the manifest disagrees with it.
    """
    try:
        old = read_manifest(folder.path)
    except UsageError:
        return  # the first build, or a manifest that tells nothing
    known = changes(folder.path)
    kept = known[1:] if known and not _holds(known[0], old) else known
    if found := differences(old, new):
        before, after = ({key: whole.get(key, "") for key in _VERSIONS} for whole in (old, new))
        kept = [{"before": before, "after": after, "headlines": found}, *kept]
    if kept != known:
        folder.write_json(CHANGES, {"changes": kept})


def _holds(entry: dict, whole: dict) -> bool:
    """Return whether a manifest holds the numbers that an entry says it changed to."""
    held = {report["name"]: _by_name(report) for report in whole["reports"]}
    return all(
        _values(held.get(one["report"], {}).get(one["name"])) == _values(one["after"])
        for one in entry["headlines"]
    )


def _by_name(report: dict) -> dict[str, dict]:
    return {str(one["name"]): one for one in report.get("headlines", [])}


def _kept(headline: dict | None) -> dict | None:
    """Return what a record of changes keeps of a headline: the number, not where it is from."""
    shown = ("name", *_VALUES, "digits")
    return headline and {key: headline[key] for key in shown if key in headline}


def _values(headline: dict | None) -> list | None:
    return headline and [headline.get(key) for key in _VALUES]
