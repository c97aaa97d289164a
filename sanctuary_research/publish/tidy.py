"""Executed notebooks without what differs between two equal runs: pieces of output, folders."""

from __future__ import annotations

import os
import re
import sys

from sanctuary_research.publish.project import PACKAGE

# Only from the beginning of a word: otherwise a long line without spaces takes hours.
_CELL_FILE = re.compile(r"(?<![^\s'\"])[^\s'\"]*ipykernel_\d+[/\\]\d+\.py")
_INSTALLED = [place for place in sys.path if place.endswith("site-packages")]


def tidy(notebook: dict) -> dict:
    """Return the notebook without what differs between two equal runs."""
    for cell in notebook["cells"]:
        if "outputs" in cell:
            cell["outputs"] = join_streams(cell["outputs"])
        for output in cell.get("outputs", []):
            if "text" in output:
                output["text"] = _anonymous(output["text"])
            if "traceback" in output:
                output["traceback"] = [_anonymous(line) for line in output["traceback"]]
    return notebook


def join_streams(outputs: list[dict]) -> list[dict]:
    """Return the outputs of a cell with each stream in one piece, standard output first.

    nbclient can do this too, but its search for carriage returns takes time that grows with the
    square of a line's length: a megabyte without a newline would hold the build for hours.

    Parameters
    ----------
    outputs : list of dict
        As a notebook of format 4 holds them.

    Returns
    -------
    list of dict
        Each stream stands where one first appeared, whatever the order their pieces came in.

    >>> piece = {"output_type": "stream", "name": "stdout"}
    >>> join_streams([piece | {"text": "50 %"}, piece | {"text": "\\r100 %\\n"}])
    [{'output_type': 'stream', 'name': 'stdout', 'text': '100 %\\n'}]
    """
    pieces: dict[str, list[str]] = {}
    kept, places = [], []
    for output in outputs:
        is_stream = output["output_type"] == "stream"
        if not is_stream or output["name"] not in pieces:
            kept.append(output)
            places += [output] if is_stream else []
        if is_stream:
            pieces.setdefault(output["name"], []).append(output["text"])
    for output, name in zip(places, sorted(pieces, reverse=True), strict=True):
        output |= {"name": name, "text": overwritten("".join(pieces[name]))}
    return kept


def overwritten(text: str) -> str:
    """Return text as a terminal leaves it, where a carriage return begins the line anew.

    >>> overwritten("one\\rtwo\\r\\nthree\\r")
    'two\\r\\nthree\\r'
    """
    if "\r" not in text:
        return text
    lines = []
    for line in text.split("\n"):
        body = line.rstrip("\r")
        lines.append(body.rpartition("\r")[2] + line[len(body) :][-1:])
    return "\n".join(lines)


def _anonymous(text: str) -> str:
    """Return printed text without the folders of this machine and the number of its process."""
    text = _CELL_FILE.sub("cell", text)
    for folder in (*_INSTALLED, str(PACKAGE.parent)):
        text = text.replace(folder + os.sep, "")
    return text
