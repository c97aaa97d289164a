"""When no interval is printed, and the reason in words.

An estimate always stands. Its interval is withheld where none is known to be honest: what the
simulations say of each rule is in docs/methods.md.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from sanctuary_research.methods.groups.cr2 import Clustered

LEAST_DF = 3.0
LEAST_EFFECTIVE = 6.0
WEIGHTING = ("cem", "entropy")


def reason_from_design(
    method: str, sides: Mapping[str, pd.DataFrame], counts: Mapping, cluster: str
) -> str:
    """Return why a design can have no interval, or nothing.

    Parameters
    ----------
    method : str
        The adjustment.
    sides : mapping of "sanctuary" and "comparison" to DataFrame
        weight and cluster of each unit.
    counts : mapping
        With ``effective_clusters_...`` of each side.
    cluster : str
        The column of clusters, for the words.
    """
    words = cluster.removesuffix("_fips").removesuffix("_name").replace("_", " ")
    for name, side in sides.items():
        if side["cluster"].nunique() == 1:
            return (
                f"all {len(side):,} {name} units lie in one {words} ({side['cluster'].iloc[0]}): "
                "compare units of two or more"
            )
    if method not in WEIGHTING:
        return ""
    for name in sides:
        size = counts[f"effective_clusters_{name}"]
        if size < LEAST_EFFECTIVE:
            return (
                f"the weights leave the {name} side {size:.2f} effective {words}s, under "
                f"{LEAST_EFFECTIVE:g}"
            )
    return ""


def reason_from_df(outcome: np.ndarray, found: Clustered) -> str:
    """Return why the variance found can carry no interval, or nothing."""
    if not found.std_error > 1e-10 * np.abs(outcome).max():
        return "the outcome does not vary beyond the fit"
    if found.df < LEAST_DF:
        return f"{found.df:.2f} degrees of freedom, under {LEAST_DF:g}"
    return ""
