"""Types of notebook parameters: how they are written, and how a value becomes one of them."""

from __future__ import annotations

import ast
import math
import os
from contextlib import suppress
from dataclasses import dataclass, replace

from sanctuary_research.data.choices import (
    ALL,
    DAYS,
    ONE_PLACE,
    PLACES,
    SETS,
    no_day,
    no_place,
    refusal,
)
from sanctuary_research.errors import SanctuaryError, UsageError

SCALARS = {"int": int, "float": float, "bool": bool, "str": str}
NAMES = {int: "whole number", float: "number", bool: "true or false", str: "text"}
_YES_OR_NO = dict.fromkeys(("true", "yes", "1", "on"), True)
_YES_OR_NO |= dict.fromkeys(("false", "no", "0", "off"), False)
OWN_LIST = "OwnList"
_TYPES = (
    "which is none of int, float, bool, str, Literal[...], list[...], float[0:100], "
    + ", ".join([OWN_LIST, *SETS, *PLACES, *DAYS])
)


@dataclass(frozen=True)
class Kind:
    """A type of parameter: a scalar, choices, bounds, or a list of such.

    A named set of choices keeps its ``name``, one of `data.choices.SETS`.

    >>> Kind(int, low=1).coerce("12"), Kind(str, many=True).coerce("a, b")
    (12, ['a', 'b'])
    """

    base: type
    choices: tuple = ()
    low: float = -math.inf
    high: float = math.inf
    many: bool = False
    name: str = ""

    def __str__(self) -> str:
        if self.choices:
            text = "one of " + ", ".join(map(str, self.choices))
        else:
            text = NAMES[self.base] + _bounds(self.low, self.high)
        return f"list of {text}" if self.many else text

    def coerce(self, value: object) -> object:
        """Return ``value`` as this type, from text or from Python.

        Raises
        ------
        ValueError
            It cannot be, and the text says what it must be instead.
        """
        if not self.many:
            return self._one(value)
        parts = value.split(",") if isinstance(value, str) else value
        if not isinstance(parts, (list, tuple)):
            raise ValueError(f"must be a {self}, such as a,b")
        return [self._one(part.strip() if isinstance(part, str) else part) for part in parts]

    def _one(self, value: object) -> object:
        if self.choices:
            with suppress(ValueError):
                if (found := scalar(self.base, value)) in self.choices:
                    return found
            raise ValueError(refusal(self.choices, value))
        result = scalar(self.base, value)
        if self.base in (int, float) and not self.low <= result <= self.high:
            edge = min(max(result, self.low), self.high)
            raise ValueError(f"must be a {self}, not {result:g}: the nearest is {edge}")
        return result


class LookedUp(Kind):
    """A place or day that tables hold, or a list of one's own; read only where one is given."""

    def __str__(self) -> str:
        if self.name == OWN_LIST:
            return "path of a list of counties of your own, a CSV"
        if self.name in DAYS:
            return f"day, as YYYY-MM-DD, within the table {DAYS[self.name][0]}"
        if self.name in ONE_PLACE:
            return "county, such as Cook County, IL or 17031"
        return f"place of the table {PLACES[self.name][0]}, such as chicago-il, or {ALL}"

    def coerce(self, value: object) -> str:
        """Return the place or day, or the whole path of a list that was read and found sound.

        Raises
        ------
        ValueError
            No row of the tables is of it; the nearest is named.
        UsageError, DataError
            There is no such file, or something in it is wrong.
        """
        text = scalar(str, value).strip()
        if self.name == OWN_LIST:
            return _own_list(text) if text else ""
        if reason := (no_day if self.name in DAYS else no_place)(self.name, text):
            raise ValueError(reason)
        return text


def _own_list(text: str) -> str:
    from sanctuary_research.data.own_list import own

    path = os.path.abspath(os.path.expanduser(text))
    own(path)
    return path


def kind_of(annotation: ast.expr | None, default: object) -> Kind:
    """Return the type that an annotation, or without one the default, gives a parameter.

    Raises
    ------
    ValueError
        The annotation is not one of the types, or there is none and the default has no type.
    """
    if annotation is None:
        return _of_default(default)
    written = ast.unparse(annotation).strip("'\"")
    try:
        if isinstance(annotation, ast.Constant):
            annotation = ast.parse(str(annotation.value).strip(), mode="eval").body
        return _annotated(annotation)
    except (LookupError, TypeError, SyntaxError):
        raise ValueError(f"has the type {written!r}, {_TYPES}") from None


def checked(kind: Kind, name: str, value: object) -> object:
    """Return a parameter's value in its kind; one that cannot be is refused by the name."""
    try:
        return kind.coerce(value)
    except SanctuaryError:
        raise
    except ValueError as error:
        raise UsageError(f"parameter {name!r} {error}") from error


def scalar(base: type, value: object) -> object:
    """Return ``value`` as ``base`` if nothing is lost by it.

    >>> scalar(str, "06037"), scalar(bool, "no"), scalar(float, 3)
    ('06037', False, 3.0)
    """
    found = value
    if base is bool and isinstance(value, str):
        found = _YES_OR_NO.get(value.strip().lower())
    elif base in (int, float) and type(value) in (int, str):
        with suppress(ValueError):
            found = base(value) if str(value).isascii() else value  # no digits of another script
    if type(found) is not base or (base is float and not math.isfinite(found)):
        article = "" if base in (bool, str) else "a "
        raise ValueError(f"must be {article}{NAMES[base]}, not {value!r}")
    return found


def _of_default(default: object) -> Kind:
    if isinstance(default, (list, tuple)) and default:
        return replace(_of_default(default[0]), many=True)
    if type(default) not in SCALARS.values():
        raise ValueError(f'has the default {default!r} and needs a type, such as "str"')
    return Kind(type(default))


def _annotated(node: ast.expr) -> Kind:
    match node:
        case ast.Name(name):
            return _named(name)
        case ast.Subscript(ast.Name("list") | ast.Attribute(attr="list"), of):
            return replace(_annotated(of), many=True)
        case ast.Subscript(ast.Name("Literal") | ast.Attribute(attr="Literal"), of):
            return _literal(of)
        case ast.Subscript(ast.Name("int" | "float" as name), ast.Slice() as ends):
            given = {"low": ends.lower, "high": ends.upper}
            bounds = {end: ast.literal_eval(value) for end, value in given.items() if value}
            return Kind(SCALARS[name], **bounds)
    raise TypeError("not a type")


def _named(name: str) -> Kind:
    if name == OWN_LIST or name in PLACES or name in DAYS:
        return LookedUp(str, name=name)
    if name in SETS:
        return Kind(type(SETS[name][0]), SETS[name], name=name)
    return Kind(SCALARS[name])


def _literal(node: ast.expr) -> Kind:
    values = ast.literal_eval(node)
    choices = values if isinstance(values, tuple) else (values,)
    bases = {type(choice) for choice in choices}
    if len(bases) != 1 or not bases <= set(SCALARS.values()):
        raise ValueError("has choices that are not all whole numbers or all texts")
    return Kind(bases.pop(), choices)


def _bounds(low: float, high: float) -> str:
    """Return bounds in words.

    >>> _bounds(-math.inf, 5), _bounds(0, math.inf), _bounds(0, 5)
    (' of at most 5', ' of at least 0', ' from 0 to 5')
    """
    if math.isfinite(low) and math.isfinite(high):
        return f" from {low} to {high}"
    ends = {"at least": low, "at most": high}
    return "".join(f" of {word} {end}" for word, end in ends.items() if math.isfinite(end))
