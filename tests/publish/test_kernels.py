"""Kernels: isolated, limited, plain about their end, and none left behind."""

import gc
import sys
import time

import psutil
import pytest
from jupyter_client.kernelspec import KernelSpec

from sanctuary_research.errors import KernelError, NotebookError
from sanctuary_research.publish import runner
from sanctuary_research.publish.kernels import Kernels, Manager
from sanctuary_research.publish.runner import run_notebook


@pytest.fixture(scope="module")
def kernels(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kernels")
    with Kernels(folder, folder / "tmp", memory=2000) as kernels:
        yield kernels


@pytest.fixture
def run(kernels, small):
    def run(*cells, parameters=None, timeout=60.0):
        path = small.notebook("n", *cells)
        keep = small.root / "half.ipynb"
        return run_notebook(path, parameters or {}, kernels, timeout=timeout, keep=lambda nb: keep)

    return run


def text(done, cell: int) -> str:
    return done.notebook.cells[cell].outputs[0].text


def test_parameters_reach_the_notebook(run):
    """Given values replace the defaults, in their types."""
    done = run(("x = 1", "parameters"), "print(repr(x))", parameters={"x": "06037"})
    assert text(done, 3) == "'06037'\n"


def test_a_raising_cell_is_named(run):
    """The sentence has the notebook, the cell, its heading and the exception; later cells wait."""
    with pytest.raises(NotebookError) as caught:
        run("1", "1/0", "print('never')")
    sentence = str(caught.value)
    assert "notebook n, cell 3 (under 'What is asked?'): ZeroDivisionError: div" in sentence
    assert caught.value.exit_code == 1
    assert str(caught.value.path).endswith("half.ipynb")


def test_a_cell_may_raise_on_purpose(run):
    """A cell tagged raises-exception does not stop the notebook."""
    done = run(("1/0", "raises-exception"), "print('after')")
    assert text(done, 2) == "after\n"


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("import os; os._exit(4)", "kernel died: it exited with code 4"),
        ("import os; os.kill(os.getpid(), 9)", "ended by SIGKILL, perhaps because .* memory"),
        ("import time; time.sleep(99)", "ran past its limit of 2 seconds"),
        ("while True: pass", "ran past its limit of 2 seconds"),
        ("x = bytearray(3_000_000_000)", "needed more than 2000 MB of memory"),
    ],
)
def test_a_dying_kernel_is_exit_code_3(run, cell, sentence):
    """Death, hanging and too much memory are told apart from an exception in a cell."""
    with pytest.raises(KernelError, match=rf"notebook n, cell 3 .*{sentence}") as caught:
        run("1", cell, timeout=2.0)
    assert caught.value.exit_code == 3


def test_a_kernel_that_freezes_after_its_last_cell_ran_past_its_limit(run):
    """What it read is asked for within the same limit."""
    freeze = "import time\nfrom sanctuary_research.publish import recorder\n"
    with pytest.raises(KernelError, match="ran past its limit of 3 seconds"):
        run(f"{freeze}recorder.inputs = lambda: time.sleep(99)", timeout=3.0)


def test_the_limit_is_for_the_whole_notebook(run):
    """Many short cells together may not take longer than the limit."""
    begin = time.monotonic()
    with pytest.raises(KernelError, match=r"cell [34] .*limit of 2 seconds"):
        run(*["import time; time.sleep(0.9)"] * 9, timeout=2.0)
    assert time.monotonic() - begin < 20


def spec(code: str) -> KernelSpec:
    """Return how to start what is no kernel."""
    command = [sys.executable, "-c", code, "{connection_file}"]
    return KernelSpec(argv=command, metadata=Manager.kernel_spec.metadata)


def test_a_kernel_that_hangs_at_its_start_is_ended(run, monkeypatch):
    """A kernel that never answers is a kernel error, not an endless wait."""
    monkeypatch.setattr(runner, "START_SECONDS", 1.0)
    monkeypatch.setattr(Manager, "kernel_spec", spec("import time; time.sleep(99)"))
    with pytest.raises(KernelError, match="its kernel did not start within 2000 MB"):
        run("1")


def test_a_kernel_that_ends_at_its_start_is_started_once_more(run, kernels, monkeypatch):
    """A port that another program took in between costs a second start, not the notebook."""
    make, specs = kernels.manager, iter([spec("raise SystemExit(1)")])

    def manager():
        made = make()
        made.kernel_spec = next(specs, made.kernel_spec)
        return made

    monkeypatch.setattr(kernels, "manager", manager)
    assert text(run("print('here')"), 1) == "here\n"


def test_kernels_do_not_share_anything(run):
    """Names, random states and settings of one notebook do not reach the next."""
    cells = ["import numpy, random\nprint(numpy.random.rand(), random.random())", "leak = 1"]
    first, second = run(*cells), run(*cells, "print('leak' in open.__globals__)" and "1")
    assert text(first, 1) != text(second, 1)
    with pytest.raises(NotebookError, match="NameError: name 'leak'"):
        run("leak")


