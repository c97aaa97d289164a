"""Do intervals cover and tests reject as often as they say? Run with ``pytest -m slow -s``."""

import numpy as np
import pytest

from sanctuary_research.methods.at_once import level_at_once
from sanctuary_research.methods.panel.frame import Panel
from sanctuary_research.methods.panel.joint_randomization import simple_att
from sanctuary_research.methods.panel.spread import Spread, joint_test
from sanctuary_research.methods.panel.study import estimate

pytestmark = pytest.mark.slow
DRAWS, PERIODS = 2000, 8
BALANCED = {PERIODS: 20, 3: 10, 5: 10, 6: 10}
SIX = {PERIODS: 44, 3: 2, 5: 2, 6: 2}


def lay_out(start, outcome, per_cluster=1):
    """A checked panel from adoption positions and outcomes."""
    n, t = outcome.shape
    return Panel(
        units=np.arange(n),
        periods=np.arange(t),
        date=start,
        start=start,
        outcome=outcome,
        seen=np.ones((n, t), dtype=bool),
        offset=np.zeros((n, t)),
        cluster=np.arange(n) // per_cluster,
        names={"unit": "unit", "outcome": "y", "cluster": "cluster"},
        notes=(),
    )


def noise(rng, n, per_cluster=1, persistence=0.5):
    """Unit and period effects and autocorrelated shocks, half of them shared by a cluster."""
    shock = rng.normal(size=(n, PERIODS))
    if per_cluster > 1:
        shared = rng.normal(size=(n // per_cluster, PERIODS))
        shock = (shock + np.repeat(shared, per_cluster, axis=0)) / np.sqrt(2)
    path = np.empty_like(shock)
    path[:, 0] = shock[:, 0] / np.sqrt(1 - persistence**2)
    for t in range(1, PERIODS):
        path[:, t] = persistence * path[:, t - 1] + shock[:, t]
    return rng.normal(size=n)[:, None] + rng.normal(size=PERIODS) + path


def starts(sizes, per_cluster=1):
    return np.repeat(list(sizes), np.array(list(sizes.values())) * per_cluster)


def draw(rng, sizes, effect, per_cluster=1):
    """One panel with a known effect by event time."""
    start = starts(sizes, per_cluster)
    event = np.arange(PERIODS) - start[:, None]
    outcome = noise(rng, len(start), per_cluster) + np.where(event >= 0, effect(event), 0.0)
    return lay_out(start, outcome, per_cluster)


def growing(event):
    return 1 + 0.25 * event


def constant(event):
    return np.ones(event.shape)


def truth(panel, effect):
    """Mean effect over treated unit-periods."""
    return effect(panel.event[panel.treated]).mean()


def report(title, row):
    shown = ", ".join(f"{name} {value:.3f}" for name, value in row.items())
    print(f"\n{title}: {shown}")


def mean_half_width(panel, influence):
    return Spread(panel, influence[:, None], ~panel.never[:, None]).half_width()[0]


def coverage(estimator, sizes, effect, per_cluster=1, seed=1):
    """Share of draws in which intervals hold the truth, and the test of the leads rejects."""
    rng, hits = np.random.default_rng(seed), []
    for _ in range(DRAWS):
        panel = draw(rng, sizes, effect, per_cluster)
        found = estimate(panel, estimator, control="not_yet_treated")
        kept = found.event != -1
        value, influence = found.average
        event = found.event[kept]
        spread = Spread(
            panel,
            np.column_stack([influence, found.influence[:, kept]]),
            np.column_stack([~panel.never, found.behind[:, kept]]),
        )
        real = np.append(truth(panel, effect), np.where(event >= 0, effect(event), 0.0))
        off = np.abs(np.append(value, found.value[kept]) - real)
        half = spread.half_width()
        events = np.arange(1, len(off))
        wide = spread.half_width(
            level_at_once(spread.centred[:, events], spread.df[events], seed=0, draws=999)
        )
        leads = events[event < 0]
        p = joint_test(
            found.value[kept][event < 0],
            spread.covariance[np.ix_(leads, leads)],
            spread.joint_df(leads),
        )[2]
        hits.append([*(off <= half), (off <= wide)[1:].all(), p < 0.05])
    share = np.mean(hits, axis=0)
    return {
        "overall": share[0],
        "event times, lowest": share[1:-2].min(),
        "event times, highest": share[1:-2].max(),
        "all at once": share[-2],
        "pre-test rejects": share[-1],
    }


@pytest.mark.parametrize(
    ("estimator", "effect"),
    [
        ("callaway_santanna", growing),
        ("imputation", growing),
        ("twfe", constant),
    ],
)
def test_intervals_cover_with_50_clusters(estimator, effect):
    """95 % intervals of the overall effect hold it in 93 to 97 % of 2,000 draws."""
    row = coverage(estimator, BALANCED, effect)
    report(f"50 clusters, 30 adopting: {estimator}", row)
    assert 0.93 <= row["overall"] <= 0.97
    assert row["event times, lowest"] >= 0.92
    assert row["event times, highest"] <= 0.98


def test_intervals_cover_with_four_units_per_cluster():
    """The same for 200 units in 50 clusters that share shocks and adoption dates."""
    row = coverage("callaway_santanna", BALANCED, growing, per_cluster=4)
    report("50 clusters of 4 units: callaway_santanna", row)
    assert 0.93 <= row["overall"] <= 0.97


def test_poisson_intervals_cover():
    """Counts with a constant proportional effect."""
    rng, start = np.random.default_rng(3), starts(BALANCED)
    treated = np.arange(PERIODS) >= start[:, None]
    hits = []
    for _ in range(DRAWS):
        rate = 3 + 0.3 * noise(rng, len(start)) + 0.25 * treated
        panel = lay_out(start, rng.poisson(np.exp(rate)).astype(float))
        found = estimate(panel, "poisson", control="not_yet_treated")
        value, influence = found.average
        hits.append(abs(value - 0.25) <= mean_half_width(panel, influence))
    report("50 clusters, 30 adopting: poisson", {"overall": np.mean(hits)})
    assert 0.93 <= np.mean(hits) <= 0.97


def test_main_estimator_with_six_adopting_clusters():
    """Callaway and Sant'Anna's intervals with six adopting clusters of 50."""
    row = coverage("callaway_santanna", SIX, growing)
    report("50 clusters, 6 adopting: callaway_santanna", row)
    assert row["overall"] >= 0.93


@pytest.mark.parametrize("sizes", [BALANCED, SIX], ids=["30 adopting", "6 adopting"])
def test_randomization_rejects_at_its_level(sizes):
    """Under the null 4 to 6 % of 2,000 panels are rejected at 5 %."""
    rng, start, n = np.random.default_rng(11), starts(sizes), 50
    hits = []
    for _ in range(DRAWS):
        panel = lay_out(start, noise(rng, n))
        dealt = rng.permuted(np.tile(start, (199, 1)), axis=1)
        paths = np.vstack([start, dealt])
        values = np.abs(simple_att(panel, paths))
        hits.append((values >= values[0] * (1 - 1e-12)).mean() <= 0.05)
    row = {"average": float(np.mean(hits))}
    report(f"randomization, {sum(sizes.values()) - sizes[PERIODS]} of 50 adopting", row)
    assert all(0.04 <= share <= 0.06 for share in row.values())
