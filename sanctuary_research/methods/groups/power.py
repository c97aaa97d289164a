"""What a comparison could have seen."""

from __future__ import annotations

from statsmodels.stats.power import TTestPower


def detectable(std_error: float, df: float) -> float:
    """Return the smallest true difference that a two-sided 5 % t test finds four times in five.

    Parameters
    ----------
    std_error : float
        Of the estimate, in units of the outcome; not positive or blank gives a blank.
    df : float
        Degrees of freedom of the test.

    Examples
    --------
    >>> round(detectable(10.0, df=49), 2)
    28.58
    >>> round(detectable(10.0, df=5), 2)
    35.14
    """
    if not std_error > 0:
        return float("nan")
    # The noncentrality of a one-sample test is effect size times root n, so n cancels.
    size = TTestPower().solve_power(nobs=df + 1, alpha=0.05, power=0.8)
    return float(size * (df + 1) ** 0.5 * std_error)
