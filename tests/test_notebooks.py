"""The notebooks of `notebooks/README.md` are executed, shaped alike, and hold their output.

A notebook of your own beside them, which the list does not name, must only build.
"""

import ast
import base64
import json
import re
import shutil
from pathlib import Path

import pytest

import sanctuary_research as sr
from sanctuary_research.cli import main
from sanctuary_research.publish.parameters import read_parameters

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = ROOT / "notebooks" / "template.ipynb"
LISTED = re.findall(r"\]\((.+?\.ipynb)\)", (ROOT / "notebooks" / "README.md").read_text("utf-8"))
NOTEBOOKS = [ROOT / "notebooks" / name for name in LISTED]
HEADLINE = "application/vnd.sanctuary.headline+json"
CRIME = ROOT / "notebooks" / "01-crime-rates.ipynb"
EACH = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
SHAPED = pytest.mark.parametrize("path", [*NOTEBOOKS, TEMPLATE], ids=lambda path: path.stem)


def cells(path: Path, kind: str = "code") -> list[dict]:
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in found if cell["cell_type"] == kind]


def source(cell: dict) -> str:
    return "".join(cell["source"])


def tagged(path: Path, tag: str) -> list[dict]:
    return [cell for cell in cells(path) if tag in cell["metadata"].get("tags", [])]


def declared(path: Path) -> dict:
    return read_parameters(json.loads(path.read_text(encoding="utf-8")), path.stem)


@EACH
def test_every_code_cell_has_been_run(path):
    """Cells are numbered from one without gaps, and none holds an error."""
    counts = [cell["execution_count"] for cell in cells(path)]
    assert counts == list(range(1, len(counts) + 1))
    outputs = [output for cell in cells(path) for output in cell["outputs"]]
    assert not [output for output in outputs if output["output_type"] == "error"]


@EACH
def test_checked_cells_hold_headline_numbers(path):
    """The cell that nbval compares really holds numbers, or it would pass empty."""
    (checked,) = tagged(path, "nbval-check-output")
    records = [output["data"][HEADLINE] for output in checked["outputs"]]
    assert len(records) >= 4
    assert len({record["name"] for record in records}) == len(records)
    fields = {"name", "value", "unit", "low", "high", "digits"}
    assert all(set(record) | {"digits"} - {"exhibit", "tables"} >= fields for record in records)


@EACH
def test_answer_is_computed(path):
    """One cell says the answer, in a sentence that holds a number of the headlines."""
    (answer,) = tagged(path, "answer")
    text = "".join(answer["outputs"][0]["data"]["text/plain"])
    assert text.endswith(".")
    assert any(letter.isdigit() for letter in text)
    assert "{" in source(answer) or source(answer).startswith("show(")


@SHAPED
def test_shape(path):
    """A question as title, short cells, no functions, no magics, the closing sections."""
    text = [source(cell) for cell in cells(path, "markdown")]
    code = [source(cell) for cell in cells(path)]
    assert text[0].startswith("# ")
    assert text[0].endswith("?")
    assert 60 <= len(text[1].split()) <= 130
    assert max(cell.count("\n") + 1 for cell in code) <= 12
    assert not [cell for cell in code if cell.lstrip().startswith(("%", "!")) or "def " in cell]
    headings = " ".join(text)
    for section in ("How sure are we?", "does not show", "Headline numbers", "On your own"):
        assert section in headings


@SHAPED
def test_parameters_are_typed_and_at_most_six(path):
    """Each parameter has a type or choices and a comment that says what it is."""
    parameters = declared(path)
    assert 1 <= len(parameters) <= 6
    assert all(parameter.help for parameter in parameters.values())


@EACH
def test_figures_have_alt_text_and_a_caption(path):
    """Every picture can be read without being seen."""
    outputs = [output for cell in cells(path) for output in cell["outputs"]]
    pictures = [o["metadata"] for o in outputs if "image/png" in o.get("data", {})]
    assert pictures
    assert all(len(meta["image/png"]["alt"]) > 30 for meta in pictures)
    assert all(meta["caption"] and meta["source"] for meta in pictures)


@SHAPED
def test_every_merge_is_checked(path):
    """A cell that merges says how many rows match, and an assert follows."""
    for k, cell in enumerate(code := [source(cell) for cell in cells(path)]):
        calls = [n for n in ast.walk(ast.parse(cell)) if isinstance(n, ast.Call)]
        merges = [c for c in calls if getattr(c.func, "attr", "") == "merge"]
        if merges:
            assert "assert" in cell + "".join(code[k + 1 : k + 2])


def test_choices_of_definition_are_the_librarys():
    """The notebook offers every definition that the library knows, and a list of one's own."""
    parameters = declared(CRIME)
    assert list(parameters["definition"].kind.choices) == [*sr.DEFINITIONS, "own"]


def test_the_picture_of_the_readme_is_the_notebooks():
    """docs/gap-by-definition.png is the figure of the committed notebook, byte for byte."""
    ((drawn,),) = (cell["outputs"] for cell in tagged(CRIME, "picture"))
    kept = (ROOT / "docs" / "gap-by-definition.png").read_bytes()
    assert base64.b64decode("".join(drawn["data"]["image/png"])) == kept


@EACH
def test_cells_of_the_pattern_are_short(path):
    """A cell is one question: median at most 3 lines, at most 6, no line over 90 characters."""
    code = [source(cell) for cell in cells(path)]
    lengths = sorted(len(cell.splitlines()) for cell in code)
    assert lengths[len(lengths) // 2] <= 3
    assert max(lengths) <= 6
    assert max(len(line) for cell in code for line in cell.splitlines()) <= 90


def test_the_list_is_in_reading_order_and_complete():
    """Every numbered notebook that is kept stands in the list, with what it takes."""
    assert sorted(LISTED) == LISTED
    assert all(path.is_file() for path in NOTEBOOKS)


@pytest.mark.parametrize(
    "origin",
    [[], pytest.param(["--from", "00"], marks=pytest.mark.slow)],
    ids=["template", "copy"],
)
def test_a_new_notebook_builds_and_has_the_shape_of_the_others(origin, tmp_path, capsys):
    """Unedited, it runs, and once run it passes what the listed ones pass."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "data").mkdir()  # its tables are the clone's, which have pages enough elsewhere
    (tmp_path / "data" / "datapackage.json").write_text('{"resources": []}')
    for path in (TEMPLATE, NOTEBOOKS[0]):
        shutil.copy(path, tmp_path / "notebooks")
    command = ["--project", str(tmp_path)]
    assert main([*command, "new", "mine", *origin]) == 0
    assert main([*command, "build", "mine"]) == 0, capsys.readouterr().err
    made = tmp_path / "reports" / "notebooks" / "mine.ipynb"
    for test in (
        test_every_code_cell_has_been_run,
        test_checked_cells_hold_headline_numbers,
        test_answer_is_computed,
        test_shape,
        test_figures_have_alt_text_and_a_caption,
    ):
        test(made)
