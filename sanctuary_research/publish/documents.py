"""The documents of the project as pages, so that what a page names can be read there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from markupsafe import Markup

from sanctuary_research.publish.links import Anchors
from sanctuary_research.publish.markdown import Markdown

FOLDER = "docs"
_LINK = re.compile(r"\[([^\]]+)\]\((?!https?:)([^)#]+)([^)]*)\)")
_NAMED = re.compile(r"\bdocs/([\w/-]+)\.md\b(?![^<>]*(?:>|</a>|</span></summary>))")


def documents(root: Path) -> dict[str, Path]:
    """Return the file of each document by the address of its page, from the index."""
    files = sorted((root / FOLDER).rglob("*.md"))
    return {f"{file.relative_to(root).with_suffix('.html').as_posix()}": file for file in files}


def facts_of(file: Path, known: Iterable[Path]) -> dict:
    """Return what the page of a document says; a link to what is no page is its text."""

    def linked(found: re.Match[str]) -> str:
        text, target, place = found.groups()
        is_page = (file.parent / target).resolve() in {one.resolve() for one in known}
        return f"[{text}]({target[:-3]}.html{place})" if is_page else text

    text = _LINK.sub(linked, file.read_text(encoding="utf-8"))
    return {"title": title_of(file), "body": Markup(Markdown(Anchors()).page(text))}


def title_of(file: Path) -> str:
    """Return the first heading of a document."""
    with file.open(encoding="utf-8") as lines:
        return next(lines, "").strip("# \n") or file.stem


def with_links(html: str, known: Iterable[str]) -> str:
    """Return a page of the site on which the name of each document is a link to it.

    >>> with_links("<p>See docs/a.md and docs/b.md.", ["docs/a.html"])
    '<p>See <a href="docs/a.html">docs/a.md</a> and docs/b.md.'
    """
    pages = set(known)

    def linked(found: re.Match[str]) -> str:
        page = f"{FOLDER}/{found[1]}.html"
        return f'<a href="{page}">{found[0]}</a>' if page in pages else found[0]

    return _NAMED.sub(linked, html)
