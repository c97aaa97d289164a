"""Where the tables are and what `datapackage.json` says of them; standard library only.

The description is the one place that knows types, units, keys, sources and caveats. Loaders,
checks, codebook and citations all read it from here, and importing this costs no pandas.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import re
import zlib
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

from sanctuary_research.data.described import (
    Field,
    ForeignKey,
    License,
    Package,
    RowRule,
    Table,
)
from sanctuary_research.errors import DataError, SanctuaryError, UsageError

DESCRIPTION = "datapackage.json"
MOST_BYTES = 1 << 30  # that a packed table may unpack to
TYPES = ("string", "integer", "number", "boolean", "date")


def data_folder() -> Path:
    """Return the folder that holds `datapackage.json`.

    It is ``SANCTUARY_DATA`` when that is set, else `data/` beside the package in its repository,
    else what the installed package carries.

    Raises
    ------
    UsageError
        ``SANCTUARY_DATA`` names a folder without the description.
    DataError
        The package is not whole.
    """
    chosen = os.environ.get("SANCTUARY_DATA")
    room = Path(__file__).resolve().parents[1]
    tried = [Path(chosen).resolve()] if chosen else [room.parent / "data", room / "carried"]
    for folder in tried:
        if (folder / DESCRIPTION).is_file():
            return folder
    if chosen:
        raise UsageError(
            f"SANCTUARY_DATA is {chosen!r}, but there is no {DESCRIPTION} in it: "
            "set it to the data folder of a clone, or unset it"
        )
    raise DataError(
        f"there is no {DESCRIPTION} in {tried[-1]}: install the package anew, "
        "or set SANCTUARY_DATA to the data folder of a clone"
    )


def package(folder: str | Path | None = None) -> Package:
    """Return the description of the data package in ``folder`` (by default the packaged one).

    It is read once and again only when the file changes.
    """
    path = (data_folder() if folder is None else Path(folder).resolve()) / DESCRIPTION
    if not os.path.isfile(path):  # a pipe would be waited for
        raise UsageError(f"there is no {path}: name a folder that holds {DESCRIPTION}")
    return _read(path, *stamp(path))


def table(name: str) -> Table:
    """Return the description of one packaged table."""
    return package().table(name)


def names() -> list[str]:
    """Return the names of the packaged tables; none where there is no sound description."""
    try:
        return list(package().tables)
    except SanctuaryError:
        return []


def stamp(path: Path) -> tuple[int, int]:
    """Return a file's time of writing and its size; (0, 0) where there is none."""
    try:
        stat = os.stat(path)
    except OSError:
        return (0, 0)
    return (stat.st_mtime_ns, stat.st_size)


def opened(path: Path) -> BinaryIO:
    """Return a table's file open for reading bytes, unpacked where it is packed (``.csv.gz``).

    Raises
    ------
    OSError
        It cannot be read, is a pipe or device, is not packed as its name says, or unpacks to more
        than `MOST_BYTES`.
    """
    if "\0" in str(path) or (Path(path).exists() and not Path(path).is_file()):
        raise OSError(f"{path} is no file")
    if Path(path).suffix != ".gz":
        return open(path, "rb")
    packed: Any = gzip.open(path)  # noqa: SIM115 (it is given back open)
    try:
        many = packed.seek(MOST_BYTES + 1)
        packed.seek(0)
    except (EOFError, zlib.error) as error:
        raise OSError(f"{path} is no whole gzip file: {error}") from error
    if many > MOST_BYTES:
        raise OSError(f"{path} unpacks to more than {MOST_BYTES:,} bytes: store it plain")
    return packed


def content(path: Path) -> bytes:
    """Return the bytes of a table's file; raises as `opened` does."""
    with opened(path) as file:
        return file.read()


