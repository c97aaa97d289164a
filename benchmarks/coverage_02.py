"""How often the intervals of notebook 02 hold the truth and its tests reject it, by simulation.

    OMP_NUM_THREADS=1 python benchmarks/coverage_02.py [--draws 5000] [--paths 1000] [--bounds 400]
        [--output docs/coverage-02.csv] [--parts changes years bounds tests staggered]

Places, labels, covariates, weights and states are those of the notebook; only the outcomes are
drawn, by the models of `simulated`. Five parts: the change under every choice that the notebook
varies; the calendar event study with its band and pre-test, and the bounds of HonestDiD, without a
violation and with the worst that each bound allows (`lead_up_02`); the tests of the main change
(`tests_02`); the studies of policies that came at different dates (`staggered_02`).
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator

import pandas as pd
from lead_up_02 import Years, bounds, years
from rows_02 import WITHOUT_EFFECT, design_of, rate_columns
from simulated import MODELS, coverage
from staggered_02 import staggered
from tests_02 import tests

from sanctuary_research.errors import SanctuaryError
from sanctuary_research.methods import screens
from sanctuary_research.questions.adoption.changes import compare
from sanctuary_research.questions.adoption.lead_up import lead_up
from sanctuary_research.questions.adoption.offices import offices
from sanctuary_research.questions.adoption.question import Asked
from sanctuary_research.questions.adoption.variations import varied

PARTS = ("changes", "years", "bounds", "tests", "staggered")
KEYS = ["part", "design", "weights", "adjustment", "statistic", "model"]
EARLIER_CHANGE = ((2006, 2007, 2008, 2009), (2011, 2012, 2013)), ((2010,), (2012, 2013))


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
