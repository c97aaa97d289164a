"""The description as schema.org and Croissant 1.0 metadata, for data search; standard library only.

One document for the whole package, or for one table. What needs the address of the site is left
out where the description names none.
"""

from __future__ import annotations

from sanctuary_research.data.catalog import Package, Table
from sanctuary_research.data.citation import AUTHOR, package_citation, table_citation
from sanctuary_research.data.stored import stored

_WORDS = stored(__file__)
NO_LICENCE = {"none-stated", "no-redistribution"}
CONTEXT, KINDS = _WORDS["context"], _WORDS["kinds"]  # of types


def package_metadata(package: Package) -> dict:
    """Return the metadata of the whole package: every table a file and a set of records."""
    tables = list(package.tables.values())
    return _dataset(package, package, tables, package_citation(package), "data/")


def table_metadata(table: Table, package: Package) -> dict:
    """Return the metadata of one table."""
    return _dataset(table, package, [table], table_citation(table, package))


def _dataset(
    one: Package | Table, package: Package, tables: list[Table], cite: str, folder: str = ""
) -> dict:
    """Return what is said of either; without an address files are named from the page."""
    terms = {one for table in tables for one in table.licenses}
    is_licensed = NO_LICENCE.isdisjoint(one.name for one in terms)  # one of a part misleads
    page = f"data/{tables[0].name}.html" if len(tables) == 1 else "index.html"
    known = {
        "name": one.name,
        "description": one.description or one.title,
        "alternateName": one.title,
        "citeAs": cite,
        "license": sorted({one.path or one.name for one in terms}) if is_licensed else [],
        "conditionsOfAccess": "; ".join(sorted({one.told for one in terms})),
        "url": package.address(page),
        "version": package.version,
        "datePublished": package.version.replace(".", "-"),
        "distribution": [_file(table, package, folder) for table in tables],
        "recordSet": [*map(_records, tables)],
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
        "encodingFormat": ["text/csv", "application/gzip"] if name.endswith(".gz") else "text/csv",
        "sha256": table.hash.removeprefix("sha256:"),
    }


def _records(table: Table) -> dict:
    """Return a table as a set of records.

    A foreign key is told in words: the format's own reader joins what is named as a reference, and
    fails on codes that it has read as numbers in one table and as text in the other.
    """
    parents = {key.fields[0]: key.parent for key in table.foreign_keys}
    fields = []
    for one in table.fields:
        told = [one.description.rstrip("."), one.unit and f"Unit: {one.unit}"]
        told += [f"Names a row of {parents[one.name]}"] if one.name in parents else []
        source = {"fileObject": {"@id": table.path.name}, "extract": {"column": one.name}}
        field = {"@type": "cr:Field", "@id": f"{table.name}/{one.name}", "name": one.name}
        field |= {"description": ". ".join(filter(None, told))}
        fields.append(field | {"dataType": KINDS[one.type], "source": source})
    found = {"@type": "cr:RecordSet", "@id": table.name, "name": table.name, "field": fields}
    if table.primary_key:
        found["key"] = [{"@id": f"{table.name}/{name}"} for name in table.primary_key]
    return found | ({"description": table.description} if table.description else {})
