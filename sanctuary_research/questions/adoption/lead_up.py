"""The years before: was the gap moving already, and what is left of a change if it went on so?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods import screens
from sanctuary_research.methods.groups.by_year import YearStudy, compare_years
from sanctuary_research.methods.groups.power import detectable
from sanctuary_research.methods.groups.trend import LEAST_YEARS, slopes
from sanctuary_research.methods.panel import honest_did
from sanctuary_research.questions.adoption.changes import LEVEL, compare
from sanctuary_research.questions.adoption.offices import mean_of
from sanctuary_research.questions.adoption.question import OUTCOMES, Asked, runs, spans
from sanctuary_research.questions.crime_rates.frames import EARLIER, sides

KINDS = {
    "change": "change",
    "drift": "drift a year before",
    "twin": "change beyond each agency's own drift",
    "placebo": "change as if limits had begun earlier",
    "level": "gap of the years before",
}
ABOUT = ["agency_id", "label", "state", "residents", *EARLIER]
RESTRICTIONS = {"relative_magnitudes": (0.0, 0.5, 1.0, 2.0), "smoothness": None}


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
        ``drift_…`` (each agency's least-squares change a year up to the last year before),
        ``twin_…`` (its change less what the drift adds between the sides), ``placebo_…`` (the
        change as if limits had begun in the middle of the years before) and ``level_…`` (the
        mean of the years before).
    """

    asked: Asked
    years: tuple[int, ...]
    frame: pd.DataFrame

    @property
    def early(self) -> list[int]:
        """The years of the run up to the last one before."""
        return [year for year in self.years if year <= self.asked.before[-1]]

    @cached_property
    def studies(self) -> dict[str, YearStudy]:
        """The calendar event study of every outcome, held against the last year before."""
        chosen = sides(self.frame, self.asked.comparison)
        return {
            name: compare_years(
                by_year(chosen, name, self.years),
                outcome="rate",
                unit="agency_id",
                base=self.asked.before[-1],
                population="residents",
                cluster="state",
                covariates=EARLIER,
            )
            for name in OUTCOMES
        }

    @cached_property
    def table(self) -> pd.DataFrame:
        """Every kind of every outcome: by outcome and kind, the columns of `compare_groups`."""
        rows = {}
        for name in OUTCOMES:
            for kind in KINDS:
                column = name if kind == "change" else f"{kind}_{name}"
                found = compare(self.frame, column, self.asked, weights="county")
                rows[name, kind] = found.row()
        return pd.DataFrame(rows).T.infer_objects()

    def fails(self, outcome: str) -> bool | None:
        """Return whether the years before fail, by the rule of the plan; nothing if unknown."""
        drift, p = self.table.loc[(outcome, "drift")], self.studies[outcome].pretest["p_value"]
        if pd.isna(p) and pd.isna(drift["conf_low"]):
            return None
        return bool(p < LEVEL or drift["conf_low"] * drift["conf_high"] > 0)

    def unseen(self, outcome: str) -> float:
        """Return the drift a year that would be found four times in five."""
        drift = self.table.loc[(outcome, "drift")]
        return detectable(drift["std_error"], drift["df"])

    def honest(self, outcome: str, *, restriction: str, covariance: str) -> pd.DataFrame:
        """Return intervals of the mean of the years after under bounded violations.

        Parameters
        ----------
        outcome : str
        restriction : {"relative_magnitudes", "smoothness"}
        covariance : {"few_clusters", "conventional"}
            That of the printed intervals, by state and widened to Student's t; or by agency, taken
            as known with normal quantiles, as published bounds are.

        Returns
        -------
        DataFrame
            As of `honest_did`: limit, conf_low, conf_high, includes_zero; ``breakdown`` in attrs.
        """
        target = [year for year in self.asked.after if year in self.years]
        if not target:
            raise AnalysisError("an absent year lies between the years before and those after")
        given, grid = self.studies[outcome], RESTRICTIONS[restriction]
        found = honest_did(given, restriction, grid, target=target, covariance=covariance)
        table = found.table
        table.attrs["breakdown"] = found.breakdown
        return table


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
        The series has too few years in a row up to the last year before.
    """
    years = run(asked)
    early = [year for year in years if year <= asked.before[-1]]
    if len(early) < LEAST_YEARS:
        raise AnalysisError(
            f"{asked.series.name} have {spans(early)} up to {asked.before[-1]} without a gap: too "
            "few years to see a trend",
            "ask for sheriffs, or for later years before",
        )
    wanted = [f"{name}_{year}" for name in OUTCOMES for year in years]
    chosen = frame[frame["screen"].eq(screens.KEPT) & frame[wanted].notna().all(axis=1)]
    first, late = halves(early)
    gone = float(np.mean(asked.after) - np.mean(asked.before))
    new = {}
    for name in OUTCOMES:
        long = by_year(chosen, name, early)
        found = slopes(long, outcome="rate", unit="agency_id", through=early[-1])
        new[f"drift_{name}"] = found.loc[chosen["agency_id"]].to_numpy()
        new[f"twin_{name}"] = chosen[name] - gone * new[f"drift_{name}"]
        new[f"level_{name}"] = mean_of(chosen, name, asked.before)
        new[f"placebo_{name}"] = mean_of(chosen, name, late) - mean_of(chosen, name, first)
    return LeadUp(asked, years, chosen.assign(**new, years=" ".join(map(str, years))))


def halves(early: list[int]) -> tuple[list[int], list[int]]:
    """Return the first and the second half of the years before, the middle one left out.

    >>> halves([2006, 2007, 2008, 2009, 2010])
    ([2006, 2007], [2009, 2010])
    """
    half = len(early) // 2
    return early[:half], early[half + 1 :]


def by_year(frame: pd.DataFrame, outcome: str, years: tuple[int, ...] | list[int]) -> pd.DataFrame:
    """Return one row an agency and year: the columns of `ABOUT` that there are, year and rate."""
    about = frame[frame.columns.intersection(ABOUT)]
    parts = [about.assign(year=year, rate=frame[f"{outcome}_{year}"]) for year in years]
    return pd.concat(parts, ignore_index=True)


def run(asked: Asked) -> tuple[int, ...]:
    """Return the unbroken run of the series' years around the last year before.

    >>> run(Asked())[0], run(Asked())[-1], len(run(Asked()))
    (2006, 2016, 11)
    """
    (held,) = [one for one in runs(asked.series.years) if asked.before[-1] in one]
    return tuple(year for year in held if year <= asked.after[-1])
