"""Files appear whole or not at all, and faults of the disk are sentences."""

import errno
import io
import os

import pytest

from sanctuary_research.errors import OutputError, UsageError
from sanctuary_research.publish import files
from sanctuary_research.publish.builder import Build, Options
from sanctuary_research.publish.files import Folder, write_beside
from sanctuary_research.publish.progress import Lines
from sanctuary_research.publish.project import find_project


@pytest.fixture
def folder(tmp_path) -> Folder:
    folder = Folder(tmp_path / "out")
    folder.prepare()
    return folder


def test_a_file_is_written_with_its_folders(folder):
    """Nested names are made as needed and no temporary file stays."""
    path = folder.write("a/b.txt", "é")
    assert path.read_text(encoding="utf-8") == "é"
    assert list(folder.temporary.iterdir()) == []


def test_an_equal_file_is_left_alone(folder):
    """Writing the same content again does not touch the file."""
    path = folder.write("a.txt", "same")
    os.utime(path, ns=(1, 1))
    folder.write("a.txt", "same")
    assert path.stat().st_mtime_ns == 1


@pytest.mark.parametrize(
    ("number", "sentence"),
    [(errno.ENOSPC, "disk is full: make room"), (errno.EROFS, "Read-only file"), (errno.EIO, "I")],
)
def test_a_failed_write_leaves_the_old_file(folder, monkeypatch, number, sentence):
    """A full or read-only disk keeps the last good file and leaves nothing half-written."""
    path = folder.write("a.txt", "old")

    def fail(descriptor):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(files.os, "fsync", fail)
    with pytest.raises(OutputError, match=sentence):
        folder.write("a.txt", "new")
    assert path.read_text() == "old"
    assert list(folder.temporary.iterdir()) == []


def test_an_output_that_is_a_file_is_refused(tmp_path):
    """A folder cannot be made where a file is."""
    (tmp_path / "out").write_text("")
    with pytest.raises(OutputError, match="choose another folder with --output"):
        Folder(tmp_path / "out").prepare()


def test_what_a_killed_build_left_is_swept(folder):
    """The next holder of the lock removes temporary files and folders."""
    (folder.temporary / "deep").mkdir()
    (folder.temporary / "deep" / "partial").write_text("half")
    with folder.lock(pytest.fail):
        assert list(folder.temporary.iterdir()) == []


def test_a_second_builder_waits(folder):
    """The lock is taken by one at a time, and the second says that it waits."""
    waited = []
    with folder.lock(pytest.fail), (folder.state / "lock").open("a+b") as second:
        assert not files._try_lock(second)
        waited.append(True)
    with folder.lock(pytest.fail):
        assert waited == [True]


@pytest.mark.parametrize("name", ["lock", "stands", "state.json"])
def test_a_pipe_in_the_folder_of_the_state_is_refused(folder, name):
    """Who opens one waits for ever."""
    (folder.state / name).unlink(missing_ok=True)
    os.mkfifo(folder.state / name)
    refused = pytest.raises(OutputError, match="is a pipe or a device: remove it")
    with refused, folder.lock(pytest.fail):
        pytest.fail("it was opened")


def test_a_second_builder_does_not_wait_for_ever(folder, monkeypatch):
    """A build that stands still holds others for a limited time."""
    monkeypatch.setattr(files, "_WAIT_SECONDS", 0.1)
    waited = []
    with (
        folder.lock(pytest.fail),
        pytest.raises(OutputError, match=r"another build has held .* for 0.1 seconds: end it, or"),
        folder.lock(lambda: waited.append(True)),
    ):
        pytest.fail("the second got in")
    assert waited == [True]


