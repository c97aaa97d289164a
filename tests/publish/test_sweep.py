"""Sweeps: one tidy table, made once, mended where inputs changed, plain about what failed."""

import errno
import json
import os
import re
import sys

import pytest

from sanctuary_research.errors import MissingPackageError, NotebookError, OutputError
from sanctuary_research.publish import templates
from sanctuary_research.publish.kernel_main import _marked

ALL = ["n=1", "n=2", "n=3"]


def test_a_sweep_gives_one_tidy_table(sweeping):
    """One row a combination and headline, with every parameter, the swept one first."""
    manifest = sweeping.run(fixed=["word=pear"])
    assert (sweeping.exit_code, sweeping.ran()) == (0, ALL)
    lines = (sweeping.folder / "results.csv").read_text().splitlines()
    assert lines[:3] == [
        "n,word,headline,value,unit,low,high,status,error",
        "1,pear,count,10,apples,1,20.5,ok,",
        "1,pear,size,4,apples,,,ok,",
    ]
    assert len(lines) == 7
    assert manifest["command"] == "sanctuary sweep one --grid n=1,2,3 -p word=pear"
    assert (manifest["combinations"], manifest["finished"]) == (3, 3)
    assert json.loads((sweeping.folder / "sweep.json").read_text()) == manifest


def test_the_page_shows_a_picture_for_each_headline(drawing):
    """Each has its alt text and its sentence; the page is strict and links the table."""
    drawing.run()
    page = (drawing.folder / "index.html").read_text(encoding="utf-8")
    assert page.count('<div class="drawing') == 2
    assert "3 combinations: from 10 (n 1) to 30 (n 3) apples." in page
    assert "default-src &#39;none&#39;" in page
    assert '<a href="results.csv">' in page
    assert {"figures/one/figure-count.png", "figures/one/figure-size.svg"} <= set(drawing.files())


def test_an_unchanged_sweep_runs_nothing_and_changes_nothing(drawing):
    """The second time says so at once, and every file is left as it was."""
    drawing.run()
    before = {path: path.stat().st_mtime_ns for path in drawing.folder.rglob("*.*")}
    drawing.run()
    assert drawing.said[0].startswith("note: 3 combinations of n (3): 0 to run, 3 unchanged")
    assert drawing.ran() == []
    after = {path: path.stat().st_mtime_ns for path in drawing.folder.rglob("*.*")}
    assert {path.name for path in after if before.get(path) != after[path]} <= {"tmp", "lock"}


def test_two_sweeps_are_byte_identical(drawing):
    """Whatever order the combinations finish in."""
    drawing.notebook("import time; time.sleep((3 - n) / 4)\nheadline('count', n / 3)")
    drawing.run(jobs=3)
    first = drawing.files()
    drawing.folder = drawing.small.root / "other"
    drawing.run(jobs=1)
    assert drawing.files() == first


def test_only_what_changed_is_run_again(sweeping):
    """A file that one combination reads concerns no other; a new cell concerns all."""
    path = sweeping.small.root / "data" / "two.txt"
    path.write_text("5")
    sweeping.notebook(f"headline('count', int(open({str(path)!r}).read()) if n == 2 else n)")
    sweeping.run()
    path.write_text("77")
    sweeping.run()
    assert sweeping.ran() == ["n=2"]
    assert [row["value"] for row in sweeping.rows()] == ["1", "77", "3"]
    sweeping.notebook("headline('count', 0)")
    sweeping.run()
    assert sweeping.ran() == ALL


def test_a_larger_grid_in_the_same_folder_runs_what_is_new(sweeping):
    """And the table has just the grid that was asked for."""
    sweeping.run("n=1,2")
    sweeping.run("n=2,3")
    assert sweeping.ran() == ["n=3"]
    assert [row["n"] for row in sweeping.rows()] == ["2", "2", "3", "3"]


def test_force_runs_everything(sweeping):
    sweeping.run("n=1,2")
    sweeping.run("n=1,2", force=True)
    assert sweeping.ran() == ["n=1", "n=2"]


