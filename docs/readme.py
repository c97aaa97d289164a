"""Write the main finding and its picture into the README: `python docs/readme.py`.

The picture is that of the executed notebook 01, the sentences are those of the exhibits of
notebooks 01 and 02.
"""

from __future__ import annotations

import base64
import json
import textwrap
from pathlib import Path

from sanctuary_research.questions import crime_rates
from sanctuary_research.questions.adoption import changes, first_screen, offices, question
from sanctuary_research.questions.crime_rates import said

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = ROOT / "notebooks" / "01-crime-rates.ipynb"
PICTURE = ROOT / "docs" / "gap-by-definition.png"
README = ROOT / "README.md"
BEGIN, END = "<!-- written by docs/readme.py -->", "<!-- to here -->"


def picture() -> bytes:
    """Return the figure of the cell tagged ``picture``."""
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    (cell,) = [cell for cell in cells if "picture" in cell["metadata"].get("tags", [])]
    return base64.b64decode("".join(cell["outputs"][0]["data"]["image/png"]))


def finding() -> str:
    """Return what notebook 01 finds with its defaults, as Markdown."""
    asked = crime_rates.Asked()
    counties = crime_rates.counties(asked)
    gap, every = crime_rates.gap(counties, asked), crime_rates.every_gap(counties, asked)
    verdict, *rest = said.answer(gap, every)
    main, since = crime_rates.main_picture(every, gap), crime_rates.before(asked)
    more = [f"{main.title}.", f"{since.title}.", since.sentences[0]]
    more += [f"{crime_rates.together(every).title}.", crime_rates.published(gap).sentences[0]]
    paragraphs = [
        f"**Is recorded crime different in sanctuary counties? {verdict}** {' '.join(rest)}",
        f"![{main.alt}](docs/gap-by-definition.png)",
        " ".join(more),
        change(),
    ]
    return "\n\n".join(textwrap.fill(text, 105, break_on_hyphens=False) for text in paragraphs)


def change() -> str:
    """Return what notebook 02 finds with its defaults, as Markdown."""
    asked = question.Asked()
    frame = offices.offices(asked)
    found, before = changes.changed(frame, asked), first_screen.years_before(frame, asked)
    verdict, *rest = first_screen.answer(found, before).sentences
    return f"**Does recorded crime change after jails limit detainers? {verdict}** {' '.join(rest)}"


def written() -> str:
    """Return the README with the finding as it is now."""
    before, rest = README.read_text(encoding="utf-8").split(BEGIN)
    return f"{before}{BEGIN}\n{finding()}\n{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    PICTURE.write_bytes(picture())
    README.write_text(written(), encoding="utf-8")
