"""Executed notebooks without what differs between two equal runs: times, random ids, folders."""

from __future__ import annotations

import os
import re
import sys

import nbformat

from sanctuary_research.publish.notebooks import INJECTED
from sanctuary_research.publish.project import PACKAGE
from sanctuary_research.publish.streams import join_streams

# Only from the beginning of a word: otherwise a long line without spaces takes hours.
_CELL_FILE = re.compile(r"(?<![^\s'\"])[^\s'\"]*ipykernel_\d+[/\\]\d+\.py")
_INSTALLED = [place for place in sys.path if place.endswith("site-packages")]


def tidy(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return the notebook without what differs between two equal runs: times and random ids."""
    notebook.metadata.pop("papermill", None)
    for cell in notebook.cells:
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        if not cell.metadata.get("tags", True):
            del cell.metadata["tags"]  # papermill's, where there was none
        if INJECTED in cell.metadata.get("tags", []):
            cell["id"] = INJECTED
        if "outputs" in cell:
            cell["outputs"] = join_streams(cell["outputs"])
        for output in cell.get("outputs", []):
            if "text" in output:
                output["text"] = _anonymous(output["text"])
            if "traceback" in output:
                output["traceback"] = [_anonymous(line) for line in output["traceback"]]
    return notebook


def _anonymous(text: str) -> str:
    """Return printed text without the folders of this machine and the number of its process."""
    text = _CELL_FILE.sub("cell", text)
    for folder in (*_INSTALLED, str(PACKAGE.parent)):
        text = text.replace(folder + os.sep, "")
    return text
