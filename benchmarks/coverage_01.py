"""How often the intervals of notebook 01 hold the truth, each simulated in its own design.

    OMP_NUM_THREADS=1 python benchmarks/coverage_01.py [--draws 5000] [--output FILE]

Every definition, comparison, adjustment and weighting whose two sides lie in two states or more,
also those whose interval is withheld, so that the reasons for withholding can be judged. The
outcomes are drawn by `simulated`; the only real ones are those of 2012.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from itertools import product

import pandas as pd
from simulated import coverage

from sanctuary_research.data.definitions import DEFINITIONS
from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.groups.clusters import side_of
from sanctuary_research.methods.groups.compare import GroupComparison, compare_groups
from sanctuary_research.questions.crime_rates import Asked, counties, frames, gaps

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


def comparisons(asked: Asked) -> Iterator[tuple[tuple[str, str], GroupComparison]]:
    """Yield definition and comparison with what was found; those that cannot be made are passed."""
    frame = counties(asked)
    for definition, comparison in product(DEFINITIONS, gaps.COMPARISONS):
        sides = frames.sides(frames.labelled(frame, asked.but(definition=definition)), comparison)
        try:
            found = compare_groups(sides, weights=gaps.WEIGHTS, **gaps.options(asked))
        except AnalysisError:
            continue
        yield (definition, comparison), found


def cells(found: GroupComparison) -> Iterator[tuple[str, str]]:
    """Return adjustment and weighting of each estimate with two states or more on both sides."""
    table = found.table[found.table["estimate"].notna()]
    least = table[["n_clusters_sanctuary", "n_clusters_comparison"]].min(axis=1)
    return table.loc[least >= 2, ["adjustment", "weights"]].itertuples(index=False, name=None)


def largest_shares(found: GroupComparison, adjustment: str, weights: str) -> dict:
    """Return the share of the state that carries most of each side."""
    sample, contrast = found.sample, found.contrast(adjustment, weights)
    sides = {"sanctuary": sample.sanctuary, "comparison": ~sample.sanctuary}
    return {
        f"largest_share_{name}": side_of(
            contrast.weights[side], sample.clusters[side]
        ).largest_share
        for name, side in sides.items()
    }


def simulated(asked: Asked, draws: int) -> pd.DataFrame:
    """Return one row for each cell: its design and its coverage under each model."""
    where, rows = places(asked), []
    for key, found in comparisons(asked):
        for cell in cells(found):
            row = found.row(*cell)
            table = coverage(found, *cell, places=where, draws=draws)
            models = table.set_index("model")["coverage"].rename(index=column)
            about = dict(zip(gaps.KEYS, (*key, *cell), strict=True)) | row[DESIGN].to_dict()
            about |= largest_shares(found, *cell) | row[["df", "withheld"]].to_dict()
            rows.append(about | models.to_dict() | {"least": models.min()})
    return pd.DataFrame(rows)


def column(model: str) -> str:
    """Return the column of a model.

    >>> column("correlation .25")
    'correlation_25'
    """
    return model.replace(".", "").replace(" ", "_")


def main() -> None:
    """Simulate, write the table and say what it holds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=5_000)
    parser.add_argument("--output", default="docs/coverage-01.csv")
    given = parser.parse_args()
    start = time.perf_counter()
    table = simulated(Asked(), given.draws)
    table.to_csv(given.output, index=False, float_format="%.4f")
    printed = table[table["withheld"] == ""].sort_values("least")
    print(f"{len(table)} designs, {given.draws} draws, {time.perf_counter() - start:.0f} s")
    print(
        f"{len(printed)} intervals printed, least coverage under .93: {sum(printed.least < 0.93)}"
    )
    print(f"over .97: {sum(printed.least > 0.97)}; withheld {len(table) - len(printed)}")
    print(printed[[*gaps.KEYS, "least"]].head(12).to_string(index=False))


if __name__ == "__main__":
    main()
