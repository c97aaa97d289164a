"""How strong an unmeasured confounder would have to be: closed forms.

Each answers a hypothetical. None of them shows that such a confounder exists, or does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, sqrt
from numbers import Real

from scipy import stats

from sanctuary_research.errors import AnalysisError


@dataclass(frozen=True)
class EValue:
    """The E-value of an estimate and of the end of its interval nearer to one."""

    estimate: float
    limit: float | None


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


def e_value(ratio: float, low: float | None = None, high: float | None = None) -> EValue:
    """Return the E-value of a risk ratio: the least association that could explain it away.

    Parameters
    ----------
    ratio : float
        Risk ratio, or rate ratio; positive. One below 1 is inverted.
    low, high : float, optional
        Its interval.

    Returns
    -------
    EValue
        ``limit`` is 1 when the interval holds 1, None without an interval.

    Raises
    ------
    AnalysisError
        When a ratio is not positive, or the estimate lies outside its interval.

    References
    ----------
    VanderWeele and Ding (2017), doi:10.7326/M16-2607.

    Examples
    --------
    >>> found = e_value(3.9, 1.8, 8.7)
    >>> round(found.estimate, 2), round(found.limit, 2)
    (7.26, 3.0)
    """
    for number in (ratio, low, high):
        if number is not None and not (isinstance(number, Real) and 0 < number < inf):
            raise AnalysisError(f"a risk ratio is a positive number, not {number!r}")
    if (low is not None and low > ratio) or (high is not None and high < ratio):
        raise AnalysisError(f"the ratio {ratio:g} lies outside its interval {low} to {high}")
    near = low if ratio > 1 else high
    if near is None:
        return EValue(_least_association(ratio), None)
    crosses = (near <= 1) if ratio > 1 else (near >= 1)
    return EValue(_least_association(ratio), 1.0 if crosses else _least_association(near))


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


def confounder_like(r2_label: float, r2_outcome: float, times: float = 1.0) -> tuple[float, float]:
    """Bound the strength of a confounder so many times as strong as an observed covariate.

    Parameters
    ----------
    r2_label : float
        Share of the label's residual variance that the covariate (or group) explains.
    r2_outcome : float
        Share of the outcome's residual variance that it explains beside the label.
    times : float

    Returns
    -------
    tuple of float
        The greatest shares of what is left of label and outcome that such a confounder explains;
        one brings the estimate to zero only if they reach the robustness value.

    Raises
    ------
    AnalysisError
        No confounder can be so strong: the covariate explains too much already.

    References
    ----------
    Cinelli and Hazlett (2020), doi:10.1111/rssb.12348, section 4.4.

    Examples
    --------
    >>> label, outcome = confounder_like(0.00908, 0.10903)
    >>> round(label, 4), round(outcome, 4)
    (0.0092, 0.1246)
    """
    if not (0 <= r2_label < 1 and 0 <= r2_outcome < 1 and times * r2_label < 1 - r2_label):
        raise AnalysisError(
            f"no confounder is {times:g} times as strong as a covariate that explains "
            f"{r2_label:.3f} of the label and {r2_outcome:.3f} of the outcome",
            "take a weaker one",
        )
    label = times * r2_label / (1 - r2_label)
    shared = times * r2_label**2 / ((1 - times * r2_label) * (1 - r2_label))
    reach = ((sqrt(times) + sqrt(shared)) / sqrt(1 - shared)) ** 2
    return label, min(reach * r2_outcome / (1 - r2_outcome), 1.0)


def _least_association(ratio: float) -> float:
    ratio = max(ratio, 1 / ratio)
    return ratio + sqrt(ratio * (ratio - 1))


def _robustness(strength: float, critical: float = 0.0) -> float:
    """Return the robustness value of a partial f, beyond a critical f if one is given."""
    beyond = strength - critical
    if beyond <= 0:
        return 0.0
    if critical and strength > 1 / critical:
        # The confounder need not be tied to the label at all: it need only soak up the outcome.
        return (strength**2 - critical**2) / (1 + strength**2)
    return (sqrt(beyond**4 + 4 * beyond**2) - beyond**2) / 2
