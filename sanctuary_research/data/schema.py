"""Reading a CSV by its description: types come from the description and are never inferred.

The fast path reads with pandas' C engine and asks column by column whether every rule holds.
Only when one does not (or the C engine refuses) is the file gone through cell by cell, so that a
broken table is reported whole, with lines and keys, and a sound one costs milliseconds.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from sanctuary_research.data import catalog, validate
from sanctuary_research.data.catalog import Field, ForeignKey, Package, Table
from sanctuary_research.data.faults import Fault, raise_broken
from sanctuary_research.errors import DataError, UsageError

_COMMA, _QUOTE, _LINE_END = b',"\n'
_LOADED: dict[Path, tuple[tuple[int, int], pd.DataFrame]] = {}


def load(name: str) -> pd.DataFrame:
    """Return a packaged table as a fresh frame, checked against its description.

    It is read again only when a file of the package changes; each call returns its own copy.

    Raises
    ------
    UsageError
        No table has that name.
    DataError
        The file is missing or breaks its description; ``faults`` lists every broken rule.
    """
    package = catalog.package()
    table = package.table(name)
    stamp = tuple(_stamp(path) for path in _files(package, table))
    known = _LOADED.get(table.path)
    if known is None or known[0] != stamp:
        frame, faults = read(table, package)
        fix = f"correct it, or run `python {table.preparation}` to write it again"
        raise_broken(f"table {name!r} ({table.path})", fix, faults)
        known = _LOADED[table.path] = (stamp, frame)
    return known[1].copy()


def read(
    table: Table, package: Package, path: Path | None = None
) -> tuple[pd.DataFrame, list[Fault]]:
    """Return a table's frame and every rule its file breaks (none when it is sound).

    Parameters
    ----------
    table
        The description to read by.
    package
        Where the parents of its foreign keys are.
    path
        The file, when it is not the packaged one.

    Returns
    -------
    tuple
        The frame with the columns and types of the description (faulty cells missing, and then
        in the type that allows missing cells) and the faults.
    """
    raw = _bytes(path or table.path)
    frame = _read_sound(table, raw, package)
    if frame is not None:
        return frame, []
    cells = validate.examine(table, raw, lambda key: _parent_tuples(package, key))
    faults = cells.faults or [Fault(table.name, "the file cannot be read as a table", "file")]
    return _lenient_frame(cells), faults


def lines_by_key(table: Table) -> dict[str, int]:
    """Return the line of the file on which each key of a packaged table stands."""
    cells = validate.examine(table, _bytes(table.path), lambda key: None)
    return {cells.key(position): line for position, line in enumerate(cells.lines)}


def _bytes(path: Path) -> bytes:
    try:
        return Path(path).read_bytes()
    except FileNotFoundError as error:
        raise DataError(f"there is no file {path}: restore it or name another") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error


def _files(package: Package, table: Table) -> list[Path]:
    """Return every file a loaded table depends on: itself, the description, its parents."""
    parents = {key.parent for key in table.foreign_keys} & set(package.tables)
    description = package.folder / catalog.DESCRIPTION
    return [table.path, description, *(package.tables[name].path for name in sorted(parents))]


def _stamp(path: Path) -> tuple[int, int]:
    try:
        stat = os.stat(path)
    except OSError:
        return (0, 0)
    return (stat.st_mtime_ns, stat.st_size)


def _read_sound(table: Table, raw: bytes, package: Package) -> pd.DataFrame | None:
    """Return the frame if the file keeps every rule, else None."""
    if validate.bytes_faults(table, raw) or not _is_rectangular(raw, len(table.fields)):
        return None
    try:
        frame = _parse(raw, table.fields)[list(table.columns)]
    except (ValueError, TypeError, LookupError):
        return None
    keeps_cells = all(_keeps_rules(column, frame[column.name]) for column in table.fields)
    return frame if keeps_cells and _keeps_keys(table, frame, package) else None


def _is_rectangular(raw: bytes, width: int) -> bool:
    """Say whether every line has exactly ``width`` cells (pandas fills short lines silently)."""
    text = np.frombuffer(raw if raw.endswith(b"\n") else raw + b"\n", np.uint8)
    marks = (text == _COMMA) | (text == _LINE_END)
    if _QUOTE in raw:
        marks &= ~np.logical_xor.accumulate(text == _QUOTE)
    found = text[marks]
    line = np.array([_COMMA] * (width - 1) + [_LINE_END], np.uint8)
    return found.size % width == 0 and bool((found.reshape(-1, width) == line).all())


def _parse(raw: bytes, fields: tuple[Field, ...], only: list[str] | None = None) -> pd.DataFrame:
    """Return the columns in the types of the description; raise when a cell does not fit."""
    fields = tuple(column for column in fields if only is None or column.name in only)
    frame = pd.read_csv(
        io.BytesIO(raw),
        dtype={column.name: _RAW_TYPES[column.type] for column in fields},
        usecols=only,
        keep_default_na=False,
        na_values=[""],
        index_col=False,
    )
    for column in fields:
        if column.type in _CONVERT:
            frame[column.name] = _CONVERT[column.type](frame[column.name])
        elif column.type == "integer" and column.required:
            frame[column.name] = frame[column.name].astype("int64")
        if column.type == "boolean" and column.required:
            frame[column.name] = frame[column.name].astype(bool)
    return frame


def _booleans(text: pd.Series) -> pd.Series:
    if not text.dropna().isin(["true", "false"]).all():
        raise ValueError("not true or false")
    return text.map({"true": True, "false": False}).astype("boolean")


def _dates(text: pd.Series) -> pd.Series:
    known = text.dropna()
    if not (known.str.len() == 10).all():
        raise ValueError("not a date")
    return pd.to_datetime(text, format="%Y-%m-%d").astype("datetime64[us]")


_RAW_TYPES = {
    "string": "str",
    "integer": "Int64",
    "number": "float64",
    "boolean": "str",
    "date": "str",
}
_CONVERT: dict[str, Callable[[pd.Series], pd.Series]] = {"boolean": _booleans, "date": _dates}


def _keeps_rules(column: Field, cells: pd.Series) -> bool:
    """Say whether every cell of one column keeps the column's rules."""
    if column.required and cells.hasnans:
        return False
    if column.type == "number" and np.isinf(cells.to_numpy()).any():
        return False
    known = cells.dropna()
    if column.unique and known.duplicated().any():
        return False
    if column.enum and not known.isin(column.enum).all():
        return False
    if column.pattern:
        written = re.compile(column.pattern).fullmatch
        if not all(map(written, known.unique())):
            return False
    return _keeps_bounds(column, known)


