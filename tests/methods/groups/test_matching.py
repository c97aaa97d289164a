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


def counts(frame: pd.DataFrame, **coarsening) -> list[int]:
    covariates = frame.drop(columns=["treated", "re78"])
    found = match(covariates, frame["treated"] == 1, **coarsening)
    return found.counts.loc[["all", "matched"]].to_numpy().ravel().tolist()


def test_lelonde_automatic(lelonde):
    """Automatic coarsening keeps 95 of 392 controls and 84 of 258 treated (vignette 3.2.1)."""
    assert counts(lelonde) == [392, 258, 95, 84]


def test_lelonde_by_choice(lelonde):
    """Cutpoints for education and grouped opinions keep 158 and 115 (vignette 3.2.2)."""
    found = counts(lelonde, cutpoints={"education": EDUCATION}, groupings={"q1": OPINIONS})
    assert found == [392, 258, 158, 115]


@pytest.mark.parametrize(
    ("cutpoints", "matched"),
    [
        ({"education": EDUCATION}, [137, 91]),
        ({"age": 10}, [87, 77]),
        ({"age": 6}, [131, 101]),
        ({"age": 3}, [173, 123]),
    ],
)
def test_lelonde_without_grouping(lelonde, cutpoints, matched):
    """The runs printed in the JSS paper, whose unnamed grouping had no effect, are reproduced."""
    assert counts(lelonde, cutpoints=cutpoints)[2:] == matched


def test_lelonde_cutpoints(lelonde):
    """Sturges' rule on 650 rows gives the eleven education cutpoints that the vignette prints."""
    covariates = lelonde.drop(columns=["treated", "re78"])
    found = match(covariates, lelonde["treated"] == 1).cutpoints["education"]
    np.testing.assert_allclose(found, [3, 4.2, 5.4, 6.6, 7.8, 9, 10.2, 11.4, 12.6, 13.8, 15])


def test_weights_by_hand():
    """In a cell with 2 sanctuary and 1 comparison unit the latter counts 2, rescaled to sum 3."""
    frame = pd.DataFrame({"kind": list("aaabbbc")})
    sanctuary = np.array([1, 1, 0, 1, 0, 0, 1], bool)
    found = match(frame, sanctuary)
    np.testing.assert_allclose(found.weights, [1, 1, 2, 1, 0.5, 0.5, 0])
    assert found.weights[~sanctuary].sum() == found.matched[~sanctuary].sum()


def test_base_weights_by_hand():
    """With populations, comparison weight in a cell is proportional to its sanctuary population."""
    frame = pd.DataFrame({"kind": list("aabb")})
    sanctuary = np.array([1, 0, 1, 0], bool)
    found = match(frame, sanctuary, base=[30.0, 1.0, 10.0, 7.0])
    np.testing.assert_allclose(found.weights[1] / found.weights[3], 3.0)
    np.testing.assert_allclose(found.weights[sanctuary], [30.0, 10.0])


def test_cells_are_closed_on_the_right():
    """A value on a cutpoint falls in the cell below it, the lowest in the first cell."""
    frame = pd.DataFrame({"x": [0.0, 10.0, 10.1, 20.0]})
    found = match(frame, [True, False, True, False], cutpoints={"x": [0, 10, 20]})
    assert found.strata.tolist() == [0, 0, 1, 1]


def test_number_of_cutpoints_for_all():
    """An integer stands for every numeric covariate, its ends included."""
    frame = pd.DataFrame({"x": [0.0, 4.0, 8.0], "y": [1.0, 1.5, 2.0], "z": list("abc")})
    found = match(frame, [True, False, False], cutpoints=3)
    assert found.cutpoints == {"x": (0.0, 4.0, 8.0), "y": (1.0, 1.5, 2.0)}


def test_bad_input_is_refused_with_rows():
    """Missing values, values outside the cutpoints and unknown covariates are sentences."""
    frame = pd.DataFrame({"x": [1.0, np.nan]}, index=["01001", "01003"])
    with pytest.raises(AnalysisError, match="row 01003 miss"):
        match(frame, [True, False])
    full = frame.fillna(9.0)
    with pytest.raises(AnalysisError, match="outside its cutpoints 0 to 5 in row 01003"):
        match(full, [True, False], cutpoints={"x": [0, 5]})
    with pytest.raises(AnalysisError, match="no column 'age'"):
        match(full, [True, False], cutpoints={"age": 4})
    with pytest.raises(AnalysisError, match="two cutpoints or more"):
        match(full, [True, False], cutpoints=1)


def test_no_overlap_matches_nobody():
    """Groups without a common cell give no weights at all."""
    found = match(pd.DataFrame({"kind": ["a", "b"]}), [True, False])
    assert found.weights.tolist() == [0.0, 0.0]
    assert found.counts.loc["unmatched"].tolist() == [1, 1]


def test_categories_grouped_together_are_one_cell():
    """A grouped category is matched with its like, one by itself is not."""
    frame = pd.DataFrame({"says": ["agree", "strongly", "neutral", "no"]})
    groups = {"says": [["strongly", "agree"]]}
    found = match(frame, [True, False, True, False], groupings=groups)
    assert found.matched.tolist() == [True, True, False, False]
    assert len(np.unique(found.strata)) == 3
