"""Runs one notebook through papermill in a kernel of its own, and says plainly how it failed."""

from __future__ import annotations

import ast
import asyncio
import json
import logging
import re
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill import execute_notebook
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.execute import remove_error_markers

from sanctuary_research.errors import KernelError, NotebookError, SanctuaryError
from sanctuary_research.publish.kernels import Kernels, how_it_ended
from sanctuary_research.publish.notebooks import INJECTED
from sanctuary_research.publish.sanitise import without_colours
from sanctuary_research.publish.tidy import tidy

ENGINE = "sanctuary"
# papermill warns of parameters that its own, narrower reading of the cell does not see.
logging.getLogger("papermill").setLevel(logging.ERROR)
_INPUTS = "__import__('sanctuary_research.publish.recorder', fromlist=['inputs']).inputs()"
START_SECONDS = 60.0
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*\s*$", re.MULTILINE)


class Run:
    """A finished run: the executed notebook, the files it read, and how long it took."""

    def __init__(self, notebook: nbformat.NotebookNode, inputs: list[str], seconds: float):
        self.notebook, self.inputs, self.seconds = notebook, inputs, seconds


def run_notebook(
    path: Path,
    parameters: dict[str, object],
    kernels: Kernels,
    *,
    timeout: float,
    keep: Callable[[nbformat.NotebookNode], Path],
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
    keep : callable
        Given the half-run notebook after a failure; returns where it is kept.

    Raises
    ------
    NotebookError
        A cell raised; the sentence names notebook, cell and exception.
    KernelError
        The kernel died, did not start, or ran past its limit of time or memory.
    """
    notebook = nbformat.read(path, as_version=4)
    begin = time.monotonic()
    for is_last in (False, True):
        client = _Holder()
        try:
            executed = _execute(notebook, parameters, kernels, timeout, client)
            break
        except _FAULTS as error:
            if not is_last and _may_start_again(client, kernels):
                continue
            if kernels.stopped:
                raise KernelError(f"notebook {path.stem} was stopped with the build") from error
            half = tidy(client.notebook or notebook)
            raise _failure(path.stem, half, error, client, timeout, kernels, keep(half)) from error
    return Run(tidy(executed), client.inputs, time.monotonic() - begin)


def _execute(
    notebook: nbformat.NotebookNode,
    parameters: dict[str, object],
    kernels: Kernels,
    timeout: float,
    client: _Holder,
) -> nbformat.NotebookNode:
    """Return the executed notebook."""
    try:
        return execute_notebook(
            notebook,
            None,
            parameters=parameters,
            kernel_name="python3",
            language="python",
            engine_name=ENGINE,
            progress_bar=False,
            kernels=kernels,
            timeout=timeout,
            holder=client,
        )
    except PapermillExecutionError:
        # papermill does not know of cells that may raise; the client has seen to all others.
        return remove_error_markers(client.notebook)


def _may_start_again(client: _Holder, kernels: Kernels) -> bool:
    """Return whether a kernel ended by itself before its first cell.

    On a busy machine another program may take a port between its choice and its use.
    """
    started = client.manager is not None and client.cell < 0
    return started and not kernels.stopped and bool(how_it_ended(client.manager))


class _Holder:
    """What the caller wants to know of a client that papermill makes and forgets."""

    notebook = manager = None
    cell = -1
    inputs: list[str] = ()


class _CellRaised(Exception):
    """A cell raised; carries the error output of the cell."""


_FAULTS = (CellTimeoutError, DeadKernelError, _CellRaised, RuntimeError, TimeoutError)


class _Client(PapermillNotebookClient):
    """Runs cells with the time that is left, then asks what the notebook read."""

    def __init__(self, manager, holder: _Holder, kernels: Kernels, timeout: float, **kwargs):
        super().__init__(manager, timeout_func=self._left, **kwargs)
        self.holder, self.seconds = holder, timeout
        self.kernels = kernels
        self.listening: asyncio.Task | None = None

    def _left(self, cell: object) -> float:
        return max(self.deadline - time.monotonic(), 0.1)

    def create_kernel_manager(self):
        self.km = self.holder.manager
        return self.km

    def execute_cell(self, cell, cell_index, *args, **kwargs):
        self.holder.cell = cell_index
        if self.kernels.stopped:
            raise DeadKernelError("the build was stopped")
        try:
            return super().execute_cell(cell, cell_index, *args, **kwargs)
        except Exception:
            if self.listening:  # else asyncio complains of it when the loop is dropped
                self.listening.cancel()
            raise

    async def _async_poll_output_msg(self, *args):
        self.listening = asyncio.current_task()
        await super()._async_poll_output_msg(*args)

    def papermill_execute_cells(self):
        self.deadline = time.monotonic() + self.seconds
        super().papermill_execute_cells()
        error = _error_of(self.nb.cells[self.holder.cell]) if self.nb.cells else None
        if error is not None:
            raise _CellRaised(error)
        reply = self.wait_for_reply(
            self.kc.execute("", silent=True, user_expressions={"inputs": _INPUTS})
        )
        shown = reply["content"]["user_expressions"]["inputs"]["data"]["text/plain"]
        self.holder.inputs = json.loads(ast.literal_eval(shown))


class _Engine(Engine):
    """A papermill engine whose kernels come from a `Kernels`."""

    @classmethod
    def execute_managed_notebook(cls, nb_man, kernel_name, *, kernels, timeout, holder, **_):
        """Run the cells one after another and stop at the first that fails."""
        holder.notebook, holder.manager = nb_man.nb, kernels.manager()
        client = _Client(
            nb_man,
            holder,
            kernels,
            timeout,
            kernel_name=kernel_name,
            startup_timeout=START_SECONDS,
            shutdown_kernel="immediate",
        )
        client.execute(env=kernels.environment(), cwd=str(kernels.cwd))


papermill_engines.register(ENGINE, _Engine)


def _failure(
    name: str,
    notebook: nbformat.NotebookNode,
    error: Exception,
    client: _Holder,
    timeout: float,
    kernels: Kernels,
    kept: Path,
) -> SanctuaryError:
    """Return the sentence for a failed run."""
    cell, heading = _place(notebook, client.cell)
    where = f"notebook {name}, cell {cell}{heading}"
    at = {"path": kept, "cell": cell}
    if isinstance(error, _CellRaised):
        ename, evalue = error.args[0]["ename"], error.args[0]["evalue"]
        if ename.endswith("MemoryError") and kernels.memory:
            limit = f"it needed more than {kernels.memory} MB of memory (raise it with --memory)"
            return KernelError(f"{where}: {limit}", **at)
        return NotebookError(f"{where}: {ename}: {_first_line(evalue)}", **at)
    if isinstance(error, CellTimeoutError):
        limit = f"it ran past its limit of {timeout:g} seconds (raise it with --timeout)"
        return KernelError(f"{where}: {limit}", **at)
    if client.cell < 0:
        what = _first_line(str(error)) or how_it_ended(client.manager)
        limit = f" within {kernels.memory} MB of memory (see --memory)" if kernels.memory else ""
        return KernelError(f"notebook {name}: its kernel did not start{limit}: {what}", path=kept)
    how = how_it_ended(client.manager) or _first_line(str(error))
    return KernelError(f"{where}: its kernel died: {how}", **at)


def _place(notebook: nbformat.NotebookNode, index: int) -> tuple[int, str]:
    """Return a cell's number among all cells of the source notebook, and the heading above it."""
    cells = [c for c in notebook.cells[: index + 1] if c.get("id") != INJECTED]
    headings = [h for c in cells if c.cell_type == "markdown" for h in _HEADING.findall(c.source)]
    return len(cells), f" (under {headings[-1]!r})" if headings else ""


def _error_of(cell: nbformat.NotebookNode) -> nbformat.NotebookNode | None:
    """Return the error output of a cell that was not allowed to raise."""
    if "raises-exception" in cell.metadata.get("tags", []):
        return None
    errors = [out for out in cell.get("outputs", []) if out.output_type == "error"]
    return errors[-1] if errors else None


def _first_line(text: str, limit: int = 300) -> str:
    seen = (without_colours(part).strip() for part in text.splitlines())
    line = next(filter(None, seen), "")
    return line if len(line) <= limit else line[: limit - 1] + "…"
