"""Outputs of cells as HTML, in forms that cannot run; what the rest of the site needs is kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from sanctuary_research.data.entries import Entry
from sanctuary_research.data.page import plain
from sanctuary_research.display.records import CONTINUED, EXHIBIT, HEADLINE
from sanctuary_research.errors import NotebookError
from sanctuary_research.publish import exhibits
from sanctuary_research.publish.exhibits import PICTURES, Exhibit
from sanctuary_research.publish.headlines import spellings
from sanctuary_research.publish.links import Tables, shortened
from sanctuary_research.publish.markdown import Markdown, words
from sanctuary_research.publish.sanitise import sanitise, without_colours
from sanctuary_research.publish.templates import macro

ROLES = ("answer", "picture", "limits")  # what the first screen takes
LONGEST = 2000  # letters of an address of rows that stands more than once on a page
_CAPTION = re.compile(r"<caption>(.*?)</caption>", re.DOTALL)


@dataclass(frozen=True)
class Place:
    """Where outputs stand: number of the cell from one, names of cell and section, its tags."""

    number: int
    cell: str
    section: str
    tags: tuple[str, ...] = ()

    @property
    def role(self) -> str:
        """What the first screen takes of it, or nothing."""
        return next((role for role in ROLES if role in self.tags), "")


@dataclass(eq=False)
class Outputs:
    """Renders the outputs of one notebook.

    Parameters
    ----------
    name : str
        The notebook's.
    markdown : Markdown
        Renders words, and names places.
    tables : Tables
        Where the tables are that it read.
    note : callable
        Told the words that a reader may search for.
    entry : Entry, optional
        How the report is cited, and with it its exhibits.

    Attributes
    ----------
    files : dict
        Path, from the folder of the page, to content: what there is to download.
    shown : list of Exhibit
    headlines : list of dict
        The recorded headline numbers, each with its ``cell``, ``exhibit`` (a name on the page),
        ``is_printed`` (whether that prints the number; else it is from its rows) and ``tables``.
    sentences : list of dict
        The computed sentences: ``text``, ``cell``, ``exhibits`` (names on the page), ``tables``.
    rows : dict
        For each exhibit the keys of the rows that it rests on, by table (`links.shortened`);
        where an earlier one rests on the same of a table, the name of that.
    thumbnail : str
        The first picture, or that of the cell tagged ``picture`` or ``thumbnail``: a drawing for
        a narrow screen, or the address of an image.
    below : str
        What belongs to the main picture and stands beneath the first screen.
    """

    name: str
    markdown: Markdown
    tables: Tables
    note: Callable[[str], None]
    entry: Entry | None

    def __post_init__(self) -> None:
        self.files: dict[str, bytes | str] = {}
        self.headlines: list[dict] = []
        self.sentences: list[dict] = []
        self.rows: dict[str, dict] = {}
        self.shown: list[Exhibit] = []
        self.thumbnail = self.below = ""
        self.main: list[str] = []  # the name of the main picture, once it is there
        self.first: dict[str, str] = {}  # by places, rows or their address, what first shows them

    def render(self, output: dict, place: Place) -> str:
        """Return one output.

        Raises
        ------
        NotebookError
            A picture has no alt text or cannot be shown, or a headline's name is taken.
        """
        kind = output["output_type"]
        if kind == "stream":
            return printed(output["text"], "stderr" if output["name"] == "stderr" else "stdout")
        if kind == "error":
            return printed("\n".join(output["traceback"]), "error")
        data, metadata = output["data"], output["metadata"]
        if metadata.get("exhibit") == CONTINUED and EXHIBIT not in data:
            return ""
        if EXHIBIT in data:
            return self._exhibit(data[EXHIBIT], place)
        if HEADLINE in data:
            return self._headline(data[HEADLINE], place)
        if any(kind in data for kind in PICTURES):
            return self._picture(data, metadata, place)
        if "text/html" in data:
            return self._html(data, place)
        if "text/markdown" in data:
            self.note(data.get("text/plain", ""))
            return f'<div class="said">{self.markdown.text(data["text/markdown"])}</div>\n'
        return printed(data.get("text/plain", ""), "result")

    def _exhibit(self, record: dict, place: Place) -> str:
        anchor = self.markdown.anchors.take(place.section, exhibits.kind_of(record))
        it = Exhibit(record, anchor, place.cell, self.tables, self.entry)
        it.alike = self.first.setdefault(str(it.pictured), anchor)
        self.shown.append(it)
        self._keep_rows(it)
        try:
            for path, word, content in it.files(self.name):
                if "-rows.csv" in path:  # exhibits that rest on the same rows share a file
                    path = next((old for old, had in self.files.items() if had == content), path)
                self.files[path] = content
                it.links.append((path, word))
            shown, below = it.apart() if place.role == "picture" else (it.whole(), "")
        except ValueError as error:
            raise self._fault(
                place,
                f"shows a drawing that {error}",
                "show it with show(Exhibit(..., picture=...))",
            ) from error
        self.below += below
        self.main += [it.anchor] if place.role == "picture" and not self.main else []
        self.note(" ".join([it.title, *it.sentences]))
        self.keep_said(it.sentences, place.cell, [it.anchor], it.from_tables)
        if it.is_figure and (not self.thumbnail or {"picture", "thumbnail"} & {*place.tags}):
            self.thumbnail = it.record.get("svg_narrow") or it.record.get("svg") or it.image
        return shown

    def _keep_rows(self, it: Exhibit) -> None:
        """Remember the rows that an exhibit rests on; long lists stand once on a page."""
        first = {
            name: self.first.setdefault(f"{name} {keys}", it.anchor)
            for name, keys in it.rows.items()
        }
        if it.rows:
            self.rows[it.anchor] = {
                name: shortened(keys) if first[name] == it.anchor else first[name]
                for name, keys in it.rows.items()
            }
        seen = [self.first.setdefault(page, it.anchor) for _, page, _ in it.behind]
        it.behind = [
            (title, page if at == it.anchor or len(page) < LONGEST else f"#{at}-rows", n)
            for at, (title, page, n) in zip(seen, it.behind, strict=True)
        ]

    def keep_said(self, said: list[str], cell: str, shown: list[str], tables: list[str]) -> None:
        """Remember computed sentences with what they are from, for machines."""
        told = {"cell": cell, "exhibits": shown, "tables": tables}
        self.sentences += [{"text": sentence} | told for sentence in said if sentence]

    def origin(self, cell: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return as links the exhibits that a cell shows or takes numbers of, and their tables."""
        own = [one for one in self.sentences if one["cell"] == cell]
        own += [one | {"exhibits": [one["exhibit"]]} for one in self.headlines]
        anchors = {anchor for one in own if one["cell"] == cell for anchor in one["exhibits"]}
        shown = [it for it in self.shown if it.cell == cell or it.anchor in anchors]
        named = [one["tables"] for one in own if one["cell"] == cell]
        named += [it.from_tables for it in shown]
        links = [(it.name, f"#{it.anchor}") for it in shown]
        return links, self.tables.links(dict.fromkeys(name for names in named for name in names))

    def _headline(self, record: dict, place: Place) -> str:
        if any(record["name"] == h["name"] for h in self.headlines):
            raise self._fault(
                place,
                f"records the headline number {record['name']!r} a second time",
                "give each a name of its own",
            )
        told, links = {"cell": place.cell, "exhibit": "", "tables": []}, []
        named = {it.title: it for it in self.shown if it.title}
        if it := named.get(plain(record.get("exhibit") or "")):
            told |= {"exhibit": it.anchor, "tables": it.from_tables}
            told["is_printed"] = it.prints(spellings(record))
            links = [(it.title, f"#{it.anchor}")]
        told["tables"] = list(map(str, record.get("tables") or told["tables"]))
        self.headlines.append({**record, **told})
        links += self.tables.links(told["tables"])
        return macro("headline", {**record, **told}, place.cell, links)

    def _picture(self, data: dict, metadata: dict, place: Place) -> str:
        told = [metadata.get(kind, {}).get("alt") for kind in PICTURES]
        alt = plain(next(filter(None, [*told, metadata.get("alt")]), "")).strip()
        if not alt:
            raise self._fault(
                place,
                "shows a picture without alt text",
                "show it as an Exhibit with picture=... and alt=...",
            )
        return self._exhibit(exhibits.of_picture(data, metadata, alt), place)

    def _html(self, data: dict, place: Place) -> str:
        """Return an HTML output made harmless; a table becomes an exhibit under its caption."""
        clean = sanitise(data["text/html"])
        if "<table>" not in clean:
            return f'<div class="said">{clean}</div>\n'
        caption = _CAPTION.search(clean)
        title = words(caption[1]) if caption else f"Output of cell {place.number}"
        return self._exhibit({"title": title, "html": _CAPTION.sub("", clean)}, place)

    def _fault(self, place: Place, what: str, fix: str) -> NotebookError:
        return NotebookError(f"notebook {self.name}, cell {place.number} {what}", fix)


def printed(text: str, kind: str) -> str:
    """Return printed text letter by letter, without terminal colours and control characters."""
    shown = without_colours(text).strip("\n")
    return macro("printed", shown, kind) if shown else ""


def words_of(cell: dict) -> str:
    """Return the words that a cell printed or displayed."""
    said = []
    for output in cell["outputs"]:
        data = output.get("data", {})
        if output["output_type"] == "stream" and output["name"] == "stdout":
            said.append(output["text"])
        elif EXHIBIT in data:
            said += map(str, data[EXHIBIT].get("sentences") or ())
        elif output.get("metadata", {}).get("exhibit") != CONTINUED:
            shown = data.get("text/plain", "")
            said.append(data.get("text/markdown", "") if shown[:1] == "<" else shown)
    return re.sub(r"[ \t\n]+", " ", plain(" ".join(said))).strip()  # a space that binds stays


def tables_of(cell: dict) -> list[str]:
    """Return the tables that the exhibits of a cell are from."""
    exhibits = (output.get("data", {}).get(EXHIBIT, {}) for output in cell["outputs"])
    return [str(name) for record in exhibits for name in record.get("tables") or ()]
