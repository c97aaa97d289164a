"""Coarsened exact matching: counts published for LeLonde's data, and weights by hand."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.groups.matching import match

CHECKS = os.environ.get("SANCTUARY_CHECK_DATA")
EDUCATION = [0, 6.5, 8.5, 12.5, 17]
OPINIONS = [
    ["strongly agree", "agree"],
    ["neutral", "no opinion"],
    ["strongly disagree", "disagree"],
]


@pytest.fixture(scope="module")
def lelonde() -> pd.DataFrame:
    """The 650 complete rows (the outcome too must be known) of the R package cem's LeLonde."""
    path = Path(CHECKS or "") / "cem_LeLonde.csv"
    if not CHECKS or not path.exists():
        pytest.skip("needs cem_LeLonde.csv in the folder that SANCTUARY_CHECK_DATA names")
    return pd.read_csv(path).dropna()


def counts(frame: pd.DataFrame, **cut) -> list[int]:
    """Return how many controls and treated are matched, some covariates cut beforehand."""
    treated = (frame["treated"] == 1).to_numpy()
    matched = match(frame.drop(columns=["treated", "re78"]).assign(**cut), treated) > 0
    return [int((matched & ~treated).sum()), int((matched & treated).sum())]


def cut(column: pd.Series, edges) -> pd.Series:
    return pd.cut(column, edges, include_lowest=True).astype(str)


def test_lelonde_automatic(lelonde):
    """Automatic coarsening keeps 95 of 392 controls and 84 of 258 treated (vignette 3.2.1)."""
    assert counts(lelonde) == [95, 84]


def test_lelonde_by_choice(lelonde):
    """Cutpoints for education and grouped opinions keep 158 and 115 (vignette 3.2.2)."""
    grouped = lelonde["q1"].replace({word: words[0] for words in OPINIONS for word in words})
    education = cut(lelonde["education"], EDUCATION)
    assert counts(lelonde, education=education, q1=grouped) == [158, 115]


@pytest.mark.parametrize(("bins", "matched"), [(9, [87, 77]), (5, [131, 101]), (2, [173, 123])])
def test_lelonde_by_age(lelonde, bins, matched):
    """The runs with 10, 6 and 3 cutpoints printed in the JSS paper are reproduced."""
    ages = lelonde["age"]
    edges = np.linspace(ages.min(), ages.max(), bins + 1)
    assert counts(lelonde, age=cut(ages, edges)) == matched


def test_weights_by_hand():
    """In a cell with 2 sanctuary and 1 comparison unit the latter counts 2, rescaled to sum 3."""
    frame = pd.DataFrame({"kind": list("aaabbbc")})
    sanctuary = np.array([1, 1, 0, 1, 0, 0, 1], bool)
    found = match(frame, sanctuary)
    np.testing.assert_allclose(found, [1, 1, 2, 1, 0.5, 0.5, 0])
    np.testing.assert_allclose(match(frame, sanctuary.astype(int)), found)
    assert found[~sanctuary].sum() == (found[~sanctuary] > 0).sum()


def test_base_weights_by_hand():
    """With populations, comparison weight in a cell is proportional to its sanctuary population."""
    frame = pd.DataFrame({"kind": list("aabb")})
    sanctuary = np.array([1, 0, 1, 0], bool)
    found = match(frame, sanctuary, base=[30.0, 1.0, 10.0, 7.0])
    np.testing.assert_allclose(found[1] / found[3], 3.0)
    np.testing.assert_allclose(found[sanctuary], [30.0, 10.0])


def test_cells_are_closed_on_the_right():
    """Of 0 to 8 by three cutpoints, 4 falls in the first cell and what is above in the next."""
    frame = pd.DataFrame({"x": [0.0, 8.0, 4.0, 4.1]})
    assert (match(frame, [True, False, False, False]) > 0).tolist() == [True, False, True, False]


def test_bad_input_is_refused_with_rows():
    """Missing values, and nothing to match on, are sentences."""
    frame = pd.DataFrame({"x": [1.0, np.nan]}, index=["01001", "01003"])
    with pytest.raises(AnalysisError, match="row 01003 miss"):
        match(frame, [True, False])
    with pytest.raises(AnalysisError, match="nothing to match on"):
        match(frame[[]], [True, False])


def test_no_overlap_matches_nobody():
    """Groups without a common cell give no weights at all."""
    found = match(pd.DataFrame({"kind": ["a", "b"]}), [True, False])
    assert found.tolist() == [0.0, 0.0]
