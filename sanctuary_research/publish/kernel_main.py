"""What runs in a kernel's process: an ordinary ipykernel, with its reads noted."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

MEMORY = "SANCTUARY_KERNEL_MEMORY_MB"
MARK = "SANCTUARY_KERNEL"  # tells what one kernel started from what others did
_RESERVED = 8192  # megabytes
_LOOK_SECONDS, _END_SECONDS = 0.5, 60.0
OVER = 75  # the exit code of a kernel that held more memory than it may


def main(arguments: list[str]) -> None:
    """Serve one notebook as an ordinary kernel until it is shut down."""
    from sanctuary_research.publish import recorder

    recorder.install()
    _limit_memory()
    _see_neighbours()
    threading.excepthook = _end_without_port
    if hasattr(os, "killpg"):
        # In place of ipykernel's own, which leaves what the notebook started; 1 turns that off.
        starter, os.environ["JPY_PARENT_PID"] = int(os.environ["JPY_PARENT_PID"]), "1"
        threading.Thread(target=_watch, args=(starter,), daemon=True).start()
    # The debugger, which nobody attaches, takes a fifth of the start.
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    from ipykernel.kernelapp import IPKernelApp

    if not os.path.exists(arguments[1]):  # a notebook removed it; ipykernel would make its own
        sys.exit(1)
    errors = os.dup(2)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # the page has what the notebook writes there
    try:
        IPKernelApp.launch_instance(argv=[*arguments, f"--Session.packer={__spec__.name}.packed"])
    except Exception as error:  # such as a port that another program took in between
        os.write(errors, f"{type(error).__name__}: {error}\n".encode())
        raise


def packed(message: object) -> bytes:
    """Return a message as JSON; half a character, which no page can hold, as a question mark."""
    from jupyter_client.session import json_default, json_packer

    try:
        return json_packer(message)
    except UnicodeEncodeError:
        text = json.dumps(message, default=json_default, ensure_ascii=False)
        return text.encode("utf-8", "replace")


def _end_without_port(told: threading.ExceptHookArgs) -> None:
    """End a kernel whose heartbeat found its port taken, so that it is started again."""
    if type(told.thread).__module__ == "ipykernel.heartbeat":
        os._exit(1)
    threading.__excepthook__(told)


def _watch(starter: int) -> None:
    """End this kernel when it and what it started hold too much memory, however they came to it.

    Once the process that started it has gone, end it with all that it started.
    """
    most, mark = int(os.environ.get(MEMORY) or 0), os.environ.get(MARK, "")
    while os.getppid() == starter:
        if most and most < _held(tree := [os.getpid(), *_marked(MARK, mark, os.getpid())]):
            _end(tree[1:])
            os._exit(OVER)
        time.sleep(_LOOK_SECONDS)
    end_marked("IPYTHONDIR", os.environ.get("IPYTHONDIR", ""))
    os.killpg(0, signal.SIGKILL)


def _held(numbers: list[int]) -> float:
    """Return the megabytes that processes hold, but for files; what they share counts once.

    What each holds is quickly read; how much of it is shared takes longer than to add it up.
    """
    held = _total(numbers, "status", r"Rss(?:Anon|Shmem):\s+(\d+)")
    if len(numbers) == 1 or held <= int(os.environ.get(MEMORY) or 0):
        return held
    return _total(numbers, "smaps_rollup", r"Pss_(?:Anon|Shmem):\s+(\d+)") or held


def _total(numbers: list[int], file: str, kilobytes: str) -> float:
    """Return the sum, in megabytes, of what the system's file on each process says."""
    total = 0
    for number in numbers:
        with suppress(OSError):  # it has ended, or there are no such files
            total += sum(
                map(int, re.findall(kilobytes, Path(f"/proc/{number}/{file}").read_text()))
            )
    return total / 1024


def end_marked(variable: str, value: str) -> None:
    """End what has a variable in its environment, in whatever session, and see it gone.

    What is found may start another before it ends, and on a busy machine ends a moment later.
    """
    limit = time.monotonic() + _END_SECONDS
    while (left := [*_marked(variable, value)]) and time.monotonic() < limit:
        _end(left)
        time.sleep(0.01)


def _end(numbers: Iterable[int]) -> None:
    for number in numbers:
        with suppress(OSError):  # it has ended
            os.kill(number, signal.SIGKILL)


def _marked(variable: str, value: str, leader: int = -1) -> Iterator[int]:
    """Yield the other processes with a variable in their environment, or of a leader's session."""
    mark = os.fsencode(f"{variable}={value}")
    for path in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):  # it has ended, or is somebody else's
            number = int(path.parent.name)
            is_of = os.getsid(number) == leader or mark in path.read_bytes().split(b"\0")
            if is_of and number != os.getpid():
                yield number


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
            asked = (megabytes + room) * 2**20
            resource.setrlimit(limit, (min(asked, hard if hard >= 0 else sys.maxsize), hard))


def _see_neighbours() -> None:
    """Let a notebook import modules from its own folder, after the standard library's.

    IPython does so itself, but not under ``-P``, without which a module of that folder could
    stand in for one that Python needs to start.
    """
    places = (at for at, path in enumerate(sys.path) if path.endswith("site-packages"))
    sys.path.insert(next(places, len(sys.path)), "")


if __name__ == "__main__":
    main(sys.argv[1:])
