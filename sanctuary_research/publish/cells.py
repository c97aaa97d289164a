"""Cells of an executed notebook as parts of a page: code folded, each with a place of its own."""

from __future__ import annotations

from collections.abc import Sequence

from sanctuary_research.data.entries import Entry
from sanctuary_research.data.page import plain
from sanctuary_research.publish.layers import Part
from sanctuary_research.publish.links import Anchors, Tables
from sanctuary_research.publish.markdown import Markdown, words
from sanctuary_research.publish.notebooks import INJECTED
from sanctuary_research.publish.outputs import Outputs, Place, tables_of, words_of
from sanctuary_research.publish.templates import macro

HIDDEN = ("remove-cell", INJECTED)
# What the code is of whose outputs the first screen takes.
TAKEN = {"answer": " of the answer", "picture": " of the main picture", "limits": " of the limits"}


class Cells:
    """Renders the cells of one notebook.

    Parameters
    ----------
    name : str
        The notebook's.
    tables : Tables, optional
        Where the tables are that it read.
    entry : Entry, optional
        How the report is cited, and with it its exhibits.

    Attributes
    ----------
    answer, answered
        What the cell tagged ``answer`` says, and its name.
    taken : dict
        HTML of what the cells tagged ``picture`` and ``limits`` show, for the first screen.
    outputs : Outputs
        Figures and tables with the files to download, headline numbers, thumbnail.
    sections : list of dict
        For the search: ``kind``, ``anchor``, ``title`` and ``text`` of each section.
    """

    def __init__(self, name: str, tables: Tables | None = None, entry: Entry | None = None):
        self.anchors = Anchors()
        self.markdown = Markdown(self.anchors)
        tables = tables or Tables([], is_linked=False)
        self.outputs = Outputs(name, self.markdown, tables, self._note, entry)
        self.sections: list[dict] = []
        self.answer = self.answered = ""
        self.taken = {"picture": "", "limits": ""}
        self.number = 0
        self.silent_code: list[str] = []
        self.folds: list[tuple[Part, str, Place]] = []  # of the answer, to be written at the end

    def render_all(self, cells: list[dict]) -> list[Part]:
        """Return the parts of the page; code that shows nothing joins the code that follows.

        Raises
        ------
        NotebookError
            A picture has no alt text, or two headline numbers have one name.
        """
        parts = [part for cell in cells for part in self._cell(cell)]
        parts.append(Part(self._pending()))
        for part, text, place in self.folds:  # now that the main picture has its name
            part.html = _boxed(self._folded(text, place))
        return [part for part in parts if part.html]

    def _cell(self, cell: dict) -> list[Part]:
        tags = cell["metadata"].get("tags", [])
        self.number += INJECTED not in tags
        if any(tag in tags for tag in HIDDEN):
            return []
        if cell["cell_type"] == "markdown":
            return self._prose(cell, tags)
        return [self._shown(cell, tags)] if cell["cell_type"] == "code" else []

    def _prose(self, cell: dict, tags: list[str]) -> list[Part]:
        """Return a Markdown cell, its headings noted for the search."""
        if "limits" in tags:
            self.taken["limits"] = self.markdown.text(cell["source"])
            return []
        before, known = Part(self._pending()), len(self.markdown.headings)
        html = self.markdown.page(cell["source"], cell.get("attachments"))
        headings = self.markdown.headings[known:]
        for _, anchor, title in headings:
            self.sections.append({"kind": "section", "anchor": anchor, "title": title, "text": ""})
        self._note(words(html))
        is_fold = "fold" in tags and [h[0] for h in headings[:1]] == [2]
        return [before, Part(html, headings, is_fold=is_fold)]

    def _shown(self, cell: dict, tags: list[str]) -> Part:
        """Return what a code cell shows, less what the first screen takes, its code folded."""
        if "remove-input" not in tags and cell["source"].strip():
            self.silent_code.append(cell["source"])
        if not cell["outputs"]:
            return Part("")
        headings, known = self.markdown.headings, len(self.outputs.shown)
        # Links made of the section's name do not change with the numbers.
        section = headings[-1][1] if headings else "top"
        name = self.anchors.take(f"cell {self.number}")
        place = Place(self.number, name, section, tuple(tags))
        html, text = self._kept(cell, place), "\n\n".join(self.silent_code)
        code = self._pending(place)
        brief = "".join(it.brief for it in self.outputs.shown[known : known + 1])
        part = Part(_boxed(html + code, "" if code else place.cell), brief=brief)
        self.folds += [(part, text, place)] if code and place.role == "answer" else []
        return part

    def _kept(self, cell: dict, place: Place) -> str:
        """Return the outputs of a cell that stay in their place; the first screen takes others."""
        role = place.role
        if role == "answer":
            self.answer, self.answered, tables = words_of(cell), place.cell, tables_of(cell)
            self.outputs.keep_said([self.answer], place.cell, self.outputs.main, tables)
            return ""
        html = "".join(self.outputs.render(output, place) for output in cell["outputs"])
        if role:
            self.taken[role] += html
        return "" if role else html

    def _pending(self, place: Place | None = None) -> str:
        """Return the code that waits to be shown, folded, under the name of the cell it makes."""
        text, self.silent_code = "\n\n".join(self.silent_code), []
        if not text:
            return ""
        return self._folded(text, place) if place else _code(text)

    def _folded(self, text: str, place: Place) -> str:
        of = TAKEN.get(place.role, "")
        return _code(text, place.cell, of, origin=self.outputs.origin(place.cell))

    def _note(self, text: str) -> None:
        """Remember words of the present section, for the search."""
        if self.sections:
            self.sections[-1]["text"] += f" {plain(text)}"


def _boxed(html: str, name: str = "") -> str:
    named = f' id="{name}"' if name else ""
    return f'<div class="cell"{named}>\n{html}</div>\n'


def _code(
    text: str, name: str = "", of: str = "", *, is_open: bool = False, origin: Sequence = ((), ())
) -> str:
    """Return code in a fold; its name is inside, so that a link to it opens the fold."""
    return macro("code", plain(text), name, of, is_open, *origin)
