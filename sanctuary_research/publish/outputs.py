"""Outputs of cells as HTML, in forms that cannot run; what the rest of the site needs is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from sanctuary_research.errors import NotebookError
from sanctuary_research.publish.exhibit_page import CONTINUED, EXHIBIT, how_we_know
from sanctuary_research.publish.exhibit_table import link
from sanctuary_research.publish.exhibits import DOWNLOAD, PICTURES, Exhibits, decoded
from sanctuary_research.publish.headlines import shown_interval, shown_value
from sanctuary_research.publish.markdown import Markdown
from sanctuary_research.publish.sanitise import plain, without_colours

HEADLINE = "application/vnd.sanctuary.headline+json"
_WORDLESS = "A picture without words for it"


class Place:
    """Where outputs stand.

    Attributes
    ----------
    number : int
        Of the cell, from one.
    cell, section : str
        Names of the cell and of the section.
    tags : sequence of str
        Of the cell.
    role : str
        What the first screen takes of it: its ``answer``, ``picture``, ``limits``, or nothing.
    """

    def __init__(self, number: int, cell: str, section: str, tags: Sequence[str] = ()):
        self.number, self.cell, self.section, self.tags = number, cell, section, tags
        self.role = next((role for role in ("answer", "picture", "limits") if role in tags), "")


class Outputs:
    """Renders the outputs of one notebook.

    Parameters
    ----------
    name : str
        The notebook's.
    exhibits : Exhibits
    markdown : Markdown
    note : callable
        Told the words that a reader may search for.
    is_half : bool
        The notebook stopped half-way: nothing about it may stop its page.

    Attributes
    ----------
    headlines : list of dict
        The recorded headline numbers, each with its ``cell``, ``exhibit`` (a name on the page)
        and ``tables``.
    thumbnail : bytes
        The first PNG, or that of the cell tagged ``picture`` or ``thumbnail``.
    drawing : str
        The same as a drawing for a narrow screen, where it has one.
    briefs : list of str
        What stands for each exhibit while it is folded, in order.
    below : list of str
        What belongs to the main picture and stands beneath the first screen.
    """

    def __init__(
        self,
        name: str,
        exhibits: Exhibits,
        markdown: Markdown,
        note: Callable[[str], None],
        *,
        is_half: bool,
    ):
        self.name, self.exhibits, self.markdown = name, exhibits, markdown
        self.note, self.is_half = note, is_half
        self.headlines: list[dict] = []
        self.thumbnail, self.drawing = b"", ""
        self.briefs: list[str] = []
        self.below: list[str] = []
        self.named: dict[str, str] = {}  # names of exhibits by title

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
        if EXHIBIT in data:
            return self._exhibit(data[EXHIBIT], place)
        if metadata.get("exhibit") == CONTINUED and not self.is_half:
            return ""
        if HEADLINE in data:
            return self._headline(data[HEADLINE], place)
        if any(kind in data for kind in PICTURES):
            return self._figure(data, metadata, place)
        if "text/html" in data:
            attached = data.get(DOWNLOAD, {})
            return self.exhibits.table(data["text/html"], place.section, place.number, attached)
        if "text/markdown" in data:
            self.note(data.get("text/plain", ""))
            return f'<div class="said">{self.markdown.text(data["text/markdown"])}</div>\n'
        return printed(data.get("text/plain", ""), "result")

    def _exhibit(self, record: dict, place: Place) -> str:
        try:
            page, get = self.exhibits.exhibit(record, place.section, place.cell)
            if place.role == "picture":
                shown, below = page.apart(get)
                self.below.append(below)
            else:
                shown = page.whole(get)
        except ValueError as error:
            if self.is_half:
                return printed(str(record.get("alt") or _WORDLESS), "result")
            raise NotebookError(
                f"notebook {self.name}, cell {place.number} shows a drawing that {error}",
                "show it with show(Exhibit(..., picture=...))",
            ) from error
        self.named[page.title] = page.anchor
        self.briefs.append(page.brief)
        self.note(" ".join([page.title, *page.sentences]))
        if page.text("png"):
            self._keep_thumbnail(page.text("png"), place, page.text("svg_narrow"))
        return shown

    def _headline(self, record: dict, place: Place) -> str:
        if not self.is_half and any(record["name"] == h["name"] for h in self.headlines):
            raise NotebookError(
                f"notebook {self.name}, cell {place.number} records the headline number "
                f"{record['name']!r} a second time",
                "give each a name of its own",
            )
        title, tables = plain(record.get("exhibit") or ""), list(record.get("tables") or ())
        anchor = self.named.get(title, "") if title else ""
        told = {"cell": place.cell, "exhibit": anchor, "tables": tables}
        self.headlines.append({**record, **told})
        known = self.exhibits.tables
        links = [link(f"#{anchor}", title)] if anchor else []
        links += [link(known.page(str(name)), known.title(str(name))) for name in tables]
        origin = f'<span class="origin">{" · ".join(links)}</span>' if links else ""
        name, unit, interval = record["name"], record["unit"], shown_interval(record)
        tail = f" <span>({escape(plain(interval))})</span>" if interval else ""
        return (
            f'<p class="headline"><span>{escape(plain(name))}</span> '
            f"<strong>{escape(plain(shown_value(record)))}</strong> "
            f"<span>{escape(plain(unit))}</span>{tail} {how_we_know(place.cell)}{origin}</p>\n"
        )

    def _figure(self, data: dict, metadata: dict, place: Place) -> str:
        kind = next(kind for kind in PICTURES if kind in data)
        about = metadata.get(kind, {})
        alt = plain(about.get("alt") or metadata.get("alt") or "").strip()
        if not alt and self.is_half:
            alt = _WORDLESS
        if not alt:
            raise NotebookError(
                f"notebook {self.name}, cell {place.number} shows a picture without alt text",
                "show it as an Exhibit with picture=... and alt=...",
            )
        if kind == "image/png":
            self._keep_thumbnail(data[kind], place)
        told = str(metadata.get("caption") or ""), str(metadata.get("source") or "")
        return self.exhibits.figure(data, kind, place.section, alt, about, told)

    def _keep_thumbnail(self, picture: str, place: Place, drawing: str = "") -> None:
        if not self.thumbnail or not {"picture", "thumbnail"}.isdisjoint(place.tags):
            self.thumbnail, self.drawing = decoded(picture), drawing


def printed(text: str, kind: str) -> str:
    """Return printed text letter by letter, without terminal colours and control characters."""
    shown = without_colours(text).strip("\n")
    return f'<pre class="{kind}" tabindex="0">{escape(shown)}</pre>\n' if shown else ""


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
