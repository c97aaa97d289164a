"""Figures and tables of a report page: their permanent names, links and downloads."""

from __future__ import annotations

import base64
import binascii
import csv
import io
import re
from html import escape, unescape
from html.parser import HTMLParser

from sanctuary_research.publish import drawings
from sanctuary_research.publish.exhibit_page import EXHIBIT, ExhibitPage
from sanctuary_research.publish.links import Anchors, Tables
from sanctuary_research.publish.sanitise import plain, sanitise

# Attached to outputs by the notebooks' own figures and tables when a build asks for it.
DOWNLOAD = "application/vnd.sanctuary.download+json"
PICTURES = {"image/png": "png", "image/jpeg": "jpg", "image/svg+xml": "svg"}
_CAPTION = re.compile(r"<caption>(.*?)</caption>", re.DOTALL)
_WORDS = {"png": "PNG", "jpg": "JPEG", "svg": "SVG", "csv": "CSV"}


class Exhibits:
    """Gives figures and tables their names and keeps their files.

    Parameters
    ----------
    name : str
        The notebook's name.
    anchors : Anchors
    tables : Tables
    offers : bool
        Offer downloads; a half-run notebook has none.

    Attributes
    ----------
    files : dict
        Path, from the folder of the page, to content: what there is to download.
    found : list of dict
        For the search: ``kind``, ``anchor`` and ``title`` of each exhibit.
    """

    def __init__(self, name: str, anchors: Anchors, tables: Tables, *, offers: bool):
        self.name, self.anchors, self.tables, self.offers = name, anchors, tables, offers
        self.files: dict[str, bytes] = {}
        self.found: list[dict] = []

    def exhibit(self, record: dict, section: str, cell: str) -> tuple[ExhibitPage, str]:
        """Return an exhibit, and the links to its files and to itself.

        Parameters
        ----------
        record : dict
            What is attached to its first output.
        section, cell : str
            Names of the section it stands in and of the cell that made it.

        Raises
        ------
        ValueError
            Its drawing cannot be shown; the text is the end of a sentence.
        """
        kind = "figure" if record.get("svg") else "table"
        name = self.anchors.take(section, kind)
        page = ExhibitPage(record, name, cell, self.tables)
        self._find(kind, name, page.title or page.brief)
        drawn = drawings.for_file(record["svg"], page.text("alt")) if page.has_picture else ""
        offered = [
            ("tables", f"{name}.csv", "CSV", record.get("csv")),
            ("tables", f"{name}-rows.csv", "the rows behind it (CSV)", record.get("behind")),
            ("figures", f"{name}.svg", "SVG", drawn),
            ("figures", f"{name}.png", "PNG", decoded(page.text("png"))),
        ]
        links = [
            self._link(f"{folder}/{self.name}/{file}", content, word, page.title)
            for folder, file, word, content in offered
            if content and self.offers
        ]
        return page, " · ".join([*links, _here(name, kind)])

    def figure(
        self, data: dict, kind: str, section: str, alt: str, about: dict, told: tuple[str, str]
    ) -> str:
        """Return a figure with its caption, its permanent link and its downloads.

        Parameters
        ----------
        data : dict
            The output: the picture and, where a build asked for it, drawing and data.
        kind : str
            Which of the output's pictures to show.
        section : str
            Name of the section it stands in.
        alt : str
            What it shows, in words.
        about : dict
            ``width`` and ``height`` in pixels, where known.
        told : (str, str)
            Caption and source line.
        """
        caption, source = told
        picture = data[kind]
        if kind == "image/svg+xml":
            picture = base64.b64encode(picture.encode("utf-8")).decode("ascii")
        picture = picture.replace("\n", "")
        sides = {side: about.get(side) for side in ("width", "height")}
        size = "".join(f' {s}="{n}"' for s, n in sides.items() if isinstance(n, int))
        name = self.anchors.take(section, "figure")
        self._find("figure", name, caption or alt)
        # A foreign drawing stays inside the page, where scripts in it never run.
        files = {} if kind == "image/svg+xml" else {PICTURES[kind]: decoded(picture)}
        attached = data.get(DOWNLOAD, {})
        files |= {
            kind: attached[kind].encode("utf-8") for kind in ("svg", "csv") if kind in attached
        }
        links = self._links("figures", name, files, caption or "this figure")
        links += " of its data" if "csv" in files and self.offers else ""
        return (
            f'<figure id="{name}"><img src="data:{kind};base64,{escape(picture)}" '
            f'alt="{escape(alt)}"{size}>{_figcaption(caption, source, name, links)}</figure>\n'
        )

    def table(self, html: str, section: str, number: int, attached: dict) -> str:
        """Return an HTML output made harmless; a table scrolls in a region of its own."""
        clean = _CAPTION.sub(r'<caption><span class="wrap">\1</span></caption>', sanitise(html))
        if "<table>" not in clean:
            return f'<div class="said">{clean}</div>\n'
        found = _CAPTION.search(clean)
        caption = _text(found[1]) if found else f"Output of cell {number}"
        name = self.anchors.take(section, "table")
        self._find("table", name, caption)
        written = attached.get("csv") or _as_shown(clean)
        links = self._links("tables", name, {"csv": written.encode("utf-8")}, caption)
        if links:
            links += " in full precision" if "csv" in attached else ", numbers as shown"
        return (
            f'<div class="exhibit" id="{name}">'
            f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(caption)}">'
            f'{clean}</div>\n<p class="get">{links} {_here(name, "table")}</p></div>\n'
        )

    def _find(self, kind: str, anchor: str, title: str) -> None:
        self.found.append({"kind": kind, "anchor": anchor, "title": title})

    def _links(self, folder: str, anchor: str, files: dict[str, bytes], title: str) -> str:
        """Keep the files of an exhibit and return the links to them."""
        if not self.offers:
            return ""
        return " · ".join(
            self._link(f"{folder}/{self.name}/{anchor}.{kind}", content, _WORDS[kind], title)
            for kind, content in files.items()
        )

    def _link(self, path: str, content: bytes | str, word: str, title: str) -> str:
        """Keep a file and return the link to it."""
        is_text = isinstance(content, str)
        self.files[path] = content.encode("utf-8", "replace") if is_text else content
        label = escape(plain(f"{word}: {title}"))
        return f'<a href="{escape(path)}" download aria-label="{label}">{word}</a>'


