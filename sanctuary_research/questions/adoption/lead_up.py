"""The years before: was the gap moving already, and what is left of a change if it went on so?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods import screens
from sanctuary_research.methods.groups.by_year import YearStudy, compare_years
from sanctuary_research.questions.adoption.changes import compare
from sanctuary_research.questions.adoption.question import OUTCOMES, Asked, check_outcome, spans
from sanctuary_research.questions.crime_rates.frames import EARLIER, sides

LEVEL = 0.05


@dataclass(frozen=True, eq=False, repr=False)
class LeadUp:
    """The agencies that report in every year of an unbroken run around the change.

    Attributes
    ----------
    asked : Asked
    years : tuple of int
        The run: calendar years without a gap, the years between the sides among them.
    frame : DataFrame
        The agencies kept that report all of them; columns as of `offices`, and for every outcome
        ``drift_…``, ``twin_…``, ``placebo_…`` and ``level_…``.
    """

    asked: Asked
    years: tuple[int, ...]
    frame: pd.DataFrame

    @property
    def base(self) -> int:
        """The year that the others are held against: the last one before."""
        return self.asked.before[-1]

    @cached_property
    def studies(self) -> dict[str, YearStudy]:
        """The calendar event study of every outcome."""
        return {name: self._study(name) for name in OUTCOMES}

    def _study(self, outcome: str) -> YearStudy:
        chosen = sides(self.frame, self.asked.comparison)
        about = ["agency_id", "label", "state", "residents", *EARLIER]
        parts = [
            chosen[about].assign(year=year, rate=chosen[f"{outcome}_{year}"]) for year in self.years
        ]
        return compare_years(
            pd.concat(parts, ignore_index=True),
            outcome="rate",
            unit="agency_id",
            base=self.base,
            population="residents",
            cluster="state",
            covariates=EARLIER,
        )

    def one(self, kind: str, outcome: str) -> pd.Series:
        """Return one comparison: kind is change, drift, twin, placebo or level."""
        column = outcome if kind == "change" else f"{kind}_{outcome}"
        return compare(self.frame, column, self.asked, weights="county").row()

    @cached_property
    def table(self) -> pd.DataFrame:
        """Every kind of every outcome: outcome, kind, then the columns of `compare_groups`."""
        kinds = ("change", "drift", "twin", "placebo", "level")
        found = [
            {"outcome": name, "kind": kind, **self.one(kind, name)}
            for name in OUTCOMES
            for kind in kinds
        ]
        return pd.DataFrame(found)

    def row(self, kind: str, outcome: str) -> pd.Series:
        """Return one row of the table."""
        found = self.table[(self.table["kind"] == kind) & (self.table["outcome"] == outcome)]
        return found.iloc[0]

    def fails(self, outcome: str) -> bool:
        """Return whether the years before fail for an outcome, by the rule of the plan."""
        drift, pretest = self.row("drift", outcome), self.studies[outcome].pretest
        return bool(pretest["p_value"] < LEVEL or drift["conf_low"] > 0 or drift["conf_high"] < 0)


def lead_up(frame: pd.DataFrame, asked: Asked) -> LeadUp:
    """Return the years before and after for the agencies kept that report them all.

    Parameters
    ----------
    frame : DataFrame
        As of `offices`.
    asked : Asked

    Raises
    ------
    AnalysisError
        The series has fewer than four years in a row up to the last year before.
    """
    years = run(asked)
    early = [year for year in years if year <= asked.before[-1]]
    if len(early) < 4:
        raise AnalysisError(
            f"{asked.series.name} have {spans(early)} up to {asked.before[-1]} without a gap: too "
            "few years to see a trend",
            "ask for sheriffs, or for later years before",
        )
    wanted = [f"{name}_{year}" for name in OUTCOMES for year in years]
    is_whole = frame["screen"].eq(screens.KEPT) & frame[wanted].notna().all(axis=1)
    chosen = frame[is_whole]
    new = {}
    for name in OUTCOMES:
        rates = chosen[[f"{name}_{year}" for year in early]].to_numpy()
        after = chosen[[f"{name}_{year}" for year in asked.after]].mean(axis=1)
        new[f"drift_{name}"], line = fitted(rates, early, float(np.mean(asked.after)))
        new[f"twin_{name}"] = after - line
        new[f"placebo_{name}"] = moved_back(chosen, name, early)
        new[f"level_{name}"] = chosen[[f"{name}_{year}" for year in asked.before]].mean(axis=1)
    return LeadUp(asked, years, chosen.assign(**new))


def run(asked: Asked) -> tuple[int, ...]:
    """Return the unbroken run of the series' years that holds both sides.

    >>> run(Asked())[0], run(Asked())[-1], len(run(Asked()))
    (2006, 2016, 11)
    """
    years, held = asked.series.years, asked.before[-1]
    first = last = held
    while first - 1 in years:
        first -= 1
    while last + 1 in years and last < asked.after[-1]:
        last += 1
    return tuple(range(first, last + 1))


def fitted(rates: np.ndarray, years: Sequence[int], when: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the slope of each row's least-squares line, and where the line is at ``when``.

    >>> slope, line = fitted(np.array([[1.0, 2.0, 3.0]]), [2010, 2011, 2012], 2015.5)
    >>> slope.tolist(), line.tolist()
    ([1.0], [6.5])
    """
    place = np.asarray(years) - np.mean(years)
    slope = rates @ place / (place**2).sum()
    return slope, rates.mean(axis=1) + slope * (when - np.mean(years))


def moved_back(frame: pd.DataFrame, outcome: str, early: Sequence[int]) -> pd.Series:
    """Return the change as if limits had begun in the year after the middle of those before."""
    half = len(early) // 2
    left, right = early[:half], early[half + 1 :]
    means = [
        frame[[f"{check_outcome(outcome)}_{year}" for year in years]].mean(axis=1)
        for years in (left, right)
    ]
    return means[1] - means[0]
