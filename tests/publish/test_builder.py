"""Builds: what is made, what is skipped, and what a failure leaves behind."""

import json
import subprocess
import sys

import pytest

from sanctuary_research.cli import main
from sanctuary_research.publish import cache, runner
from sanctuary_research.publish.cache import FILE

SAY = "print('one')"
EMPTY = cache.sealed({"format": cache.FORMAT}).encode()


def statuses(done: dict) -> dict:
    return {name: entry["status"] for name, entry in done.items()}


def test_a_second_build_makes_nothing(small):
    """An unchanged report is not touched; the manifest says so."""
    small.notebook("a", SAY)
    assert statuses(small.build()) == {"a": "built"}
    before = {p: p.stat().st_mtime_ns for p in small.project.output.glob("*.html")}
    assert statuses(small.build()) == {"a": "unchanged"}
    assert before == {p: p.stat().st_mtime_ns for p in small.project.output.glob("*.html")}
    assert small.left_over() == []


def test_only_what_changed_is_made(small):
    """Touching one notebook, or one table that one of them reads, makes that report only."""
    table = small.root / "data" / "tables" / "t.csv"
    table.write_text("a\n1\n")
    small.notebook("reads", f"print(open({str(table)!r}).read())")
    small.notebook("other", SAY)
    small.build()
    small.notebook("other", "print('two')")
    assert statuses(small.build()) == {"other": "built", "reads": "unchanged"}
    table.write_text("a\n2\n")
    assert statuses(small.build()) == {"other": "unchanged", "reads": "built"}
    assert "tables/t.csv changed" in "".join(small.said)
    assert small.build(force=True)["other"]["status"] == "built"


@pytest.fixture(scope="module")
def recorded(lasting):
    """A built project."""
    lasting.notebook("a", SAY)
    lasting.build()
    return lasting


@pytest.fixture
def made(recorded, copied):
    return copied(recorded)


def test_a_touched_notebook_with_the_same_cells_is_unchanged(made):
    """Time and outputs do not count, cells do."""
    path = made.project.path("a")
    raw = json.loads(path.read_text())
    raw["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x"}]
    path.write_text(json.dumps(raw))
    assert statuses(made.build()) == {"a": "unchanged"}


@pytest.mark.parametrize("path", ["a.html", "notebooks/a.ipynb"])
def test_a_damaged_report_is_made_again(made, path):
    """An output that was edited or removed is not taken for good."""
    good = (made.project.output / path).read_bytes()
    (made.project.output / path).write_text("damaged")
    assert statuses(made.build()) == {"a": "built"}
    assert (made.project.output / path).read_bytes() == good


@pytest.mark.parametrize("damage", [b"", b"{", b"0\n{}", b"\xff\x00", EMPTY, None])
def test_a_damaged_record_means_a_full_build(recorded, damage):
    """A corrupt cache, even by one letter, is noticed and replaced."""
    record = recorded.project.output / FILE
    record.write_bytes(
        record.read_bytes().replace(b"asked", b"asket") if damage is None else damage
    )
    assert statuses(recorded.build()) == {"a": "built"}
    assert "damaged" in recorded.said[0]
    assert statuses(recorded.build()) == {"a": "unchanged"}


def test_a_failure_spares_the_others(small):
    """The page of the others is built, the failed notebook is kept half-run and linked."""
    small.notebook("bad", "print('half')", "1/0", title="Is it <bad>?")
    small.notebook("good", SAY)
    done = small.build()
    assert statuses(done) == {"bad": "failed", "good": "built"}
    assert small.exit_code == 1
    assert "ZeroDivisionError: division by zero" in done["bad"]["error"]
    kept = json.loads((small.project.output / done["bad"]["failed_notebook"]).read_text())
    assert kept["cells"][1]["outputs"][0]["text"] == ["half\n"]
    assert 'href="failed/bad.ipynb"' in small.page("index")
    assert "Is it &lt;bad&gt;?" in small.page("index")
    assert small.left_over() == []


def test_a_failure_keeps_the_last_good_report(small):
    """The old page stays, is marked as stale, and is forgotten once the notebook runs again."""
    small.notebook("a", SAY)
    small.build()
    old = small.page("a")
    small.notebook("a", "1/0")
    entry = small.build()["a"]
    assert (entry["status"], entry["is_stale"], entry["page"]) == ("failed", True, "a.html")
    assert small.page("a") == old
    assert "now stale" in small.page("index")
    small.notebook("a", SAY)
    assert statuses(small.build()) == {"a": "unchanged"}
    assert list((small.project.output / "failed").iterdir()) == []
    assert "stale" not in small.page("index").split("</style>")[1]


