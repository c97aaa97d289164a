"""Bounds of a gap when some units of the comparison side may have the policy unrecorded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.groups.columns import require
from sanctuary_research.methods.groups.sample import draw_sample


def silence_bounds(
    frame: pd.DataFrame,
    *,
    outcome: str,
    silent: str,
    shares: Sequence[float],
    **columns: Any,
) -> pd.DataFrame:
    """Return where the raw gap can lie if up to a share of the silent units has the policy.

    Silent units, of which no row speaks, stand on the comparison side. Were some of them sanctuary
    units, they would change sides. The bounds are the least and the greatest gap, each unit counted
    once, over every choice of at most that share of the silent units. They are no confidence
    interval: they allow for missing records only, not for chance.

    Parameters
    ----------
    frame : DataFrame
        One row for each unit, its label "sanctuary", "not_sanctuary" or "not_coded" (left out);
        silent units are "not_sanctuary".
    outcome : str
    silent : str
        Column of booleans.
    shares : sequence of float
        From 0 to 1.
    **columns : str
        label and unit, as in ``compare_groups``.

    Returns
    -------
    DataFrame
        share, low and high (in units of the outcome).

    Raises
    ------
    AnalysisError
        As ``compare_groups``; or a silent unit is labelled sanctuary, a share is outside 0 to 1.

    References
    ----------
    Horowitz and Manski (1995), Identification and Robustness with Contaminated and Corrupted Data,
    Econometrica 63(2), doi:10.2307/2951627.

    Examples
    --------
    >>> frame = pd.DataFrame({
    ...     "label": ["sanctuary"] + ["not_sanctuary"] * 3, "crime": [6.0, 1.0, 3.0, 8.0],
    ...     "state_fips": list("abcd"), "quiet": [False, False, True, True]})
    >>> found = silence_bounds(frame, outcome="crime", silent="quiet", shares=[0, 0.5])
    >>> found[["share", "low", "high"]].values.tolist()
    [[0.0, 2.0, 2.0], [0.5, 0.0, 5.0]]
    """
    _refuse_shares(shares)
    numbered = frame.assign(_place=range(len(frame)))
    sample = draw_sample(numbered, outcome=outcome, weights=["county"], cluster="_place", **columns)
    quiet = frame[silent].to_numpy(bool)[sample.clusters.astype(int)]
    case = f"column {silent!r} is true of sanctuary units ({{rows}})"
    require(sample.units, quiet & sample.sanctuary, case, "a row speaks of them")
    low, high = (
        [_greatest(sign * sample.outcome, sample.sanctuary, quiet, share) for share in shares]
        for sign in (-1, 1)
    )
    return pd.DataFrame({"share": shares, "low": 0.0 - np.array(low), "high": high})


def _refuse_shares(shares: Sequence[float]) -> None:
    wrong = [share for share in shares if not 0 <= share <= 1]
    if wrong:
        raise AnalysisError(f"a share lies between 0 and 1, not at {wrong[0]:g}")


def _greatest(outcome: np.ndarray, sanctuary: np.ndarray, quiet: np.ndarray, share: float) -> float:
    """Return the greatest gap.

    The gap rises with the outcomes that go along, so the silent units with the highest outcomes go
    first; how many is best is tried.
    """
    carried = np.r_[0.0, np.cumsum(np.sort(outcome[quiet])[::-1])]
    ours, theirs = outcome[sanctuary], outcome[~sanctuary]
    room = min(int(share * quiet.sum() + 1e-9), len(theirs) - 1)  # somebody is left to compare with
    moved = np.arange(room + 1)
    gaps = (ours.sum() + carried[moved]) / (len(ours) + moved)
    gaps -= (theirs.sum() - carried[moved]) / (len(theirs) - moved)
    return float(gaps.max())
