"""Cells judged together: by hand, beside the single bootstrap, and how often it rejects."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from simulated import Places, drawn

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.groups.bootstrap import Problem, cluster_bootstrap, webb_draws
from sanctuary_research.methods.groups.joint import Cell, joint_bootstrap, own_p_values
from sanctuary_research.questions import crime_rates


def make_cells(rng, n_clusters=20, n_cells=2, correlation=0.5, gap=0.0):
    """Outcomes correlated within states and with each other, on states labelled at random."""
    clusters = np.repeat(np.arange(n_clusters), rng.integers(5, 16, n_clusters))
    label = rng.permutation(np.arange(n_clusters) % 2)[clusters].astype(float)
    design = np.column_stack([np.ones(len(label)), rng.normal(size=len(label)), label])
    shared = rng.normal(size=len(label)) + 0.5 * rng.normal(size=n_clusters)[clusters]
    cells = {}
    for place in range(n_cells):
        own = rng.normal(size=len(label)) + 0.5 * rng.normal(size=n_clusters)[clusters]
        outcome = np.sqrt(correlation) * shared + np.sqrt(1 - correlation) * own
        cells[place] = Cell(outcome + gap * label, design, clusters)
    return cells


def test_own_p_values_are_ranks():
    """The largest of five has p .2, and equal values share theirs."""
    sizes = np.array([[5.0, 1.0], [4.0, 2.0], [3.0, 2.0], [2.0, 3.0], [1.0, 4.0]])
    expected = [[0.2, 1.0], [0.4, 0.8], [0.6, 0.8], [0.8, 0.4], [1.0, 0.2]]
    np.testing.assert_allclose(own_p_values(sizes), expected)


def test_a_cell_alone_is_the_single_bootstrap():
    """With one cell p, adjusted p and the single bootstrap's p are one number."""
    cell = make_cells(np.random.default_rng(0), n_cells=1)[0]
    joint = joint_bootstrap({"one": cell}, draws=999, seed=4)
    single = cluster_bootstrap(cell, draws=999, seed=4)
    row = joint.table.iloc[0]
    assert row["p_value"] == row["p_adjusted"] == single.p_value
    assert (row["estimate"], row["std_error"]) == (single.estimate, single.std_error)


def test_cells_share_the_draws_of_a_state():
    """A cell that holds fewer states uses the draws of those it holds."""
    cell = make_cells(np.random.default_rng(1), n_cells=1)[0]
    kept = cell.clusters < 12
    smaller = Cell(cell.outcome[kept], cell.design[kept], cell.clusters[kept])
    joint = joint_bootstrap({"all": cell, "some": smaller}, draws=499)
    alone = cluster_bootstrap(smaller, draws=499)
    assert joint.table["p_value"][1] == alone.p_value


def test_joint_p_values_count_draws():
    """Adjusted p and the p of the count, counted draw by draw."""
    cells = make_cells(np.random.default_rng(2), n_cells=3, gap=0.6)
    joint = joint_bootstrap(cells, draws=299)
    problems = [Problem(cell) for cell in cells.values()]
    drawn = [problem.with_signs(webb_draws(problem.names, 299, 0)) for problem in problems]
    seen = [abs(one.estimate / one.error) for one in drawn]
    sizes = np.array([seen, *np.abs(np.column_stack([one.drawn_t() for one in drawn]))])
    for place, size in enumerate(seen):
        expected = sum(max(row) >= size for row in sizes) / 300
        assert joint.table["p_adjusted"][place] == pytest.approx(expected)
    counts = [
        sum(np.mean(column >= value) < 0.05 for column, value in zip(sizes.T, row, strict=True))
        for row in sizes
    ]
    assert joint.n_below == counts[0]
    assert joint.p_of_count == pytest.approx(np.mean(np.array(counts) >= counts[0]))


def test_the_same_cell_twice_costs_nothing():
    """Copies of one cell are one test: adjusted p is the cell's own."""
    cell = make_cells(np.random.default_rng(3), n_cells=1, gap=0.5)[0]
    table = joint_bootstrap({"a": cell, "b": cell, "c": cell}, draws=499).table
    assert table["p_adjusted"].tolist() == table["p_value"].tolist()