def test_a_report_that_was_not_asked_for_is_marked_stale(small):
    """Building one notebook says of another, changed one that its page is old."""
    small.notebook("a", SAY)
    small.notebook("b", SAY)
    small.build()
    small.notebook("b", "print('two')")
    assert statuses(small.build("a")) == {"a": "unchanged", "b": "stale"}
    assert "Stale: the notebook or its data changed" in small.page("index")


def test_a_dead_kernel_is_exit_code_3(small):
    """A kernel's death outranks an exception in another notebook."""
    small.notebook("dies", "import os; os._exit(1)")
    small.notebook("raises", "1/0")
    small.build(jobs=2)
    assert small.exit_code == 3
    assert len(small.failures) == 2


def test_a_notebook_that_is_no_json_fails_alone(small):
    """A broken file is a failure with its sentence; the others are built."""
    small.notebook("a", SAY)
    small.project.path("b").write_text("{not json")
    done = small.build()
    assert statuses(done) == {"a": "built", "b": "failed"}
    assert "not valid JSON" in done["b"]["error"]
    assert small.exit_code == 1


def test_a_picture_without_alt_text_fails_the_build(small):
    """The sentence names the cell and the fix."""
    small.notebook(
        "a", "from IPython.display import display\ndisplay({'image/png': 'iVBORw0K'}, raw=True)"
    )
    done = small.build()
    assert "cell 2 shows a picture without alt text" in done["a"]["error"]
    assert small.exit_code == 1


def test_a_plain_frame_is_shown(small):
    """A notebook of one's own need not use exhibits."""
    small.notebook("a", "import pandas as pd\npd.DataFrame({'apples': [31415]})")
    assert small.build()["a"]["status"] == "built", small.failures
    assert "31415" in small.page("a")


def test_data_changed_in_the_middle_is_refused(small):
    """A run whose table changed under it could mix two versions: it is not published."""
    table = small.root / "data" / "tables" / "t.csv"
    table.write_text("a\n")
    small.notebook("a", f"p = {str(table)!r}\nopen(p).read()\n!echo b >> {{p}}")
    done = small.build()
    assert "t.csv changed while notebook a was running" in done["a"]["error"]


def test_the_manifest_has_the_headlines(small):
    """Headline numbers come from the outputs, with their intervals."""
    record = {"name": "Gap", "value": -3.5, "unit": "per 10,000", "low": -5.0, "high": -2.0}
    mime = "application/vnd.sanctuary.headline+json"
    small.notebook(
        "a",
        ("year: 'int' = 2015  # year", "parameters"),
        f"from IPython.display import display\ndisplay({{{mime!r}: {record}}}, raw=True)",
        ("print('Three fewer.')", "answer"),
        title="Fewer?",
    )
    entry = small.build()["a"]
    assert entry["headlines"] == [record | {"cell": "cell-3", "exhibit": "", "tables": []}]
    assert entry["parameters"] == {"year": 2015}
    assert (entry["title"], entry["answer"]) == ("Fewer?", "Three fewer.")
    assert json.loads((small.project.output / "manifest.json").read_text())["reports"] == [entry]
    assert "Three fewer." in small.page("index")


def test_two_builds_are_byte_identical(small, tmp_path):
    """The same inputs give the same pages, whatever the time and the number of jobs."""
    for name in ("a", "b"):
        small.notebook(name, "import time; print(time.sleep(0.1), {'x', 'y'})")
    first, second = [], []
    for jobs, pages in ((1, first), (2, second)):
        small.build(jobs=jobs, force=True)
        files = sorted(small.project.output.glob("**/*.[hi]*"))
        pages += [p.read_bytes() for p in files if ".build" not in p.parts]
    assert first == second
    assert len(first) == 7


def test_a_removed_notebook_takes_its_report_along(small):
    """The index does not lead to pages of notebooks that are gone."""
    small.notebook("a", SAY)
    small.notebook("b", SAY)
    small.build()
    small.project.path("b").unlink()
    assert statuses(small.build()) == {"a": "built"}  # its neighbours changed
    assert not (small.project.output / "b.html").exists()
    small.project.path("a").unlink()  # the last
    assert main(["--project", str(small.root), "build"]) == 0
    assert not (small.project.output / "a.html").exists()


