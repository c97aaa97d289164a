"""A fault: one broken rule at one place, and the error that lists every one of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from sanctuary_research.data import catalog
from sanctuary_research.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

MOST_PRINTED = 20
MOST_LETTERS = 1000  # of a fault as text; a cell may be as long as a row
MOST_KEPT = 100  # of one rule in one column; the last of them says how many more there are


@dataclass(frozen=True)
class Fault:
    """One broken rule: in which table, row, column, which rule, what stood there, the sentence.

    ``row`` is the line of the file (the header is line 1) or None when the whole file is meant;
    ``key`` is the row's primary key, written ``county_fips=36103, year=2015``; ``more`` is the
    number of further rows that break the same rule, which are counted and not kept.
    """

    table: str
    message: str
    rule: str = ""
    column: str = ""
    value: str = ""
    key: str = ""
    row: int | None = None
    more: int = 0

    def __str__(self) -> str:
        place = [self.table]
        place += [f"line {self.row}"] if self.row is not None else []
        place += [f"({self.key})"] if self.key else []
        place += [f"column {self.column}"] if self.column else []
        told = f"{' '.join(place)}: {self.message}"
        more = f", and {self.more:,} more like it" if self.more else ""
        return (told if len(told) <= MOST_LETTERS else f"{told[:MOST_LETTERS]}…") + more


def counted(faults: Iterable[Fault], many: int | None = None) -> list[Fault]:
    """Return the first of the faults of one rule, the last of them with the number of the others.

    ``many`` is how many there are; where it is not known, all are made and counted.
    """
    faults = iter(faults)
    kept = list(islice(faults, MOST_KEPT))
    more = sum(1 for _ in faults) if many is None else many - len(kept)
    return [*kept[:-1], replace(kept[-1], more=more)] if more else kept


def total(faults: Iterable[Fault]) -> int:
    """Return how many faults there are with those that are not kept."""
    return sum(1 + fault.more for fault in faults)


def key_text(columns: Iterable[str], values: Iterable[object]) -> str:
    """Write a row's key.

    >>> key_text(["county_fips", "year"], ["36103", 2015])
    'county_fips=36103, year=2015'
    """
    return ", ".join(f"{column}={value}" for column, value in zip(columns, values, strict=True))


def faults_where(
    frame: pd.DataFrame,
    mask: pd.Series,
    place: str,
    message: str | Callable[[dict[str, str]], str],
    *,
    key: Sequence[str] | None = None,
    exceptions: Collection[str] = (),
) -> list[Fault]:
    """Return a fault for each row of ``frame`` where ``mask`` holds (missing counts as not).

    Of many such rows the first are kept and the others counted.

    Parameters
    ----------
    frame
        Any frame that has the key columns (a table, or a merge of several).
    mask
        True where the rule is broken.
    place
        The table that the fault belongs to, or ``table.column`` if one column is to blame.
    message
        What is wrong, a sentence; ``{name}`` is filled from the row's column ``name``. Or what
        makes one of a row's cells.
    key
        The columns that name a row; by default the primary key of the packaged table.
    exceptions
        Keys of rows, as `key_text` writes them, that may break the rule.

    Examples
    --------
    >>> import pandas as pd
    >>> crimes = pd.DataFrame({"county_fips": ["36103"], "violent": [3], "murder": [5]})
    >>> [fault] = faults_where(crimes, crimes.murder > crimes.violent, "county_crime.murder",
    ...     "{murder} murders of {violent} violent", key=["county_fips"])
    >>> print(fault)
    county_crime (county_fips=36103) column murder: 5 murders of 3 violent
    """
    table, _, column = place.partition(".")
    names = list(catalog.table(table).primary_key if key is None else key)
    tell = message.format_map if isinstance(message, str) else message
    broken = mask.fillna(False).to_numpy(bool).nonzero()[0]

    def fault(row: dict[str, Any]) -> Fault:
        cells = {name: plain(value) for name, value in row.items()}
        written = key_text(names, (cells[name] for name in names))
        return Fault(table, tell(cells), column=column, value=cells.get(column, ""), key=written)

    found = list(map(fault, frame.iloc[broken[: MOST_KEPT + len(exceptions)]].to_dict("records")))
    sound = [one for one in found if one.key not in exceptions]
    return counted(sound, len(broken) - len(found) + len(sound))


def plain(value: Any) -> str:
    """Write one cell as it stands in a file: dates without a time, whole numbers without a point.

    >>> plain(2015.0), plain(float("nan")), plain(True)
    ('2015', '', 'true')
    """
    if value is None or str(value) in ("nan", "NaT", "<NA>"):
        return ""
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def raise_broken(
    what: str, fix: str, faults: Sequence[Fault], *, rules: str = "its description"
) -> None:
    """Raise the one error that lists ``faults``, if there are any.

    ``what`` names the table and its file, ``rules`` what it breaks; ``fix`` says what to do.
    """
    if not faults:
        return
    many = total(faults)
    places = "1 place" if many == 1 else f"{many:,} places"
    lines = [f"{what} breaks {rules} in {places}: {fix}"]
    lines += [f"  {fault}" for fault in faults[:MOST_PRINTED]]
    if more := total(faults[MOST_PRINTED:]):
        lines.append(f"  ... and {more:,} more")
    raise DataError("\n".join(lines), faults=faults)
