"""What a report depends on, followed wherever the notebook finds it: nothing old passes as new."""

import json
import os
import py_compile
import shutil
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterable

import pytest
from waiting import until

from sanctuary_research.publish import cache, noted, recorder
from sanctuary_research.publish.project import PACKAGE


def first_and_slow(ways: Iterable[str], few: int = 1) -> list:
    """Return ways to do the same: the first few as they are, the others marked as slow."""
    ways = list(ways)
    return ways[:few] + [pytest.param(one, marks=pytest.mark.slow) for one in ways[few:]]


def statuses(done: dict) -> dict[str, str]:
    return {name: entry["status"] for name, entry in done.items()}


def inputs(small) -> dict[str, str]:
    """Return what the record keeps of notebook a's inputs."""
    return cache.unsealed(small.project.output / cache.FILE)["reports"]["a"]["inputs"]


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
    small.notebook("a", f"p = {str(path)!r}\nopen(p).read()\n!echo new > {{p}}")
    assert "elsewhere.txt changed while notebook a" in small.build()["a"]["error"]


def test_a_clock_that_is_set_back_spoils_nothing(small):
    """Files whose time is to come are read, and a change is told by any other time."""
    path, days = small.root / "data" / "t.csv", 10**14
    path.write_text("one")
    os.utime(path, ns=(time.time_ns() + days, time.time_ns() + days))
    small.notebook("a", f"print(open({str(path)!r}).read())")
    assert statuses(small.build()) == {"a": "built"}, small.failures
    path.write_text("two")
    assert statuses(small.build()) == {"a": "built"}


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
    "os.system": "import os; os.system('true')",
    "socket.connect": "import socket\ntry: socket.create_connection(('127.0.0.1', 9), 1)\n"
    "except OSError: print('none')",
    "ctypes.dlsym": "import ctypes; print(ctypes.CDLL(None).open)",
    'open "a" or "r+"': "open('own', 'a').write('x'); print(open('own').read())",
    "os.fork": "import os; os.fork() or os._exit(0)",
    "OSFile": "import pyarrow; print(pyarrow.OSFile('own').read())",
    "dir_fd": "import os; print(os.read(os.open('own', 0, dir_fd=os.open('.', 0)), 9))",
    "getsize": "import os\nsize = lambda: os.path.getsize('own')\nprint(size())",
    "os.listdir": "import os; print(os.listdir(os.open('.', 0)))",
    "resolve": "import pathlib; print(pathlib.Path('own').resolve())",
    "islink": "import os; print(os.path.islink('own'))",
    "stat": "import os; print(os.stat('own')[6])",
    "getctime": "import os; print(os.path.getctime('own'))",
    "os.environ": "import os; print(dict(os.environ))",
    "open_file": "import pyarrow\ntry: pyarrow.ipc.open_file('own')\n"
    "except Exception: print('none')",
    "subprocess.Popen": "from multiprocessing import util\n"
    "util.spawnv_passfds(b'/bin/true', ['true'], [])",
    "os.symlink": "import os\nif os.path.lexists('l'): os.remove('l')\nos.symlink('own', 'l')",
    "/proc or /sys": "import os; print(len(os.listdir('/proc')))",
    "fast.native": "import sys; sys.audit('import', 'fast.native', '/x/fast/native.so')",
    "time.time, today": "import datetime; print(datetime.date.today())",
    "now": "import datetime; print(datetime.datetime.now())",
    "cmp": "import filecmp; print(filecmp.cmp('own', 'a.ipynb'))",
    "pyarrow.parquet": "import sys, types; sys.modules['pyarrow.parquet'] = types.ModuleType('x')",
    "a thread": "import asyncio, os\nprint(await asyncio.to_thread(os.path.exists, 'own'))",
    "socket.bind": "import socket; socket.socket().bind(('127.0.0.1', 0))",
    "socket.gethostname": "import socket; print(socket.gethostname())",
    "fstat": "import os\nwith open('own') as file: print(os.fstat(file.fileno())[6])",
    "version": "from importlib import metadata as m\ntry: m.version('none')\nexcept Exception: 0",
    "which": "import shutil; shutil.which('own', path='.')",
    "zmq": "import zmq; zmq.Context.instance().socket(zmq.PULL).close()",
}


@pytest.mark.parametrize("what", first_and_slow(BELOW, 2))
def test_what_is_opened_below_python_is_never_unchanged(small, what):
    """No event tells of the files, so the notebook runs every time, and the build says why."""
    (small.root / "notebooks" / "own").write_text("old")
    small.notebook("a", BELOW[what])
    small.build()
    assert statuses(small.build()) == {"a": "built"}
    assert f"what {what} read is not known" in "".join(small.said)


