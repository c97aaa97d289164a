"""What every notebook asks in one way: checked choices, a day, an answer and headline numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Self, get_type_hints

import pandas as pd
from matplotlib.figure import Figure

from sanctuary_research import words
from sanctuary_research.data import catalog, choices, datasets, dates
from sanctuary_research.data.own_list import own as read_own_list
from sanctuary_research.data.stored import stored
from sanctuary_research.display.exhibit import Exhibit

MILLIONS = "million USD"
# What codes of the tables and of choices are called, and which belong together.
CODES: dict[str, Any] = stored(__file__, "codes.json")


class Choices:
    """A question whose values are checked as it is made.

    Each is annotated with its kind, as a cell of parameters writes it (`data.kinds`).

    Attributes
    ----------
    kinds : mapping
        Name of a value to its kind.
    """

    kinds: ClassVar[Mapping[str, str]]

    def __init_subclass__(cls) -> None:
        """Read the kinds from the annotations."""
        hints = get_type_hints(cls, include_extras=True)
        cls.kinds = {
            n: one.__metadata__[0] for n, one in hints.items() if hasattr(one, "__metadata__")
        }

    def __post_init__(self) -> None:
        """Check every choice; read the reader's list where only its path is given."""
        for name, kind in self.kinds.items():
            value = choices.check(kind, name, getattr(self, name))
            object.__setattr__(self, name, tuple(value) if isinstance(value, list) else value)
        if hasattr(self, "own"):
            if isinstance(self.own, str):
                object.__setattr__(self, "own", read_own_list(self.own) if self.own else None)
            if self.definition == "own" and self.own is None:
                raise choices.missing_own()

    def but(self, **changes: Any) -> Self:
        """Return the same question with some choices changed."""
        return replace(self, **changes)


class OnDay(Choices):
    """Something asked ``on`` a day, written as YYYY-MM-DD."""

    on: str

    @property
    def day(self) -> pd.Timestamp:
        """The day asked about."""
        return dates.day(self.on)

    @property
    def when(self) -> str:
        """The day in words."""
        return words.date(self.on)


def evidence(table: str, rows: pd.DataFrame, *kept: str) -> pd.DataFrame:
    """Return the keys of a table's rows as what an exhibit rests on, and how the rows count.

    Parameters
    ----------
    table : str
    rows : DataFrame
        With the columns of the table's key; a key of two columns is written as two words.
    *kept : str
        Further columns, which say how a row counts.

    Returns
    -------
    DataFrame
        evidence_table, evidence_id, and those kept.

    Examples
    --------
    >>> rows = pd.DataFrame({"place_key": ["01089"], "year": [2013], "refused": [13]})
    >>> evidence("detainers_refused", rows, "refused").to_numpy().tolist()
    [['detainers_refused', '01089 2013', 13]]
    """
    first, *further = (rows[name].astype(str) for name in catalog.table(table).primary_key)
    found = rows[[*kept]].assign(evidence_id=first.str.cat(further, " ") if further else first)
    return found.assign(evidence_table=table)[["evidence_table", "evidence_id", *kept]]


def keys_of(table: str, ids: Iterable[str]) -> pd.DataFrame:
    """Return keys of a table as `evidence`."""
    return pd.DataFrame({"evidence_table": table, "evidence_id": list(ids)})


def when_of(rows: pd.DataFrame, name: str = "date") -> pd.Series:
    """Return the day of each row, or the days that it may be, in words.

    >>> day = pd.Timestamp("2018-11-02")
    >>> when_of(pd.DataFrame({"date_earliest": [day], "date_latest": [day]})).tolist()
    ['2 November 2018']
    """
    first, last = (
        rows[f"{name}_{end}"].map(words.date).astype(str) for end in ("earliest", "latest")
    )
    return last.where(first.eq(last), first + " to " + last)


def the_answer(*sentences: str, tables: Sequence[str], behind: pd.DataFrame) -> Exhibit:
    """Return the answer of a notebook in sentences, and the tables and rows that it rests on."""
    return Exhibit("The answer", sentences=sentences, tables=tuple(tables), behind=behind)


def numbers(exhibit: str, *rows: tuple) -> list[dict]:
    """Return headline numbers as arguments of `prose.headline`.

    Parameters
    ----------
    exhibit : str
        The title of the exhibit that they are from.
    *rows : (name, value, unit, digits) and, of an estimate, its ends
        A value whose unit is `MILLIONS` is given in dollars.
    """
    names = ("name", "value", "unit", "digits", "low", "high")
    found = [dict(zip(names, row, strict=False), exhibit=exhibit) for row in rows]
    for one in found:
        if one["unit"] == MILLIONS:
            one["value"] /= 1e6
    return found


def on_map(draw: Callable, told: Any, narrow: bool, **options: Any) -> Figure:
    """Draw a map of `display.maps` with the outlines of counties and states."""
    shapes, borders = datasets.load_county_shapes(), datasets.load_state_borders()
    return draw(told, shapes, narrow, borders=borders, **options)
