"""Shares of small counts: their intervals, and the bounds that silence leaves."""

from __future__ import annotations

from statsmodels.stats.proportion import proportion_confint

from sanctuary_research.errors import UsageError


def exact_interval(n_yes: int, n: int) -> tuple[float, float]:
    """Return the exact 95 % interval of a share, were units drawn at random from many like them.

    The interval of Clopper and Pearson covers at least 95 % whatever the share is. A census has
    none: what is counted whole is counted, not estimated.

    Parameters
    ----------
    n_yes, n : int
        Units that did, of so many.

    Raises
    ------
    UsageError
        There are no units, or more did than there are.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, 857-872.

    Examples
    --------
    >>> [round(end, 4) for end in exact_interval(1, 29)]
    [0.0009, 0.1776]
    """
    if not 0 <= n_yes <= n or n == 0:
        raise UsageError(f"{n_yes} of {n} is no share", "give 0 to n of at least one unit")
    low, high = proportion_confint(n_yes, n, method="beta")
    return float(low), float(high)


def silent_bounds(n_yes: int, n_no: int, n: int) -> tuple[float, float]:
    """Return the least and greatest share that did, as the silent units may all or none have.

    >>> silent_bounds(2, 6, 32)
    (0.0625, 0.8125)
    """
    if min(n_yes, n_no) < 0 or n_yes + n_no > n or n == 0:
        raise UsageError(f"{n_yes} and {n_no} are more than {n}", "count each unit once")
    return n_yes / n, (n - n_no) / n


def silent_needed(n_yes: int, n: int) -> int:
    """Return how many silent units must have done it for more than half to have.

    >>> silent_needed(2, 32), silent_needed(20, 32)
    (15, 0)
    """
    return max(n // 2 + 1 - n_yes, 0)
