"""What can be adopted, and when it counts for a year: the treatments and the rules."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """When a policy counts for a year.

    Attributes
    ----------
    name, title : str
    days : tuple of (int, int)
        Months and days of the year that are looked at.
    needed : int
        On how many of them the policy must be in force.
    """

    name: str
    title: str
    days: tuple[tuple[int, int], ...]
    needed: int = 1


ADOPTION_RULES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule("mid_year", "in force on 1 July", ((7, 1),)),
        Rule("year_end", "in force on 31 December (the year of adoption counts)", ((12, 31),)),
        Rule(
            "half_year",
            "in force on the first day of at least six months",
            tuple((month, 1) for month in range(1, 13)),
            6,
        ),
    )
}


@dataclass(frozen=True)
class Treatment:
    """One policy that units of one kind adopt.

    Attributes
    ----------
    name, title : str
    unit : str
        The column that names the units.
    rule : str
        What puts the policy in force, in words.
    channels : tuple of (str, str)
        The channels of `bindings` that count, and whose events in each.
    """

    name: str
    title: str
    unit: str
    rule: str
    channels: tuple[tuple[str, str], ...]


_MANDATED = (
    " A state law that bans local limits or requires cooperation puts it out of force. Before its "
    "first recorded adoption it is not in force; where nothing is recorded it is not coded."
)
TREATMENTS: dict[str, Treatment] = {
    treatment.name: treatment
    for treatment in (
        Treatment(
            "county_detainer",
            "Detainer limit binding the county jail",
            "county_fips",
            "In force: the county, a city that is the county, a recorded practice of every jail "
            "of the state, or a state law limits detainers." + _MANDATED,
            (("own_jail", "county"), ("state_jails", "state")),
        ),
        Treatment(
            "state_law",
            "State law that limits cooperation",
            "state_fips",
            "In force: a statute, court ruling or order that limits cooperation binds every "
            "agency of the state." + _MANDATED,
            (("state_laws", "state"),),
        ),
    )
}
