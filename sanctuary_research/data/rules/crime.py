"""What must hold within and between the crime tables, beside the sums that are described."""

from __future__ import annotations

from sanctuary_research.data.faults import Fault, faults_where
from sanctuary_research.data.rules import Tables, rule


@rule("state_crime")
def states_sum_to_the_nation(tables: Tables) -> list[Fault]:
    """States sum to within 2 percent of the national row, but where rape is defined otherwise."""
    crime = tables["state_crime"]
    nation = crime[crime["is_national"]].set_index("year")
    states = crime[~crime["is_national"]].groupby("year")
    widened = states["rape_definition"].agg(lambda words: "revised" in set(words))
    breaks = widened & (nation["rape_definition"] == "legacy")
    found = []
    for count in ("violent", "violent_without_rape", "property", "murder", "population"):
        total = states[count].sum()
        off = (total - nation[count]).abs() > 0.02 * nation[count]
        off &= ~breaks if count == "violent" else True
        found += faults_where(
            nation.assign(_sum=total).reset_index(),
            off.reset_index(drop=True),
            f"state_crime.{count}",
            f"the nation has {{{count}}} {count}, but the states sum to {{_sum}}",
        )
    return found


@rule("agencies", "agency_crime")
def agency_years_are_counted(tables: Tables) -> list[Fault]:
    """First year, last year and number of years of an agency are those of its rows."""
    years = tables["agency_crime"].groupby("agency_id")["year"].agg(["min", "max", "size"])
    agencies = tables["agencies"].merge(years, left_on="agency_id", right_index=True, how="left")
    odd = agencies["first_year"].ne(agencies["min"]) | agencies["last_year"].ne(agencies["max"])
    return faults_where(
        agencies,
        odd | agencies["years"].ne(agencies["size"]),
        "agencies.years",
        "{years} years from {first_year} to {last_year}, but the rows are otherwise",
    )
