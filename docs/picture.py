"""Copy the picture of the README out of the executed notebook: `python docs/picture.py`."""

from __future__ import annotations

import base64
import json
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = ROOT / "notebooks" / "01-crime-rates.ipynb"
CAPTION = "The gap under every definition"
PICTURE = ROOT / "docs" / "gap-by-definition.png"


def picture() -> bytes:
    """Return the figure whose caption begins with `CAPTION`."""
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    drawn = [o for o in outputs if o.get("metadata", {}).get("caption", "").startswith(CAPTION)]
    return base64.b64decode("".join(drawn[0]["data"]["image/png"]))


if __name__ == "__main__":
    PICTURE.write_bytes(picture())
