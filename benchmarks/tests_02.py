"""The tests of the main change of notebook 02 simulated: how often each rejects what is true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
from rows_02 import LEVEL, WITHOUT_EFFECT, rows_of
from scipy import stats
from simulated import Places, drawn
from statsmodels.stats.multitest import multipletests

from sanctuary_research.methods.groups.cr2 import Cr2
from sanctuary_research.methods.groups.joint import Cell, joint_bootstrap
from sanctuary_research.questions.adoption.changes import compare
from sanctuary_research.questions.adoption.offices import offices
from sanctuary_research.questions.adoption.question import OUTCOMES, Asked

BOOTSTRAP_DRAWS, BOOTSTRAPPED = 999, 500
LIKENESS = 0.3  # correlation of one place's outcomes with each other


def tests(asked: Asked, draws: int) -> Iterator[dict]:
    """Yield how often each test of the main change rejects what is true."""
    compared = compare(offices(asked), "property", asked)
    sample, model_of = compared.sample, compared.fit("regression").model
    inference, names = compared.contrast("regression").inference(sample.clusters), sample.clusters
    people = offices(asked).set_index("agency_id").loc[sample.units, "residents"].to_numpy(float)
    here = Places(pd.factorize(names)[0], people, sample.sanctuary, pd.DataFrame())
    first = Cell(
        np.empty(0), model_of.exog, names, None, list(model_of.exog_names).index("sanctuary")
    )
    for model in WITHOUT_EFFECT:
        rng = np.random.default_rng([4, WITHOUT_EFFECT.index(model)])
        shared = drawn(model, here, rng, draws)
        outcomes = [
            np.sqrt(LIKENESS) * shared + np.sqrt(1 - LIKENESS) * drawn(model, here, rng, draws)
            for _ in OUTCOMES
        ]
        statistics = by_t(inference, outcomes) | by_bootstrap(first, outcomes)
        row = compared.row("regression", "county")
        yield from rows_of("tests", "as asked", row, statistics, model, draws)


def by_t(inference: Cr2, outcomes: list[np.ndarray]) -> dict[str, float]:
    """Return how often t tests reject; the first two outcomes are the primary ones."""
    found = [inference.at(one) for one in outcomes]
    p = np.stack([one.p_value() for one in found], axis=1)

    def holm(chosen: slice) -> float:
        return np.mean([multipletests(one[chosen], LEVEL, "holm")[0].any() for one in p])

    # On the margin of equivalence the test asks whether the estimate lies clearly inside it.
    inside = stats.t.cdf(found[0].estimate / found[0].std_error, found[0].df)
    return {
        "Holm over two primary outcomes": holm(slice(0, 2)),
        "Holm over three secondary outcomes": holm(slice(2, None)),
        "equivalence, truth on the margin": np.mean(inside <= LEVEL),
    }


def by_bootstrap(cell: Cell, outcomes: list[np.ndarray]) -> dict[str, float]:
    """Return how often the wild bootstrap rejects: of one outcome, largest t, and their count."""
    single, joint, count = [], [], []
    for k in range(min(outcomes[0].shape[1], BOOTSTRAPPED)):
        cells = {name: replace(cell, outcome=outcomes[name][:, k]) for name in range(len(outcomes))}
        judged = joint_bootstrap(cells, draws=BOOTSTRAP_DRAWS, seed=k)
        single.append(judged.table["p_value"].iloc[0] <= LEVEL)
        joint.append(judged.least_p_adjusted <= LEVEL)
        count.append(judged.p_of_count <= LEVEL)
    return {
        f"wild bootstrap ({len(single)} samples)": np.mean(single),
        f"five outcomes jointly, largest t ({len(joint)} samples)": np.mean(joint),
        f"five outcomes jointly, count of small p ({len(count)} samples)": np.mean(count),
    }
