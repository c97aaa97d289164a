"""Write the main finding and its picture into the README: `python docs/readme.py`.

All of it is what the executed notebooks 01 and 02 say.
"""

from __future__ import annotations

import base64
import json
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "gap-by-definition.png"
README = ROOT / "README.md"
BEGIN, END = "<!-- written by docs/readme.py -->", "<!-- to here -->"


def outputs(notebook: str, wanted: str) -> list[dict]:
    """Return the outputs of a notebook's cell that has a tag or makes a call."""
    cells = json.loads((ROOT / "notebooks" / notebook).read_text(encoding="utf-8"))["cells"]
    for cell in cells:
        if wanted in cell["metadata"].get("tags", []) or f".{wanted}(" in "".join(cell["source"]):
            return cell["outputs"]
    raise SystemExit(f"{notebook}: no cell is tagged or calls {wanted}")


def text(output: dict) -> str:
    """Return an output as plain text."""
    return "".join(output["data"]["text/plain"])


def picture() -> bytes:
    """Return the figure of notebook 01."""
    return base64.b64decode(
        "".join(outputs("01-crime-rates.ipynb", "picture")[0]["data"]["image/png"])
    )


def answer(notebook: str, question: str) -> str:
    """Return a notebook's answer after its question, the verdict in bold."""
    verdict, rest = text(outputs(notebook, "answer")[0]).split(". ", 1)
    return f"**{question} {verdict}.** {rest}"


def finding() -> str:
    """Return what notebooks 01 and 02 find with their defaults, as Markdown."""
    drawn = outputs("01-crime-rates.ipynb", "picture")[0]["metadata"]
    published = text(outputs("01-crime-rates.ipynb", "published")[-1])
    paragraphs = [
        answer("01-crime-rates.ipynb", "Is recorded crime different in sanctuary counties?"),
        f"![{drawn['image/png']['alt']}](docs/gap-by-definition.png)",
        f"{drawn['caption']}. {published.split('. ')[0].removesuffix('.')}.",
        answer(
            "02-policy-adoption.ipynb",
            "Does recorded crime change after jails refuse some immigration holds?",
        ),
    ]
    return "\n\n".join(textwrap.fill(text, 105, break_on_hyphens=False) for text in paragraphs)


def written() -> str:
    """Return the README with the finding as it is now."""
    before, rest = README.read_text(encoding="utf-8").split(BEGIN)
    return f"{before}{BEGIN}\n{finding()}\n{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    PICTURE.write_bytes(picture())
    README.write_text(written(), encoding="utf-8")
