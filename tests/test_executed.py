"""The committed notebooks, executed once more, print what they were committed with."""

import base64
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LISTED = re.findall(r"\]\((.+?\.ipynb)\)", (ROOT / "notebooks" / "README.md").read_text("utf-8"))
NOTEBOOKS = sorted(set((ROOT / "notebooks").glob("*.ipynb")) - {ROOT / "notebooks/template.ipynb"})


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
