"""Typed parameters of a notebook, read with `ast` and checked before any kernel starts.

The cell tagged ``parameters`` declares them, one assignment a line, the comment being the help::

    year: "Literal[2012, 2015, 2017]" = 2015  # year of the crime counts
    minimum_coverage: "float[0:100]" = 80.0  # least share of people covered, percent

A type is ``int``, ``float``, ``bool``, ``str``, ``Literal[...]`` or ``list[...]`` of one of
these; ``int`` and ``float`` may carry bounds, either end left open (``int[1:]``). It may also be
a named set of `data.choices` (``"Year"``), or ``"OwnList"``, the path of a reader's own list.
Without a type, that of the default holds.
"""

from __future__ import annotations

import ast
import io
import json
import tokenize
from dataclasses import dataclass

from sanctuary_research.data.choices import OWN, missing_own, none_chosen
from sanctuary_research.data.kinds import OWN_LIST, Kind, checked, kind_of
from sanctuary_research.errors import (
    NotebookError,
    SanctuaryError,
    UsageError,
    attempt_each,
    nearest,
)
from sanctuary_research.publish.notebooks import source, tags

TAG = "parameters"
DEFINITION = "Definition"  # the set whose parameter may take an own list


@dataclass(frozen=True)
class Parameter:
    """One declared parameter: name, type, default and help."""

    name: str
    kind: Kind
    default: object
    help: str

    def as_dict(self) -> dict:
        """Return the parameter for machines."""
        return {
            "name": self.name,
            "type": str(self.kind),
            "choices": list(self.kind.choices),
            "default": self.default,
            "help": self.help,
        }


def read_parameters(notebook: dict, name: str) -> dict[str, Parameter]:
    """Return the parameters that a notebook declares, in their order.

    Parameters
    ----------
    notebook : dict
        The notebook's JSON.
    name : str
        Its name, for messages.

    Raises
    ------
    NotebookError
        The cell is there twice or declares something that is not a parameter.
    """
    cells = [c for c in notebook["cells"] if TAG in tags(c) and c["cell_type"] == "code"]
    if len(cells) > 1:
        raise NotebookError(
            f"notebook {name} has {len(cells)} cells tagged {TAG!r}: keep the tag on one of them"
        )
    text = source(cells[0]) if cells else ""
    try:
        body = ast.parse(text).body
    except SyntaxError as error:
        raise _faulty(name, error.lineno or 1, f"is not Python: {error.msg}") from error
    except (MemoryError, RecursionError) as error:
        raise _faulty(name, 1, "is nested too deeply to be read") from error
    comments = _comments(text)
    found: dict[str, Parameter] = {}
    for node in body:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue  # a docstring over the parameters
        try:
            parameter = _declared(node, comments.get(node.end_lineno, ""))
            if parameter.name in found:
                raise ValueError(f"declares {parameter.name!r} a second time")
        except ValueError as error:
            raise _faulty(name, node.lineno, str(error)) from error
        found[parameter.name] = parameter
    return found


def given_values(pairs: list[str]) -> dict[str, str]:
    """Return ``name=value`` arguments as a dictionary of texts.

    >>> given_values(["county_fips=06037", "title=a=b"])
    {'county_fips': '06037', 'title': 'a=b'}
    """
    values: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        name = name.strip()
        if not equals or not name:
            raise UsageError(f"{pair!r} is not a parameter: write it as name=value")
        if name in values:
            raise UsageError(f"parameter {name!r} is given twice: keep one of the two")
        if "\0" in value or value != value.encode("utf-8", "ignore").decode("utf-8"):
            raise UsageError(f"the value of parameter {name!r} is not text in UTF-8: write it anew")
        values[name] = value
    return values


def check_values(
    declared: dict[str, Parameter], given: dict[str, object], notebook: str
) -> dict[str, object]:
    """Return the given values in their declared types; every fault is reported at once.

    Raises
    ------
    UsageError
        A name is unknown or a value is not of its type, choices or bounds, or an own list is
        not sound.
    """
    values, refused = attempt_each(
        given, lambda name: _checked(declared, name, given[name], notebook), SanctuaryError
    )
    if refused:
        raise UsageError("; ".join(map(str, refused.values())))
    return values