def test_a_file_beside_is_whole_or_absent(tmp_path):
    """Writing outside a build folder is atomic too."""
    write_beside(tmp_path / "a.csv", b"x")
    assert (tmp_path / "a.csv").read_bytes() == b"x"
    with pytest.raises(OutputError, match="cannot write"):
        write_beside(tmp_path / "none" / "a.csv", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


@pytest.mark.parametrize("link", [".build", ".build/tmp", ".build/lock"])
def test_a_link_in_the_folder_of_the_state_is_refused(tmp_path, link):
    """Nothing that it leads to is swept away or written."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_text("mine")
    path = tmp_path / "out" / link
    path.parent.mkdir(parents=True)
    path.symlink_to(outside / "kept" if link.endswith("lock") else outside)
    with (
        pytest.raises(OutputError, match="is a link: remove it"),
        Folder(tmp_path / "out").lock(pytest.fail),
    ):
        pass
    assert (outside / "kept").read_text() == "mine"
    assert [path.name for path in outside.iterdir()] == ["kept"]


@pytest.mark.parametrize("name", ["a.html", "notebooks/a.ipynb", "tables/x/a.csv", "docs.md"])
def test_a_folder_of_somebody_elses_is_refused_whole(small, name):
    """What would be taken for a page of nothing stays, and nothing is written beside it."""
    small.notebook("a", "1")
    path = small.project.output / name
    path.parent.mkdir(parents=True)
    path.write_text("mine")
    with pytest.raises(OutputError, match="which no build wrote: choose another folder"):
        small.build()
    assert [p for p in small.project.output.rglob("*") if p.is_file()] == [path]


def test_reports_may_come_after_runs_sweeps_and_exports(small):
    """These stand beside them by default, and may be made first."""
    small.notebook("a", "1")
    for name in ("runs", "sweeps", "exports"):
        (small.project.output / name).mkdir(parents=True)
    small.build()
    assert small.exit_code == 0


@pytest.mark.parametrize("below", ["tmp", "runs/deep"])
def test_no_output_lies_in_what_a_build_keeps(folder, below):
    """The next build would sweep it away."""
    with pytest.raises(OutputError, match="what a build keeps for itself: choose another folder"):
        Folder(folder.state / below).prepare()


def test_a_single_run_replaces_nothing_of_others(small):
    """It is refused like a build, and the file stays as it was."""
    small.notebook("a", "1")
    page = small.project.output / "a.html"
    page.parent.mkdir()
    page.write_text("mine")
    with pytest.raises(OutputError, match="which no build wrote: choose another folder"):
        Build(small.project, Options(timeout=60), Lines(io.StringIO())).one("a", {})
    assert [p.read_text() for p in small.project.output.rglob("*")] == ["mine"]


def test_a_sweep_replaces_no_table_of_others(sweeping):
    """Nor does it write beside it."""
    sweeping.folder.mkdir()
    (sweeping.folder / "results.csv").write_text("mine")
    with pytest.raises(OutputError, match=r"results\.csv, which no build wrote"):
        sweeping.run("n=1")
    assert sweeping.files() == {"results.csv": b"mine"}


@pytest.mark.parametrize(
    "name", ["a.html", "search.html", "notebooks/a.ipynb", "manifest.json", ".build/runs/a.ipynb"]
)
@pytest.mark.parametrize("kind", [os.mkfifo, os.mkdir])
def test_what_is_no_file_where_one_is_written_is_refused(lasting, name, kind):
    """Nothing waits for it, and it stays."""
    lasting.notebook("a", "1")
    if not (path := lasting.project.output / name).exists():
        lasting.build()
    path.unlink()
    kind(path)
    with pytest.raises(OutputError, match=r"pipe or a device: remove it|Is a directory"):
        lasting.build()
    path.rmdir() if path.is_dir() else path.unlink()


@pytest.mark.parametrize("output", [".", "..", "notebooks", "data/below"])
def test_no_output_lies_among_the_sources(small, output):
    """Notebooks and tables would be taken for pages of nothing."""
    with pytest.raises(UsageError, match="holds what reports are made of"):
        find_project(str(small.root), str(small.root / output))