def test_what_a_notebook_reads_is_known(run, small):
    """Files opened and modules imported are reported, those of the installation are not."""
    table = small.root / "data" / "t.csv"
    table.write_text("a\n1\n")
    done = run(f"import pandas\npandas.read_csv({str(table)!r})\nimport sanctuary_research.errors")
    assert str(table.resolve()) in done.inputs
    assert any(path.endswith("sanctuary_research/errors.py") for path in done.inputs)
    assert not any("site-packages" in path or "read_csv" in path for path in done.inputs)


def test_two_runs_are_byte_identical(run):
    """Times, random ids, process numbers and split output do not reach the notebook."""
    cells = [
        ("x = 1", "parameters"),
        "import warnings\nwarnings.warn('careful')\nfor i in range(99): print(i, flush=True)",
        "print(hash('a'), {'b', 'c', 'd'})",
    ]
    first, second = (run(*cells, parameters={"x": 2}) for _ in range(2))
    assert first.notebook == second.notebook
    assert "ipykernel_" not in str(first.notebook)


def test_no_kernel_is_left(kernels):
    """After every kind of end, no process is left."""
    left = psutil.Process().children(recursive=True)
    assert [child for child in left if child.status() != psutil.STATUS_ZOMBIE] == []


def test_a_hanging_kernel_ends_quietly(run, capfd):
    """Nothing but our own sentence is said of it."""
    with pytest.raises(KernelError):
        run("import time; time.sleep(99)", timeout=1.0)
    gc.collect()
    assert "Task was destroyed" not in capfd.readouterr().err


def test_what_a_cell_shows_is_bounded(run):
    """Beyond it there is a sentence; the cells after it go on."""
    done = run("for _ in range(30): print('x' * 10**6)", "print('after')")
    shown = {out.name: out.text for out in done.notebook.cells[1].outputs}
    assert len(shown["stdout"]) == runner.LONGEST
    assert shown["stderr"] == "\nWhat this cell shows beyond 10 MB is left out.\n"
    assert text(done, 2) == "after\n"


@pytest.mark.parametrize(
    "shown",
    [
        "display({'application/json': ['x' * 10**7], 'text/plain': ''}, raw=True)",
        "display({'text/plain': ''}, metadata={'a': 'x' * 10**7}, raw=True)",
        "raise ValueError('x' * 10**7)",
    ],
)
def test_what_is_no_text_is_bounded_too(run, shown):
    """Structures, what is said of them, and exceptions."""
    done = run((f"from IPython.display import display\n{shown}", "raises-exception"))
    assert [out["name"] for out in done.notebook.cells[1].outputs] == ["stderr"]


def test_an_output_too_deep_to_be_read_is_told_as_such(small, capfd):
    """It is no death of a kernel, and asyncio has nothing to add."""
    show = "d = {}\nfor _ in range(900): d = {'a': d}\ndisplay({'a/json': d}, raw=True)"
    small.notebook("a", f"from IPython.display import display\n{show}" + " " * 99)
    small.notebook("b", "import time; time.sleep(3)")
    assert "RecursionError" in small.build(jobs=1)["a"]["error"]
    assert small.exit_code == 1
    gc.collect()
    assert capfd.readouterr().err == ""


@pytest.mark.skipif(sys.platform != "linux", reason="limits of Linux")
def test_shared_memory_counts(run):
    """Memory that is mapped, not allocated, has a limit too."""
    with pytest.raises(NotebookError, match="Cannot allocate memory"):
        run("import mmap; mmap.mmap(-1, 20 * 2**30)")


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("raised", ["", "import resource; resource.setrlimit(2, (-1, -1))\n"])
def test_memory_that_no_limit_of_the_system_counts_is_looked_at(small, tmp_path, raised):
    """Shared memory within the room that libraries reserve, and a limit that the cell raised."""
    shared = "m = mmap.mmap(-1, 2**30)\nfor at in range(0, 2**30, 4096): m[at] = 1"
    fill = f"{raised}x = bytearray(b'1' * 2**30)" if raised else shared
    path = small.notebook("n", f"import mmap, time\n{fill}\ntime.sleep(9)")
    with (
        Kernels(tmp_path, tmp_path / "tmp", memory=600) as kernels,
        pytest.raises(KernelError, match="held more memory than it may"),
    ):
        run_notebook(path, {}, kernels, timeout=60.0, keep=lambda nb: path)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_child_in_a_session_of_its_own_ends_with_its_kernel(small, tmp_path):
    """Whatever a notebook started is gone when its kernels are."""
    start = "subprocess.Popen(['sleep', '600'], start_new_session=True).pid"
    path = small.notebook("n", f"import subprocess\nprint({start})")
    with Kernels(tmp_path, tmp_path / "tmp", memory=0) as kernels:
        done = run_notebook(path, {}, kernels, timeout=60.0, keep=lambda nb: path)
        number = int(text(done, 1))
        assert psutil.pid_exists(number)
    limit = time.monotonic() + 10
    while psutil.pid_exists(number) and time.monotonic() < limit:
        time.sleep(0.05)
    assert not psutil.pid_exists(number) or psutil.Process(number).status() == "zombie"
