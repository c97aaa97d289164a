"""The calendar event study of notebook 02 simulated: its years, band, pre-test, honest bounds."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
import pandas as pd
from rows_02 import LEVEL, WITHOUT_EFFECT, rate_columns, rows_of
from scipy import stats
from simulated import Places, drawn

from sanctuary_research.methods.at_once import level_at_once
from sanctuary_research.methods.coefficients import Coefficients
from sanctuary_research.methods.groups.bootstrap import Problem, webb_draws
from sanctuary_research.methods.groups.compare import GroupComparison
from sanctuary_research.methods.groups.cr2 import Cr2
from sanctuary_research.methods.groups.joint import Cell
from sanctuary_research.methods.panel import honest_did
from sanctuary_research.questions.adoption.changes import compare
from sanctuary_research.questions.adoption.lead_up import LeadUp

PERSISTENCE = (0.5, 0.9)  # of a place's yearly noise, and of its state's
BOOTSTRAP_DRAWS, BAND_DRAWS = 999, 1_999
AFTER = (2015, 2016)


class Years:
    """The main design over the years: one regression, and places in which paths are drawn."""

    def __init__(self, found: LeadUp):
        self.years, self.base = found.years, found.asked.before[-1]
        compared: GroupComparison = compare(found.frame, "property", found.asked)
        self.row, sample = compared.row("regression", "county"), compared.sample
        self.inference: Cr2 = compared.contrast("regression").inference(sample.clusters)
        model, self.names = compared.fit("regression").model, sample.clusters.astype(str)
        self.design, self.column = model.exog, model.exog_names.index("sanctuary")
        self.signs = webb_draws(np.unique(self.names), BOOTSTRAP_DRAWS, 0)
        frame = found.frame.set_index("agency_id")
        self.rates = frame[rate_columns(frame.reset_index(), self.years)].astype(float)
        self.donors = pd.DataFrame(
            {"cluster": frame["state"], "people": frame["residents"], "outcome": 0.0}
        )
        self.here = Places(
            pd.factorize(sample.clusters)[0],
            frame.loc[sample.units, "residents"].to_numpy(float),
            sample.sanctuary,
            self.sorted_donors(self.years[0]),
        )

    def sorted_donors(self, year: int) -> pd.DataFrame:
        """Return the agencies with their rates of a year, as `Places` wants them."""
        found = self.donors.assign(outcome=self.rates[f"property_{year}"])
        return found.dropna().sort_values(["cluster", "people"])

    def paths(self, model: str, persistence: float, draws: int, seed: int) -> np.ndarray:
        """Return outcomes by place, draw and year, array (n, draws, T), no group differing.

        Noise is that of the model, carried on from year to year. Real paths are those of other
        states' agencies over the same years.
        """
        rng = np.random.default_rng(seed)
        if model == "real outcomes":
            held = []
            for year in self.years:
                donors = self.sorted_donors(year)
                here = Places(self.here.clusters, self.here.people, self.here.sanctuary, donors)
                held.append(drawn(model, here, np.random.default_rng(seed), draws))
            return np.stack(held, axis=2)
        held = [drawn(model, self.here, rng, draws)]
        for _ in self.years[1:]:
            fresh = drawn(model, self.here, rng, draws)
            held.append(persistence * held[-1] + np.sqrt(1 - persistence**2) * fresh)
        return np.stack(held, axis=2)

    def changed(self, paths: np.ndarray) -> tuple[np.ndarray, ...]:
        """Return estimate, error, df (draws, T-1) and scores (g, draws, T-1), base year out."""
        place = self.years.index(self.base)
        others = [k for k in range(len(self.years)) if k != place]
        found = [self.inference.at(paths[:, :, k] - paths[:, :, place]) for k in others]
        scores = [self.inference.scores(paths[:, :, k] - paths[:, :, place]) for k in others]
        parts = [np.stack([getattr(one, name) for one in found], axis=1) for name in FIELDS]
        return (*parts, np.stack(scores, axis=2))

    def pretest(self, path: np.ndarray) -> float:
        """Return the p-value of the years before by the largest t, of one draw (n, T)."""
        place = self.years.index(self.base)
        problems = [
            Problem(Cell(path[:, k] - path[:, place], self.design, self.names, None, self.column))
            for k in range(place)
        ]
        found = [problem.with_signs(self.signs) for problem in problems]
        largest = np.abs([one.drawn_t() for one in found]).max(axis=0)
        own = max(abs(one.estimate / one.error) for one in found)
        return (1 + (largest >= own * (1 - 1e-12)).sum()) / (1 + len(largest))

    @property
    def others(self) -> np.ndarray:
        """The years but the base."""
        return np.array([year for year in self.years if year != self.base])


FIELDS = ("estimate", "std_error", "df")


def models_of_paths() -> list[tuple[str, float, str]]:
    """Return model, persistence and name of every way to draw paths."""
    drawn_ones = [
        (model, rho, f"{model}, persistence {rho:g}")
        for model, rho in product(WITHOUT_EFFECT, PERSISTENCE)
    ]
    return [*drawn_ones, ("real outcomes", 0.0, "real outcomes")]


def years(found: Years, draws: int) -> Iterator[dict]:
    """Yield coverage of each year's interval and of the band, and the size of the pre-test."""
    for model, rho, name in models_of_paths():
        paths = found.paths(model, rho, draws, seed=2)
        estimate, error, df, scores = found.changed(paths)
        truth = estimate.mean(axis=0) if model == "real outcomes" else 0.0
        p = 2 * stats.t.sf(np.abs(estimate - truth) / error, df)
        held, rejects = [], []
        for k in range(draws):
            held.append(p[k].min() > 1 - level_at_once(scores[:, k], df[k], k, BAND_DRAWS))
            rejects.append(found.pretest(paths[:, k]) <= LEVEL)
        statistics = {
            "interval, least of the years": (p > LEVEL).mean(axis=0).min(),
            "interval, median year": np.median((p > LEVEL).mean(axis=0)),
            "band": np.mean(held),
        }
        if model != "real outcomes":  # larger places move otherwise, so that no null is true
            statistics["pre-test rejects"] = np.mean(rejects)
        yield from rows_of("years", "reports 2006-16", found.row, statistics, name, draws)


