"""The kernels of a build: one per notebook, isolated, limited in time and memory, none left."""

from __future__ import annotations

import importlib.util
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec

from sanctuary_research.display.records import WANTED
from sanctuary_research.errors import UsageError
from sanctuary_research.publish.kernel_main import MARK, MEMORY, OVER, end_marked

# That are open at once: a kernel has 63 or more, and what runs it 6, and 28 for each.
FILES, FILES_OF_JOB = 128, 32
_ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMEXPR")}
# Settings of the reader's own shell and desktop that would change what a notebook shows.
_PERSONAL = re.compile(r"COLUMNS|LINES|LANG(UAGE)?|LC_\w+|PYTHON(?!PATH$)\w+")


class Kernels:
    """Starts the kernels of one build and ends whatever is left of them.

    Parameters
    ----------
    cwd : Path
        The folder kernels start in, as they do in JupyterLab: that of the notebooks.
    folder : Path
        A folder for connection files and the kernels' own settings; swept by the caller.
    memory : int
        Megabytes that each kernel may allocate; 0 for no limit.
    outputs : {"", "downloads", "numbers", "paper"}
        What is asked of them (`display.records`).
    """

    def __init__(self, cwd: Path, folder: Path, *, memory: int, outputs: str = ""):
        self.cwd, self.folder, self.memory, self.outputs = cwd, folder, memory, outputs
        self.settings, self.numbers = str(folder / "ipython"), count(1)
        self.managers: list[Manager] = []
        self.stopped = False

    def __enter__(self) -> Kernels:
        end_marked("IPYTHONDIR", self.settings)  # of a build that was killed
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    @contextmanager
    def side_by_side(self, jobs: int) -> Iterator[ThreadPoolExecutor]:
        """Give threads that run notebooks in these kernels; afterwards none of either is left."""
        _raise_open_files(FILES + jobs * FILES_OF_JOB)
        pool = ThreadPoolExecutor(jobs, thread_name_prefix="run")
        with self:
            try:
                yield pool
            finally:
                pool.shutdown(wait=False, cancel_futures=True)
                self.kill()
                pool.shutdown(wait=True)

    def kill(self) -> None:
        """End every kernel at once, whatever it is doing; none runs another cell."""
        self.stopped = True
        for manager in self.managers:
            if manager.process is not None and manager.process.poll() is None:
                _kill_group(manager.process)
        end_marked("IPYTHONDIR", self.settings)

    def manager(self) -> Manager:
        """Return the manager of a kernel that has not started yet."""
        self.folder.mkdir(parents=True, exist_ok=True)  # anew, where a notebook removed it
        manager = Manager(
            kernel_name="python3",
            connection_file=str(self.folder / f"kernel-{os.getpid()}-{next(self.numbers)}.json"),
            transport_encryption="required",
        )
        self.managers.append(manager)
        return manager

    def environment(self) -> dict[str, str]:
        """Return the kernels' environment: the caller's, with what would differ by run fixed."""
        kept = {name: value for name, value in os.environ.items() if not _PERSONAL.fullmatch(name)}
        fixed = {
            "PYTHONHASHSEED": "0",
            "PYTHONUTF8": "1",
            "SOURCE_DATE_EPOCH": "0",
            "IPYTHONDIR": self.settings,
            "VECLIB_MAXIMUM_THREADS": "1",
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
            "MATPLOTLIBRC": _matplotlib_defaults(),
            MEMORY: str(self.memory),
            WANTED: self.outputs,
        }
        return {**kept, **_ONE_THREAD, **fixed}


class Manager(AsyncKernelManager):
    """Manages one kernel and keeps its process, for a word on how it ended.

    It knows one kind of kernel, whatever is installed on the machine.
    """

    process = None
    kernel_spec = KernelSpec(
        argv=[
            *(sys.executable, "-P", "-m", "sanctuary_research.publish.kernel_main"),
            *("-f", "{connection_file}", "--HistoryManager.enabled=False"),
        ],
        display_name="Python 3",
        language="python",
        metadata={"supported_encryption": "curve"},
    )

    async def _async_launch_kernel(self, kernel_cmd: list[str], **kw: object) -> None:
        kw["env"] = {**kw["env"], MARK: self.connection_file}
        # The page has what it prints; a second copy would end up in what the build prints.
        with open(f"{self.connection_file}.err", "wb") as errors:
            kw |= {"stdout": subprocess.DEVNULL, "stderr": errors}
            await super()._async_launch_kernel(kernel_cmd, **kw)
        self.process = self.provisioner.process


def _raise_open_files(needed: int) -> None:
    """Let this process, and kernels after it, open as many files at once as kernels need.

    Raises
    ------
    UsageError
        The system allows fewer.
    """
    try:
        import resource
    except ImportError:  # Windows
        return
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if 0 <= most < needed:
        raise UsageError(
            f"only {most} files may be open at once, where kernels need {needed}",
            f"run `ulimit -n {needed}` first, as an administrator if it is refused",
        )
    if 0 <= now < needed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (needed, most))


def why_it_did_not_start(manager: Manager) -> str:
    """Return the last line that a kernel's process wrote before it served; '' if it wrote none."""
    with suppress(OSError):
        lines = Path(f"{manager.connection_file}.err").read_text("utf-8", "replace").split("\n")
        return next(filter(str.strip, reversed(lines)), "")
    return ""


def how_it_ended(manager: Manager) -> str:
    """Return how a dead kernel's process ended, in words."""
    code = manager.process.poll() if manager.process is not None else None
    if code is None:
        return ""
    if code == OVER:
        return "it held more memory than it may, with what it started (raise it with --memory)"
    if code >= 0:
        return f"it exited with code {code}"
    name = signal.Signals(-code).name if -code in set(signal.Signals) else str(-code)
    hint = ", perhaps because the machine ran out of memory" if name == "SIGKILL" else ""
    return f"it was ended by {name}{hint}"


def _kill_group(process) -> None:
    """Kill a kernel and what it started."""
    if not hasattr(os, "killpg"):
        process.kill()
        return
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _matplotlib_defaults() -> str:
    """Return matplotlib's own settings file, so that nobody's personal one changes a figure."""
    found = importlib.util.find_spec("matplotlib")
    return str(Path(found.origin).parent / "mpl-data" / "matplotlibrc") if found else ""
