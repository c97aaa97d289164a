"""Builds that are stopped or killed leave no kernel, no half-written file, and lose nothing."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

import psutil
import pytest
from waiting import is_running, until

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of Unix")
SLOW = pytest.mark.slow
HANGS = "import os, time\nopen({!r}, 'w').write(str(os.getpid()))\ntime.sleep(600)"
# It starts a process of a session of its own, which is the one that is looked at.
STARTS = """import subprocess, time
child = subprocess.Popen(["sleep", "600"], start_new_session=True)
open({!r}, "w").write(str(child.pid))
time.sleep(600)"""


class Started:
    """A build in its own process, one of whose notebooks is hanging."""

    def __init__(self, small, hangs: str = HANGS):
        self.small, self.mark = small, small.root / "pid"
        small.notebook("a", "print('done')" + " " * 999)  # the larger one starts first
        small.notebook("b", hangs.format(str(self.mark)))
        command = ["-m", "sanctuary_research", "--project", str(small.root), "build", "--jobs", "1"]
        self.process = subprocess.Popen(
            [sys.executable, *command],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.kernel = int(until(lambda: self.mark.exists() and self.mark.read_text()))

    def end(self) -> tuple[str, str]:
        return self.process.communicate(timeout=240)

    def is_clean(self) -> bool:
        """Return whether the kernel is gone, waiting for it for a moment."""
        return until(lambda: not is_running(self.kernel))


@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=SLOW)])
def test_a_stopped_build_cleans_up(small, number):
    """Ctrl-C ends the kernels, keeps what is finished and says so in one line."""
    build = Started(small)
    build.process.send_signal(number)
    out, err = build.end()
    assert build.process.returncode == 128 + number
    assert err.strip() == "stopped: finished reports are kept, run the command again"
    assert out.startswith("built     a")
    assert build.is_clean()
    assert small.left_over() == []
    small.notebook("b", "print('now')")
    assert {n: e["status"] for n, e in small.build().items()} == {"a": "unchanged", "b": "built"}


@pytest.mark.parametrize("hangs", [STARTS, pytest.param(HANGS, marks=SLOW)])
def test_a_killed_build_leaves_no_process(small, hangs):
    """kill -9 of the build: its kernels end with all they started, and the next build goes on."""
    build = Started(small, hangs)
    build.process.kill()
    build.end()
    assert build.is_clean()
    small.notebook("b", "print('now')")
    assert {n: e["status"] for n, e in small.build().items()} == {"a": "unchanged", "b": "built"}
    assert small.left_over() == []


@pytest.mark.parametrize(
    "moment", [2.5, *(pytest.param(one, marks=SLOW) for one in (0.2, 0.7, 1.5, 4.0))]
)
def test_a_build_may_be_killed_at_any_moment(small, moment):
    """The same command again: nothing lost, nothing done twice, no process and no file left."""
    for name in "abc":
        small.notebook(name, f"open('ran-{name}', 'a').write('x')", "import time; time.sleep(0.5)")
    command = ["-m", "sanctuary_research", "--project", str(small.root), "build", "--jobs", "1"]
    begun = subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, text=True)
    time.sleep(moment)
    begun.kill()
    finished = [line.split()[1] for line in begun.communicate()[0].splitlines()]
    assert until(lambda: not _serving(small.root))
    done = small.build()
    assert {done[name]["status"] for name in finished} <= {"unchanged"}
    assert set(small.build()[name]["status"] for name in done) == {"unchanged"}
    assert all((small.root / "notebooks" / f"ran-{name}").read_text() == "x" for name in finished)
    assert small.left_over() == []


def _serving(root) -> list[psutil.Process]:
    """Return the processes whose kernels keep their settings below a folder."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.environ().get("IPYTHONDIR", "").startswith(str(root)):
                found.append(process)
    return found


def test_two_builds_at_once_take_turns(small):
    """The second waits for the first and then finds nothing to do."""
    mark = small.root / "mark"
    wait = "import time\nopen({0!r}, 'w').close()\nwhile not open({0!r}).read(): time.sleep(0.02)"
    small.notebook("a", wait.format(str(mark)))
    command = [sys.executable, "-m", "sanctuary_research", "--project", str(small.root), "build"]
    first = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    until(mark.exists)
    second = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert second.stdout.readline().startswith("note: ")
    mark.write_text("the second waits")
    said = [process.communicate(timeout=240)[0].split()[0] for process in (first, second)]
    assert said == ["built", "unchanged"]
    assert (first.returncode, second.returncode) == (0, 0)
    manifest = json.loads((small.project.output / "manifest.json").read_text())
    assert [entry["status"] for entry in manifest["reports"]] == ["unchanged"]
