"""A jupyter_client kernel provisioner whose kernels are forked from a pre-imported process.

Registered as ``sanctuary-fork``, so any Jupyter client can use it: set
``JUPYTER_DEFAULT_PROVISIONER_NAME=sanctuary-fork``. Where forking is missing or unsafe it starts
the ordinary kernel, with the same outputs.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from itertools import count

from jupyter_client.provisioning import LocalProvisioner
from traitlets import Bool

NAME = "sanctuary-fork"
KERNEL_MODULES = ("ipykernel_launcher", "sanctuary_research.publish.kernel_main")
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    # pandas imports pyarrow where it is installed, whose allocator would start a thread.
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
_PRELOAD_SECONDS = 120
_END_SECONDS = 5


class ForkError(RuntimeError):
    """The fork server cannot serve; the ordinary kernel must."""


class ForkedKernel:
    """A kernel that somebody else forked, with the part of `subprocess.Popen` that is needed."""

    stdin = stdout = stderr = None

    def __init__(self, server: ForkServer, pid: int):
        self.server, self.pid, self.returncode = server, pid, None
        self.ended = threading.Event()

    def poll(self) -> int | None:
        """Return the exit code, or None while it runs."""
        return self.returncode

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait for the end and return the exit code."""
        if not self.ended.wait(timeout):
            raise subprocess.TimeoutExpired("kernel", timeout)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal to the kernel and what it started, unless it has ended."""
        if self.returncode is None:
            self.server.signal(self.pid, number)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the kernel."""
        self.send_signal(signal.SIGKILL)


class ForkServer:
    """The builder's end of `forkserver`: asks for kernels and learns when they end."""

    def __init__(self, environment: dict[str, str], say: Callable[[str], None]):
        self.say, self.closing = say, False
        self.channel, other = socket.socketpair()
        with other:
            module = "sanctuary_research.publish.forkserver"
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", module, str(other.fileno())],
                pass_fds=[other.fileno()],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
        self.kernels: dict[int, ForkedKernel] = {}
        self.tickets, self.started = count(), {}
        self.change = threading.Condition()
        self.ready, self.fault = False, ""
        threading.Thread(target=self._listen, name="fork-server", daemon=True).start()

    def spawn(self, arguments: list[str], environment: dict[str, str], cwd: str) -> ForkedKernel:
        """Return a new kernel, waiting for the preload if it is not done.

        Raises
        ------
        ForkError
            The server could not preload, has died, or does not answer.
        """
        with self.change:
            self._wait(lambda: self.ready)
            ticket = next(self.tickets)
            self._send(do="fork", ticket=ticket, arguments=arguments, env=environment, cwd=str(cwd))
            self._wait(lambda: ticket in self.started)
            return self.started.pop(ticket)

    def signal(self, pid: int, number: int) -> None:
        """Send a signal to a kernel that is still running."""
        with self.change:
            if not self.fault:
                self._send(do="signal", pid=pid, signal=int(number))

    def close(self) -> None:
        """Hang up: the server kills its kernels and ends."""
        self.closing = True
        self.channel.shutdown(socket.SHUT_RDWR)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.channel.close()

    def _wait(self, done) -> None:
        answered = self.change.wait_for(lambda: self.fault or done(), _PRELOAD_SECONDS)
        if self.fault or not answered:
            raise ForkError(self.fault or "the fork server does not answer")

    def _send(self, **message: object) -> None:
        try:
            self.channel.sendall(json.dumps(message).encode() + b"\n")
        except OSError as error:
            raise ForkError("the fork server has ended") from error

    def _listen(self) -> None:
        with self.channel.makefile("rb") as lines:
            try:
                for line in lines:
                    self._hear(json.loads(line))
            except OSError:
                pass  # closed while reading: the same as the end of the file
        with self.change:
            self._give_up("the fork server has ended")
            for pid in list(self.kernels):
                self._end(pid, -signal.SIGKILL)
            self.change.notify_all()

    def _hear(self, message: dict) -> None:
        with self.change:
            if "ready" in message:
                self.ready = True
                self._give_up(_unsafe(message))
            elif "started" in message:
                kernel = ForkedKernel(self, message["started"])
                self.kernels[kernel.pid] = self.started[message["ticket"]] = kernel
            elif "ended" in message:
                self._end(message["ended"], message["code"])
            self.change.notify_all()

    def _give_up(self, fault: str) -> None:
        """Serve no more because of a fault, if it is one, and say so once."""
        if fault and not self.fault:
            self.fault = fault
            if not self.closing:
                self.say(f"each kernel starts on its own: {fault}")

    def _end(self, pid: int, code: int) -> None:
        kernel = self.kernels.pop(pid)
        kernel.returncode = code
        kernel.ended.set()


