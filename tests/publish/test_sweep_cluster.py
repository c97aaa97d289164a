"""Sweeps on a Dask cluster whose client, workers and scheduler are killed."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress

import psutil
import pytest
from waiting import is_running, until

from sanctuary_research.data import catalog
from sanctuary_research.errors import KernelError, UsageError
from sanctuary_research.publish.sweeps import cluster, sweep
from sanctuary_research.publish.sweeps.identity import difference, identity

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of Unix")
ONE_DEATH = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}


class Dask:
    """A scheduler and its workers, each in a process of its own."""

    def __init__(self, folder, threads: int = 2, **settings: str):
        self.folder, self.workers = folder, []
        self.threads, self.settings = threads, settings
        self.start()

    def start(self) -> None:
        """Start a scheduler, and one worker."""
        file = self.folder / "scheduler.json"
        file.unlink(missing_ok=True)
        self.scheduler = self._run("scheduler", "--port", "0", "--scheduler-file", str(file))
        self.address = until(lambda: self._address(file))
        self.add_worker()

    def add_worker(self) -> subprocess.Popen:
        scratch = ["--local-directory", str(self.folder)]
        self.workers.append(
            self._run(
                "worker", self.address, *scratch, "--nthreads", str(self.threads), "--no-nanny"
            )
        )
        return self.workers[-1]

    def join(self) -> None:
        """Wait for a worker, however busy the machine is."""
        with distributed.Client(self.address, timeout=90, set_as_default=False) as client:
            client.wait_for_workers(1, timeout=90)

    def _address(self, file) -> str:
        """Return the address that the scheduler wrote, once that is written to its end."""
        with suppress(OSError, ValueError):
            return json.loads(file.read_text())["address"]
        return ""

    def _run(self, what: str, *arguments: str) -> subprocess.Popen:
        module = f"distributed.cli.dask_{what}"
        return subprocess.Popen(
            [sys.executable, "-m", module, *arguments, "--host", "127.0.0.1", "--no-dashboard"],
            env={**os.environ, **self.settings},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kernels(self) -> list[int]:
        """Return the kernels of the workers."""
        return [
            child.pid
            for worker in self.workers
            if worker.poll() is None
            for child in psutil.Process(worker.pid).children()
        ]

    def end(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


@pytest.fixture
def dask(tmp_path_factory):
    """A cluster that the test may kill."""
    dask = Dask(tmp_path_factory.mktemp("dask"))
    yield dask
    dask.end()


@pytest.fixture
def strict(tmp_path_factory):
    """A cluster that gives up a task after one death."""
    dask = Dask(tmp_path_factory.mktemp("dask"), 3, **ONE_DEATH)
    yield dask
    dask.end()


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """A cluster that nobody kills."""
    dask = Dask(tmp_path_factory.mktemp("dask"))
    yield dask
    dask.end()


def _start(sweeping, address: str, *grid: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "sanctuary_research", "--project", str(sweeping.small.root)]
    command += ["sweep", "one", "--scheduler", address, "--output", str(sweeping.folder)]
    return subprocess.Popen(
        [*command, *(word for text in grid for word in ("--grid", text))],
        env={**os.environ, "SANCTUARY_DATA": str(catalog.data_folder())},  # as the workers
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _recorded(sweeping) -> int:
    return len(list((sweeping.folder / ".build" / "combinations").glob("*.json")))


@pytest.mark.slow
def test_a_cluster_gives_the_same_as_this_machine(drawing, shared):
    """Byte for byte, failures included; what one way ran is unchanged for the other."""
    path = drawing.small.root / "data" / "t.csv"
    path.write_text("a")
    drawing.notebook(f"open({str(path)!r}).read()\nheadline('share', 1 / (n - 2))")
    drawing.run(scheduler=shared.address)
    assert drawing.exit_code == 1
    first = drawing.files()
    drawing.run()
    assert drawing.said[0].endswith("1 to run, 2 unchanged")
    drawing.folder = drawing.small.root / "here"
    drawing.run()
    assert drawing.files() == first


@pytest.mark.slow
def test_client_worker_and_scheduler_killed_in_turn(sweeping, dask):
    """kill -9 of each: nothing finished is lost or done twice, and no kernel is left."""
    grid = ["n=all", "word=a,b,c,d"]
    sweeping.notebook("import time; time.sleep(2)", "headline('count', n)")
    client = _start(sweeping, dask.address, *grid)
    assert until(lambda: _recorded(sweeping) >= 1)
    client.kill()
    client.communicate()
    # For a second: a moment without one lies between two combinations, too.
    assert until(lambda: not dask.kernels() and not time.sleep(1) and not dask.kernels())
    done = _recorded(sweeping)

    client = _start(sweeping, dask.address, *grid)
    assert until(lambda: _recorded(sweeping) > done and dask.kernels())
    kernels = dask.kernels()
    dask.workers[0].kill()
    assert until(lambda: not any(map(is_running, kernels)))
    dask.add_worker()
    done = _recorded(sweeping)
    assert until(lambda: _recorded(sweeping) > done)
    kernels = dask.kernels()
    dask.scheduler.kill()
    out, err = client.communicate(timeout=240)
    # What was recorded in the very moment of a death may not have been said.
    assert client.returncode == 3
    assert 0 < out.count("finished") <= _recorded(sweeping)
    assert err.startswith(f"error: the scheduler {dask.address} has gone: start it and its")
    assert len(err.splitlines()) == 1
    assert until(lambda: not any(map(is_running, kernels)))
    done = _recorded(sweeping)

    dask.end()
    dask.start()
    out, err = _start(sweeping, dask.address, *grid).communicate(timeout=240)
    assert f"{12 - done} to run, {done} unchanged" in out
    assert [row["status"] for row in sweeping.rows()] == ["ok"] * 12
    assert list((sweeping.folder / ".build" / "tmp").iterdir()) == []
    assert until(lambda: not list(dask.folder.rglob("sweep-*")))


def test_a_combination_that_kills_its_workers_fails_alone(sweeping, strict):
    """The scheduler gives up on it; the others are done, and the exit code is 3."""
    strict.add_worker()
    # A kernel is a child of its worker, with which what else was given to it would fail.
    done = str(sweeping.folder / ".build" / "combinations" / "*.json")
    waits = f"import glob, os, time\nwhile n == 2 and len(glob.glob({done!r})) < 2: time.sleep(0.1)"
    sweeping.notebook(f"{waits}\nif n == 2: os.kill(os.getppid(), 9)", "headline('count', n)")
    sweeping.run(scheduler=strict.address)
    assert sweeping.exit_code == 3
    assert [row["status"] for row in sweeping.rows()] == ["ok", "failed", "ok"]
    assert "each worker that ran it was killed" in sweeping.rows()[1]["error"]


def test_no_scheduler_is_a_sentence(sweeping, monkeypatch):
    """Nothing answers: exit code 3, in one sentence."""
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1.0)
    with pytest.raises(KernelError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        sweeping.run("n=1", scheduler="tcp://127.0.0.1:9")


def test_a_port_that_is_no_scheduler_is_a_sentence(sweeping, monkeypatch):
    """What listens but never answers is waited for no longer than what does not listen."""
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1.0)
    begin = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(KernelError, match="no Dask scheduler answers"):
            sweeping.run("n=1", scheduler=address)
    assert time.monotonic() - begin < 60


def test_the_port_of_a_worker_is_a_sentence(sweeping, shared):
    """Its address is as easily copied from what Dask prints."""
    shared.join()
    with distributed.Client(shared.address, set_as_default=False) as client:
        worker = next(iter(client.scheduler_info()["workers"]))
    with pytest.raises(KernelError, match=f"no Dask scheduler answers at {worker}"):
        sweeping.run("n=1", scheduler=worker)


def test_a_frozen_worker_is_told_and_given_up(sweeping, dask, monkeypatch):
    """A worker that stops without dying, at whatever moment, is not waited for for ever."""
    monkeypatch.setattr(cluster, "WAIT_SECONDS", 2.0)
    dask.join()
    sweeping.notebook("import time; time.sleep(60)")
    frozen = []

    def freeze() -> None:
        frozen.extend(until(dask.kernels))
        dask.workers[0].send_signal(signal.SIGSTOP)

    thread = threading.Thread(target=freeze, daemon=True)
    thread.start()
    with pytest.raises(KernelError, match=r"finished anything for|does not answer"):
        sweeping.run("n=1", scheduler=dask.address, timeout=10)
    assert frozen


def test_a_frozen_scheduler_is_told_and_given_up(sweeping, dask, monkeypatch):
    """A scheduler that stops without dying is asked, and not for ever."""
    monkeypatch.setattr(cluster, "WAIT_SECONDS", 1.0)
    dask.join()
    sweeping.notebook("import time; time.sleep(60)")

    def freeze() -> None:
        assert until(dask.kernels)
        monkeypatch.setattr(cluster, "CONNECT_SECONDS", 5.0)  # no longer needed to connect
        dask.scheduler.send_signal(signal.SIGSTOP)

    thread = threading.Thread(target=freeze)
    thread.start()
    with pytest.raises(KernelError, match=r"does not answer: start it and its workers"):
        sweeping.run("n=1", scheduler=dask.address)
    thread.join()


@pytest.mark.parametrize("banner", [b"SSH-2.0-OpenSSH_9.6\r\n", b"220 mail ESMTP\r\n" * 40])
def test_a_port_that_speaks_first_is_a_sentence(sweeping, banner):
    """A banner is no frame of Dask's, whatever length or structure is read in it."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def speak() -> None:
            with suppress(OSError):
                while True:
                    server.accept()[0].sendall(banner)

        threading.Thread(target=speak, daemon=True).start()
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(KernelError, match="no Dask scheduler answers"):
            sweeping.run("n=1", scheduler=address)


