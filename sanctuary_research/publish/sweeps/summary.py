"""The notebook that shows a sweep: a picture and a sentence for each headline number.

The build draws nothing itself: pictures come from `display`, which only notebooks may use, so the
summary is a notebook too, run and rendered as any other, and a reader may change it.
"""

from __future__ import annotations

import json
import re

from sanctuary_research.publish.parameters import as_argument
from sanctuary_research.publish.sweeps.grid import Grid
from sanctuary_research.publish.sweeps.record import FAILED
from sanctuary_research.publish.sweeps.table import NUMBERS, Table, column

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_MARKS = 7  # colours that can be told apart


def summary(table: Table, manifest: dict) -> dict:
    """Return the notebook that draws a sweep's table.

    Parameters
    ----------
    table : Table
        What ``results.csv`` beside the notebook holds.
    manifest : dict
        What the sweep was.
    """
    cells = [
        _text(f"# {_plain(manifest['title'])} A sweep"),
        _text(_opening(table, manifest)),
        _code(_loading(table)),
    ]
    numbers = headlines(table)
    for name, unit in numbers:
        is_double = [one for one, _ in numbers].count(name) > 1
        heading = f"{name}, {unit}" if is_double else name
        cells += [_text(f"## {_plain(heading)}"), _code(_picture(table.grid, name, unit, manifest))]
    if manifest["failures"]:
        cells += [_text("## What failed"), _code(_failures(table.grid)), _text(_halves(manifest))]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {
        "cells": cells,
        "metadata": {"kernelspec": kernel},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def headlines(table: Table) -> list[tuple[str, str]]:
    """Return each headline with each of its units, in the order of the table."""
    at, unit = table.columns.index("headline"), table.columns.index("unit")
    return list(dict.fromkeys((row[at], row[unit]) for row in table.rows if row[at] is not None))


def _opening(table: Table, manifest: dict) -> str:
    grid, failed = table.grid, len(manifest["failures"])
    finished = "all finished" if not failed else f"{manifest['finished']} finished, {failed} failed"
    lines = [
        f"Notebook {_plain(grid.name)} was run with {len(grid)} combinations of"
        f" {_plain(str(grid))}: {finished}. Each picture shows one headline number, its"
        " panels on one scale, with a 95 % interval where the notebook gives one; an arrow marks an"
        " interval that runs on.",
        "The combinations share their data, so none is a test apart from the others.",
        "Every number: [results.csv](results.csv).",
    ]
    if not headlines(table):
        lines.append("The notebook records no headline numbers, so there is nothing to show.")
    return "\n".join(lines)


def _loading(table: Table) -> str:
    """Return code that reads the table with texts as texts, whatever they look like."""
    texts = [
        name
        for name, key in zip(table.names, table.grid.columns, strict=True)
        if table.grid.declared[key].kind.base is str or table.grid.declared[key].kind.many
    ]
    return "\n".join(
        [
            "import pandas as pd",
            "",
            "from sanctuary_research.display import figures, multiples, prose, tables",
            "",
            "results = pd.read_csv(",
            '    "results.csv",',
            f"    dtype=dict.fromkeys({json.dumps([*texts, 'headline', 'unit', 'error'])}, str),",
            "    keep_default_na=False,",
            f'    na_values=dict.fromkeys({json.dumps(NUMBERS)}, [""]),',
            ")",
            f"swept = {json.dumps([column(name) for name in table.grid.swept])}",
        ]
    )


def _picture(grid: Grid, name: str, unit: str, manifest: dict) -> str:
    """Return code for one picture and its sentence."""
    source = f"notebook {grid.name}" + (
        f", data of {manifest['data_version']}" if manifest["data_version"] else ""
    )
    return "\n".join(
        [
            f"number, unit = {json.dumps(name)}, {json.dumps(unit)}",
            "words = multiples.reading(results, number, unit, swept)",
            "figures.show(",
            f"    multiples.draw(results, number, unit, {roles(grid)}),",
            '    alt=f"{number}, {unit}. {words}",',
            f"    source={json.dumps(source)},",
            ")",
            "prose.say(words)",
        ]
    )


def roles(grid: Grid) -> str:
    """Return which parameter does what in a picture, as arguments.

    The one with the most values is the lines of each panel, the next two are the panels, a
    fourth with few values the colours; whatever else there is joins the lines.
    """
    order = sorted(grid.swept, key=lambda name: -len(grid.swept[name]))
    lines, panels, rest = order[:1], order[1:3], order[3:]
    mark = rest[0] if rest and len(grid.swept[rest[0]]) <= _MARKS else None
    lines += rest[1:] if mark else rest
    text = f"lines={_columns(lines)}"
    text += f", panels={_columns(panels)}" if panels else ""
    return text + (f", mark={json.dumps(column(mark))}" if mark else "")


def _columns(names: list[str]) -> str:
    return json.dumps([column(name) for name in names])


def _failures(grid: Grid) -> str:
    columns = {column(name): name for name in grid.swept} | {"error": "What happened"}
    return "\n".join(
        [
            f"failed = results[results['status'] == {json.dumps(FAILED)}]",
            f"columns = {json.dumps(columns)}",
            'tables.show(failed, "Combinations that failed", columns=columns, digits=4)',
        ]
    )


def _halves(manifest: dict) -> str:
    """Return links to the half-run notebooks that were kept."""
    lines = [
        f"- [{_plain(', '.join(f'{k} {as_argument(v)}' for k, v in one['parameters'].items()))}]"
        f"({one['notebook']})"
        for one in manifest["failures"]
        if one["notebook"]
    ]
    return "\n".join(["Half-run notebooks:", "", *lines]) if lines else ""


def _plain(text: str) -> str:
    """Return text on one line, as Markdown that shows it letter by letter."""
    return _PUNCTUATION.sub(r"\\\1", " ".join(text.split()))


def _text(source: str) -> dict:
    return {"cell_type": "markdown", "source": source, "metadata": {}}


def _code(source: str) -> dict:
    return {
        "cell_type": "code",
        "source": source,
        "metadata": {},
        "outputs": [],
        "execution_count": None,
    }
