"""What the page of a table says: what it holds, codebook, rows; standard library only."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from urllib.parse import quote

from sanctuary_research.data import catalog
from sanctuary_research.errors import DataError
from sanctuary_research.publish.links import row_name, safe_link
from sanctuary_research.publish.sanitise import plain

FOLDER = "data"
SAMPLE = 10  # rows shown
MOST = 1500  # rows of a table that has a place for each
LONGEST = 160  # letters of a cell that are shown
_SOURCES = "sources"


def page_of(name: str) -> str:
    """Return the address of a table's page, from the index."""
    return f"{FOLDER}/{name}.html"


def copy_of(table: dict, path: Path) -> str:
    """Return the name of the copy beside a table's page, as unlike the others as the table's."""
    return table["name"] + (".csv.gz" if path.name.endswith(".csv.gz") else path.suffix)


def file_of(data: Path, table: dict) -> Path:
    """Return the file of a table.

    Raises
    ------
    DataError
        It lies outside the folder of the data.
    """
    path = (data / table.get("path", f"tables/{table['name']}.csv")).resolve()
    if not path.is_relative_to(data.resolve()):
        raise DataError(
            f"the path of table {table['name']} leads out of {data}: write it from that folder on"
        )
    return path


def known_sources(data: Path, package: dict) -> dict[str, dict]:
    """Return the rows of the table of sources by their id; none if there is no such table."""
    for table in package.get("resources", []):
        if table["name"] == _SOURCES:
            header, rows = read_rows(file_of(data, table))
            found = [dict(zip(header, row, strict=False)) for row in rows]
            return {row.get("source_id", ""): row for row in found}
    return {}


def read_rows(path: Path) -> tuple[list[str], list[list[str]]]:
    """Return header and rows of a CSV file; a missing file has none, a bad byte becomes a mark."""
    try:
        text = catalog.content(path).decode("utf-8", errors="replace")
        header, *rows = csv.reader(io.StringIO(text, newline=""))
    except (FileNotFoundError, ValueError):
        return [], []
    except (OSError, csv.Error) as error:
        raise DataError(f"{path.name} cannot be read for its page: {error}") from error
    return header, rows


def has_rows(path: Path) -> bool:
    """Return whether the page of a table, given its file, has a place for each of its rows."""
    try:
        return catalog.content(path).count(b"\n") <= MOST + 1
    except OSError:
        return False


def with_rows(data: Path, package: dict) -> dict[str, str]:
    """Return the tables whose pages have a place for each row, with the column that is the key."""
    keys = {table["name"]: (table, _key(table)) for table in package.get("resources", [])}
    return {
        name: key[0]
        for name, (table, key) in keys.items()
        if len(key) == 1 and has_rows(file_of(data, table))
    }


def facts_of(
    table: dict, package: dict, path: Path, sources: dict[str, dict], linked: dict[str, str]
) -> dict:
    """Return what a table's page says.

    Parameters
    ----------
    table : dict
        Its description.
    package : dict
        The whole description.
    path : Path
        Its file.
    sources : dict
        As `known_sources` returns them.
    linked : dict
        The tables that cells may lead to, as `with_rows` returns them.
    """
    header, rows = read_rows(path)
    shown = _Rows(table, header, linked)
    every = shown.all(rows) if _key(table) and has_rows(path) else []
    warnings = package.get("usage_warnings", {})
    return {
        "name": table["name"],
        "title": table.get("title") or table["name"],
        "description": table.get("description", ""),
        "coverage": table.get("coverage", ""),
        "preparation": table.get("preparation", ""),
        "gaps": table.get("known_gaps", []),
        "warnings": [warnings.get(code, code) for code in table.get("usage_warnings", [])],
        "licenses": [_license(entry) for entry in table.get("licenses", [])],
        "sources": [_source(key, sources.get(key, {})) for key in table.get("source_ids", [])],
        "names_sources": table["name"] != _SOURCES and "source_id" in header,
        "key": _key(table),
        "columns": columns_of(table),
        "header": header,
        "rows": every[:SAMPLE] or shown.all(_spaced(rows)),
        "all_rows": every,
        "n_rows": f"{len(rows):,}",
        "cite": _citation(table, package),
    }


