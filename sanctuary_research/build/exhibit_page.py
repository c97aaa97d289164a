"""One exhibit on a page: title, picture, marks, source, table, sentences, downloads, in this order.

It is made from the object that `display.exhibit` attaches to an output. All of its texts are
plain, whatever they hold; a cell that names a row of a table leads there.
"""

from __future__ import annotations

from html import escape

from sanctuary_research.build import drawings
from sanctuary_research.build.links import Tables
from sanctuary_research.build.sanitise import plain

EXHIBIT = "application/vnd.sanctuary.exhibit+json"
CONTINUED = "continued"  # what marks the further outputs of one exhibit, meant for other readers
_CLIP = 150  # letters of a brief


class ExhibitPage:
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

    Attributes
    ----------
    title, brief : str
        Plain text: its name, and the line that stands for it while it is folded.
    has_picture : bool
    """

    def __init__(self, record: dict, anchor: str, cell: str, tables: Tables):
        self.record, self.anchor, self.cell, self.tables = record, anchor, cell, tables
        self.title, self.has_picture = self.text("title"), bool(self.text("svg"))
        self.sentences = [plain(one) for one in record.get("sentences") or ()]
        self.brief = clipped(self.text("brief") or next(iter(self.sentences), ""))

    def text(self, key: str) -> str:
        """Return one of its texts, blank where there is none."""
        return plain(self.record.get(key) or "")

    def whole(self, get: str) -> str:
        """Return all of it, its links last.

        Raises
        ------
        ValueError
            The drawing cannot be shown; the text is the end of a sentence.
        """
        return self._boxed(f"{self._head()}{self._rest()}", get)

    def apart(self, get: str) -> tuple[str, str]:
        """Return the picture, and apart from it table and sentences, as the first screen has them.

        Raises
        ------
        ValueError
            As `whole`.
        """
        rest = self._rest()
        below = f'<div class="exhibit">\n{rest}</div>\n' if rest else ""
        return self._boxed(self._head(), get), below

    def _boxed(self, inside: str, get: str) -> str:
        foot = f'<p class="get">{get}</p>\n'
        return f'<div class="exhibit" id="{self.anchor}">\n{inside}{foot}</div>\n'

    def _head(self) -> str:
        """Return title and subtitle, the picture, what its marks mean and its source."""
        said = (("finding", self.title), ("measured", self.text("subtitle")))
        head = " ".join(f'<span class="{kind}">{escape(t)}</span>' for kind, t in said if t)
        if not self.has_picture:
            return f'<p class="head">{head}</p>\n' if head else ""
        drawn = self._drawing("svg", "wide") + self._drawing("svg_narrow", "narrow")
        caption = f"<figcaption>{head}</figcaption>\n" if head else ""
        return f"<figure>\n{caption}{drawn}</figure>\n{self._small('marks', self._source())}"

    def _rest(self) -> str:
        """Return table, note and sentences."""
        table = self._table()
        source = "" if self.has_picture or not table else self._source()
        rest = table + (self._small("note", source) if table else "")
        if self.sentences:
            words = escape(" ".join(self.sentences))
            rest += f'<p class="reads">{words} {how_we_know(self.cell)}</p>\n'
        return rest

    def _drawing(self, key: str, width: str) -> str:
        svg = self.record.get(key)
        if not svg:
            return ""
        prefix = f"{self.anchor}-{width}-"
        drawn, is_lit = drawings.for_page(svg, self.text("alt"), prefix)
        place = width if self.record.get("svg_narrow") else "any"
        return f'<div class="drawing {place}{" lit" if is_lit else ""}">{drawn}</div>\n'

    def _small(self, key: str, source: str) -> str:
        """Return a line of small print with a source after it."""
        text = " ".join(filter(None, [escape(self.text(key)), source]))
        return f'<p class="{key}">{text}</p>\n' if text else ""

    def _source(self) -> str:
        """Return the tables it is from, as links to their pages."""
        names = map(str, self.record.get("tables") or ())
        shown = [link(self.tables.page(name), self.tables.title(name)) for name in names]
        return f"Source: {', '.join(shown)}." if shown else ""

    def _table(self) -> str:
        """Return the table: its first rows, and folded beneath them all rows."""
        columns, rows = self.record.get("columns") or [], self.record.get("rows") or []
        if not columns or not rows:
            return ""
        first = self.record.get("first")
        if not isinstance(first, int) or not 0 < first < len(rows):
            return self._rows(columns, rows)
        return (
            f'<div class="rows">\n{self._rows(columns, rows[:first])}'
            f'<details class="more"><summary>All {len(rows):,} rows</summary>\n'
            f"{self._rows(columns, rows)}</details></div>\n"
        )

    def _rows(self, columns: list[dict], rows: list[list]) -> str:
        kinds = [' class="num"' if column.get("is_number") else "" for column in columns]
        head = "".join(
            f'<th scope="col"{kind}>{escape(plain(column.get("title", "")))}</th>'
            for column, kind in zip(columns, kinds, strict=True)
        )
        body = "".join(f"<tr>{self._row(row, kinds)}</tr>\n" for row in rows)
        name = escape(self.title or "Table")
        return (
            f'<div class="scroll" role="region" tabindex="0" aria-label="{name}"><table>\n'
            f'<caption class="unseen">{name}</caption>\n'
            f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody></table></div>\n"
        )

    def _row(self, row: list, kinds: list[str]) -> str:
        cells = [self._cell(cell) for cell in row]
        first = f'<th scope="row"{kinds[0]}>{cells[0]}</th>' if cells else ""
        rest = zip(cells[1:], kinds[1:], strict=False)
        return first + "".join(f"<td{kind}>{cell}</td>" for cell, kind in rest)

    def _cell(self, cell: object) -> str:
        if not isinstance(cell, dict):
            return escape(plain(cell))
        address = self.tables.row(str(cell.get("table")), str(cell.get("key", "")))
        return link(address, cell.get("text", ""))


def link(address: str, text: object) -> str:
    """Return a link; without an address, the text alone."""
    shown = escape(plain(text))
    return f'<a href="{escape(address)}">{shown}</a>' if address else shown


def how_we_know(cell: str) -> str:
    """Return the quiet mark that leads to the cell that made something."""
    return f'<a class="how" href="#{cell}">how we know</a>'


def clipped(text: str) -> str:
    """Return a text that fits a line or two, cut between words."""
    return text if len(text) <= _CLIP else text[:_CLIP].rpartition(" ")[0] + " …"
