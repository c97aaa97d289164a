"""Estimates in words: for alt texts, and what a table of estimates must name."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sanctuary_research.words import interval, listed, number

CONVENTIONS = {
    "estimand": "estimand",
    "average": "average",
    "weights": "weights",
    "estimator": "estimator",
    "control": "controls",
    "covariates": "covariates",
    "clustering": "clustering",
    "small_sample": "small sample",
}


def in_words(table: pd.DataFrame, *, row: str = "name", digits: int = 1) -> str:
    """Return the estimates of a table in words, for alt texts.

    >>> frame = pd.DataFrame({"name": ["a", "b"], "estimate": [1.0, float("nan")],
    ...                       "conf_low": [-2.0, float("nan")], "conf_high": [4.0, float("nan")]})
    >>> in_words(frame)
    'a 1.0 (−2.0 to 4.0) and b no estimate'
    """
    return listed(
        [
            f"{line[row]} no estimate"
            if pd.isna(line["estimate"])
            else f"{line[row]} {number(line['estimate'], digits)} ({_ends(line, digits)})"
            for _, line in table.iterrows()
        ]
    )


def _ends(line: pd.Series, digits: int) -> str:
    """Return a row's interval in words, or that it has none."""
    if pd.isna(line["conf_low"]) or pd.isna(line["conf_high"]):
        return "no interval"
    return interval(line["conf_low"], line["conf_high"], digits)


def conventions(table: pd.DataFrame, names: Mapping[str, str] = CONVENTIONS) -> str:
    """Return, as one line, what a table of estimates must name: each fact with its values.

    >>> conventions(pd.DataFrame({"weights": ["units equal"] * 2, "clustering": ["a", "b"]}))
    'weights: units equal; clustering: a / b'
    """
    said = {name: table[name].dropna() for name in names if name in table.columns}
    return "; ".join(
        f"{names[name]}: {' / '.join(dict.fromkeys(values.astype(str)))}"
        for name, values in said.items()
        if len(values)
    )
