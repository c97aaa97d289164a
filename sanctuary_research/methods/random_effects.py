"""A random-effects summary of independent estimates, with the interval of one more study."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.meta_analysis import combine_effects

from sanctuary_research.errors import AnalysisError

FEWEST = 3  # estimates: with two, nothing is left to tell the spread between studies


def random_effects(effects: pd.Series, errors: pd.Series) -> dict[str, float]:
    """Summarise estimates of one quantity by independent studies.

    Whether they are that is for the caller to know: same outcome, treatment and unit, no shared
    units of observation.

    Parameters
    ----------
    effects, errors : Series
        Estimates and their standard errors, one a study.

    Returns
    -------
    dict
        n, mean, low, high (95 %, Hartung and Knapp), and predict_low, predict_high: where the
        effect of one more study would lie, with n - 2 degrees of freedom.

    Raises
    ------
    AnalysisError
        Fewer than three estimates.

    References
    ----------
    Hartung and Knapp (2001), Statistics in Medicine 20; Higgins, Thompson and Spiegelhalter
    (2009), Journal of the Royal Statistical Society A 172.
    """
    n = len(effects)
    if n < FEWEST:
        raise AnalysisError(
            f"{n} independent estimates cannot be summarised", f"the spread needs {FEWEST}"
        )
    found = combine_effects(effects.to_numpy(float), errors.to_numpy(float) ** 2)
    mean = float(found.mean_effect_re)
    half = stats.t.ppf(0.975, n - 1) * found.sd_eff_w_re_hksj
    wide = stats.t.ppf(0.975, n - 2) * np.hypot(found.sd_eff_w_re, found.tau2**0.5)
    ends = {"low": mean - half, "high": mean + half}
    return {"n": n, "mean": mean, **ends, "predict_low": mean - wide, "predict_high": mean + wide}
