"""Markdown to HTML: raw HTML is shown as text, links are checked, headings get their names."""

from __future__ import annotations

import re
from html import escape, unescape

import mistune
import nh3
from mistune.plugins.footnotes import footnotes
from mistune.plugins.formatting import strikethrough
from mistune.plugins.table import table

from sanctuary_research.data.page import plain
from sanctuary_research.publish.links import Anchors, safe_link

_IMAGE_TYPES = ("image/png", "image/jpeg", "image/gif")
_BLANKS, _BASE64 = re.compile(r"\s+"), re.compile(r"[A-Za-z0-9+/]+=*")


class Markdown:
    """Renders the Markdown of one page and keeps its headings for the contents.

    Parameters
    ----------
    anchors : Anchors

    Attributes
    ----------
    headings : list of (int, str, str)
        Level, name and text of each heading, in order.
    """

    def __init__(self, anchors: Anchors):
        self.anchors = anchors
        self.headings: list[tuple[int, str, str]] = []

    def page(self, text: str, attachments: dict | None = None) -> str:
        """Return the HTML of a Markdown cell; its headings enter the contents."""
        return _rendered(text, _Renderer(self, attachments or {}))

    def text(self, text: str) -> str:
        """Return the HTML of a Markdown output; its headings do not enter the contents."""
        return _rendered(text, _Renderer(None, {}))


def _rendered(text: str, renderer: _Renderer) -> str:
    plugins = [table, strikethrough, footnotes]
    return mistune.create_markdown(renderer=renderer, plugins=plugins)(plain(text))


class _Renderer(mistune.HTMLRenderer):
    def __init__(self, owner: Markdown | None, attachments: dict):
        super().__init__(escape=True)
        self.owner, self.attachments = owner, attachments

    def heading(self, text: str, level: int, **attrs: object) -> str:
        """Name each heading; headings of outputs are bold text, so that the outline holds."""
        if self.owner is None:
            return f"<p><strong>{text}</strong></p>\n"
        name = self.owner.anchors.take(words(text))
        self.owner.headings.append((level, name, words(text)))
        link = f'<a class="here" href="#{name}" aria-label="Link to this section">#</a>'
        mark = link if level > 1 else ""
        return f'<h{level} id="{name}">{text}{mark}</h{level}>\n'

    def link(self, text: str, url: str, title: str | None = None) -> str:
        address = safe_link(url)
        return f'<a href="{escape(address)}">{text}</a>' if address else text

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """Show pictures that are inside the notebook; name any other."""
        if url.startswith("attachment:"):
            for kind, content in self.attachments.get(url[11:], {}).items():
                data = _BLANKS.sub("", "".join(content))
                if kind in _IMAGE_TYPES and _BASE64.fullmatch(data):
                    return f'<img src="data:{kind};base64,{data}" alt="{escape(text)}">'
        if url.startswith(tuple(f"data:{kind};base64," for kind in _IMAGE_TYPES)):
            return f'<img src="{escape(url)}" alt="{escape(text)}">'
        return f"<em>{text}</em>"

    def block_code(self, code: str, info: str | None = None) -> str:
        return f'<pre tabindex="0"><code>{escape(code)}</code></pre>\n'

    def table(self, text: str) -> str:
        return f'<div class="scroll" tabindex="0"><table>\n{text}</table></div>\n'

    def table_cell(self, text: str, align: str | None = None, head: bool = False) -> str:
        tag, scope = ("th", ' scope="col"') if head else ("td", "")
        number = ' class="num"' if align == "right" else ""
        return f"<{tag}{scope}{number}>{text}</{tag}>\n"


def words(html: str) -> str:
    """Return the words of rendered HTML."""
    return unescape(nh3.clean(html, tags=set()))
