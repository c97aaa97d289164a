"""Text from data and parameters never becomes markup, and no path leads out of the reports."""

import csv
import gzip
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest

from sanctuary_research.data import catalog
from sanctuary_research.errors import OutputError
from sanctuary_research.publish.cache import Freshness, State
from sanctuary_research.publish.files import Folder
from sanctuary_research.publish.notebooks import read_notebook
from sanctuary_research.publish.pages import Site
from sanctuary_research.publish.parameters import read_parameters
from sanctuary_research.publish.project import Project
from sanctuary_research.publish.report import render_report

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = "".join(
    [
        "</script></style></title></textarea><script>alert(1)</script>",
        "\"'><img src=x onerror=alert(1)><svg onload=alert(1)>",
        "[a](javascript:alert(1)) {{ 7 * 7 }}{% raw %} <!-- -->]]>&lt;b&gt;",
        "\x00\x07\x1b[31m\u202eright to left\u2066\u200f\ud800",
        "w" * 300,
    ]
)
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200f\u202a-\u202e\u2066-\u2069]")
NAMES = ("name", "path", "type", "format", "mediatype", "encoding", "source_ids", "primaryKey")


class Skeleton(HTMLParser):
    """The elements of a page and the names of their attributes, in order; and where it leads."""

    def __init__(self, page: str):
        super().__init__()
        self.parts, self.links = [], set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.parts.append((tag, [name for name, _ in attrs]))
        links = {value.split("#row-")[0] for name, value in attrs if name == "href" and value}
        self.links |= {link.split(":")[0] for link in links}


def planted(value: object, text: str) -> object:
    """Return a description whose free texts are all this text."""
    if isinstance(value, dict):
        kept = {key: part for key, part in value.items() if key in NAMES}
        url = {"path": "javascript:alert(1)" if text == HOSTILE else ""} if "title" in kept else {}
        changed = {key: planted(part, text) for key, part in value.items() if key not in kept}
        if "pattern" in value:  # one that is none is refused before a page is written
            changed["pattern"] = re.escape(text)
        return kept | changed | url
    if isinstance(value, list):
        return [planted(part, text) for part in value]
    return text if isinstance(value, str) else value


def write_package(text: str, data: Path) -> None:
    """Write the real package with this text in every description and in each table's first row."""
    (data / "tables").mkdir(parents=True)
    real = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    package = {"title": text, "description": text, "version": text, "resources": []}
    package["usage_warnings"] = dict.fromkeys(real["usage_warnings"], text)
    for table in real["resources"]:
        schema = table.pop("schema")
        fields = [planted(field, text) for field in schema["fields"]]
        licenses = [
            {"name": text, "title": text, "path": "javascript:x" if text == HOSTILE else ""}
        ]
        described = planted(table, text) | {"schema": schema | {"fields": fields}}
        warnings = table["usage_warnings"]
        package["resources"].append(described | {"licenses": licenses, "usage_warnings": warnings})
        lines = catalog.content(ROOT / "data" / table["path"]).decode("utf-8").splitlines(True)
        header, first, *rest = csv.reader(lines)
        fixed = {"source_id": first[0], "url": ""}  # the key of `sources` is its first column
        row = [fixed.get(column, text) for column in header]
        clean = [cell.encode("utf-8", "replace").decode() for cell in row]
        opened = gzip.open if table["path"].endswith(".gz") else open
        with opened(data / table["path"], "wt", encoding="utf-8", newline="") as out:
            csv.writer(out, lineterminator="\n").writerows([header, clean, *rest[:30]])
    (data / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")


def built(text: str, root: Path) -> dict[str, str]:
    """Return every page about the whole site of a project full of this text."""
    (root / "notebooks").mkdir(parents=True)
    project = Project(root)
    write_package(text, project.data)
    folder = Folder(project.output)
    folder.prepare()
    headline = {"name": text, "value": text, "unit": text, "low": text, "high": text}
    entry = {"name": "a", "title": text, "answer": text, "page": "a.html", "notebook": "a.ipynb"}
    entry |= {"headlines": [headline], "status": "failed", "is_stale": True, "error": text}
    entry |= {"tables": [{"name": "places", "title": text}], "data_version": text}
    parts = [{"kind": "section", "anchor": "x", "title": text, "text": text}]
    folder.write(".build/search/a", json.dumps(parts))
    state = State(folder)
    freshness = Freshness(project, state.hashes)
    Site(folder, state, freshness, project.package(), [entry]).write(text)
    return {
        path.relative_to(folder.path).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.path.rglob("*.html")
    }


def named(links: set[str]) -> set[str]:
    """Return links without the name of a source of the page itself, which is its id."""
    return {"#source-" if link.startswith("#source-") else link for link in links}


def test_no_text_of_any_table_becomes_markup(tmp_path):
    """Planted in every description and row, hostile text gives the elements that a word gives."""
    plain = built("w" * len(HOSTILE), tmp_path / "plain")
    hostile = built(HOSTILE, tmp_path / "hostile")
    assert len(hostile) == len(plain) > 45
    for name, page in hostile.items():
        found, expected = Skeleton(page), Skeleton(plain[name])
        assert found.parts == expected.parts, name
        assert named(found.links) == named(expected.links), name
        assert not UNSEEN.search(page), name
        assert "49" not in re.findall(r"<h1>.*?</h1>", page, re.DOTALL)[0]


@pytest.mark.parametrize(
    "path", sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")), ids=lambda path: path.stem
)
def test_no_parameter_becomes_markup(path):
    """Whatever a parameter of a notebook is given, the page has the elements it has for a word."""
    declared = read_parameters(read_notebook(path), path.stem)
    notebook = nbformat.read(path, as_version=4)
    pages = []
    for text in ("word", HOSTILE):
        facts = {
            "title": text,
            "declared": {name: SimpleNamespace(default=text, help=text) for name in declared},
            "taken": {name: [text] for name in declared},
            "versions": [(text, text)],
            "tables": [],
            "cite": [text],
            "download": "n.ipynb",
            "command": text,
            "previous": {"page": "p.html", "title": text},
            "next": None,
            "root": "",
        }
        pages.append(render_report(notebook, path.stem, facts).html)
    assert Skeleton(pages[1]).parts == Skeleton(pages[0]).parts
    assert not UNSEEN.search(pages[1])


@pytest.mark.parametrize("relative", ["../x.html", "/tmp/x.html", "a/../../x.html", "link/x.html"])
def test_nothing_is_written_or_removed_outside(tmp_path, relative):
    """A path with '..', an absolute one and one through a link are refused, with the fix."""
    outside = tmp_path / "outside"
    outside.mkdir()
    folder = Folder(tmp_path / "out")
    folder.prepare()
    (folder.path / "link").symlink_to(outside)
    for act in (lambda: folder.write(relative, "x"), lambda: folder.remove(relative)):
        with pytest.raises(OutputError, match=r"^\S+ leads out of"):
            act()
    assert list(tmp_path.rglob("x.html")) == []
