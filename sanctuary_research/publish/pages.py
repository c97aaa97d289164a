"""The pages about the whole site: index, search, changes, one per table; written when they change.

Standard library only, unless a page must be written.
"""

from __future__ import annotations

import json
from pathlib import Path

from sanctuary_research import __version__
from sanctuary_research.data.catalog import Package, Table
from sanctuary_research.data.citation import SOURCES
from sanctuary_research.publish import front, search, tablepages
from sanctuary_research.publish.cache import Freshness, State, digest
from sanctuary_research.publish.changes import entries as entries_of
from sanctuary_research.publish.files import Folder
from sanctuary_research.publish.manifest import BUILT, UNCHANGED

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
        self.written: set[str] = set()

    def write(self, entries: list[dict], package: Package, whole: dict) -> None:
        """Write every page that would say something new, and remove those of what is gone.

        Parameters
        ----------
        entries : list of dict
            The manifest's entries, in reading order.
        package : Package
        whole : dict
            The manifest.
        """
        tables = list(package.tables.values())
        changes = entries_of(self.folder.path)
        links = {"home": INDEX, "changes": CHANGES if changes else ""}
        self._tables(package, entries)
        self._index(entries, package, whole, links)
        self._search(entries, tables, links)
        if changes:
            self._page(CHANGES, [changes, links], lambda: _render().render_changes(changes, links))
        for gone in set(self.state.pages) - self.written:
            for path in self.state.pages.pop(gone)["outputs"]:
                self.folder.remove(path)

    def _page(
        self, name: str, basis: object, render, copies: dict[str, Path] | None = None
    ) -> None:
        """Write one page, and the files copied beside it, unless all stand as they would be."""
        self.written.add(name)
        now = digest(json.dumps([self.freshness.pages, basis]).encode("utf-8"))
        known = self.state.pages.get(name)
        hashes = self.state.hashes
        paths = {} if known is None else known["outputs"]
        if (
            paths
            and known["basis"] == now
            and all(hashes.of(self.folder.path / path) == was for path, was in paths.items())
        ):
            return
        outputs = {name: render()}
        for copy, file in (copies or {}).items():
            outputs[f"{tablepages.FOLDER}/{copy}"] = file.read_bytes()
        written = {path: self.folder.write(path, content) for path, content in outputs.items()}
        for gone in set(paths) - set(outputs):
            self.folder.remove(gone)
        self.state.pages[name] = {
            "basis": now,
            "outputs": {path: hashes.of(file) for path, file in written.items()},
        }

    def _tables(self, package: Package, entries: list[dict]) -> None:
        """Write the page of each table, its file beside it."""
        tables, hashes = package.tables, self.state.hashes
        sources = hashes.of(tables[SOURCES].path) if SOURCES in tables else ""
        for table in tables.values():
            copy = tablepages.copy_of(table)
            used = [
                {"page": entry["page"], "title": entry["title"]}
                for entry in entries
                if entry.get("page") and any(t["name"] == table.name for t in entry["tables"])
            ]

            def render(table: Table = table, used: list = used, copy: str = copy) -> str:
                linked = tablepages.with_rows(package)
                facts = tablepages.facts_of(table, package, linked)
                return _render().render_table(facts | {"used": used, "file": copy})

            copies = {copy: table.path} if table.path.is_file() else {}
            versions = package.version, package.site_url
            basis = [repr(table), *versions, used, sources, hashes.of(table.path)]
            self._page(tablepages.page_of(table.name), basis, render, copies)

    def _index(self, entries: list[dict], package: Package, whole: dict, links: dict) -> None:
        told = {"seconds", "parameters"}
        shown = [{key: e[key] for key in e if key not in told} for e in entries]
        for entry in shown:
            if entry["status"] in (BUILT, UNCHANGED):
                entry["status"] = "good"
        versions = [
            ("Data version", whole["data_version"]),
            ("Code version", f"sanctuary_research {whole['code_version'] or __version__}"),
        ]
        pictures = self.folder.state / "thumbnails"
        facts = {
            "title": package.title or "Reports",
            "description": package.description,
            "topics": front.topics(package),
            "versions": [pair for pair in versions if pair[1]],
            "search": search.PAGE,
            **links,
        }

        def render() -> str:
            cards = [front.card(entry, pictures / entry["name"]) for entry in shown]
            return _render().render_index(facts | {"reports": cards})

        drawn = [self.state.hashes.of(pictures / entry["name"]) for entry in shown]
        self._page(INDEX, [facts, shown, drawn], render)

    def _search(self, entries: list[dict], tables: list[Table], links: dict) -> None:
        parts = [self.state.hashes.of(self.folder.path / search.kept(e["name"])) for e in entries]
        about = [[e.get(key) for key in ("name", "title", "page", "answer")] for e in entries]

        def render() -> str:
            return _render().render_search(search.everything(self.folder, entries, tables), links)

        self._page(search.PAGE, [parts, about, repr(tables), links], render)


def _render():
    from sanctuary_research.publish import report

    return report
