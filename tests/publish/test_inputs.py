"""What a report depends on, followed wherever the notebook finds it: nothing old passes as new."""

import os
import shutil
import time

import pytest


def statuses(done: dict) -> dict[str, str]:
    return {name: entry["status"] for name, entry in done.items()}


def test_one_notebook_of_a_new_folder_is_built_alone(small):
    """What was never built is neither stale nor in the way of the build's end."""
    small.notebook("a", "print(1)")
    small.notebook("b", "print(2)")
    assert statuses(small.build("b")) == {"b": "built"}


def test_another_data_folder_runs_the_notebooks_again(small, tmp_path, monkeypatch):
    """The tables of one folder do not stand for those of another."""
    small.notebook("a", "print(1)")
    small.build()
    other = shutil.copytree(small.project.data, tmp_path / "other")
    monkeypatch.setenv("SANCTUARY_DATA", str(other))
    small.project = type(small.project)(small.root)
    assert statuses(small.build()) == {"a": "built"}
    assert "data folder changed" in "".join(small.said)


def test_a_file_counts_wherever_the_notebook_goes_after_reading_it(small):
    """A relative path is taken from the folder it was opened in."""
    read = small.root / "notebooks" / "read.txt"
    read.write_text("one")
    small.notebook("a", "print(open('read.txt').read())\nimport os; os.chdir('..')")
    small.build()
    read.write_text("another")
    assert statuses(small.build()) == {"a": "built"}


def test_a_file_from_elsewhere_that_changes_in_the_middle_is_refused(small, tmp_path):
    """It need not lie within the project."""
    path = tmp_path / "elsewhere.txt"
    path.write_text("old")
    small.notebook("a", f"p = {str(path)!r}\nopen(p).read()\nopen(p, 'w').write('new')")
    assert "elsewhere.txt changed while notebook a" in small.build()["a"]["error"]


@pytest.mark.parametrize("folder", [".", "../.."])
def test_what_a_notebook_writes_and_reads_back_is_no_input(small, folder):
    """A notebook may keep its own working files, in the project or elsewhere."""
    path = f"{folder}/own.txt"
    small.notebook("a", f"open({path!r}, 'w').write('x')\nprint(open({path!r}).read())")
    assert statuses(small.build()) == {"a": "built"}
    assert statuses(small.build(force=True)) == {"a": "built"}
    assert statuses(small.build()) == {"a": "unchanged"}


@pytest.mark.parametrize("linked", ["file", "folder"])
def test_a_link_counts_as_what_it_leads_to(small, tmp_path, linked):
    """A file that a notebook reaches through a link is followed where it lies."""
    real = tmp_path / "elsewhere" / "read.txt"
    real.parent.mkdir()
    real.write_text("one")
    link = small.root / "notebooks" / "link"
    link.symlink_to(real if linked == "file" else real.parent)
    path = "link" if linked == "file" else "link/read.txt"
    small.notebook("a", f"print(open({path!r}).read())")
    small.build()
    real.write_text("another")
    assert statuses(small.build()) == {"a": "built"}
    other = shutil.copytree(real.parent, tmp_path / "other")
    (other / "read.txt").write_text("a third")
    link.unlink()
    link.symlink_to(other / "read.txt" if linked == "file" else other)
    assert statuses(small.build()) == {"a": "built"}
    assert statuses(small.build()) == {"a": "unchanged"}


BELOW = {
    "sqlite3.connect": "import sqlite3; print(sqlite3.connect('x.db'))",
    "subprocess.Popen": "import subprocess; print(subprocess.run(['cat', 'x']))",
    "os.system": "import os; os.system('true')",
    "socket.connect": "import socket\ntry: socket.create_connection(('127.0.0.1', 9), 1)\n"
    "except OSError: print('none')",
    "ctypes.dlsym": "import ctypes; print(ctypes.CDLL(None).open)",
    'open "r+"': "open('own', 'a+').read(); print(open('own', 'r+').read())",
    "os.fork": "import os; os.fork() or os._exit(0)",
    "pyarrow.parquet": "import sys, types; sys.modules['pyarrow.parquet'] = types.ModuleType('x')",
}


@pytest.mark.parametrize("what", BELOW)
def test_what_is_opened_below_python_is_never_unchanged(small, what):
    """No event tells of the files, so the notebook runs every time, and the build says why."""
    (small.root / "notebooks" / "own").write_text("old")
    small.notebook("a", BELOW[what])
    small.build()
    assert statuses(small.build()) == {"a": "built"}
    assert f"what {what} read is not known" in "".join(small.said)