def test_no_worker_is_a_sentence(sweeping, dask, monkeypatch):
    """A cluster without workers is waited for, aloud, and not for ever."""
    monkeypatch.setattr(cluster, "WAIT_SECONDS", 1.0)
    dask.workers[0].kill()
    dask.workers[0].wait()
    with pytest.raises(KernelError, match="no worker joined"):
        sweeping.run("n=1", scheduler=dask.address)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"sanctuary_research": "9.9"}, "has sanctuary_research .*, where this machine has 9.9"),
        ({"data": "abc"}, "has another state of the data"),
        ({"numpy": "1.0"}, "has numpy .*, where this machine has 1.0"),
    ],
)
def test_a_worker_that_differs_is_refused_by_name(sweeping, shared, monkeypatch, changed, sentence):
    """Other versions or other data would give other numbers: nothing is run."""
    here = identity() | changed
    monkeypatch.setattr(sweep, "identity", lambda: here)
    with pytest.raises(UsageError, match=rf"worker tcp://127.0.0.1:\d+ {sentence}"):
        sweeping.run("n=1", scheduler=shared.address)
    assert _recorded(sweeping) == 0


def test_a_malformed_address_is_wrong_usage(sweeping):
    """What an address looks like is told."""
    with pytest.raises(UsageError, match="is no address: write it as tcp://host:8786"):
        sweeping.run("n=1", scheduler="nonsense://x:y")


def test_equal_machines_do_not_differ():
    assert difference(identity(), identity(), "worker w") == ""
