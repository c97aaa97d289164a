"""Makes one report: runs the notebook if it must, renders the page, writes both whole."""

from __future__ import annotations

import json
import os
from pathlib import Path

import nbformat

from sanctuary_research.data.catalog import Package
from sanctuary_research.data.citation import citation
from sanctuary_research.errors import NotebookError, OutputError
from sanctuary_research.publish import search
from sanctuary_research.publish.cache import Freshness, State, kept_run
from sanctuary_research.publish.exhibits import without_downloads
from sanctuary_research.publish.files import Folder, cannot
from sanctuary_research.publish.halfrun import forget_half_run, half_run
from sanctuary_research.publish.inputs import Inputs
from sanctuary_research.publish.kernels import Kernels
from sanctuary_research.publish.notebooks import read_notebook, title
from sanctuary_research.publish.parameters import Parameter, as_argument, read_parameters
from sanctuary_research.publish.project import STATE, Project
from sanctuary_research.publish.report import render_half_run, render_report
from sanctuary_research.publish.runner import run_notebook
from sanctuary_research.publish.tablepages import has_rows
from sanctuary_research.publish.versions import code_version


class Maker:
    """Makes reports of one project into one folder; safe to call from several threads."""

    def __init__(
        self,
        project: Project,
        folder: Folder,
        state: State,
        freshness: Freshness,
        kernels: Kernels,
        inputs: Inputs,
        package: Package,
        timeout: float,
    ):
        self.project, self.folder, self.state = project, folder, state
        self.freshness, self.kernels, self.inputs = freshness, kernels, inputs
        self.package, self.timeout = package, timeout
        self.code_version = code_version(project)

    def make(self, name: str, given: dict, neighbours: list, *, run: bool) -> dict:
        """Make one report and return what the state remembers of it.

        Parameters
        ----------
        name : str
        given : dict
            Parameter values other than the defaults.
        neighbours : list
            The previous and next notebook, as ``{"page", "title"}`` or None; empty for a report
            that stands alone.
        run : bool
            Run the notebook; otherwise render its last run again.

        Raises
        ------
        NotebookError
            It failed; the half-run notebook is kept.
        """
        try:
            return self._make(name, given, neighbours, run)
        except NotebookError as error:
            if error.path:
                self._show(name, error)
            raise
        except OutputError:
            raise
        except OSError as error:  # not of our own writing: of the kernel's files
            raise cannot("write in", self.folder.path, error) from error

    def _make(self, name: str, given: dict, neighbours: list, run: bool) -> dict:
        raw = read_notebook(self.project.path(name))
        declared = read_parameters(raw, name)
        old = self.state.reports.get(name)
        if run:
            entry, text = self._run(name, given, declared, title(raw, name))
        else:
            entry = {**old, "record": dict(old["record"])}
            text = (self.folder.path / kept_run(name)).read_text(encoding="utf-8")
        record = entry["record"]
        notebook = nbformat.reads(text, as_version=4)
        try:
            facts = self._facts(record, declared, given, neighbours)
            page = render_report(notebook, name, facts)
        except NotebookError as error:
            raise NotebookError(error.case, error.fix, path=self._keep(name, notebook)) from error
        except Exception as error:  # one page must not take the others with it
            said = f"the page of notebook {name} cannot be made: {type(error).__name__}: {error}"
            raise NotebookError(said, path=self._keep(name, notebook)) from error
        record |= {"answer": page.answer, "headlines": page.headlines}
        outputs = {
            kept_run(name): text,
            record["notebook"]: _text(without_downloads(notebook)),
            record["page"]: page.html,
            f"{STATE}/thumbnails/{name}": page.thumbnail,
            search.kept(name): json.dumps(page.found, ensure_ascii=False),
            **page.files,
        }
        paths = {path: self.folder.write(path, content) for path, content in outputs.items()}
        for gone in set(old["outputs"] if old else ()) - set(outputs):
            self.folder.remove(gone)
        forget_half_run(self.folder, name)
        entry["outputs"] = {path: self.state.hashes.of(file) for path, file in paths.items()}
        entry["page"] = self.freshness.page_basis(neighbours)
        return entry

    def _run(self, name: str, given: dict, declared: dict[str, Parameter], title: str):
        """Run a notebook; return the new entry and the text of the executed notebook."""
        basis = self.freshness.run_basis(name, given)
        done = run_notebook(
            self.project.path(name),
            given,
            self.kernels,
            timeout=self.timeout,
            keep=lambda half: self._keep(name, half),
        )
        own = str(self.folder.path) + os.sep
        paths = [path for path in done.inputs if not path.startswith(own)]
        self._refuse_moving_inputs(name, paths, done.notebook)
        values = {key: given.get(key, parameter.default) for key, parameter in declared.items()}
        record = {
            "name": name,
            "title": title,
            "parameters": values,
            "seconds": round(done.seconds, 2),
            "page": f"{name}.html",
            "notebook": f"notebooks/{name}.ipynb",
            "tables": self.inputs.tables(paths, self.package),
            "data_version": self.package.version,
            "code_version": self.code_version,
        }
        inputs = {self.inputs.short(path): self.state.hashes.of(path) for path in paths}
        entry = {"run": basis, "inputs": inputs, "record": record}
        return entry, _text(done.notebook)

    def _keep(self, name: str, notebook: nbformat.NotebookNode) -> Path:
        """Keep a half-run notebook and return where."""
        text = _text(without_downloads(notebook))
        path = self.folder.write(half_run(name), text)
        return Path(self.project.relative(path))

    def _show(self, name: str, error: NotebookError) -> None:
        """Write the page of a half-run notebook beside it."""
        half = nbformat.read(self.folder.path / half_run(name), as_version=4)
        self.folder.write(half_run(name, "html"), render_half_run(half, name, error.sentence))

    def _refuse_moving_inputs(self, name: str, paths: list[str], notebook) -> None:
        """Refuse a run whose inputs changed under it: its numbers may mix two versions."""
        moved = self.inputs.moved(paths)
        if moved:
            raise NotebookError(
                f"{moved} changed while notebook {name} was running",
                "run the build again",
                path=self._keep(name, notebook),
            )

    def _facts(
        self, record: dict, declared: dict[str, Parameter], given: dict, neighbours: list
    ) -> dict:
        """Return what the page says of its making."""
        previous, following = neighbours or (None, None)
        data = record["data_version"]
        address = self.package.address(f"{record['name']}.html") if neighbours else ""
        versions = {
            "Data version": data,
            "Code version": f"sanctuary_research {record['code_version']}",
        }
        return {
            "title": record["title"],
            "parameters": [_shown(p, record["parameters"][n], given) for n, p in declared.items()],
            "versions": [(label, value) for label, value in versions.items() if value],
            "tables": self._tables(record["tables"]),
            "cite": citation(f"“{record['title']}”", data, record["code_version"], address),
            "address": address,
            "download": record["notebook"],
            "command": _command(record["name"], given),
            "previous": previous,
            "next": following,
            "home": "index.html" if neighbours else "",
            "notice": "",
        }

    def _tables(self, read: list[dict]) -> list[dict]:
        """Return the tables that a run read, and whether their pages have places for rows."""
        known = self.package.tables
        return [
            table | {"has_rows": has_rows(known[table["name"]])}
            for table in read
            if table["name"] in known
        ]


def _text(notebook: nbformat.NotebookNode) -> str:
    return nbformat.writes(notebook, version=4) + "\n"


def _shown(parameter: Parameter, value: object, given: dict) -> dict:
    return {
        "name": parameter.name,
        "value": json.dumps(value, ensure_ascii=False).strip('"'),
        "default": json.dumps(parameter.default, ensure_ascii=False).strip('"'),
        "changed": parameter.name in given,
        "help": parameter.help,
    }


def _command(name: str, given: dict) -> str:
    """Return the command that makes this report again."""
    import shlex

    words = [f"{key}={as_argument(value)}" for key, value in given.items()]
    return shlex.join(["sanctuary", "run", name, *(w for pair in words for w in ("-p", pair))])
