"""How often the intervals of notebook 01 hold the truth, each simulated in its own design.

    OMP_NUM_THREADS=1 python benchmarks/coverage_01.py [--draws 5000] [--output FILE]

Every definition, comparison, adjustment and weighting whose two sides lie in two states or more,
also those whose interval is withheld, so that the reasons for withholding can be judged. The
outcomes are drawn by `methods.groups.coverage`; the only real ones are those of 2012.
"""

from __future__ import annotations

import argparse
import time

import pandas as pd

from sanctuary_research.data.definitions import DEFINITIONS
from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.groups.clusters import largest
from sanctuary_research.methods.groups.compare import GroupComparison, compare_groups
from sanctuary_research.methods.groups.coverage import coverage
from sanctuary_research.questions.crime_rates import Asked, counties, gaps

DESIGN = [
    "n_sanctuary",
    "n_comparison",
    "n_clusters_sanctuary",
    "n_clusters_comparison",
    "effective_clusters_sanctuary",
    "effective_clusters_comparison",
]


def places(asked: Asked) -> pd.DataFrame:
    """Return the counties of the design with their crime of 2012, where it is kept."""
    now, then = (counties(question) for question in (asked, asked.but(year=2012)))
    known = then[then["screen"] == "kept"].set_index("county_fips")[asked.rate]
    frame = now.set_index("county_fips")[["state", "population"]].astype({"population": float})
    return frame.set_axis(["cluster", "people"], axis=1).assign(outcome=known.astype(float))


def cells(found: GroupComparison):
    """Return adjustment and weighting of each estimate with two states or more on both sides."""
    table = found.table[found.table["estimate"].notna()]
    least = table[["n_clusters_sanctuary", "n_clusters_comparison"]].min(axis=1)
    return table.loc[least >= 2, ["adjustment", "weights"]].itertuples(index=False)


def largest_shares(found: GroupComparison, adjustment: str, weights: str) -> dict:
    """Return the share of the state that carries most of each side."""
    sample, contrast = found.sample, found.contrast(adjustment, weights)
    sides = {"sanctuary": sample.sanctuary, "comparison": ~sample.sanctuary}
    return {
        f"largest_share_{name}": largest(contrast.weights[side], sample.clusters[side]).iloc[0]
        for name, side in sides.items()
    }


def simulated(asked: Asked, draws: int) -> pd.DataFrame:
    """Return one row for each cell and model."""
    frame, where, tables = counties(asked), places(asked), []
    for definition in DEFINITIONS:
        labelled = gaps.labelled(frame, asked.but(definition=definition))
        for comparison in gaps.COMPARISONS:
            try:
                found = compare_groups(
                    gaps.sides(labelled, comparison), weights=gaps.WEIGHTS, **gaps.options(asked)
                )
            except AnalysisError:
                continue
            for adjustment, weights in cells(found):
                keys = [definition, comparison, adjustment, weights]
                row = found.row(adjustment, weights)
                shares = largest_shares(found, adjustment, weights)
                table = coverage(found, adjustment, weights, places=where, draws=draws)
                about = dict(zip(gaps.KEYS, keys, strict=True)) | row[DESIGN].to_dict() | shares
                about |= {"withheld": row["withheld"]}
                tables.append(table.assign(**about)[[*about, *table.columns]])
    return pd.concat(tables, ignore_index=True)


def main() -> None:
    """Simulate, write the table and say what it holds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=5_000)
    parser.add_argument("--output", default="docs/coverage-01.csv")
    given = parser.parse_args()
    start = time.perf_counter()
    table = simulated(Asked(), given.draws)
    table.to_csv(given.output, index=False, float_format="%.4f")
    printed = table[table["withheld"] == ""]
    least = printed.groupby(gaps.KEYS)["coverage"].min()
    print(f"{len(table)} rows, {given.draws} draws, {time.perf_counter() - start:.0f} s")
    print(f"{len(least)} intervals printed, least coverage under .93: {(least < 0.93).sum()}")
    print(least.sort_values().head(12).to_string())


if __name__ == "__main__":
    main()
