"""One exhibit on a page: what `parts.html.j2` shows of it, and the files it offers.

It is made from the object that `display.exhibit` attaches to an output; a picture or a table that
was shown in another way becomes such an object first. All of its texts are plain, whatever they
hold; a cell that names a row of a table leads there.
"""

from __future__ import annotations

import base64
import csv
import gzip
import io
import re
from collections.abc import Callable
from functools import cached_property

from sanctuary_research.data.entries import Entry
from sanctuary_research.data.page import plain
from sanctuary_research.display.records import EXHIBIT
from sanctuary_research.publish import drawings
from sanctuary_research.publish.citing import part_entry
from sanctuary_research.publish.links import Tables
from sanctuary_research.publish.templates import macro
from sanctuary_research.publish.texts import latex, markdown

PICTURES = ("image/png", "image/jpeg", "image/svg+xml")
PLACED_BY = ("jurisdiction_id", "county_fips")  # columns of data that say of what place a row is
BRIEF = 235  # letters of title and subtitle that leave room for a picture on a telephone
_CLIP = 150  # letters of a brief
_SHORT, _LINE = 16, 110  # letters: of a text that stays on one line, of a row that can
_PRINTED = 60  # rows of a table that is printed whole
_NARROW = 3  # columns that fit a telephone; the style sheet shows no more there
_PLAIN = 50_000  # letters of rows behind an exhibit; longer files are packed