def test_an_unchanged_build_imports_nothing_heavy(small, monkeypatch):
    """To see that nothing changed takes neither the packages nor the description of the data."""
    monkeypatch.setattr(cache, "SETTLED", 0)
    small.notebook("a", SAY)
    small.build()
    small.build()
    heavy = {"pandas", "numpy", "papermill", "nbconvert", "nbformat", "jinja2", "zmq"}
    unneeded = heavy | {"ast", "dataclasses", "subprocess", "concurrent", "html", "decimal"}
    code = (
        "import sys; from sanctuary_research.cli import main; "
        f"code = main(['--project', {str(small.root)!r}, 'build']); "
        f"sys.exit(code or ','.join({unneeded} & set(sys.modules)) or None)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "unchanged a\n", "")


def test_the_longest_notebook_starts_first(small):
    """By the seconds of the last run; one that never ran comes before, by its size."""
    for name in "ab":
        small.notebook(name, SAY)
    small.build(jobs=2)
    kept = small.project.output / FILE
    record = cache.unsealed(kept)
    record["reports"]["b"]["record"]["seconds"] = 99.0
    kept.write_text(cache.sealed(record))
    small.notebook("new", "1" + " " * 99)
    small.notebook("newer", "1" + " " * 9999)
    small.build(force=True)
    made = [line.split()[1] for line in small.said if line.startswith("built")]
    assert made[:3] == ["newer", "new", "b"]


def test_a_new_page_design_runs_nothing(small, monkeypatch):
    """A changed template writes the pages again without a kernel."""
    small.notebook("a", SAY)
    first = small.build()["a"]
    of_all = cache.Hashes.of_all
    monkeypatch.setattr(cache.Hashes, "of_all", lambda self, paths: of_all(self, paths[:9]))
    monkeypatch.setattr(runner.Kernels, "manager", pytest.fail)
    assert small.build()["a"] == first
    assert small.said[0] == "built     a  (page design changed)"


def test_a_table_that_an_exhibit_names_writes_its_page_again(small, monkeypatch):
    """The rows behind it are looked up in the table, which the notebook need not have read."""
    fields = [{"name": "k", "type": "string", "description": "K"}]
    table = {"name": "t", "path": "tables/t.csv", "schema": {"primaryKey": ["k"], "fields": fields}}
    described = small.root / "data" / "datapackage.json"
    described.write_text(json.dumps(json.loads(described.read_text()) | {"resources": [table]}))
    (small.root / "data" / "tables" / "t.csv").write_text("k\na1\nb2\n")
    shown = {"title": "X", "tables": ["t"], "columns": [{"title": "k"}], "csv": "k\na1\nb2\n"}
    shown = {"application/vnd.sanctuary.exhibit+json": {**shown, "rows": [["a1"], ["b2"]]}}
    small.notebook("a", f"from IPython.display import display\ndisplay({shown}, raw=True)")
    assert [*small.build()["a"]["rows"].values()] == [{"t": ["a1", "b2"]}]
    (small.root / "data" / "tables" / "t.csv").write_text("k\na1\n")
    monkeypatch.setattr(runner.Kernels, "manager", pytest.fail)
    assert [*small.build()["a"]["rows"].values()] == [{"t": ["a1"]}]
    assert "built     a  (a table that it names changed)" in small.said


def test_a_new_neighbour_is_told_as_such(small):
    """A page that only links elsewhere now took no seconds to run."""
    small.notebook("a", SAY)
    small.build()
    small.notebook("b", SAY)
    small.build()
    assert "built     a  (its neighbours changed)" in small.said


def test_a_touched_module_runs_what_imports_it(small):
    """A module below the project counts for the notebooks that reach it, and for no other."""
    (small.root / "notebooks" / "helper.py").write_text("x = 1\n")
    small.notebook("uses", "import helper\nprint(helper.x)")
    small.notebook("other", SAY)
    small.build()
    (small.root / "notebooks" / "helper.py").write_text("x = 10\n")
    done = small.build()
    assert statuses(done) == {"other": "unchanged", "uses": "built"}, small.failures
    assert "helper.py changed" in "".join(small.said)


def test_a_long_line_is_no_burden(small):
    """Much printed without a space is shown; no pattern searches it again and again."""
    shown = "display({'text/markdown': 'm' * 300_000}, raw=True)"
    small.notebook(
        "n", "print('ipykernel_' * 30_000)", f"from IPython.display import display; {shown}"
    )
    assert small.build()["n"]["status"] == "built"
    assert "ipykernel_" * 30_000 in small.page("n")
    assert "m" * 300_000 in small.page("n")


def test_no_page_leads_to_one_that_was_never_made(small):
    """A notebook without a page is passed over, until it has one; then no page is made twice."""
    for name, code in (("a", SAY), ("b", "1/0"), ("c", SAY)):
        small.notebook(name, code)
    small.build()
    assert [f'href="{name}.html"' in small.page("a") for name in "bc"] == [False, True]
    assert statuses(small.build()) == {"a": "unchanged", "b": "failed", "c": "unchanged"}
    small.notebook("b", SAY)
    small.build()
    assert all('href="b.html"' in small.page(name) for name in "ac")
    assert statuses(small.build()) == dict.fromkeys("abc", "unchanged")


def test_a_page_built_alone_leads_to_no_page_that_is_not_there(small):
    """What was never asked for is no neighbour yet."""
    small.notebook("a", SAY)
    small.notebook("b", SAY)
    small.build("a")
    assert 'href="b.html"' not in small.page("a")
