"""The gap between the groups: the one asked for, every other one, and all of them together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product

import pandas as pd

from sanctuary_research.data import choices
from sanctuary_research.errors import AnalysisError, attempt_each
from sanctuary_research.methods.groups.adjustments import Contrast
from sanctuary_research.methods.groups.bootstrap import Cell, ClusterBootstrap, cluster_bootstrap
from sanctuary_research.methods.groups.compare import GroupComparison, compare_groups
from sanctuary_research.methods.groups.estimates import as_table, blank_rows
from sanctuary_research.methods.groups.joint import JointBootstrap, joint_bootstrap
from sanctuary_research.questions.crime_rates import frames
from sanctuary_research.questions.crime_rates.asked import COMPARED, Asked

COMPARISONS = choices.SETS["Comparison"]
ADJUSTMENTS = choices.SETS["Adjustment"]
WEIGHTS = choices.SETS["Weights"]
KEYS = ["definition", "comparison", "adjustment", "weights"]
EVIDENCE = ["county_fips", "arm", "evidence_table", "evidence_id", "years"]
EMPTY = {
    "sanctuary": "none that is kept is under a limit by this definition",
    "not_sanctuary": "none that is kept is on the other side",
}
LACKING_FIX = "choose another comparison (others has the most counties) or another list"
DRAWS, SEED, LEVEL = 9_999, 2015, 0.05
JOINT_DRAWS = 59_999  # the least p of many estimates needs them
P_ADJUSTED = ["p_adjusted", "p_adjusted_least"]
JOINED = ("raw", "regression")  # what the joint test is over


@dataclass(frozen=True, eq=False, repr=False)
class Gap:
    """One comparison of the counties.

    Attributes
    ----------
    asked : Asked
    frame : DataFrame
        The kept counties, ``label`` as the comparison wants it.
    found : GroupComparison
        Every adjustment and weighting of this comparison.
    """

    asked: Asked
    frame: pd.DataFrame
    found: GroupComparison

    @property
    def row(self) -> pd.Series:
        """The estimate asked for; the columns are those of `methods.groups.compare_groups`."""
        return self.found.row(self.asked.adjustment, self.asked.weights)

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Its name among all estimates, in the order of `KEYS`."""
        asked = self.asked
        is_same = asked.comparison == "others" and not self.frame["is_silent"].any()
        comparison = "neither" if is_same else asked.comparison
        return asked.definition, comparison, asked.adjustment, asked.weights

    def behind(self) -> pd.DataFrame:
        """Return the counties that the estimate rests on, with label, evidence and weight.

        Returns
        -------
        DataFrame
            county_fips, name, state, arm, label, reason, evidence_table, evidence_id, the
            outcome, and weight: what the outcome is multiplied by in the estimate, in total one
            among sanctuary counties and minus one among the others.
        """
        if pd.isna(self.row["estimate"]):
            known = self.frame.loc[self.frame["label"] != "not_coded", "county_fips"]
            weights = pd.Series(0.0, known)
        else:
            weights = self.found.unit_weights(self.asked.adjustment, self.asked.weights)
        chosen = self.frame.set_index("county_fips", drop=False).loc[weights.index]
        chosen = chosen[[*frames.GROUPED, self.asked.rate]].assign(weight=weights)
        return chosen.reset_index(drop=True)


def of_sides(chosen: pd.DataFrame, *kept: str) -> pd.DataFrame:
    """Return the places of both sides, with the row that says so of each and columns kept."""
    return chosen.loc[chosen["label"] != "not_coded", [*EVIDENCE, *kept]]


