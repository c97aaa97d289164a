"""The pages: one per notebook and an index, each whole in itself and readable without a script."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sanctuary_research.publish import drawings
from sanctuary_research.publish.cells import Cells
from sanctuary_research.publish.headlines import shown, shown_interval, shown_value
from sanctuary_research.publish.layers import Layers
from sanctuary_research.publish.links import Tables
from sanctuary_research.publish.notebooks import about, title
from sanctuary_research.publish.sanitise import plain
from sanctuary_research.publish.search import as_json
from sanctuary_research.words import date

SITE = Path(__file__).with_name("site")
THUMBNAIL = (640, 360)
_VERDICT = re.compile(r"([^.?!]{1,40}[.?!])\s+(?=\S)")  # a short first sentence


class Page:
    """A rendered report, its files to download, and what the other pages need to know of it."""

    def __init__(self, html: str, cells: Cells):
        self.html, self.files = html, cells.exhibits.files
        self.answer, self.headlines = cells.answer, cells.outputs.headlines
        self.thumbnail = cells.outputs.drawing or _thumbnail(cells.outputs.thumbnail)
        self.found = [*cells.sections, *cells.exhibits.found]


def render_report(notebook: dict, name: str, facts: dict) -> Page:
    """Return the page of an executed notebook.

    Parameters
    ----------
    notebook : dict
        The executed notebook.
    name : str
        Its name.
    facts : dict
        What the page says of its making: ``title``, ``parameters`` (name, value, default, help),
        ``versions`` (pairs), ``tables`` (name, title, has_rows), ``cite``, ``download``,
        ``previous`` and ``next`` (name and title, or None), ``home``, ``notice``.

    Raises
    ------
    NotebookError
        A picture has no alt text.
    """
    cells = Cells(name, Tables(facts["tables"], is_linked=bool(facts["home"])))
    layers = Layers(cells.render_all(notebook["cells"]), cells.anchors)
    verdict = _VERDICT.match(cells.answer)
    html = _page(
        "report.html.j2",
        script=_script("folds") + _script("copy"),
        **facts,
        name=name,
        site=_links("", "") if facts["home"] else [],
        description=cells.answer,
        layers=layers,
        verdict=verdict[1] if verdict else "",
        answer=cells.answer[verdict.end() if verdict else 0 :],
        answered=cells.answered,
        picture=cells.taken.get("picture", ""),
        limits=cells.taken.get("limits", ""),
        below="".join(cells.outputs.below),
        origin=_origin(notebook, name, cells, facts),
    )
    return Page(html, cells)


def _origin(notebook: dict, name: str, cells: Cells, facts: dict) -> list[dict]:
    """Return the line under the answer, as texts before and within a link: data, notebook, plan."""
    told = about(notebook)
    plan = told.get("plan") or {}
    version = dict(facts["versions"]).get("Data version")
    day, county = str(plan.get("date") or ""), _place(told.get("county"), cells)
    parts = [
        ("Data of ", _day(version), "") if version else None,
        ("computed by ", f"notebook {name}", facts["download"]),
        ("plan fixed on ", _day(day), _place(plan.get("anchor"), cells)) if day else None,
        ("", "cite", "#how-to-cite"),
        ("", "your county", county) if county else None,
    ]
    return [dict(zip(("before", "text", "page"), part, strict=True)) for part in parts if part]


def _place(anchor: object, cells: Cells) -> str:
    """Return the address of a place on the page, or nothing if it has none of this name."""
    name = str(anchor or "").removeprefix("#")
    return f"#{name}" if name in cells.anchors.used else ""


def _day(text: str) -> str:
    """Return a day as a reader would say it; what is no day as it is."""
    try:
        return date(text.replace(".", "-"))
    except ValueError:
        return text


def render_half_run(notebook: dict, name: str, error: str) -> str:
    """Return the page of a notebook that stopped half-way, the cell that failed first.

    The page belongs beside the half-run notebook, in a folder beside the index; nothing about
    the notebook stops it from being rendered, so that a failure can always be read.

    Parameters
    ----------
    notebook : dict
        The half-run notebook.
    name : str
        Its name.
    error : str
        The sentence that says what went wrong.
    """
    cells = Cells(name, is_half=True)
    failed, rest = cells.render_half(notebook["cells"])
    return _page(
        "half_run.html.j2",
        title=title(notebook, name),
        description="",
        name=name,
        error=error,
        failed=Markup(failed),
        body=Markup(rest),
        home="../index.html",
        site=_links("../", ""),
        download=f"{name}.ipynb",
    )


def render_index(facts: dict) -> str:
    """Return the index page.

    Parameters
    ----------
    facts : dict
        ``title``, ``description``, ``reports`` (as `front.card` returns them), ``topics`` (as
        `front.topics`), ``versions``, ``search`` and ``changes`` (addresses).
    """
    reports = [
        report | {"picture": _small(report["thumbnail"], f"picture-{number}-")}
        for number, report in enumerate(facts["reports"])
    ]
    facts = facts | {"reports": reports}
    return _page("index.html.j2", **facts, site=_links("", facts["changes"]))


def _small(kept: str, prefix: str) -> Markup:
    """Return the kept picture of a report as the index shows it: a drawing, or pixels."""
    if not kept or kept.startswith("data:"):
        return Markup('<img src="{}" alt="">').format(kept) if kept else Markup()
    drawn, is_lit = drawings.for_page(kept, "", prefix)
    return Markup(f'<div class="thumb{" lit" if is_lit else ""}" aria-hidden="true">{drawn}</div>')


def render_changes(changes: list[dict], links: dict) -> str:
    """Return the page of the headline numbers that changed, as `changes.entries` lists them."""
    return _page(
        "changes.html.j2",
        title="Which headline numbers changed?",
        description="Each build that changed a headline number, the newest first.",
        changes=changes,
        home=links["home"],
        site=_links("", links["changes"]),
    )


def render_table(facts: dict) -> str:
    """Return the page of a table, as `tablepages.facts_of` tells of it, ``used`` and ``file``."""
    return _page(
        "table.html.j2",
        script=_script("folds") + _script("copy"),
        **facts,
        home="../index.html",
        site=_links("../", ""),
    )


def render_place(facts: dict) -> str:
    """Return the page of a place, as `placepages.pages` tells of it."""
    drawn = facts["crime"]
    crime = drawn and drawn._replace(drawing=Markup(drawn.drawing))
    home = {"home": "../index.html", "site": _links("../", "")}
    return _page("place.html.j2", **facts | {"crime": crime, "description": ""}, **home)


def render_search(found: dict[str, list[dict]], links: dict) -> str:
    """Return the search page: what `search.everything` found, as a list and for the script."""
    return _page(
        "search.html.j2",
        script=_script("search"),
        title="Search",
        description="",
        **found,
        home=links["home"],
        site=_links("", links["changes"]),
        entries=Markup(as_json(found)),
    )


def _links(root: str, changes: str) -> list[dict]:
    """Return the links to the pages about the whole site, from a page below ``root``."""
    pages = [("Reports", "index.html"), ("Data", "index.html#tables"), ("Search", "search.html")]
    pages += [("Changes", changes)] if changes else []
    return [{"text": text, "page": f"{root}{page}"} for text, page in pages]


def _page(template: str, *, script: str = "", **facts: object) -> str:
    style = (SITE / "style.css").read_text(encoding="utf-8")
    runs = f"script-src {_hash(script)}; " if script else ""
    policy = (
        f"default-src 'none'; img-src data:; style-src {_hash(style)}; {runs}"
        "base-uri 'none'; form-action 'none'"
    )
    facts |= {"style": Markup(style), "script": Markup(script), "policy": policy}
    return _templates().get_template(template).render(facts)


def _script(name: str) -> str:
    return (SITE / f"{name}.js").read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """Return how a content security policy names an inline style or script."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


@lru_cache(maxsize=1)
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(SITE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_shown,
    )
    environment.globals |= {"name": "", "here": "", "home": "", "address": "", "site": []}
    environment.filters["value"] = shown_value
    environment.filters["interval"] = shown_interval
    environment.filters["headline"] = shown
    return environment


def _shown(value: object) -> object:
    """Return what a template shows of a value: markup as it is, all else as plain text."""
    return value if isinstance(value, Markup) else plain(value)


def _thumbnail(picture: bytes) -> str:
    """Return a small copy of a picture as a data address, or nothing without a picture."""
    if not picture:
        return ""
    from PIL import Image

    with Image.open(io.BytesIO(picture)) as image:
        small = image.convert("RGB")
        small.thumbnail(THUMBNAIL, Image.Resampling.LANCZOS)
        reduced = small.quantize(64)
        out = io.BytesIO()
        reduced.save(out, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode("ascii")
