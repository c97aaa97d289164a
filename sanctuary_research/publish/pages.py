"""The pages about the whole site: index, search, changes, one per table; written when they change.

Each group of files remembers what it was written from, so that a further kind of page is one more
call of `Site._group`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from sanctuary_research import __version__
from sanctuary_research.data.catalog import Package, Table
from sanctuary_research.data.citation import FURTHER, SOURCES, package_entry
from sanctuary_research.data.croissant import package_metadata
from sanctuary_research.data.entries import FILES
from sanctuary_research.data.page import plain
from sanctuary_research.publish import data_changes, front, placepages, search, tablepages
from sanctuary_research.publish.cache import Freshness, State, digest
from sanctuary_research.publish.citing import report_entry
from sanctuary_research.publish.documents import documents, facts_of, title_of
from sanctuary_research.publish.files import Folder
from sanctuary_research.publish.manifest import BUILT, UNCHANGED, changes
from sanctuary_research.publish.tablerows import PLACES, Around
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
        # What `_cited` is made from.
        self.cited_by = [self.package.version, self.package.site_url]
        self.written: set[str] = set()

    def write(self, code_version: str) -> None:
        """Write every page that would say something new, and remove those of what is gone."""
        data_changes.record(self.folder, self.package)
        self._table_pages()
        self._documents()
        self._index(f"sanctuary_research {code_version or __version__}")
        if self.tables:
            self._group("metadata", [self.tables, *self.cited_by], self._metadata)
        else:
            self.folder.remove(CROISSANT)
        self._search()
        self._changes(changes(self.folder.path), data_changes.recorded(self.folder))
        for gone in set(self.state.pages) - self.written:
            for path in self.state.pages.pop(gone):
                self.folder.remove(path)

    def _group(self, name: str, basis: object, make: Callable[[], dict[str, str | bytes]]) -> None:
        """Write a group of files, unless all stand as they were made from the same basis.

        Parameters
        ----------
        name : str
            Of the group.
        basis : object
            What they are made from; its ``repr`` tells it from any other.
        make : callable
            Returns the content of each file by its path.
        """
        self.written.add(name)
        now = digest(repr([self.freshness.pages, basis]).encode("utf-8", "replace"))
        known, hashes = self.state.pages.get(name, {}), self.state.hashes
        stands = all(hashes.of(self.folder.path / p) == was for p, (_, was) in known.items())
        if known and stands and {basis for basis, _ in known.values()} == {now}:
            return
        files = {path: self.folder.write(path, content) for path, content in make().items()}
        for gone in set(known) - set(files):
            self.folder.remove(gone)
        self.state.pages[name] = {path: [now, hashes.of(file)] for path, file in files.items()}

    def _documents(self) -> None:
        """Write the page of each document that the project has."""
        self.found = documents(self.package.folder.parent)
        for folder in sorted({file.parent for file in self.found.values()}):
            self.state.hashes.look(f"{folder}/")  # a new one is no change of the others
        self.titled = {address: title_of(file) for address, file in self.found.items()}
        for address, file in self.found.items():
            basis = [self.state.hashes.of(file), [*self.found], *self.cited_by]
            self._group(f"document {address}", basis, partial(self._document, address, file))

    def _document(self, address: str, file: Path) -> dict[str, str]:
        facts = facts_of(file, self.found.values()) | self._cited(address, self.titled[address])
        return {address: page("document", scripts=READ, root="../" * address.count("/"), **facts)}

    def _cited(self, address: str, title: str) -> dict:
        """Return what the head of a page of no table and no report says of how to cite it."""
        version, url = self.package.version, self.package.address(address)
        name = address.removesuffix(".html").replace("/", "-")
        return {"entry": report_entry(name, title, {"Data version": version}, url), "address": url}

    def _changes(self, entries: list[dict], of_data: list[dict]) -> None:
        pages = {
            f"{entry['name']} {one['name']}": f"{entry['page']}#{place}"
            for entry in self.entries
            for one in entry["headlines"]
            if entry.get("page") and (place := one.get("exhibit") or one.get("cell"))
        }

        def make() -> dict[str, str]:
            feed = data_changes.feed(self.package, entries, of_data)
            led = [data_changes.linked(one["lines"], self.package) for one in of_data]
            told = [one | {"lines": lines} for one, lines in zip(of_data, led, strict=True)]
            title = "What changed, in the data and in headline numbers?"
            shown = {"entries": entries, "of_data": told, "pages": pages, "title": title}
            shown |= self._cited("changes.html", title)
            return {"changes.html": page("changes", **shown), data_changes.FEED: feed}

        self._group("changes", [entries, of_data, pages, self.package.title, *self.cited_by], make)

    def _table_pages(self) -> None:
        """Write the page of each table, its file beside it."""
        of, known = self.state.hashes.of, self.package.tables
        self.linked = linked = tablepages.with_rows(self.package)
        look, hashes = self.freshness.pages, self.state.hashes
        self.places = placepages.write(self.folder, look, self.package, hashes)
        self._group("sheet", SHEET, lambda: {SHEET: styles()})
        around = cache(lambda: tablepages.around(self.package, placepages.by_name(self.package)))
        for table in self.tables:
            used = [
                (entry["page"], entry["title"])
                for entry in self.entries
                if entry.get("page") and any(t["name"] == table.name for t in entry["tables"])
            ]
            read = {table.name, SOURCES, *(one.name for one in self.tables if _names(one, table))}
            is_of_places = {table.name, *(key.parent for key in table.foreign_keys)} & {*PLACES}
            read |= set(PLACES) if is_of_places else set()
            basis = [table, used, sorted(linked), [*self.places] if is_of_places else ""]
            basis += [*self.cited_by, *(of(known[name].path) for name in sorted(read & set(known)))]
            make = partial(self._table, table, used, around)
            self._group(f"table {table.name}", basis, make)

    def _table(self, table: Table, used: list, around: Callable[[], Around]) -> dict:
        facts = tablepages.facts_of(table, self.package, around())
        file = tablepages.copy_of(table)
        html = page(
            "table",
            scripts=(*READ, "rows"),
            root="../",
            sheet=SHEET,
            used=used,
            file=file,
            **facts,
        )
        found: dict[str, str | bytes] = {f"{table.name}.html": html, **facts["files"]}
        for ending, (_, write) in FILES.items():
            found[f"{table.name}.{ending}"] = plain(write(facts["entries"]))
        if table.path.is_file():
            found[file] = table.path.read_bytes()
        return {f"{tablepages.FOLDER}/{path}": content for path, content in found.items()}

    def _index(self, code_version: str) -> None:
        shown = [
            {key: value for key, value in one.items() if key not in ("seconds", "parameters")}
            | ({"status": "good"} if one["status"] in (BUILT, UNCHANGED) else {})
            for one in self.entries
        ]
        versions = {"Data version": self.package.version, "Code version": code_version}
        about = {
            "title": self.package.title or "Reports",
            "description": self.package.description,
            "versions": [pair for pair in versions.items() if pair[1]],
            "entry": package_entry(self.package) if self.tables else None,
            "documents": self.titled,
            "topics": front.topics(self.package),
        }
        pictures = {e["name"]: self.folder.state / "thumbnails" / e["name"] for e in shown}

        def make() -> dict[str, str]:
            cards = [front.card(entry, pictures[entry["name"]]) for entry in shown]
            facts = about | {"reports": cards, "terms": front.terms}
            return {"index.html": page("index", page_of=tablepages.page_of, **facts)}

        drawn = [self.state.hashes.of(path) for path in pictures.values()]
        self._group("index", [about, shown, drawn], make)

    def _metadata(self) -> dict[str, str]:
        """Return what programs that look for data read of all tables at once."""
        return {CROISSANT: json.dumps(package_metadata(self.package))}

    def _search(self) -> None:
        entries = [entry for entry in self.entries if entry.get("page")]
        kept = [self.folder.path / search.parts_file(entry["name"]) for entry in entries]
        parts = [self.state.hashes.of(path) for path in kept]
        keys = ("name", "title", "page", "answer", "headlines")
        about = [[entry.get(key) for key in keys] for entry in entries]

        def make() -> dict[str, str]:
            reports = [search.report(self.folder, entry) for entry in entries]
            tables = [search.table(table) for table in self.tables]
            texts = [search.document(*one, self.titled[one[0]]) for one in self.found.items()]
            wholes = [*reports, *tables, *texts]
            told = search.entries(self.package, self.linked, self.places, wholes)
            facts = {"reports": reports, "tables": tables, "entries": told, "title": "Search"}
            facts |= self._cited("search.html", "Search")
            return {"search.html": page("search", scripts=("search",), **facts)}

        read = {*search.FOUND, *search.NAMES}
        files = [self.state.hashes.of(t.path) for t in self.tables if t.name in read]
        files += map(self.state.hashes.of, self.found.values())
        basis = [parts, about, self.tables, files, self.places, *self.cited_by]
        self._group("search", basis, make)


def _names(one: Table, other: Table) -> bool:
    """Return whether rows of one table name rows of another."""
    return one.name == FURTHER or any(key.parent == other.name for key in one.foreign_keys)
