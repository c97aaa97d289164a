"""The pages about the whole site: for now the index; written only when they would change."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sanctuary_research import __version__
from sanctuary_research.build.cache import Freshness, State
from sanctuary_research.build.files import Folder
from sanctuary_research.build.history import entries as entries_of
from sanctuary_research.build.manifest import BUILT, FAILED, STALE, UNCHANGED

INDEX, CHANGES = "index.html", "changes.html"


class Site:
    """Writes the pages that tell of all reports at once.

    Parameters
    ----------
    folder : Folder
    state : State
        Remembers what the pages were written from.
    freshness : Freshness
    """

    def __init__(self, folder: Folder, state: State, freshness: Freshness):
        self.folder, self.state, self.freshness = folder, state, freshness

    def write(self, entries: list[dict], package: dict, whole: dict) -> None:
        """Write the index page, unless it would say what it says already.

        Parameters
        ----------
        entries : list of dict
            The manifest's entries, in reading order.
        package : dict
            The description of the data.
        whole : dict
            The manifest.
        """
        told = {"seconds", "parameters"}
        shown = [{key: e[key] for key in e if key not in told} for e in entries]
        for entry in shown:
            if entry["status"] in (BUILT, UNCHANGED):
                entry["status"] = "good"
        versions = [
            ("Data version", whole["data_version"]),
            ("Code version", f"sanctuary_research {whole['code_version'] or __version__}"),
        ]
        basis = json.dumps([self.freshness.pages, shown, versions, package.get("description")])
        page = self.folder.path / INDEX
        if self.state.index == basis and page.is_file():
            return
        from sanctuary_research.build.report import render_changes, render_index

        changes = entries_of(self.folder.path)
        facts = {
            "changes": CHANGES if changes else "",
            "title": package.get("title") or "Reports",
            "description": package.get("description", ""),
            "reports": [self._card(entry) for entry in shown],
            "tables": list(_table_rows(package)),
            "versions": [pair for pair in versions if pair[1]],
        }
        self.folder.write(INDEX, render_index(facts))
        if changes:
            self.folder.write(CHANGES, render_changes(changes))
        self.state.index = basis

    def _card(self, entry: dict) -> dict:
        """Return what the index shows of a report."""
        badges = {
            (FAILED, True): "The last build failed: this is the last good report, now stale",
            (FAILED, False): "The build failed: there is no report yet",
            (STALE, True): "Stale: the notebook or its data changed since this was built",
        }
        picture = self.folder.state / "thumbnails" / entry["name"]
        return {
            "error": "",
            "failed_notebook": None,
            **entry,
            "badge": badges.get((entry["status"], entry["is_stale"]), ""),
            "thumbnail": picture.read_text(encoding="utf-8") if picture.is_file() else "",
            "data_version": entry.get("data_version", ""),
        }


def _table_rows(package: dict) -> Iterator[dict]:
    for table in package.get("resources", []):
        licenses = [entry.get("name", "") for entry in table.get("licenses", [])]
        yield {
            "name": table["name"],
            "title": table.get("title", ""),
            "license": ", ".join(licenses),
        }
