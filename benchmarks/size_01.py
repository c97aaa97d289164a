"""How often the tests of notebook 01 call a difference that is none, simulated in its own designs.

    OMP_NUM_THREADS=1 python benchmarks/size_01.py [--single 2000] [--joint 200] [--models ...]

Labels, covariates, weights and states are those of the year asked; outcomes of all kept counties
are drawn by `simulated` without an effect, one draw for every estimate of a sample.
First the restricted wild bootstrap of the main estimate, then the raw and regression estimates
judged together. Prints the share of samples in which each test rejects at 5 %.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
from simulated import MODELS, Places, drawn

from sanctuary_research.methods import screens
from sanctuary_research.methods.groups.bootstrap import Problem
from sanctuary_research.methods.groups.joint import Cell, JointBootstrap, joint_bootstrap
from sanctuary_research.questions.crime_rates import Asked, counties, every_gap

MAIN = ("ice_list_2014", "neither", "regression", "county")
WITHOUT_EFFECT = [name for name in MODELS if name != "real outcomes"]  # those keep rates by size
# With 399 draws the least of a hundred p-values is nearly always 1/400: min-p could not reject.
SINGLE_DRAWS, JOINT_DRAWS, LEVEL = 999, 1_999, 0.05


def kept(asked: Asked) -> pd.DataFrame:
    """Return the kept counties, each with its row number for an outcome."""
    frame = counties(asked)
    frame = frame[frame["screen"] == screens.KEPT].reset_index(drop=True)
    return frame.assign(**{asked.rate: np.arange(len(frame), dtype=float)})


def places(frame: pd.DataFrame) -> Places:
    """Return the counties as the models see them."""
    states, _ = pd.factorize(frame["state"])
    people = frame["population"].to_numpy(float)
    return Places(states, people, frame["arm"].eq("limit").to_numpy(), pd.DataFrame())


def with_outcome(cell: Cell, outcome: np.ndarray) -> Cell:
    """Return a cell whose row numbers are replaced by the outcomes of those rows."""
    return replace(cell, outcome=outcome[cell.outcome.astype(int)])


def single(cell: Cell, outcomes: np.ndarray) -> float:
    """Return how often the bootstrap of one cell rejects, over outcomes (n, samples)."""
    found = []
    for seed, outcome in enumerate(outcomes.T):
        one = with_outcome(cell, outcome)
        problem = Problem(one)
        found.append(problem.drawn(SINGLE_DRAWS, seed).p_value() <= LEVEL)
    return float(np.mean(found))


def judged(cells: Mapping[tuple, Cell], outcome: np.ndarray, seed: int) -> dict[str, bool]:
    """Return which tests over all cells reject for one sample."""
    drawn_cells = {key: with_outcome(cell, outcome) for key, cell in cells.items()}
    return rejections(joint_bootstrap(drawn_cells, draws=JOINT_DRAWS, seed=seed))


def rejections(found: JointBootstrap) -> dict[str, bool]:
    """Return whether any own, any adjusted p, or the count rejects."""
    least = found.table[["p_adjusted", "p_adjusted_least", "p_value"]].min()
    return {
        "max_t": least["p_adjusted"] <= LEVEL,
        "min_p": least["p_adjusted_least"] <= LEVEL,
        "count": found.p_of_count <= LEVEL,
        "any_own": least["p_value"] <= LEVEL,
    }


def main() -> None:
    """Simulate each model and print the shares as it ends."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--single", type=int, default=2_000, help="samples of the main estimate")
    parser.add_argument("--joint", type=int, default=200, help="samples of all estimates together")
    parser.add_argument("--models", nargs="+", default=WITHOUT_EFFECT, choices=WITHOUT_EFFECT)
    given = parser.parse_args()
    asked = Asked()
    frame = kept(asked)
    cells, here = every_gap(frame, asked).cells, places(frame)
    print(f"{len(frame)} counties, {len(cells)} raw and regression estimates", flush=True)
    for model in given.models:
        start = time.perf_counter()
        rng = np.random.default_rng([asked.year, WITHOUT_EFFECT.index(model)])
        main_size = single(cells[MAIN], drawn(model, here, rng, given.single))
        samples = drawn(model, here, rng, given.joint).T
        shares = pd.DataFrame([judged(cells, one, seed) for seed, one in enumerate(samples)]).mean()
        told = ", ".join(f"{name} {share:.3f}" for name, share in shares.items())
        print(
            f"{model}: main {main_size:.3f}, {told} ({time.perf_counter() - start:.0f} s)",
            flush=True,
        )


if __name__ == "__main__":
    main()
