"""Randomized adoption dates, beside one estimate per draw."""

from dataclasses import replace

import numpy as np
import pytest

from sanctuary_research.methods.panel.callaway_santanna import callaway_santanna
from sanctuary_research.methods.panel.frame import read_panel
from sanctuary_research.methods.panel.joint_randomization import simple_att


def shuffled(panel, draws=4):
    rng = np.random.default_rng(0)
    return np.stack([panel.start, *(rng.permutation(panel.start) for _ in range(draws))])


@pytest.mark.parametrize("missing", [0.0, 0.2])
def test_averages_equal_those_of_the_estimator(make_panel, names, missing):
    """Sums by cohort give what the estimator gives, draw by draw."""
    panel = read_panel(make_panel(2, missing=missing), **names)
    start = shuffled(panel)
    dates = np.append(panel.periods, panel.periods[-1] + 1)[start]
    expected = [
        callaway_santanna(replace(panel, start=s, date=date), control="not_yet_treated").average[0]
        for s, date in zip(start, dates, strict=True)
    ]
    np.testing.assert_allclose(simple_att(panel, start), expected, atol=1e-10)