def test_what_the_package_and_others_ask_of_files_is_no_question_of_the_notebook(small):
    """Only its own code is looked through; how many processors there are is no question."""
    (small.root / "notebooks" / "t.csv").write_text("size\n1\n")
    small.notebook("a", "import sanctuary_research, pandas\nprint(pandas.read_csv('t.csv'))")
    small.build()
    assert statuses(small.build()) == {"a": "unchanged"}


DAY = ["today", "Now", "10:00", "9:30 pm", "10:00 a.m.", "10:00 UTC", "10:00 +0000", "d < 'now'"]
DAY += ["09:30:00.123456+00:00", "09:30:00 5 January"]


@pytest.mark.parametrize("text", DAY)
def test_the_day_in_a_text_is_unheard(text):
    """Readers of dates fill in the day that it is; a text that has its own day does not count."""
    ways = [repr(text), f"['2020', {text!r}, 'x']", repr(text.encode()), f"{{1: (({text!r},),)}}"]
    codes = [f"read({way})" for way in (*ways, repr(f"2015-07-01 {text}".replace("'", "")))]
    found = ["today" in recorder._names(compile(code, "", "exec")) for code in codes]
    assert found == [True, True, True, True, False]


UNHEARD = {
    "fwalk": "import os; [*os.fwalk('d')]",
    "from_file": "import zipfile; zipfile.ZipInfo.from_file('own')",
    "os.open": "import os; os.open('own', 0, **{'dir_fd': os.open('d', 0)})",
    "uname": "import os; os.uname()",
    "PathFinder": "import importlib.machinery as m; m.PathFinder.find_spec('later', ['d'])",
    "dateutil": "from dateutil.parser import parse",
    "datestr2num": "from matplotlib.dates import datestr2num",
    "localtime": "import email.utils; email.utils.localtime()",
    "today": "import pandas; pandas.eval('pandas.Timestamp.today()')",
    "opener": "import os\n"
    "open('own', 'w', opener=lambda path, how: os.open(os.path.abspath('other'), how))",
    "pathconf": "import os; os.pathconf('own', 'PC_NAME_MAX')",
    "os.link": "import os; os.link('own', 'new')",
    "os.symlink": "import os; open('new', 'w'); os.symlink('new', 'd/new')",
    "os.rename": "import os; open('new', 'w'); os.rename('new', 'own')",
    "os.remove": "import os; os.remove('own')",
    "os.chmod": "import os; os.chmod('own', 0o644)",
    "os.truncate": "import os; os.truncate('own', 0)",
    "cpython.PyInterpreterState_New": "import _xxsubinterpreters as i; i.destroy(i.create())",
    "_tkinter": "import sys; sys.modules['_tkinter'] = sys",
    "time.time": "import email.utils; email.utils.formatdate()",
    "time.asctime": "import time; getattr(time, 'asctime')()",
    "time.strftime": "import time; time.strftime('%Y')",
    "_data": "import os; os.environ._data",
    'open "w"': "import os; os.path.exists('made') or open('made', 'w').write('x')",
    "os.listdir": "import os; os.mkdir('made'); os.listdir('made')",
    "": "import glob, os, pathlib, shutil, tempfile\nos.makedirs('d', exist_ok=True)\n"
    "glob.glob('d/*'), list(os.walk('d')), list(pathlib.Path('d').rglob('*'))\n"
    "with tempfile.TemporaryDirectory() as at: shutil.copy('own', at); os.listdir(at)\n"
    "open('new', 'w').write('x'); os.path.exists('new')\n"
    "import datetime, time, types; time.strftime('%Y', time.gmtime(0)); time.perf_counter()\n"
    "types.new_class('A', exec_body=lambda a: a.update(of=time.ctime))().of(0)\n"
    "open('first', 'w').write('x'); os.rename('first', 'last'); os.chmod('last', 0o644)\n"
    "datetime.date(2020, 1, 1).strftime('%Y')",
}


@pytest.mark.parametrize("what", UNHEARD)
def test_all_that_is_asked_of_a_file_but_whether_it_is_there_is_unheard(tmp_path, what):
    """Of Python's own functions only a short list is known to ask no more, or read it told."""
    (tmp_path / "d").mkdir()
    for name in ("own", "d/own"):
        (tmp_path / name).touch()
    told = {name for name in alone(tmp_path, UNHEARD[what]) if name[0] == "?"}
    assert told == ({f"?{what}"} if what else set())


