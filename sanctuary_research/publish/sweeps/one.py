"""Runs one combination, here or on a worker, and keeps of it only what a sweep needs."""

from __future__ import annotations

import math
import os
import time
from pathlib import Path

from sanctuary_research.display.records import HEADLINE
from sanctuary_research.errors import KernelError, NotebookError
from sanctuary_research.publish.cache import Hashes, unseen
from sanctuary_research.publish.kernels import Kernels
from sanctuary_research.publish.manifest import FAILED
from sanctuary_research.publish.runner import run_notebook
from sanctuary_research.publish.sweeps.identity import roots

OK, UNSEEN = "ok", "unseen"  # or `FAILED`
NUMBERS = ("value", "low", "high")


def failed(sentence: str, exit_code: int) -> dict:
    """Return the outcome of a combination that could not be run."""
    told = {"error": sentence, "exit_code": exit_code, "seconds": 0.0}
    return {"status": FAILED, "headlines": [], "inputs": [], **told}


def run_one(path: Path, given: dict, kernels: Kernels, hashes: Hashes, timeout: float) -> dict:
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

    Returns
    -------
    dict
        ``status``, ``seconds``, ``headlines``, ``inputs`` (root, path below it, digest),
        ``moved`` (those that changed meanwhile), ``error`` and ``exit_code``.
    """
    begin = time.monotonic()
    outcome = {"status": OK, "headlines": [], "inputs": [], "error": "", "exit_code": 0}
    try:
        done = run_notebook(path, given, kernels, timeout=timeout)
        outcome["headlines"] = headlines(done.notebook, path.stem)
        outcome["inputs"] = [_placed(name, hashes) for name in done.inputs]
        outcome["moved"] = done.moved()
        if told := unseen(done.inputs):
            outcome |= {"status": UNSEEN, "error": told}
    except NotebookError as error:
        code = error.exit_code if isinstance(error, KernelError) else 1
        outcome = failed(str(error), code)
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
    outputs = [out.get("data", {}) for cell in notebook["cells"] for out in cell.get("outputs", [])]
    found: dict[str, dict] = {}
    for record in (data[HEADLINE] for data in outputs if HEADLINE in data):
        if not _is_headline(record):
            raise NotebookError(
                f"notebook {name} records a headline that is not a name, a number and its unit",
                "record it with prose.headline(name, value, unit)",
            )
        if record["name"] in found:
            raise NotebookError(
                f"notebook {name} records the headline number {record['name']!r} a second time",
                "give each a name of its own",
            )
        told = {"headline": record["name"], "unit": record["unit"]}
        found[record["name"]] = told | {key: _number(record.get(key)) for key in NUMBERS}
    return list(found.values())


def _is_headline(record: object) -> bool:
    return (
        isinstance(record, dict)
        and all(isinstance(record.get(key), str) for key in ("name", "unit"))
        and all(type(record.get(key)) in (int, float, type(None)) for key in NUMBERS)
    )


def _number(value: float | None) -> float | None:
    """Return a value; a number that is none becomes missing."""
    return value if value is None or math.isfinite(value) else None


def _placed(path: str, hashes: Hashes) -> tuple[str, str, str]:
    """Return a file by the root it lies under, for a machine that has that root elsewhere."""
    for name, root in roots().items():
        if path.startswith(root + os.sep):
            return name, path[len(root) + 1 :].replace(os.sep, "/"), hashes.of_input(path, Path())
    return "", path, hashes.of_input(path, Path())
