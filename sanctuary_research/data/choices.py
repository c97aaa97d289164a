"""Named sets of parameter values, for notebooks, the library and the command line alike.

A parameter cell says ``year: "Year" = 2015``; whatever runs the notebook, a value that is not in
the set ends in the same sentence. The sets stand in `choices.json`. Importing this costs no pandas.
"""

from __future__ import annotations

from sanctuary_research.data.definitions import DEFINITIONS, OWN
from sanctuary_research.data.stored import stored
from sanctuary_research.errors import UsageError, nearest

ALL = "all"
_READ = stored(__file__)
# Programmes of federal money, and what they are called.
PROGRAMMES: dict[str, str] = _READ["programmes"]
SETS: dict[str, tuple] = {name: tuple(values) for name, values in _READ["sets"].items()} | {
    "Definition": (*DEFINITIONS, OWN),
    "Programme": ("any", *PROGRAMMES),
}
# Sets whose values are the places of tables: read only when one is asked for.
PLACES: dict[str, list[str]] = _READ["places"]
# Sets whose values are days: from the first of a column of a table to the last of another.
DAYS: dict[str, tuple[str, str, str]] = _READ["days"]
# Of these any name that `place` knows is one, and any day.
READ_BY_PLACE: dict[str, str] = _READ["read_by_place"]
# Of these `all` is none.
ONE_PLACE: tuple[str, ...] = tuple(_READ["one_place"])
# Tables whose rows make a page of a place worth having.
TELLING: tuple[str, ...] = tuple(_READ["telling"])
# Names of places in use beside those of the tables.
EVERYDAY: dict[str, str] = _READ["everyday"]
# Sets that choose rows of a table together, and by which column; "any" chooses all.
TOGETHER: dict[str, dict[str, str]] = _READ["together"]


def no_place(set_name: str, value: object) -> str:
    """Return why a value is no place of a set of `PLACES`, with the nearest; blank if it is one."""
    if value == ALL and set_name not in ONE_PLACE:
        return ""
    if set_name in READ_BY_PLACE:
        return _not_read(set_name, value)
    from sanctuary_research.data import schema

    tables = PLACES[set_name]
    found = {place for table in tables for place in schema.load(table)["jurisdiction_id"].dropna()}
    if value in found:
        return ""
    return f"must be {ALL} or a place of {tables[0]}, not {value!r}: {nearest(str(value), found)}"


def no_day(set_name: str, value: object) -> str:
    """Return why a value is no day of a set of `DAYS`, with its ends; blank if it is one."""
    if set_name in READ_BY_PLACE:
        return _not_read(set_name, value)
    from sanctuary_research.data import dates, schema

    table, first, last = DAYS[set_name]
    rows = schema.load(table)
    start, end = rows[first].min(), rows[last].max()
    if start <= dates.day(value) <= end:
        return ""
    return f"must be a day from {start:%Y-%m-%d} to {end:%Y-%m-%d}, as {table} go, not {value!r}"


def _not_read(set_name: str, value: object) -> str:
    from sanctuary_research.data import place

    try:
        found = getattr(place, READ_BY_PLACE[set_name])(value)
        if set_name in ONE_PLACE and len(found.counties) != 1:
            raise UsageError(f"{found.name} is not one county", "give its name or its five digits")
    except UsageError as error:
        return f"is refused: {error}"
    return ""


def none_chosen(given: dict[str, list]) -> str:
    """Return why values, by the set that each is of, choose no row together; blank if they do."""
    for table, columns in TOGETHER.items():
        asked = {name: given[name] for name in columns if name in given}
        if set(asked) != set(columns):
            continue
        from sanctuary_research.data import dates, schema  # pandas, only where it is needed

        rows = schema.load(table)
        for name, values in asked.items():
            column = rows[columns[name]]
            if name in DAYS:
                rows = rows[column <= max(map(dates.day, values))]
            elif "any" not in values:
                rows = rows[column.isin(values)]
        if rows.empty:
            told = ", ".join(", ".join(map(str, values)) for values in asked.values())
            return f"no row of the table {table} is chosen by {told} together"
    return ""


def check(kind: str, name: str, value: object) -> object:
    """Return a value in its kind, as a cell of parameters writes it; refuse what cannot be.

    Parameters
    ----------
    kind : str
        A name in `SETS`, `PLACES` or `DAYS`, or another type, such as ``int[2010:2025]``.
    name : str
        The parameter, for the sentence.
    value : object

    Raises
    ------
    UsageError
        With all values of the set and the nearest one, or with the bounds.
    """
    import ast  # which few need

    from sanctuary_research.data import kinds

    return kinds.checked(kinds.kind_of(ast.Constant(kind), None), name, value)


def missing_own() -> UsageError:
    """Return the error for a definition that is the reader's own list, where there is no list."""
    return UsageError(
        "definition 'own' needs a list of yours", "give own, the path of a CSV, as own=list.csv"
    )


def refusal(choices: tuple, value: object) -> str:
    """Return why a value is none of the choices, with the nearest.

    >>> refusal((2012, 2015, 2017), 2016)
    "must be one of 2012, 2015, 2017, not '2016': the nearest is 2015"
    >>> refusal(("raw", "cem"), "row")
    "must be one of raw, cem, not 'row': did you mean 'raw'?"
    """
    text = f"must be one of {', '.join(map(str, choices))}, not {str(value)!r}"
    if all(isinstance(choice, (int, float)) for choice in choices):
        try:
            wanted = float(str(value))
        except ValueError:
            return text
        return f"{text}: the nearest is {min(choices, key=lambda choice: abs(choice - wanted))}"
    hint = nearest(str(value), map(str, choices))
    return f"{text}: {hint}" if hint.startswith("did you mean") else text
