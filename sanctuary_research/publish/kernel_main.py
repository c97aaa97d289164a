"""What runs in a kernel's process: an ordinary ipykernel, with its reads noted."""

from __future__ import annotations

import os
import re
import signal
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

MEMORY = "SANCTUARY_KERNEL_MEMORY_MB"
_RESERVED = 8192  # megabytes
_LOOK_SECONDS = 0.5
OVER = 75  # the exit code of a kernel that held more memory than it may
_HELD = re.compile(r"Rss(?:Anon|Shmem):\s+(\d+)")  # kilobytes


def main(arguments: list[str]) -> None:
    """Serve one notebook as an ordinary kernel until it is shut down."""
    from sanctuary_research.publish import recorder

    recorder.install()
    _limit_memory()
    _see_neighbours()
    if hasattr(os, "killpg"):
        # In place of ipykernel's own, which leaves what the notebook started; 1 turns that off.
        starter, os.environ["JPY_PARENT_PID"] = int(os.environ["JPY_PARENT_PID"]), "1"
        threading.Thread(target=_watch, args=(starter,), daemon=True).start()
    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance(argv=arguments)


def _watch(starter: int) -> None:
    """End this kernel when it holds too much memory, in whatever way it came to it.

    Once the process that started it has gone, end it with all that it started.
    """
    most, status = int(os.environ.get(MEMORY) or 0), Path("/proc/self/status")
    while os.getppid() == starter:
        held = sum(map(int, _HELD.findall(status.read_text()))) if status.exists() else 0
        if 0 < most < held / 1024:
            os._exit(OVER)
        time.sleep(_LOOK_SECONDS)
    end_marked(os.environ.get("IPYTHONDIR", ""))
    os.killpg(0, signal.SIGKILL)


def end_marked(folder: str) -> None:
    """End what has these settings of kernels in its environment, in whatever session."""
    mark = f"IPYTHONDIR={folder}".encode()
    for path in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):  # it has ended, or is somebody else's
            number = int(path.parent.name)
            if number != os.getpid() and mark in path.read_bytes().split(b"\0"):
                os.kill(number, signal.SIGKILL)


def _limit_memory() -> None:
    """Let allocations beyond the limit fail with `MemoryError` instead of filling the machine."""
    megabytes = int(os.environ.get(MEMORY) or 0)
    try:
        import resource
    except ImportError:  # Windows
        return
    if megabytes:
        # Shared mappings count as address space only, of which libraries reserve more than needed.
        for limit, room in ((resource.RLIMIT_DATA, 0), (resource.RLIMIT_AS, _RESERVED)):
            _, hard = resource.getrlimit(limit)
            resource.setrlimit(limit, ((megabytes + room) * 2**20, hard))


def _see_neighbours() -> None:
    """Let a notebook import modules from its own folder, after the standard library's.

    IPython does so itself, but not under ``-P``, without which a module of that folder could
    stand in for one that Python needs to start.
    """
    places = (at for at, path in enumerate(sys.path) if path.endswith("site-packages"))
    sys.path.insert(next(places, len(sys.path)), "")


if __name__ == "__main__":
    main(sys.argv[1:])
