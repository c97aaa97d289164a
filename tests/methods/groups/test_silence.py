"""Bounds for silent units, beside every choice that there is."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.groups.silence import silence_bounds


def drawn(seed: int) -> pd.DataFrame:
    """Fourteen units, nine of them silent."""
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "label": ["sanctuary"] * 3 + ["not_sanctuary"] * 11,
            "crime": rng.normal(5, 3, 14),
            "population": rng.integers(1, 9, 14).astype(float),
            "quiet": [False] * 5 + [True] * 9,
        }
    )


def every_gap(frame: pd.DataFrame, most: float) -> list[float]:
    """Return the gap under each choice of at most so many silent units to move."""
    silent = np.flatnonzero(frame["quiet"])
    gaps = []
    for size in range(int(most) + 1):
        for chosen in combinations(silent, size):
            ours = (frame["label"] == "sanctuary").to_numpy(copy=True)
            ours[list(chosen)] = True
            gaps.append(frame["crime"][ours].mean() - frame["crime"][~ours].mean())
    return gaps


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("share", [0.0, 0.12, 0.35, 1.0])
def test_county_bounds_are_those_of_every_choice(seed, share):
    """Sorting finds the least and the greatest gap over all choices of silent counties."""
    frame = drawn(seed)
    gaps = every_gap(frame, share * 9)
    found = silence_bounds(frame, outcome="crime", silent="quiet", shares=[share]).iloc[0]
    assert found["low"] == pytest.approx(min(gaps))
    assert found["high"] == pytest.approx(max(gaps))


def test_bounds_widen_with_the_share():
    """A larger share never narrows the bounds; none at all leaves the gap itself."""
    shares = [0.0, 0.01, 0.02, 0.05, 0.1, 0.5]
    found = silence_bounds(drawn(2), outcome="crime", silent="quiet", shares=shares)
    assert found.loc[0, "low"] == found.loc[0, "high"]
    assert (found["low"].diff().dropna() <= 0).all()
    assert (found["high"].diff().dropna() >= 0).all()


def test_what_is_refused():
    """A share that is none, and a silent unit that is labelled sanctuary."""
    frame = drawn(3)
    with pytest.raises(AnalysisError, match="between 0 and 1, not at 1"):
        silence_bounds(frame, outcome="crime", silent="quiet", shares=[1.2])
    with pytest.raises(AnalysisError, match="true of sanctuary units \\(rows 0, 1, 2\\)"):
        silence_bounds(frame.assign(quiet=True), outcome="crime", silent="quiet", shares=[0])


def test_somebody_is_left_to_compare_with():
    """Where every comparison unit is silent, all of them but one may be moved."""
    frame = drawn(4).assign(quiet=lambda f: f["label"] == "not_sanctuary")
    found = silence_bounds(frame, outcome="crime", silent="quiet", shares=[1.0]).iloc[0]
    gaps = every_gap(frame, 10)
    assert found[["low", "high"]].tolist() == pytest.approx([min(gaps), max(gaps)])