def _checked(declared: dict[str, Parameter], name: str, value: object, notebook: str) -> object:
    """Return one value in its declared type."""
    if name not in declared:
        hint = nearest(name, declared) if declared else "it takes none"
        raise UsageError(f"notebook {notebook} has no parameter {name!r}", hint)
    return checked(declared[name].kind, name, value)


def read_values(declared: dict[str, Parameter], pairs: list[str], notebook: str) -> dict:
    """Return the values that ``name=value`` arguments give, which go together.

    Raises
    ------
    UsageError
        As `given_values`, `check_values` and `check_together` raise it.
    """
    values = check_values(declared, given_values(pairs), notebook)
    check_together(declared, {key: [value] for key, value in values.items()})
    return values


def check_together(declared: dict[str, Parameter], taken: dict[str, list]) -> None:
    """Refuse an own list without its definition or the reverse, and values that choose no row.

    Parameters
    ----------
    declared : dict of Parameter
    taken : dict of list
        The values that parameters take, where they are not the defaults.

    Raises
    ------
    UsageError
        One is there without the other, or no row of a table is chosen by all.
    """
    every = _chosen(declared, taken)
    chosen, lists = every.get(DEFINITION, []), every.get(OWN_LIST, [])
    if OWN in chosen and not any(lists):
        raise missing_own()
    if any(lists) and chosen and OWN not in chosen:
        raise UsageError(
            f"a list of your own is given, which definition {chosen[0]!r} does not read",
            f"add definition={OWN}",
        )
    if reason := none_chosen(every):
        raise UsageError(reason, "change one of them")


def _chosen(declared: dict[str, Parameter], taken: dict[str, list]) -> dict[str, list]:
    """Return the values taken of each named set."""
    found: dict[str, list] = {}
    for name, one in declared.items():
        values = taken.get(name, [one.default])
        flat = [v for value in values for v in (value if one.kind.many else [value])]
        found.setdefault(one.kind.name, []).extend(flat)
    return found


def as_argument(value: object) -> str:
    """Return a value as it is written on the command line.

    >>> as_argument(True), as_argument([1, 2]), as_argument("06037")
    ('true', '1,2', '06037')
    """
    if isinstance(value, list):
        return ",".join(map(as_argument, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def short_digest(values: dict[str, object], digits: int = 8) -> str:
    """Return hexadecimal digits that name a set of values."""
    import hashlib

    text = json.dumps(values, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:digits]


def _declared(node: ast.stmt, help: str) -> Parameter:
    """Return the parameter that one statement of the cell declares.

    Raises
    ------
    ValueError
        It declares none; the text is the end of a sentence.
    """
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    if (
        len(targets) != 1
        or not isinstance(targets[0], ast.Name)
        or not getattr(node, "value", None)
    ):
        raise ValueError("is not of the form name = value")
    name = targets[0].id
    if "=" in help:
        raise ValueError(
            "has '=' in its comment, where other tools lose the parameter: say it in words"
        )
    try:
        default = ast.literal_eval(node.value)
    except (ValueError, TypeError):
        raise ValueError(
            f"computes the default of {name!r}: write a plain number, text, True or False"
        ) from None
    try:
        kind = kind_of(getattr(node, "annotation", None), default)
        if isinstance(default, str) and kind.base is not str:
            raise ValueError(f"has the type {kind} but a text as default")
        return Parameter(name, kind, kind.coerce(default), help)
    except ValueError as error:
        raise ValueError(f"is wrong: {name!r} {error}") from error


def _comments(text: str) -> dict[int, str]:
    """Return the comment that ends each line, by line number."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return {
        token.start[0]: token.string.lstrip("#").strip()
        for token in tokens
        if token.type == tokenize.COMMENT
    }


def _faulty(notebook: str, line: int, what: str) -> NotebookError:
    return NotebookError(f"line {line} of the parameters cell of notebook {notebook} {what}")
