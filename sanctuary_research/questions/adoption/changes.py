"""The change asked for: every outcome between the sides, compared like an outcome of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.multitest import multipletests

from sanctuary_research.errors import AnalysisError, attempt_each
from sanctuary_research.methods.groups.bootstrap import Cell, ClusterBootstrap, cluster_bootstrap
from sanctuary_research.methods.groups.compare import GroupComparison, compare_groups
from sanctuary_research.methods.groups.joint import JointBootstrap, joint_bootstrap
from sanctuary_research.questions.adoption.offices import mean_of
from sanctuary_research.questions.adoption.question import OUTCOMES, PRIMARY, Asked
from sanctuary_research.questions.crime_rates.frames import EARLIER, sides
from sanctuary_research.questions.crime_rates.gaps import DRAWS, LEVEL, P_ADJUSTED, SEED, lacking

# Percent of the mean before: about the largest published relative changes.
MARGINS = {"property": 5.0, "violent": 6.0}
# How the plan compares.
OPTIONS = {
    "covariates": EARLIER,
    "weights": ("county", "person"),
    "population": "residents",
    "cluster": "state",
    "adjustments": "regression",
    "unit": "agency_id",
}


def compare(
    frame: pd.DataFrame,
    outcome: str,
    asked: Asked,
    **options: str,
) -> GroupComparison:
    """Compare one column of the agencies kept, limit against the comparison asked for.

    Parameters
    ----------
    frame : DataFrame
        As of `offices`.
    outcome : str
        A column: a change, a rate, or a slope.
    asked : Asked
    **options
        Of `compare_groups`, in place of those of the plan.

    Raises
    ------
    AnalysisError
        A side is empty, with what could be asked instead.
    """
    chosen = sides(frame, asked.comparison)
    if none := lacking(chosen):
        raise AnalysisError(
            f"under {asked.definition!r}, against {asked.comparison!r}: {none}",
            "choose another definition, comparison or other years",
        )
    return compare_groups(chosen, outcome=outcome, **(OPTIONS | options))


def holm(p: pd.Series) -> pd.Series:
    """Return p-values adjusted by Holm's step-down; blank ones stay so and do not count.

    >>> holm(pd.Series([0.01, 0.04])).tolist()
    [0.02, 0.04]
    """
    known = p.dropna()
    adjusted = multipletests(known, method="holm")[1] if len(known) else known
    return pd.Series(adjusted, known.index).reindex(p.index)


@dataclass(frozen=True, eq=False, repr=False)
class Changes:
    """The change of every outcome, judged in every way.

    Attributes
    ----------
    asked : Asked
    frame : DataFrame
        As of `offices`.
    table : DataFrame
        One row an outcome and weighting: outcome, the columns of `compare_groups`, and p_holm:
        adjusted over the outcomes of its rank (primary or secondary).
    compared : dict of str to GroupComparison
    """

    asked: Asked
    frame: pd.DataFrame
    table: pd.DataFrame
    compared: dict[str, GroupComparison]

    def row(self, outcome: str, weights: str = "county") -> pd.Series:
        """Return the estimate of one outcome."""
        is_one = self.table["outcome"].eq(outcome) & self.table["weights"].eq(weights)
        return self.table[is_one].iloc[0]

    def mean_before(self, outcome: str) -> float:
        """Return the mean rate of agencies under a limit over the years before."""
        chosen = sides(self.frame, self.asked.comparison).query("label == 'sanctuary'")
        return float(mean_of(chosen, outcome, self.asked.before).mean())

    @cached_property
    def cells(self) -> dict[str, Cell]:
        """The regressions of all outcomes, for the bootstraps."""
        return {name: found.cell("regression") for name, found in self.compared.items()}

    @cached_property
    def bootstraps(self) -> dict[str, ClusterBootstrap]:
        """The restricted wild bootstrap of each outcome; none where a side lies in one state."""
        draw = partial(cluster_bootstrap, draws=DRAWS, seed=SEED)
        return attempt_each(self.cells, lambda name: draw(self.cells[name]))[0]

    @cached_property
    def joint(self) -> JointBootstrap:
        """All outcomes judged together, by shared draws of states."""
        return joint_bootstrap(self.cells, draws=DRAWS, seed=SEED)

    @property
    def stands_out(self) -> list[str]:
        """The outcomes whose adjusted p, by either way, is under .05; none where none is tested."""
        table = self.joint.table if self.bootstraps else pd.DataFrame(columns=["cell", *P_ADJUSTED])
        return table.loc[table[P_ADJUSTED].min(axis=1) < LEVEL, "cell"].tolist()

    @cached_property
    def without(self) -> pd.DataFrame:
        """The estimate of each outcome without each state: states by outcomes."""
        return leave_each_out(self.cells)

    def equivalence(self) -> pd.DataFrame:
        """Hold the primary outcomes against the margins of the plan by two one-sided tests.

        Returns
        -------
        DataFrame
            outcome, percent (the estimate of the mean before), margin, low and high (the 90 %
            interval), all in percent, and is_within: whether the larger p is under .05.
        """
        rows = pd.DataFrame([self.row(name) for name in MARGINS]).reset_index(drop=True)
        scale = 100 / rows["outcome"].map(self.mean_before)
        percent, error = rows["estimate"] * scale, rows["std_error"] * scale
        half = stats.t.ppf(1 - LEVEL, rows["df"].astype(float)) * error
        ends = {"percent": percent, "low": percent - half, "high": percent + half}
        margin = rows["outcome"].map(MARGINS)
        is_within = percent.abs() + half < margin
        return rows[["outcome"]].assign(margin=margin, **ends, is_within=is_within)


def changed(frame: pd.DataFrame, asked: Asked) -> Changes:
    """Compare the change of every outcome, and keep what further judgement needs."""
    compared = {name: compare(frame, name, asked) for name in OUTCOMES}
    tables = [found.table.assign(outcome=name) for name, found in compared.items()]
    table = pd.concat(tables, ignore_index=True)
    groups = table.groupby([table["outcome"].isin(PRIMARY), "weights"])["p_value"]
    return Changes(asked, frame, table.assign(p_holm=groups.transform(holm)), compared)


def leave_each_out(cells: Mapping[str, Cell]) -> pd.DataFrame:
    """Return the coefficient of each regression without each state, states by cells.

    The cells share their design and differ in their outcomes.
    """
    (first, *_), names = cells.values(), list(cells)
    outcomes = np.column_stack([one.outcome for one in cells.values()])
    rows = {}
    for state in np.unique(first.clusters):
        kept = first.clusters != state
        if np.ptp(first.design[kept, first.column]):  # both sides are left
            rows[state] = np.linalg.lstsq(first.design[kept], outcomes[kept])[0][first.column]
    return pd.DataFrame.from_dict(rows, orient="index", columns=names)
