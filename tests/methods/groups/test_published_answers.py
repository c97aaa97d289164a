"""The experiment of Dehejia and Wahba, from its published moments and from its rows."""

import numpy as np
import pandas as pd
import pytest

from sanctuary_research.methods.groups.compare import compare_groups

# Mean and standard deviation of 1978 earnings, and n, of each arm (US dollars).
ARMS = {"sanctuary": (6349.1435, 7867.4022, 185), "not_sanctuary": (4554.8011, 5483.8360, 260)}


def experiment() -> pd.DataFrame:
    """Rows with exactly the published moments: a difference in means depends on nothing else."""
    arms = []
    for label, (mean, deviation, n) in ARMS.items():
        drawn = np.random.default_rng(n).normal(size=n)
        drawn = (drawn - drawn.mean()) / drawn.std(ddof=1)
        arms.append(pd.DataFrame({"label": label, "re78": mean + deviation * drawn}))
    return pd.concat(arms, ignore_index=True).assign(person=lambda f: f.index)


def rows_of_causaldata() -> pd.DataFrame:
    """The 445 rows as the package causaldata carries them."""
    package = pytest.importorskip("causaldata")
    frame = package.nsw_mixtape.load_pandas().data.assign(person=lambda f: f.index)
    return frame.assign(label=np.where(frame["treat"] == 1, "sanctuary", "not_sanctuary"))


@pytest.mark.parametrize("source", [experiment, rows_of_causaldata])
def test_experimental_difference(source):
    """The difference is 1,794.34 dollars with a robust (HC2) standard error of 671.00."""
    found = compare_groups(source(), outcome="re78", cluster="person", adjustments="raw")
    row = found.row()
    assert row["estimate"] == pytest.approx(1794.343, abs=0.002)
    assert row["std_error"] == pytest.approx(671.00, abs=0.005)
    # Welch's degrees of freedom for two arms of equal variance, as Bell and McCaffrey say.
    arms = [1 / n**2 / (n - 1) for n in (185, 260)]
    assert row["df"] == pytest.approx((1 / 185 + 1 / 260) ** 2 / sum(arms))
