"""Two versions of the tables, compared row by row by key; standard library only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from sanctuary_research.data import catalog
from sanctuary_research.data.catalog import Package
from sanctuary_research.errors import DataError
from sanctuary_research.words import count, listed

ADDED, GONE, CHANGED = "added", "gone", "changed"
Rows = tuple[dict[str, str], ...]  # as `catalog.records` returns them


@dataclass(frozen=True)
class Change:
    """One row that differs: its table and key, and each cell that does before and after."""

    table: str
    key: tuple[str, ...]
    kind: str
    cells: dict[str, tuple[str, str]]


@dataclass(frozen=True)
class Comparison:
    """What differs between two versions of the data package.

    Attributes
    ----------
    old, new : str
        The versions.
    changes : tuple of Change
        By table, in the order of the keys.
    structure : tuple of str
        Sentences on tables and columns that only one version has; they are compared where they
        overlap.
    """

    old: str
    new: str
    changes: tuple[Change, ...]
    structure: tuple[str, ...]

    def as_dict(self) -> dict:
        """Return it for JSON."""
        return asdict(self)

    def lines(self, most: int = 20) -> list[str]:
        """Return it as lines of text, at most so many rows of each table."""
        told = [f"Data {self.old} -> {self.new}", *self.structure]
        for table in dict.fromkeys(change.table for change in self.changes):
            own = [change for change in self.changes if change.table == table]
            kinds = [f"{sum(c.kind == k for c in own):,} {k}" for k in (ADDED, GONE, CHANGED)]
            told.append(f"{table}: {listed([k for k in kinds if not k.startswith('0 ')])}")
            told += [line for change in own[:most] for line in _lines(change)]
            told += [f"    and {len(own) - most:,} rows more"] if len(own) > most else []
        return told if self.changes or self.structure else [*told, "no row differs"]


def _lines(change: Change) -> list[str]:
    cells = change.cells.items() if change.kind == CHANGED else ()
    told = [f"        {name}: {a!r} -> {b!r}" for name, (a, b) in cells]
    return [f"    {change.kind} {' '.join(change.key)}", *told]


def compare(old: str | Path, new: str | Path | None = None) -> Comparison:
    """Compare two folders with a data package, table by table and row by row.

    Parameters
    ----------
    old, new : path
        Folders that hold `datapackage.json`; the second is the packaged one unless given.

    Raises
    ------
    UsageError
        A folder holds no description.
    """
    before, after = catalog.package(old), catalog.package(new)
    changes: list[Change] = []
    structure = [*_told(before, after)]
    for name in after.tables:
        if name in before.tables and _differs(before, after, name):
            try:
                rows = [catalog.records(name, package.folder) for package in (before, after)]
            except DataError as error:
                structure.append(f"{name} is not compared: {error}")
                continue
            structure += _lacking((before, after), name, rows)
            key = after.tables[name].primary_key
            if _name_rows(key, *rows):
                changes += _changes(before, after, name, *rows)
            else:
                sizes = " -> ".join(count(len(part), "row") for part in rows)
                columns = listed(list(key)) or "any column"
                structure.append(f"rows of {name} cannot be matched by {columns}: {sizes}")
    return Comparison(before.version, after.version, tuple(changes), tuple(structure))


def _lacking(packages: tuple[Package, Package], name: str, versions: list[Rows]) -> Iterator[str]:
    """Yield in sentences which described columns a file does not have, and which others it has."""
    for package, rows in zip(packages, versions, strict=True):
        described, held = package.tables[name].columns, [*rows[0]] if rows else []
        lacking = [c for c in described if rows and c not in held]
        yield from (
            f"column {c} of {name} is not in the file of {package.version}" for c in lacking
        )
        yield from (
            f"column {c} of {name} is not described in {package.version}, nor compared"
            for c in held
            if c not in described
        )


def _name_rows(key: tuple[str, ...], *versions: Rows) -> bool:
    """Return whether these columns name each row of every version."""
    return bool(key) and all(
        all(part in row for row in rows for part in key)
        and len({tuple(row[part] for part in key) for row in rows}) == len(rows)
        for rows in versions
    )


def _differs(before: Package, after: Package, name: str) -> bool:
    """Return whether the files of a table differ; equal ones need no reading."""
    old, new = (package.tables[name].path for package in (before, after))
    return not (old.is_file() and new.is_file() and old.read_bytes() == new.read_bytes())


def _changes(before: Package, after: Package, name: str, *versions: Rows) -> Iterator[Change]:
    old, new = before.tables[name], after.tables[name]
    held = [{*version[0]} if version else {*new.columns} for version in versions]
    shared = [c for c in new.columns if c in old.columns and c in held[0] & held[1]]
    key = new.primary_key
    rows = [{tuple(row[part] for part in key): row for row in version} for version in versions]
    for at in sorted(rows[0].keys() | rows[1].keys()):
        a, b = (version.get(at, {}) for version in rows)
        cells = {c: (a.get(c, ""), b.get(c, "")) for c in (shared if a and b else a or b)}
        if cells := {c: pair for c, pair in cells.items() if pair[0] != pair[1]}:
            yield Change(name, at, CHANGED if a and b else ADDED if b else GONE, cells)


def _told(before: Package, after: Package) -> Iterator[str]:
    """Yield in sentences what only one version has."""
    for one, other, verb in ((after, before, "is new"), (before, after, "is gone")):
        for name in one.tables:
            if name not in other.tables:
                yield f"table {name} {verb} ({count(one.tables[name].rows or 0, 'row')})"
                continue
            columns = set(one.tables[name].columns) - set(other.tables[name].columns)
            yield from (f"column {column} of {name} {verb}" for column in sorted(columns))
    for name in [name for name in after.tables if name in before.tables]:
        keys = [package.tables[name].primary_key for package in (before, after)]
        if keys[0] != keys[1]:
            yield f"rows of {name} were named by {listed(keys[0]) or 'no column'} before"
