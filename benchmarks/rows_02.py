"""The rows of the table that `coverage_02` writes, and the models that they are of."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from simulated import MODELS

WITHOUT_EFFECT = [name for name in MODELS if name != "real outcomes"]
LEVEL = 0.05


def design_of(row: pd.Series) -> dict:
    """Return what a row of the table says of its design, and whether its interval is withheld."""
    names = ["n_sanctuary", "n_comparison", "n_clusters_sanctuary", "n_clusters_comparison"]
    names += ["effective_clusters_sanctuary", "effective_clusters_comparison", "df", "withheld"]
    return row[names].to_dict()


def rows_of(
    part: str, design: str, row: pd.Series, statistics: dict, model: str, draws: int
) -> Iterator[dict]:
    """Yield one row a statistic."""
    about = {"part": part, "design": design, "weights": "county", "adjustment": "regression"}
    for name, share in statistics.items():
        yield (
            about
            | design_of(row)
            | {
                "statistic": name,
                "model": model,
                "share": float(share),
                "draws": draws,
            }
        )


def rate_columns(frame: pd.DataFrame, years: tuple[int, ...]) -> list[str]:
    """Return the columns of property crime in some years, or none if one is not there."""
    names = [f"property_{year}" for year in years]
    return names if set(names) <= set(frame.columns) else []
