"""What a referee asks of several panels at once: other inference, Bacon weights, honest bounds."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
import pandas as pd

from sanctuary_research.errors import SanctuaryError, attempt_each
from sanctuary_research.methods.panel import (
    BaconDecomposition,
    EventStudy,
    goodman_bacon,
    honest_did,
    joint_randomization_test,
    wild_cluster_bootstrap,
)
from sanctuary_research.questions.adoption.reasons import described
from sanctuary_research.questions.adoption.studies import (
    COHORT,
    SAID,
    UNIT,
    WEIGHT,
    balanced,
    chosen_columns,
    event_studies,
)

DEALT = "randomization of adoption dates"
OFF = "Left out, off their state's commonest date"
PLACES = {UNIT: "place", "state_fips": "state"}
SIZE = ("n_units", "n_clusters", "n_treated_clusters")
RESTRICTIONS = ("relative_magnitudes", "smoothness")


def inference_table(
    frames: Mapping[str, pd.DataFrame],
    *,
    outcome: str,
    weights: str,
    control: str,
    draws: int = 999,
    bootstrap_draws: int = 9_999,
    seed: int = 0,
) -> pd.DataFrame:
    """Return every way to judge the same effect, by panel: one row per method and level.

    The estimate is Callaway and Sant'Anna's average with standard errors clustered by unit and
    by state and with adoption dates dealt out again among units and among states; the wild
    cluster bootstrap belongs to two-way fixed effects and says so.

    Returns
    -------
    DataFrame
        name, method, level, estimand, weights, estimate, conf_low, conf_high, p_value, n_units,
        n_clusters, n_treated_clusters, intervals (how they are made) and note (a sentence where
        there is none).
    """
    rows = []
    for name, frame in frames.items():
        for cluster, level in _levels(frame).items():
            study = event_studies(
                {name: frame}, outcome=outcome, weights=weights, control=control, cluster=cluster
            ).overall.iloc[0]
            asked = (frame, outcome, weights, cluster)
            ways = {
                "wild cluster bootstrap": partial(_bootstrap, *asked, bootstrap_draws, seed),
                DEALT: partial(randomized, *asked, control, draws, seed),
            }
            found, refused = attempt_each(ways, lambda way, of=ways: of[way](), SanctuaryError)
            found |= {way: {"note": described(problem)} for way, problem in refused.items()}
            rows.append({**study, "method": "cluster-robust t", "level": level})
            rows += [{"name": name, "method": way, "level": level, **found[way]} for way in ways]
    columns = ["name", "method", "level", "estimand", "weights", "estimate", "conf_low"]
    columns += ["conf_high", "p_value", "n_units", "n_clusters", "n_treated_clusters"]
    columns += ["intervals", "note"]
    return pd.DataFrame(rows).reindex(columns=columns).fillna({"note": ""})


def _levels(frame: pd.DataFrame) -> dict[str, str]:
    """Return the levels to cluster on; where units are states there is only one."""
    if (frame[UNIT] == frame["state_fips"]).all():
        return {UNIT: "state (the place)"}
    return PLACES


def _inputs(frame: pd.DataFrame, outcome: str, weights: str) -> tuple[pd.DataFrame, dict]:
    columns = chosen_columns(frame, outcome, "twfe")
    columns["weights"] = WEIGHT if weights == "person" else None
    return frame.dropna(subset=[outcome]), columns


def _bootstrap(
    frame: pd.DataFrame, outcome: str, weights: str, cluster: str, draws: int, seed: int
) -> dict[str, object]:
    known, columns = _inputs(frame, outcome, weights)
    found = wild_cluster_bootstrap(known, **columns, cluster=cluster, draws=draws, seed=seed)
    facts = ("estimand", "weights", "n_units", "n_clusters", "n_treated_clusters")
    numbers = ("estimate", "conf_low", "conf_high", "p_value")
    return {
        "intervals": found.facts["small_sample"],
        **{name: getattr(found, name) for name in numbers},
        **{name: SAID.get(str(found.facts[name]), found.facts[name]) for name in facts},
    }


def randomized(
    frame: pd.DataFrame,
    outcome: str,
    weights: str,
    place: str,
    control: str,
    draws: int,
    seed: int,
) -> dict[str, object]:
    """Deal out the dates among places; units off their place's commonest date are left out."""
    known, columns = _inputs(frame, outcome, weights)
    shared = one_date(known, place)
    found = joint_randomization_test(
        {place: shared}, **columns, assigned=place, control=control, draws=draws, seed=seed
    )
    left = known[UNIT].nunique() - shared[UNIT].nunique()
    row = found.table.iloc[0]
    return {
        "estimand": "none: a test of no effect for anybody",
        "weights": SAID.get(str(found.facts["weights"])),
        "estimate": row["estimate"],
        "p_value": row["p_value"],
        "n_units": row["n_units"],
        "n_clusters": found.facts["n_places"],
        "n_treated_clusters": found.facts["n_adopting_places"],
        "intervals": f"exact if every assignment was as likely; {draws:,} draws",
        "note": f"{OFF}: {left} place{'' if left == 1 else 's'}." if left else "",
    }


