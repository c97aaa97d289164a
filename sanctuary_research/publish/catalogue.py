"""What there is to run and to read: the notebooks and tables of a project, in brief."""

from __future__ import annotations

from sanctuary_research.data.page import Page
from sanctuary_research.errors import NotebookError
from sanctuary_research.publish.notebooks import read_notebook, title
from sanctuary_research.publish.parameters import read_parameters
from sanctuary_research.publish.project import Project


def listing(project: Project) -> dict:
    """Return notebooks (name, question, parameters) and tables (name, title)."""
    tables = project.package().tables.values()
    return {
        "notebooks": [_notebook(project, name) for name in project.names()],
        "tables": [{"name": table.name, "title": table.title} for table in tables],
    }


def print_listing(found: dict) -> None:
    """Print a listing for people."""
    for notebook in found["notebooks"]:
        _say(f"{notebook['name']}  {notebook['title']}")
        if notebook["error"]:
            _say(f"    {notebook['error']}")
        for parameter in notebook["parameters"]:
            _say(f"    {parameter['name']} = {parameter['default']}  ({parameter['type']})")
            if parameter["help"]:
                _say(f"        {parameter['help']}")
    if found["tables"]:
        _say("\nTables")
    width = max((len(table["name"]) for table in found["tables"]), default=0)
    for table in found["tables"]:
        _say(f"    {table['name']:<{width}}  {table['title']}")


def _say(text: str) -> None:
    print(Page(text))


def _notebook(project: Project, name: str) -> dict:
    """Return one notebook in brief; one that cannot be read says why."""
    try:
        raw = read_notebook(project.path(name))
        parameters = read_parameters(raw, name)
    except NotebookError as error:
        return {"name": name, "title": name, "parameters": [], "error": str(error)}
    shown = [parameter.as_dict() for parameter in parameters.values()]
    return {"name": name, "title": title(raw, name), "parameters": shown, "error": ""}
