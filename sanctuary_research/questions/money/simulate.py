"""How uncertain the FY2016 sum of the 23 letters is: draws over the rows that are not exact."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sanctuary_research.errors import UsageError, unknown
from sanctuary_research.questions.money.selection import require_columns
from sanctuary_research.words import count

DEPENDENCE = ("shared", "independent")
SHAPES = ("triangular", "uniform")
QUANTILES = (0.025, 0.25, 0.5, 0.75, 0.975)


@dataclass(frozen=True)
class Simulation:
    """Draws of the sum of the letters' FY2016 money.

    Attributes
    ----------
    probability : float
        Share of draws whose sum rounds to the reported figure.
    mc_std_error : float
        Its Monte Carlo standard error.
    quantiles : pandas.DataFrame
        ``quantile`` and ``total_usd``.
    totals_usd : numpy.ndarray
        Every drawn sum.
    assumptions : tuple of str
        What the draws assume, one sentence each.
    """

    probability: float
    mc_std_error: float
    quantiles: pd.DataFrame
    totals_usd: np.ndarray
    assumptions: tuple[str, ...]

    def sentence(self) -> str:
        """Return the probability with its Monte Carlo error and the central 95 percent."""
        low, high = self.quantiles["total_usd"].iloc[[0, -1]] / 1e6
        return (
            f"The sum rounds to the reported figure in {self.probability:.1%} of "
            f"{len(self.totals_usd):,} draws (Monte Carlo error {self.mc_std_error:.2%}); 95 "
            f"percent of the draws lie from {low:.2f} to {high:.2f} million dollars."
        )


def simulate_letters(
    letters: pd.DataFrame,
    *,
    reported_usd: float = 39e6,
    rounded_to_usd: float = 1e6,
    dependence: str = "shared",
    shape: str = "triangular",
    draws: int = 100_000,
    seed: int = 20180124,
) -> Simulation:
    """Draw the sum of the letters' FY2016 money and the chance that it rounds as reported.

    Exact rows are fixed. Rounded rows are uniform inside their rounding, each by itself. Estimated
    rows are drawn between their bounds with the mode at the point (``triangular``) or evenly
    (``uniform``): all at the same quantile (``shared``, since most are one national ratio of
    FY2016 to FY2017 applied to every place) or each by itself (``independent``). The two are the
    widest and the narrowest case; the truth lies between. The draws do not know what the letters
    leave out, such as joint awards counted whole.

    Parameters
    ----------
    letters : pandas.DataFrame
        ``fy2016_usd``, ``fy2016_low_usd``, ``fy2016_high_usd`` and ``fy2016_precision``.
    reported_usd, rounded_to_usd : float
        The reported figure and the unit it is rounded to.
    dependence : {"shared", "independent"}
        How the estimated rows move.
    shape : {"triangular", "uniform"}
        How each is spread.
    draws, seed : int
        Number of draws and where they start.

    Examples
    --------
    >>> rows = pd.DataFrame({"fy2016_usd": [38e6], "fy2016_low_usd": [38e6],
    ...     "fy2016_high_usd": [40e6], "fy2016_precision": ["estimated"]})
    >>> round(simulate_letters(rows, shape="uniform").probability, 2)
    0.5
    """
    _check(letters, dependence, shape, draws)
    random = np.random.default_rng(seed)
    totals = np.full(draws, float(letters.query("fy2016_precision == 'exact'")["fy2016_usd"].sum()))
    for row in letters[letters["fy2016_precision"].eq("rounded")].itertuples():
        totals += random.uniform(row.fy2016_low_usd, row.fy2016_high_usd, draws)
    common = random.uniform(size=draws)
    for row in letters[letters["fy2016_precision"].eq("estimated")].itertuples():
        u = common if dependence == "shared" else random.uniform(size=draws)
        bounds = float(row.fy2016_low_usd), float(row.fy2016_usd), float(row.fy2016_high_usd)
        totals += _quantile(u, *bounds, shape)
    hits = np.abs(totals - reported_usd) < rounded_to_usd / 2
    chance = float(hits.mean())
    quantiles = pd.DataFrame({"quantile": QUANTILES, "total_usd": np.quantile(totals, QUANTILES)})
    error = float(np.sqrt(chance * (1 - chance) / draws))
    return Simulation(chance, error, quantiles, totals, _assumptions(letters, dependence, shape))


def _check(letters: pd.DataFrame, dependence: str, shape: str, draws: int) -> None:
    needed = ["fy2016_usd", "fy2016_low_usd", "fy2016_high_usd", "fy2016_precision"]
    require_columns(letters, needed, "letters")
    if dependence not in DEPENDENCE:
        raise unknown("dependence", dependence, DEPENDENCE)
    if shape not in SHAPES:
        raise unknown("shape", shape, SHAPES)
    if draws < 1:
        raise UsageError(f"draws is {draws}: give at least 1")


def _quantile(u: np.ndarray, low: float, mode: float, high: float, shape: str) -> np.ndarray:
    if shape == "uniform" or high == low:
        return low + u * (high - low)
    split = (mode - low) / (high - low)
    rising = low + np.sqrt(u * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - u) * (high - low) * (high - mode))
    return np.where(u < split, rising, falling)


def _assumptions(letters: pd.DataFrame, dependence: str, shape: str) -> tuple[str, ...]:
    known = letters["fy2016_precision"].value_counts()
    exact, rounded, estimated = (
        count(int(known.get(kind, 0)), f"{kind} row") for kind in ("exact", "rounded", "estimated")
    )
    move = "all at one common quantile" if dependence == "shared" else "each by itself"
    return (
        f"Exact amounts are fixed ({exact}).",
        f"Rounded amounts are uniform inside their rounding, each by itself ({rounded}).",
        "Nothing outside the listed allocation lines is counted.",
        f"Estimated amounts are {shape} between their bounds, {move} ({estimated}).",
    )