def test_cells_that_cannot_be_tested_are_left_out():
    """One state on a side, or a label that covariates predict."""
    cell = make_cells(np.random.default_rng(4), n_cells=1)[0]
    lonely = np.column_stack([np.ones(len(cell.outcome)), cell.clusters == 3]).astype(float)
    cells = {
        "fine": cell,
        "lonely": Cell(cell.outcome, lonely, cell.clusters),
        "twice": Cell(cell.outcome, cell.design[:, [0, 2, 2]], cell.clusters),
    }
    joint = joint_bootstrap(cells, draws=99)
    assert joint.table["cell"].tolist() == ["fine"]


def test_nothing_to_test_is_refused():
    """If no cell is left, the first reason is given."""
    cell = make_cells(np.random.default_rng(5), n_cells=1)[0]
    twice = Cell(cell.outcome, cell.design[:, [0, 2, 2]], cell.clusters)
    with pytest.raises(AnalysisError, match="no cell can be tested: the covariates predict"):
        joint_bootstrap({"twice": twice})


def rejected(found) -> dict[str, float]:
    """Return the share of samples in which each joint test rejects at 5 %, and any own p."""
    names = ["p_adjusted", "p_adjusted_least", "p_value"]
    least = pd.DataFrame(
        [{**joint.table[names].min(), "p_of_count": joint.p_of_count} for joint in found]
    )
    return (least <= 0.05).mean().round(3).to_dict()


@pytest.mark.slow
@pytest.mark.parametrize("n_cells", [2, 12])
def test_size_of_the_joint_tests(n_cells):
    """If no cell differs, neither the least adjusted p nor the count rejects more than 5 %."""
    rng = np.random.default_rng(n_cells)
    shares = rejected(
        joint_bootstrap(make_cells(rng, n_cells=n_cells), draws=399, seed=repeat)
        for repeat in range(2_000)
    )
    print(f"\n{n_cells} cells, 20 clusters, 2,000 samples: {shares}")
    assert 0.03 <= shares["p_adjusted"] <= 0.07
    assert 0.03 <= shares["p_adjusted_least"] <= 0.07
    assert shares["p_of_count"] <= 0.065


@pytest.mark.slow
def test_size_of_the_joint_tests_in_notebook_01():
    """Outcomes without an effect, in the notebook's own designs: its joint tests hold 5 %."""
    asked = crime_rates.Asked()
    frame = crime_rates.counties(asked).query("screen == 'kept'").reset_index(drop=True)
    numbered = frame.assign(**{asked.rate: np.arange(len(frame), dtype=float)})
    cells = crime_rates.every_gap(numbered, asked).cells
    here = Places(pd.factorize(frame["state"])[0], *[np.ones(len(frame))] * 2, pd.DataFrame())
    outcomes = drawn("correlation .25", here, np.random.default_rng(3), 100)
    found = []
    for seed, outcome in enumerate(outcomes.T):
        sample = {
            key: replace(cell, outcome=outcome[cell.outcome.astype(int)])
            for key, cell in cells.items()
        }
        found.append(joint_bootstrap(sample, draws=1_999, seed=seed))
    shares = rejected(found)
    print(f"\n{len(cells)} cells, 100 samples: {shares}")
    # Three standard errors of a share of 100 samples.
    assert max(shares["p_adjusted"], shares["p_adjusted_least"], shares["p_of_count"]) <= 0.12
    assert shares["p_value"] > 0.5


def test_a_row_is_named_by_its_cell():
    """Whatever names it, with its t beside the estimate and its error."""
    cell = make_cells(np.random.default_rng(1), n_cells=1)[0]
    found = joint_bootstrap({("a", 1): cell}, draws=99)
    row = found.table.iloc[0]
    assert row["cell"] == ("a", 1)
    assert row["t"] == pytest.approx(row["estimate"] / row["std_error"])
    assert found.draws == 99