def records(name: str, folder: str | Path | None = None) -> tuple[dict[str, str], ...]:
    """Return the rows of a table as text, without pandas (for pages and citations)."""
    path = package(folder).table(name).path
    try:
        return _records(path, *stamp(path))
    except FileNotFoundError as error:
        raise DataError(f"table {name!r} has no file in {path.parent}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"table {name!r} cannot be read from {path}: {error}") from error


@lru_cache(maxsize=4)
def _records(path: Path, mtime: int, size: int) -> tuple[dict[str, str], ...]:
    """Read one version of a small table."""
    return tuple(csv.DictReader(io.StringIO(content(path).decode("utf-8"), newline="")))


@lru_cache(maxsize=16)
def _read(path: Path, mtime: int, size: int) -> Package:
    """Parse one version of a description; the file's time and size are the cache key."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        _check_shape(path, {DESCRIPTION: raw})
        warnings = dict(raw.get("usage_warnings", {}))
        tables = [_table(entry, path.parent, warnings) for entry in raw["resources"]]
        twice = len(tables) - len({table.name.lower() for table in tables})
    except (ValueError, RecursionError) as error:
        if isinstance(error, DataError):
            raise
        raise DataError(f"{path} is not JSON: {error}; correct that line") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise DataError(f"{path} lacks or misspells {error}: see data/README.md") from error
    if twice:
        raise DataError(f"{path} describes two tables under one name: rename or remove one of them")
    read = {"folder": path.parent, "tables": {table.name: table for table in tables}}
    return Package(**{**_as_written(Package, raw), **read})


def _check_shape(path: Path, raw: dict[str, Any], of: str = "") -> None:
    """Refuse a property of a description that is not of its kind, wherever it stands."""
    for name, part in raw.items():
        word, kinds = _SHAPES.get(f"{of}.{name}", _SHAPES.get(name, ("", object)))
        below = part if isinstance(part, list) else [part]
        is_below = word in (_OBJECT, _OBJECTS)
        if not isinstance(part, kinds) or (
            is_below and not all(isinstance(o, dict) for o in below)
        ):
            where = f" in {of!r}" if of else ""
            raise DataError(f"{name!r}{where} is {part!r:.40} in {path}", f"write {word}")
        for one in below if is_below else ():
            _check_shape(path, one, name)


_OBJECT, _OBJECTS = "an object {...}", "a list of objects [{...}]"
# By the property, where need be with the one it stands in: what it must be, in words and in Python.
_SHAPES: dict[str, tuple[str, Any]] = {
    **dict.fromkeys((DESCRIPTION, "schema", "reference", "constraints"), (_OBJECT, dict)),
    **dict.fromkeys(("resources", "schema.fields", "licenses", "rules"), (_OBJECTS, list)),
    "foreignKeys": (_OBJECTS, list),
    **dict.fromkeys(("name", "title", "description", "path", "type", "pattern"), ("a text", str)),
    **dict.fromkeys(("primaryKey", "fields"), ("a name or a list of names", (str, list))),
    **dict.fromkeys(("enum", "known_gaps", "source_ids"), ("a list", list)),
    **dict.fromkeys(("required", "unique"), ("true or false", bool)),
    **dict.fromkeys(("minimum", "maximum"), ("a number or a text", (int, float, str))),
}


def _table(raw: dict[str, Any], folder: Path, warnings: dict[str, str]) -> Table:
    """Return one resource of the description as a `Table`."""
    schema, codes = raw["schema"], raw.get("usage_warnings", ())
    key = _names(schema.get("primaryKey", ()))
    is_out = not Path(os.path.normpath(folder / raw["path"])).is_relative_to(folder)
    if is_out or not raw["path"].isprintable():
        why = "leads out of its folder" if is_out else "no file can have"
        raise DataError(
            f"table {raw['name']!r} has the path {raw['path']!r} in {DESCRIPTION}, which {why}",
            "name a file below that folder, in letters that can be seen",
        )
    read: dict[str, Any] = {
        "path": folder / raw["path"],
        "relative_path": raw["path"],
        "licenses": tuple(License(**_as_written(License, e)) for e in raw.get("licenses", ())),
        "caveats": tuple(warnings[code] for code in codes if code in warnings),
        "fields": tuple(_field(entry, key, raw["name"]) for entry in schema["fields"]),
        "primary_key": key,
        "foreign_keys": tuple(
            _foreign_key(entry, raw["name"]) for entry in schema.get("foreignKeys", ())
        ),
        "rules": tuple(RowRule(**_tuples(entry)) for entry in raw.get("rules", ())),
    }
    return Table(**{**_as_written(Table, raw), **read})


def _as_written(kind: type, raw: dict[str, Any]) -> dict[str, Any]:
    """Return the parts of a description that a class of it holds, lists as tuples."""
    known = {one.name for one in fields(kind)}
    return _tuples({name: part for name, part in raw.items() if name in known})


def _tuples(raw: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(part) if isinstance(part, list) else part for name, part in raw.items()}


def _field(raw: dict[str, Any], key: tuple[str, ...], table_name: str) -> Field:
    """Return one column; a column of the primary key is always required."""
    if raw["type"] not in TYPES:
        raise DataError(
            f"column {raw['name']!r} of table {table_name!r} has type {raw['type']!r} in "
            f"{DESCRIPTION}: use one of {', '.join(TYPES)}"
        )
    rules = dict(raw.get("constraints", {}))
    if unknown_rules := sorted({*rules} - _RULES):
        raise DataError(
            f"column {raw['name']!r} of table {table_name!r} has the constraint "
            f"{unknown_rules[0]!r} in {DESCRIPTION}: use one of {', '.join(sorted(_RULES))}"
        )
    try:
        re.compile(rules.get("pattern", ""))
    except (re.error, RecursionError) as error:
        raise DataError(
            f"column {raw['name']!r} of table {table_name!r} has the pattern "
            f"{rules['pattern']!r} in {DESCRIPTION}: {error}; correct it"
        ) from error
    rules["enum"] = tuple(str(word) for word in rules.get("enum", ()))
    rules["required"] = bool(rules.get("required")) or raw["name"] in key
    about = {name: raw.get(name, "") for name in ("description", "unit")}
    return Field(name=raw["name"], type=raw["type"], **about, **rules)


_RULES = {one.name for one in fields(Field)} - {"name", "type", "description", "unit"}


def _foreign_key(raw: dict[str, Any], table_name: str) -> ForeignKey:
    """Return one foreign key; an empty resource name means the table itself."""
    reference = raw["reference"]
    return ForeignKey(
        fields=_names(raw["fields"]),
        parent=reference["resource"] or table_name,
        parent_fields=_names(reference["fields"]),
    )


def _names(raw: str | list[str]) -> tuple[str, ...]:
    """Return column names as a tuple, whether the description holds one or a list."""
    return (raw,) if isinstance(raw, str) else tuple(raw)
