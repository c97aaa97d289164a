"""A notebook of one's own: the template, or a copy of another, without what a run left in it."""

from __future__ import annotations

import json
from pathlib import Path

from sanctuary_research.errors import OutputError
from sanctuary_research.publish.files import write_beside
from sanctuary_research.publish.notebooks import read_notebook, without_outputs
from sanctuary_research.publish.project import CARRIED, TEMPLATE, Project, check_name


def start_notebook(project: Project, name: str, origin: str = TEMPLATE) -> Path:
    """Write a new notebook and return its file.

    Parameters
    ----------
    project : Project
    name : str
        Of the new notebook.
    origin : str
        The name of the notebook to copy.

    Raises
    ------
    UsageError
        The name could not be a page's.
    OutputError
        A notebook has that name already.
    NotebookError
        The notebook to copy cannot be read.
    """
    check_name(name)
    path = project.path(name)
    if name.casefold() in {one.stem.casefold() for one in project.notebooks.glob("*.ipynb")}:
        raise OutputError(f"notebook {name} exists already", "choose another name")
    source = project.path(origin)
    if CARRIED.is_dir() and not source.exists():
        source = CARRIED / source.name
    notebook = without_outputs(read_notebook(source))
    # A plan that was fixed before the results were seen is the other notebook's.
    notebook["metadata"].get("sanctuary", {}).pop("plan", None)
    text = json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
    write_beside(path, text.encode("utf-8"))
    return path
