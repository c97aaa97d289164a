"""Copy the picture of the README out of the executed notebook: `python docs/picture.py`."""

from __future__ import annotations

import base64
import json
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = ROOT / "notebooks" / "01-crime-rates.ipynb"
PICTURE = ROOT / "docs" / "gap-by-definition.png"


def picture() -> bytes:
    """Return the figure of the cell tagged ``picture``."""
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    (cell,) = [cell for cell in cells if "picture" in cell["metadata"].get("tags", [])]
    return base64.b64decode("".join(cell["outputs"][0]["data"]["image/png"]))


if __name__ == "__main__":
    PICTURE.write_bytes(picture())
