"""What a notebook file says of itself, read as plain JSON; standard library only."""

from __future__ import annotations

import json
import re
from pathlib import Path

from sanctuary_research.errors import NotebookError

INJECTED = "injected-parameters"  # papermill tags the values it was given so
_HEADING = re.compile(r"^#\s+(.+?)\s*#*\s*$", re.MULTILINE)
_FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)


def read_notebook(path: Path) -> dict:
    """Return a notebook as its JSON.

    Raises
    ------
    NotebookError
        The file cannot be read or is not a notebook of format 4.
    """
    try:
        text = path.read_text(encoding="utf-8")
        content = json.loads(text)
        if "\\ud" in text:  # half a character, which no page and no kernel can take
            json.dumps(content, ensure_ascii=False).encode("utf-8")
    except OSError as error:
        raise NotebookError(f"notebook {path.name} cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise NotebookError(
            f"notebook {path.name} is not valid JSON ({error}): restore it from the last commit, "
            "or save it again in JupyterLab"
        ) from error
    if not is_notebook(content):
        raise NotebookError(
            f"notebook {path.name} is JSON but not a notebook of format 4: "
            "save it again in JupyterLab"
        )
    return content


def is_notebook(content: object) -> bool:
    """Return whether this JSON has the shape that the build relies on."""
    if not isinstance(content, dict) or content.get("nbformat") != 4:
        return False
    cells, told = content.get("cells"), content.get("metadata")
    return isinstance(cells, list) and isinstance(told, dict) and all(map(_is_cell, cells))


def _is_cell(cell: object) -> bool:
    if not isinstance(cell, dict) or not isinstance(cell.get("metadata"), dict):
        return False
    found, text = tags(cell), cell.get("source")
    lines = [text] if isinstance(text, str) else text
    return all(isinstance(one, list) for one in (found, lines)) and all(
        isinstance(one, str) for one in (cell.get("cell_type"), *found, *lines)
    )


def source(cell: dict) -> str:
    """Return the text of a cell, which the format stores as one string or as lines."""
    text = cell["source"]
    return text if isinstance(text, str) else "".join(text)


def tags(cell: dict) -> list[str]:
    """Return the tags of a cell."""
    return cell["metadata"].get("tags", [])


def without_outputs(notebook: dict) -> dict:
    """Take from a notebook what a run left in it, and return it."""
    for cell in notebook["cells"]:
        cell |= {"outputs": [], "execution_count": None} if cell["cell_type"] == "code" else {}
    return notebook


def title(notebook: dict, name: str) -> str:
    """Return the question a notebook asks: its first heading, else its name."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            found = _HEADING.search(_FENCE.sub("", source(cell)))
            if found:
                return found[1]
    return name


def about(notebook: dict) -> dict:
    """Return what a notebook's metadata say for its page: ``plan`` (date, anchor), ``county``."""
    found = notebook.get("metadata", {}).get("sanctuary")
    return found if isinstance(found, dict) else {}


def essence(notebook: dict) -> bytes:
    """Return what decides a notebook's page: its cells, tags and metadata, not the outputs."""
    cells = [
        [cell["cell_type"], source(cell), tags(cell), cell.get("attachments")]
        for cell in notebook["cells"]
    ]
    return json.dumps([cells, about(notebook)], ensure_ascii=False).encode("utf-8")
