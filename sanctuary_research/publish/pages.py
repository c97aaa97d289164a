"""The pages about the whole site: index, search, changes, one per table; written when they change.

Each group of files remembers what it was written from, so that a further kind of page is one more
call of `Site._group`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache

from sanctuary_research import __version__
from sanctuary_research.data.catalog import Package, Table
from sanctuary_research.data.citation import FURTHER, SOURCES, package_entry
from sanctuary_research.data.croissant import package_metadata
from sanctuary_research.data.entries import FILES
from sanctuary_research.data.rows import Index
from sanctuary_research.publish import data_changes, front, search, tablepages
from sanctuary_research.publish.cache import Freshness, State, digest
from sanctuary_research.publish.files import Folder
from sanctuary_research.publish.manifest import BUILT, UNCHANGED, changes
from sanctuary_research.publish.placepages import PLACES, PlacePages
from sanctuary_research.publish.sanitise import plain
from sanctuary_research.publish.templates import READ, page

CROISSANT = "croissant.json"


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

    def __init__(
        self,
        folder: Folder,
        state: State,
        freshness: Freshness,
        package: Package,
        entries: list[dict],
    ):
        self.folder, self.state, self.freshness = folder, state, freshness
        self.package, self.entries = package, entries
        self.tables = list(package.tables.values())
        self.written: set[str] = set()

    def write(self, code_version: str) -> None:
        """Write every page that would say something new, and remove those of what is gone."""
        data_changes.record(self.folder, self.package)
        changed, of_data = changes(self.folder.path), data_changes.recorded(self.folder)
        links = {"changes": "changes.html" if changed or of_data else ""}
        self._table_pages()
        self._index(links, code_version or __version__)
        self._metadata()
        self._search(links)
        if changed or of_data:
            self._changes({"entries": changed, "of_data": of_data, **links})
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
            What they are made from, as JSON can hold it.
        make : callable
            Returns the content of each file by its path.
        """
        self.written.add(name)
        now = digest(json.dumps([self.freshness.pages, basis]).encode("utf-8"))
        known, hashes = self.state.pages.get(name, {}), self.state.hashes
        stands = all(hashes.of(self.folder.path / p) == was for p, (_, was) in known.items())
        if known and stands and {basis for basis, _ in known.values()} == {now}:
            return
        files = {path: self.folder.write(path, content) for path, content in make().items()}
        for gone in set(known) - set(files):
            self.folder.remove(gone)
        self.state.pages[name] = {path: [now, hashes.of(file)] for path, file in files.items()}

    def _changes(self, facts: dict) -> None:
        def make() -> dict[str, str]:
            told = data_changes.feed(self.package, facts["entries"], facts["of_data"])
            title = "What changed, in the data and in headline numbers?"
            return {"changes.html": page("changes", title=title, **facts), data_changes.FEED: told}

        about = [self.package.title, self.package.version, self.package.site_url]
        self._group("changes", [facts, about], make)

    def _table_pages(self) -> None:
        """Write the page of each table, its file beside it."""
        of, known = self.state.hashes.of, self.package.tables
        sources = of(known[SOURCES].path) if SOURCES in known else ""
        self.linked = linked = tablepages.with_rows(self.package)
        places = PlacePages(self.folder, self.freshness.pages)
        places.write(self.package, self.state.hashes, linked)
        self.places = places.titles()
        named = cache(lambda: tablepages.naming(self.package))
        for table in self.tables:
            used = [
                (entry["page"], entry["title"])
                for entry in self.entries
                if entry.get("page") and any(t["name"] == table.name for t in entry["tables"])
            ]
            basis = [repr(table), self.package.version, self.package.site_url, sorted(linked)]
            naming = [one.path for one in self.tables if _names(one, table)]
            basis += [used, sources, of(table.path), *map(of, naming)]
            basis += [len(self.places)] if table.name in PLACES else []
            self._group(
                f"table {table.name}",
                basis,
                lambda table=table, used=used: self._table(table, used, linked, named()),
            )

    def _table(
        self, table: Table, used: list, linked: set[str], named: Index
    ) -> dict[str, str | bytes]:
        pages = set(self.places) if table.name in PLACES else set()
        facts = tablepages.facts_of(table, self.package, linked, named, pages)
        file = tablepages.copy_of(table)
        html = page("table", scripts=(*READ, "rows"), root="../", used=used, file=file, **facts)
        found: dict[str, str | bytes] = {tablepages.page_of(table.name): html}
        for ending, (_, write) in FILES.items():
            found[f"{tablepages.FOLDER}/{table.name}.{ending}"] = plain(write(facts["entries"]))
        if facts["excel"]:
            found[f"{tablepages.FOLDER}/{table.name}.xlsx"] = facts["excel"]
        if table.path.is_file():
            found[f"{tablepages.FOLDER}/{file}"] = table.path.read_bytes()
        return found

    def _index(self, links: dict, code_version: str) -> None:
        told, good = {"seconds", "parameters"}, {"status": "good"}
        shown = [{key: e[key] for key in e if key not in told} for e in self.entries]
        shown = [e | (good if e["status"] in (BUILT, UNCHANGED) else {}) for e in shown]
        versions = [
            ("Data version", self.package.version),
            ("Code version", f"sanctuary_research {code_version}"),
        ]
        about = {
            "title": self.package.title or "Reports",
            "description": self.package.description,
            "versions": [pair for pair in versions if pair[1]],
            "entry": package_entry(self.package) if self.tables else None,
            **links,
        }
        topics = front.topics(self.package)
        pictures = {e["name"]: self.folder.state / "thumbnails" / e["name"] for e in shown}

        def make() -> dict[str, str]:
            cards = [front.card(entry, pictures[entry["name"]]) for entry in shown]
            facts = about | {"reports": cards, "topics": topics, "terms": front.terms}
            return {"index.html": page("index", page_of=tablepages.page_of, **facts)}

        drawn = [self.state.hashes.of(path) for path in pictures.values()]
        self._group(
            "index", [about | {"entry": repr(about["entry"])}, repr(topics), shown, drawn], make
        )

    def _metadata(self) -> None:
        """Write what programs that look for data read of all tables at once."""
        basis = [repr(self.tables), self.package.version, self.package.site_url]
        if not self.tables:
            self.folder.remove(CROISSANT)
        else:
            told = {CROISSANT: json.dumps(package_metadata(self.package), indent=1)}
            self._group("metadata", basis, lambda: told)

    def _search(self, links: dict) -> None:
        entries = [entry for entry in self.entries if entry.get("page")]
        parts = [self.state.hashes.of(self.folder.path / search.kept(e["name"])) for e in entries]
        about = [[e.get(key) for key in ("name", "title", "page", "answer")] for e in entries]

        def make() -> dict[str, str]:
            found = [search.report(self.folder, entry) for entry in entries]
            tables = [search.table(table) for table in self.tables]
            facts = {"reports": found, "tables": tables, "title": "Search", **links}
            more = search.places(self.places) + search.rows_of(self.package, self.linked)
            facts["entries"] = search.as_json(found, tables, more)
            return {"search.html": page("search", scripts=("search",), **facts)}

        files = [
            self.state.hashes.of(table.path) for table in self.tables if table.name in search.FOUND
        ]
        self._group(
            "search", [parts, about, repr(self.tables), links, files, len(self.places)], make
        )


def _names(one: Table, other: Table) -> bool:
    """Return whether rows of one table name rows of another."""
    return one.name == FURTHER or any(key.parent == other.name for key in one.foreign_keys)
