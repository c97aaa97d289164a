"""One exhibit on a page: title, picture, marks, source, table, sentences, downloads, in this order.

It is made from the object that `display.exhibit` attaches to an output. All of its texts are
plain, whatever they hold; a cell that names a row of a table leads there.
"""

from __future__ import annotations

from html import escape

from sanctuary_research.publish import drawings
from sanctuary_research.publish.exhibit_table import link, table_of
from sanctuary_research.publish.links import Tables
from sanctuary_research.publish.sanitise import plain

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
        table = table_of(self.record, self.title, self.tables)
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
        words = self.text(key).strip()
        ended = f"{words}." if words and words[-1] not in ".!?:;" else words
        text = " ".join(filter(None, [escape(ended), source]))
        return f'<p class="{key}">{text}</p>\n' if text else ""

    def _source(self) -> str:
        """Return the tables it is from, as links to their pages."""
        names = map(str, self.record.get("tables") or ())
        shown = [link(self.tables.page(name), self.tables.title(name)) for name in names]
        return f"Source: {', '.join(shown)}." if shown else ""


def how_we_know(cell: str) -> str:
    """Return the quiet mark that leads to the cell that made something."""
    return f'<a class="how" href="#{cell}">how we know</a>'


def clipped(text: str) -> str:
    """Return a text that fits a line or two, cut between words."""
    return text if len(text) <= _CLIP else text[:_CLIP].rpartition(" ")[0] + " …"
