"""The kernels of a build: one per notebook, isolated, limited in time and memory, none left."""

from __future__ import annotations

import importlib.util
import os
import signal
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager

from sanctuary_research.publish import provisioner
from sanctuary_research.publish.kernel_main import MEMORY

OUTPUTS = "SANCTUARY_OUTPUTS"
# Settings of the reader's own shell and desktop that would change what a notebook shows.
_PERSONAL = ("PYTHONSTARTUP", "PYTHONINSPECT", "PYTHONWARNINGS", "COLUMNS", "LINES")


class Kernels:
    """Starts the kernels of one build and ends whatever is left of them.

    Parameters
    ----------
    cwd : Path
        The folder kernels start in, as they do in JupyterLab: that of the notebooks.
    folder : Path
        A folder for connection files and the kernels' own settings; swept by the caller.
    forked : bool
        Fork kernels from a pre-imported process where that is safe.
    memory : int
        Megabytes that each kernel may allocate; 0 for no limit.
    say : callable
        Told, once, why kernels are not forked.
    outputs : {"", "downloads", "numbers"}
        Ask figures and tables also for what a page offers to download, or draw no figures.
    """

    def __init__(
        self,
        cwd: Path,
        folder: Path,
        *,
        forked: bool,
        memory: int,
        say: Callable[[str], None],
        outputs: str = "",
    ):
        self.cwd, self.folder, self.memory, self.say = cwd, folder, memory, say
        self.outputs = outputs
        self.numbers = count(1)
        self.managers: list[AsyncKernelManager] = []
        self.stopped = False
        reason = provisioner.why_not_fork() if forked else "--kernels ordinary"
        self.forked = not reason
        if forked and reason:
            say(f"each kernel starts on its own: {reason}")

    def __enter__(self) -> Kernels:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.owns_server = self.forked and not provisioner.is_serving()
        if self.owns_server:
            provisioner.shared_server(self.environment(), self.say)
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        if self.owns_server:
            provisioner.close_shared_server()

    def kill(self) -> None:
        """End every kernel at once, whatever it is doing; none runs another cell."""
        self.stopped = True
        for manager in self.managers:
            process = getattr(manager.provisioner, "process", None)
            if process is not None and process.poll() is None:
                _kill_group(process)

    def manager(self) -> AsyncKernelManager:
        """Return the manager of a kernel that has not started yet."""
        manager = AsyncKernelManager(
            kernel_name="python3",
            kernel_spec_manager=_OneSpec(spec=self._spec()),
            connection_file=str(self.folder / f"kernel-{os.getpid()}-{next(self.numbers)}.json"),
            transport_encryption="required",
        )
        self.managers.append(manager)
        return manager

    def environment(self) -> dict[str, str]:
        """Return the kernels' environment: the caller's, with what would differ by run fixed."""
        kept = {name: value for name, value in os.environ.items() if name not in _PERSONAL}
        fixed = {
            "PYTHONHASHSEED": "0",
            "PYTHONUTF8": "1",
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # the debugger, which nobody attaches, is loud
            "SOURCE_DATE_EPOCH": "0",
            "IPYTHONDIR": str(self.folder / "ipython"),
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
            "MATPLOTLIBRC": _matplotlib_defaults(),
            MEMORY: str(self.memory),
            OUTPUTS: self.outputs,
        }
        return {**kept, **provisioner.ONE_THREAD, **fixed}

    def _spec(self) -> KernelSpec:
        command = [sys.executable, "-P", "-m", provisioner.KERNEL_MODULES[1]]
        chosen = {"provisioner_name": provisioner.NAME, "config": {"forks": self.forked}}
        return KernelSpec(
            argv=[*command, "-f", "{connection_file}", "--HistoryManager.enabled=False"],
            display_name="Python 3",
            language="python",
            metadata={"kernel_provisioner": chosen, "supported_encryption": "curve"},
        )


class _OneSpec(KernelSpecManager):
    """Knows one kernel, whatever is installed on the machine."""

    def __init__(self, spec: KernelSpec):
        super().__init__()
        self.spec = spec

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Return that kernel for any name."""
        return self.spec


def how_it_ended(manager: AsyncKernelManager) -> str:
    """Return how a dead kernel's process ended, in words."""
    process = getattr(manager.provisioner, "last", None)
    code = process.poll() if process is not None else None
    if code is None:
        return ""
    if code >= 0:
        return f"it exited with code {code}"
    name = signal.Signals(-code).name if -code in set(signal.Signals) else str(-code)
    hint = ", perhaps because the machine ran out of memory" if name == "SIGKILL" else ""
    return f"it was ended by {name}{hint}"


def _kill_group(process) -> None:
    """Kill a kernel and what it started; forked kernels see to their own group."""
    if isinstance(process, provisioner.ForkedKernel) or not hasattr(os, "killpg"):
        process.kill()
        return
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _matplotlib_defaults() -> str:
    """Return matplotlib's own settings file, so that nobody's personal one changes a figure."""
    found = importlib.util.find_spec("matplotlib")
    return str(Path(found.origin).parent / "mpl-data" / "matplotlibrc") if found else ""
