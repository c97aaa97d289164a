"""How strong an unmeasured confounder would have to be; not whether there is one."""

from __future__ import annotations

from math import sqrt

from sanctuary_research.errors import AnalysisError


def robustness_value(estimate: float, std_error: float, df: float) -> float:
    """Return the robustness value of a regression coefficient.

    That is the share of the residual variance of both label and outcome that a confounder would
    have to explain to bring the estimate to zero.

    Parameters
    ----------
    estimate, std_error : float
        From least squares; the derivation is for homoskedastic errors.
    df : float
        Residual degrees of freedom.

    References
    ----------
    Cinelli and Hazlett (2020), doi:10.1111/rssb.12348.

    Examples
    --------
    >>> f"{robustness_value(0.0973158, 0.0232565, 783):.2%}"
    '13.88%'
    """
    if not (std_error > 0 and df > 1):
        raise AnalysisError(f"needs std_error > 0 and df > 1, not {std_error:g} and {df:g}")
    squared = (estimate / std_error) ** 2 / df  # Cohen's f, squared
    return (sqrt(squared**2 + 4 * squared) - squared) / 2
