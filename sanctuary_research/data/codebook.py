"""The codebook: pages, `data/README.md` and `data/LICENSE.md`, rendered from the description.

``python -m sanctuary_research.data.codebook`` writes them again, and the stub of the loaders.
Standard library only.
"""

from __future__ import annotations

import os
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sanctuary_research.data import catalog
from sanctuary_research.data.catalog import Field, Package, Table
from sanctuary_research.data.citation import reference, row_sources, sources_of
from sanctuary_research.data.page import Page
from sanctuary_research.errors import OutputError

_LINES: dict[str, Any] = {"width": 96, "break_long_words": False, "break_on_hyphens": False}
STUB = Path(__file__).resolve().with_name("datasets.pyi")
_MADE = "Rendered from datapackage.json by `python -m sanctuary_research.data.codebook`:"
_NOTE = f"<!-- {_MADE} edit the description, not this file. -->"
_HOW_TO_READ = """\
Every table is a CSV file in UTF-8 with Unix line endings; a blank cell is a missing value, never
a zero. `sanctuary_research.load_<table>()` reads it with the types given here and checks it
against this description; `sanctuary describe <table>` prints the same page. Units are given
column by column. FIPS codes are text with their leading zeros. Dates are written YYYY-MM-DD; an
uncertain date stands as a pair of columns, `_earliest` and `_latest`. A place that a table does
not name is not coded there: absence is not a "no". The licence of each table is in
[LICENSE.md](LICENSE.md); the scripts in [prepare/](prepare/) name what each table was made from."""


def describe(table: str) -> Page:
    """Return one table's page: what it is, where it is from, its caveats and its columns.

    Raises
    ------
    UsageError
        No table has that name.
    """
    described = catalog.table(table)
    parts = [f"{table}: {described.title}", _wrapped(described.description), ""]
    for label, sentences in _facts(described).items():
        parts += _block(label, sentences)
    parts.append("Columns:")
    for column in described.fields:
        about = " ".join(filter(None, [column.description, _rules(column, described)]))
        parts.append(f"    {column.name} : {_kind(column)}")
        parts.append(_wrapped(about, " " * 8, " " * 8))
    return Page("\n".join(parts).rstrip())


def render_readme(package: Package) -> str:
    """Return the text of `data/README.md`."""
    tables = package.tables.values()
    parts = [
        _NOTE,
        f"# Codebook: {package.title}",
        f"{package.description} Data version {package.version}.",
        "## How to read this",
        _HOW_TO_READ,
        f"## The {len(package.tables)} tables",
        _markdown_table(
            ["Table", "What it is", "Rows", "Columns"],
            [
                [f"[{t.name}](#{t.name})", t.title, f"{t.rows or 0:,}", len(t.fields)]
                for t in tables
            ],
        ),
        *(part for table in tables for part in _section(table)),
    ]
    return "\n\n".join(parts) + "\n"


def render_license(package: Package) -> str:
    """Return the text of `data/LICENSE.md`: what of each table is under which terms, and why so."""
    rows = [
        [f"`{table.name}`", one.covers, terms, one.decision, one.reason]
        for table in package.tables.values()
        for one in table.licenses
        for terms in [f"[{one.terms}]({one.path})" if one.path else one.terms]
    ]
    intro = (
        "The code of this repository is under the licence in [../LICENSE](../LICENSE). Each table "
        "keeps the terms of what it was made from, as far as they are known; those of every single "
        "source stand in `tables/sources.csv`. *redistribute*: values may be carried over as they "
        "are; *derive*: facts and figures only, reworked; *No licence stated*: none was seen, and "
        "all rights may be reserved."
    )
    left_out = [[one["name"], one["reason"]] for one in package.left_out]
    parts = [
        _NOTE,
        "# Licences of the tables",
        intro,
        _markdown_table(["Table", "What of it", "Terms", "Decision", "Why"], rows),
        "## Left out",
        _markdown_table(["What", "Why"], left_out),
        "## Notices",
        *package.notices,
    ]
    return "\n\n".join(parts) + "\n"