def one_date(frame: pd.DataFrame, place: str) -> pd.DataFrame:
    """Keep the units that adopt (or not) on the date most units of their place do."""
    date = frame[COHORT].astype(float).fillna(-np.inf)  # never counts as the earliest
    unit = pd.DataFrame({"place": frame[place], "date": date})[~frame[UNIT].duplicated()]
    counted = unit.groupby(["place", "date"], as_index=False).size()  # the earlier date first
    common = counted.sort_values("size", ascending=False, kind="stable").drop_duplicates("place")
    return frame[date == frame[place].map(common.set_index("place")["date"])]


def bacon_weights(
    frames: Mapping[str, pd.DataFrame], outcome: str
) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, str]]:
    """Decompose each panel's static two-way estimate over its units seen in every period.

    Returns
    -------
    comparisons, kinds : DataFrame
        Tables of :func:`~sanctuary_research.methods.panel.goodman_bacon` with ``name``; kinds
        also with ``total`` (the two-way estimate) and ``n_units``.
    reasons : dict
        A sentence for each panel that cannot be decomposed.
    """

    def decompose(name: str) -> BaconDecomposition:
        columns = chosen_columns(frames[name], outcome, "twfe")
        return goodman_bacon(balanced(frames[name], outcome), **columns)

    results, refused = attempt_each(frames, decompose, SanctuaryError)
    comparisons, kinds = [], []
    for name, found in results.items():
        comparisons.append(found.table.assign(name=name))
        total = {"total": found.estimate, "n_units": found.facts["n_units"]}
        kinds.append(found.kinds.assign(name=name, **total))
    joined = [
        pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
        for parts in (comparisons, kinds)
    ]
    return (*joined, {name: described(problem) for name, problem in refused.items()})


def honest_bounds(
    results: Mapping[str, EventStudy], *, seed: int = 0
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Recompute each study's average effect under bounded violations of parallel trends.

    Returns
    -------
    intervals : DataFrame
        name, restriction, limit, conf_low, conf_high.
    breakdowns : DataFrame
        name, restriction, breakdown, n_leads, n_units, n_clusters, n_treated_clusters and
        sentence (or the reason why there is none).
    """
    asked = [(name, restriction) for name in results for restriction in RESTRICTIONS]
    found, refused = attempt_each(
        asked, lambda one: honest_did(results[one[0]], one[1], seed=seed), SanctuaryError
    )
    intervals, breakdowns = [], []
    for name, restriction in asked:
        row = {"name": name, "restriction": restriction}
        size = {fact: results[name].facts[fact] for fact in SIZE}
        if (name, restriction) in refused:
            told = {"sentence": described(refused[name, restriction])}
        else:
            honest = found[name, restriction]
            intervals.append(honest.table.assign(**row))
            told = {"breakdown": honest.breakdown, "n_leads": honest.facts["n_leads"]}
            told["sentence"] = honest.sentence()
        breakdowns.append({**row, **size, **told})
    table = pd.concat(intervals, ignore_index=True) if intervals else pd.DataFrame()
    columns = ["name", "restriction", "breakdown", "n_leads", *SIZE, "sentence"]
    return table, pd.DataFrame(breakdowns).reindex(columns=columns)