class ForkProvisioner(LocalProvisioner):
    """Forks Python kernels from the shared server; starts any other kernel the ordinary way."""

    forks = Bool(True, help="Fork where that is safe; otherwise start the ordinary kernel.")
    last = None

    async def launch_kernel(self, cmd: list[str], **kwargs):
        """Launch a kernel; `last` keeps its process for a word on how it ended."""
        arguments = _kernel_arguments(cmd)
        try:
            if arguments is None or not self.forks:
                raise ForkError("this kernel is not to be forked")
            self.cwd = kwargs.get("cwd") or os.getcwd()
            self.process = shared_server().spawn(arguments, kwargs["env"], self.cwd)
            self.pid = self.pgid = self.process.pid
        except ForkError:
            await super().launch_kernel(cmd, **kwargs)
        self.last = self.process
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """End the kernel and see it gone, which the manager would ask only every tenth second."""
        await super().kill(restart)
        process, limit = self.process, time.monotonic() + _END_SECONDS
        while process is not None and process.poll() is None and time.monotonic() < limit:
            await asyncio.sleep(0.005)


def _nobody(text: str) -> None:
    """Stand for somebody to tell, where a Jupyter client of its own starts kernels."""


_servers: list[ForkServer] = []
_starting = threading.Lock()


def shared_server(
    environment: dict[str, str] | None = None, say: Callable[[str], None] = _nobody
) -> ForkServer:
    """Return the one fork server of this process, started on first use.

    ``say`` is told, once, if kernels cannot be forked after all.

    Raises
    ------
    ForkError
        This platform cannot fork safely.
    """
    reason = why_not_fork()
    if reason:
        raise ForkError(reason)
    with _starting:
        if not _servers:
            _servers.append(ForkServer(environment or {**os.environ, **ONE_THREAD}, say))
        return _servers[0]


def is_serving() -> bool:
    """Return whether this process has a fork server."""
    return bool(_servers)


def close_shared_server() -> None:
    """End the fork server of this process and every kernel it forked."""
    with _starting:
        while _servers:
            _servers.pop().close()


atexit.register(close_shared_server)


def why_not_fork() -> str:
    """Return why kernels cannot be forked here, or nothing."""
    if not hasattr(os, "fork"):
        return f"{sys.platform} cannot fork processes"
    if sys.platform == "darwin":
        return "forking after the system's own libraries were loaded is unsafe on macOS"
    return ""


def _unsafe(ready: dict) -> str:
    if ready["missing"]:
        return f"the fork server could not import {', '.join(ready['missing'])}"
    if ready["threads"] > 1:
        return "an imported package starts threads, and forking then is unsafe"
    return ""


def _kernel_arguments(cmd: list[str]) -> list[str] | None:
    """Return the arguments of a Python kernel of this environment; None for any other kernel."""
    if cmd[0] != sys.executable or "-m" not in cmd:
        return None
    at = cmd.index("-m") + 1
    return cmd[at + 1 :] if cmd[at] in KERNEL_MODULES else None