@pytest.mark.parametrize("name", ["__pycache__x/t.csv", "__pycache__/t.csv"])
def test_only_compiled_modules_are_the_machine_s(tmp_path, name):
    """Not whatever lies in a folder of such a name, nor what lies beside matplotlib's settings."""
    (tmp_path / name).parent.mkdir()
    (tmp_path / name).touch()
    places = f"get_cachedir=lambda: '/nowhere', get_configdir=lambda: {str(tmp_path)!r}"
    fake = f"sys.modules['matplotlib'] = types.SimpleNamespace({places})"
    code = f"import sys, types\n{fake}\nopen({name!r})"
    assert str(tmp_path / name) in alone(tmp_path, code)


SILENT = {
    "a folder of its own": "import tempfile\n"
    "with tempfile.TemporaryDirectory() as d: open(d + '/own', 'w').write('x')\nopen('own')",
    "a folder in it": "import os, shutil\nos.makedirs('d/own'); shutil.rmtree('d'); open('own')",
}


@pytest.mark.parametrize("what", SILENT)
def test_what_is_removed_elsewhere_hides_no_file_of_its_name(tmp_path, what):
    """A tree is removed by the names in each folder, which are no names in this one."""
    (tmp_path / "own").touch()
    assert str(tmp_path / "own") in alone(tmp_path, SILENT[what])


@pytest.mark.parametrize("how", ["os.listdir('link/..')", "glob.glob('link/../*')"])
def test_a_folder_above_a_link_is_the_one_that_it_leads_to(tmp_path, how):
    """Not the one that the link stands in."""
    (tmp_path / "e" / "sub").mkdir(parents=True)
    place = tmp_path / "notebooks"
    place.mkdir()
    (place / "link").symlink_to(tmp_path / "e" / "sub")
    assert f"{tmp_path}/e/" in alone(place, f"import glob, os; {how}")


def test_a_folder_that_was_not_there_to_write_in_is_an_input(tmp_path):
    """Once it is there, the file is made."""
    tries = "try: open('d/x', 'w')\nexcept OSError: pass\nimport os\ntry: os.mkdir('e/x')\n"
    found = alone(tmp_path, tries + "except OSError: pass")
    assert {f"!{tmp_path}/d", f"!{tmp_path}/e"} <= {*found}


def test_a_folder_of_modules_that_becomes_a_package_is_an_input(tmp_path):
    """What its `__init__` holds was not there before."""
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "sub.py").touch()
    assert f"!{tmp_path}/pkg/__init__.py" in alone(tmp_path, "import pkg.sub")


def test_a_module_that_is_compiled_anew_is_as_known_as_before(tmp_path, monkeypatch):
    """Python puts its compiled form in the place of the old one."""
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    for size in (1, 22):
        (tmp_path / "mod.py").write_text(f"size = {size}\n")
        assert "?os.rename" not in alone(tmp_path, "import mod")


def test_what_lies_below_the_reports_is_an_input(small):
    """All but what a build keeps for itself, such as the table of a sweep."""
    small.build()
    path = small.project.output / "sweeps" / "results.csv"
    path.parent.mkdir(parents=True)
    path.write_text("1")
    small.notebook("a", "print(open('../reports/sweeps/results.csv').read())")
    small.build()
    assert statuses(small.build()) == {"a": "unchanged"}
    path.write_text("2")
    assert statuses(small.build()) == {"a": "built"}


CHANGES = [
    "open('own', 'w').write('11')",
    "import os; open('new', 'w').close(); os.replace('new', 'own')",
    "import pathlib; pathlib.Path('own').touch()",
]


@pytest.mark.parametrize("how", CHANGES)
def test_a_notebook_that_changes_what_it_reads_is_told(small, how):
    """To run it again would change it again."""
    (small.root / "notebooks" / "own").write_text("1")
    small.notebook("a", f"text = open('own').read()\n{how}")
    error = small.build()["a"]["error"]
    assert error.startswith("notebook a changes own, which it reads: let it write to another")


def test_a_file_opened_to_be_changed_may_stay_as_it_was(small):
    """As numpy opens an array that it maps; only what did change is refused."""
    (small.root / "notebooks" / "own").write_text("1")
    small.notebook("a", "print(open('own').read(), open('own', 'r+').read())")
    assert statuses(small.build()) == {"a": "built"}
    assert statuses(small.build()) == {"a": "built"}


