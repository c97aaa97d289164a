"""Outputs of cells as HTML, in forms that cannot run; what the rest of the site needs is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sanctuary_research.data.entries import Entry
from sanctuary_research.errors import NotebookError
from sanctuary_research.publish import exhibits
from sanctuary_research.publish.exhibits import CONTINUED, EXHIBIT, PICTURES, Exhibit
from sanctuary_research.publish.links import Tables
from sanctuary_research.publish.markdown import Markdown, words
from sanctuary_research.publish.sanitise import plain, sanitise, without_colours
from sanctuary_research.publish.templates import macro

HEADLINE = "application/vnd.sanctuary.headline+json"
ROLES = ("answer", "picture", "limits")  # what the first screen takes
_WORDLESS = "A picture without words for it"
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
    is_half : bool
        The notebook stopped half-way: nothing about it may stop its page, or be downloaded.

    Attributes
    ----------
    files : dict
        Path, from the folder of the page, to content: what there is to download.
    shown : list of Exhibit
    found : list of dict
        For the search: ``kind``, ``anchor`` and ``title`` of each exhibit.
    headlines : list of dict
        The recorded headline numbers, each with its ``cell``, ``exhibit`` (a name on the page)
        and ``tables``.
    rows : dict
        For each exhibit that they are from: keys of the rows that it rests on, by table.
    thumbnail : str
        The first picture, or that of the cell tagged ``picture`` or ``thumbnail``: a drawing for
        a narrow screen, or the address of an image.
    briefs : list of str
        What stands for each exhibit while it is folded, in order.
    below : str
        What belongs to the main picture and stands beneath the first screen.
    """

    def __init__(
        self,
        name: str,
        markdown: Markdown,
        tables: Tables,
        note,
        entry: Entry | None = None,
        *,
        is_half: bool,
    ):
        self.name, self.markdown, self.tables = name, markdown, tables
        self.note, self.entry, self.is_half = note, entry, is_half
        self.files: dict[str, bytes | str] = {}
        self.found: list[dict] = []
        self.headlines: list[dict] = []
        self.rows: dict[str, dict] = {}
        self.shown: list[Exhibit] = []
        self.briefs: list[str] = []
        self.thumbnail = self.below = ""
        self.named: dict[str, Exhibit] = {}  # by title

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
        if metadata.get("exhibit") == CONTINUED and EXHIBIT not in data and not self.is_half:
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
        kind = exhibits.kind_of(record)
        anchor = self.markdown.anchors.take(place.section, kind)
        it = Exhibit(record, anchor, place.cell, self.tables, self.entry)
        self.shown.append(it)
        try:
            for path, word, content in [] if self.is_half else it.files(self.name):
                if "-rows.csv" in path:  # exhibits that rest on the same rows share a file
                    path = next((old for old, had in self.files.items() if had == content), path)
                self.files[path] = content
                it.links.append((path, word))
            shown, below = it.apart() if place.role == "picture" else (it.whole(), "")
        except ValueError as error:
            if self.is_half:
                return printed(it.alt or _WORDLESS, "result")
            raise self._fault(
                place,
                f"shows a drawing that {error}",
                "show it with show(Exhibit(..., picture=...))",
            ) from error
        self.below += below
        self.found.append({"kind": kind, "anchor": it.anchor, "title": it.title or it.brief})
        if it.title:
            self.named[it.title] = it
        self.briefs.append(it.brief)
        self.note(" ".join([it.title, *it.sentences]))
        if it.is_figure and (not self.thumbnail or {"picture", "thumbnail"} & {*place.tags}):
            self.thumbnail = it.record.get("svg_narrow") or it.record.get("svg") or it.image
        return shown

    def _headline(self, record: dict, place: Place) -> str:
        if not self.is_half and any(record["name"] == h["name"] for h in self.headlines):
            raise self._fault(
                place,
                f"records the headline number {record['name']!r} a second time",
                "give each a name of its own",
            )
        told, links = {"cell": place.cell, "exhibit": "", "tables": []}, []
        if it := self.named.get(plain(record.get("exhibit") or "")):
            told |= {"exhibit": it.anchor, "tables": it.from_tables}
            self.rows[it.anchor] = it.rows
            links = [(it.title, f"#{it.anchor}")]
        told["tables"] = list(map(str, record.get("tables") or told["tables"]))
        self.headlines.append({**record, **told})
        return macro("headline", record, place.cell, links + self.tables.links(told["tables"]))

    def _picture(self, data: dict, metadata: dict, place: Place) -> str:
        told = [metadata.get(kind, {}).get("alt") for kind in PICTURES]
        alt = plain(next(filter(None, [*told, metadata.get("alt")]), "")).strip()
        if not alt and not self.is_half:
            raise self._fault(
                place,
                "shows a picture without alt text",
                "show it as an Exhibit with picture=... and alt=...",
            )
        return self._exhibit(exhibits.of_picture(data, metadata, alt or _WORDLESS), place)

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
    return " ".join(plain(" ".join(said)).split())


def tables_of(cell: dict) -> list[str]:
    """Return the tables that the exhibits of a cell are from."""
    exhibits = (output.get("data", {}).get(EXHIBIT, {}) for output in cell["outputs"])
    return [str(name) for record in exhibits for name in record.get("tables") or ()]
