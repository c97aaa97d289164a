"""Cells of an executed notebook as HTML: code folded, outputs in forms that cannot run."""

from __future__ import annotations

from html import escape

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from sanctuary_research.build.exhibits import DOWNLOAD, PICTURES, Exhibits, decoded
from sanctuary_research.build.headlines import shown_interval, shown_value
from sanctuary_research.build.links import Anchors
from sanctuary_research.build.markdown import Markdown, words
from sanctuary_research.build.notebooks import INJECTED
from sanctuary_research.build.sanitise import plain, without_colours
from sanctuary_research.errors import NotebookError

HEADLINE = "application/vnd.sanctuary.headline+json"
HIDDEN = ("remove-cell", INJECTED)
_FORMATTER = HtmlFormatter(nowrap=True)
_LEXER = PythonLexer()


class Cells:
    """Renders the cells of one notebook.

    Attributes
    ----------
    answer : str
        The text of the output of the cell tagged ``answer``.
    headlines : list of dict
        The headline numbers that the notebook recorded: name, value, unit, low, high.
    thumbnail : bytes
        Its first picture, if that is a PNG, or that of the cell tagged ``thumbnail``.
    exhibits : Exhibits
        Its figures and tables, with the files to download.
    sections : list of dict
        For the search: ``kind``, ``anchor``, ``title`` and ``text`` of each section.
    """

    def __init__(self, name: str, *, is_half: bool = False):
        self.name, self.is_half = name, is_half
        self.anchors = Anchors()
        self.markdown = Markdown(self.anchors, lower=int(is_half))
        self.exhibits = Exhibits(name, self.anchors, offers=not is_half)
        self.sections: list[dict] = []
        self.answer, self.headlines, self.thumbnail = "", [], b""
        self.is_chosen = False
        self.number = 0
        self.silent_code: list[str] = []

    def render_all(self, cells: list[dict]) -> list[str]:
        """Return the HTML of the cells; code that shows nothing joins the code that follows.

        Raises
        ------
        NotebookError
            A picture has no alt text, or two headline numbers have one name.
        """
        parts = [self._cell(cell) for cell in cells]
        return [*parts, self._pending()]

    def render_half(self, cells: list[dict]) -> tuple[str, str]:
        """Return the HTML of the cell that failed and of the others of a half-run notebook."""
        at = _failing(cells)
        if at is None:
            return "", "".join(self.render_all(cells))
        outputs = "".join(self._output(output) for output in cells[at]["outputs"])
        failed = _code(cells[at]["source"], is_open=True) + outputs
        before, after = cells[:at], cells[at + 1 :]
        here = '<p class="notice"><a href="#failed">The cell that failed</a> stood here.</p>\n'
        return failed, "".join([*self.render_all(before), here, *self.render_all(after)])

    def _cell(self, cell: dict) -> str:
        tags = cell["metadata"].get("tags", [])
        self.number += INJECTED not in tags
        self.is_chosen = "thumbnail" in tags
        if any(tag in tags for tag in HIDDEN):
            return ""
        if cell["cell_type"] == "markdown":
            return self._pending() + self._prose(cell)
        if cell["cell_type"] != "code":
            return ""
        if "answer" in tags:
            self.answer = _text_of(cell)
        if "remove-input" not in tags and cell["source"].strip():
            self.silent_code.append(cell["source"])
        outputs = "".join(self._output(output) for output in cell["outputs"])
        return f'<div class="cell">\n{outputs}{self._pending()}</div>\n' if outputs else ""

    def _prose(self, cell: dict) -> str:
        """Return a Markdown cell, its headings noted for the search."""
        known = len(self.markdown.headings)
        html = self.markdown.page(cell["source"], cell.get("attachments"))
        for _, anchor, title in self.markdown.headings[known:]:
            self.sections.append({"kind": "section", "anchor": anchor, "title": title, "text": ""})
        self._note(words(html))
        return html

    def _pending(self) -> str:
        """Return the code that waits to be shown, folded."""
        text, self.silent_code = "\n\n".join(self.silent_code), []
        return _code(text) if text else ""

    def _output(self, output: dict) -> str:
        kind = output["output_type"]
        if kind == "stream":
            return _printed(output["text"], "stderr" if output["name"] == "stderr" else "stdout")
        if kind == "error":
            return _printed("\n".join(output["traceback"]), "error")
        data = output["data"]
        if HEADLINE in data:
            return self._headline(data[HEADLINE])
        if any(kind in data for kind in PICTURES):
            return self._figure(data, output["metadata"])
        if "text/html" in data:
            attached = data.get(DOWNLOAD, {})
            return self.exhibits.table(data["text/html"], self._section(), self.number, attached)
        if "text/markdown" in data:
            self._note(data.get("text/plain", ""))
            return f'<div class="said">{self.markdown.text(data["text/markdown"])}</div>\n'
        return _printed(data.get("text/plain", ""), "result")

    def _headline(self, record: dict) -> str:
        if not self.is_half and any(record["name"] == h["name"] for h in self.headlines):
            raise NotebookError(
                f"notebook {self.name}, cell {self.number} records the headline number "
                f"{record['name']!r} a second time: give each a name of its own"
            )
        self.headlines.append(record)
        name, unit, interval = record["name"], record["unit"], shown_interval(record)
        tail = f" <span>({escape(plain(interval))})</span>" if interval else ""
        return (
            f'<p class="headline"><span>{escape(plain(name))}</span> '
            f"<strong>{escape(plain(shown_value(record)))}</strong> "
            f"<span>{escape(plain(unit))}</span>{tail}</p>\n"
        )

    def _figure(self, data: dict, metadata: dict) -> str:
        kind = next(kind for kind in PICTURES if kind in data)
        about = metadata.get(kind, {})
        alt = plain(about.get("alt") or metadata.get("alt") or "").strip()
        if not alt and self.is_half:
            alt = "A picture without words for it"
        if not alt:
            raise NotebookError(
                f"notebook {self.name}, cell {self.number} shows a picture without alt text: "
                "show it with figures.show(figure, alt=..., source=...)"
            )
        if kind == "image/png" and (self.is_chosen or not self.thumbnail):
            self.thumbnail = decoded(data[kind])
        told = str(metadata.get("caption") or ""), str(metadata.get("source") or "")
        return self.exhibits.figure(data, kind, self._section(), alt, about, told)

    def _section(self) -> str:
        """Return the section's name: links made of it do not change with the numbers."""
        headings = self.markdown.headings
        return headings[-1][1] if headings else "top"

    def _note(self, text: str) -> None:
        """Remember words of the present section, for the search."""
        if self.sections:
            self.sections[-1]["text"] += f" {plain(text)}"