def test_a_module_of_ones_own_is_what_its_text_says(tmp_path, monkeypatch):
    """Not what was compiled of another text of the same size and time."""
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    for name in ("one", "two"):
        (tmp_path / "mod.py").write_text(f"open({name!r})")
        os.utime(tmp_path / "mod.py", (1e9, 1e9))
        py_compile.compile(tmp_path / "mod.py") if name == "one" else None
    (tmp_path / "two").touch()
    assert str(tmp_path / "two") in alone(tmp_path, "import mod")


ANEW = {
    "loaded": "import sys\nfor name in [one for one in sys.modules if 'sanctuary' in one]:\n"
    "    del sys.modules[name]\nfrom sanctuary_research.publish import noted",
    "reloaded": "import importlib; importlib.reload(noted)",
}


@pytest.mark.parametrize("how", ANEW)
def test_the_package_loaded_anew_has_lost_what_it_noted(tmp_path, how):
    """So the notebook runs every time."""
    assert "?the package, loaded anew," in alone(tmp_path, ANEW[how])


def test_entries_of_a_folder_may_be_asked_elsewhere_than_where_they_were_listed(tmp_path):
    """What they tell of a file is heard of nowhere."""
    code = "import os\ndef sizes(all): return [one.stat().st_size for one in all]\n"
    code += "exec(compile('found = list(os.scandir())', noted.CELLS, 'exec'))"
    assert "?stat" in alone(tmp_path, code)


def test_the_day_that_the_package_asks_for_is_unheard_where_it_is_installed_too(monkeypatch):
    """An own list is held to the day that it is (`read_own`)."""
    for name, fresh in {"begun": [True], "unheard": set()}.items():
        monkeypatch.setattr(noted, name, fresh)
    monkeypatch.setattr(recorder, "_PYTHON", (*recorder._PYTHON, str(PACKAGE)))
    clock = recorder._Clock("time")
    exec(compile("clock()", str(PACKAGE / "data" / "own.py"), "exec"), {"clock": clock})
    assert noted.unheard == {"time.time"}


def alone(place, code: str) -> dict[str, str]:
    """Return the inputs of one cell in a process of its own, without a kernel."""
    run = "import sys, os\nfrom sanctuary_research.publish import noted, recorder\n"
    run += "recorder.install()\nexec(compile(sys.argv[1], noted.CELLS + '1.py', 'exec'))\n"
    run += "print(noted.inputs())"
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    command = [sys.executable, "-c", run, code]
    return json.loads(subprocess.check_output(command, cwd=place, env=environment, text=True))


def test_a_process_that_the_kernel_looks_at_may_end_first(monkeypatch):
    """The watch over memory asks of it, not the notebook."""
    for name, fresh in {"begun": [True], "seen": {}, "unheard": set()}.items():
        monkeypatch.setattr(noted, name, fresh)
    recorder._note_open("/proc/0/environ", os.O_RDONLY)
    assert noted.unheard == set()


@pytest.mark.slow
def test_the_fonts_that_matplotlib_finds_are_the_machine_s(small, tmp_path, monkeypatch):
    """It asks a program for them where nothing is kept of an earlier time."""
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path / "empty"))
    small.notebook("a", "import matplotlib.font_manager")
    small.build()
    assert statuses(small.build()) == {"a": "unchanged"}, small.said


def test_what_fails_makes_nothing_the_notebook_s_own(small):
    """A folder that could not be removed or made anew is listed as it was found."""
    folder = small.root / "data" / "parts"
    (folder / "x").mkdir(parents=True)
    tries = "\n".join(
        f"try: os.{name}({str(folder)!r})\nexcept OSError: pass"
        for name in ("rmdir", "remove", "mkdir")
    )
    small.notebook("a", f"import os\n{tries}\nprint(os.listdir({str(folder)!r}))")
    small.build()
    assert "data/parts/" in inputs(small)


def test_a_file_that_could_not_be_made_anew_is_an_input(small):
    """It was there; what is read after that was not written by the notebook."""
    path = small.root / "notebooks" / "there.txt"
    path.write_text("one")
    tries = "try: open('there.txt', 'x')\nexcept FileExistsError: print(open('there.txt').read())"
    small.notebook("a", tries)
    small.build()
    assert statuses(small.build()) == {"a": "unchanged"}
    path.write_text("two")
    assert statuses(small.build()) == {"a": "built"}


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


LISTS = ["os.makedirs(p, exist_ok=True) or os.listdir(p)", "list(os.scandir(p))"]