@pytest.mark.parametrize(
    ("cell", "code"),
    [("1 / (n - 2)", 1), pytest.param("n == 2 and exit_()", 3, marks=pytest.mark.slow)],
)
def test_a_failed_combination_is_recorded_and_tried_again(drawing, cell, code):
    """The others go on; the sentence is in the table."""
    exits = "import os\nexit_ = lambda: os._exit(4)\n"
    drawing.notebook(exits + cell, "headline('count', n)")
    manifest = drawing.run()
    assert drawing.exit_code == code
    assert [row["status"] for row in drawing.rows()] == ["ok", "failed", "ok"]
    sentence = drawing.rows()[1]["error"]
    assert "notebook one, cell 4" in sentence
    assert [one["parameters"] for one in manifest["failures"]] == [{"n": 2}]
    assert drawing.failures == [f"n=2: {sentence}"]
    assert "failed" in (drawing.folder / "index.html").read_text()
    drawing.run()
    assert drawing.said[0].endswith(": 1 to run, 2 unchanged")


@pytest.mark.parametrize(
    "damage",
    [
        lambda b: b.replace(b"1", b"2"),
        *(pytest.param(cut, marks=pytest.mark.slow) for cut in (lambda b: b[:-9], lambda b: b"")),
    ],
)
def test_a_damaged_record_is_noticed(sweeping, damage):
    """A record that is cut off, empty or altered is not believed: its combination runs again."""
    sweeping.run("n=1,2")
    first = sweeping.files()
    path = sorted((sweeping.folder / ".build" / "combinations").glob("[0-9a-f]*.json"))[0]
    path.write_bytes(damage(path.read_bytes()))
    sweeping.run("n=1,2")
    assert sum("its record is damaged" in line for line in sweeping.said) == 1
    assert len(sweeping.ran()) == 1
    assert sweeping.files() == first


def test_a_table_that_changes_meanwhile_stops_the_sweep(sweeping):
    """Numbers of two versions of the data are never mixed; what does not read it is kept."""
    path = sweeping.small.root / "data" / "t.csv"
    path.write_text("a")
    read = f"import os\np = {str(path)!r}\nif n == 2: open(p).read(); os.system('echo b >> ' + p)"
    sweeping.notebook(read, "headline('count', n)")
    with pytest.raises(NotebookError, match=r"t.csv changed while the sweep was running"):
        sweeping.run("n=1,2")
    assert not (sweeping.folder / "results.csv").exists()


def test_combinations_that_saw_two_states_of_a_folder_stop_the_sweep(sweeping):
    """Whoever added the file in between, and however often the command is given."""
    folder = sweeping.small.root / "data" / "parts"
    folder.mkdir()
    add = f"import os, time\np = {str(folder)!r}\nif n == 2: open(p + '/x', 'w').close()\n"
    sweeping.notebook(f"{add}else: headline('count', len(os.listdir(p)))")
    with pytest.raises(NotebookError, match=r"parts/ changed while the sweep was running"):
        sweeping.run("n=1,2", jobs=1)
    assert not (sweeping.folder / "results.csv").exists()
    sweeping.run("n=1,2")
    assert sweeping.ran() == ["n=1"]


def test_a_combination_that_reads_unseen_runs_every_time(drawing):
    """And it alone; table, page and terminal say that its number may be of another state."""
    drawing.notebook("import os\nheadline('count', len([*os.environ]) if n == 1 else n)")
    drawing.run("n=1,2")
    told = [(row["status"], row["error"]) for row in drawing.rows()]
    assert told == [("unseen", "what os.environ read is not known"), ("ok", "")]
    drawing.run("n=1,2")
    assert drawing.ran() == ["n=1"]
    sentence = "1 of 2 combinations read what nobody watched (status unseen)"
    assert sentence in "".join(drawing.said)
    assert sentence in (drawing.folder / "index.html").read_text(encoding="utf-8")


