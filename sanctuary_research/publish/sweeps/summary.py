"""What the page of a sweep shows: a picture and a sentence for each headline number."""

from __future__ import annotations

import re
from functools import partial

import pandas as pd

from sanctuary_research.display import multiples
from sanctuary_research.display.exhibit import MIME, Exhibit, as_json
from sanctuary_research.publish.parameters import as_argument
from sanctuary_research.publish.sweeps.grid import Grid
from sanctuary_research.publish.sweeps.record import FAILED
from sanctuary_research.publish.sweeps.table import NUMBERS, Table, column

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_MARKS = 7  # colours that can be told apart


def summary(table: Table, manifest: dict) -> dict:
    """Return what the page shows, as a notebook that was run.

    Parameters
    ----------
    table : Table
    manifest : dict
        What the sweep was.
    """
    results = _frame(table)
    cells = [_text(f"# {_plain(manifest['title'])} A sweep"), _text(_opening(table, manifest))]
    numbers = headlines(table)
    for name, unit in numbers:
        is_double = [one for one, _ in numbers].count(name) > 1
        cells.append(_text(f"## {_plain(f'{name}, {unit}' if is_double else name)}"))
        cells.append(_shown(_picture(table.grid, results, name, unit)))
    if manifest["failures"]:
        cells += [_text("## What failed"), _shown(_failures(table.grid, results))]
        cells.append(_text(_halves(manifest)))
    return {"cells": cells, "metadata": {}}


def headlines(table: Table) -> list[tuple[str, str]]:
    """Return each headline with each of its units, in the order of the table."""
    at, unit = table.columns.index("headline"), table.columns.index("unit")
    return list(dict.fromkeys((row[at], row[unit]) for row in table.rows if row[at] is not None))


def _frame(table: Table) -> pd.DataFrame:
    """Return the table with lists as texts and numbers as numbers."""
    rows = [[as_argument(v) if isinstance(v, list) else v for v in row] for row in table.rows]
    frame = pd.DataFrame(rows, columns=table.columns)
    return frame.assign(**{name: frame[name].astype(float) for name in NUMBERS})


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


def _picture(grid: Grid, results: pd.DataFrame, name: str, unit: str) -> Exhibit:
    swept = [column(one) for one in grid.swept]
    words = multiples.reading(results, name, unit, swept)
    draw = partial(multiples.draw, results, name, unit, **_roles(grid))
    return Exhibit(
        title=f"{name}, {unit}",
        rows=multiples.rows_of(results, name, unit, swept),
        picture=lambda narrow: draw(),
        alt=f"{name}, {unit}. {words}",
        sentences=(words,),
    )


def _roles(grid: Grid) -> dict:
    """Return which parameter does what in a picture.

    The one with the most values is the lines of each panel, the next two are the panels, a
    fourth with few values the colours; whatever else there is joins the lines.
    """
    order = sorted(grid.swept, key=lambda name: -len(grid.swept[name]))
    lines, panels, rest = order[:1], order[1:3], order[3:]
    mark = rest[0] if rest and len(grid.swept[rest[0]]) <= _MARKS else None
    lines += rest[1:] if mark else rest
    return {
        "lines": [column(name) for name in lines],
        "panels": [column(name) for name in panels],
        "mark": mark and column(mark),
    }


def _failures(grid: Grid, results: pd.DataFrame) -> Exhibit:
    titles = {column(name): name for name in grid.swept} | {"error": "What happened"}
    return Exhibit(
        title="Combinations that failed",
        rows=results[results["status"] == FAILED],
        columns=list(titles),
        titles=titles,
        digits=4,
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


def _shown(exhibit: Exhibit) -> dict:
    """Return an exhibit as a cell that shows it; its one picture is for every width."""
    record = as_json(exhibit) | {"svg_narrow": ""}
    output = {"output_type": "display_data", "data": {MIME: record}, "metadata": {}}
    return {"cell_type": "code", "source": "", "metadata": {}, "outputs": [output]}