def without_downloads(notebook: dict) -> dict:
    """Take from the outputs what is published beside the page, and return the notebook."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            for attached in (DOWNLOAD, EXHIBIT):
                output.get("data", {}).pop(attached, None)
    return notebook


def decoded(picture: str) -> bytes:
    """Return the bytes of a picture; what is no picture is empty."""
    try:
        return base64.b64decode(picture)
    except (binascii.Error, ValueError):
        return b""


def _figcaption(caption: str, source: str, name: str, links: str) -> str:
    """Return the lines under a figure; its source is drawn in it, so it is only read out here."""
    hidden = f'<span class="unseen"> Source: {escape(plain(source))}</span>' if source else ""
    words = f'<span class="says">{escape(plain(caption))}</span>' if caption else ""
    get = f'<span class="get">{links} {_here(name, "figure")}</span>'
    return f"<figcaption>{words}{hidden}{get}</figcaption>"


def _here(name: str, kind: str) -> str:
    return f'<a class="here" href="#{name}" aria-label="Link to this {kind}">#</a>'


def _text(html: str) -> str:
    """Return the words of a piece of HTML that `sanitise` wrote."""
    return unescape(re.sub(r"<[^>]+>", "", html))


class _Rows(HTMLParser):
    """Collects the cells of the rows of tables, as they are shown."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.in_cell = False

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if tag == "tr":
            self.rows.append([])
        self.in_cell = tag in ("td", "th") or (self.in_cell and tag != "caption")
        if tag in ("td", "th") and self.rows:
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self.in_cell = self.in_cell and tag not in ("td", "th", "tr", "table")

    def handle_data(self, data: str) -> None:
        if self.in_cell and self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


def _as_shown(html: str) -> str:
    """Return the tables of a piece of HTML as CSV.

    >>> _as_shown("<table><tr><th>a</th><td>b, c</td></tr></table>")
    'a,"b, c"\\n'
    """
    rows = _Rows()
    rows.feed(html)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows.rows)
    return out.getvalue()
