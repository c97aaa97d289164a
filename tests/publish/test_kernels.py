"""Kernels: isolated, limited, plain about their end, and none left behind."""

import gc
import sys
from contextlib import suppress
from socket import socket

import pytest
from jupyter_client.kernelspec import KernelSpec

from sanctuary_research.errors import KernelError, NotebookError, UsageError
from sanctuary_research.publish import kernel_main, runner
from sanctuary_research.publish.kernels import Kernels, Manager, _raise_open_files
from sanctuary_research.publish.runner import run_notebook


@pytest.fixture(scope="module")
def kernels(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kernels")
    with Kernels(folder, folder / "tmp", memory=2000) as kernels:
        yield kernels


@pytest.fixture
def run(kernels, small):
    def run(*cells, parameters=None, timeout=240.0):
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
        (
            "import mmap; mmap.mmap(-1, 3 * 10**9, mmap.MAP_PRIVATE)",
            "needed more than 2000 MB of memory",
        ),
    ],
)
def test_a_dying_kernel_is_exit_code_3(run, cell, sentence):
    """Death, hanging and too much memory are told apart from an exception in a cell."""
    limit = 2.0 if "limit" in sentence else 240.0
    with pytest.raises(KernelError, match=rf"notebook n, cell [23] .*{sentence}") as caught:
        run("1", cell, timeout=limit)
    assert caught.value.exit_code == 3


def test_a_kernel_that_freezes_after_its_last_cell_ran_past_its_limit(run):
    """What it read is asked for within the same limit."""
    freeze = "import time\nfrom sanctuary_research.publish import noted\n"
    with pytest.raises(KernelError, match="ran past its limit of 3 seconds"):
        run(f"{freeze}noted.inputs = lambda: time.sleep(99)", timeout=3.0)


def test_the_limit_is_for_the_whole_notebook(run):
    """Many short cells together may not take longer than the limit."""
    with pytest.raises(KernelError, match=r"cell [234] .*limit of 2 seconds"):
        run(*["import time; time.sleep(0.9)"] * 9, timeout=2.0)


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
    """A port that another program took in between costs another start, not the notebook."""
    make, specs = kernels.manager, iter([spec("raise SystemExit(1)")])

    def manager():
        made = make()
        made.kernel_spec = next(specs, made.kernel_spec)
        return made

    monkeypatch.setattr(kernels, "manager", manager)
    assert text(run("print('here')"), 1) == "here\n"


@pytest.mark.slow
def test_a_kernel_whose_heartbeat_finds_no_port_is_started_once_more(
    run, kernels, monkeypatch, capfd
):
    """It finds so in a thread of its own, whose traceback would reach the terminal."""
    make, taken = kernels.manager, socket()
    taken.bind(("127.0.0.1", 0))
    ports = iter([taken.getsockname()[1]])

    def manager():
        made = make()
        if port := next(ports, 0):
            made.cache_ports, made.hb_port = False, port
        return made

    monkeypatch.setattr(kernels, "manager", manager)
    with taken:
        assert text(run("print('here')"), 1) == "here\n"
    assert list(ports) == []
    assert "Traceback" not in capfd.readouterr().err


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
    assert list(kernel_main._marked("IPYTHONDIR", kernels.settings)) == []


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
    told = "\nWhat this cell shows beyond 10 MB, or its notebook beyond 50 MB, is left out.\n"
    assert shown["stderr"] == told
    assert text(done, 2) == "after\n"


def test_what_a_notebook_shows_is_bounded(run, monkeypatch):
    """What is left out of one cell takes no room from the next ones."""
    monkeypatch.setattr(runner, "LONGEST", 20)
    monkeypatch.setattr(runner, "MOST_SHOWN", 50)
    done = run(*["print('x' * 40)"] * 3, "print('none is left')")
    cells = [cell.outputs for cell in done.notebook.cells[1:]]
    shown = ["".join(out.text for out in outs if out.name == "stdout") for outs in cells]
    assert list(map(len, shown)) == [20, 20, 10, 0]


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


@pytest.mark.parametrize(("now", "most"), [(12, 12), (12, 191)])
def test_too_few_open_files_are_told_before_a_kernel_starts(kernels, monkeypatch, now, most):
    """A library under it would end the whole build, without a word."""
    resource = pytest.importorskip("resource")
    monkeypatch.setattr(resource, "getrlimit", lambda _: (now, most))
    told = f"only {most} files may be open at once, where kernels need 192: run `ulimit -n 192`"
    with pytest.raises(UsageError, match=told), kernels.side_by_side(2):
        pass


def test_open_files_are_allowed_as_far_as_they_may(kernels, monkeypatch):
    """A lower limit than the system's is raised to what is needed; a higher one stays."""
    resource, asked = pytest.importorskip("resource"), []
    monkeypatch.setattr(resource, "setrlimit", lambda what, limits: asked.append(limits))
    for now in (12, 192, resource.RLIM_INFINITY):
        monkeypatch.setattr(resource, "getrlimit", lambda _, now=now: (now, -1))
        _raise_open_files(192)
    assert asked == [(192, -1)]


