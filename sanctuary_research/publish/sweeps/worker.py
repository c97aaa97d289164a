"""What a Dask worker does for a sweep: one combination in an isolated kernel of its own.

A task that the scheduler takes back, as it does when the client has gone, kills its kernel.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from distributed import Status, get_worker

from sanctuary_research.publish.cache import Hashes
from sanctuary_research.publish.kernels import Kernels
from sanctuary_research.publish.sweeps.identity import difference, identity
from sanctuary_research.publish.sweeps.one import run_one

_LOOK_SECONDS = 0.5
_ENDING = (Status.closing, Status.closed, Status.failed)
_hashes = Hashes({})


def run_task(task: dict) -> dict:
    """Run one combination and return what came of it, or why it was refused.

    Parameters
    ----------
    task : dict
        ``name`` and ``text`` of the notebook, ``given``, ``timeout``, ``memory`` and the
        client's ``identity``.
    """
    worker = get_worker()
    fault = difference(task["identity"], identity(), f"worker {worker.address}")
    if fault:
        return {"refused": fault}
    with tempfile.TemporaryDirectory(prefix="sweep-", dir=worker.local_directory) as made:
        folder = Path(made)
        path = folder / f"{task['name']}.ipynb"
        path.write_text(task["text"], encoding="utf-8")
        kernels = Kernels(folder, folder / "kernels", memory=task["memory"], outputs="numbers")
        with kernels, _watch(worker, kernels):
            return run_one(path, task["given"], kernels, _hashes, task["timeout"])


@contextmanager
def _watch(worker: object, kernels: Kernels) -> Iterator[None]:
    """Kill the kernels once nobody waits for this task, or its worker is closing."""
    key, over = worker.get_current_task(), threading.Event()

    def look() -> None:
        while not over.wait(_LOOK_SECONDS):
            task = worker.state.tasks.get(key)
            is_wanted = task is not None and task.state != "cancelled"
            if not is_wanted or worker.status in _ENDING:
                kernels.kill()

    threading.Thread(target=look, name="sweep-watch", daemon=True).start()
    try:
        yield
    finally:
        over.set()