def violations(others: np.ndarray, base: int, unit: float) -> dict[tuple[str, float], np.ndarray]:
    """Return the worst path that each bound allows: restriction and limit to violation by year.

    Under relative magnitudes one step of ``unit`` before, and steps of the limit times it after;
    under smoothness a slope that grows by the limit every year.
    """
    after, since = np.maximum(others - base, 0), others - base
    step = unit * (others <= base - 2)  # one step, from two years to one before the base
    worst = {("relative_magnitudes", m): m * unit * after - step for m in (0.5, 1.0, 2.0)}
    bends = {("smoothness", m * unit): m * unit * since * (since + 1) / 2 for m in (0.0, 0.5)}
    return worst | bends


def holds_zero(given: Coefficients, restriction: str, limit: float) -> bool:
    """Return whether the honest interval of the mean of the years after holds zero."""
    found = honest_did(given, restriction, [limit], target=AFTER)
    return bool(found.table["includes_zero"].iloc[0])


def bounds(found: Years, draws: int) -> Iterator[dict]:
    """Yield how often honest intervals hold zero, no effect being there."""
    for model, rho in product(("correlation .25", "heavy tails", "small places vary"), PERSISTENCE):
        estimate, error, df, scores = found.changed(found.paths(model, rho, draws, seed=3))
        unit = float(np.median(error))
        worst = violations(found.others, found.base, unit)
        statistics = {}
        for (restriction, limit), violation in worst.items():
            size = limit / unit if restriction == "smoothness" else limit
            for said, moved in (("no violation", 0.0), ("the worst allowed", violation)):
                held = [
                    holds_zero(
                        Coefficients(found.others, one + moved, s.T @ s, d, found.base),
                        restriction,
                        limit,
                    )
                    for one, s, d in zip(estimate, np.moveaxis(scores, 1, 0), df, strict=True)
                ]
                name = f"{restriction.replace('_', ' ')} {size:g}, {said}"
                statistics[name] = np.mean(held)
        name = f"{model}, persistence {rho:g}"
        yield from rows_of("bounds", "reports 2006-16", found.row, statistics, name, draws)
