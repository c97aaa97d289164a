"""The description of the data, `datapackage.json`, whole or refused; standard library only."""

from __future__ import annotations

import json
from pathlib import Path

from sanctuary_research.errors import DataError
from sanctuary_research.publish.project import DESCRIPTION, NAME, Project
from sanctuary_research.publish.tablepages import file_of

# What the pages read of it: a type, a dict of parts, or a list of them; a star must be there.
_FIELD = {"*name": str, "type": str, "unit": str, "description": str, "constraints": {"enum": list}}
_KEY = {"*fields": [str], "*reference": {"*resource": str}}
_TABLE = {
    **dict.fromkeys(("*name", "path", "title", "description", "coverage", "preparation"), str),
    "licenses": [{"name": str, "title": str, "path": str}],
    **{key: [str] for key in ("known_gaps", "source_ids", "usage_warnings")},
    "schema": {"fields": [_FIELD], "primaryKey": [str], "foreignKeys": [_KEY]},
}
_SHAPE = {
    **dict.fromkeys(("title", "description", "version"), str),
    "usage_warnings": dict,
    "resources": [_TABLE],
}
_WORDS = {str: "a text", dict: "an object", list: "a list"}


def read_package(project: Project) -> dict:
    """Return the description as it stands; an absent one is an empty package.

    Raises
    ------
    DataError
        It cannot be read, is not of the form that the pages need, or two tables share a name.
    """
    path = project.data / DESCRIPTION
    shown = project.relative(path)
    try:
        package = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise DataError(
            f"{shown} cannot be read ({error}): restore it from the last commit"
        ) from error
    fault = _fault(package, _SHAPE, "the whole") or _fault_of_names(package, project.data)
    if fault:
        raise DataError(f"{shown}: {fault}: mend it, or restore it from the last commit")
    return package


def _fault(value: object, shape: object, where: str) -> str:
    """Return what is wrong with a value, or with the first part of it that is not of its shape.

    >>> _fault({"a": [1]}, {"a": [str]}, "the whole")
    'a[0] is not a text'
    >>> _fault({}, {"*a": str}, "the whole")
    'the whole has no a'
    """
    kind = shape if isinstance(shape, type) else type(shape)
    if not isinstance(value, kind):
        return f"{where} is not {_WORDS[kind]}"
    if isinstance(shape, list):
        parts = ((part, shape[0], f"{where}[{at}]") for at, part in enumerate(value))
        return next(filter(None, (_fault(*part) for part in parts)), "")
    if isinstance(shape, dict):
        prefix = "" if where == "the whole" else f"{where}."
        for key, part in shape.items():
            name = key.lstrip("*")
            if name not in value and name != key:
                return f"{where} has no {name}"
            fault = _fault(value[name], part, prefix + name) if name in value else ""
            if fault:
                return fault
    return ""


def _fault_of_names(package: dict, data: Path) -> str:
    """Return which table could not have a page and a copy of its own."""
    seen: set[str] = set()
    for table in package.get("resources", []):
        name = table["name"]
        if not NAME.fullmatch(name):
            allowed = "use letters, digits, hyphens, dots and underscores"
            return f"the table {name!r} cannot name a page ({allowed})"
        if name.lower() in seen:
            return f"two tables are called {name!r}"
        seen.add(name.lower())
        if file_of(data, table).is_dir():
            return f"the path of table {name} is a folder"
    return ""