def test_a_file_that_was_not_there_is_an_input(small):
    """It was asked for in vain; when it appears the notebook runs again."""
    tries = "try: print(open('late.txt').read())\nexcept OSError: print('none')"
    small.notebook("a", tries)
    small.build()
    assert statuses(small.build()) == {"a": "unchanged"}
    (small.root / "notebooks" / "late.txt").write_text("here")
    assert statuses(small.build()) == {"a": "built"}
    assert "late.txt changed" in "".join(small.said)
    assert statuses(small.build()) == {"a": "unchanged"}


@pytest.mark.parametrize("how", ["os.listdir(p)", "glob.glob(p + '/*')", "list(os.scandir(p))"])
def test_a_listed_folder_is_an_input(small, how):
    """Another file in it may be another result."""
    folder = small.root / "data" / "parts"
    folder.mkdir()
    small.notebook("a", f"import glob, os\np = {str(folder)!r}\nprint(len({how}))")
    small.build()
    assert statuses(small.build()) == {"a": "unchanged"}
    (folder / "x.csv").write_text("1")
    assert statuses(small.build()) == {"a": "built"}
    assert "data/parts/ changed" in "".join(small.said)


def test_a_variable_that_was_read_is_an_input(small, monkeypatch):
    """Only those that the notebook asks for; what the kernel's own packages read is none."""
    small.notebook("a", "import os\nprint(os.environb.get(b'MINE'), os.getenv('OURS'))")
    small.build()
    assert statuses(small.build()) == {"a": "unchanged"}
    monkeypatch.setenv("OTHER", "1")
    assert statuses(small.build()) == {"a": "unchanged"}
    for name in ("OURS", "MINE"):
        monkeypatch.setenv(name, "1")
        assert statuses(small.build()) == {"a": "built"}


def test_a_file_written_in_place_with_its_old_time_is_seen(small):
    """Equal size and time do not hide a change."""
    path = small.root / "data" / "t.csv"
    path.write_text("one")
    os.utime(path, ns=(1, 1))
    small.notebook("a", f"print(open({str(path)!r}).read())")
    small.build()
    time.sleep(2.1)  # until the digest is remembered
    small.build()
    path.write_text("two")
    os.utime(path, ns=(1, 1))
    assert statuses(small.build()) == {"a": "built"}


def test_a_cache_that_a_notebook_keeps_itself_is_no_input(small):
    """Asked for, not there, written, read: the notebook's own."""
    small.notebook("a", "try: open('own')\nexcept OSError: open('own', 'w').write('x')")
    assert statuses(small.build()) == {"a": "built"}


@pytest.mark.parametrize(
    "look",
    ["os.path.exists(p)", "pathlib.Path(p).is_file()", "glob.glob(p)", "os.path.islink(p)"],
)
def test_a_file_that_was_looked_for_in_vain_is_an_input(small, look):
    """To look is enough: nothing need be opened."""
    path = small.root / "data" / "late.txt"
    small.notebook("a", f"import glob, os, pathlib\np = {str(path)!r}\nprint({look})")
    small.build()
    assert statuses(small.build()) == {"a": "unchanged"}
    path.write_text("here")
    assert statuses(small.build()) == {"a": "built"}


def test_a_blank_name_is_no_input(small):
    """Nothing has it; it does not stand for the folder that the notebook runs in."""
    small.notebook("a", "import os\nprint(os.path.exists(''))")
    assert statuses(small.build()) == {"a": "built"}, small.failures
    assert statuses(small.build()) == {"a": "unchanged"}


OWN = {
    "a folder": "os.path.exists('own') or os.mkdir('own')",
    "a file under another name first": "os.path.exists('own') or (open('new', 'w').close(), "
    "os.rename('new', 'own'))",
    "a file written below Python": "os.path.exists('own') or os.system('touch own')",
}


@pytest.mark.parametrize("what", OWN)
def test_what_a_notebook_makes_where_it_found_nothing_is_its_own(small, what):
    """To look first, and then to make, is no change from outside."""
    small.notebook("a", f"import os\n{OWN[what]}")
    assert statuses(small.build()) == {"a": "built"}, small.failures
    assert statuses(small.build(force=True)) == {"a": "built"}, small.failures
