"""Reading a CSV by its description: types come from the description and are never inferred."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

import pandas as pd

from sanctuary_research.data import catalog, key_rules, validate
from sanctuary_research.data.catalog import ForeignKey, Package, Table
from sanctuary_research.data.faults import Fault, raise_broken
from sanctuary_research.data.key_rules import ParentKeys
from sanctuary_research.data.validate import Sheet
from sanctuary_research.errors import DataError, UsageError

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
    stamp = tuple(catalog.stamp(path) for path in _files(package, table))
    known = _LOADED.get(table.path)
    if known is None or known[0] != stamp:
        frame, faults = read(table, table.path, parents_in(package))
        again = f", or run `python {table.preparation}` to write it again"
        fix = f"correct it{again if table.preparation else ''}"
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
    with _opened(path) as file:
        return validate.examine(table, file, parent_keys)


def parents_in(package: Package) -> ParentKeys:
    """Return what gives the keys that exist in the parent of a foreign key.

    It gives None when they cannot be known: the parent is not described, or its file cannot be
    read. The check reports that at the parent; here it would only blame rows that may be right.
    """

    def parent_keys(key: ForeignKey) -> pd.Index | None:
        parent = package.tables.get(key.parent)
        if parent is None:
            return None
        return _keys_of(key, catalog.stamp(parent.path), package.folder)

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
    return tuple((path, *catalog.stamp(path)) for path in sorted(files))


def with_lines(table: Table, path: Path, faults: list[Fault]) -> list[Fault]:
    """Return faults with the lines of a table's file on which their keys stand."""
    keys = {fault.key for fault in faults} - {""}
    if not keys:
        return faults
    with _opened(path) as file:
        lines = Sheet(table, file).lines_of(keys)
    return [replace(fault, row=lines.get(fault.key)) for fault in faults]


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        with catalog.opened(path) as file:
            yield file
    except FileNotFoundError as error:
        raise DataError(f"there is no file {path}: restore it or name another") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}") from error


def _files(package: Package, table: Table) -> list[Path]:
    """Return every file a loaded table depends on: itself, the description, its parents."""
    parents = {key.parent for key in table.foreign_keys} & set(package.tables)
    description = package.folder / catalog.DESCRIPTION
    return [table.path, description, *(package.tables[name].path for name in sorted(parents))]


@lru_cache(maxsize=64)
def _keys_of(key: ForeignKey, stamp: tuple[int, int], folder: Path) -> pd.Index | None:
    """Read only the key columns of one version of a parent's file."""
    parent = catalog.package(folder).table(key.parent)
    try:
        with catalog.opened(parent.path) as file:
            sheet = Sheet(parent, file)
            frame = validate.typed(sheet, key.parent_fields)
    except OSError:
        return None
    return key_rules.different_keys(frame, key.parent_fields) if sheet.is_sound else None
