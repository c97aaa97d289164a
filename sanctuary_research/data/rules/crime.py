"""What must hold within and between the crime tables."""

from __future__ import annotations

import pandas as pd

from sanctuary_research.data.faults import Fault, faults_where
from sanctuary_research.data.rules import Tables, rule

COUNTY_KEY = ["county_fips", "year"]
VIOLENT = ["murder", "rape", "robbery", "aggravated_assault"]
PROPERTY = ["burglary", "larceny", "motor_vehicle_theft"]


def parts_differ(
    frame: pd.DataFrame,
    total: str,
    parts: list[str],
    *,
    table: str,
    key: list[str],
    slack: int = 0,
) -> list[Fault]:
    """Return a fault for each row whose ``total`` is not the sum of its ``parts``, all known.

    ``slack`` is the largest difference that the rounding of each part apart can make.
    """
    known = frame.dropna(subset=[total, *parts])
    known = known.assign(_sum=known[parts].sum(axis=1))
    return faults_where(
        known,
        (known["_sum"] - known[total]).abs() > slack,
        table=table,
        key=key,
        column=total,
        message=f"{total} is {{{total}}}, but {' + '.join(parts)} make {{_sum}}",
    )


@rule("county_crime")
def county_totals_are_sums(tables: Tables) -> list[Fault]:
    """County totals equal the sum of their parts, but for rounding where parts are imputed."""
    crime = tables["county_crime"]
    sums = {
        "index_crimes": (["violent", "property"], 0),
        "violent": (VIOLENT, 2),
        "property": (PROPERTY, 2),
    }
    return [
        fault
        for total, (parts, slack) in sums.items()
        for fault in parts_differ(
            crime, total, parts, table="county_crime", key=COUNTY_KEY, slack=slack
        )
    ]


@rule("county_crime")
def county_rates_are_counts_per_person(tables: Tables) -> list[Fault]:
    """County rates are counts per 10,000 people, to four decimals."""
    crime = tables["county_crime"]
    found = []
    for rate, count in {
        "violent_per_10k": "violent",
        "property_per_10k": "property",
        "index_per_10k": "index_crimes",
    }.items():
        known = crime.dropna(subset=[rate, count, "population"])
        known = known.assign(_rate=known[count] / known["population"] * 10_000)
        off = (known["_rate"] - known[rate]).abs() > 1e-4
        found += faults_where(
            known,
            off,
            table="county_crime",
            key=COUNTY_KEY,
            column=rate,
            message=f"{rate} is {{{rate}}}, but {count} and population make {{_rate}}",
        )
    return found
