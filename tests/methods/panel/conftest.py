"""Random staggered panels that every estimator is held against a second engine on."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest


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
