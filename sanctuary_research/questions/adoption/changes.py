"""The change asked for: every outcome between the sides, compared like an outcome of its own."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from statsmodels.stats.multitest import multipletests

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.groups.compare import GroupComparison, compare_groups
from sanctuary_research.questions.adoption.question import COMPARED, OUTCOMES, PRIMARY, Asked
from sanctuary_research.questions.crime_rates.frames import EARLIER, sides

EMPTY = {
    "sanctuary": "no agency kept is in a county whose limit began between the sides",
    "not_sanctuary": "no agency kept is on the other side",
}


def compare(
    frame: pd.DataFrame,
    outcome: str,
    asked: Asked,
    *,
    covariates: Sequence[str] = EARLIER,
    weights: str | Sequence[str] = ("county", "person"),
    adjustments: str | Sequence[str] = "regression",
) -> GroupComparison:
    """Compare one column of the agencies kept, limit against the comparison asked for.

    Parameters
    ----------
    frame : DataFrame
        As of `offices`.
    outcome : str
        A column: a change, a rate, or a slope.
    asked : Asked

    Raises
    ------
    AnalysisError
        A side is empty, with what could be asked instead.
    """
    chosen = sides(frame, asked.comparison)
    for side, said in EMPTY.items():
        if not chosen["label"].eq(side).any():
            raise AnalysisError(
                f"under {asked.definition!r}, against {COMPARED[asked.comparison]}: {said}",
                "choose another definition, comparison or other years",
            )
    return compare_groups(
        chosen,
        outcome=outcome,
        covariates=list(covariates),
        weights=weights,
        population="residents",
        cluster="state",
        adjustments=adjustments,
        unit="agency_id",
    )


def changes(frame: pd.DataFrame, asked: Asked, **options) -> pd.DataFrame:
    """Compare the change of every outcome.

    Returns
    -------
    DataFrame
        One row an outcome and weighting: outcome, the columns of `compare_groups`, and p_holm:
        adjusted over the outcomes of its rank (primary or secondary) and weighting.
    """
    tables = [
        compare(frame, name, asked, **options).table.assign(outcome=name) for name in OUTCOMES
    ]
    table = pd.concat(tables, ignore_index=True)
    table["is_primary"] = table["outcome"].isin(PRIMARY)
    groups = table.groupby(["is_primary", "weights", "adjustment"])["p_value"]
    return table.assign(p_holm=groups.transform(holm))


def holm(p: pd.Series) -> pd.Series:
    """Return p-values adjusted by Holm's step-down; blank ones stay so and do not count.

    >>> holm(pd.Series([0.01, 0.04])).tolist()
    [0.02, 0.04]
    """
    known = p.dropna()
    if known.empty:
        return p
    return pd.Series(multipletests(known, method="holm")[1], known.index).reindex(p.index)
