"""Rules of the description: those of a table, and those of all tables.

Most need no other row, so that they hold of a reader's own table as of a packaged one. A condition
may name a column of the row that a foreign key points at, as ``case_id.filed_earliest``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from sanctuary_research.data import conditions
from sanctuary_research.data.catalog import Package, RowRule, Table
from sanctuary_research.data.faults import Fault, faults_where
from sanctuary_research.data.recompute import recompute
from sanctuary_research.errors import DataError

FIRST_YEAR = 1776
READ = ("source_id", "read_date")
# Days on which we looked, not the source; and the last days of intervals, as "in 2026".
NOT_SAID = ("_latest", "read_date", "none_found_date", "policy_searched_date", "followed_to_date")
Frames = Mapping[str, pd.DataFrame]


def rules_of(table: Table, package: Package, last_year: int) -> Iterator[RowRule]:
    """Yield the rules of a table's rows, none of whose dates may lie after a year."""
    yield from table.rules
    days = [column.name for column in table.fields if column.type == "date"]
    years = [column.name for column in table.fields if column.unit == "year"]
    early = [f"{day}<{FIRST_YEAR}-07-04" for day in days]
    early += [f"{year}<{FIRST_YEAR}" for year in years]
    yield RowRule("date_is_not_too_early", f"No date is before {FIRST_YEAR}.", tuple(early))
    late = [f"{day}>{last_year}-12-31" for day in days]
    bounded = {column.name for column in table.fields if column.maximum is not None}
    late += [f"{year}>{last_year}" for year in years if year not in bounded]
    yield RowRule("date_is_not_to_come", f"No date is after {last_year}.", tuple(late))
    parents = {key.fields: package.tables.get(key.parent) for key in table.foreign_keys}
    source = parents.get(READ[:1])
    if source and READ[1] in source.columns:
        known = tuple(f"{day}>[{'.'.join(READ)}]" for day in days if not day.endswith(NOT_SAID))
        told = "No date is later than the day on which its source was read."
        yield RowRule("date_was_known_to_its_source", told, known)


def judge(table: Table, rule: RowRule, tables: Frames) -> list[Fault]:
    """Return a fault for each row of a table that breaks a rule.

    Parameters
    ----------
    table, rule
        The description of the table, and one of its `rules_of`.
    tables
        Frames by name: the table's own and those of its parents.

    Raises
    ------
    DataError
        The rule cannot be read, or looks up a parent that no foreign key names.
    UsageError
        It names no column.
    """
    broken = [*_never(table, rule, tables), *_off(rule, tables[table.name])]
    broken += _unnamed(table, rule, tables)
    found = [fault for one in broken for fault in _faults(table, rule, *one)]
    return [*found, *_other_figures(table, rule, tables[table.name])]


def _never(table: Table, rule: RowRule, tables: Frames) -> Iterator[tuple]:
    """Yield rows, which of them keep a condition that none may, and the columns that it names."""
    for where in rule.never:
        named = conditions.columns(where)
        looked_up = {name: _looked_up(table, name, tables) for name in named if "." in name}
        if all(cells is not None for cells in looked_up.values()):
            rows = tables[table.name].assign(**looked_up)
            yield rows, conditions.holds(rows, where), named


def _off(rule: RowRule, frame: pd.DataFrame) -> Iterator[tuple]:
    """Yield rows, in which of them a total or a rate is not what makes it up, and the columns."""
    made = {total: (parts, frame[parts].sum(axis=1)) for total, parts in rule.sums.items()}
    for rate, (count, base, times) in rule.rates.items():
        made[rate] = ([count, base], frame[count] / frame[base] * times)
    for name, (parts, value) in made.items():
        known = frame[[name, *parts]].notna().all(axis=1)
        yield frame, known & ~((value - frame[name]).abs() <= rule.slack), [name, *parts]


def _unnamed(table: Table, rule: RowRule, tables: Frames) -> Iterator[tuple]:
    """Yield rows, which of them no row of another table names, their key, and which those are."""
    frame, key = tables[table.name], [*table.primary_key]
    for name, column, where in rule.named_by:
        rows = tables[name]
        lost = ~frame[key[0]].isin(rows[column][conditions.holds(rows, where)].unique())
        yield frame, lost, key, f", in no row of {name}" + f" with {where}" * bool(where)


def _other_figures(table: Table, rule: RowRule, frame: pd.DataFrame) -> Iterator[Fault]:
    """Yield a fault for each figure that its rows do not give."""
    for where, measure, figure in rule.figures:
        if (found := recompute(frame, where, measure)) != figure:
            of = f"{measure} of {where or 'all rows'} is {found}, not {figure}"
            told, column = f"{rule.says.removesuffix('.')}, but {of}", measure.partition(":")[2]
            yield Fault(table.name, told, rule.name, column, found)


def _faults(
    table: Table,
    rule: RowRule,
    frame: pd.DataFrame,
    broken: pd.Series,
    named: list[str],
    more: str = "",
) -> list[Fault]:
    """Return the faults of rows, the exceptions of the rule left out."""

    def tell(cells: dict[str, str]) -> str:
        here = ", ".join(f"{name} is [{cells[name]}]" for name in named)
        return f"{rule.says.removesuffix('.')}, but {here}{more}"

    place, own = f"{table.name}.{named[0].partition('.')[0]}", table.primary_key
    return faults_where(frame, broken, place, tell, key=own, exceptions=rule.exceptions)


def _looked_up(table: Table, name: str, tables: Frames) -> pd.Series | None:
    """Return what a column of a parent holds for each row; None where there is no parent."""
    own, _, wanted = name.partition(".")
    key = next((key for key in table.foreign_keys if key.fields == (own,)), None)
    if key is None:
        raise DataError(f"no foreign key of table {table.name} is {own!r}, which {name!r} needs")
    if key.parent not in tables:
        return None
    naming, parent = tables[table.name][own], tables[key.parent]
    keys = parent[key.parent_fields[0]]
    keys = keys[keys.isin(naming.dropna().unique())].drop_duplicates()
    cells = conditions.column(parent, wanted)[keys.index].set_axis(keys)
    # Not `map`, which makes floats of days where no row names a parent.
    return cells.reindex(naming).set_axis(naming.index)
