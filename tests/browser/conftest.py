"""An installed Chromium, driven by Playwright, and a small site for it to read."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"
NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 240_000  # milliseconds; Playwright itself waits for thirty seconds
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SHOWS = """\
import pandas as pd
from sanctuary_research.display import pictures, prose
from sanctuary_research.display.exhibit import Exhibit, show
frame = pd.DataFrame({"name": ["a", "w" * 90], "estimate": [1.0, 2.0]})
frame = frame.assign(conf_low=0.0, conf_high=3.0, note="a long sentence about this row " * 4)
frame = frame.assign(remark="", is_main=False)
show(Exhibit(title="The gap in " + "long_words_" * 12, rows=frame, columns="name note estimate",
             picture=lambda narrow: pictures.bands(frame, narrow, xlabel="gap"), alt="A gap",
             sentences=("An answer.",)))
prose.headline("gap", 1.5, "per 10,000", 0.5, high)
print("printed " * 40)"""
SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} 90"><g id="a">
<text style="font: bold 10px X; fill: #0072b2" x="0" y="20">{1}</text>
<text style="font: 10px X; fill: #22262b" x="0" y="40">ink</text>
<path d="M 0 50 L {0} 50" style="fill: none; stroke: #e3e6ea"/></g></svg>"""
EXHIBIT = f"""\
from IPython.display import display
sentence = "a sentence that explains this row and goes on for a while "
columns = [{{"title": "Name"}}, {{"title": "Place"}}, {{"title": "Of what it is made, and why"}}]
columns += [{{"title": f"Number {{k}} of many", "is_number": True}} for k in range(6)]
place = {{"text": "7", "table": "places", "key": "7"}}
record = {{"title": "The finding of this picture", "subtitle": "What is measured, where and when",
          "alt": "In words", "sentences": ["It is so.", "It is not so."], "tables": ["places"],
          "marks": "A dot is a place.", "note": "A note.", "columns": columns, "first": 3,
          "rows": [[f"row {{k}}", place, sentence * 2, *["1,234.5"] * 6] for k in range(60)],
          "svg": {SVG.format(500, "wide")!r}, "svg_narrow": {SVG.format(250, "narrow")!r},
          "csv": "a\\n1\\n", "behind": "a\\n1\\n"}}
def show(**changes):
    mime = "application/vnd.sanctuary.exhibit+json"
    display({{mime: record | changes, "text/plain": "shown"}}, raw=True)
rows = open("../data/tables/places.csv").read()"""


@pytest.fixture(scope="module")
def browser():
    """A Chromium with an empty profile; it ends with the module, and so does its event loop."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        missing(f"no {', '.join(NAMES)} on the PATH")
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with api.sync_playwright() as playwright, tempfile.TemporaryDirectory() as profile:
        launched = playwright.chromium.launch(
            executable_path=found,
            args=QUIET,
            env={"HOME": profile, "TMPDIR": profile},
            timeout=PATIENCE,
        )
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def new_tab(browser):
    """What opens a tab with a profile of its own."""

    def opened(**options):
        context = browser.new_context(**options)
        context.set_default_timeout(PATIENCE)
        return context.new_page()

    return opened


@pytest.fixture(scope="session")
def axe() -> str:
    """The accessibility checker as a script."""
    if not AXE.is_file():
        missing("axe-core is not installed: run `npm ci` in tests/browser")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def site(tmp_path_factory, common) -> Path:
    """A small site with every kind of page: good, failed, table, search, sweep."""
    made, root = tmp_path_factory.mktemp("site"), common / "site"
    _project(made)
    with suppress(OSError):  # another worker was first, and its build is the one
        made.rename(root)
    command = [sys.executable, "-m", "sanctuary_research", "--project", str(root), "build"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1, done.stderr
    swept = [*command[:-1], "sweep", "a-good", "--grid", "high=2.5,3.5"]
    done = subprocess.run(swept, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return root / "reports"


def _project(root: Path) -> None:
    """Write a small project: a table, a good notebook, a failing one and one in layers."""
    (root / "data" / "tables").mkdir(parents=True)
    fields = [
        {"name": "place_id", "type": "string", "description": "Key.", "unit": ""},
        {"name": "kind", "type": "string", "constraints": {"enum": ["a", "b"]}},
    ]
    table = {"name": "places", "path": "tables/places.csv", "title": "Places"}
    table |= {
        "schema": {"fields": fields, "primaryKey": ["place_id"]},
        "usage_warnings": ["code"],
        "known_gaps": ["One."],
    }
    package = {"version": "2026-01-02", "title": "Small", "resources": [table]}
    package["usage_warnings"] = {"code": "Read this."}
    (root / "data" / "datapackage.json").write_text(json.dumps(package))
    rows = "".join(f"{k},{'x' * 200}\n" for k in range(20))
    (root / "data" / "tables" / "places.csv").write_text("place_id,kind\n" + rows)
    (root / "notebooks").mkdir()
    _notebook(root, "a-good", SHOWS)
    _notebook(root, "b-bad", "1 / 0")
    _layered(root, "c-layers")


def _notebook(root: Path, name: str, source: str) -> None:
    cells = [
        ("markdown", "# Is it so?"),
        ("code", "high = 2.5", "parameters"),
        ("markdown", "## The gap\n\nText."),
        ("code", source),
    ]
    _written(root, name, cells, {})


def _layered(root: Path, name: str) -> None:
    """Write a notebook with a first screen and folds."""
    cells = [
        ("markdown", "# Is it so, and how would anybody know?\n\nThe opening text."),
        ("code", EXHIBIT),
        (
            "code",
            "display({'text/plain': 'We cannot tell. It was 3 in 2015.'}, raw=True)",
            "answer",
        ),
        ("code", "show()", "picture"),
        ("markdown", "It shows no cause.", "limits"),
        ("markdown", "## Which counties are compared?\n\nWithin the first fold.", "fold"),
        ("code", "show(svg='', svg_narrow='', title='Every spot')"),
        ("markdown", "## How sure are we?\n\nWithin the second fold.", "fold"),
        ("markdown", "## Plan\n\nThe end."),
    ]
    _written(root, name, cells, {"plan": {"date": "2026-01-02", "anchor": "plan"}})


def _written(root: Path, name: str, cells: list[tuple], about: dict) -> None:
    """Write a notebook of these cells: kind, source and tags of each."""
    whole = [
        {"cell_type": kind, "source": source, "metadata": {"tags": list(tags)}, "id": f"c{at}"}
        | ({"outputs": [], "execution_count": None} if kind == "code" else {})
        for at, (kind, source, *tags) in enumerate(cells)
    ]
    metadata = {"sanctuary": about}
    content = {"cells": whole, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    (root / "notebooks" / f"{name}.ipynb").write_text(json.dumps(content))


@pytest.fixture(scope="session")
def site_pages(site) -> list[Path]:
    """Every page of the small site, but for what a build of another worker is writing."""
    return sorted(path for path in site.rglob("*.html") if ".build" not in path.parts)


@pytest.fixture(scope="session")
def pages(site_pages, reports) -> list[Path]:
    """Every page of the small site and of the real one, of those of places one in two hundred."""
    real = [*sorted(reports.glob("*.html")), *sorted((reports / "data").glob("*.html"))]
    places = sorted((reports / "places").glob("*.html"))[::200]
    return [*site_pages, *real, *places]


def missing(what: str) -> None:
    """Skip for a reader who has no browser; fail where one is required, as in CI."""
    stop = pytest.fail if os.environ.get("SANCTUARY_BROWSER") == "required" else pytest.skip
    stop(what)
