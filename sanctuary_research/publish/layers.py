"""The two layers of a report: a first screen for everyone, then sections, some of them folded.

Tags on the notebook's cells say what goes where: ``answer``, ``picture`` and ``limits`` are taken
to the first screen; a section whose heading is tagged ``fold`` opens on a click, a link or a
print.
"""

from __future__ import annotations

import re

from sanctuary_research.publish.exhibits import clipped
from sanctuary_research.publish.links import Anchors
from sanctuary_research.publish.markdown import words
from sanctuary_research.publish.templates import macro

TO_CHECK = "For those who want to check"
_END = re.compile(r"(?<=[.?!])\s+(?=\S)")  # of a sentence that another follows


class Part:
    """A piece of a page, in the order of the notebook.

    Attributes
    ----------
    html : str
    headings : list of (int, str, str)
        Level, name and text of the headings in it.
    is_fold : bool
        Its first heading begins a section that is folded.
    brief : str
        What stands for it while it is folded.
    """

    def __init__(self, html: str, headings: list = (), *, is_fold: bool = False, brief: str = ""):
        self.html, self.headings = html, list(headings)
        self.is_fold, self.brief = is_fold, brief

    @property
    def begins(self) -> bool:
        """Whether it begins a section."""
        return bool(self.headings) and self.headings[0][0] <= 2


class Layers:
    """The parts of a report in the order of its page.

    Attributes
    ----------
    title, opening : str
        The title that the first part begins with, and what follows it there.
    body : str
        The sections.
    contents : list of (int, str, str)
        Level, name and text of what the contents list.
    """

    def __init__(self, parts: list[Part], anchors: Anchors):
        title, end, opening = parts[0].html.partition("</h1>\n") if parts else ("", "", "")
        self.title, self.opening = (title + end, opening) if end else ("", "")
        self.contents = _listed(parts[0]) if end else []
        self.has_fold, self.anchors = False, anchors
        sections = _sections(parts[1:] if end else parts)
        self.body = "".join(self._section(section) for section in sections)

    def _section(self, parts: list[Part]) -> str:
        if not parts[0].is_fold:
            self.contents += [one for part in parts for one in _listed(part)]
            return "".join(part.html for part in parts)
        before = "" if self.has_fold else self._to_check()
        self.has_fold = True
        _, name, title = parts[0].headings[0]
        self.contents.append((3, name, title))
        _, _, opening = parts[0].html.partition("</h2>\n")
        inside = opening + "".join(part.html for part in parts[1:])
        brief = next((part.brief for part in parts if part.brief), "") or _begin(inside)
        return before + macro("fold", title, name, brief, inside)

    def _to_check(self) -> str:
        name = self.anchors.take(TO_CHECK)
        self.contents.append((2, name, TO_CHECK))
        return f'<h2 id="{name}">{TO_CHECK}</h2>\n'


def _sections(parts: list[Part]) -> list[list[Part]]:
    """Return the parts by section; those before the first heading are one."""
    found: list[list[Part]] = []
    for part in parts:
        if part.begins or not found:
            found.append([])
        found[-1].append(part)
    return found


def _listed(part: Part) -> list[tuple[int, str, str]]:
    return [heading for heading in part.headings if heading[0] in (2, 3)]


def _begin(html: str) -> str:
    """Return the first sentence of a text."""
    text = " ".join(words(html.partition("</p>")[0]).split())
    return clipped(first_sentence(text))


def first_sentence(text: str) -> str:
    """Return the first sentence of a text.

    >>> first_sentence("Lower in 3 of 5 years. By how much?")
    'Lower in 3 of 5 years.'
    """
    return _END.split(text)[0]
