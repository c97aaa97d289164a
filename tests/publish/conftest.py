"""Small projects for the build's tests."""

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from sanctuary_research.publish.builder import Build, Options
from sanctuary_research.publish.progress import Lines
from sanctuary_research.publish.project import Project
from sanctuary_research.publish.sweeps import gathered
from sanctuary_research.publish.sweeps.sweep import Sweep, prepare


class Small:
    """A project in a temporary folder, with the few verbs the tests need."""

    def __init__(self, root: Path):
        self.root = root
        (root / "notebooks").mkdir()
        (root / "data" / "tables").mkdir(parents=True)
        package = {"version": "2026-01-02", "title": "Small", "resources": []}
        (root / "data" / "datapackage.json").write_text(json.dumps(package))
        self.project = Project(root)

    def notebook(self, name: str, *cells, title: str = "What is asked?") -> Path:
        """Write a notebook: text is code, a pair is code with a tag, a dict a whole cell."""
        whole = [_cell("markdown", f"# {title}")]
        for cell in cells:
            text, tags = cell if isinstance(cell, tuple) else (cell, ())
            whole.append(cell if isinstance(cell, dict) else _cell("code", text, tags))
        for number, cell in enumerate(whole):
            cell["id"] = f"cell-{number}"
        path = self.project.path(name)
        content = {"cells": whole, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        path.write_text(json.dumps(content))
        return path

    def build(self, *names: str, **options) -> dict:
        """Build and return the manifest's entries by name; `said` and `exit_code` are kept."""
        self.said = []
        progress = Lines(_Listener(self.said))
        options = {"timeout": 240, **options}
        work = Build(self.project, Options(**options), progress)
        done = work.reports(list(names) or self.project.names())
        self.exit_code, self.failures = work.exit_code, progress.failures
        return {entry["name"]: entry for entry in done["reports"]}

    def page(self, name: str) -> str:
        """Return a built page."""
        return (self.project.output / f"{name}.html").read_text(encoding="utf-8")

    def left_over(self) -> list[Path]:
        """Return the temporary files that a build left."""
        return list((self.project.output / ".build" / "tmp").rglob("*"))


HEADLINE = """
from IPython.display import display
def headline(name, value, unit="apples", low=None, high=None):
    record = {"name": name, "value": value, "unit": unit, "low": low, "high": high}
    display({"application/vnd.sanctuary.headline+json": record, "text/plain": name}, raw=True)
"""
PARAMETERS = """n: "Literal[1, 2, 3]" = 1  # how many
word = "a"  # any text
"""


class Sweeping:
    """A small project whose notebook `one` is swept, and the few verbs the tests need."""

    prelude = HEADLINE

    def __init__(self, small: Small):
        self.small, self.folder = small, small.root / "out"
        self.notebook("headline('count', 10 * n, low=n, high=20.5)\nheadline('size', len(word))")

    def notebook(self, *cells: str) -> None:
        """Write the notebook anew."""
        self.small.notebook("one", (PARAMETERS, "parameters"), HEADLINE, *cells)

    def run(self, *swept: str, fixed=(), scheduler=None, **options) -> dict:
        """Sweep and return the manifest; what was said and the exit code are kept."""
        project = Project(self.small.root, self.folder)
        grid, _ = prepare(project, "one", list(swept or ["n=all"]), list(fixed))
        self.said = []
        progress = Lines(_Listener(self.said))
        work = Sweep(project, grid, Options(**{"timeout": 240, **options}), progress, scheduler)
        try:
            return work.run()
        finally:
            self.exit_code, self.failures = work.exit_code, progress.failures

    def rows(self) -> list[dict]:
        """Return the table."""
        with (self.folder / "results.csv").open(encoding="utf-8", newline="") as handle:
            return list(csv.DictReader(handle))

    def ran(self) -> list[str]:
        """Return the combinations that were run, as the progress told them."""
        lines = [line for line in "".join(self.said).splitlines() if line.startswith("finished")]
        return sorted(line.split("  ")[1] for line in lines)

    def files(self) -> dict[str, bytes]:
        """Return what readers see of the folder."""
        shown = [p for p in self.folder.rglob("*") if p.is_file() and ".build" not in p.parts]
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in shown}


class _Listener:
    def __init__(self, said: list[str]):
        self.said = said

    def write(self, text: str) -> None:
        self.said.append(text)

    def flush(self) -> None:
        pass


def _cell(kind: str, source: str, tags=()) -> dict:
    tags = [tags] if isinstance(tags, str) else list(tags)
    cell = {"cell_type": kind, "source": source, "metadata": {"tags": tags} if tags else {}}
    return cell | ({"outputs": [], "execution_count": None} if kind == "code" else {})


@pytest.fixture
def small(tmp_path) -> Small:
    return Small(tmp_path)


@pytest.fixture(scope="module")
def lasting(tmp_path_factory) -> Small:
    """A project that the tests of one module share."""
    return Small(tmp_path_factory.mktemp("lasting"))


@pytest.fixture
def copied(tmp_path) -> Callable[[Small], Small]:
    """Return what copies a project, which stands as it was built, for one test to change."""

    def copy(built: Small) -> Small:
        shutil.copytree(built.root, tmp_path, dirs_exist_ok=True)
        made = object.__new__(Small)
        made.root, made.project = tmp_path, Project(tmp_path)
        return made

    return copy


@pytest.fixture
def drawing(small) -> Sweeping:
    """A project to sweep, pictures and page included."""
    return Sweeping(small)


@pytest.fixture
def sweeping(drawing, monkeypatch) -> Sweeping:
    """A project to sweep for its table alone, which takes half the time."""
    monkeypatch.setattr(gathered, "page", lambda *_: SimpleNamespace(files={}, html=""))
    return drawing
