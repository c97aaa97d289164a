"""The jobs of the project: what is cleaned, and which page is said to be opened."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def jobs(tmp_path, monkeypatch):
    """The script, with an empty folder as its project."""
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / "bootstrap.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    return module


def test_clean_takes_what_was_made_and_a_link_but_nothing_behind_it(jobs, tmp_path):
    """A linked folder loses its link only."""
    kept = tmp_path / "elsewhere"
    (kept / "sub").mkdir(parents=True)
    (tmp_path / "reports" / "one").mkdir(parents=True)
    (tmp_path / "reports" / "README.md").touch()
    (tmp_path / "reports" / "linked").symlink_to(kept)
    (tmp_path / ".venv").symlink_to(kept)
    jobs.clean()
    assert [path.name for path in (tmp_path / "reports").iterdir()] == ["README.md"]
    assert not (tmp_path / ".venv").is_symlink()
    assert (kept / "sub").is_dir()


def test_clean_leaves_reports_that_lie_behind_a_link(jobs, tmp_path):
    """They may be a site that is published from there."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").touch()
    (tmp_path / "reports").symlink_to(tmp_path / "site")
    jobs.clean()
    assert (tmp_path / "site" / "index.html").exists()


def test_what_cannot_be_removed_is_a_sentence(jobs, tmp_path, monkeypatch):
    """A read-only disk is no traceback."""
    (tmp_path / ".venv").mkdir()

    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(jobs.shutil, "rmtree", refuse)
    with pytest.raises(SystemExit, match=r"clean stopped: .*Permission denied.*\.venv"):
        jobs.clean()


@pytest.mark.parametrize(
    ("extra", "folder"),
    [([], "reports"), (["--output", "a"], "a"), (["x", "--output=/b", "--check"], "/b")],
)
def test_the_page_to_open_is_the_one_that_was_written(jobs, tmp_path, extra, folder):
    """Wherever the build was told to write."""
    assert jobs.output_of(extra) == tmp_path / folder
