"""How long the whole comparison of notebook 01 takes, ours beside a loop over peers, in one run.

    OMP_NUM_THREADS=1 python benchmarks/compare_groups.py [--rounds 3]

Every definition, comparison, adjustment and weighting with its CR2 interval; for each raw and
regression estimate the restricted wild cluster bootstrap with p and inverted interval; all of
these judged together; the main estimate without each state. Before anything is timed the results
are compared: estimates and CR1 errors with statsmodels to 1e-8, p-values with wildboottest within
Monte Carlo error. statsmodels gives no bootstrap and wildboottest no interval, so that each stands
beside the same job of ours, not beside the whole.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time

import numpy as np
import statsmodels.api as sm
from wildboottest.wildboottest import wildboottest

from sanctuary_research.errors import attempt_each
from sanctuary_research.methods.groups.across import leave_one_out
from sanctuary_research.methods.groups.bootstrap import (
    ClusterBootstrap,
    Problem,
    cluster_bootstrap,
)
from sanctuary_research.methods.groups.joint import Cell, joint_bootstrap
from sanctuary_research.questions import crime_rates
from sanctuary_research.questions.crime_rates import frames, gaps

DRAWS = 999
LIMIT = 20.0  # seconds for the whole
FAR = 4.5  # Monte Carlo errors that chance does not reach in a hundred cells
ASKED = crime_rates.Asked()


def every_gap() -> gaps.EveryGap:
    """Return all estimates with their CR2 intervals."""
    return crime_rates.every_gap(crime_rates.counties(ASKED), ASKED)


def bootstraps(cells: dict) -> dict:
    """Return p and inverted interval of each cell that has two states a side."""
    return attempt_each(cells, lambda key: bootstrap(cells[key]))[0]


def bootstrap(cell: Cell) -> ClusterBootstrap:
    """Return the bootstrap of one cell."""
    return cluster_bootstrap(cell, draws=DRAWS)


def without_each_state() -> dict:
    """Return the main estimate without each state, by name."""
    frame = frames.sides(crime_rates.counties(ASKED), ASKED.comparison)
    table = leave_one_out(
        frame, adjustment=ASKED.adjustment, weights=ASKED.weights, **gaps.options(ASKED)
    )
    return dict(zip(table["cluster"], table["estimate"], strict=True))


def judged(cells: dict) -> None:
    """Judge all cells together."""
    joint_bootstrap(cells, draws=DRAWS)


def whole() -> None:
    """Do everything, from the tables on."""
    every = every_gap()
    bootstraps(every.cells)
    judged(every.cells)
    without_each_state()


def clustered_errors(cells: dict) -> dict:
    """Return estimate and CR1 error of each cell, without a bootstrap."""
    found = {}
    for key, cell in cells.items():
        problem = Problem(cell)
        one = problem.with_signs(np.ones((1, len(problem.names))))
        found[key] = one.estimate, one.error
    return found


def by_statsmodels(cells: dict) -> dict:
    """Return estimate and CR1 error of each cell from a loop over statsmodels."""
    found = {}
    for key, cell in cells.items():
        codes = np.unique(cell.clusters, return_inverse=True)[1]
        fit = sm.WLS(cell.outcome, cell.design, weights=cell.weights).fit(
            cov_type="cluster", cov_kwds={"groups": codes}, use_t=True
        )
        found[key] = fit.params[cell.column], fit.bse[cell.column]
    return found


def by_wildboottest(cells: dict) -> dict:
    """Return the p-value of each cell from wildboottest, on data scaled by the root weights."""
    found = {}
    for key, cell in cells.items():
        root = np.sqrt(cell.weights)
        model = sm.OLS(cell.outcome * root, cell.design * root[:, None])
        codes = np.unique(cell.clusters, return_inverse=True)[1]
        name = model.exog_names[cell.column]
        options = {"weights_type": "webb", "seed": 1, "parallel": False, "show": False}
        table = wildboottest(model, DRAWS, cluster=codes, param=name, **options)
        found[key] = float(np.squeeze(table["p-value"].iloc[0]))
    return found


def states_by_statsmodels(cell: Cell) -> dict:
    """Return the estimate of a cell without each state from a loop over statsmodels."""
    cells = {}
    for name in np.unique(cell.clusters):
        kept = cell.clusters != name
        rows = (cell.outcome[kept], cell.design[kept], cell.clusters[kept], cell.weights[kept])
        cells[name] = Cell(*rows, cell.column)
    return {name: estimate for name, (estimate, _) in by_statsmodels(cells).items()}


def check_equal(cells: dict, boots: dict, main: Cell) -> None:
    """Refuse to time results that differ."""
    for ours, theirs in (
        (clustered_errors(cells), by_statsmodels(cells)),
        (without_each_state(), states_by_statsmodels(main)),
    ):
        if ours.keys() != theirs.keys():
            raise SystemExit("the jobs differ: times mean nothing")
        for key, value in theirs.items():
            np.testing.assert_allclose(ours[key], value, rtol=1e-8, err_msg=str(key))
    peers = by_wildboottest(cells)
    apart = {key: monte_carlo_errors(boots[key].p_value, p) for key, p in peers.items()}
    if max(apart.values()) > FAR:
        raise SystemExit(f"p-values differ most for {max(apart, key=apart.get)}")
    print(
        f"estimates and CR1 errors of {len(cells)} cells and {len(np.unique(main.clusters))} "
        f"estimates without a state equal statsmodels to 1e-8;\np-values of wildboottest differ "
        f"by {max(apart.values()):.1f} Monte Carlo errors at most"
    )


def monte_carlo_errors(one: float, other: float) -> float:
    """Return the distance of two p-values of ``DRAWS`` draws each in its standard errors."""
    p = np.clip((one + other) / 2, 1 / DRAWS, 1 - 1 / DRAWS)
    return abs(one - other) / (2 * p * (1 - p) / DRAWS) ** 0.5


def timed(work, rounds: int) -> float:
    """Return the median of so many runs, in seconds."""
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def jobs(every: gaps.EveryGap, cells: dict, main: Cell) -> dict:
    """Return each job's title with ours, and the peer with its name where there is one."""
    return {
        f"estimates and CR1 errors of {len(cells)} cells": (
            lambda: clustered_errors(cells),
            ("statsmodels", lambda: by_statsmodels(cells)),
        ),
        f"p of {DRAWS} draws each (ours: and interval)": (
            lambda: bootstraps(cells),
            ("wildboottest", lambda: by_wildboottest(cells)),
        ),
        "without each state, CR1 (ours: CR2, from tables)": (
            without_each_state,
            ("statsmodels", lambda: states_by_statsmodels(main)),
        ),
        f"{len(every.table)} estimates with CR2": (every_gap, None),
        f"{len(cells)} cells judged together": (lambda: judged(cells), None),
    }


def show(found: dict, rounds: int) -> bool:
    """Print medians and ratios; say whether the whole keeps to the limit."""
    print(f"\n{'median of ' + str(rounds) + ', seconds':<50}{'ours':>8}{'peer':>8}{'ratio':>8}")
    for title, (ours, peer) in found.items():
        line = f"{title:<50}{(one := timed(ours, rounds)):8.3f}"
        if peer:
            other = timed(peer[1], rounds)
            line += f"{other:8.3f}{other / one:8.2f}   {peer[0]}"
        print(line, flush=True)
    seconds = timed(whole, rounds)
    met = seconds <= LIMIT
    print(f"{'the whole':<50}{seconds:8.3f}   at most {LIMIT:.0f}: {'met' if met else 'NOT MET'}")
    return met


def main() -> int:
    """Compare the results, then the times; the exit code says whether the limit is kept."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    every = every_gap()
    boots = bootstraps(every.cells)
    cells = {key: every.cells[key] for key in boots}
    asked = cells[ASKED.definition, ASKED.comparison, ASKED.adjustment, ASKED.weights]
    check_equal(cells, boots, asked)
    return 0 if show(jobs(every, cells, asked), rounds) else 1


if __name__ == "__main__":
    sys.exit(main())