class Exhibit:
    """What a page shows of one exhibit.

    Parameters
    ----------
    record : dict
        The attached object.
    anchor : str
        Its permanent name.
    cell : str
        The name of the cell that made it.
    tables : Tables
    whole : Entry, optional
        How the report is cited, and with it the exhibit.

    Attributes
    ----------
    is_brief : bool
        Whether its subtitle stands above the picture on a telephone too.
    title, name, brief : str
        Plain text: its finding, what it is called, the line that stands for it while folded.
    kind : {"figure", "table"}
    links : list of (str, str)
        Path and name of each file that is offered.
    """

    def __init__(
        self, record: dict, anchor: str, cell: str, tables: Tables, whole: Entry | None = None
    ):
        self.record, self.anchor, self.cell, self.tables = record, anchor, cell, tables
        self.title, self.subtitle = self.text("title"), self.text("subtitle")
        self.is_brief = len(self.title + self.subtitle) <= BRIEF
        self.alt, self.told, self.html = (self.text(key) for key in ("alt", "source", "html"))
        self.image, self.kind = self.text("image"), kind_of(record)
        self.is_figure = self.kind == "figure"
        self.sentences = [plain(one) for one in record.get("sentences") or ()]
        self.brief = clipped(next(iter(self.sentences), self.title))
        self.name = self.title or "Table"
        self.entry = whole and part_entry(whole, anchor, self.name)
        self.links: list[tuple[str, str]] = []
        self.from_tables = list(map(str, record.get("tables") or ()))
        self.alike = anchor  # the first exhibit of the report that draws the same places
        self.rows = tables.behind.of(record) if tables.behind else record.get("row_ids") or {}

    def text(self, key: str) -> str:
        """Return one of its texts, blank where there is none."""
        return plain(self.record.get(key) or "")

    def ended(self, key: str) -> str:
        """Return a line of small print as a sentence."""
        words = self.text(key).strip()
        return f"{words}." if words and words[-1] not in ".!?:;" else words

    def whole(self) -> str:
        """Return all of it, its links last.

        Raises
        ------
        ValueError
            The drawing cannot be shown; the text is the end of a sentence.
        """
        return macro("boxed", self, macro("head", self) + macro("rest", self))

    def apart(self) -> tuple[str, str]:
        """Return the picture, and apart from it table and sentences, as the first screen has them.

        Raises
        ------
        ValueError
            As `whole`.
        """
        rest = macro("rest", self)
        below = f'<div class="exhibit">\n{rest}</div>\n' if rest else ""
        return macro("boxed", self, macro("head", self)), below

    @property
    def sources(self) -> list[tuple[str, str]]:
        """The tables it is from: title and address of each."""
        return self.tables.links(self.from_tables)

    @property
    def drawings(self) -> list[tuple[str, str]]:
        """Its drawings, each with its class."""
        found = []
        for key, width in (("svg", "wide"), ("svg_narrow", "narrow")):
            if svg := self.record.get(key):
                drawn, is_lit = drawings.for_page(svg, self.alt, f"{self.anchor}-{width}-")
                place = width if self.record.get("svg_narrow") else "any"
                found.append((drawn, f"{place} lit" if is_lit else place))
        return found

    @property
    def table(self) -> dict:
        """Its table, each cell with address and class; {} if it has none."""
        columns, rows = self.record.get("columns") or [], self.record.get("rows") or []
        if not columns or not rows:
            return {}
        titles = [str(column.get("title", "")) for column in columns]
        longest = [max(len(_text(cell)) for cell in cells) for cells in zip(*rows, strict=False)]
        looks = [_look(*pair) for pair in zip(columns, longest, strict=False)]
        ids = self._ids()
        ids = ids if len(ids) == len(rows) else [""] * len(rows)
        first = self.record.get("first")
        is_cut = isinstance(first, int) and 0 < first < len(rows)
        return {
            "head": list(zip(titles, looks, strict=False)),
            "rows": [
                self._cells(row, looks, known_as) for row, known_as in zip(rows, ids, strict=True)
            ],
            "is_wordy": sum(map(max, zip(map(len, titles), longest, strict=False))) > _LINE,
            "more": max(len(columns) - _NARROW, 0),
            "first": first if is_cut else 0,
            "count": f"{len(rows):,}",
            "fold": "all" if len(rows) > _PRINTED else "more",
        }

    def prints(self, spellings: list[str]) -> bool:
        """Return whether its words, table or drawing have a number, in any of its spellings."""
        drawn = re.findall(r">([^<>]+)</text>", str(self.record.get("svg") or ""))
        cells = [_text(cell) for row in self.record.get("rows") or () for cell in row]
        words = ("title", "subtitle", "note", "alt", "marks")
        texts = " ; ".join([*map(self.text, words), *self.sentences, *cells, *drawn])
        texts = texts.replace("-", "\N{MINUS SIGN}")
        return any(
            re.search(rf"(?<![\d.,]){re.escape(one)}(?![\d]|[.,]\d)", texts) for one in spellings
        )

    @cached_property
    def behind(self) -> list[tuple[str, str, int]]:
        """Each table it rests on: title, address of the rows there, and how many they are."""
        found = [
            (self.tables.title(name), *self.tables.rows(name, map(str, keys)))
            for name, keys in self.rows.items()
        ]
        return [one for one in found if one[2]]

    @property
    def silent(self) -> list[tuple[str, str]]:
        """The tables of which no row by itself decides anything: title and address of each."""
        return self.tables.links(name for name in self.from_tables if name not in self.rows)

    def _cells(self, row: list, looks: list[str], known_as: str) -> list[tuple[str, str, str]]:
        """Return the cells of a row, each with address and class."""
        return [
            (_text(cell), self._page(cell, known_as), look)
            for cell, look in zip(row, looks, strict=False)
        ]

    def _page(self, cell: object, known_as: str) -> str:
        """Return the page of what a cell names: a row of a table, or a place."""
        if isinstance(cell, dict):
            return self.tables.row(str(cell.get("table")), str(cell.get("key", "")))
        return self.tables.place(str(cell), known_as)

    def _ids(self) -> list[str]:
        """Return what the place of each row of its data goes by, if they are of places."""
        if not self.tables.places:
            return []
        rows = csv.DictReader(io.StringIO(self.text("csv")))
        by = next((name for name in PLACED_BY if name in (rows.fieldnames or ())), None)
        return [row[by] or "" for row in rows] if by else []

    @cached_property
    def pictured(self) -> dict[str, list[tuple[str, str]]]:
        """The places with a page that it draws: name and page of each, by state.

        None where they stand in a table of it.
        """
        ids = self._ids() if self.is_figure and not self.record.get("rows") else ()
        found: dict[str, list[tuple[str, str]]] = {}
        for name, page in sorted({self.tables.places[i] for i in ids if i in self.tables.places}):
            own, _, state = name.rpartition(", ")
            found.setdefault(state if own else "States", []).append((own or name, page))
        return dict(sorted(found.items()))

    def files(self, report: str) -> list[tuple[str, str, bytes | str]]:
        """Return what there is to download: path from the page's folder, name and content."""
        svg, behind = self.record.get("svg"), self.text("behind")
        offered = [
            ("tables", ".csv", "CSV", self.record.get("csv")),
            ("tables", *_rows_behind(behind)),
            ("tables", ".tex", "LaTeX", self._written(latex, self.anchor)),
            ("tables", ".md", "Markdown", self._written(markdown)),
            ("figures", ".svg", "SVG", drawings.for_file(svg, self.alt) if svg else ""),
            ("figures", ".png", "PNG", decoded(self.text("png"))),
            ("figures", ".pdf", "PDF", decoded(self.text("pdf"))),
        ]
        return [
            (f"{folder}/{report}/{self.anchor}{ending}", word, content)
            for folder, ending, word, content in offered
            if content
        ]

    def _written(self, write: Callable[..., str], *more: str) -> str:
        """Return its table in a language for papers, if it has one."""
        if not (table := self.table):
            return ""
        rows = [[text for text, _, _ in row] for row in table["rows"]]
        heads = [title for title, _ in table["head"]]
        return write(self.name, *more, heads, rows, [look == "num" for _, look in table["head"]])


