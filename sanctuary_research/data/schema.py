"""Reading a CSV by its description: types come from the description and are never inferred.

The fast path reads with pandas' C engine and asks column by column whether every rule holds.
Only when one does not (or the C engine refuses) is the file gone through cell by cell, so that a
broken table is reported whole, with lines and keys, and a sound one costs milliseconds.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

import pandas as pd

from sanctuary_research.data import catalog, columns, validate
from sanctuary_research.data.catalog import Field, ForeignKey, Package, Table
from sanctuary_research.data.faults import Fault, raise_broken
from sanctuary_research.data.validate import ParentKeys
from sanctuary_research.errors import DataError, UsageError

# What pandas raises when a cell does not fit its column.
_REFUSALS = (ValueError, TypeError, LookupError, OverflowError)
_LENIENT = {
    "string": "str",
    "integer": "Int64",
    "number": "float64",
    "boolean": "boolean",
    "date": "datetime64[us]",
}
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
        frame, faults = read(table, table.path, parents_in(package))
        fix = f"correct it, or run `python {table.preparation}` to write it again"
        raise_broken(f"table {name!r} ({table.path})", fix, faults)
        known = _LOADED[table.path] = (stamp, frame)
    return known[1].copy()


def read(table: Table, path: Path, parent_keys: ParentKeys) -> tuple[pd.DataFrame, list[Fault]]:
    """Return the frame of a file and every rule of ``table`` it breaks (none when it is sound).

    Parameters
    ----------
    table
        The description to read by.
    path
        The file, packaged or not.
    parent_keys
        Gives the keys a foreign key may name, as `parents_in` a package does.

    Returns
    -------
    tuple
        The frame with the columns and types of the description (faulty cells missing, and then
        in the type that allows missing cells) and the faults.
    """
    raw = _bytes(path)
    frame = _read_sound(table, raw, parent_keys)
    if frame is not None:
        return frame, []
    cells = validate.examine(table, raw, parent_keys)
    return _lenient_frame(cells), cells.faults or [validate.unreadable(table, raw)]


def parents_in(package: Package) -> ParentKeys:
    """Return what gives the keys that exist in the parent of a foreign key.

    It gives None when they cannot be known: the parent is not described, or its file cannot be
    read. The check reports that at the parent; here it would only blame rows that may be right.
    """

    def parent_keys(key: ForeignKey) -> frozenset | None:
        parent = package.tables.get(key.parent)
        if parent is None:
            return None
        return _keys_of(parent.path, _stamp(parent.path), parent.fields, key.parent_fields)

    return parent_keys


def version(*names: str) -> tuple:
    """Return what changes whenever a file behind some tables, or their folder, changes.

    Parameters
    ----------
    *names : str
        Packaged tables; their parents and the description count too.

    Returns
    -------
    tuple
        Paths with their time of writing and size.
    """
    package = catalog.package()
    files = {path for name in names for path in _files(package, package.table(name))}
    return tuple((path, *_stamp(path)) for path in sorted(files))


def lines_by_key(table: Table) -> dict[str, int]:
    """Return the line of the file on which each key of a packaged table stands."""
    cells = validate.examine(table, _bytes(table.path), lambda key: None)
    return {cells.key(position): line for position, line in enumerate(cells.lines)}


def _bytes(path: Path) -> bytes:
    try:
        return catalog.content(path)
    except FileNotFoundError as error:
        raise DataError(f"there is no file {path}: restore it or name another") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}") from error


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


def _read_sound(table: Table, raw: bytes, parent_keys: ParentKeys) -> pd.DataFrame | None:
    """Return the frame if the file keeps every rule, else None."""
    if validate.bytes_faults(table, raw) or not columns.is_rectangular(raw, len(table.fields)):
        return None
    try:
        frame = columns.parse(raw, table.fields)
    except _REFUSALS:
        return None
    keeps_cells = all(columns.keeps_rules(column, frame[column.name]) for column in table.fields)
    return frame if keeps_cells and _keeps_keys(table, frame, parent_keys) else None


def _keeps_keys(table: Table, frame: pd.DataFrame, parent_keys: ParentKeys) -> bool:
    """Say whether the primary key is unique and every foreign key names a row that exists."""
    if table.primary_key and frame.duplicated(list(table.primary_key)).any():
        return False
    for key in table.foreign_keys:
        if key.parent == table.name:
            known = _complete(frame, key.parent_fields)
        else:
            known = parent_keys(key)
        if known is not None and not _complete(frame, key.fields) <= known:
            return False
    return True


def _complete(frame: pd.DataFrame, names: tuple[str, ...]) -> frozenset[tuple]:
    """Return the different keys of some columns that have no missing part."""
    different = frame[list(names)].drop_duplicates()
    return frozenset(key for key in columns.keys(different, names) if None not in key)


@lru_cache(maxsize=64)
def _keys_of(
    path: Path, stamp: tuple[int, int], fields: tuple[Field, ...], names: tuple[str, ...]
) -> frozenset | None:
    """Read only the key columns of one version of a parent's file."""
    try:
        raw = catalog.content(path)
        wanted = tuple(column for column in fields if column.name in names)
        sound = columns.is_rectangular(raw, len(fields))
        return _complete(columns.parse(raw, wanted), names) if sound else None
    except (OSError, *_REFUSALS):
        return None


def _lenient_frame(cells: validate.Cells) -> pd.DataFrame:
    """Return the readable cells of a broken file in types that allow missing cells."""
    found = {}
    for column in cells.table.fields:
        values = cells.values.get(column.name, [None] * len(cells.lines))
        found[column.name] = pd.Series(values, dtype=object).astype(_LENIENT[column.type])
    return pd.DataFrame(found)
