"""The page of a notebook, whole in itself and readable without a script."""

from __future__ import annotations

import re

from sanctuary_research.data.citation import citation
from sanctuary_research.publish.cells import Cells
from sanctuary_research.publish.citing import report_entry
from sanctuary_research.publish.documents import with_links
from sanctuary_research.publish.layers import Layers
from sanctuary_research.publish.links import Tables
from sanctuary_research.publish.notebooks import about
from sanctuary_research.publish.parameters import Parameter
from sanctuary_research.publish.templates import CORRECTIONS, READ, page
from sanctuary_research.words import date

OF_YEARS = "-span."  # in the name of a map whose parts know their years (`display.maps`)
_VERDICT = re.compile(r"([^.?!]{1,40}[.?!])\s+(?=\S)")  # a short first sentence


class Page:
    """A rendered report, its files to download, and what the other pages need to know of it."""

    def __init__(self, html: str, cells: Cells):
        self.html, self.answer, told = html, cells.answer, cells.outputs
        self.files, self.thumbnail = told.files, told.thumbnail
        self.headlines, self.sentences, self.rows = told.headlines, told.sentences, told.rows
        self.named = sorted({name for it in told.shown for name in it.record.get("tables", ())})
        self.found = cells.sections + [
            {"kind": it.kind, "anchor": it.anchor, "title": it.title or it.brief}
            for it in told.shown
        ]


def render_report(notebook: dict, name: str, facts: dict) -> Page:
    """Return the page of an executed notebook.

    Parameters
    ----------
    notebook : dict
        The executed notebook.
    name : str
        Its name.
    facts : dict
        What the page says of its making, as `making` returns it.

    Raises
    ------
    NotebookError
        A picture has no alt text.
    """
    entry = report_entry(name, facts["title"], dict(facts["versions"]), facts.get("address", ""))
    is_linked = facts["root"] is not None
    is_led = {"is_linked": is_linked, "behind": facts.get("behind")}
    tables = Tables(facts["tables"], facts.get("places", {}), **is_led)
    cells = Cells(name, tables, entry)
    layers = Layers(cells.render_all(notebook["cells"]), cells.anchors)
    verdict = _VERDICT.match(cells.answer)
    html = page(
        "report",
        scripts=(*READ, "slider") if OF_YEARS in cells.taken.get("picture", "") else READ,
        **facts,
        name=name,
        description=cells.answer,
        layers=layers,
        verdict=verdict[1] if verdict else "",
        answer=cells.answer[verdict.end() if verdict else 0 :],
        answered=cells.answered,
        first_screen=cells.taken,
        below=cells.outputs.below,
        origin=_origin(notebook, name, cells, facts),
        entry=entry,
    )
    return Page(tables.with_row_links(with_links(html, facts.get("documents", ()))), cells)


def making(
    title: str,
    versions: tuple[str, str],
    declared: dict[str, Parameter],
    taken: dict[str, list],
    *,
    of: str = "",
    address: str = "",
    **more: object,
) -> dict:
    """Return what a page says of its making.

    Parameters
    ----------
    title : str
        Of the notebook.
    versions : (str, str)
        Of the data and of the code.
    declared : dict of Parameter
    taken : dict of list
        The values that parameters took, where they may differ from the defaults.
    of : str
        What else the citation says of the title.
    address : str
        Of the published page, if it has one.
    **more
        ``tables`` (as `links.Tables` takes them), ``command``, and where they are not blank
        ``download``, ``previous`` and ``next`` (page and title), ``root``.
    """
    data, code = versions
    told = {"Data version": data, "Code version": f"sanctuary_research {code}"}
    return {
        "title": title,
        "versions": [pair for pair in told.items() if pair[1]],
        "declared": declared,
        "taken": taken,
        "cite": citation(f"“{title}”{of}", data, code, address),
        "address": address,
        "root": None,
        **dict.fromkeys(("download", "previous", "next"), ""),
        **more,
    }


def _origin(notebook: dict, name: str, cells: Cells, facts: dict) -> list[tuple[str, str, str]]:
    """Return the line under the answer, as texts before and within a link: data, notebook, plan."""
    told = about(notebook)
    plan = told.get("plan") or {}
    version = dict(facts["versions"]).get("Data version")
    fixed, county = str(plan.get("date") or ""), _place(told.get("county"), cells)
    can_correct = CORRECTIONS in facts.get("documents", ())
    parts = [
        ("Tables as of ", day(version or ""), ""),
        ("computed by ", "this notebook", facts["download"]),
        ("plan fixed on ", day(fixed), _place(plan.get("anchor"), cells)),
        ("", "your county" if county else "", county),
        ("", "who made it, cite", "#how-to-cite"),
        ("", "report a mistake" if can_correct else "", CORRECTIONS),
    ]
    return [part for part in parts if part[1]]


def _place(anchor: object, cells: Cells) -> str:
    """Return the address of a place on the page, or nothing if it has none of this name."""
    name = str(anchor or "").removeprefix("#")
    return f"#{name}" if name in cells.anchors.used else ""


def day(text: str) -> str:
    """Return a day as a reader would say it; what is no day as it is."""
    try:
        return date(text.replace(".", "-"))
    except ValueError:
        return text