@pytest.mark.parametrize("how", first_and_slow([*LISTS, "os.listdir(p)", "glob.glob(p + '/*')"]))
def test_a_listed_folder_is_an_input(small, how):
    """Another file in it may be another result, also where a module of one's own lists it."""
    folder = small.root / "data" / "ipykernel_parts"
    folder.mkdir()
    text = f"import glob, os\np = {str(folder)!r}\nfound = len({how})"
    (small.root / "notebooks" / "importlib_helper.py").write_text(text)
    small.notebook("a", "import importlib_helper\nprint(importlib_helper.found)")
    small.build()
    assert statuses(small.build()) == {"a": "unchanged"}
    (folder / "x.csv").write_text("1")
    assert statuses(small.build()) == {"a": "built"}
    assert "data/ipykernel_parts/ changed" in "".join(small.said)


def test_a_variable_that_was_read_is_an_input(small, monkeypatch):
    """Only those that the notebook asks for; what the kernel's own packages read is none."""
    monkeypatch.setenv("SHOWN", "1")
    small.notebook(
        "a",
        "import os, pandas\n%env SHOWN\nprint(os.environb.get(b'MINE'), os.getenv('OURS'))\n"
        "print('SANCTUARY_MINE' in os.environ, pandas.Series(['MAPPED']).map(os.environ.get))\n"
        "from concurrent.futures import ThreadPoolExecutor as Pool\n"
        "with Pool() as pool: print(pool.submit(os.environ.get, 'POOLED').result())",
    )
    small.build()
    asked = {"$SHOWN", "$MINE", "$OURS", "$SANCTUARY_MINE", "$MAPPED", "$POOLED"}
    assert {*inputs(small)} >= asked
    monkeypatch.setenv("OTHER", "1")
    assert statuses(small.build()) == {"a": "unchanged"}
    for name in ("OURS", "TZ"):
        monkeypatch.setenv(name, "2")
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


def test_a_module_that_was_not_there_is_an_input(small):
    """It was imported or asked for in vain."""
    (small.root / "notebooks" / "here.py").touch()
    tries = "from importlib.util import find_spec\nprint(find_spec('late'), find_spec('here'))\n"
    small.notebook("a", tries + "try: import later\nexcept ImportError: print('none')")
    small.build()
    assert statuses(small.build()) == {"a": "unchanged"}, small.said
    assert "!notebooks/here.py" in inputs(small)
    for name in ("late.py", "later.py"):
        (small.root / "notebooks" / name).touch()
        assert statuses(small.build()) == {"a": "built"}


@pytest.mark.parametrize(
    "look",
    first_and_slow(
        ["os.path.exists(p)", "os.path.isdir(p + '/')", "pathlib.Path(p).is_file()", "glob.glob(p)"]
    ),
)
def test_a_file_that_was_looked_for_in_vain_is_an_input(small, look):
    """To look is enough: nothing need be opened."""
    path = small.root / "data" / "late.txt"
    small.notebook("a", f"import glob, os, pathlib\np = {str(path)!r}\nprint({look})")
    small.build()
    assert statuses(small.build()) == {"a": "unchanged"}
    path.mkdir() if "isdir" in look else path.touch()
    assert statuses(small.build()) == {"a": "built"}


def test_a_blank_name_is_no_input(small):
    """Nothing has it; it does not stand for the folder that the notebook runs in."""
    small.notebook("a", "import os\nprint(os.path.exists(''))")
    assert statuses(small.build()) == {"a": "built"}, small.failures
    assert statuses(small.build()) == {"a": "unchanged"}


@pytest.mark.parametrize("becomes", first_and_slow(["gone", "folder", "no link"]))
def test_a_file_that_was_there_when_looked_for_is_an_input(small, becomes):
    """Whether it is still there, a folder now, or behind a link that leads somewhere since."""
    path = small.root / "data" / "flag"
    path.symlink_to("later") if becomes == "no link" else path.touch()
    small.notebook("a", f"import os, map_ as m\nprint(m.ask(os.path.exists, {str(path)!r}))")
    text = "import pandas\nask = lambda whether, path: pandas.Series([path]).map(whether)[0]"
    (small.root / "notebooks" / "map_.py").write_text(text)
    small.build()
    assert statuses(small.build()) == {"a": "unchanged"}, small.said
    if becomes == "no link":
        (path.parent / "later").touch()
    else:
        path.unlink()
    if becomes == "folder":
        path.mkdir()
    assert statuses(small.build()) == {"a": "built"}


