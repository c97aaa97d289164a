"""Cells of an executed notebook as HTML: code folded, outputs in forms that cannot run."""

from __future__ import annotations

import base64
import re
from html import escape, unescape

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from sanctuary_research.build.headlines import shown_interval, shown_number
from sanctuary_research.build.links import Anchors
from sanctuary_research.build.markdown import Markdown
from sanctuary_research.build.notebooks import INJECTED
from sanctuary_research.build.sanitise import sanitise
from sanctuary_research.errors import NotebookError

HEADLINE = "application/vnd.sanctuary.headline+json"
PICTURES = ("image/png", "image/jpeg", "image/svg+xml")
HIDDEN = ("remove-cell", INJECTED)
_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b[@-_]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CAPTION = re.compile(r"<caption>(.*?)</caption>", re.DOTALL)
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
        Its first picture, if that is a PNG.
    """

    def __init__(self, name: str, *, is_half: bool = False):
        self.name, self.is_half = name, is_half
        self.anchors = Anchors()
        self.markdown = Markdown(self.anchors, lower=int(is_half))
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
            text = self.markdown.page(cell["source"], cell.get("attachments"))
            return self._pending() + text
        if cell["cell_type"] != "code":
            return ""
        if "answer" in tags:
            self.answer = _text_of(cell)
        if "remove-input" not in tags and cell["source"].strip():
            self.silent_code.append(cell["source"])
        outputs = "".join(self._output(output) for output in cell["outputs"])
        return f'<div class="cell">\n{outputs}{self._pending()}</div>\n' if outputs else ""

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
        for picture in PICTURES:
            if picture in data:
                return self._figure(picture, data[picture], output["metadata"])
        if "text/html" in data:
            return self._html(data["text/html"])
        if "text/markdown" in data:
            return f'<div class="said">{self.markdown.text(data["text/markdown"])}</div>\n'
        return _printed(data.get("text/plain", ""), "result")

    def _headline(self, record: dict) -> str:
        if any(record["name"] == known["name"] for known in self.headlines):
            raise NotebookError(
                f"notebook {self.name}, cell {self.number} records the headline number "
                f"{record['name']!r} a second time: give each a name of its own"
            )
        self.headlines.append(record)
        interval = shown_interval(record)
        tail = f" <span>({escape(interval)})</span>" if interval else ""
        return (
            f'<p class="headline"><span>{escape(str(record["name"]))}</span> '
            f"<strong>{escape(shown_number(record['value']))}</strong> "
            f"<span>{escape(str(record['unit']))}</span>{tail}</p>\n"
        )

    def _figure(self, kind: str, content: str, metadata: dict) -> str:
        about = metadata.get(kind, {})
        alt = str(about.get("alt") or metadata.get("alt") or "").strip()
        if not alt and self.is_half:
            alt = "A picture without words for it"
        if not alt:
            raise NotebookError(
                f"notebook {self.name}, cell {self.number} shows a picture without alt text: "
                "show it with figures.show(figure, alt=..., source=...)"
            )
        if kind == "image/svg+xml":
            content = base64.b64encode(content.encode("utf-8")).decode("ascii")
        content = content.replace("\n", "")
        if kind == "image/png" and (self.is_chosen or not self.thumbnail):
            self.thumbnail = base64.b64decode(content)
        size = "".join(
            f' {side}="{int(about[side])}"' for side in ("width", "height") if about.get(side)
        )
        caption = str(metadata.get("caption") or "")
        name = self._name("figure")
        return (
            f'<figure id="{name}"><img src="data:{kind};base64,{content}" alt="{escape(alt)}"'
            f"{size}>{_figcaption(caption, str(metadata.get('source') or ''), name)}</figure>\n"
        )

    def _html(self, html: str) -> str:
        """Return an HTML output made harmless; a table scrolls in a region of its own."""
        clean = _CAPTION.sub(r'<caption><span class="wrap">\1</span></caption>', sanitise(html))
        if "<table>" not in clean:
            return f'<div class="said">{clean}</div>\n'
        found = _CAPTION.search(clean)
        caption = re.sub(r"<[^>]+>", "", found[1]) if found else f"Output of cell {self.number}"
        name = self._name("table")
        return (
            f'<div class="scroll" id="{name}" role="region" tabindex="0" '
            f'aria-label="{_attribute(caption)}">{clean}</div>\n'
        )

    def _name(self, kind: str) -> str:
        """Return a permanent name: the section's, so that it does not change with the numbers."""
        headings = self.markdown.headings
        return self.anchors.take(headings[-1][1] if headings else "top", kind)


def _attribute(html: str) -> str:
    """Return already escaped text for use between quotation marks."""
    return escape(unescape(html))


def _figcaption(caption: str, source: str, name: str) -> str:
    """Return the line under a figure; its source is drawn in it, so it is only read out here."""
    hidden = f'<span class="unseen"> Source: {escape(source)}</span>' if source else ""
    if not caption:
        return f"<figcaption>{hidden}</figcaption>" if hidden else ""
    link = f'<a class="here" href="#{name}" aria-label="Link to this figure">#</a>'
    return f"<figcaption>{escape(caption)}{hidden}{link}</figcaption>"


def _failing(cells: list[dict]) -> int | None:
    """Return which cell stopped the notebook: the last that raised, else the last that began."""
    ran = [k for k, cell in enumerate(cells) if cell.get("execution_count") or cell.get("outputs")]
    raised = [k for k in ran if any(o["output_type"] == "error" for o in cells[k]["outputs"])]
    return max(raised or ran, default=None)


def _code(text: str, *, is_open: bool = False) -> str:
    return (
        f'<details class="code"{" open" if is_open else ""}><summary>Code</summary>'
        f'<pre tabindex="0"><code>{highlight(text, _LEXER, _FORMATTER)}</code></pre></details>\n'
    )


def _printed(text: str, kind: str) -> str:
    """Return printed text letter by letter, without terminal colours and control characters."""
    plain = _CONTROL.sub("", _ANSI.sub("", text)).strip("\n")
    return f'<pre class="{kind}" tabindex="0">{escape(plain)}</pre>\n' if plain else ""


def _text_of(cell: dict) -> str:
    """Return the words that a cell printed or displayed."""
    words = []
    for output in cell["outputs"]:
        if output["output_type"] == "stream" and output["name"] == "stdout":
            words.append(output["text"])
        elif "data" in output:
            plain = output["data"].get("text/plain", "")
            words.append(output["data"].get("text/markdown", "") if plain[:1] == "<" else plain)
    return " ".join(" ".join(words).split())
