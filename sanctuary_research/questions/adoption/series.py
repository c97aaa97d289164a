"""What is asked after adoption: the three panels, the choices, checked, and the words for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sanctuary_research.data import choices
from sanctuary_research.data.treatments import TREATMENTS

SETS = {
    "outcome": "Offence",
    "estimator": "Estimator",
    "control": "Control",
    "silence": "Silence",
    "weights": "PlaceWeights",
}
CRIMES = {
    "violent": "violent crimes",
    "homicide": "homicides",
    "property": "property crimes",
    "motor_vehicle_theft": "motor-vehicle thefts",
}
NAMES = {
    "violent": "violent crime",
    "homicide": "homicide",
    "property": "property crime",
    "motor_vehicle_theft": "motor-vehicle theft",
}
ESTIMATORS = {
    "callaway_santanna": "Callaway and Sant'Anna",
    "imputation": "Imputation (Borusyak and others)",
    "twfe": "Two-way fixed effects",
    "poisson": "Poisson counts",
}
CONTROLS = {
    "not_yet_treated": "places that had not adopted yet",
    "never_treated": "places that never adopted",
}
SILENCES = {"not_coded": "coded places only", "not_in_force": "all other places too"}
COUNTED = {"unit": "each place counts once", "person": "each person counts once"}
CRIME_TABLES = ("county_crime", "city_crime", "state_crime")
ALL_TABLES = (*CRIME_TABLES, "policy_events", "secure_communities")
FAR = 0.25  # standard deviations beyond which groups differ much
HORIZON = 5  # years for which adopters are followed


@dataclass(frozen=True)
class Series:
    """One panel of recorded crime and the policy that is adopted in it.

    Attributes
    ----------
    name : str
        counties, agencies or states.
    table, policy, rule : str
        Its crime table, the treatment and the rule of `data.treatments`.
    years : sequence of int
    counts : tuple of str
        The crimes that it counts.
    when : str
        What its event time counts.
    """

    name: str
    table: str
    policy: str
    rule: str
    years: Sequence[int]
    counts: tuple[str, ...]
    when: str

    @property
    def unit(self) -> str:
        """The column that names its places."""
        return TREATMENTS[self.policy].unit


SERIES = {
    series.name: series
    for series in (
        Series(
            "counties",
            "county_crime",
            "county_detainer",
            "mid_year",
            (2012, 2015, 2017),
            ("violent", "property"),
            "periods (2012, 2015, 2017)",
        ),
        Series(
            "agencies",
            "city_crime",
            "agency_dont_ask",
            "year_end",
            range(1975, 2016),
            ("violent", "homicide"),
            "years since adoption",
        ),
        Series(
            "states",
            "state_crime",
            "state_law",
            "year_end",
            range(1979, 2025),
            tuple(CRIMES),
            "years since adoption (2021 skipped)",
        ),
    )
}


@dataclass(frozen=True)
class Asked:
    """One question to the three panels; every value is checked.

    Attributes
    ----------
    outcome, estimator, control, silence, weights : str
        Values of the sets in `data.choices` that `SETS` names.
    min_coverage : float
        Least percent of a county's people whose police agencies reported.
    """

    outcome: str = "violent"
    estimator: str = "callaway_santanna"
    control: str = "not_yet_treated"
    silence: str = "not_coded"
    weights: str = "unit"
    min_coverage: float = 80

    def __post_init__(self) -> None:
        """Check every choice."""
        for name, kind in SETS.items():
            choices.check(kind, name, getattr(self, name))

    def but(self, **changes: object) -> Asked:
        """Return the same question with some choices changed."""
        return replace(self, **changes)

    @property
    def held(self) -> list[str]:
        """The panels that count the outcome."""
        return [name for name, one in SERIES.items() if self.outcome in one.counts]

    @property
    def crimes(self) -> str:
        """The outcome in words.

        >>> Asked(outcome="homicide").crimes
        'homicides'
        """
        return CRIMES[self.outcome]

    @property
    def per(self) -> str:
        """The unit of an estimate."""
        if self.estimator == "poisson":
            return "log points"
        return f"{self.crimes} per 100,000 people"

    @property
    def common(self) -> dict[str, str]:
        """How every event study of this question is run, the estimator apart."""
        return {
            "outcome": self.outcome,
            "control": self.control,
            "weights": self.weights,
            "cluster": "state_fips",
        }

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that an estimate rests on."""
        return (*(SERIES[name].table for name in self.held), "policy_events")

    @property
    def how(self) -> str:
        """The conventions shared by all tables, in words."""
        return f"{ESTIMATORS[self.estimator]}; {COUNTED[self.weights]}; {SILENCES[self.silence]}"
