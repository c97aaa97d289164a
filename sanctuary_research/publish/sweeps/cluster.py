"""Runs the combinations of a sweep on a Dask cluster; needs the extra `sweep`."""

from __future__ import annotations

import asyncio
import importlib.util
import logging
import queue
from collections.abc import Iterator
from concurrent.futures import CancelledError
from pathlib import Path
from uuid import uuid4

from sanctuary_research.errors import KernelError, MissingPackageError, SanctuaryError, UsageError
from sanctuary_research.publish.builder import Options
from sanctuary_research.publish.sweeps.grid import Combination
from sanctuary_research.publish.sweeps.identity import difference, identity
from sanctuary_research.publish.sweeps.record import failed

CONNECT_SECONDS = 10.0
WAIT_SECONDS = 60.0
RESULT_SECONDS = 20.0
_RESTART = "start it and its workers, then run the same command again: what finished is kept"


def check_installed() -> None:
    """Refuse to use a cluster without the package for it.

    Raises
    ------
    MissingPackageError
        `distributed` is not installed.
    """
    if importlib.util.find_spec("distributed") is None:
        raise MissingPackageError(
            "--scheduler needs the package distributed: pip install 'sanctuary-research[sweep]'"
        )


def _greet(address: str) -> None:
    """Fail if no scheduler answers at an address; a client that fails itself prints a traceback."""
    from distributed.comm import connect

    async def shake_hands() -> None:
        comm = await connect(address, timeout=CONNECT_SECONDS)
        await comm.close()

    asyncio.run(asyncio.wait_for(shake_hands(), CONNECT_SECONDS))


class Cluster:
    """The workers of a Dask scheduler.

    Parameters
    ----------
    address : str
        Of the scheduler, such as ``tcp://host:8786``.
    options : Options
        Limits of each run; how many run at once is the cluster's affair.
    progress : Lines
    """

    def __init__(self, address: str, options: Options, progress: object):
        self.address, self.options, self.progress = address, options, progress

    def run(
        self, path: Path, plan: dict[str, Combination], half: str
    ) -> Iterator[tuple[str, dict]]:
        """Run combinations and give the key and outcome of each as soon as it is finished.

        Parameters and what is given are those of `Local.run`.

        Raises
        ------
        UsageError
            A worker has another package, other data or other versions.
        KernelError
            The scheduler or every worker has gone, or no worker finishes anything.
        """
        self.client = self._connected()
        try:
            here = identity()
            self._check_workers(here)
            futures = self._submit(path, plan, half, here)
            finished: queue.SimpleQueue = queue.SimpleQueue()
            for future, _ in futures.values():
                future.add_done_callback(finished.put)
            while futures:
                future, key = futures[self._next(finished)]
                outcome = self._outcome(future)
                if outcome is None:
                    self._wait_for_workers()  # one of them will run it again
                    finished.put(future)
                    continue
                del futures[future.key]
                yield key, outcome
        finally:
            self.client.close(timeout=2)

    def _connected(self):
        """Return a client of the scheduler."""
        from distributed import Client

        # Its own lines about lost connections would drown the sentence that we say.
        for name in [*logging.root.manager.loggerDict]:
            if name.startswith("distributed"):
                logging.getLogger(name).setLevel(logging.CRITICAL)
        try:
            _greet(self.address)
            return Client(self.address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, TimeoutError) as error:
            raise KernelError(f"no Dask scheduler answers at {self.address}: {_RESTART}") from error
        except ValueError as error:
            raise UsageError(
                f"--scheduler {self.address} is no address: write it as tcp://host:8786"
            ) from error

    def _next(self, finished: queue.SimpleQueue) -> str:
        """Return the name of a finished task; say so if that takes long, and give up one day."""
        seconds = 0.0
        while seconds <= self.options.timeout + WAIT_SECONDS:
            try:
                return finished.get(timeout=WAIT_SECONDS).key
            except queue.Empty:
                seconds += WAIT_SECONDS
            self._wait_for_workers()
            self.progress.note(f"nothing was finished for {seconds:g} seconds: still waiting")
        raise KernelError(
            f"no worker of {self.address} finished anything for {seconds:g} seconds", _RESTART
        )

    def _submit(self, path: Path, plan: dict[str, Combination], half: str, here: dict) -> dict:
        """Hand every combination to the scheduler; return future and key by the task's name."""
        from sanctuary_research.publish.sweeps.worker import run_task

        shared = {
            "name": path.stem,
            "text": path.read_text(encoding="utf-8"),
            "timeout": self.options.timeout,
            "memory": self.options.memory,
            "identity": here,
        }
        mine = uuid4().hex[:8]  # another client may be sweeping the same grid
        futures = {}
        for key, point in plan.items():
            task = {**shared, "given": point.given, "half": half.format(key)}
            name = f"sanctuary-{mine}-{key}"
            futures[name] = self.client.submit(run_task, task, key=name, pure=False), key
        return futures

    def _outcome(self, future: object) -> dict | None:
        """Return what came of a task; None if it is lost with the worker that had finished it."""
        if future.status == "cancelled":
            raise self._gone()
        if future.status == "error":
            return self._failure(future.exception(timeout=RESULT_SECONDS))
        try:
            outcome = future.result(timeout=RESULT_SECONDS)
        except TimeoutError:
            return None
        except (OSError, CancelledError, asyncio.CancelledError) as error:
            raise self._gone() from error
        except Exception as error:  # run again elsewhere, it failed
            return self._failure(error)
        if "refused" in outcome:
            raise UsageError(outcome["refused"])
        return outcome

    def _gone(self) -> KernelError:
        return KernelError(f"the scheduler {self.address} has gone", _RESTART)

    def _failure(self, error: Exception) -> dict:
        """Return the outcome of a task that the cluster itself could not do."""
        from distributed import KilledWorker

        if isinstance(error, KilledWorker):
            sentence = "each worker that ran it was killed, perhaps for want of memory"
        elif isinstance(error, OSError):
            sentence = f"its worker could not run it: {error}"
        else:
            raise _cannot_import(self.address, error)
        return failed(sentence, KernelError.exit_code)

    def _check_workers(self, here: dict[str, str]) -> None:
        """Refuse a cluster with a worker that would give other numbers."""
        from sanctuary_research.publish.sweeps.worker import own_identity

        async def ask() -> dict:
            return await self.client.run(own_identity)

        self._wait_for_workers()
        try:
            found = self.client.sync(ask, callback_timeout=WAIT_SECONDS)
        except TimeoutError as error:
            raise KernelError(
                f"a worker of {self.address} does not answer", "end it and run the command again"
            ) from error
        except (ImportError, AttributeError) as error:
            raise _cannot_import(self.address, error) from error
        for worker, there in found.items():
            fault = difference(here, there, f"worker {worker}")
            if fault:
                raise UsageError(fault)

    def _wait_for_workers(self) -> None:
        """Wait until there is a worker, and say so if there is none."""
        from distributed import TimeoutError as Late

        if not self.client.scheduler_info(n_workers=-1)["workers"]:
            self.progress.note(f"no worker has joined {self.address} yet: waiting for one")
        try:
            self.client.wait_for_workers(1, timeout=WAIT_SECONDS)
        except Late as error:
            raise KernelError(
                f"no worker joined {self.address} within {WAIT_SECONDS:g} seconds: {_RESTART}"
            ) from error


def _cannot_import(address: str, error: Exception) -> SanctuaryError:
    return UsageError(
        f"the scheduler or a worker at {address} could not take a task ({error}): "
        "install the same commit and the same lock there"
    )
