"""The description as schema.org and Croissant 1.0 metadata, for data search; standard library only.

One document for the whole package, or for one table. What needs the address of the site is left
out where the description names none.
"""

from __future__ import annotations

import json
from pathlib import Path

from sanctuary_research.data.catalog import Package, Table
from sanctuary_research.data.citation import AUTHOR, package_citation, table_citation

_WORDS = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
CONTEXT, KINDS = _WORDS["context"], _WORDS["kinds"]  # of types


def package_metadata(package: Package) -> dict:
    """Return the metadata of the whole package: every table a file and a set of records."""
    return _dataset(package, list(package.tables.values()), "data/") | {
        "name": package.name,
        "description": package.description,
        "alternateName": package.title,
        "citeAs": package_citation(package),
    }


def table_metadata(table: Table, package: Package) -> dict:
    """Return the metadata of one table."""
    return _dataset(package, [table]) | {
        "name": table.name,
        "description": table.description or table.title,
        "alternateName": table.title,
        "citeAs": table_citation(table, package),
    }


def _dataset(package: Package, tables: list[Table], folder: str = "") -> dict:
    """Return what both have; without an address files are named from the page, by `folder`."""
    licenses = {one.path or one.name for table in tables for one in table.licenses}
    page = f"data/{tables[0].name}.html" if len(tables) == 1 else "index.html"
    known = {
        "license": sorted(licenses),
        "url": package.address(page),
        "version": package.version,
        "datePublished": package.version.replace(".", "-"),
        "distribution": [_file(table, package, folder) for table in tables],
        "recordSet": [_records(table, {one.name for one in tables}) for table in tables],
    }
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "creator": {"@type": "sc:Organization", "name": AUTHOR},
        "isAccessibleForFree": True,
    } | {name: value for name, value in known.items() if value}


def _file(table: Table, package: Package, folder: str) -> dict:
    name = table.path.name
    address = package.address(f"data/{name}") or f"{folder}{name}"
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "contentUrl": address,
        "encodingFormat": "application/gzip" if name.endswith(".gz") else "text/csv",
        "sha256": table.hash.removeprefix("sha256:"),
    }


def _records(table: Table, known: set[str]) -> dict:
    """Return a table as a set of records; foreign keys lead to those that are described too."""
    parents = {
        key.fields[0]: f"{key.parent}/{key.parent_fields[0]}"
        for key in table.foreign_keys
        if len(key.fields) == 1 and key.parent in known and key.parent != table.name
    }
    fields = []
    for one in table.fields:
        told = ". ".join(
            filter(None, [one.description.rstrip("."), one.unit and f"Unit: {one.unit}"])
        )
        source = {"fileObject": {"@id": table.path.name}, "extract": {"column": one.name}}
        field = {"@type": "cr:Field", "@id": f"{table.name}/{one.name}", "name": one.name}
        field |= {"description": told, "dataType": KINDS[one.type], "source": source}
        if parent := parents.get(one.name):
            field["references"] = {"field": {"@id": parent}}
        fields.append(field)
    found = {"@type": "cr:RecordSet", "@id": table.name, "name": table.name, "field": fields}
    if table.primary_key:
        found["key"] = [{"@id": f"{table.name}/{name}"} for name in table.primary_key]
    return found | ({"description": table.description} if table.description else {})
