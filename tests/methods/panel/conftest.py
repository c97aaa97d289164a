"""Random staggered panels that every estimator is held against a second engine on."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sanctuary_research.methods.panel.frame import read_panel
from sanctuary_research.methods.panel.study import estimate
from sanctuary_research.methods.wild import by_cluster


def make_panel(seed=0, n=90, periods=7, missing=0.0, never=True):
    """Staggered adoption with effects that differ by cohort and grow over time."""
    rng = np.random.default_rng(seed)
    dates = [0, 2003, 2004, 2006] if never else [2003, 2004, 2006]
    place = np.repeat(np.arange(n), periods)
    year = np.tile(np.arange(2000, 2000 + periods), n)
    frame = pd.DataFrame({"place": place, "year": year})
    frame["adopted"] = rng.choice(dates, size=n)[place]
    frame["x"] = rng.normal(size=n)[place]
    frame["people"] = rng.uniform(1, 5, size=n)[place]
    frame["state"] = place % 15
    since = np.where(frame.adopted > 0, frame.year - frame.adopted, -1)
    effect = np.where(since >= 0, 1 + 0.3 * since + 0.2 * (frame.adopted == 2004), 0)
    noise = rng.normal(size=(n, periods)).cumsum(axis=1).ravel()
    trend = 0.3 * frame.x * (frame.year - 2000)
    frame["y"] = rng.normal(size=n)[place] + trend + effect + noise
    frame["count"] = rng.poisson(np.exp(2 + 0.2 * effect + 0.3 * frame.x) * frame.people)
    frame["treated"] = (since >= 0).astype(int)
    frame["since"] = since
    return frame[rng.uniform(size=len(frame)) >= missing].reset_index(drop=True)


def plain_errors(frame, names, estimator="callaway_santanna", control="not_yet_treated"):
    """Errors by event time and of the average as other software has them: from cluster sums.

    The indicators of fixed effects count in a factor beside them: G/(G-1) x (n-1)/(n-k).
    """
    panel = read_panel(frame, **names)
    found = estimate(panel, estimator, control=control)
    both = np.column_stack([found.influence, found.average[1]])
    errors = np.sqrt((by_cluster(both, panel.cluster) ** 2).sum(axis=0))

    def factor(k):
        g, n, t = panel.n_clusters, panel.seen.sum(), panel.n_periods
        return np.sqrt(g / (g - 1) * (n - 1) / (n - k - t))

    by_event = pd.Series(errors[:-1], found.event).drop(-1)
    many = len(by_event)
    if estimator == "imputation":  # whose leads alone are of indicators, in untreated rows
        leads = by_event.index < 0
        untreated = (panel.seen & ~panel.treated).sum()
        g, t = panel.n_clusters, panel.n_periods
        spare = untreated - leads.sum() - t
        by_event[leads] *= np.sqrt(g / (g - 1) * (untreated - 1) / spare)
        return by_event, errors[-1]
    is_plain = estimator == "callaway_santanna"
    return (by_event, errors[-1]) if is_plain else (by_event * factor(many), errors[-1] * factor(1))


@pytest.fixture(name="plain_errors")
def _plain_errors():
    return plain_errors


@pytest.fixture(name="make_panel")
def _make_panel():
    return make_panel


@pytest.fixture
def names():
    return {"unit": "place", "time": "year", "cohort": "adopted", "outcome": "y"}


@pytest.fixture(scope="session")
def check_data():
    """Folder of third-party data with published answers; it is not part of the project."""
    folder = os.environ.get("SANCTUARY_CHECK_DATA")
    if not folder:
        pytest.skip("SANCTUARY_CHECK_DATA names no folder")
    return Path(folder)
