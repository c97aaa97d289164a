"""Kernels, forked or ordinary: isolated, limited, plain about their end, and none left behind."""

import gc
import os
import sys
import time

import psutil
import pytest

from sanctuary_research.errors import KernelError, NotebookError
from sanctuary_research.publish import provisioner, runner
from sanctuary_research.publish.kernels import Kernels
from sanctuary_research.publish.runner import run_notebook


@pytest.fixture(scope="module", params=["forked", "ordinary"])
def kernels(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("kernels")
    forked = request.param == "forked"
    if forked and provisioner.why_not_fork():
        pytest.skip(provisioner.why_not_fork())
    with Kernels(folder, folder / "tmp", forked=forked, memory=2000, say=pytest.fail) as kernels:
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


def test_the_limit_is_for_the_whole_notebook(run):
    """Many short cells together may not take longer than the limit."""
    begin = time.monotonic()
    with pytest.raises(KernelError, match=r"cell [34] .*limit of 2 seconds"):
        run(*["import time; time.sleep(0.9)"] * 9, timeout=2.0)
    assert time.monotonic() - begin < 20


def test_a_kernel_that_hangs_at_its_start_is_ended(run, kernels, monkeypatch):
    """A kernel that never answers is a kernel error, not an endless wait."""
    monkeypatch.setattr(runner, "START_SECONDS", 1.0)
    spec = kernels._spec()
    spec.argv = [sys.executable, "-c", "import time; time.sleep(99)", "{connection_file}"]
    monkeypatch.setattr(kernels, "_spec", lambda: spec)
    with pytest.raises(KernelError, match="its kernel did not start within 2000 MB"):
        run("1")


def test_a_kernel_that_ends_at_its_start_is_started_once_more(run, kernels, monkeypatch):
    """A port that another program took in between costs a second start, not the notebook."""
    good, bad = kernels._spec(), kernels._spec()
    bad.argv = [sys.executable, "-c", "raise SystemExit(1)", "{connection_file}"]
    specs = iter([bad, good])
    monkeypatch.setattr(kernels, "_spec", lambda: next(specs))
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


def test_no_kernel_is_left(kernels, server):
    """After every kind of end, the only process left is the fork server."""
    left = psutil.Process().children(recursive=True)
    alive = [child.pid for child in left if child.status() != psutil.STATUS_ZOMBIE]
    assert alive == ([server.process.pid] if server else [])


def test_kernels_are_forked_where_they_can_be(small, tmp_path):
    """The parent of a kernel is the fork server, and nothing is said."""
    with Kernels(tmp_path, tmp_path / "k", forked=True, memory=0, say=pytest.fail) as kernels:
        path = small.notebook("n", "import os; print(os.getppid())")
        done = run_notebook(path, {}, kernels, timeout=60, keep=lambda nb: nb)
    assert text(done, 1) == f"{provisioner.shared_server().process.pid}\n"


FAULTS = {
    "cannot fork processes": None,
    "an imported package starts threads": {"missing": [], "threads": 9},
    "could not import nothing_of_that_name": {"missing": ["nothing_of_that_name"], "threads": 1},
}


@pytest.mark.parametrize("reason", FAULTS)
def test_without_a_fork_ordinary_kernels_serve(small, monkeypatch, reason):
    """It is chosen by itself and said once, and the outputs are the same."""
    small.notebook("a", "print('a', {'x', 'y'})")
    small.notebook("b", "print('b')")
    small.build()
    forked = [(small.project.output / f"notebooks/{n}.ipynb").read_bytes() for n in "ab"]
    monkeypatch.setattr(provisioner, "_servers", [])
    if FAULTS[reason]:
        unsafe = provisioner._unsafe
        monkeypatch.setattr(provisioner, "_unsafe", lambda _: unsafe(FAULTS[reason]))
    else:
        monkeypatch.delattr(os, "fork")
    small.build(force=True, jobs=2)
    [said] = [line for line in small.said if "each kernel starts on its own" in line]
    assert reason in said
    again = [(small.project.output / f"notebooks/{n}.ipynb").read_bytes() for n in "ab"]
    assert again == forked


def test_forked_and_ordinary_kernels_give_the_same(small, tmp_path):
    """Settings that preloading could change are those of an ordinary kernel."""
    path = small.notebook(
        "n",
        "import pandas, matplotlib, numpy, sys\nimport matplotlib.pyplot as plt",
        "pandas.describe_option('display')",
        "for key, value in sorted(matplotlib.rcParams.items()): print(key, value)",
        "print(plt.get_backend(), numpy.get_printoptions(), sys.flags)",
        "figure, axes = plt.subplots()\naxes.plot([1, 3, 2])\nplt.show()",
        "pandas.DataFrame({'a': range(3)})",
    )
    done = []
    for forked in (True, False):
        folder = tmp_path / str(forked)
        with Kernels(tmp_path, folder, forked=forked, memory=0, say=print) as kernels:
            done.append(run_notebook(path, {}, kernels, timeout=60, keep=lambda nb: nb))
    forked, ordinary = ({**cell} for cell in (done[0].notebook, done[1].notebook))
    pandas_options = [nb["cells"][2]["outputs"][0].pop("text") for nb in (forked, ordinary)]
    assert pandas_options[0].replace("default: utf-8", "default: UTF-8") == pandas_options[1]
    assert forked == ordinary
    assert "image/png" in done[0].notebook.cells[5].outputs[0].data


def test_a_hanging_kernel_ends_quietly(run, capfd):
    """Nothing but our own sentence is said of it."""
    with pytest.raises(KernelError):
        run("import time; time.sleep(99)", timeout=1.0)
    gc.collect()
    assert "Task was destroyed" not in capfd.readouterr().err
