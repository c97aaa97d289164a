"""HTML outputs cut down by nh3 to a short list of harmless elements; text without tricks."""

from __future__ import annotations

import re
from html import escape

import nh3

from sanctuary_research.data.page import plain
from sanctuary_research.publish.links import safe_link

# Element -> the attributes it keeps. No element here can load, run or position anything.
_CELL = {"colspan", "rowspan", "class"}
ATTRIBUTES = {
    "a": {"href"},
    "th": {"scope", *_CELL},
    "td": _CELL,
    **{name: {"class"} for name in ("div", "p", "span")},
}
ELEMENTS = {
    *ATTRIBUTES,
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "pre", "blockquote", "br", "hr"),
    *("strong", "b", "em", "i", "code", "sub", "sup", "small", "ul", "ol", "li", "dl", "dt", "dd"),
}
SILENT = {"script", "style", "template", "iframe", "object", "svg", "math", "noscript", "title"}
CLASSES = {"num", "sr-table", "sr-source", "sr-note"}
SCOPES = {"col", "row", "colgroup", "rowgroup"}
DEEPEST = 500  # elements within elements; nh3's time grows with the square of their number
_VOID = {"br", "hr", "img", "input", "col", "wbr", "link", "meta"}
_MARK = re.compile(
    r"(?P<begin><!--)|(?P<end>-->)|(?P<odd><[!?])|<(?P<close>/?)(?P<name>[a-zA-Z][^\s/<>]*)"
    r"(?P<plain>(?:\s+[\w:.-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>=`]+))?)*\s*/?>)?"
)
_TABLE_HEAD = re.compile(r"<thead>.*?</thead>", re.DOTALL)
_NO_SCOPE = re.compile(r"<th(?=[ >])(?![^>]* scope=)")
_LONG_CELL = re.compile(r'<(td|th scope="row")>(?=[^<]{40})')  # sentences need a wide column
_EMPTY_HEAD = re.compile(r"<th[^>]*>\s*</th>")  # an empty cell heads nothing
_COMMANDS = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b\n]*(?:\x07|\x1b\\)?|\x1b[@-_]")


def without_colours(text: str) -> str:
    """Return text that was meant for a terminal without its commands, as `plain` gives it.

    >>> without_colours("\\x1b[31mred\\x1b[0m")
    'red'
    """
    return plain(_COMMANDS.sub("", text))


def sanitise(html: str) -> str:
    """Return HTML with only harmless elements; header cells of tables get their scope.

    What is nested too deeply is shown as text.

    >>> sanitise('<p onclick="x()">a<script>b</script><img src=c></p>')
    '<p>a</p>'
    >>> sanitise("<table><thead><tr><th>n</th></tr></thead></table>")
    '<table><thead><tr><th scope="col">n</th></tr></thead></table>'
    """
    html = plain(html)
    if depth(html) > DEEPEST:
        return f"<pre>{escape(html)}</pre>"
    clean = nh3.clean(
        html,
        tags=ELEMENTS,
        clean_content_tags=SILENT,
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        link_rel=None,
    )
    clean = _TABLE_HEAD.sub(lambda head: _NO_SCOPE.sub('<th scope="col"', head[0]), plain(clean))
    clean = _EMPTY_HEAD.sub("<td></td>", _NO_SCOPE.sub('<th scope="row"', clean))
    return _LONG_CELL.sub(r'<\1 class="long">', clean)


def depth(html: str) -> int:
    """Return at least how deep the elements of HTML are nested, whatever a parser makes of it.

    A tag counts as closed only if it is the last one open; comments, and tags that are not plainly
    whole, count as open for good, so that nothing hidden in them can close another.

    >>> depth("<p><b>a</b></p><p>c</p>"), depth("<p><!-- </p> --><p>")
    (2, 2)
    """
    open_, most = [], 0
    for mark in _MARK.finditer(html):
        name = "--" if mark["begin"] or mark["end"] else (mark["name"] or "").lower()
        if mark["close"] or mark["end"]:
            if open_ and open_[-1] == name:
                open_.pop()
        elif name not in _VOID or not mark["plain"]:
            open_.append(name if mark["plain"] or mark["begin"] else "?")
            most = max(most, len(open_))
    return most


def _attribute(element: str, name: str, value: str) -> str | None:
    """Return what an allowed attribute becomes; None if it goes."""
    if name == "class":
        value = " ".join(word for word in value.split() if word in CLASSES)
    elif name == "href":
        value = safe_link(value).replace("<", "%3C").replace(">", "%3E")
    elif name == "scope":
        value = value if value in SCOPES else ""
    elif not (value.isdecimal() and int(value) < 1000):
        value = ""
    return value or None