def test_hostile_values_stay_text(drawing):
    """Markup, formulas, quotes and line ends are what they are, in the table and on the page."""
    words = ['<script>alert("1")</script>', "=1+1", 'a,"b"\r\nc', "$x$ *y* [z](javascript:1)", "NA"]
    manifest = drawing.run("word=" + ";".join(words), "n=1")
    assert drawing.exit_code == 0
    found = [row["word"] for row in drawing.rows() if row["headline"] == "size"]
    assert found == words
    page = (drawing.folder / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    names = ("made", *templates.READ)
    own = ((templates.SITE / f"{name}.js").read_text(encoding="utf-8") for name in names)
    assert scripts == ["".join(own)]
    assert 'href="javascript' not in page
    assert manifest["finished"] == 5


def test_a_parameter_may_be_called_like_a_result(sweeping):
    """Its column gets a longer name."""
    cells = [('value = 1\nunit = "u"', "parameters"), "print(value)"]
    sweeping.small.notebook("one", *cells)
    sweeping.run("value=1,2", fixed=["unit=m"])
    assert list(sweeping.rows()[0])[:4] == [
        "parameter_value",
        "parameter_unit",
        "headline",
        "value",
    ]


def test_a_notebook_without_headlines_says_so(drawing):
    """There is still one row a combination, and a page that tells why it is empty."""
    drawing.notebook("print(n)")
    drawing.run("n=1,2")
    assert [(row["n"], row["status"]) for row in drawing.rows()] == [("1", "ok"), ("2", "ok")]
    assert "records no headline numbers" in (drawing.folder / "index.html").read_text()


@pytest.mark.parametrize("value", ["'many'", "[1]", "True", "None, unit=3"])
def test_a_headline_that_is_no_number_is_refused(sweeping, value):
    """The notebook is at fault, not the table."""
    sweeping.notebook(f"headline('count', {value})")
    sweeping.run("n=1")
    assert "records a headline that is not a name, a number and its unit" in sweeping.failures[0]


def test_a_headline_of_no_name_of_its_own_is_refused(sweeping):
    """As a build refuses it: the table could not tell the two apart."""
    sweeping.notebook("headline('count', 1); headline('count', 2)")
    sweeping.run("n=1")
    assert "records the headline number 'count' a second time" in sweeping.failures[0]


def test_parquet_has_the_same_rows_with_types(sweeping):
    """Where pyarrow is installed, texts stay texts and numbers numbers."""
    parquet = pytest.importorskip("pyarrow.parquet")
    sweeping.run("word=06037,1", "n=1,2")
    frame = parquet.read_table(sweeping.folder / "results.parquet").to_pylist()
    assert [row["word"] for row in frame[::4]] == ["06037", "1"]
    assert frame[0]["value"] == 10.0
    assert frame[0]["error"] is None


def test_numbers_too_large_for_parquet_are_text_in_it(sweeping):
    """A sweep is not lost for the type of a column."""
    parquet = pytest.importorskip("pyarrow.parquet")
    cells = [(f"n = {10**30}", "parameters"), sweeping.prelude, "headline('count', 2**60 + 1)"]
    sweeping.small.notebook("one", *cells)
    sweeping.run(f"n={10**30},1")
    rows = parquet.read_table(sweeping.folder / "results.parquet").to_pylist()
    assert [(row["n"], row["value"]) for row in rows] == [("1", 2.0**60), (str(10**30), 2.0**60)]


def test_without_pyarrow_there_is_just_the_csv(sweeping, monkeypatch):
    """An optional package that is absent is no fault where it was not asked for."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    sweeping.run("n=1")
    assert "results.csv" in sweeping.files()
    assert "results.parquet" not in sweeping.files()


def test_a_cluster_needs_the_extra(sweeping, monkeypatch):
    """The sentence names what to install, before anything is run."""
    monkeypatch.setitem(sys.modules, "sanctuary_research.publish.sweeps.cluster", None)
    with pytest.raises(MissingPackageError, match=r"pip install 'sanctuary-research\[sweep\]'"):
        sweeping.run("n=1", scheduler="tcp://127.0.0.1:1")
    assert sweeping.files() == {}


def test_a_full_disk_stops_the_sweep_and_loses_nothing(sweeping, monkeypatch):
    """What was recorded before stays; with room again the same command goes on."""

    room, replace = iter([True, True]), os.replace

    def full(old, new):
        if "combinations" in str(new) and not next(room, False):
            raise OSError(errno.ENOSPC, "No space left on device")
        replace(old, new)

    with monkeypatch.context() as disk:
        disk.setattr(os, "replace", full)
        with pytest.raises(OutputError, match="the disk is full: make room and run"):
            sweeping.run(jobs=1)
    sweeping.run()
    assert sweeping.ran() == ["n=3"]


def test_a_folder_of_reports_is_not_overwritten(sweeping):
    """A sweep has a folder of its own."""
    sweeping.small.build()
    sweeping.folder = sweeping.small.project.output
    with pytest.raises(OutputError, match="holds reports, not a sweep: choose another folder"):
        sweeping.run()


def test_no_process_and_no_temporary_file_is_left(sweeping):
    """After a sweep with a failure there is no process, and tmp is empty."""
    sweeping.notebook("1 / (n - 2)")
    sweeping.run(jobs=2)
    temporary = sweeping.folder / ".build" / "tmp"
    assert list(_marked("IPYTHONDIR", str(temporary / "kernels" / "ipython"))) == []
    assert list(temporary.iterdir()) == []
