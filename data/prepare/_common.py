"""Shared by the preparation scripts: verified upstream files, and tables written one way.

Every script takes ``--upstream DIR`` (default: the environment's SANCTUARY_UPSTREAM), the
folder that holds the upstream files, and ``--out DIR`` (default: data/tables).
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import importlib
import io
import json
import math
import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import ModuleType

import pandas as pd

DATA = Path(__file__).resolve().parents[1]
TABLES = DATA / "tables"
CURATED = DATA / "prepare" / "curated"
DESCRIPTION = DATA / "datapackage.json"


def _option(name: str) -> str | None:
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument(f"--{name}")
    return getattr(parser.parse_known_args(sys.argv[1:])[0], name)


def upstream(relative: str, sha256: str) -> Path:
    """Return the path of an upstream file after checking that it is the file we read.

    Parameters
    ----------
    relative : str
        Path inside the upstream folder, for example ``crime/county_population.csv``.
    sha256 : str
        The file's SHA-256 in hexadecimal.

    Raises
    ------
    SystemExit
        If no upstream folder is named, the file is missing, or its SHA-256 differs.
    """
    folder = _option("upstream") or os.environ.get("SANCTUARY_UPSTREAM")
    if not folder:
        raise SystemExit(
            f"{relative} is an upstream file: name the folder that holds it with "
            "--upstream DIR or SANCTUARY_UPSTREAM."
        )
    path = Path(folder) / relative
    if not path.is_file():
        raise SystemExit(f"{path} does not exist: fetch it from the address in the script.")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != sha256:
        raise SystemExit(f"{path} has SHA-256 {found}, not {sha256}: it is another edition.")
    return path


def reader(module: str, path: Path) -> ModuleType:
    """Return the module that an upstream file needs, which nothing else here does.

    Raises
    ------
    SystemExit
        If it is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError:
        raise SystemExit(f"{path.name} needs {module} to be read: pip install {module}.") from None


def read_curated(relative: str) -> pd.DataFrame:
    """Return a curated CSV with every cell a stripped string ("" where blank)."""
    frame = pd.read_csv(CURATED / relative, dtype=str, keep_default_na=False)
    return frame.apply(lambda column: column.str.strip())


def merge_curated(folder: str) -> pd.DataFrame:
    """Return all CSVs of a curated folder in one frame, files in alphabetical order."""
    files = sorted((CURATED / folder).glob("*.csv"))
    return pd.concat([read_curated(f"{folder}/{f.name}") for f in files], ignore_index=True)


def read_table(name: str) -> pd.DataFrame:
    """Return an already written table with every cell a string ("" where blank)."""
    return pd.read_csv(DATA / describe(name)["path"], dtype=str, keep_default_na=False)


def stable_id(prefix: str, *parts: object) -> str:
    """Return an id made from a row's content, the same on every run.

    >>> stable_id("evt", "chicago-il", "limit") == stable_id("evt", " Chicago-IL", "LIMIT ")
    True
    >>> stable_id("evt", "chicago-il", "limit")
    'evt_34bc4b7d'
    """
    key = "|".join(str(part).strip().casefold() for part in parts)
    return f"{prefix}_{hashlib.sha256(key.encode()).hexdigest()[:8]}"


def describe(name: str) -> dict:
    """Return the resource of ``data/datapackage.json`` called ``name``."""
    package = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    found = {resource["name"]: resource for resource in package["resources"]}
    if name not in found:
        raise SystemExit(f"{name} is not described in datapackage.json: describe it first.")
    return found[name]


def columns(name: str) -> list[str]:
    """Return the described columns of a table, in order."""
    return [field["name"] for field in describe(name)["schema"]["fields"]]


def _string(value: object) -> str:
    return " ".join(str(value).split())


def _integer(value: object) -> str:
    number = int(value) if isinstance(value, str) else value
    if number != int(number):
        raise ValueError(f"{value!r} is not a whole number")
    return str(int(number))


def _number(value: object) -> str:
    text = f"{float(value):.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _boolean(value: object) -> str:
    text = str(value).lower()
    if text not in ("true", "false"):
        raise ValueError(f"{value!r} is neither true nor false")
    return text


