"""Whatever goes wrong: a sentence, the right exit code, the last good report in its place."""

import errno
import gc
import json
import os
from contextlib import suppress
from itertools import count

import pytest

from sanctuary_research.errors import DataError, OutputError
from sanctuary_research.publish import files, maker
from sanctuary_research.publish.builder import Build

FAULTS = {
    "1/0": 1,
    "{no json": 1,
    "[" * 100_000: 1,
    "import os; os._exit(4)": 3,
    "import os; os.kill(os.getpid(), 9)": 3,
    "import time; time.sleep(99)": 3,
    "x = bytearray(3_000_000_000)": 3,
}


RARE = ("[" * 100_000, "import os; os.kill(os.getpid(), 9)")
WAYS = [pytest.param(cell, marks=[pytest.mark.slow] if cell in RARE else []) for cell in FAULTS]


class Filling:
    """A disk with room for so many more files."""

    def __init__(self, room: int):
        self.room = room

    def __call__(self, *_: object) -> None:
        self.room -= 1
        if self.room < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def published(small) -> dict[str, bytes]:
    output = small.project.output
    found = [*output.glob("*.html"), *output.glob("notebooks/*")]
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in found}


@pytest.fixture(scope="module")
def good(lasting):
    """A built project of two notebooks."""
    lasting.notebook("a", "print('good')")
    lasting.notebook("b", "print('b')")
    lasting.build()
    return lasting


@pytest.mark.parametrize("cell", WAYS, ids=lambda cell: cell[:24])
def test_every_fault_keeps_the_last_good_report(good, copied, cell):
    """The old page stays and is marked, the notebook beside it is built, the exit code tells."""
    small = copied(good)
    small.notebook("b", "print('new b')")
    path = small.notebook("a", cell)
    if cell.startswith(("{", "[")):
        path.write_text(cell)
    gc.collect()  # or what earlier tests left is finalised at the bottom of a recursion
    done = small.build(timeout=6 if "sleep" in cell else 240, memory=2000, jobs=2)
    assert (small.exit_code, done["a"]["status"]) == (FAULTS[cell], "failed")
    assert (small.page("a"), done["a"]["is_stale"]) == (good.page("a"), True)
    assert "now stale" in small.page("index")
    assert done["b"]["status"] == "built"
    assert len(small.failures) == 1
    assert small.left_over() == []


def test_a_disk_may_fill_at_any_moment(good, copied, monkeypatch):
    """Each file is the old or the new one, whole, and the next build finishes the work."""
    small = copied(good)
    old, between = published(small), []
    small.notebook("a", "print('two')")
    for room in count():
        with monkeypatch.context() as patch:
            patch.setattr(files.os, "fsync", Filling(room))
            with suppress(OutputError):
                small.build()
                break
        between.append(published(small))
        assert small.left_over() == []
    new = published(small)
    assert len(between) > 2  # what was written before stays, so each try comes further
    assert old["a.html"] != new["a.html"]
    for found in between:
        assert all(found[name] in (old[name], new[name]) for name in old)


ODD_PATTERN, DEEP = {"pattern": "(["}, {"pattern": "(" * 5000 + ")" * 5000}
TABLE = {"name": "a", "path": "tables/a.csv", "schema": {"fields": []}}


@pytest.fixture
def changed(good, copied):
    """A built project whose notebook then changed: a build would run it."""
    small = copied(good)
    small.notebook("a", "print(2)")
    return small


def described(**wrong) -> str:
    return json.dumps({"resources": [TABLE | wrong]})


@pytest.mark.parametrize(
    "damage",
    [
        "{",
        "[" * 100_000,
        "[1]",
        '{"resources": {"a": 1}}',
        '{"resources": [1]}',
        '{"resources": [{}]}',
        json.dumps({"resources": [{**TABLE, "name": "a"}, {**TABLE, "name": "A"}]}),
        described(name=5),
        described(name="../../evil"),
        described(path=["a"]),
        described(path="tables"),
        described(path="tables/\0a.csv"),
        described(path="tables/\ud800.csv"),
        described(path="../.."),
        described(schema=None),
        described(schema={"fields": ["a"]}),
        described(schema={"fields": [{"name": "a", "constraints": []}]}),
        described(schema={"fields": [{"name": "a", "type": "string", "constraints": ODD_PATTERN}]}),
        described(schema={"fields": [{"name": "a", "type": "string", "constraints": DEEP}]}),
        described(schema={"fields": [], "foreignKeys": [{}]}),
        described(licenses="x"),
        described(known_gaps=4),
    ],
)
def test_a_damaged_description_of_the_data_is_refused_before_anything_runs(changed, damage):
    """The sentence says what to do; the reports stay."""
    before = changed.page("a")
    (changed.root / "data" / "datapackage.json").write_text(damage)
    with pytest.raises(DataError, match=r"datapackage\.json"):
        changed.build()
    assert changed.page("a") == before


