"""The pages about the whole site: index, search, changes, documents, one per table.

A file that would say nothing new is left as it is. To find that out takes seconds for the pages of
tables, which are therefore made only when what they are made from has changed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from sanctuary_research import __version__
from sanctuary_research.data.catalog import Package, Table
from sanctuary_research.data.citation import package_entry
from sanctuary_research.data.croissant import package_metadata
from sanctuary_research.data.entries import FILES
from sanctuary_research.data.page import plain
from sanctuary_research.publish import data_changes, front, placepages, search, tablepages
from sanctuary_research.publish.cache import Freshness, State, digest
from sanctuary_research.publish.citing import report_entry
from sanctuary_research.publish.documents import documents, facts_of, title_of
from sanctuary_research.publish.files import Folder
from sanctuary_research.publish.manifest import changes
from sanctuary_research.publish.tablepages import FOLDER
from sanctuary_research.publish.tablerows import Around
from sanctuary_research.publish.templates import READ, SHEET, page, styles

CROISSANT = "croissant.json"


@dataclass(eq=False)
class Site:
    """Writes the pages that tell of all reports at once.

    Parameters
    ----------
    folder : Folder
    state : State
        Remembers what the pages were written from.
    freshness : Freshness
    package : Package
    entries : list of dict
        The manifest's entries, in reading order.
    """

    folder: Folder
    state: State
    freshness: Freshness
    package: Package
    entries: list[dict]

    def __post_init__(self) -> None:
        self.tables = list(self.package.tables.values())
        self.outputs: dict[str, str] = {}  # the digest of each file

    def write(self, code_version: str) -> None:
        """Write every page that would say something new, and remove those of what is gone."""
        data_changes.record(self.folder, self.package)
        self._table_pages()
        self._documents()
        self._index(f"sanctuary_research {code_version or __version__}")
        if self.tables:
            self._write({CROISSANT: json.dumps(package_metadata(self.package))})
        else:
            self.folder.remove(CROISSANT)
        self._search()
        self._changes(changes(self.folder.path), data_changes.recorded(self.folder))
        for gone in set(self.state.pages["outputs"]) - set(self.outputs):
            self.folder.remove(gone)
        self.state.pages["outputs"] = self.outputs

    def _write(self, files: dict[str, str | bytes]) -> None:
        for path, content in files.items():
            self.outputs[path] = self.state.hashes.of(self.folder.write(path, content))

    def _documents(self) -> None:
        """Write the page of each document that the project has."""
        self.found = documents(self.package.folder.parent)
        for folder in sorted({file.parent for file in self.found.values()}):
            self.state.hashes.look(f"{folder}/")  # a new one is no change of the others
        self.titled = {address: title_of(file) for address, file in self.found.items()}
        for address, file in self.found.items():
            self.state.hashes.of(file)
            facts = facts_of(file, self.found.values())
            facts |= self._cited(address, self.titled[address])
            root = "../" * address.count("/")
            self._write({address: page("document", scripts=READ, root=root, **facts)})

    def _cited(self, address: str, title: str) -> dict:
        """Return what the head of a page of no table and no report says of how to cite it."""
        version, url = self.package.version, self.package.address(address)
        name = address.removesuffix(".html").replace("/", "-")
        return {"entry": report_entry(name, title, {"Data version": version}, url), "address": url}

    def _changes(self, entries: list[dict], of_data: list[dict]) -> None:
        feed = data_changes.feed(self.package, entries, of_data)
        title = "What changed, in the data and in headline numbers?"
        shown = {"entries": entries, "of_data": of_data, "title": title}
        shown |= self._cited("changes.html", title)
        self._write({"changes.html": page("changes", **shown), data_changes.FEED: feed})

    def _table_pages(self) -> None:
        """Write the page of each table, its file beside it, unless all stand as they were made."""
        known, hashes = self.state.pages, self.state.hashes
        look = self.freshness.pages
        self.linked = tablepages.with_rows(self.package)
        self.places = placepages.write(self.state, look, self.package)
        self._write({SHEET: styles()})
        files = [hashes.of(table.path) for table in self.tables]
        basis = repr([look, self.package, files, [*self.places]])
        now = digest(basis.encode("utf-8", "replace"))
        own = {p: was for p, was in known["outputs"].items() if p.startswith(f"{FOLDER}/")}
        if own and known["basis"] == now and not self.freshness.damage(own, self.folder.path):
            self.outputs |= own
            return
        around = tablepages.around(self.package, placepages.by_name(self.package))
        for table in self.tables:
            self._write(self._table(table, around))
        known["basis"] = now

    def _table(self, table: Table, around: Around) -> dict[str, str | bytes]:
        facts = tablepages.facts_of(table, self.package, around)
        file = tablepages.copy_of(table)
        html = page(
            "table",
            scripts=(*READ, "rows"),
            root="../",
            sheet=SHEET,
            file=file,
            **facts,
        )
        found: dict[str, str | bytes] = {f"{table.name}.html": html, **facts["files"]}
        for ending, (_, write) in FILES.items():
            found[f"{table.name}.{ending}"] = plain(write(facts["entries"]))
        if table.path.is_file():
            found[file] = table.path.read_bytes()
        return {f"{FOLDER}/{path}": content for path, content in found.items()}

    def _index(self, code_version: str) -> None:
        versions = {"Data version": self.package.version, "Code version": code_version}
        about = {
            "title": self.package.title or "Reports",
            "description": self.package.description,
            "versions": [pair for pair in versions.items() if pair[1]],
            "entry": package_entry(self.package) if self.tables else None,
            "documents": self.titled,
            "topics": front.topics(self.package),
        }
        pictures = self.folder.state / "thumbnails"
        cards = [front.card(entry, pictures / entry["name"]) for entry in self.entries]
        facts = about | {"reports": cards, "terms": front.terms}
        self._write({"index.html": page("index", page_of=tablepages.page_of, **facts)})

    def _search(self) -> None:
        entries = [entry for entry in self.entries if entry.get("page")]
        wholes = [search.report(self.folder, entry) for entry in entries]
        wholes += map(search.table, self.tables)
        wholes += [search.document(*one, self.titled[one[0]]) for one in self.found.items()]
        told = search.entries(self.package, self.linked, self.places, wholes)
        facts = {"entries": told, "title": "Search"} | self._cited("search.html", "Search")
        self._write({"search.html": page("search", scripts=("search",), **facts)})
