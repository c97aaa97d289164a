"""Writes what a paper takes: a report's figures and tables, and tables of data with labels."""

from __future__ import annotations

from pathlib import Path

from sanctuary_research.data import catalog
from sanctuary_research.data.entries import FILES
from sanctuary_research.data.labelled import files, parquet
from sanctuary_research.errors import NotebookError, UsageError
from sanctuary_research.publish.cells import Cells
from sanctuary_research.publish.citing import report_entry
from sanctuary_research.publish.files import Folder
from sanctuary_research.publish.kernels import Kernels
from sanctuary_research.publish.notebooks import read_notebook, title
from sanctuary_research.publish.parameters import read_parameters, read_values
from sanctuary_research.publish.project import Project
from sanctuary_research.publish.runner import run_notebook
from sanctuary_research.publish.tablepages import copy_of, read_rows


def report(project: Project, name: str, pairs: list[str], timeout: float, memory: int) -> list[str]:
    """Run a notebook, write its exhibits for a paper, and return their paths.

    Each table as CSV, LaTeX and Markdown, each figure as SVG, PNG and PDF, each with its entry
    as BibTeX and RIS; they go to the project's output folder.

    Raises
    ------
    NotebookError
        It failed.
    """
    declared = read_parameters(read_notebook(project.path(name)), name)
    given = read_values(declared, pairs, name)
    folder = Folder(project.output)
    folder.refuse_foreign()
    with (
        folder.lock(lambda: None),
        Kernels(
            project.notebooks, folder.temporary / "kernels", memory=memory, outputs="paper"
        ) as kernels,
    ):
        done = run_notebook(
            project.path(name),
            given,
            kernels,
            timeout=timeout,
        )
    data = {"Data version": project.package().version}
    entry = report_entry(name, title(done.notebook, name), data, "")
    cells = Cells(name, entry=entry)
    cells.render_all(done.notebook["cells"])
    if not cells.outputs.shown:
        raise NotebookError(f"notebook {name} shows no figure or table", "export another")
    files = dict(cells.outputs.files)
    for it in cells.outputs.shown:
        for ending, (_, write) in FILES.items():
            files[f"tables/{name}/{it.anchor}.{ending}"] = write([it.entry])
    return [str(folder.write(path, content)) for path, content in files.items()]


def table(project: Project, name: str) -> list[str]:
    """Write a table as CSV, Parquet and, where it is small, Excel and Stata; return the paths.

    Parquet needs pyarrow and is left out without it.

    Raises
    ------
    UsageError
        No table has that name, or its file is missing or empty.
    """
    from sanctuary_research.data import schema  # pandas takes its time

    described = catalog.table(name)
    header, rows = read_rows(described)
    if not rows:
        raise UsageError(f"table {name!r} has no rows in {described.path}", "restore its file")
    written = {copy_of(described): described.path.read_bytes(), **files(described, header, rows)}
    if (typed := parquet(schema.load(name))) is not None:
        written[f"{name}.parquet"] = typed
    folder = Folder(project.output)
    folder.refuse_foreign(written)
    folder.prepare()
    return [str(Path(folder.write(path, content))) for path, content in written.items()]
