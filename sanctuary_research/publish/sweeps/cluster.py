"""Runs the combinations of a sweep on a Dask cluster; needs the extra `sweep`."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from contextlib import contextmanager, suppress
from uuid import uuid4

from distributed import Client, KilledWorker
from distributed.comm import get_address_host_port
from distributed.core import rpc

from sanctuary_research.errors import KernelError, UsageError
from sanctuary_research.publish.sweeps.identity import SAME
from sanctuary_research.publish.sweeps.one import failed
from sanctuary_research.publish.sweeps.worker import run_task

CONNECT_SECONDS = 10.0
WAIT_SECONDS = 60.0
_RESTART = "start it and its workers, then run the same command again: what finished is kept"


def on_cluster(
    address: str, tasks: dict[str, dict], seconds: float, progress: object
) -> Iterator[tuple[str, dict]]:
    """Run combinations and give the key and outcome of each as soon as it is finished.

    Parameters
    ----------
    address : str
        Of the scheduler, such as ``tcp://host:8786``.
    tasks : dict
        What `worker.run_task` takes, by the keys of the combinations.
    seconds : float
        What one of them may take.
    progress : Lines

    Raises
    ------
    UsageError
        A worker has another package, other data or other versions.
    KernelError
        The scheduler or every worker has gone, or no worker finishes anything.
    """
    with _connected(address) as client:
        pool, mine = client.get_executor(pure=False), uuid4().hex[:8]  # others may sweep the same
        futures = {
            pool.submit(run_task, task, key=f"sanctuary-{mine}-{key}"): key
            for key, task in tasks.items()
        }
        silent = 0.0
        while futures:
            done = wait(futures, WAIT_SECONDS, FIRST_COMPLETED).done
            silent = 0.0 if done else silent + WAIT_SECONDS
            if silent:
                _told(client, address, silent, seconds + WAIT_SECONDS, progress)
            for future in done:
                yield futures.pop(future), _outcome(future, address)


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    """Give a client of the scheduler, which is not waited for at the end."""
    # Its own lines about lost connections would drown the sentence that we say.
    for name in [*logging.root.manager.loggerDict]:
        if name.startswith(("distributed", "tornado")):
            logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        get_address_host_port(address)
    except ValueError as error:
        raise UsageError(
            f"--scheduler {address} is no address: write it as tcp://host:8786"
        ) from error
    try:
        asyncio.run(asyncio.wait_for(_greeted(address), CONNECT_SECONDS))
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except Exception as error:  # what is no scheduler may say anything
        raise KernelError(f"no Dask scheduler answers at {address}: {_RESTART}") from error
    try:
        yield client
    finally:
        with suppress(TimeoutError):
            client.close(CONNECT_SECONDS)


async def _greeted(address: str) -> None:
    """Fail if no scheduler answers at an address: a client waits for ever, of a worker too."""
    async with rpc(address, timeout=CONNECT_SECONDS) as asked:
        if (found := await asked.identity())["type"] != "Scheduler":
            raise ConnectionError(f"a {found['type']} answers")


def _told(client: Client, address: str, silent: float, most: float, progress: object) -> None:
    """Say for how long nothing was finished; give up where nothing can be, or for too long."""
    if client.status != "running":
        raise _gone(address)
    ask, limit = client.scheduler.identity, CONNECT_SECONDS
    try:
        workers = client.sync(ask, n_workers=-1, callback_timeout=limit)["workers"]
    except (OSError, TimeoutError) as error:
        raise KernelError(f"the scheduler {address} does not answer", _RESTART) from error
    if not workers:
        raise KernelError(f"no worker joined {address} within {silent:g} seconds: {_RESTART}")
    if silent > most:
        raise KernelError(
            f"no worker of {address} finished anything for {silent:g} seconds", _RESTART
        )
    progress.note(f"nothing was finished for {silent:g} seconds: still waiting")


def _outcome(future: Future, address: str) -> dict:
    """Return what came of a task."""
    try:
        outcome = future.result()
    except KilledWorker:
        sentence = "each worker that ran it was killed, perhaps for want of memory"
        return failed(sentence, KernelError.exit_code)
    except (CancelledError, asyncio.CancelledError) as error:
        raise _gone(address) from error
    except OSError as error:
        return failed(f"its worker could not run it: {error}", KernelError.exit_code)
    except Exception as error:
        raise UsageError(
            f"the scheduler or a worker at {address} could not take a task ({error})",
            SAME,
        ) from error
    if "refused" in outcome:
        raise UsageError(outcome["refused"])
    return outcome


def _gone(address: str) -> KernelError:
    return KernelError(f"the scheduler {address} has gone", _RESTART)
