"""What must hold of `datapackage.json` itself, so that every table can be traced and read."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator

from sanctuary_research.data.faults import Fault
from sanctuary_research.data.rules import Tables, rule

TERMS = (
    "title",
    "description",
    "licenses",
    "source_ids",
    "preparation",
    "coverage",
    "primary_key",
    "rows",
    "hash",
)
AGAIN = (
    "restore it, or run its preparation script; where it is as it should be, run "
    "`python data/prepare/_record.py`"
)


@rule()
def table_names_its_terms(tables: Tables) -> Iterator[Fault]:
    """Every table has a title, description, terms, source, coverage, key, row count and hash.

    A table needs no source of its own when its rows, or the rows they point at, name theirs.
    """
    known = tables.package.tables
    for table in known.values():
        pointed = (known[key.parent] for key in table.foreign_keys if key.parent in known)
        by_row = any("source_id" in described.columns for described in (table, *pointed))
        for part in TERMS:
            is_blank = getattr(table, part) in ("", (), None)
            if is_blank and not (part == "source_ids" and by_row):
                yield Fault(table.name, f"the description gives no {part}", column=part)


@rule("sources")
def source_is_known(tables: Tables) -> Iterator[Fault]:
    """Every source that a table's description names is a row of `sources`."""
    known = set(tables["sources"]["source_id"])
    return _unknown(tables, "source_ids", known, "the source {!r} of the table is not in sources")


@rule()
def warning_is_in_vocabulary(tables: Tables) -> Iterator[Fault]:
    """Every usage warning of a table is in the package's closed vocabulary."""
    told = "the usage warning {!r} is not in the package's vocabulary"
    return _unknown(tables, "usage_warnings", tables.package.usage_warnings, told)


@rule()
def topic_is_listed(tables: Tables) -> Iterator[Fault]:
    """Every table belongs to one of the package's topics, where it has any."""
    told = "the topic {!r} is not in the package's list"
    return _unknown(tables, "topic", tables.package.topics or ("",), told)


def _unknown(tables: Tables, part: str, known: Collection[str], told: str) -> Iterator[Fault]:
    """Yield a fault for each word of a part of the tables' descriptions that is not known."""
    for table in tables.package.tables.values():
        found = getattr(table, part)
        for word in (found,) if isinstance(found, str) else found:
            if word not in known:
                yield Fault(table.name, told.format(word), column=part, value=word)


@rule()
def number_has_a_unit(tables: Tables) -> Iterator[Fault]:
    """Every numeric column has a unit, and every column a description."""
    for table in tables.package.tables.values():
        for column in table.fields:
            if column.type in ("integer", "number") and not column.unit:
                yield Fault(table.name, "the column is a number without a unit", column=column.name)
            if not column.description:
                yield Fault(table.name, "the column is not described", column=column.name)


@rule()
def key_names_columns(tables: Tables) -> Iterator[Fault]:
    """Primary and foreign keys name columns and tables that exist."""
    known = tables.package.tables
    for table in known.values():
        named = {(table.name, name) for name in table.primary_key}
        for key in table.foreign_keys:
            named |= {(table.name, name) for name in key.fields}
            named |= {(key.parent, name) for name in key.parent_fields}
        for parent, column in sorted(named):
            if parent not in known or column not in known[parent].columns:
                message = f"a key names {parent}.{column}, which the package does not have"
                yield Fault(table.name, message, column=column, value=f"{parent}.{column}")


@rule()
def file_is_the_recorded_one(tables: Tables) -> Iterator[Fault]:
    """Every table has rows, as many as are recorded, and its file the SHA-256 that is recorded."""
    for table in tables.package.tables.values():
        if table.name not in tables or table.rows is None:
            continue
        many = len(tables[table.name])
        if not many:
            yield Fault(table.name, "the table has no rows: restore its file", value="0")
        if many != table.rows:
            message = f"the file has {many:,} rows where {table.rows:,} are recorded: {AGAIN}"
            yield Fault(table.name, message, column="rows", value=str(many))
        with table.path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if table.hash != f"sha256:{found}":
            message = f"the file is not the one whose SHA-256 is recorded: {AGAIN}"
            yield Fault(table.name, message, column="hash", value=table.hash)


@rule()
def file_is_described(tables: Tables) -> Iterator[Fault]:
    """Every CSV in `tables/` is described, and every preparation script is there."""
    folder = tables.package.folder
    described = {table.path for table in tables.package.tables.values()}
    for path in sorted((folder / "tables").glob("*.csv*")):
        if path not in described:
            yield Fault(path.stem, f"{path.name} is in tables/ but not described", value=path.name)
    for table in tables.package.tables.values():
        script = folder / table.preparation.removeprefix("data/")
        if table.preparation and not script.is_file():
            message = f"there is no script {table.preparation}"
            yield Fault(table.name, message, column="preparation", value=table.preparation)
