"""What is asked: the choices of notebook 02, checked, and what each series of agencies reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sanctuary_research import words
from sanctuary_research.data.own_list import OwnList
from sanctuary_research.errors import UsageError
from sanctuary_research.questions.asking import CODES, Choices

PRIMARY = ("property", "violent")
OUTCOMES: dict[str, str] = CODES["outcomes"]
SECONDARY = tuple(name for name in OUTCOMES if name not in PRIMARY)
SHORT = {name: text.removesuffix(" without rape") for name, text in OUTCOMES.items()}
CRIME_TABLES = ("agency_crime", "agencies", "county_population", "county_covariates_2010")
TABLES = (*CRIME_TABLES, "list_membership", "policy_events")


@dataclass(frozen=True)
class Series:
    """Agencies of one kind: which they are, the years that hold them, and their name."""

    kinds: tuple[str, ...]
    years: tuple[int, ...]
    name: str


KINDS = {
    "sheriffs": Series(
        ("sheriff_or_county", "county_police"), (*range(2006, 2017), 2018, 2019), "sheriffs"
    ),
    "cities": Series(("city_police",), (2010, *range(2012, 2024)), "city police"),
}


@dataclass(frozen=True)
class Asked(Choices):
    """One question to the agencies of a kind; every value is checked.

    Attributes
    ----------
    definition : str
        A name in `DEFINITIONS`, or "own": what makes a county's limit.
    own : OwnList, str or None
        The reader's list, or its path; needed where the definition is "own".
    comparison : str
        neither, ban or others: with whom counties under a limit are compared.
    agencies : str
        A name in `KINDS`.
    before, after : sequence of int
        The years whose means are compared; years between them belong to neither.
    """

    definition: Annotated[str, "Definition"] = "ice_list_2014"
    own: OwnList | str | None = None
    comparison: Annotated[str, "Comparison"] = "neither"
    agencies: Annotated[str, "Literal['sheriffs', 'cities']"] = "sheriffs"
    before: Sequence[int] = (2010, 2011, 2012, 2013)
    after: Sequence[int] = (2015, 2016)

    def __post_init__(self) -> None:
        """Check every choice; read the reader's list where only its path is given."""
        super().__post_init__()
        for name in ("before", "after"):
            object.__setattr__(self, name, tuple(sorted(set(getattr(self, name)))))
        self._check_years()

    def _check_years(self) -> None:
        """Refuse years that the series lacks, and sides that overlap."""
        series = KINDS[self.agencies]
        if not self.before or not self.after:
            raise UsageError("a side has no years", "give some before and some after, e.g. [2015]")
        lacking = [year for year in (*self.before, *self.after) if year not in series.years]
        if lacking:
            raise UsageError(
                f"{series.name} have no figures for {words.listed(list(map(str, lacking)))}",
                f"their years are {spans(series.years)}",
            )
        if self.before[-1] >= self.after[0]:
            raise UsageError(
                f"the years before ({spans(self.before)}) do not end before those after begin "
                f"({spans(self.after)})",
                "leave the year of the change out of both",
            )

    @property
    def years(self) -> tuple[int, ...]:
        """All years that an agency must report."""
        return (*self.before, *self.after)

    @property
    def series(self) -> Series:
        """What the agencies of this kind report."""
        return KINDS[self.agencies]

    @property
    def sides(self) -> tuple[Sequence[int], Sequence[int]]:
        """The years before, and those after."""
        return self.before, self.after

    @property
    def period(self) -> str:
        """The two sides in words."""
        return f"{spans(self.before)} to {spans(self.after)}"


def spans(years: Sequence[int]) -> str:
    """Return years as runs, the way a reader would say them.

    >>> spans([2006, 2007, 2008, 2018]), spans([2015, 2016]), spans([2013])
    ('2006-08 and 2018', '2015-16', '2013')
    """
    told = [f"{a[0]}-{a[-1] % 100:02d}" if len(a) > 1 else str(a[0]) for a in runs(years)]
    return words.listed(told)


def runs(years: Sequence[int]) -> list[list[int]]:
    """Return years as runs without a gap.

    >>> runs([2006, 2007, 2018])
    [[2006, 2007], [2018]]
    """
    ends = np.flatnonzero(np.diff(years) > 1) + 1
    return [part.tolist() for part in np.split(np.asarray(years), ends)]