def _date(value: object) -> str:
    return date.fromisoformat(str(value)[:10]).isoformat()


_WRITERS: dict[str, Callable[[object], str]] = {
    "string": _string,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
}


def _is_blank(value: object) -> bool:
    if value is None or value is pd.NA or value is pd.NaT:
        return True
    return (isinstance(value, float) and math.isnan(value)) or str(value).strip() == ""


def _cells(name: str, field: dict, column: pd.Series) -> list[str]:
    write = _WRITERS[field["type"]]
    allowed = [str(word) for word in field.get("constraints", {}).get("enum", [])]
    cells = []
    for row, value in enumerate(column):
        try:
            cells.append("" if _is_blank(value) else write(value))
        except ValueError as error:
            where = f"{name}.{field['name']}, row {row}"
            raise SystemExit(f"{where}: {error} (the type is {field['type']}).") from None
        if allowed and cells[-1] and cells[-1] not in allowed:
            raise SystemExit(f"{name}.{field['name']}: {cells[-1]!r} is not in its vocabulary.")
    return cells


def _sort_rows(rows: list[tuple[str, ...]], fields: list[dict], key: list[str]) -> list:
    names = [field["name"] for field in fields]
    places = [(names.index(k), fields[names.index(k)]["type"]) for k in key]

    def order(row: tuple[str, ...]) -> tuple:
        return tuple(
            float(row[i]) if kind in ("integer", "number") else row[i] for i, kind in places
        )

    return sorted(rows, key=order)


def write_table(name: str, frame: pd.DataFrame) -> None:
    """Write a table as its description says: column order, types, key order; whole or not at all.

    Parameters
    ----------
    name : str
        A resource of ``data/datapackage.json``.
    frame : pandas.DataFrame
        Exactly the described columns, in order; blanks (NaN, None, "") are missing values.

    Raises
    ------
    SystemExit
        If columns differ, a cell breaks its type or vocabulary, or the key is blank or repeated.
    """
    schema = describe(name)["schema"]
    fields, key = schema["fields"], schema["primaryKey"]
    names = [field["name"] for field in fields]
    if list(frame.columns) != names:
        odd = sorted(set(frame.columns) ^ set(names)) or "their order"
        raise SystemExit(f"{name}: the columns are not the described ones; they differ in {odd}.")
    cells = [_cells(name, field, frame[field["name"]]) for field in fields]
    rows = _sort_rows(list(zip(*cells, strict=True)), fields, key)
    keys = [tuple(row[names.index(k)] for k in key) for row in rows]
    for i, this in enumerate(keys):
        if "" in this or (i and this == keys[i - 1]):
            raise SystemExit(f"{name}: the key {this} is blank or repeated.")
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\n").writerows([names, *rows])
    folder = Path(_option("out") or TABLES)
    path = folder / Path(describe(name)["path"]).name
    raw = buffer.getvalue().encode()
    # Packed without a time, so that the same rows give the same file.
    _replace(path, gzip.compress(raw, mtime=0) if path.suffix == ".gz" else raw)
    if folder == TABLES:
        record(name)
    print(f"{name}: {len(rows)} rows, {len(names)} columns")


def record(*names: str) -> None:
    """Write the row count and the SHA-256 of some tables' files into the description."""
    package = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    for entry in package["resources"]:
        if entry["name"] in names:
            raw = (DATA / entry["path"]).read_bytes()
            text = (gzip.decompress(raw) if entry["path"].endswith(".gz") else raw).decode()
            entry["rows"] = sum(1 for _ in csv.reader(io.StringIO(text, newline=""))) - 1
            entry["hash"] = f"sha256:{hashlib.sha256(raw).hexdigest()}"
    text = json.dumps(package, indent=2, ensure_ascii=False) + "\n"
    if text != DESCRIPTION.read_text(encoding="utf-8"):
        _replace(DESCRIPTION, text.encode())


def _replace(path: Path, raw: bytes) -> None:
    """Write a file whole or not at all."""
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.write_bytes(raw)
    os.replace(temporary, path)