def render_stub(package: Package) -> str:
    """Return the text of `datasets.pyi`, from which editors complete the loaders."""
    loaders = [
        f'def load_{table.name}() -> pd.DataFrame:\n    """{table.title}."""\n'
        for table in package.tables.values()
    ]
    head = f"# {_MADE}\n# edit the description, not this file.\n\nimport pandas as pd\n\n"
    return "\n".join([f"{head}def caveats(table: str) -> list[str]: ...", *loaders])


def main() -> None:
    """Write `data/README.md` and `data/LICENSE.md` again, and beside a clone's the stub."""
    package = catalog.package()
    _write(package.folder / "README.md", render_readme(package))
    _write(package.folder / "LICENSE.md", render_license(package))
    if package.folder == STUB.parents[2] / "data":
        _write(STUB, render_stub(package))


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    partial = path.with_suffix(".partial")
    try:
        partial.write_text(text, encoding="utf-8", newline="\n")
        os.replace(partial, path)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}") from error


def _facts(table: Table) -> dict[str, list[str]]:
    """Return the page's facts, always under the same labels in the same order."""
    key = f"; one row per {', '.join(table.primary_key)}" if table.primary_key else ""
    facts = {
        "Format": [f"CSV, UTF-8, {len(table.fields)} columns{key}."],
        "Source": [*map(reference, sources_of(table)), *row_sources(table)],
        "Licence": ["; ".join(one.told for one in table.licenses)],
        "Preparation": [table.preparation],
        "Coverage": [table.coverage],
        "Known gaps": table.known_gaps,
        "Usage warnings": table.caveats,
        "Rules of rows": dict.fromkeys(rule.says for rule in table.rules),
    }
    return {label: [*filter(None, told)] or ["none recorded."] for label, told in facts.items()}


def _block(label: str, told: list[str]) -> list[str]:
    """Return one labelled fact as lines; several sentences become a list."""
    if len(told) == 1:
        return [_wrapped(f"{label}: {told[0]}", "", "    ")]
    return [f"{label}:", *(_wrapped(sentence, "    - ", "      ") for sentence in told)]


def _wrapped(text: str, first: str = "", rest: str = "") -> str:
    """Break a paragraph into lines between words, so that addresses stay whole."""
    return textwrap.fill(text, initial_indent=first, subsequent_indent=rest, **_LINES)


def _section(table: Table) -> list[str]:
    """Return one table's section of the README as paragraphs."""
    facts = []
    for label, told in _facts(table).items():
        inline = len(told) == 1
        facts.append(f"- **{label}:** {told[0]}" if inline else f"- **{label}:**")
        facts += [] if inline else [f"  - {sentence}" for sentence in told]
    rows = [
        [f"`{column.name}`", _kind(column), column.description, _rules(column, table)]
        for column in table.fields
    ]
    return [
        f"## {table.name}",
        f"**{table.title}.** {table.description}",
        "\n".join([f"- **Rows:** {table.rows or 0:,}", *facts]),
        _markdown_table(["Column", "Type, unit", "What it holds", "Rules"], rows),
    ]


def _kind(column: Field) -> str:
    return f"{column.type}, {column.unit}" if column.unit else column.type


def _rules(column: Field, table: Table) -> str:
    """Return what a cell of the column must obey, as short sentences."""
    rules = [f"{rule[0].upper()}{rule[1:]}." for rule in column.rules]
    rules += [f"One of: {', '.join(column.enum).removesuffix('.')}."] if column.enum else []
    for key in table.foreign_keys:
        if column.name in key.fields:
            parent = key.parent_fields[key.fields.index(column.name)]
            rules.append(f"Stands in {key.parent} ({parent}).")
    return " ".join(rules)


def _markdown_table(header: list[str], rows: Sequence[Sequence[object]]) -> str:
    lines: list[Sequence[object]] = [header, ["---"] * len(header), *rows]
    return "\n".join(
        f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in line)} |"
        for line in lines
    )


if __name__ == "__main__":
    main()
