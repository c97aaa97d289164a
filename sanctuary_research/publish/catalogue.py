"""What there is to run and to read: the notebooks and tables of a project, in brief."""

from __future__ import annotations

from sanctuary_research.data.page import say
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
        say(f"{notebook['name']}  {notebook['title']}")
        if notebook["error"]:
            say(f"    {notebook['error']}")
        for parameter in notebook["parameters"]:
            say(f"    {parameter['name']} = {parameter['default']}  ({parameter['type']})")
            if parameter["help"]:
                say(f"        {parameter['help']}")
    if tables := found["tables"]:
        width = max(len(table["name"]) for table in tables)
        say("\nTables", *(f"    {table['name']:<{width}}  {table['title']}" for table in tables))


def _notebook(project: Project, name: str) -> dict:
    """Return one notebook in brief; one that cannot be read says why."""
    try:
        raw = read_notebook(project.path(name))
        parameters = read_parameters(raw, name)
    except NotebookError as error:
        return {"name": name, "title": name, "parameters": [], "error": str(error)}
    shown = [parameter.as_dict() for parameter in parameters.values()]
    return {"name": name, "title": title(raw, name), "parameters": shown, "error": ""}
