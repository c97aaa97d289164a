"""Makes one report: runs the notebook if it must, renders the page, writes both whole."""

from __future__ import annotations

import json
import os
import shlex
from pathlib import Path

import nbformat

from sanctuary_research.data.catalog import Table
from sanctuary_research.data.citation import SOURCES
from sanctuary_research.errors import NotebookError, SanctuaryError
from sanctuary_research.publish import inputs, search
from sanctuary_research.publish.behind import Behind
from sanctuary_research.publish.builder import Build
from sanctuary_research.publish.cache import half_run, kept_run
from sanctuary_research.publish.documents import documents
from sanctuary_research.publish.exhibits import without_downloads
from sanctuary_research.publish.files import cannot
from sanctuary_research.publish.kernels import Kernels
from sanctuary_research.publish.notebooks import about, read_notebook, title
from sanctuary_research.publish.parameters import Parameter, as_argument, read_parameters
from sanctuary_research.publish.placepages import by_name
from sanctuary_research.publish.project import STATE
from sanctuary_research.publish.report import making, render_report
from sanctuary_research.publish.runner import first_line, run_notebook
from sanctuary_research.publish.tablerows import written
from sanctuary_research.publish.versions import code_version


class Maker:
    """Makes the reports of one build; safe to call from several threads."""

    def __init__(self, build: Build, kernels: Kernels):
        self.build, self.kernels = build, kernels
        self.project, self.folder, self.package = build.project, build.folder, build.package
        self.hashes, self.places = build.state.hashes, by_name(build.package)
        self.code_version, self.behind = code_version(build.project), Behind(build.package)

    def make(self, name: str, *, run: bool) -> dict:
        """Make one report and return what the state remembers of it.

        Parameters
        ----------
        name : str
        run : bool
            Run the notebook; otherwise render its last run again.

        Raises
        ------
        NotebookError
            It failed; the half-run notebook is kept.
        """
        try:
            return self._make(name, run)
        except SanctuaryError:
            raise
        except FileNotFoundError as error:
            case = f"{error.filename} was removed while notebook {name} was running"
            raise NotebookError(case, "run the build again") from error
        except OSError as error:  # not of our own writing: of the kernel's files
            raise cannot("write in", self.folder.path, error) from error
        except Exception as error:  # one notebook must not take the others with it
            told = f"{type(error).__name__}: {first_line(str(error))}"
            raise NotebookError(f"the report of notebook {name} cannot be made: {told}") from error

    def _make(self, name: str, run: bool) -> dict:
        raw, old = read_notebook(self.project.path(name)), self.build.state.reports.get(name)
        declared, neighbours = read_parameters(raw, name), self.build.turns.get(name, [])
        if run:
            entry, text = self._run(name, raw, declared)
        else:
            entry = {**old, "record": dict(old["record"])}
            text = (self.folder.path / kept_run(name)).read_text(encoding="utf-8")
        record, notebook = entry["record"], nbformat.reads(text, as_version=4)
        page = render_report(notebook, name, self._facts(record, declared, neighbours))
        told = ("answer", "headlines", "sentences", "rows")
        record |= {part: getattr(page, part) for part in told}
        outputs = {
            kept_run(name): text,
            record["notebook"]: _text(without_downloads(notebook)),
            record["page"]: page.html,
            f"{STATE}/thumbnails/{name}": page.thumbnail,
            search.parts_file(name): json.dumps(page.found, ensure_ascii=False),
            **page.files,
        }
        paths = {path: self.folder.write(path, content) for path, content in outputs.items()}
        for gone in set(old["outputs"] if old else ()) - set(outputs):
            self.folder.remove(gone)
        self.folder.remove(half_run(name))
        entry["outputs"] = {path: self.hashes.of(file) for path, file in paths.items()}
        entry["named"] = page.named
        entry["page"] = self.build.freshness.page_basis(neighbours, page.named)
        return entry

    def _run(self, name: str, raw: dict, declared: dict[str, Parameter]) -> tuple[dict, str]:
        """Run a notebook; return the new entry and the text of the executed notebook."""
        given = self.build.given[name]
        basis = self.build.freshness.run_basis(name, given)
        done = run_notebook(
            self.project.path(name),
            given,
            self.kernels,
            timeout=self.build.options.timeout,
            keep=lambda half: self._keep(name, half),
        )
        own = str(self.folder.state) + os.sep  # what this build keeps for itself
        paths = [path for path in done.inputs if not path.lstrip("!").startswith(own)]
        project, of = self.project, self.hashes.of_input
        read = {inputs.short(project, path): of(path, project.root) for path in paths}
        if moved := {*done.moved()} & {*paths}:  # its numbers may mix two versions
            raise NotebookError(
                f"{inputs.told(project, sorted(moved))} changed while notebook {name} was running",
                "run the build again",
                path=self._keep(name, done.notebook),
            )
        record = {
            "name": name,
            "title": title(raw, name),
            "parameters": {key: one.default for key, one in declared.items()} | given,
            "seconds": round(done.seconds, 2),
            "page": f"{name}.html",
            "county": str(about(raw).get("county") or ""),  # where on it to look one up
            "notebook": f"notebooks/{name}.ipynb",
            "tables": inputs.tables(project, paths, self.package),
            "data_version": self.package.version,
            "code_version": self.code_version,
        }
        return {"run": basis, "inputs": read, "record": record}, _text(done.notebook)

    def _keep(self, name: str, notebook: nbformat.NotebookNode) -> Path:
        """Keep a half-run notebook and return where."""
        path = self.folder.write(half_run(name), _text(without_downloads(notebook)))
        return Path(self.project.relative(path))

    def _facts(self, record: dict, declared: dict[str, Parameter], neighbours: list) -> dict:
        """Return what the page says of its making."""
        name, known = record["name"], self.package.tables
        given = self.build.given[name]
        pairs = [("-p", f"{key}={as_argument(value)}") for key, value in given.items()]
        previous, following = neighbours or (None, None)
        return making(
            record["title"],
            (record["data_version"], record["code_version"]),
            declared,
            {key: [value] for key, value in given.items()},
            address=self.package.address(record["page"]) if neighbours else "",
            tables=[
                table
                | {"written": written(one), "rows": one.rows, "has_sources": _has_sources(one)}
                for table in record["tables"]
                if (one := known.get(table["name"]))
            ],
            places=self.places,
            behind=self.behind,
            documents=[*documents(self.package.folder.parent)] if neighbours else (),
            download=record["notebook"],
            command=shlex.join(["sanctuary", "run", name, *(w for pair in pairs for w in pair)]),
            previous=previous,
            next=following,
            root="" if neighbours else None,
        )


def _has_sources(table: Table) -> bool:
    """Return whether the page of a table lists the sources of its rows."""
    return table.name != SOURCES and bool(table.source_ids or table.naming(SOURCES))


def _text(notebook: nbformat.NotebookNode) -> str:
    return nbformat.writes(notebook, version=4) + "\n"
