"""What is asked: the choices of notebook 01, checked, and the words for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from sanctuary_research.data.definitions import DEFINITIONS, leaves
from sanctuary_research.data.own_list import OwnList
from sanctuary_research.questions.asking import CODES, Choices

CRIMES = {"index": "index crimes", "violent": "violent crimes", "property": "property crimes"}
MEANT = CRIMES | {"index": "violent and property crimes"}
CRIME_TABLES = ("county_crime", "county_covariates_2010")
ALL_TABLES = (*CRIME_TABLES, "policy_events", "list_membership", "detainer_shares")
# Who is meant by each definition, as the subject of a sentence about the past.
_PERCENT = DEFINITIONS["refused_detainers"].high_percent
WHO = {name: who.format(_PERCENT) for name, who in CODES["who"].items()}
# With whom they are compared; the place in the middle is for how they are made alike.
AGAINST: dict[str, str] = CODES["against"]
COMPARED = {"neither": "no limit, no ban", "ban": "a ban", "others": "all others"}
ADJUSTED: dict[str, str] = CODES["adjusted"]
COUNTED = {"county": "small counties count as much as big", "person": "each person counts once"}


@dataclass(frozen=True)
class Asked(Choices):
    """One question to the counties of a year; every value is checked.

    Attributes
    ----------
    year : int
        2012, 2015 or 2017.
    outcome : str
        index (violent plus property, no arson), violent or property.
    definition : str
        A name in `DEFINITIONS`, or "own".
    own : OwnList, str or None
        The reader's list, or its path; needed where the definition is "own".
    comparison : str
        neither, ban or others: with whom sanctuary counties are compared.
    adjustment : str
        raw, regression, cem or entropy.
    weights : str
        county or person.
    min_coverage : float
        Least percent of people whose police agencies reported.
    """

    year: Annotated[int, "Year"] = 2015
    outcome: Annotated[str, "Outcome"] = "index"
    definition: Annotated[str, "Definition"] = "ice_list_2014"
    own: OwnList | None = None
    comparison: Annotated[str, "Comparison"] = "neither"
    adjustment: Annotated[str, "Adjustment"] = "regression"
    weights: Annotated[str, "Weights"] = "county"
    min_coverage: Annotated[float, "float[0:100]"] = 80

    @property
    def is_primary(self) -> bool:
        """Whether this is the estimate that was planned before it was seen."""
        return self == Asked()

    @property
    def rate(self) -> str:
        """The column of the outcome."""
        return f"{self.outcome}_per_10k"

    @property
    def unit(self) -> str:
        """The outcome in words."""
        return f"{CRIMES[self.outcome]} per 10,000 people"

    @property
    def measured(self) -> str:
        """The outcome and its year, as a subtitle begins."""
        return f"{self.unit}, {self.year}".capitalize()

    @property
    def label_tables(self) -> tuple[str, ...]:
        """The tables that the labels are from; bans are events under every definition."""
        if self.definition == "own":
            return ("policy_events",)
        kinds = {"list": "list_membership", "practice": "detainer_shares"}
        found = [kinds.get(leaf.kind, "policy_events") for leaf in leaves(self.definition)]
        return tuple(dict.fromkeys([*found, "policy_events"]))

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that an estimate rests on."""
        return (*CRIME_TABLES, *self.label_tables)

    @property
    def name(self) -> str:
        """The name of the definition, for figures and tables."""
        return title_of(self.definition)


def title_of(definition: str) -> str:
    """Return the name of a definition for figures and tables."""
    return "Your own list" if definition == "own" else DEFINITIONS[definition].title
