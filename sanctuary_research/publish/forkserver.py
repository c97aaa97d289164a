"""A process that has imported the scientific stack once and forks kernels from it.

The server has one thread and speaks lines of JSON over a socket: a request asks for a kernel and
is answered with its process id; when a kernel ends, its exit code is announced. When the socket
closes, however the builder ended, the server kills every kernel it started and exits, so no
kernel outlives its build.
"""

from __future__ import annotations

import builtins
import gc
import json
import os
import select
import signal
import socket
import sys

PRELOAD = (
    "numpy",
    "pandas",
    "pandas.io.formats.string",
    "scipy.optimize",
    "scipy.sparse",
    "scipy.stats",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    # What a kernel imports while it starts; its debugger alone is half of that time.
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "sqlite3",
    "tornado.platform.asyncio",
    "tornado.queues",
    "encodings.idna",
)
_PR_SET_PDEATHSIG = 1


class _Shell:
    """Stands for the shell of a kernel while pandas is imported."""

    kernel = None


class Server:
    """Answers the requests of one builder."""

    def __init__(self, channel: socket.socket):
        self.channel = channel
        self.children: set[int] = set()
        self.pending = b""
        self.awake, waker = os.pipe()
        for end in (self.awake, waker):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    def serve(self) -> None:
        """Fork kernels until the builder hangs up, then leave none behind."""
        try:
            while self._step():
                pass
        finally:
            for child in self.children:
                _signal_group(child, signal.SIGKILL)

    def say(self, **message: object) -> None:
        """Send one line to the builder; if it has gone, the next read notices."""
        try:
            self.channel.sendall(json.dumps(message).encode() + b"\n")
        except OSError:
            return

    def _step(self) -> bool:
        ready, _, _ = select.select([self.channel, self.awake], [], [])
        if self.awake in ready:
            os.read(self.awake, 4096)
            self._reap()
        if self.channel not in ready:
            return True
        received = self.channel.recv(65536)
        *lines, self.pending = (self.pending + received).split(b"\n")
        for line in lines:
            self._answer(json.loads(line))
        return bool(received)

    def _answer(self, request: dict) -> None:
        if request["do"] == "signal":
            if request["pid"] in self.children:
                _signal_group(request["pid"], request["signal"])
            return
        child = os.fork()
        if child == 0:
            self._become_kernel(request)
        os.setpgid(child, child)
        self.children.add(child)
        self.say(started=child, ticket=request["ticket"])

    def _reap(self) -> None:
        while self.children:
            child, status = os.waitpid(-1, os.WNOHANG)
            if child == 0:
                return
            self.children.discard(child)
            _signal_group(child, signal.SIGKILL)  # what the notebook itself had started
            self.say(ended=child, code=os.waitstatus_to_exitcode(status))

    def _become_kernel(self, request: dict) -> None:
        """Turn the forked child into an ordinary kernel; never returns."""
        code = 1
        try:
            self._detach()
            os.environ.clear()
            os.environ.update(request["env"])
            _die_with_parent()
            os.chdir(request["cwd"])
            sys.argv = ["ipykernel_launcher", *request["arguments"]]
            from sanctuary_research.publish.kernel_main import main

            main(request["arguments"])
            code = 0
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 0
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            _leave(code)

    def _detach(self) -> None:
        os.setpgid(0, 0)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        self.channel.close()


def _leave(code: int) -> None:
    """End a forked child without running what the server had registered for its own end."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def preload() -> list[str]:
    """Import the stack and draw one figure; return what could not be imported."""
    missing = []
    # pandas asks, once, whether it is in a kernel; otherwise it would fit columns to a terminal.
    builtins.get_ipython = lambda: _Shell
    for name in PRELOAD:
        try:
            __import__(name)
        except ImportError as error:
            missing.append(f"{name} ({error})")
    del builtins.get_ipython
    if not missing:
        _warm_up()
    gc.collect()
    gc.freeze()
    return missing


def _warm_up() -> None:
    """Pay for first uses once: fonts and the drawing backend."""
    import io

    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(layout="constrained")
    figure.subplots().plot([0, 1], label="one")
    FigureCanvasAgg(figure).print_png(io.BytesIO())


def _threads() -> int:
    """Return how many threads this process has; forking is safe from one only."""
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return 1


def _signal_group(leader: int, number: int) -> None:
    try:
        os.killpg(leader, number)
    except ProcessLookupError:
        return


def _die_with_parent() -> None:
    """Ask Linux to kill this process when the server is killed; elsewhere ipykernel looks."""
    os.environ["JPY_PARENT_PID"] = str(os.getppid())
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def main(descriptor: int) -> None:
    """Preload, report readiness, and serve over the inherited socket."""
    server = Server(socket.socket(fileno=descriptor))
    missing = preload()
    server.say(ready=True, missing=missing, threads=_threads())
    server.serve()


if __name__ == "__main__":
    main(int(sys.argv[1]))
