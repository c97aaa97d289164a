"""How often the interval of a comparison holds the truth, simulated in the design where it stands.

Labels, covariates, weights and clusters stay as they are; only the outcome is drawn, with no effect
of the label. One minus the coverage is then the size of the interval's test: how often it calls a
difference that is none. The models are harder than the working model of the degrees of freedom,
under which a good coverage would prove little.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from sanctuary_research.errors import AnalysisError, unknown
from sanctuary_research.methods.groups.compare import GroupComparison
from sanctuary_research.methods.groups.cr2 import Cr2

CELLS_AT_ONCE = 1_000_000  # units times draws held in memory


@dataclass(frozen=True, repr=False, eq=False)
class Places:
    """The units of a design as the models see them.

    Attributes
    ----------
    clusters : array (n,) of int
    people : array (n,)
    sanctuary : array (n,) of bool
    donors : DataFrame
        cluster, people and outcome of all units of another year.
    """

    clusters: np.ndarray
    people: np.ndarray
    sanctuary: np.ndarray
    donors: pd.DataFrame


def coverage(
    comparison: GroupComparison,
    adjustment: str,
    weights: str,
    *,
    places: pd.DataFrame,
    models: Sequence[str] = (),
    draws: int = 5_000,
    seed: int = 2015,
) -> pd.DataFrame:
    """Return the share of draws in which the 95 % interval of a comparison holds the truth.

    Parameters
    ----------
    comparison : GroupComparison
    adjustment, weights : str
        The estimate whose interval it is.
    places : DataFrame
        By unit, with cluster, people and outcome (of another year; missing ones are left out):
        every unit of ``comparison`` and any others.
    models : sequence of str
        Names of `MODELS`; all unless given.
    draws, seed : int

    Returns
    -------
    DataFrame
        model, coverage, df (median over draws), share_under_3_df.
        The truth is zero; for "real outcomes" it is the mean estimate over the draws, since larger
        places keep their rates.

    Raises
    ------
    AnalysisError
        The estimate does not exist, or a unit is not among ``places``.
    UsageError
        A model that does not exist.

    References
    ----------
    MacKinnon and Webb (2017), Wild Bootstrap Inference for Wildly Different Cluster Sizes, Journal
    of Applied Econometrics 32(2), doi:10.1002/jae.2508.
    """
    models = models or tuple(MODELS)
    for name in models:
        if name not in MODELS:
            raise unknown("model", name, MODELS)
    contrast = comparison.contrast(adjustment, weights)
    inference = contrast.inference(comparison.sample.clusters)
    here = _places(comparison, contrast.used, places)
    found = []
    for name in models:
        rng = np.random.default_rng([seed, list(MODELS).index(name)])
        estimates, halves, df = _intervals(inference, name, here, rng, draws)
        truth = estimates.mean() if name == "real outcomes" else 0.0
        found.append(
            {
                "model": name,
                "coverage": float((np.abs(estimates - truth) <= halves).mean()),
                "df": float(np.median(df)),
                "share_under_3_df": float((df < 3).mean()),
            }
        )
    return pd.DataFrame(found)


def _places(comparison: GroupComparison, used: np.ndarray, places: pd.DataFrame) -> Places:
    units = comparison.sample.units[used]
    lost = units.difference(places.index)
    if len(lost):
        raise AnalysisError(f"{len(lost)} units are not among the places, {lost[0]} the first")
    return Places(
        pd.factorize(comparison.sample.clusters[used])[0],
        places.loc[units, "people"].to_numpy(float),
        comparison.sample.sanctuary[used],
        places.dropna(subset=["outcome"]).sort_values(["cluster", "people"]),
    )


def drawn(model: str, here: Places, rng: np.random.Generator, draws: int) -> np.ndarray:
    """Return outcomes drawn by one of `MODELS`, array (n, draws)."""
    return MODELS[model](here, rng, draws)


def _intervals(
    inference: Cr2, model: str, here: Places, rng: np.random.Generator, draws: int
) -> tuple:
    """Return estimates, half-widths of their intervals and df, each array (draws,)."""
    size = max(1, min(draws, CELLS_AT_ONCE // len(here.clusters)))
    parts = []
    for start in range(0, draws, size):
        found = inference.at(drawn(model, here, rng, min(size, draws - start)))
        low, high = found.interval()
        parts.append((found.estimate, (high - low) / 2, found.df))
    return tuple(np.concatenate(part) for part in zip(*parts, strict=True))


def _noise(
    here: Places,
    rng: np.random.Generator,
    draws: int,
    *,
    shared: float = 0.25,
    spread: np.ndarray | float = 1.0,
    df: float = np.inf,
) -> np.ndarray:
    """Return outcomes of variance one, a share of it common to a cluster, array (n, draws).

    A unit's own variance is multiplied by ``spread``; both parts are t with ``df``.
    """
    n = len(here.clusters)
    parts = [(here.clusters.max() + 1, draws), (n, draws)]
    if np.isinf(df):
        common, own = (rng.standard_normal(shape) for shape in parts)
    else:
        common, own = (rng.standard_t(df, shape) * np.sqrt((df - 2) / df) for shape in parts)
    spread = np.broadcast_to(spread, n)[:, None]
    return np.sqrt(shared) * common[here.clusters] + np.sqrt((1 - shared) * spread) * own


def _small_places_vary(here: Places, rng: np.random.Generator, draws: int) -> np.ndarray:
    spread = 1 + np.median(here.people) / here.people
    return _noise(here, rng, draws, spread=spread / spread.mean())


def _effects_vary(here: Places, rng: np.random.Generator, draws: int) -> np.ndarray:
    effects = 0.5 * rng.standard_normal((here.clusters.max() + 1, draws))[here.clusters]
    return _noise(here, rng, draws) + effects * here.sanctuary[:, None]


def _real_outcomes(here: Places, rng: np.random.Generator, draws: int) -> np.ndarray:
    """Return outcomes of other clusters, each unit's from one of a like rank of size in its own."""
    codes, _ = pd.factorize(here.donors["cluster"])
    sizes = np.bincount(codes)
    starts = np.r_[0, np.cumsum(sizes)[:-1]]
    n_clusters = here.clusters.max() + 1
    if len(sizes) < n_clusters:
        raise AnalysisError(f"{len(sizes)} clusters cannot stand in for {n_clusters}")
    order = np.argsort(rng.random((len(sizes), draws)), axis=0)[:n_clusters][here.clusters]
    people = pd.Series(here.people).groupby(here.clusters)
    rank = (people.rank(method="first").to_numpy() - 1)[:, None]
    own_size = people.transform("size").to_numpy()[:, None]
    place = (rank + rng.random(order.shape)) / own_size * sizes[order]
    return here.donors["outcome"].to_numpy(float)[starts[order] + place.astype(int)]


# Named as docs/methods.md tells of them.
MODELS: dict[str, Callable[..., np.ndarray]] = {
    "correlation .10": partial(_noise, shared=0.1),
    "correlation .25": _noise,
    "small places vary": _small_places_vary,
    "heavy tails": partial(_noise, df=3),
    "effects vary": _effects_vary,
    "real outcomes": _real_outcomes,
}
