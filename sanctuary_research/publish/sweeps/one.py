"""Runs one combination, here or on a worker, and keeps of it only what a sweep needs."""

from __future__ import annotations

import math
import os
import time
from pathlib import Path

import nbformat

from sanctuary_research.errors import KernelError, NotebookError
from sanctuary_research.publish.cache import Hashes
from sanctuary_research.publish.kernels import Kernels
from sanctuary_research.publish.outputs import HEADLINE
from sanctuary_research.publish.runner import run_notebook
from sanctuary_research.publish.sweeps.identity import roots
from sanctuary_research.publish.sweeps.record import FINISHED, failed


def run_one(
    path: Path, given: dict, kernels: Kernels, hashes: Hashes, *, timeout: float, half: str
) -> dict:
    """Run a notebook with these values and return what came of it.

    Parameters
    ----------
    path : Path
        The notebook.
    given : dict
        Checked values.
    kernels : Kernels
    hashes : Hashes
    timeout : float
        Seconds it may take.
    half : str
        Where the half-run notebook of a failure will be kept, for the sentence.

    Returns
    -------
    dict
        ``status``, ``seconds``, ``headlines``, ``inputs`` (root, path below it, digest),
        ``error`` and ``exit_code``; after a failure the ``half``-run notebook as text.
    """
    kept = {}

    def keep(notebook: nbformat.NotebookNode) -> Path:
        kept["half"] = nbformat.writes(notebook) + "\n"
        return Path(half)

    begin = time.monotonic()
    outcome = {"status": FINISHED, "headlines": [], "inputs": [], "error": "", "exit_code": 0}
    try:
        done = run_notebook(path, given, kernels, timeout=timeout, keep=keep)
        outcome["headlines"] = headlines(done.notebook, path.stem)
        outcome["inputs"] = [_placed(name, hashes) for name in done.inputs]
    except NotebookError as error:
        code = error.exit_code if isinstance(error, KernelError) else 1
        outcome = failed(str(error), code) | kept
    except OSError as error:
        outcome = failed(f"notebook {path.stem} could not be run here: {error}", 1)
    return outcome | {"seconds": round(time.monotonic() - begin, 2)}


def headlines(notebook: dict, name: str) -> list[dict]:
    """Return the headline numbers that an executed notebook recorded, in its order.

    Raises
    ------
    NotebookError
        A record is not of the form that `display.prose.headline` gives it, or its name is not
        its own.
    """
    outputs = [out for cell in notebook["cells"] for out in cell.get("outputs", [])]
    found = [
        _headline(out["data"][HEADLINE], name) for out in outputs if HEADLINE in out.get("data", {})
    ]
    names = [line["headline"] for line in found]
    twice = next((one for one in names if names.count(one) > 1), None)
    if twice is not None:
        raise NotebookError(
            f"notebook {name} records the headline number {twice!r} a second time: "
            "give each a name of its own"
        )
    return found


def _headline(record: object, name: str) -> dict:
    line = record if isinstance(record, dict) else {}
    numbers = {key: _number(line.get(key)) for key in ("value", "low", "high")}
    texts = [line.get("name"), line.get("unit")]
    if not all(isinstance(text, str) for text in texts) or not all(
        value is None or type(value) in (int, float) for value in numbers.values()
    ):
        raise NotebookError(
            f"notebook {name} records a headline that is not a name, a number and its unit: "
            "record it with prose.headline(name, value, unit)"
        )
    return {"headline": texts[0], "unit": texts[1], **numbers}


def _number(value: object) -> object:
    """Return a value; a number that is none becomes missing."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _placed(path: str, hashes: Hashes) -> tuple[str, str, str]:
    """Return a file by the root it lies under, for a machine that has that root elsewhere."""
    for name, root in roots().items():
        if path.startswith(root + os.sep):
            return name, Path(path[len(root) + 1 :]).as_posix(), hashes.of(path)
    return "", path, hashes.of(path)