def test_no_limit_is_higher_than_the_system_allows(monkeypatch):
    """Else no kernel would start where an administrator set one, or where it is astronomical."""
    resource, asked = pytest.importorskip("resource"), []
    monkeypatch.setenv(kernel_main.MEMORY, str(10**14))
    monkeypatch.setattr(resource, "setrlimit", lambda what, limits: asked.append(limits))
    for hard in (5, resource.RLIM_INFINITY):
        monkeypatch.setattr(resource, "getrlimit", lambda _, hard=hard: (0, hard))
        kernel_main._limit_memory()
    assert asked == [(5, 5)] * 2 + [(sys.maxsize, -1)] * 2


@pytest.mark.skipif(sys.platform != "linux", reason="limits of Linux")
def test_shared_memory_counts(run):
    """Memory that is mapped, not allocated, has a limit too."""
    with pytest.raises(KernelError, match="it needed more than 2000 MB of memory"):
        run("import mmap; mmap.mmap(-1, 20 * 2**30)")


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("raised", ["", "import resource; resource.setrlimit(2, (-1, -1))\n"])
def test_memory_that_no_limit_of_the_system_counts_is_looked_at(small, tmp_path, raised):
    """Shared memory within the room that libraries reserve, and a limit that the cell raised."""
    shared = "m = mmap.mmap(-1, 2**30)\nfor at in range(0, 2**30, 4096): m[at] = 1"
    fill = f"{raised}x = b'1' * 2**30" if raised else shared
    path = small.notebook("n", f"import mmap, time\n{fill}\ntime.sleep(200)")
    with (
        Kernels(tmp_path, tmp_path / "tmp", memory=600) as kernels,
        pytest.raises(KernelError, match="held more memory than it may"),
    ):
        run_notebook(path, {}, kernels, timeout=240.0, keep=lambda nb: path)


FORKS = """
import os, time
kept = bytearray(b"1" * (200 * 2**20))
for _ in range(5):
    if not os.fork():
        {start}
        time.sleep(300)
time.sleep({wait})
print("done")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_what_a_kernel_started_counts_with_it(small, tmp_path):
    """Each of five is within the limit, in a session of its own too; they end with it."""
    own = "os.setsid(); own = bytearray(b'1' * (100 * 2**20))"
    path = small.notebook("n", FORKS.format(start=own, wait=200))
    with Kernels(tmp_path, tmp_path / "tmp", memory=600) as kernels:
        with pytest.raises(KernelError, match="held more memory than it may, with what it started"):
            run_notebook(path, {}, kernels, timeout=240.0, keep=lambda nb: path)
        assert list(kernel_main._marked("IPYTHONDIR", kernels.settings)) == []


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_what_children_share_counts_once(small, tmp_path):
    """Five that only look at what their kernel holds are no five times as much."""
    path = small.notebook("n", FORKS.format(start="pass", wait=3))
    with Kernels(tmp_path, tmp_path / "tmp", memory=700) as kernels:
        done = run_notebook(path, {}, kernels, timeout=240.0, keep=lambda nb: path)
    assert text(done, 1) == "done\n"


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("end", ["", "\nos._exit(4)"])
def test_a_child_in_a_session_of_its_own_ends_with_its_kernel(small, kernels, end):
    """Whatever a notebook started is gone when its kernel is, however that ended."""
    start = "subprocess.Popen(['sleep', '600'], start_new_session=True).pid"
    path = small.notebook(
        "n", f"import os, subprocess\nopen('child', 'w').write(str({start})){end}"
    )
    with suppress(KernelError):
        run_notebook(path, {}, kernels, timeout=240.0, keep=lambda nb: path)
    number = int((kernels.cwd / "child").read_text())
    assert number not in kernel_main._marked("IPYTHONDIR", kernels.settings)


def test_a_kernel_that_cannot_start_says_why(small, tmp_path, monkeypatch):
    """In the last line that it wrote."""
    (tmp_path / "broken" / "ipykernel").mkdir(parents=True)
    broken = tmp_path / "broken" / "ipykernel" / "__init__.py"
    broken.write_text("raise ImportError('another numpy')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "broken"))
    small.notebook("a", "1")
    error = small.build()["a"]["error"]
    assert error.startswith("notebook a: its kernel did not start")
    assert error.endswith(": ImportError: another numpy")


def test_what_a_child_prints_is_on_the_page_alone(small, capfd):
    """Not among what the build prints, which may be JSON."""
    small.notebook("a", "import os; os.system('echo of a child'); os.write(2, b'raw')")
    small.build()
    assert capfd.readouterr() == ("", "")
    assert "of a child" in small.page("a")
