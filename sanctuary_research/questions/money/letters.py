"""The 23 letters of January 2018: as rows that a total can count, and how sure their sum is."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd

from sanctuary_research.errors import unknown
from sanctuary_research.questions.money.amounts import require_columns

THREAT = "jag_letters_2018_01"
REPORTED_USD, ROUNDED_TO_USD = 39e6, 1e6
DEPENDENCE = ("shared", "independent")
SHAPES = ("triangular", "uniform")


def letters_as_amounts(
    letters: pd.DataFrame, *, fiscal_year: int, as_published: bool = False
) -> pd.DataFrame:
    """Return the letters' Byrne JAG money of one year in the columns of `threat_amounts`.

    FY2016 has points with bounds; FY2017 is the published allocation list, corrected for Oregon
    (an estimate without bounds) unless ``as_published``. Each row is one place's own allocation
    line, so the shares of a joint award add up to it and none is the award itself.

    Parameters
    ----------
    letters : pandas.DataFrame
        The table `jag_awards_2018_letters`.
    fiscal_year : {2016, 2017}
        Which year's money.
    as_published : bool
        Whether FY2017 keeps Oregon's amount as printed.

    Returns
    -------
    pandas.DataFrame
        One row a place; ``amount_usd``, ``low_usd`` and ``high_usd`` in nominal US dollars.
    """
    if fiscal_year == 2016:
        money = _fiscal_2016(letters)
    elif fiscal_year == 2017:
        money = _fiscal_2017(letters, as_published)
    else:
        raise unknown("fiscal year of the letters", fiscal_year, [2016, 2017])
    place = letters["jurisdiction_id"]
    return money.assign(
        amount_id=f"letter_{fiscal_year}_" + place,
        threat_id=THREAT,
        jurisdiction_id=place,
        level=letters["level"],
        state=letters["state"],
        programme="byrne_jag",
        concept="annual_award",
        unit="usd_per_year",
        fiscal_year=fiscal_year,
        overlap_group="byrne_jag/" + place,
        entity="government",
        is_summable=True,
        passes_through=False,
        certainty=letters["certainty"],
        evidence_table="jag_awards_2018_letters",
        evidence_id=place,
    )


def _fiscal_2016(letters: pd.DataFrame) -> pd.DataFrame:
    needed = ["fy2016_usd", "fy2016_low_usd", "fy2016_high_usd", "fy2016_precision"]
    require_columns(letters, needed, "letters")
    basis = letters["fy2016_precision"].map({"rounded": "agency"}).fillna("press")
    return pd.DataFrame(
        {
            "amount_usd": letters["fy2016_usd"].astype(float),
            "low_usd": letters["fy2016_low_usd"].astype(float),
            "high_usd": letters["fy2016_high_usd"].astype(float),
            "precision": letters["fy2016_precision"],
            "basis": basis,
            "source_id": letters["fy2016_source_id"],
        }
    )


def _fiscal_2017(letters: pd.DataFrame, as_published: bool) -> pd.DataFrame:
    column = "fy2017_published_usd" if as_published else "fy2017_corrected_usd"
    require_columns(letters, [column, "is_fy2017_corrected"], "letters")
    money = letters[column].astype(float)
    guessed = letters["is_fy2017_corrected"] & (not as_published)
    return pd.DataFrame(
        {
            "amount_usd": money,
            "low_usd": money.mask(guessed),
            "high_usd": money.mask(guessed),
            "precision": guessed.map({True: "estimated", False: "exact"}),
            "basis": "agency",
            "source_id": letters["source_id"],
        }
    )


def simulate_letters(
    letters: pd.DataFrame,
    *,
    dependence: str = "shared",
    shape: str = "triangular",
    draws: int = 100_000,
    seed: int = 20180124,
) -> np.ndarray:
    """Draw the sum of the letters' FY2016 money.

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
    dependence : {"shared", "independent"}
        How the estimated rows move.
    shape : {"triangular", "uniform"}
        How each is spread.
    draws, seed : int
        Number of draws and where they start.

    Returns
    -------
    numpy.ndarray
        The sums, in nominal US dollars.

    Examples
    --------
    >>> rows = pd.DataFrame({"fy2016_usd": [38e6], "fy2016_low_usd": [38e6],
    ...     "fy2016_high_usd": [40e6], "fy2016_precision": ["estimated"]})
    >>> float(simulate_letters(rows, shape="uniform").mean().round(-5))
    39000000.0
    """
    if dependence not in DEPENDENCE:
        raise unknown("dependence", dependence, DEPENDENCE)
    if shape not in SHAPES:
        raise unknown("shape", shape, SHAPES)
    random = np.random.default_rng(seed)
    totals = np.full(draws, float(letters.query("fy2016_precision == 'exact'")["fy2016_usd"].sum()))
    for row in letters[letters["fy2016_precision"].eq("rounded")].itertuples():
        totals += random.uniform(row.fy2016_low_usd, row.fy2016_high_usd, draws)
    common = random.uniform(size=draws)
    for row in letters[letters["fy2016_precision"].eq("estimated")].itertuples():
        u = common if dependence == "shared" else random.uniform(size=draws)
        bounds = float(row.fy2016_low_usd), float(row.fy2016_usd), float(row.fy2016_high_usd)
        totals += _quantile(u, *bounds, shape)
    return totals


def _quantile(u: np.ndarray, low: float, mode: float, high: float, shape: str) -> np.ndarray:
    if shape == "uniform" or high == low:
        return low + u * (high - low)
    split = (mode - low) / (high - low)
    rising = low + np.sqrt(u * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - u) * (high - low) * (high - mode))
    return np.where(u < split, rising, falling)


def chances(letters: pd.DataFrame, draws: int = 100_000) -> pd.DataFrame:
    """Return how the drawn sum lies under each of the four assumptions.

    Returns
    -------
    pandas.DataFrame
        ``name`` (the assumption), ``low_usd``, ``amount_usd``, ``high_usd`` (2.5th, 50th and
        97.5th percentile), ``chance_percent`` (that it rounds to $39 million) and ``mc_percent``
        (the Monte Carlo standard error of that).
    """
    rows = []
    for move, shape in product(DEPENDENCE, SHAPES):
        sums = simulate_letters(letters, dependence=move, shape=shape, draws=draws)
        low, middle, high = np.quantile(sums, [0.025, 0.5, 0.975])
        chance = float((np.abs(sums - REPORTED_USD) < ROUNDED_TO_USD / 2).mean())
        error = 100 * np.sqrt(chance * (1 - chance) / draws)
        rows.append((f"{move} errors, {shape}", low, middle, high, 100 * chance, error))
    names = ["name", "low_usd", "amount_usd", "high_usd", "chance_percent", "mc_percent"]
    return pd.DataFrame(rows, columns=names)