def test_a_description_damaged_in_the_middle_loses_no_failure(small):
    """The build ends with the description it began with; the next one refuses the damage."""
    path = small.root / "data" / "datapackage.json"
    small.notebook("a", f"open({str(path)!r}, 'w').write('{{')")
    small.notebook("b", "1 / 0")
    done = small.build()
    assert (done["a"]["status"], done["b"]["status"]) == ("built", "failed")
    with pytest.raises(DataError):
        small.build()


def test_one_page_that_cannot_be_made_takes_no_other_with_it(small, monkeypatch):
    """Whatever a page trips over is that report's own failure."""
    render = maker.render_report
    monkeypatch.setattr(
        maker, "render_report", lambda *given: 1 / 0 if given[1] == "a" else render(*given)
    )
    small.notebook("a", "1")
    small.notebook("b", "2")
    done = small.build()
    assert [done[name]["status"] for name in "ab"] == ["failed", "built"]
    assert "the report of notebook a cannot be made: ZeroDivisionError" in done["a"]["error"]


def test_a_folder_of_a_sweep_is_refused(small):
    """A build does not write over the table of a sweep."""
    small.notebook("a", "1")
    small.project.output.mkdir()
    (small.project.output / "sweep.json").write_text("{}")
    with pytest.raises(OutputError, match="holds a sweep"):
        small.build()


def test_the_sentence_of_a_failure_commands_no_terminal(small):
    """Colours, titles and marks of direction in an exception are not printed."""
    small.notebook("a", r"raise ValueError('a\x1b[31mred\x1b]0;title\x07 \u202eb')")
    assert small.build()["a"]["error"].endswith("ValueError: ared b")


def test_a_full_disk_stops_a_kernel_with_a_sentence(small, monkeypatch):
    """The files through which kernels are reached are written by others, and fail alike."""
    small.notebook("a", "1")
    monkeypatch.setattr(maker, "run_notebook", lambda *_, **__: Filling(0)())
    with pytest.raises(OutputError, match="disk is full"):
        small.build()


def test_a_read_only_folder_is_refused_before_anything_runs(small, monkeypatch):
    """Nothing is run when nothing could be written."""
    small.notebook("a", "1")

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(files.Path, "mkdir", refuse)
    monkeypatch.setattr(maker, "run_notebook", pytest.fail)
    with pytest.raises(OutputError, match="Read-only file system: choose another folder"):
        small.build()


ODD = {
    "a number for tags": {"metadata": {"tags": 5}},
    "no list of outputs": {"outputs": 5},
    "metadata a thousand deep": {"metadata": {"a": json.loads("[" * 900 + "]" * 900)}},
    "a headline that is none": {
        "source": "from IPython.display import display\n"
        "display({'application/vnd.sanctuary.headline+json': {'name': 5}}, raw=True)\n1/0"
    },
}


@pytest.mark.parametrize("what", ODD)
def test_a_notebook_of_an_odd_shape_fails_alone(small, what):
    """Whatever trips over it, before, in or after its run."""
    path = small.notebook("a", "1")
    whole = json.loads(path.read_text())
    whole["cells"][1] |= ODD[what]
    path.write_text(json.dumps(whole))
    small.notebook("b", "2")
    done = small.build()
    assert [done[name]["status"] for name in "ab"] == ["failed", "built"]
    assert "notebook a" in done["a"]["error"]


def test_notebooks_that_go_while_they_are_built_take_no_other_with_them(small, monkeypatch):
    """What is gone fails, also before anything runs, and goes with the next build."""
    gone, why = small.notebook("0", "1"), Build._why  # the first that is asked for
    monkeypatch.setattr(Build, "_why", lambda *it: (why(*it), gone.unlink(missing_ok=True))[0])
    small.notebook("a", "import os; os.remove('a.ipynb'); os.remove('b.ipynb')" + " " * 99)
    small.notebook("b", "1")
    small.notebook("c", "import shutil; shutil.rmtree('../reports/.build/tmp')")
    assert small.build(jobs=1)["c"]["status"] == "built"
    assert list(small.build()) == ["c"]
