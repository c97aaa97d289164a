"""What the exhibits of notebook 02 share: their words, their bands and their tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pandas as pd
from matplotlib.figure import Figure

from sanctuary_research import words
from sanctuary_research.display import pictures
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.questions.adoption.series import ESTIMATORS, NAMES, Asked
from sanctuary_research.questions.adoption.studies import as_percent

CONVENTIONS = {
    "estimand": "estimand",
    "average": "average",
    "weights": "weights",
    "estimator": "estimator",
    "control": "controls",
    "covariates": "covariates",
    "clustering": "clustering",
    "intervals": "intervals",
}
OVERALL = (
    "name estimate range percent p_value n_treated_units n_treated_clusters n_units n_clusters"
)
TITLES = {
    "name": "Panel",
    "estimate": "Change",
    "n_units": "Places",
    "n_clusters": "States",
    "line": "Panel and outcome",
}
DIGITS = {"estimate": 2, "percent": 1, "p_value": 3, "value": 2, "breakdown": 2, "n_leads": 0}
EVERY_CRIME = "The average effect on every crime"
EVERY_WAY = "Every way to judge the average effect"
JOINTLY = "One choice changed at a time, jointly"
BEFORE = "% of the adopters' mean before adoption"
MARKS = (
    "Band: the value could be anywhere in here (95 % interval; darker: the middle half). "
    "Hollow: no range"
)


def percent(value: float) -> str:
    """Return a change in whole percent.

    >>> percent(-18.7), percent(0.2)
    ('19 % less', '0 % more')
    """
    if pd.isna(value):
        return "no estimate"
    return f"{abs(round(value))} % {'less' if round(value) < 0 else 'more'}"


def span(low: float, high: float) -> str:
    """Return a range of changes in whole percent.

    >>> span(-32.8, -4.6), span(-9.6, 11.6)
    ('5 to 33 % less', '10 % less to 12 % more')
    """
    if pd.isna(low):
        return "no range"
    if (round(low) < 0) == (round(high) < 0):
        near, far = sorted([low, high], key=abs)
        return f"{abs(round(near))} to {percent(far)}"
    return f"{percent(low)} to {percent(high)}"


def side(low: float, high: float) -> str:
    """Return on which side of no change a range lies: above, below, or unknown.

    >>> side(1, 2), side(-2, -1), side(-1, 2), side(float("nan"), float("nan"))
    ('above', 'below', 'unknown', 'unknown')
    """
    if low > 0:
        return "above"
    return "below" if high < 0 else "unknown"


def tick(value: float) -> str:
    """Return a percentage as an axis says it.

    >>> tick(-20.0), tick(0.0)
    ('−20 %', '0')
    """
    return f"{words.number(value, 0, sign=True)} %" if value else "0"


def in_words(table: pd.DataFrame, digits: int = 0) -> str:
    """Return changes in percent in words, for alt texts.

    >>> in_words(pd.DataFrame({"name": ["a"], "estimate": [1.0], "conf_low": [-2.0],
    ...                        "conf_high": [4.0]}))
    'a 1 (−2 to 4)'
    """
    told = []
    for row in table.itertuples():
        ends = "no range"
        if pd.notna(row.conf_low):
            ends = words.interval(row.conf_low, row.conf_high, digits)
        is_known = pd.notna(row.estimate)
        told.append(
            f"{row.name} {words.number(row.estimate, digits)} ({ends})"
            if is_known
            else f"{row.name} no estimate"
        )
    return words.listed(told)


def conventions(table: pd.DataFrame, names: Mapping[str, str] = CONVENTIONS) -> str:
    """Return, as one line, what a table of estimates must name: each fact with its values.

    >>> conventions(pd.DataFrame({"weights": ["each place once"] * 2, "clustering": ["a", "b"]}))
    'weights: each place once; clustering: a / b'
    """
    said = {name: table[name].dropna() for name in names if name in table.columns}
    line = "; ".join(
        f"{names[name]}: {' / '.join(dict.fromkeys(values.astype(str)))}"
        for name, values in said.items()
        if len(values)
    )
    return re.sub(r"\w+_\w+", lambda found: words.title(found[0]), line)


def ranged(table: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Return rows with their interval as text, or the letter of why there is none, and the key.

    >>> rows = pd.DataFrame({"conf_low": [1.0, None], "conf_high": [2.0, None], "note": ["", "x"]})
    >>> shown, key = ranged(rows)
    >>> shown["range"].tolist(), key
    (['1.0 to 2.0', 'none (a)'], '(a) x')
    """
    notes = [note for note in dict.fromkeys(table["note"].fillna("")) if note]
    letters = {note: chr(97 + k) for k, note in enumerate(notes)}
    spans = []
    for row in table.itertuples():
        text = "none" if pd.isna(row.conf_low) else words.interval(row.conf_low, row.conf_high)
        spans.append(f"{text} ({letters[row.note]})" if row.note in letters else text)
    key = "; ".join(f"({letter}) {note.rstrip('.')}" for note, letter in letters.items())
    return table.assign(range=spans), key


def under(*lines: str) -> str:
    """Return the line under a table: sentences of what is known, each with its full stop."""
    return " ".join(f"{line[0].upper()}{line[1:].rstrip('.')}." for line in lines if line)


def bands(
    table: pd.DataFrame, *, main: pd.Series | None = None, remark: str = ""
) -> tuple[pd.DataFrame, Callable[[bool], Figure]]:
    """Return a table of overall effects as bands in percent, and the picture of them.

    Parameters
    ----------
    table : DataFrame
        Of `studies.event_studies`, ``name`` as the picture says it.
    main : Series of bool, optional
        Rows in the accent colour; all unless given.
    remark : str
        A column with a second line under each name.
    """
    rows = as_percent(table) if "percent" in table else table
    rows = rows.assign(is_main=True if main is None else main, remark="")
    if remark:
        rows["remark"] = table[remark]
    return rows, picture_of(rows)


def picture_of(rows: pd.DataFrame) -> Callable[[bool], Figure]:
    """Return the picture of bands in percent; the widest tenth of them end in arrows."""
    reach = rows[["conf_low", "conf_high"]].abs().stack().quantile(0.9)
    far = max(reach, rows["estimate"].abs().max() if rows["estimate"].notna().any() else 1)
    far = 1.0 if pd.isna(far) else 1.05 * far
    return lambda narrow: pictures.bands(
        rows,
        narrow,
        xlabel=BEFORE,
        ends=(-far, far),
        zero="no change",
        tick=tick,
    )


def exhibit(
    asked: Asked, *, columns: str = "", titles: Mapping[str, str] | None = None, **fields: object
) -> Exhibit:
    """Return an exhibit with the tables, titles and decimals of this notebook.

    ``columns`` are the names of the columns shown, with blanks between them.
    """
    shared = {"tables": asked.tables, "digits": DIGITS, "columns": columns.split()}
    return Exhibit(**shared | {"titles": {**TITLES, **(titles or {})}} | fields)


def around_secure(asked: Asked) -> str:
    """Return the title of what is shown of Secure Communities."""
    return f"Recorded {asked.crimes} around Secure Communities"


def estimator_name(asked: Asked) -> str:
    """Return the name of the estimator asked for."""
    return ESTIMATORS[asked.estimator]


def called(name: str, crime: str) -> str:
    """Return a panel's outcome as a line of a picture says it.

    >>> called("states", "homicide")
    'Homicide in states'
    """
    text = f"{NAMES[crime]} in {name}"
    return text[0].upper() + text[1:]
