"""The table of a sweep: one row for each combination and headline, the same for equal inputs.

CSV as RFC 4180 has it, with line feeds: a value is quoted where it must be and never changed, so
text that begins with an equals sign stays that text. Missing values are empty, empty texts `""`.
"""

from __future__ import annotations

import importlib.util
import io

from sanctuary_research.publish.parameters import as_argument
from sanctuary_research.publish.sweeps.grid import Grid

RESULT = ("headline", "value", "unit", "low", "high", "status", "error")
NUMBERS = ("value", "low", "high")
_SPECIAL = frozenset('",\r\n')


class Table:
    """Rows of parameter values beside headline numbers.

    Parameters
    ----------
    grid : Grid
    entries : dict
        What is remembered of each combination, by its key.

    Attributes
    ----------
    names : list of str
        The columns that hold parameters, those that are swept first.
    columns : list of str
        All columns.
    rows : list of list
    """

    def __init__(self, grid: Grid, entries: dict[str, dict]):
        self.grid = grid
        self.names = [column(name) for name in grid.columns]
        self.columns = [*self.names, *RESULT]
        self.rows = [row for point in grid for row in _rows(point, entries[point.key])]

    def csv(self) -> str:
        """Return the table as CSV."""
        lines = [self.columns, *self.rows]
        return "".join(",".join(map(_cell, line)) + "\n" for line in lines)

    def parquet(self) -> bytes | None:
        """Return the table as Parquet with the types of the parameters; None without pyarrow."""
        if importlib.util.find_spec("pyarrow") is None:
            return None
        import pyarrow
        from pyarrow import parquet

        kinds = {int: pyarrow.int64(), float: pyarrow.float64(), bool: pyarrow.bool_()}
        types = dict.fromkeys(NUMBERS, pyarrow.float64())
        for name, key in zip(self.names, self.grid.columns, strict=True):
            kind = self.grid.declared[key].kind
            types[name] = pyarrow.string() if kind.many else kinds.get(kind.base, pyarrow.string())
        arrays = []
        for at, name in enumerate(self.columns):
            kind = types.get(name, pyarrow.string())
            values = [_plain(row[at], is_number=name in NUMBERS) for row in self.rows]
            try:
                arrays.append(pyarrow.array(values, kind))
            except OverflowError:  # whole numbers that no column of numbers holds
                arrays.append(pyarrow.array(list(map(str, values)), pyarrow.string()))
        out = io.BytesIO()
        parquet.write_table(pyarrow.table(arrays, names=self.columns), out)
        return out.getvalue()


def column(name: str) -> str:
    """Return the column of a parameter: its name, unless a column of results has it."""
    return f"parameter_{name}" if name in RESULT else name


def _rows(point, entry: dict) -> list[list]:
    """Return the rows of one combination: one a headline, or a single one without any."""
    values, tail = list(point.values.values()), [entry["status"], entry["error"] or None]
    headlines = entry["headlines"] or [dict.fromkeys(RESULT)]
    return [[*values, *(line[key] for key in RESULT[:5]), *tail] for line in headlines]


def _plain(value: object, *, is_number: bool) -> object:
    if is_number and value is not None:
        return float(value)
    return as_argument(value) if isinstance(value, list) else value


def _cell(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, (str, list)):
        return as_argument(value)
    text = as_argument(value)
    if text and _SPECIAL.isdisjoint(text):
        return text
    return '"' + text.replace('"', '""') + '"'
