"""The seal: an unchanged build says so at a glance, and never when anything changed."""

import os

import pytest

from sanctuary_research.publish import seal
from sanctuary_research.publish.seal import sealed_names


@pytest.fixture(scope="module")
def sealed(lasting):
    """A project built, made older and built again, so that nothing was young."""
    table = lasting.root / "data" / "tables" / "t.csv"
    table.write_text("a\n1\n")
    (lasting.root / "requirements.lock").write_text("")
    lasting.notebook("a", f"print(open({str(table)!r}).read())")
    lasting.notebook("b", "print('b')")
    lasting.build()
    lasting.age()
    lasting.build()
    return lasting


def names(small) -> list[str]:
    return sealed_names(str(small.root), str(small.project.output))


def test_an_unchanged_build_is_sealed(sealed):
    """The names of all reports are known without looking into any file."""
    assert names(sealed) == ["a", "b"]
    assert sealed.left_over() == []


@pytest.mark.parametrize(
    "path",
    [
        "notebooks/a.ipynb",
        "data/tables/t.csv",
        "data/datapackage.json",
        "requirements.lock",
        "reports/a.html",
        "reports/index.html",
        "reports/manifest.json",
        "reports/.build/state",
    ],
)
def test_any_change_breaks_the_seal(sealed, path):
    """Whatever a build looks at or keeps, a change of it is left to the whole build."""
    file = sealed.root / path
    content, stat = file.read_bytes(), file.stat()
    file.write_bytes(content + b" ")
    assert names(sealed) == []
    file.write_bytes(content)
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert names(sealed) == ["a", "b"]


def test_another_project_or_data_folder_has_no_seal(sealed, tmp_path, monkeypatch):
    """The seal is of one project with its data and one interpreter."""
    output = str(sealed.project.output)
    assert sealed_names(str(tmp_path / "other"), output) == []
    monkeypatch.setenv("SANCTUARY_DATA", str(tmp_path))
    assert names(sealed) == []


@pytest.mark.parametrize("damage", [b"", b"\xff", b"x\ny\nz"])
def test_a_damaged_seal_is_none(sealed, damage):
    """Nonsense in the file is no answer."""
    file = sealed.project.output / seal.FILE
    content = file.read_bytes()
    file.write_bytes(damage)
    assert names(sealed) == []
    file.write_bytes(content)


def test_a_file_that_is_gone_or_new_breaks_the_seal(sealed):
    """A missing page is made again, a new notebook is run, and one that failed is tried again."""
    (sealed.project.output / "b.html").unlink()
    assert names(sealed) == []
    assert sealed.build()["b"]["status"] == "built"
    sealed.notebook("c", "1/0")
    assert names(sealed) == []
    for _ in range(2):
        sealed.build()
        sealed.age()
    assert names(sealed) == []


def test_young_files_are_not_sealed(small):
    """A file written a moment ago may change again without a new time."""
    small.notebook("a", "1")
    small.build()
    small.age()
    os.utime(small.project.path("a"))
    small.build()
    assert names(small) == []
