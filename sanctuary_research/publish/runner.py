"""Runs one notebook in a kernel of its own, and says plainly how it failed.

papermill gives it its parameters, nbclient, which papermill stands on, executes it.
"""

from __future__ import annotations

import ast
import asyncio
import atexit
import errno
import json
import logging
import os
import re
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

from sanctuary_research.errors import KernelError, NotebookError, SanctuaryError
from sanctuary_research.publish.kernel_main import MARK, end_marked
from sanctuary_research.publish.kernels import Kernels, how_it_ended, why_it_did_not_start
from sanctuary_research.publish.notebooks import INJECTED, tags, without_outputs
from sanctuary_research.publish.sanitise import without_colours
from sanctuary_research.publish.standing import CHANGED, look
from sanctuary_research.publish.tidy import tidy

# papermill warns of parameters that its own, narrower reading of the cell does not see.
logging.getLogger("papermill").setLevel(logging.ERROR)
_INPUTS = "__import__('sanctuary_research.publish.noted', fromlist=['inputs']).inputs()"
START_SECONDS, STARTS = 60.0, 3  # of a kernel; to start again takes a second
_FAULTS = (CellExecutionError, CellTimeoutError, DeadKernelError, RuntimeError, TimeoutError)
LONGEST, MOST_SHOWN = 10_000_000, 50_000_000  # letters that a cell, and a notebook, may show
_LEFT_OUT = (
    f"\nWhat this cell shows beyond {LONGEST // 10**6} MB, or its notebook beyond "
    f"{MOST_SHOWN // 10**6} MB, is left out.\n"
)
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*\s*$", re.MULTILINE)


class Run:
    """A finished run: the executed notebook, what it read in which state, and how long it took."""

    def __init__(self, notebook: nbformat.NotebookNode, inputs: dict[str, str], seconds: float):
        self.notebook, self.inputs, self.seconds = notebook, inputs, seconds

    def moved(self) -> list[str]:
        """Return what is no longer in the state that it was read in, so far as that is known."""
        is_lost = any(name.startswith("?") for name in self.inputs)  # it may have removed its own
        return [
            name
            for name, was in self.inputs.items()
            if was and (now := look(name)) != was and not (is_lost and (name[0] == "!" or not now))
        ]


def run_notebook(
    path: Path,
    parameters: dict[str, object],
    kernels: Kernels,
    *,
    timeout: float,
    keep: Callable[[nbformat.NotebookNode], Path] | None = None,
) -> Run:
    """Run a notebook and return it with its outputs.

    Parameters
    ----------
    path : Path
        The notebook; it is not changed.
    parameters : dict
        Values already checked by `parameters.check_values`.
    kernels : Kernels
        Where its kernel comes from.
    timeout : float
        Seconds the whole notebook may take.
    keep : callable, optional
        Given the half-run notebook after a failure; returns where it is kept.

    Raises
    ------
    NotebookError
        A cell raised; the sentence names notebook, cell and exception.
    KernelError
        The kernel died, did not start, or ran past its limit of time or memory.
    """
    begin = time.monotonic()
    for left in reversed(range(STARTS)):
        client = _Client(_prepared(path, parameters), kernels, timeout)
        try:
            asyncio.run(client.async_execute(env=kernels.environment(), cwd=str(kernels.cwd)))
            break
        except RecursionError:  # of what a cell showed; no kernel has died
            raise
        except _FAULTS as error:
            if left and client.may_start_again():
                continue
            if kernels.stopped:
                raise KernelError(f"notebook {path.stem} was stopped with the build") from error
            half = tidy(client.nb)
            raise _failure(path.stem, half, error, client, keep and keep(half)) from error
        finally:  # nbclient leaves the first behind where a kernel did not start
            atexit.unregister(client._cleanup_kernel)
            end_marked(MARK, client.manager.connection_file)
    done = Run(tidy(client.nb), client.inputs, time.monotonic() - begin)
    if own := [name for name, state in done.inputs.items() if state == CHANGED]:
        changed = os.path.relpath(own[0], kernels.cwd)
        case = f"notebook {path.stem} changes {changed}, which it reads"
        raise NotebookError(case, "let it write to another file")
    return done


def _prepared(path: Path, parameters: dict[str, object]) -> nbformat.NotebookNode:
    """Return a notebook without outputs, given values in a cell of their own."""
    notebook = nbformat.read(path, as_version=4)
    if parameters:
        notebook.cells = _given(path, parameters)
    return without_outputs(notebook)


def _given(path: Path, parameters: dict[str, object]) -> list[nbformat.NotebookNode]:
    """Return the cells of a notebook, its values in one of their own as papermill writes it."""
    read = load_notebook_node(str(path))
    given = parameterize_notebook(read, parameters, kernel_name="python3", language="python")
    for cell in given.cells:
        cell.metadata.pop("papermill", None)
        if INJECTED in tags(cell):
            cell.id = INJECTED  # papermill's own differs from run to run
        if not cell.metadata.tags:
            del cell.metadata["tags"]  # papermill expects some
    return given.cells