def by_choice(parts: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the places of several choices as one frame, each with its ``choice``."""
    return pd.concat(parts, names=["choice", None]).reset_index("choice")


def options(asked: Asked, covariates: tuple[str, ...] = frames.EARLIER) -> dict:
    """Return how `methods.groups` is called for this question."""
    return {
        "outcome": asked.rate,
        "covariates": list(covariates),
        "population": "population",
        "cluster": "state",
        "match_on": [name for name in covariates if name.startswith(frames.MATCHED)],
        "unit": "county_fips",
    }


def gap(frame: pd.DataFrame, asked: Asked, *, adjustments=ADJUSTMENTS) -> Gap:
    """Compare the counties as asked, and under every adjustment and weighting beside.

    Parameters
    ----------
    frame : DataFrame
        As of `counties`.
    asked : Asked

    Raises
    ------
    AnalysisError
        A side is empty, with what could be asked instead.
    """
    chosen = frames.sides(frame, asked.comparison)
    if none := lacking(chosen):
        raise AnalysisError(
            f"under {asked.name!r}, against {COMPARED[asked.comparison]}: {none}", LACKING_FIX
        )
    return Gap(asked, chosen, _compared(chosen, asked, adjustments))


@dataclass(frozen=True, eq=False, repr=False)
class EveryGap:
    """The same counties under every definition, comparison, adjustment and weighting.

    Attributes
    ----------
    asked : Asked
    table : DataFrame
        definition, comparison, then the columns of `compare_groups`, one row an estimate.
    cells : mapping of (definition, comparison, adjustment, weights) to Cell
        The raw and regression fits, for `joint`.
    behind : DataFrame
        The row that puts a kept county into an arm: definition, county_fips, arm, evidence_table,
        evidence_id.
    """

    asked: Asked
    table: pd.DataFrame
    cells: dict[tuple[str, str, str, str], Cell]
    behind: pd.DataFrame

    def one(self, adjustment: str, weights: str) -> pd.DataFrame:
        """Return the rows of one adjustment and weighting."""
        is_one = (self.table["adjustment"] == adjustment) & (self.table["weights"] == weights)
        return self.table[is_one].reset_index(drop=True)

    @property
    def withheld(self) -> int:
        """How many estimates have no range."""
        return int((self.table["conf_low"].isna() & self.table["estimate"].notna()).sum())

    @cached_property
    def joint(self) -> JointBootstrap:
        """The raw and regression estimates judged together, by shared draws of states."""
        return joint_bootstrap(self.cells, draws=JOINT_DRAWS, seed=SEED)

    def joint_of(self, adjustment: str) -> JointBootstrap:
        """Judge together the estimates of one adjustment that have a range."""
        ranged = self.table[self.table["conf_low"].notna()]
        keys = set(ranged[KEYS].itertuples(index=False, name=None))
        chosen = {k: cell for k, cell in self.cells.items() if k[2] == adjustment and k in keys}
        return joint_bootstrap(chosen, draws=DRAWS, seed=SEED)

    def stands_out(self, *key: str) -> bool:
        """Return whether an adjusted p of an estimate is under .05; for weighting there is none."""
        table = self.joint.table
        found = table.loc[[cell == key for cell in table["cell"]], P_ADJUSTED]
        return bool((found < LEVEL).to_numpy().any())


def every_gap(frame: pd.DataFrame, asked: Asked) -> EveryGap:
    """Compare the same counties under every definition, comparison, adjustment and weighting.

    Parameters
    ----------
    frame : DataFrame
        As of `counties`.
    asked : Asked
        Its definition and list come first; its comparison, adjustment and weights do not count.
    """
    chosen = _frames(frame, asked)
    found, refused = attempt_each(chosen, lambda key: _compared(chosen[key], asked))
    tables = {key: one.table for key, one in found.items()}
    tables |= {key: as_table(blank_rows(ADJUSTMENTS, WEIGHTS, why)) for key, why in refused.items()}
    stacked = pd.concat([tables[key] for key in chosen], keys=chosen, names=KEYS[:2])
    table = stacked.reset_index(KEYS[:2]).reset_index(drop=True)
    cells = {(*key, *which): cell for key in found for which, cell in _cells(found[key]).items()}
    behind = {
        key[0]: rows.loc[rows["arm"] != "not_coded", EVIDENCE] for key, rows in chosen.items()
    }
    rows = pd.concat(behind, names=["definition", None]).reset_index("definition")
    return EveryGap(asked, table[[*KEYS, *table.columns.drop(KEYS)]], cells, rows)


def lacking(chosen: pd.DataFrame) -> str:
    """Return what is said of the side that has no rows, or nothing."""
    present = set(chosen["label"])
    return next((words for side, words in EMPTY.items() if side not in present), "")


def _compared(chosen: pd.DataFrame, asked: Asked, adjustments=ADJUSTMENTS) -> GroupComparison:
    if none := lacking(chosen):
        raise AnalysisError(none, LACKING_FIX)
    return compare_groups(chosen, weights=WEIGHTS, adjustments=adjustments, **options(asked))


def _cells(found: GroupComparison) -> dict[tuple[str, str], Cell]:
    """Return the raw and regression fits of a comparison as cells of a joint test."""
    fitted = [which for which, one in found.contrasts.items() if isinstance(one, Contrast)]
    return {which: found.cell(*which) for which in product(JOINED, WEIGHTS) if which in fitted}


def _frames(frame: pd.DataFrame, asked: Asked) -> dict[tuple[str, str], pd.DataFrame]:
    found = {}
    for name in frames.definitions(asked):
        relabelled = frames.labelled(frame, asked.but(definition=name))
        for comparison in COMPARISONS:
            chosen = frames.sides(relabelled, comparison)
            if comparison == "others" and not chosen["is_silent"].any():
                continue  # a list that names every place: all others are *neither* again
            found[name, comparison] = chosen
    return found


def bootstrap(gap: Gap, *, draws: int = DRAWS) -> ClusterBootstrap:
    """Test the estimate asked for by the restricted wild cluster bootstrap over states.

    Raises
    ------
    AnalysisError
        There is no estimate by least squares, or a side lies in one state.
    """
    which = gap.asked.adjustment, gap.asked.weights
    cell = _cells(gap.found).get(which)
    if cell is None:
        raise AnalysisError("the bootstrap is for raw and regression estimates", "ask for one")
    return cluster_bootstrap(cell, draws=draws, seed=SEED)
