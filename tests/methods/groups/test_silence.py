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


def every_gap(frame: pd.DataFrame, weights: np.ndarray, allowed) -> list[float]:
    """Return the gap under each allowed choice of silent units to move."""
    silent = np.flatnonzero(frame["quiet"])
    gaps = []
    for size in range(len(silent) + 1):
        for chosen in combinations(silent, size):
            ours = (frame["label"] == "sanctuary").to_numpy(copy=True)
            ours[list(chosen)] = True
            if allowed(list(chosen)):
                means = [
                    np.average(frame["crime"][side], weights=weights[side])
                    for side in (ours, ~ours)
                ]
                gaps.append(means[0] - means[1])
    return gaps


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("share", [0.0, 0.12, 0.35, 1.0])
def test_county_bounds_are_those_of_every_choice(seed, share):
    """Sorting finds the least and the greatest gap over all choices of silent counties."""
    frame = drawn(seed)
    gaps = every_gap(frame, np.ones(14), lambda chosen: len(chosen) <= share * 9)
    found = silence_bounds(frame, outcome="crime", silent="quiet", shares=[share]).iloc[0]
    assert found["low"] == pytest.approx(min(gaps))
    assert found["high"] == pytest.approx(max(gaps))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("share", [0.0, 0.12, 0.35, 1.0])
def test_person_bounds_hold_every_choice(seed, share):
    """No choice of silent counties with that share of the people has a gap outside."""
    frame = drawn(seed)
    people = frame["population"].to_numpy()
    room = share * people[frame["quiet"]].sum()
    gaps = every_gap(frame, people, lambda chosen: people[chosen].sum() <= room)
    found = silence_bounds(
        frame, outcome="crime", silent="quiet", weights="person", shares=[share]
    ).iloc[0]
    assert found["low"] <= min(gaps) + 1e-9
    assert found["high"] >= max(gaps) - 1e-9


def test_person_bound_is_reached_by_dividing_a_unit():
    """With people in tiny pieces the person bound is that of the pieces, to their size."""
    frame = drawn(1)
    pieces = frame.loc[frame.index.repeat(frame["population"] * 40)].assign(population=1 / 40)
    options = {"outcome": "crime", "silent": "quiet", "shares": [0.05, 0.3]}
    whole = silence_bounds(frame, weights="person", **options)
    fine = silence_bounds(pieces.reset_index(drop=True), weights="county", **options)
    assert np.allclose(whole[["low", "high"]], fine[["low", "high"]], atol=0.02)


def test_bounds_widen_with_the_share():
    """A larger share never narrows the bounds; none at all leaves the gap itself."""
    found = silence_bounds(drawn(2), outcome="crime", silent="quiet")
    assert found.loc[0, "low"] == found.loc[0, "high"]
    assert (found["low"].diff().dropna() <= 0).all()
    assert (found["high"].diff().dropna() >= 0).all()


def test_what_is_refused():
    """A share that is none, and a silent unit that is labelled sanctuary."""
    frame = drawn(3)
    with pytest.raises(AnalysisError, match="between 0 and 1, not at 1"):
        silence_bounds(frame, outcome="crime", silent="quiet", shares=[1.2])
    with pytest.raises(AnalysisError, match="true of sanctuary units \\(rows 0, 1, 2\\)"):
        silence_bounds(frame.assign(quiet=True), outcome="crime", silent="quiet")


@pytest.mark.parametrize("weights", ["county", "person"])
def test_somebody_is_left_to_compare_with(weights):
    """Where every comparison unit is silent, all of them but the last bit may be moved."""
    frame = drawn(4).assign(quiet=lambda f: f["label"] == "not_sanctuary")
    found = silence_bounds(
        frame, outcome="crime", silent="quiet", weights=weights, shares=[1.0]
    ).iloc[0]
    assert np.isfinite(found[["low", "high"]].to_numpy(float)).all()
    assert found["n_silent"] == 11
    assert max(found["n_moved_low"], found["n_moved_high"]) <= 11
