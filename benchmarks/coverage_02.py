"""How often the intervals of notebook 02 hold the truth and its tests reject it, by simulation.

    OMP_NUM_THREADS=1 python benchmarks/coverage_02.py [--draws 5000] [--paths 1000] [--bounds 400]
        [--output docs/coverage-02.csv] [--parts changes years bounds tests staggered]

Places, labels, covariates, weights and states are those of the notebook; only the outcomes are
drawn, by the models of `methods.groups.coverage`. Five parts: the change under every choice that
the notebook varies; the calendar event study with its band and pre-test; the bounds of HonestDiD,
without a violation and with the worst that each bound allows; the tests of the main change; the
studies of policies that came at different dates (`staggered_02`).
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
from scipy import stats
from staggered_02 import staggered
from statsmodels.stats.multitest import multipletests

from sanctuary_research.errors import SanctuaryError
from sanctuary_research.methods import screens
from sanctuary_research.methods.at_once import level_at_once
from sanctuary_research.methods.coefficients import Coefficients
from sanctuary_research.methods.groups.bootstrap import Problem, webb_draws
from sanctuary_research.methods.groups.compare import GroupComparison
from sanctuary_research.methods.groups.coverage import MODELS, Places, coverage, drawn
from sanctuary_research.methods.groups.cr2 import Cr2
from sanctuary_research.methods.groups.joint import Cell, joint_bootstrap
from sanctuary_research.methods.panel import honest_did
from sanctuary_research.questions.adoption.changes import compare
from sanctuary_research.questions.adoption.lead_up import LeadUp, lead_up
from sanctuary_research.questions.adoption.offices import offices
from sanctuary_research.questions.adoption.question import OUTCOMES, Asked
from sanctuary_research.questions.adoption.variations import varied

PARTS = ("changes", "years", "bounds", "tests", "staggered")
KEYS = ["part", "design", "weights", "adjustment", "statistic", "model"]
WITHOUT_EFFECT = [name for name in MODELS if name != "real outcomes"]
PERSISTENCE = (0.5, 0.9)  # of a place's yearly noise, and of its state's
LEVEL, BOOTSTRAP_DRAWS, BAND_DRAWS, BOOTSTRAPPED = 0.05, 999, 1_999, 500
AFTER = (2015, 2016)
LIKENESS = 0.3  # correlation of one place's outcomes with each other
EARLIER_CHANGE = ((2006, 2007, 2008, 2009), (2011, 2012, 2013)), ((2010,), (2012, 2013))


def rate_columns(frame: pd.DataFrame, years: tuple[int, ...]) -> list[str]:
    """Return the columns of property crime in some years, or none if one is not there."""
    names = [f"property_{year}" for year in years]
    return names if set(names) <= set(frame.columns) else []


def places(frame: pd.DataFrame) -> tuple[pd.DataFrame, bool]:
    """Return state, people and an earlier real change of every agency, and if there is one."""
    found = frame.set_index("agency_id")[["state", "residents"]].set_axis(
        ["cluster", "people"], axis=1
    )
    found = found[found["people"] > 0].assign(outcome=0.0)
    kept = frame.set_index("agency_id").loc[found.index]
    for before, after in EARLIER_CHANGE:
        if rate_columns(frame, before) and rate_columns(frame, after):
            early, late = (kept[rate_columns(frame, years)] for years in (before, after))
            change = late.mean(axis=1, skipna=False) - early.mean(axis=1, skipna=False)
            is_odd = kept["screen"].ne(screens.KEPT).to_numpy()
            return found.assign(outcome=change.mask(is_odd).to_numpy()), True
    return found, False


def changes(asked: Asked, draws: int) -> Iterator[dict]:
    """Yield the coverage of the change under every choice, by agencies and by people."""
    frame = offices(asked)
    designs = varied(frame, asked) | {"reports 2006-16": (lead_up(frame, asked).frame, asked, {})}
    designs.pop("people counted, not agencies")  # every design is simulated with both weights
    for name, (made, of, options) in designs.items():
        adjustment = options.get("adjustments", "regression")
        try:
            found = compare(made, "property", of, adjustments=adjustment)
        except SanctuaryError as problem:
            print(f"{name}: {problem.case}", flush=True)
            continue
        where, has_years = places(made)
        for weights in ("county", "person"):
            row = found.row(adjustment, weights)
            if min(row["n_clusters_sanctuary"], row["n_clusters_comparison"]) < 2:
                continue
            models = list(MODELS) if has_years else WITHOUT_EFFECT
            table = coverage(found, adjustment, weights, places=where, models=models, draws=draws)
            about = {"part": "change", "design": name, "weights": weights, "statistic": "interval"}
            about |= {"adjustment": adjustment} | design_of(row)
            for one in table.itertuples():
                yield about | {"model": one.model, "share": one.coverage, "draws": draws}


def design_of(row: pd.Series) -> dict:
    """Return what a row of the table says of its design, and whether its interval is withheld."""
    names = ["n_sanctuary", "n_comparison", "n_clusters_sanctuary", "n_clusters_comparison"]
    names += ["effective_clusters_sanctuary", "effective_clusters_comparison", "df", "withheld"]
    return row[names].to_dict()


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


def rows_of(
    part: str, design: str, row: pd.Series, statistics: dict, model: str, draws: int
) -> Iterator[dict]:
    """Yield one row a statistic."""
    about = {"part": part, "design": design, "weights": "county", "adjustment": "regression"}
    for name, share in statistics.items():
        yield (
            about
            | design_of(row)
            | {
                "statistic": name,
                "model": model,
                "share": float(share),
                "draws": draws,
            }
        )


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


def tests(asked: Asked, draws: int) -> Iterator[dict]:
    """Yield how often each test of the main change rejects what is true."""
    compared = compare(offices(asked), "property", asked)
    sample, model_of = compared.sample, compared.fit("regression").model
    inference, names = compared.contrast("regression").inference(sample.clusters), sample.clusters
    people = offices(asked).set_index("agency_id").loc[sample.units, "residents"].to_numpy(float)
    here = Places(pd.factorize(names)[0], people, sample.sanctuary, pd.DataFrame())
    first = Cell(
        np.empty(0), model_of.exog, names, None, list(model_of.exog_names).index("sanctuary")
    )
    for model in WITHOUT_EFFECT:
        rng = np.random.default_rng([4, WITHOUT_EFFECT.index(model)])
        shared = drawn(model, here, rng, draws)
        outcomes = [
            np.sqrt(LIKENESS) * shared + np.sqrt(1 - LIKENESS) * drawn(model, here, rng, draws)
            for _ in OUTCOMES
        ]
        statistics = by_t(inference, outcomes) | by_bootstrap(first, outcomes)
        row = compared.row("regression", "county")
        yield from rows_of("tests", "as asked", row, statistics, model, draws)


def by_t(inference: Cr2, outcomes: list[np.ndarray]) -> dict[str, float]:
    """Return how often t tests reject; the first two outcomes are the primary ones."""
    found = [inference.at(one) for one in outcomes]
    p = np.stack([one.p_value() for one in found], axis=1)

    def holm(chosen: slice) -> float:
        return np.mean([multipletests(one[chosen], LEVEL, "holm")[0].any() for one in p])

    # On the margin of equivalence the test asks whether the estimate lies clearly inside it.
    inside = stats.t.cdf(found[0].estimate / found[0].std_error, found[0].df)
    return {
        "Holm over two primary outcomes": holm(slice(0, 2)),
        "Holm over three secondary outcomes": holm(slice(2, None)),
        "equivalence, truth on the margin": np.mean(inside <= LEVEL),
    }


def by_bootstrap(cell: Cell, outcomes: list[np.ndarray]) -> dict[str, float]:
    """Return how often the wild bootstrap rejects: of one outcome, largest t, and their count."""
    single, joint, count = [], [], []
    for k in range(min(outcomes[0].shape[1], BOOTSTRAPPED)):
        cells = {name: replace(cell, outcome=outcomes[name][:, k]) for name in range(len(outcomes))}
        judged = joint_bootstrap(cells, draws=BOOTSTRAP_DRAWS, seed=k)
        single.append(judged.table["p_value"].iloc[0] <= LEVEL)
        joint.append(judged.least_p_adjusted <= LEVEL)
        count.append(judged.p_of_count <= LEVEL)
    return {
        f"wild bootstrap ({len(single)} samples)": np.mean(single),
        f"five outcomes jointly, largest t ({len(joint)} samples)": np.mean(joint),
        f"five outcomes jointly, count of small p ({len(count)} samples)": np.mean(count),
    }


def main() -> None:
    """Simulate the parts asked for, write the table and say what it holds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=5_000, help="of changes and of tests")
    parser.add_argument(
        "--paths", type=int, default=1_000, help="of years, and of staggered studies"
    )
    parser.add_argument("--bounds", type=int, default=400, help="of honest bounds")
    parser.add_argument("--parts", nargs="+", default=PARTS, choices=PARTS)
    parser.add_argument("--output", default="docs/coverage-02.csv")
    given = parser.parse_args()
    asked, found = Asked(), []
    run = Years(lead_up(offices(asked), asked))
    parts = {
        "changes": lambda: changes(asked, given.draws),
        "years": lambda: years(run, given.paths),
        "bounds": lambda: bounds(run, given.bounds),
        "tests": lambda: tests(asked, given.draws),
        "staggered": lambda: staggered(given.paths),
    }
    for name in given.parts:
        start = time.process_time()
        found += parts[name]()
        print(f"{name}: {time.process_time() - start:.0f} s of processor time", flush=True)
        table = pd.DataFrame(found)
        table = table[[*KEYS, *table.columns.drop(KEYS)]]
        table.to_csv(given.output, index=False, float_format="%.4f")
    shown = table.groupby(["part", "design", "weights", "statistic"], sort=False)["share"]
    print(shown.agg(["min", "median", "max"]).round(3).to_string())


if __name__ == "__main__":
    main()