class _Client(NotebookClient):
    """Runs cells with the time that is left, then asks what the notebook read."""

    def __init__(self, notebook: nbformat.NotebookNode, kernels: Kernels, seconds: float):
        super().__init__(
            notebook,
            timeout=max(int(seconds), 1),  # of what is no cell
            timeout_func=self._left,
            startup_timeout=START_SECONDS,
            shutdown_kernel="immediate",
            record_timing=False,
        )
        self.kernels, self.seconds, self.manager = kernels, seconds, kernels.manager()
        self.at = -1
        self.inputs: dict[str, str] = {}
        self.shown: Counter[int] = Counter()  # letters by cell
        self.told: set[int] = set()  # cells that show more
        self.deadline: float | None = None

    def create_kernel_manager(self):
        self.km = self.manager
        return self.km

    def may_start_again(self) -> bool:
        """Return whether the kernel ended by itself before its first cell.

        On a busy machine another program may take a port between its choice and its use.
        """
        return self.at < 0 and not self.kernels.stopped and bool(how_it_ended(self.manager))

    def _left(self, cell: object) -> float:
        return max(self.deadline - time.monotonic(), 0.1)

    async def async_execute_cell(self, cell, cell_index, **more):
        self.at = cell_index
        self.deadline = self.deadline or time.monotonic() + self.seconds
        if self.kernels.stopped:
            raise DeadKernelError("the build was stopped")
        before = asyncio.all_tasks()
        try:
            done = await super().async_execute_cell(cell, cell_index, **more)
        except Exception:
            for task in asyncio.all_tasks() - before:  # else asyncio complains of it
                task.cancel()
            raise
        if cell is self.nb.cells[-1]:
            await self._ask_inputs()
        return done

    def output(self, outs, msg, display_id, cell_index):
        """Take in what a cell shows, as far as a page can."""
        content, shown = msg["content"], self.shown
        size = len(content["text"] if "text" in content else json.dumps(content))
        room = max(0, min(LONGEST - shown[cell_index], MOST_SHOWN - shown.total()))
        if size > room:
            if cell_index not in self.told:
                self.told.add(cell_index)
                outs.append(nbformat.v4.new_output("stream", name="stderr", text=_LEFT_OUT))
            if "text" not in content or not room:
                return None
            content["text"] = content["text"][:room]
        shown[cell_index] += min(size, room)
        return super().output(outs, msg, display_id, cell_index)

    async def _ask_inputs(self) -> None:
        asked = self.kc.execute("", silent=True, user_expressions={"inputs": _INPUTS})
        reply = await self.async_wait_for_reply(asked, self.nb.cells[-1])  # within its limit
        shown = reply["content"]["user_expressions"]["inputs"]["data"]["text/plain"]
        self.inputs = json.loads(ast.literal_eval(shown))


def _failure(
    name: str, notebook: nbformat.NotebookNode, error: Exception, client: _Client, kept: Path | None
) -> SanctuaryError:
    """Return the sentence for a failed run."""
    cell, heading = _place(notebook, client.at)
    where, memory = f"notebook {name}, cell {cell}{heading}", client.kernels.memory
    at = {"path": kept, "cell": cell}
    if isinstance(error, CellExecutionError):
        is_refused = os.strerror(errno.ENOMEM) in error.evalue  # of a mapping
        if memory and (is_refused or error.ename.endswith("MemoryError")):
            limit = f"it needed more than {memory} MB of memory (raise it with --memory)"
            return KernelError(f"{where}: {limit}", **at)
        return NotebookError(f"{where}: {error.ename}: {first_line(error.evalue)}", **at)
    if isinstance(error, CellTimeoutError):
        limit = f"it ran past its limit of {client.seconds:g} seconds (raise it with --timeout)"
        return KernelError(f"{where}: {limit}", **at)
    if client.at < 0:
        why = why_it_did_not_start(client.manager) or str(error)
        what = first_line(why) or how_it_ended(client.manager)
        limit = f" within {memory} MB of memory (see --memory)" if memory else ""
        return KernelError(f"notebook {name}: its kernel did not start{limit}: {what}", path=kept)
    how = how_it_ended(client.manager) or first_line(str(error))
    return KernelError(f"{where}: its kernel died: {how}", **at)


def _place(notebook: nbformat.NotebookNode, index: int) -> tuple[int, str]:
    """Return a cell's number among all cells of the source notebook, and the heading above it."""
    cells = [c for c in notebook.cells[: index + 1] if c.get("id") != INJECTED]
    headings = [h for c in cells if c.cell_type == "markdown" for h in _HEADING.findall(c.source)]
    return len(cells), f" (under {headings[-1]!r})" if headings else ""


def first_line(text: str, limit: int = 300) -> str:
    """Return the first line of a text that shows anything, cut at this many letters."""
    seen = (without_colours(part).strip() for part in text.splitlines())
    line = next(filter(None, seen), "")
    return line if len(line) <= limit else line[: limit - 1] + "…"
