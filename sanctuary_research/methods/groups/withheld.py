"""When no interval is printed, and the reason in words.

An estimate always stands. Its interval is withheld where none is known to be honest: what the
simulations say of each rule is in docs/methods.md.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sanctuary_research.methods.groups.clusters import Side
from sanctuary_research.methods.groups.cr2 import Clustered

LEAST_DF = 3.0
LEAST_EFFECTIVE = 6.0
MOST_OF_A_SIDE = 0.5
WEIGHTING = ("cem", "entropy")


def reason_from_design(method: str, sides: Mapping[str, Side], words: str) -> str:
    """Return why a design can have no interval, or nothing.

    Parameters
    ----------
    method : str
        The adjustment.
    sides : mapping of "sanctuary" and "comparison" to Side
    words : str
        What a cluster is.
    """
    for name, side in sides.items():
        if side.n_clusters == 1:
            return (
                f"all {side.n:,} {name} units lie in one {words} ({side.largest}): "
                "compare units of two or more"
            )
        if side.largest_share > MOST_OF_A_SIDE:
            return (
                f"one {words} ({side.largest}) carries {100 * side.largest_share:.0f} % of the "
                f"{name} side, over half"
            )
        if method in WEIGHTING and side.effective_clusters < LEAST_EFFECTIVE:
            return (
                f"the weights leave the {name} side {side.effective_clusters:.2f} effective "
                f"{words}s, under {LEAST_EFFECTIVE:g}"
            )
    return ""


def reason_from_df(
    method: str, sides: Mapping[str, Side], words: str, outcome: np.ndarray, found: Clustered
) -> str:
    """Return why the variance found can carry no interval, or nothing.

    Under entropy balancing the covariates of the fit rest on few clusters too; where the degrees of
    freedom exceed what a side's weights hold, they claim too much.
    """
    if not found.std_error > 1e-10 * np.abs(outcome).max():
        return "the outcome does not vary beyond the fit"
    if found.df < LEAST_DF:
        return f"{found.df:.2f} degrees of freedom, under {LEAST_DF:g}"
    for name, side in sides.items():
        if method == "entropy" and found.df > side.effective_clusters:
            return (
                f"{found.df:.1f} degrees of freedom, more than the {side.effective_clusters:.1f} "
                f"effective {words}s of the {name} side"
            )
    return ""
