"""`changes.json`: how the headline numbers changed from build to build; standard library only."""

from __future__ import annotations

import json
from pathlib import Path

from sanctuary_research.errors import UsageError
from sanctuary_research.publish.files import Folder
from sanctuary_research.publish.headlines import differences, read_manifest

FILE = "changes.json"
_VERSIONS = ("data_version", "code_version")


def entries(reports: Path) -> list[dict]:
    """Return the changes recorded in a folder of reports, newest first.

    Returns
    -------
    list of dict
        ``before`` and ``after`` (``data_version``, ``code_version``) and ``headlines``, as
        `headlines.differences` returns them. A missing or damaged record is an empty one.
    """
    try:
        found = json.loads((reports / FILE).read_text(encoding="utf-8"))["changes"]
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
    known = entries(folder.path)
    kept = known[1:] if known and not _holds(known[0], old) else known
    found = differences(old, new)
    if found:
        versions = [{key: m.get(key, "") for key in _VERSIONS} for m in (old, new)]
        kept = [{"before": versions[0], "after": versions[1], "headlines": found}, *kept]
    if kept != known:
        folder.write_json(FILE, {"changes": kept})


def _holds(entry: dict, manifest: dict) -> bool:
    """Return whether a manifest holds the numbers that an entry says it changed to."""
    held = {
        (report["name"], headline["name"]): headline
        for report in manifest["reports"]
        for headline in report["headlines"]
    }
    return all(held.get((one["report"], one["name"])) == one["after"] for one in entry["headlines"])
