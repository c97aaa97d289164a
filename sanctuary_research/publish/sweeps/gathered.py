"""The results of a sweep: its table, and the page with a picture for each headline number.

The table has one row for each combination and headline, the same for equal inputs. Values stand
in the CSV as they are, quoted where they must be, so text that begins with an equals sign stays
that text. Missing values are empty, empty texts `""`.
"""

from __future__ import annotations

from functools import partial

import pandas as pd

from sanctuary_research.data import labelled
from sanctuary_research.display import downloads, multiples, prose
from sanctuary_research.display.exhibit import Exhibit, as_json
from sanctuary_research.display.records import EXHIBIT
from sanctuary_research.publish.manifest import FAILED
from sanctuary_research.publish.parameters import as_argument
from sanctuary_research.publish.report import Page, making, render_report
from sanctuary_research.publish.sweeps.grid import Grid
from sanctuary_research.publish.sweeps.one import NUMBERS, UNSEEN

RESULT = ("headline", "value", "unit", "low", "high", "status", "error")


def table(grid: Grid, entries: dict[str, dict]) -> pd.DataFrame:
    """Return the table: every parameter, those that are swept first, then headline and status.

    Parameters
    ----------
    grid : Grid
    entries : dict
        What is remembered of each combination, by its key.
    """
    rows = []
    for point in grid:
        entry = entries[point.key]
        values = [as_argument(v) if isinstance(v, list) else v for v in point.values.values()]
        for line in entry["headlines"] or [{}]:
            shown = [line.get(key) for key in RESULT[:5]]
            rows.append([*values, *shown, entry["status"], entry["error"] or None])
    return pd.DataFrame(rows, columns=[*map(column, grid.columns), *RESULT], dtype=object)


def column(name: str) -> str:
    """Return the column of a parameter: its name, unless a column of results has it."""
    return f"parameter_{name}" if name in RESULT else name


def csv(results: pd.DataFrame) -> str:
    """Return the table as CSV, as pages offer theirs."""
    flags = results.infer_objects().select_dtypes(bool)
    shown = results.assign(**{name: flags[name].map(as_argument) for name in flags})
    return downloads.as_csv(shown)


def parquet(results: pd.DataFrame) -> bytes | None:
    """Return the table as Parquet with types; None without pyarrow."""
    frame = _typed(results)
    # Whole numbers that no column of numbers holds become texts.
    mixed = [name for name in frame if frame[name].dtype == object]
    return labelled.parquet(frame.astype(dict.fromkeys(mixed, "str")))


def _typed(results: pd.DataFrame) -> pd.DataFrame:
    return results.infer_objects().astype(dict.fromkeys(NUMBERS, float))


def page(grid: Grid, results: pd.DataFrame, manifest: dict) -> Page:
    """Return the page of a sweep, its table as `table` returns it."""
    facts = making(
        manifest["title"],
        (manifest["data_version"], manifest["code_version"]),
        {name: grid.declared[name] for name in grid.columns},
        grid.swept | {name: [value] for name, value in grid.fixed.items()},
        of=" (sweep)",
        tables=manifest["tables"],
        command=manifest["command"],
    )
    facts["title"] = f"Sweep: {manifest['title']}"
    cells = _cells(grid, _typed(results), manifest)
    return render_report({"cells": cells, "metadata": {}}, grid.name, facts)


def _cells(grid: Grid, results: pd.DataFrame, manifest: dict) -> list[dict]:
    """Return what the page shows, as the cells of a notebook that was run."""
    pairs = results[["headline", "unit"]].dropna().drop_duplicates().itertuples(index=False)
    numbers = [tuple(pair) for pair in pairs]
    cells = [_text(f"# {_plain(manifest['title'])} A sweep")]
    cells.append(_text(_opening(grid, manifest, has_numbers=bool(numbers))))
    for name, unit in numbers:
        is_double = [one for one, _ in numbers].count(name) > 1
        cells.append(_text(f"## {_plain(f'{name}, {unit}' if is_double else name)}"))
        cells.append(_shown(_picture(grid, results, name, unit)))
    if manifest["unseen"]:
        listed = _listed(grid, results, UNSEEN, "Combinations that read unseen")
        cells += [_text(f"## What was read unseen\n{unseen(manifest)}."), _shown(listed)]
    if manifest["failures"]:
        failed = _listed(grid, results, FAILED, "Combinations that failed")
        cells += [_text("## What failed"), _shown(failed)]
    return cells


def unseen(manifest: dict) -> str:
    """Return how many combinations may be of another state of what they read than the others."""
    some = f"{len(manifest['unseen'])} of {manifest['combinations']} combinations"
    mixed = "if it changed while they ran, their numbers mix two states"
    return f"{some} read what nobody watched (status {UNSEEN}): {mixed}"


def _opening(grid: Grid, manifest: dict, *, has_numbers: bool) -> str:
    failed = len(manifest["failures"])
    finished = f"{manifest['finished']} finished, {failed} failed" if failed else "all finished"
    none = "The notebook records no headline numbers, so there is nothing to show."
    return (
        f"Notebook {_plain(grid.name)} was run with {len(grid)} combinations of "
        f"{_plain(str(grid))}: {finished}. Each picture shows one headline number, its panels on "
        "one scale, with a 95 % interval where the notebook gives one; an arrow marks an interval "
        "that runs on.\nThe combinations share their data, so none is a test apart from the "
        "others.\nEvery number: [results.csv](results.csv).\n" + ("" if has_numbers else none)
    )


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

    The one with the most values is the lines of each panel, the next two are the panels;
    whatever else there is joins the lines.
    """
    order = [column(n) for n in sorted(grid.swept, key=lambda name: -len(grid.swept[name]))]
    return {"lines": order[:1] + order[3:], "panels": order[1:3]}


def _listed(grid: Grid, results: pd.DataFrame, status: str, title: str) -> Exhibit:
    titles = {column(name): name for name in grid.swept} | {"error": "What happened"}
    return Exhibit(
        title=title,
        rows=results[results["status"] == status].drop_duplicates([*titles]),
        columns=list(titles),
        titles=titles,
        digits=4,
    )


def _plain(text: str) -> str:
    """Return text on one line, as Markdown that shows it letter by letter."""
    return prose.escape(" ".join(text.split()))


def _text(source: str) -> dict:
    return {"cell_type": "markdown", "source": source, "metadata": {}}


def _shown(exhibit: Exhibit) -> dict:
    """Return an exhibit as a cell that shows it; its one picture is for every width."""
    record = as_json(exhibit) | {"svg_narrow": ""}
    output = {"output_type": "display_data", "data": {EXHIBIT: record}, "metadata": {}}
    return {"cell_type": "code", "source": "", "metadata": {}, "outputs": [output]}
