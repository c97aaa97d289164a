"""An unchanged build is over before it reads anything, and only where all is as it was."""

import os

import pytest

from sanctuary_research.cli import main
from sanctuary_research.publish import cache, standing
from sanctuary_research.publish.project import Project


@pytest.fixture
def seen(tmp_path, monkeypatch):
    """A project with one notebook, and what was seen of a file, a folder, a gap and a variable."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "a.ipynb").touch()
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "link").symlink_to(tmp_path / "far")
    monkeypatch.setenv("FRUIT", "apple")
    names = (tmp_path / "notebooks" / "a.ipynb", f"{tmp_path}/data/", f"!{tmp_path}/gone", "$FRUIT")
    return {str(name): standing.look(str(name)) for name in names}


CHANGES = {
    "the file": lambda root, env: (root / "notebooks" / "a.ipynb").write_text("1"),
    "a file with its size and time": lambda root, env: swap(root / "notebooks" / "a.ipynb"),
    "names in the folder": lambda root, env: (root / "data" / "new").touch(),
    "what a link in it leads to": lambda root, env: (root / "far").touch(),
    "what was absent": lambda root, env: (root / "gone").touch(),
    "the variable": lambda root, env: env.setenv("FRUIT", "pear"),
    "another notebook": lambda root, env: (root / "notebooks" / "b.ipynb").touch(),
    "where the data is": lambda root, env: env.setenv("SANCTUARY_DATA", str(root)),
}


def swap(path):
    """Put another file of the same size and time in a file's place."""
    other = path.with_name("other")
    other.touch()
    stat = path.stat()
    os.utime(other, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    other.replace(path)


@pytest.mark.parametrize("change", [None, *CHANGES.values()], ids=["nothing", *CHANGES])
def test_all_stands_until_one_thing_changes(seen, tmp_path, monkeypatch, change):
    """Whichever of the things that a build looked at it is."""
    before = Project(tmp_path)
    path = before.output / standing.FILE
    path.parent.mkdir(parents=True)
    path.write_bytes(standing.kept(before, before.names(), seen))
    if change:
        change(tmp_path, monkeypatch)
    now = Project(tmp_path)
    assert standing.stands(now, now.names()) is (change is None)


def test_what_cannot_be_seen_never_stands(seen, tmp_path):
    """Nor does anything where nothing was kept, or the record is damaged."""
    project = Project(tmp_path)
    path = project.output / standing.FILE
    path.parent.mkdir(parents=True)
    assert not standing.stands(project, ["a"])
    for damaged in (b"", b"\0\xff", standing.kept(project, ["a"], {"?table": "1"})):
        path.write_bytes(damaged)
        assert not standing.stands(project, ["a"])


def test_a_build_that_had_nothing_to_make_is_remembered(small, monkeypatch, capsys):
    """With notebook, table, page and code of the build; a damaged page is then made again."""
    monkeypatch.setattr(cache, "SETTLED", 0)
    table = small.root / "data" / "tables" / "t.csv"
    table.write_text("a\n1\n")
    small.notebook("a", f"print(open({str(table)!r}).read())")
    small.build()
    assert not standing.stands(small.project, ["a"])
    small.build()
    assert standing.stands(small.project, ["a"])
    looked = (small.project.output / standing.FILE).read_text().split("\0")
    page = small.project.output / "a.html"
    assert {str(small.project.path("a")), str(table), str(page), cache.__file__} <= {*looked}
    page.write_text("damaged")
    assert main(["--project", str(small.root), "build"]) == 0
    assert capsys.readouterr().out == "built     a  (a.html changed)\n"


def test_not_where_a_build_has_more_to_say(small, monkeypatch):
    """A file that is no notebook is told of each time; of a part of the notebooks all is unsure."""
    monkeypatch.setattr(cache, "SETTLED", 0)
    for name in "ab":
        small.notebook(name, "print(1)")
    small.build()
    small.build("a")
    assert not standing.stands(small.project, ["a", "b"])
    (small.project.notebooks / "no notebook.ipynb").touch()
    small.build()
    assert not standing.stands(small.project, ["a", "b"])


def test_pages_of_places_are_looked_at_too(small, monkeypatch):
    """One that somebody removed is written again, though no report changed."""
    monkeypatch.setattr(cache, "SETTLED", 0)
    small.notebook("a", "print(1)")
    small.build()
    small.build()
    assert standing.stands(small.project, ["a"])
    (small.project.output / "places").mkdir()
    assert not standing.stands(small.project, ["a"])
