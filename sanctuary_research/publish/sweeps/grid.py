"""The grid of a sweep: which parameters take which values; standard library only.

``definition=all`` takes every choice (a reader's own list only if there is one),
``year=2012,2015`` these two. Values that hold commas, as
those of list parameters do, are separated by semicolons: ``outcomes=violent,property;violent``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import prod

from sanctuary_research.data.choices import OWN
from sanctuary_research.data.kinds import OWN_LIST
from sanctuary_research.errors import UsageError, attempt_each
from sanctuary_research.publish.parameters import (
    DEFINITION,
    Parameter,
    as_argument,
    check_together,
    check_values,
    given_values,
    short_digest,
)

ALL = "all"
MOST = 20_000  # combinations
_LONGEST = 160  # characters of a combination's name


@dataclass(frozen=True)
class Grid:
    """Every combination of the swept values, beside the values that are fixed.

    Parameters
    ----------
    name : str
        The notebook.
    declared : dict of Parameter
        What it takes.
    swept : dict of list
        The values of each swept parameter, in the order asked for.
    fixed : dict
        The values of other parameters, where they are not the defaults.
    """

    name: str
    declared: dict[str, Parameter]
    swept: dict[str, list]
    fixed: dict[str, object]

    def __len__(self) -> int:
        return prod(map(len, self.swept.values()))

    def __iter__(self) -> Iterator[Combination]:
        for values in product(*self.swept.values()):
            yield Combination(self, dict(zip(self.swept, values, strict=True)))

    def __str__(self) -> str:
        return " × ".join(f"{name} ({len(values)})" for name, values in self.swept.items())

    @property
    def columns(self) -> list[str]:
        """All parameters of the notebook, those that are swept first."""
        return [*self.swept, *(name for name in self.declared if name not in self.swept)]

    @property
    def digest(self) -> str:
        """Eight digits that name this grid, in whatever order it was written."""
        return short_digest({"swept": self.swept, "fixed": self.fixed})

    def arguments(self) -> list[str]:
        """Return the words after ``sanctuary sweep NOTEBOOK`` that give this grid."""
        words = []
        for name, values in self.swept.items():
            texts = [as_argument(value) for value in values]
            mark = ";" if any("," in text for text in texts) else ","
            words += ["--grid", f"{name}={mark.join(texts)}"]
        for name, value in self.fixed.items():
            words += ["-p", f"{name}={as_argument(value)}"]
        return words


class Combination:
    """One point of a grid.

    Attributes
    ----------
    given : dict
        The values the notebook is run with, where they may differ from its defaults.
    values : dict
        The values of all its parameters, those that are swept first.
    key : str
        Names it among the files of a sweep.
    """

    def __init__(self, grid: Grid, swept: dict[str, object]):
        self.swept = swept
        self.given = {**grid.fixed, **swept}
        self.values = {
            name: self.given.get(name, grid.declared[name].default) for name in grid.columns
        }
        self.key = short_digest({"notebook": grid.name, "given": self.given}, 16)

    def __str__(self) -> str:
        words = (f"{name}={as_argument(value)}" for name, value in self.swept.items())
        text = "".join(c if c.isprintable() else " " for c in " ".join(words))
        return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def read_grid(
    name: str, declared: dict[str, Parameter], swept: list[str], fixed: list[str]
) -> Grid:
    """Return the grid that the command line asks for.

    Parameters
    ----------
    name : str
        The notebook.
    declared : dict of Parameter
        What it takes.
    swept, fixed : list of str
        The words after each ``--grid`` and each ``-p``.

    Raises
    ------
    UsageError
        A name or value is unknown, double or missing; every fault is told at once.
    """
    if bare := next((word for word in swept if word in declared), None):
        some = ",".join(map(as_argument, declared[bare].kind.choices[:2])) or "one,two"
        raise UsageError(f"--grid {bare} needs values, as in {bare}={some}")
    texts, single = given_values(swept), given_values(fixed)
    both = next((key for key in texts if key in single), None)
    if both is not None:
        raise UsageError(f"parameter {both!r} is swept by --grid and fixed by -p: keep one")
    has_list = any(
        (texts | single).get(key) for key, one in declared.items() if one.kind.name == OWN_LIST
    )

    def read(key: str) -> list:
        if key in texts:
            return _values(name, declared, key, texts[key], has_list=has_list)
        return list(check_values(declared, {key: single[key]}, name).values())

    taken, refused = attempt_each([*texts, *single], read, UsageError)
    if refused:
        raise UsageError("; ".join(map(str, refused.values())))
    check_together(declared, taken)
    swept = {key: taken[key] for key in texts}
    grid = Grid(name, declared, swept, {key: taken[key][0] for key in single})
    if len(grid) > MOST:
        many = f"a grid of {len(grid):,} combinations is too large"
        raise UsageError(many, f"name fewer values: at most {MOST:,} combinations")
    return grid


def _values(
    name: str, declared: dict[str, Parameter], key: str, text: str, *, has_list: bool
) -> list:
    """Return the values that one ``--grid`` asks for, in their natural order."""
    if key not in declared:
        check_values(declared, {key: text}, name)
    kind = declared[key].kind
    if text.strip() == ALL:
        every = _every(declared[key], name)
        is_left_out = declared[key].kind.name == DEFINITION and not has_list
        return [value for value in every if not (is_left_out and value == OWN)]
    apart = ";" if ";" in text or kind.many else ","
    words = [word.strip() for word in text.split(apart)]
    if not all(words):
        raise UsageError(f"--grid {key}={text} holds an empty value: write it as {key}=one,two")
    values = []
    for word in words:
        value = check_values(declared, {key: word}, name)[key]
        if value in values:
            raise UsageError(f"--grid {key}={text} holds {word!r} twice: keep one of the two")
        values.append(value)
    return _ordered(values, kind)


def _every(parameter: Parameter, name: str) -> list:
    """Return all values of a parameter that has finitely many; a list takes each by itself."""
    kind = parameter.kind
    choices = [False, True] if kind.base is bool else list(kind.choices)
    if not choices:
        raise UsageError(
            f"parameter {parameter.name!r} of notebook {name} takes any {kind}, which 'all' cannot "
            f"name: write the values, as in --grid {parameter.name}=one,two"
        )
    return [[choice] for choice in choices] if kind.many else choices


def _ordered(values: list, kind) -> list:
    """Return values in the order of the choices, numbers by size, texts and lists as given."""
    if kind.many or (kind.base is str and not kind.choices):
        return values
    return sorted(values, key=kind.choices.index if kind.choices else None)