def _keeps_bounds(column: Field, known: pd.Series) -> bool:
    """Say whether no cell is below the column's minimum or above its maximum."""
    low, high = (
        None if limit is None else _scalar(validate.bound(column, limit))
        for limit in (column.minimum, column.maximum)
    )
    if known.empty:
        return True
    return (low is None or known.min() >= low) and (high is None or known.max() <= high)


def _scalar(value: object) -> object:
    """Return a bound as what a column's own minimum can be compared with."""
    return pd.Timestamp(value) if hasattr(value, "year") else value


def _keeps_keys(table: Table, frame: pd.DataFrame, package: Package) -> bool:
    """Say whether the primary key is unique and every foreign key names a row that exists."""
    if table.primary_key and frame.duplicated(list(table.primary_key)).any():
        return False
    for key in table.foreign_keys:
        named = frame[list(key.fields)].dropna().drop_duplicates()
        if key.parent == table.name:
            known = frozenset(_tuples(frame[list(key.parent_fields)]))
        else:
            known = _parent_tuples(package, key)
        if known is not None and not known.issuperset(_tuples(named)):
            return False
    return True


def _parent_tuples(package: Package, key: ForeignKey) -> frozenset | None:
    """Return the keys that exist in the parent of a foreign key.

    None when they cannot be known: the parent is not described, or its file cannot be read. The
    check reports that at the parent; here it would only blame rows that may be right.
    """
    parent = package.tables.get(key.parent)
    if parent is None:
        return None
    return _keys_of(parent.path, _stamp(parent.path), parent.fields, key.parent_fields)


@lru_cache(maxsize=64)
def _keys_of(
    path: Path, stamp: tuple[int, int], fields: tuple[Field, ...], names: tuple[str, ...]
) -> frozenset | None:
    """Read only the key columns of one version of a parent's file."""
    try:
        frame = _parse(path.read_bytes(), fields, list(names))
    except (OSError, ValueError, TypeError):
        return None
    return frozenset(_tuples(frame[list(names)]))


def _tuples(frame: pd.DataFrame) -> zip:
    """Return rows as tuples of plain values (dates as dates), as `validate` compares them."""
    columns = (
        column.dt.date if column.dtype.kind == "M" else column for _, column in frame.items()
    )
    return zip(*(column.tolist() for column in columns), strict=True)


def _lenient_frame(cells: validate.Cells) -> pd.DataFrame:
    """Return the readable cells of a broken file in types that allow missing cells."""
    dtypes = {**_RAW_TYPES, "boolean": "boolean", "date": "datetime64[us]"}
    columns = {}
    for column in cells.table.fields:
        values = cells.values.get(column.name, [None] * len(cells.lines))
        columns[column.name] = pd.Series(values, dtype=object).astype(dtypes[column.type])
    return pd.DataFrame(columns)
