"""The committed notebooks, executed once more, print what they were committed with."""

import base64
import json
import re
from pathlib import Path

import pytest

from sanctuary_research.data import catalog
from sanctuary_research.publish.behind import Behind

ROOT = Path(__file__).resolve().parents[1]
EXHIBIT = "application/vnd.sanctuary.exhibit+json"
LISTED = re.findall(r"\]\((.+?\.ipynb)\)", (ROOT / "notebooks" / "README.md").read_text("utf-8"))
NOTEBOOKS = sorted(set((ROOT / "notebooks").glob("*.ipynb")) - {ROOT / "notebooks/template.ipynb"})
# Laws of counties that only a list names as sanctuaries, and lists of those that laws decide.
SILENT = {("01", "policy_events"), ("02", "policy_events"), ("12", "list_membership")}


def checked(path: Path) -> list[list[str]]:
    """Return what the cells print that nbval compares, too."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    tagged = [cell for cell in cells if "nbval-check-output" in cell["metadata"].get("tags", [])]
    return [["".join(out["data"]["text/plain"]) for out in cell["outputs"]] for cell in tagged]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_headline_numbers_are_those_committed(path, reports):
    """Each checked cell prints the same again; a new notebook, not yet executed, has to run."""
    built = checked(reports / "notebooks" / path.name)
    committed = checked(path)
    assert built == committed or not any(committed)


def test_pictures_are_packed_small():
    """The pictures of all committed notebooks together are under 1.5 MB."""
    cells = [c for path in NOTEBOOKS for c in json.loads(path.read_text("utf-8"))["cells"]]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    pictures = ["".join(output.get("data", {}).get("image/png", "")) for output in outputs]
    assert sum(len(base64.b64decode(picture)) for picture in pictures) < 1.5e6


def test_every_headline_number_leads_to_its_origin(reports):
    """The manifest names for each its cell and exhibit, both on the page, and its tables.

    The exhibit prints the number, or has the rows that it is computed from; the page says which.
    """
    manifest = json.loads((reports / "manifest.json").read_text(encoding="utf-8"))
    for report in manifest["reports"]:
        page = (reports / report["page"]).read_text(encoding="utf-8")
        for number in report["headlines"]:
            named = [number["cell"], number["exhibit"]]
            assert all(f'id="{name}"' in page for name in named), number["name"]
            assert number["is_printed"] or report["rows"][number["exhibit"]], number["name"]
            assert set(number["tables"]) <= {table["name"] for table in report["tables"]}
            assert number["tables"], number["name"]
        computed = [number for number in report["headlines"] if not number["is_printed"]]
        assert page.count("computed from the rows behind") == len(computed)


def test_every_table_of_a_headline_number_names_its_rows(reports):
    """But tables that were looked through and of which no row decides anything."""
    manifest = json.loads((reports / "manifest.json").read_text(encoding="utf-8"))
    bare = {
        (report["name"][:2], table)
        for report in manifest["reports"]
        for number in report["headlines"]
        for table in set(number["tables"]) - set(report["rows"][number["exhibit"]])
    }
    assert bare <= SILENT


def exhibits(path: Path, reports: Path) -> list[dict]:
    """Return the exhibits of a notebook as they were built, but its plan."""
    run = (reports / ".build" / "runs" / path.name).read_text(encoding="utf-8")
    outputs = [output for cell in json.loads(run)["cells"] for output in cell.get("outputs", [])]
    shown = [output["data"][EXHIBIT] for output in outputs if EXHIBIT in output.get("data", {})]
    return [one for one in shown if "docs/plans" not in " ".join(one["sentences"][:1])]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_is_said_names_its_tables(path, reports):
    """Every exhibit with sentences does, but what an answer does not show, and plans."""
    said = [one for one in exhibits(path, reports) if one["sentences"]]
    assert {one["title"] for one in said if not one["tables"]} <= {"What this does not show"}


@pytest.mark.parametrize("name", ["00", "01", "02", "05", "06", "07", "08", "10", "11", "12"])
def test_every_exhibit_names_its_rows(name, reports):
    """But what an answer does not show, what is to know of tables, and what the tables are."""
    (path,) = [path for path in NOTEBOOKS if path.name.startswith(name)]
    behind = Behind(catalog.package())
    bare = [one["title"] for one in exhibits(path, reports) if not behind.of(one)]
    words = ("What this does not show", "What to know before")
    assert [
        title for title in bare if not title.startswith(words) and " tables with " not in title
    ] == []


def test_every_row_behind_an_exhibit_is_a_row_of_its_table(reports):
    """As the manifest writes keys: whole, or of two words with all second ones of a first one."""
    manifest = json.loads((reports / "manifest.json").read_text(encoding="utf-8"))
    shown = [tables for report in manifest["reports"] for tables in report["rows"].values()]
    pairs = [(name, keys) for tables in shown for name, keys in tables.items()]
    behind = Behind(catalog.package())
    for name, keys in pairs:
        known = behind.keys(name)
        for key in [] if isinstance(keys, str) else {*keys} - known:  # the exhibit that names them
            first, *ends = key.split()
            assert ends, (name, key)
            assert {f"{first} {end}" for end in ends} <= known, (name, key)