def _failing(cells: list[dict]) -> int | None:
    """Return which cell stopped the notebook: the last that raised, else the last that began."""
    ran = [k for k, cell in enumerate(cells) if cell.get("execution_count") or cell.get("outputs")]
    raised = [k for k in ran if any(o["output_type"] == "error" for o in cells[k]["outputs"])]
    return max(raised or ran, default=None)


def _code(text: str, *, is_open: bool = False) -> str:
    coloured = highlight(plain(text), _LEXER, _FORMATTER)
    return (
        f'<details class="code"{" open" if is_open else ""}><summary>Code</summary>'
        f'<pre tabindex="0" data-copy="the code"><code>{coloured}</code></pre></details>\n'
    )


def _printed(text: str, kind: str) -> str:
    """Return printed text letter by letter, without terminal colours and control characters."""
    shown = without_colours(text).strip("\n")
    return f'<pre class="{kind}" tabindex="0">{escape(shown)}</pre>\n' if shown else ""


def _text_of(cell: dict) -> str:
    """Return the words that a cell printed or displayed."""
    said = []
    for output in cell["outputs"]:
        if output["output_type"] == "stream" and output["name"] == "stdout":
            said.append(output["text"])
        elif "data" in output:
            shown = output["data"].get("text/plain", "")
            said.append(output["data"].get("text/markdown", "") if shown[:1] == "<" else shown)
    return " ".join(plain(" ".join(said)).split())
