"""HTML outputs rebuilt from a short list of harmless elements: everything else becomes text."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

from sanctuary_research.publish.links import safe_link

# Element -> the attributes it keeps. No element here can load, run or position anything.
ALLOWED = {
    "a": {"href"},
    "table": set(),
    "caption": set(),
    "thead": set(),
    "tbody": set(),
    "tfoot": set(),
    "tr": set(),
    "th": {"scope", "colspan", "rowspan", "class"},
    "td": {"colspan", "rowspan", "class"},
    **{name: {"class"} for name in ("div", "p", "span")},
    **{name: set() for name in ("strong", "b", "em", "i", "code", "pre", "sub", "sup", "small")},
    **{name: set() for name in ("ul", "ol", "li", "dl", "dt", "dd", "br", "hr", "blockquote")},
}
CLASSES = {"num", "sr-table", "sr-source", "sr-note"}
VOID = {"br", "hr"}
_LONG_CELL = re.compile(r'<(td|th scope="row")>(?=[^<]{40})')  # sentences need a wide column
_EMPTY_HEAD = re.compile(r"<th[^>]*>\s*</th>")  # an empty cell heads nothing
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_COMMANDS = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b\n]*(?:\x07|\x1b\\)?|\x1b[@-_]")
SILENT = {"script", "style", "template", "iframe", "object", "svg", "math", "noscript", "title"}


class _Rebuilder(HTMLParser):
    """Writes allowed elements anew, closes what was left open, drops the rest."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.open: list[str] = []
        self.silent: list[str] = []
        self.in_head = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self.silent.append(tag)
        if self.silent or tag not in ALLOWED:
            return
        kept = {name: value or "" for name, value in attrs if name in ALLOWED[tag]}
        self.in_head = tag == "thead" or (self.in_head and tag not in ("tbody", "tfoot"))
        if tag == "th" and kept.get("scope") not in ("col", "row", "colgroup", "rowgroup"):
            kept["scope"] = "col" if self.in_head else "row"
        self.parts.append(f"<{tag}{_attributes(kept)}>")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.silent:
            if tag == self.silent[-1]:
                self.silent.pop()
            return
        if tag not in self.open:
            return
        while True:
            last = self.open.pop()
            self.parts.append(f"</{last}>")
            if last == tag:
                return

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(escape(plain(data)))

    def finish(self) -> str:
        self.close()
        self.parts += [f"</{tag}>" for tag in reversed(self.open)]
        html = _EMPTY_HEAD.sub("<td></td>", "".join(self.parts))
        return _LONG_CELL.sub(r'<\1 class="long">', html)


def plain(text: object) -> str:
    """Return text without characters that are not seen but change how the rest is read.

    Control characters go, and those that turn the direction of writing; halves of characters,
    which no file can hold, become question marks.

    >>> plain("a\\x00b\\u202ec")
    'abc'
    """
    return _UNSEEN.sub("", str(text)).encode("utf-8", "replace").decode("utf-8")


def without_colours(text: str) -> str:
    """Return text that was meant for a terminal without its commands, as `plain` gives it.

    >>> without_colours("\\x1b[31mred\\x1b[0m")
    'red'
    """
    return plain(_COMMANDS.sub("", text))


def sanitise(html: str) -> str:
    """Return HTML with only harmless elements; header cells of tables get their scope.

    >>> sanitise('<p onclick="x()">a<script>b</script><img src=c></p>')
    '<p>a</p>'
    >>> sanitise("<table><thead><tr><th>n</th></tr></thead></table>")
    '<table><thead><tr><th scope="col">n</th></tr></thead></table>'
    """
    rebuilder = _Rebuilder()
    rebuilder.feed(_without_loose_ends(html))
    return rebuilder.finish()


def _without_loose_ends(html: str) -> str:
    """Return HTML whose tags and comments that never end have become text.

    The parser looks for each one's end to the end of the document: many would take it hours. It
    also stops at marked sections, which HTML does not have.

    >>> _without_loose_ends("<!-- a --> <b> <![c]> <!-- b <i")
    '<!-- a --> <b> &lt;![c]> &lt;!-- b &lt;i'
    """
    html = html.replace("<![", "&lt;![")
    for end, begin in (("-->", "<!--"), (">", "<")):
        at = html.rfind(end) + len(end) if end in html else 0
        html = html[:at] + html[at:].replace(begin, "&lt;" + begin[1:])
    return html


def _attributes(kept: dict[str, str]) -> str:
    text = ""
    for name, value in kept.items():
        if name == "class":
            value = " ".join(word for word in value.split() if word in CLASSES)
        elif name == "href":
            value = safe_link(value)
        elif name in ("colspan", "rowspan") and not (value.isdecimal() and int(value) < 1000):
            value = ""
        if value:
            text += f' {name}="{escape(value)}"'
    return text