def _rows_behind(csv: str) -> tuple[str, str, bytes | str]:
    """Return ending, word and content of the file of the rows behind an exhibit."""
    if len(csv) <= _PLAIN:
        return "-rows.csv", "the rows behind it (CSV)", csv
    packed = gzip.compress(csv.encode("utf-8"), mtime=0)  # no time in it: alike in every build
    return "-rows.csv.gz", "the rows behind it (CSV, gzip)", packed


def kind_of(record: dict) -> str:
    """Return what a record shows first."""
    return "figure" if record.get("svg") or record.get("image") else "table"


def of_picture(data: dict, metadata: dict, alt: str) -> dict:
    """Return the record of a picture that was shown as such.

    A foreign drawing stays inside the page as a picture, in which scripts never run.
    """
    kind = next(kind for kind in PICTURES if kind in data)
    picture = data[kind].replace("\n", "")
    if kind == "image/svg+xml":
        picture = base64.b64encode(data[kind].encode("utf-8", "replace")).decode("ascii")
    return {
        "title": metadata.get("caption"),
        "source": metadata.get("source"),
        "alt": alt,
        "image": f"data:{kind};base64,{picture}",
        "png": picture if kind == "image/png" else "",
    }


def without_downloads(notebook: dict) -> dict:
    """Take from the outputs what is published beside the page, and return the notebook."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(EXHIBIT, None)
    return notebook


def decoded(picture: str) -> bytes:
    """Return the bytes of a picture; what is no picture is empty."""
    try:
        return base64.b64decode(picture)
    except ValueError:
        return b""


def clipped(text: str) -> str:
    """Return a text that fits a line or two, cut between words."""
    return text if len(text) <= _CLIP else text[:_CLIP].rpartition(" ")[0] + " …"


def _text(cell: object) -> str:
    return str(cell.get("text", "") if isinstance(cell, dict) else cell)


def _look(column: dict, longest: int) -> str:
    """Return the class of a column: of numbers, or of texts that stay on one line."""
    return "num" if column.get("is_number") else "short" if longest <= _SHORT else ""
