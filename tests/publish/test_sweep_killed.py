"""Sweeps that are killed at any moment lose nothing, do nothing twice and leave nothing behind."""

import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest
from waiting import is_running, until

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of Unix")
FEW = ["--grid", "n=all"]
GRID = [*FEW, "--grid", "word=a,b"]
# Each run says that it began, in which process and whose child that is, and that it ended.
WORK = """
import os, time
def tell(what):
    with open({!r}, "a") as log:
        log.write(f"{{what}} {{n}} {{word}} {{os.getpid()}} {{os.getppid()}}\\n")
tell("began")
time.sleep(0.3)
headline("count", n)
tell("ended")
"""


class Killing:
    """Starts sweeps in processes of their own and looks at what their deaths leave."""

    def __init__(self, sweeping):
        self.sweeping, self.log = sweeping, sweeping.small.root / "log"
        self.log.touch()
        sweeping.notebook(WORK.format(str(self.log)))
        self.records = sweeping.folder / ".build" / "combinations"

    def start(self, *options: str, grid=GRID, code: str = "") -> subprocess.Popen:
        command = ["--project", str(self.sweeping.small.root), "sweep", "one", *grid, *options]
        command += ["--output", str(self.sweeping.folder)]
        text = f"import sys; from sanctuary_research.cli import main\n{code}\n"
        return subprocess.Popen(
            [sys.executable, "-c", text + f"sys.exit(main({command}))"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def finish(self, *options: str) -> str:
        """Run the same command to its end and return what it said first."""
        process = self.start(*options)
        out, err = process.communicate(timeout=240)
        assert (process.returncode, err) == (0, "")
        return out.splitlines()[0]

    def recorded(self) -> set[str]:
        """Return the keys of the finished combinations."""
        return {path.stem for path in self.records.glob("*.json")}

    def processes(self) -> set[int]:
        """Return every process that a run told of and that is still there."""
        own = {os.getpid(), 1}
        told = {
            int(number) for line in self.log.read_text().splitlines() for number in line.split()[3:]
        }
        return {number for number in told - own if is_running(number)}


@pytest.fixture
def killing(drawing) -> Killing:
    return Killing(drawing)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_kill_9_at_random_moments_loses_nothing(killing, seed):
    """Two deaths, then to the end: recorded combinations never run again, and nothing is left."""
    chance, done = random.Random(seed), set()
    for _ in range(2):
        process = killing.start("--jobs", "2")
        aim = min(6, len(done) + chance.choice([1, 2]))
        assert until(lambda aim=aim: len(killing.recorded()) >= aim)
        time.sleep(chance.uniform(0, 0.4))
        process.kill()
        process.communicate()
        assert done <= killing.recorded()
        done = killing.recorded()
        assert until(lambda: not killing.processes())
    said = killing.finish()
    assert said.endswith(f": {6 - len(done)} to run, {len(done)} unchanged")
    assert until(lambda: not killing.processes())
    assert list((killing.sweeping.folder / ".build" / "tmp").iterdir()) == []
    assert [row["value"] for row in killing.sweeping.rows()] == ["1", "1", "2", "2", "3", "3"]
    ended = [line.split()[1:3] for line in killing.log.read_text().splitlines() if "ended" in line]
    assert len(ended) <= 6 + 2 * 2  # at most those that were running, two at a time, at each death


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "after"), [("results.csv", True), ("index.html", False), ("sweep.json", False)]
)
def test_kill_9_while_publishing(killing, name, after):
    """Between any two files: the next command writes what was missing."""
    dies = (
        "import os, signal\nreplace = os.replace\n"
        "def fatal(old, new):\n"
        f"    if {after}: replace(old, new)\n"
        f"    if str(new).endswith({name!r}): os.kill(os.getpid(), signal.SIGKILL)\n"
        f"    if not {after}: replace(old, new)\n"
        "os.replace = fatal"
    )
    process = killing.start(code=dies)
    process.communicate(timeout=240)
    assert process.returncode == -signal.SIGKILL
    assert killing.finish().endswith(": 0 to run, 6 unchanged")
    folder = killing.sweeping.folder
    names = {
        "results.csv",
        "index.html",
        "sweep.json",
        "figures/one/figure-count.png",
    }
    assert names <= set(killing.sweeping.files())
    assert "6 combinations: from 1 (n 1, a) to 3" in (folder / "index.html").read_text()
    assert list((folder / ".build" / "tmp").iterdir()) == []


@pytest.mark.parametrize(
    "number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)]
)
def test_a_stopped_sweep_cleans_up(killing, number):
    """Ctrl-C ends the kernels, keeps what is finished and says so in one line."""
    process = killing.start("--jobs", "2", grid=[*FEW, "--grid", "word=" + ",".join("abcdefgh")])
    assert until(lambda: len(killing.recorded()) >= 2)
    process.send_signal(number)
    _, err = process.communicate(timeout=240)
    assert process.returncode == 128 + number
    assert err.strip().startswith("stopped: ")
    assert until(lambda: not killing.processes())
    assert list((killing.sweeping.folder / ".build" / "tmp").iterdir()) == []


def test_two_sweeps_at_once_take_turns(killing):
    """The second waits for the first and then finds all done."""
    both = [killing.start(grid=FEW), killing.start(grid=FEW)]
    said = [process.communicate(timeout=240)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sum("3 to run, 0 unchanged" in text for text in said) == 1
    assert sum("0 to run, 3 unchanged" in text for text in said) == 1
    assert len(killing.log.read_text().splitlines()) == 2 * 3


def test_json_goes_to_standard_output_alone(killing):
    """Machines read the manifest there; progress goes elsewhere."""
    process = killing.start("--json", grid=["--grid", "n=1,2"])
    out, err = process.communicate(timeout=240)
    assert process.returncode == 0, err
    assert json.loads(out)["finished"] == 2
    assert err.startswith("note: 2 combinations of n (2): 2 to run, 0 unchanged")