def test_a_module_that_comes_to_stand_before_an_installed_one_is_an_input(small):
    """A file of its name beside the notebook is imported instead."""
    small.notebook("a", "import cycler\nprint(cycler.__name__)")
    small.build()
    (small.root / "notebooks" / "cycler.py").touch()
    assert statuses(small.build()) == {"a": "built"}


def test_a_module_from_an_archive_is_an_input(small):
    """It is no file of its own."""
    place = small.root / "notebooks" / "z.zip"
    for number in (1, 2):
        with zipfile.ZipFile(place, "w") as made:
            made.writestr("packed.py", f"x = {number}")
        small.notebook(
            "a", "import sys\nsys.path.insert(0, 'z.zip')\nimport packed; print(packed.x)"
        )
        assert statuses(small.build()) == {"a": "built"}, small.failures


def test_settings_of_the_reader_change_nothing(small, monkeypatch):
    """A language, or how Python runs, is no input: no kernel hears of it."""
    for name in ("LC_ALL", "LANG", "PYTHONOPTIMIZE"):
        monkeypatch.setenv(name, "1")
    asked = "{*os.environ} & {'LC_ALL', 'LANG', 'PYTHONOPTIMIZE'}"
    small.notebook("a", f"import os\nassert not {asked}")
    assert statuses(small.build()) == {"a": "built"}, small.failures


OWN = {
    "a folder": "os.path.exists('own') or os.mkdir('own')",
    "a file under another name first": "os.path.exists('own') or (open('new', 'w').close(), "
    "os.rename('new', 'own'))",
    "a file written below Python": "os.path.exists('own') or os.system('touch own')",
}


@pytest.mark.parametrize("what", first_and_slow(OWN))
def test_what_a_notebook_makes_where_it_found_nothing_is_its_own(small, what):
    """To look first, and then to make, is no change from outside."""
    small.notebook("a", f"import os\n{OWN[what]}")
    assert statuses(small.build()) == {"a": "built"}, small.failures
    assert statuses(small.build(force=True)) == {"a": "built"}, small.failures


MEANWHILE = {
    "another file": ("os.listdir('parts')", lambda parts, other: (parts / "z").touch()),
    "a file gone": ("open('parts/x').read()", lambda parts, other: (parts / "x").unlink()),
    "a folder swapped": (
        "open('parts/x').read()",
        lambda parts, other: (parts.rename(parts.parent / "old"), other.rename(parts)),
    ),
    "a link turned": (
        "open('link/x').read()",
        lambda parts, other: (
            (parts.parent / "link").unlink(),
            (parts.parent / "link").symlink_to(other),
        ),
    ),
}


@pytest.mark.parametrize("what", first_and_slow(MEANWHILE, 2))
def test_what_comes_goes_or_is_swapped_in_the_middle_is_refused(small, what):
    """Though no file that is there at the end was written since the run began."""
    read, change = MEANWHILE[what]
    place = small.root / "notebooks"
    for name in ("parts", "other"):
        (place / name).mkdir()
        (place / name / "x").write_text(name)
    (place / "link").symlink_to(place / "parts")
    ready = "open('ready', 'w').close()\nwhile not open('ready').read(): time.sleep(0.02)"
    small.notebook("a", f"import os, time\nprint({read})\n{ready}")

    def answer() -> None:
        until((place / "ready").exists)
        change(place / "parts", place / "other")
        (place / "ready").write_text("changed")

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    failed = small.build()["a"]
    thread.join()
    assert "changed while notebook a was running" in failed["error"]
    small.notebook("a", f"import os\nprint({read})")
    assert statuses(small.build()) == {"a": "failed" if what == "a file gone" else "built"}


def test_a_log_that_is_only_added_to_is_no_input(small):
    """Nothing that a report shows depends on what is in it."""
    small.notebook("a", "for _ in range(2): open('log', 'a').write('x')")
    small.build()
    assert statuses(small.build(force=True)) == {"a": "built"}
    assert statuses(small.build()) == {"a": "unchanged"}


def test_what_lies_in_a_folder_of_its_own_is_no_input(small):
    """A temporary folder is made, filled, listed and removed without a trace."""
    made = "with tempfile.TemporaryDirectory() as d:\n  open(d + '/x', 'w').write('1')\n"
    small.notebook("a", f"import os, tempfile\n{made}  print(os.listdir(d), open(d + '/x').read())")
    assert statuses(small.build()) == {"a": "built"}, small.failures
    assert statuses(small.build()) == {"a": "unchanged"}
