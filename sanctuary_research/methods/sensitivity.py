"""How strong an unmeasured confounder would have to be; not whether there is one."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from scipy import stats

from sanctuary_research.errors import AnalysisError


@dataclass(frozen=True)
class RobustnessValue:
    """How much of what is left unexplained a confounder would have to explain.

    Attributes
    ----------
    value : float
        Share of the residual variance of both label and outcome that would bring the estimate
        to zero (or by the share ``q`` towards it).
    value_alpha : float
        The share that would make the interval touch that point.
    partial_r2 : float
        Share of the outcome's residual variance that the label explains.
    """

    value: float
    value_alpha: float
    partial_r2: float


def robustness_value(
    estimate: float, std_error: float, df: float, *, q: float = 1.0, alpha: float = 0.05
) -> RobustnessValue:
    """Return the robustness value of a regression coefficient.

    Parameters
    ----------
    estimate, std_error : float
        From least squares. The derivation is for homoskedastic errors; with another standard
        error ``value_alpha`` is an approximation.
    df : float
        Residual degrees of freedom.
    q : float
        Share of the estimate to be explained away.
    alpha : float
        Level of ``value_alpha``.

    Returns
    -------
    RobustnessValue

    References
    ----------
    Cinelli and Hazlett (2020), doi:10.1111/rssb.12348.

    Examples
    --------
    >>> found = robustness_value(0.0973158, 0.0232565, 783)
    >>> f"{found.value:.2%} {found.value_alpha:.2%} {found.partial_r2:.2%}"
    '13.88% 7.63% 2.19%'
    """
    if not (std_error > 0 and df > 1):
        raise AnalysisError(f"needs std_error > 0 and df > 1, not {std_error:g} and {df:g}")
    t = abs(estimate) / std_error
    strength = q * t / sqrt(df)
    critical = float(stats.t.ppf(1 - alpha / 2, df - 1)) / sqrt(df - 1)
    return RobustnessValue(
        _robustness(strength), _robustness(strength, critical), t**2 / (t**2 + df)
    )


def _robustness(strength: float, critical: float = 0.0) -> float:
    """Return the robustness value of a partial f, beyond a critical f if one is given."""
    beyond = strength - critical
    if beyond <= 0:
        return 0.0
    if critical and strength > 1 / critical:
        # The confounder need not be tied to the label at all: it need only soak up the outcome.
        return (strength**2 - critical**2) / (1 + strength**2)
    return (sqrt(beyond**4 + 4 * beyond**2) - beyond**2) / 2
