"""Small projects for the build's tests."""

import json
import os
import time
from pathlib import Path

import pytest

from sanctuary_research.build import provisioner
from sanctuary_research.build.builder import Build, Options
from sanctuary_research.build.kernels import Kernels
from sanctuary_research.build.progress import Lines
from sanctuary_research.build.project import Project


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
        options = {"timeout": 60, **options}
        work = Build(self.project, Options(**options), progress)
        done = work.reports(list(names) or self.project.names())
        self.exit_code, self.failures = work.exit_code, progress.failures
        return {entry["name"]: entry for entry in done["reports"]}

    def age(self) -> None:
        """Make every file a minute old: what is younger than a moment may change unseen."""
        before = time.time() - 60
        for path in self.root.rglob("*"):
            os.utime(path, (before, before))

    def page(self, name: str) -> str:
        """Return a built page."""
        return (self.project.output / f"{name}.html").read_text(encoding="utf-8")

    def left_over(self) -> list[Path]:
        """Return the temporary files that a build left."""
        return list((self.project.output / ".build" / "tmp").rglob("*"))


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


@pytest.fixture(scope="session", autouse=True)
def server(tmp_path_factory):
    """One fork server for all tests, so that most kernels start at once."""
    if provisioner.why_not_fork():
        yield None
        return
    folder = tmp_path_factory.mktemp("server")
    with Kernels(folder, folder, forked=True, memory=0, say=print):
        yield provisioner.shared_server()


@pytest.fixture
def small(tmp_path) -> Small:
    return Small(tmp_path)


@pytest.fixture(scope="module")
def lasting(tmp_path_factory) -> Small:
    """A project that the tests of one module share."""
    return Small(tmp_path_factory.mktemp("lasting"))
