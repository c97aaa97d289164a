"""The wheel carries its data: in an environment of its own and an empty folder everything works."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


class Installed:
    """An environment with the wheel and its dependencies, and with nothing of this clone."""

    def __init__(self, root: Path, wheel: Path):
        self.folder = root / "empty"
        self.folder.mkdir()
        venv.create(root / "env", symlinks=os.name != "nt")
        paths = {"base": str(root / "env"), "platbase": str(root / "env")}
        site = Path(sysconfig.get_path("purelib", "venv", paths))
        zipfile.ZipFile(wheel).extractall(site)
        # The dependencies are those of this environment: nothing is fetched.
        (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
        self.python = Path(sysconfig.get_path("scripts", "venv", paths)) / Path(sys.executable).name

    def run(self, *arguments: str) -> str:
        """Return what Python prints, run in the empty folder."""
        kept = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "SANCTUARY_DATA")}
        done = subprocess.run(
            [self.python, *arguments], cwd=self.folder, env=kept, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel of this clone."""
    pytest.importorskip("hatchling", reason="hatchling builds the wheel")
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(tmp_path_factory, wheel) -> Installed:
    return Installed(tmp_path_factory.mktemp("a place"), wheel)


def test_the_wheel_is_small_and_typed(wheel):
    """It is under 25 MB and says that it is typed."""
    assert wheel.stat().st_size < 25e6
    assert "sanctuary_research/py.typed" in zipfile.ZipFile(wheel).namelist()


def test_tables_are_found_in_an_empty_folder(installed):
    """A table is listed and loaded from what the package carries."""
    assert "county_crime" in installed.run("-m", "sanctuary_research", "list")
    code = "import sanctuary_research as sr; print(sr.__file__, len(sr.load_county()))"
    place, rows = installed.run("-c", code).rsplit(maxsplit=1)
    assert str(ROOT) not in place
    assert rows == "3142"


def test_a_notebook_begins_from_the_template(installed):
    """The package carries it, and a sentence tells of it where there is no notebook yet."""
    command = ["-m", "sanctuary_research"]
    with pytest.raises(AssertionError, match=r"there are no notebooks in .*: sanctuary new NAME"):
        installed.run(*command, "run", "mine")
    assert "sanctuary run mine" in installed.run(*command, "new", "mine")
    assert "mine" in installed.run(*command, "list")
    (installed.folder / "mine.ipynb").unlink()


@pytest.mark.slow
def test_a_copied_notebook_makes_a_report(installed):
    """One notebook, copied and nothing else, is listed and built."""
    shutil.copy(ROOT / "notebooks" / "00-start-here.ipynb", installed.folder)
    assert "00-start-here" in installed.run("-m", "sanctuary_research", "list")
    installed.run("-m", "sanctuary_research", "build")
    assert "Cook County" in (installed.folder / "reports" / "00-start-here.html").read_text("utf-8")
