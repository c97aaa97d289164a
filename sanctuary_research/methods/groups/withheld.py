"""When no interval is printed, and the reason in words.

An estimate always stands. Its interval is withheld where none is known to be honest: what the
simulations say of each rule is in docs/methods.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from sanctuary_research.methods.groups.clusters import Side
from sanctuary_research.methods.groups.cr2 import Clustered

LEAST_DF = 3
LEAST_EFFECTIVE = 6
MOST_OF_A_SIDE = 0.5
MOST_DF_A_STATE = 0.8  # of balancing, for each effective cluster of a side
LEAST_EXPECTED = 0.8  # of the true variance, as of `Cr2.expected`
WEIGHTING = ("cem", "entropy")


class Reason(NamedTuple):
    """Why there is no interval: the rule, the same words wherever it holds, and its figures."""

    rule: str = ""
    figures: str = ""


def reason_from_design(method: str, sides: Mapping[str, Side], words: str) -> Reason:
    """Return why a design can have no interval, or a blank reason.

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
            return Reason(
                f"a side lies in one {words}", f"all {side.n:,} {name} units in {side.largest}"
            )
        if side.largest_share > MOST_OF_A_SIDE:
            return Reason(
                f"one {words} carries over half of a side",
                f"{side.largest} {100 * side.largest_share:.0f} % of the {name} side",
            )
        if method in WEIGHTING and side.effective_clusters < LEAST_EFFECTIVE:
            return Reason(
                f"the weights leave a side under {LEAST_EFFECTIVE} effective {words}s",
                f"{side.effective_clusters:.2f} on the {name} side",
            )
    return Reason()


def reason_from_df(
    method: str, sides: Mapping[str, Side], words: str, outcome: np.ndarray, found: Clustered
) -> Reason:
    """Return why the variance found can carry no interval, or a blank reason.

    Under entropy balancing the covariates of the fit rest on few clusters too; where the degrees of
    freedom come near what a side's weights hold, they claim too much.
    """
    if not found.std_error > 1e-10 * np.abs(outcome).max():
        return Reason("the outcome does not vary beyond the fit")
    if found.df < LEAST_DF:
        return Reason(f"under {LEAST_DF} degrees of freedom", f"{found.df:.2f}")
    if found.expected < LEAST_EXPECTED:
        return Reason(
            f"the error would be too small where {words}s share causes",
            f"{100 * found.expected:.0f} % of the variance would be found",
        )
    for name, side in sides.items():
        if method == "entropy" and found.df > MOST_DF_A_STATE * side.effective_clusters:
            return Reason(
                f"over {MOST_DF_A_STATE} degrees of freedom for each effective {words} of a side",
                f"{found.df:.1f} and {side.effective_clusters:.1f} on the {name} side",
            )
    return Reason()