def columns_of(table: dict) -> list[dict]:
    """Return the codebook of a table: a dict a column."""
    schema = table.get("schema", {})
    found = []
    for field in schema.get("fields", []):
        rules = field.get("constraints", {})
        found.append(
            {
                "name": field.get("name", ""),
                "type": field.get("type", ""),
                "unit": field.get("unit", ""),
                "description": field.get("description", ""),
                "rules": _rules(rules),
                "words": rules.get("enum", []),
                "parents": _parents(field.get("name", ""), table),
            }
        )
    return found


class _Rows:
    """Gives rows their names and cells their addresses."""

    def __init__(self, table: dict, header: list[str], linked: dict[str, str]):
        self.header, self.key = header, [header.index(k) for k in _key(table) if k in header]
        self.parents = {}
        for key in table.get("schema", {}).get("foreignKeys", []):
            parent = key["reference"]["resource"] or table["name"]
            if len(key["fields"]) == 1 and parent in linked:
                self.parents[key["fields"][0]] = parent
        self.taken: set[str] = set()

    def all(self, rows: list[list[str]]) -> list[tuple[str, list]]:
        """Return name and cells of each row: text and address, of the row it names or its own."""
        return [(self._name(row), self._cells(row)) for row in rows]

    def _name(self, row: list[str]) -> str:
        """Return the name of a row; a second row of the same key has none."""
        name = plain(row_name(*(row[at] for at in self.key if at < len(row))))
        is_new = name not in self.taken
        self.taken.add(name)
        return name if is_new else ""

    def _cells(self, row: list[str]) -> list[tuple[str, str]]:
        return [
            (_clipped(cell), self._address(column, cell))
            for column, cell in zip(self.header, row, strict=False)
        ]

    def _address(self, column: str, cell: str) -> str:
        if cell and column in self.parents:
            return f"{self.parents[column]}.html#{quote(plain(row_name(cell)))}"
        return safe_link(cell) if cell.startswith(("https://", "http://")) else ""


def _key(table: dict) -> list[str]:
    return table.get("schema", {}).get("primaryKey", [])


def _rules(rules: dict) -> list[str]:
    told = [
        ("required", "never blank"),
        ("unique", "unique"),
        ("minimum", f"at least {rules.get('minimum')}"),
        ("maximum", f"at most {rules.get('maximum')}"),
        ("pattern", f"written like {rules.get('pattern')}"),
    ]
    return [words for rule, words in told if rules.get(rule) not in (None, False)]


def _parents(name: str, table: dict) -> list[str]:
    """Return the tables whose key a column holds; in a description '' is the table itself."""
    keys = table.get("schema", {}).get("foreignKeys", [])
    found = [key["reference"]["resource"] for key in keys if name in key["fields"]]
    return [parent or table["name"] for parent in found]


def _license(entry: dict) -> dict:
    title = entry.get("title") or entry.get("name", "")
    return {"title": title, "url": safe_link(entry.get("path", ""))}


def _source(key: str, row: dict) -> dict:
    about = ", ".join(filter(None, [row.get("publisher"), row.get("published_date")]))
    return {
        "title": row.get("title") or key,
        "about": about,
        "url": safe_link(row.get("url", "")),
    }


def _citation(table: dict, package: dict) -> str:
    title, version = table.get("title") or table["name"], package.get("version", "")
    whole = package.get("title") or "sanctuary_research"
    data = f", data version {version}" if version else ""
    return f"The sanctuary_research contributors. “{title}” (table {table['name']}). {whole}{data}."


def _spaced(rows: list[list[str]]) -> list[list[str]]:
    """Return rows from the whole length of a table, the first and the last among them."""
    if len(rows) <= SAMPLE:
        return rows
    return [rows[k * (len(rows) - 1) // (SAMPLE - 1)] for k in range(SAMPLE)]


def _clipped(cell: str) -> str:
    return cell if len(cell) <= LONGEST else cell[:LONGEST] + "…"
