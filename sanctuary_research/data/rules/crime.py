"""What must hold within and between the crime tables, beside the sums that are described."""

from __future__ import annotations

from sanctuary_research.data.faults import Fault, faults_where
from sanctuary_research.data.rules import Tables, rule

COUNTY_KEY = ["county_fips", "year"]
# Years in which the FBI's table and California's file agree, and the one place where they do not.
SHERIFFS_EQUAL = {2009, 2010, 2012, 2013, 2014, 2015, 2016, 2018, 2019}
SHERIFFS_DIFFER = {"county_fips=06025, year=2012"}
AGENCY_NOTES = {
    "arson_elsewhere",
    "guidelines_not_followed",
    "legacy_rape_withheld",
    "limited_state",
    "lost",
    "mixed_rape_definition",
    "not_comparable",
    "overreported",
    "rape_method_withheld",
    "underreported",
    "vehicle_thefts_elsewhere",
    "wider_population",
}


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


@rule("state_bureau_crime", "agency_crime")
def sheriffs_are_those_of_california(tables: Tables) -> list[Fault]:
    """California's sheriffs are the FBI's in the years in which its table was drawn up last."""
    fbi = tables["agency_crime"]
    fbi = fbi[fbi["agency_id"].str.endswith("-sheriff") & fbi["year"].isin(SHERIFFS_EQUAL)]
    fbi = fbi.assign(county_fips=fbi["agency_id"].str[:5])[[*COUNTY_KEY, "violent", "property"]]
    own = tables["state_bureau_crime"].dropna(subset=["sheriff_violent", "sheriff_property"])
    both = own[[*COUNTY_KEY, "sheriff_violent", "sheriff_property"]].merge(fbi, on=COUNTY_KEY)
    found = []
    for total in ("violent", "property"):
        found += faults_where(
            both,
            both[total].notna() & both[total].ne(both[f"sheriff_{total}"]).fillna(False),
            f"state_bureau_crime.sheriff_{total}",
            f"{{sheriff_{total}}}, but agency_crime has {{{total}}}",
        )
    return [fault for fault in found if fault.key not in SHERIFFS_DIFFER]


@rule("agency_crime", of_rows=True)
def agency_notes_are_known(tables: Tables) -> list[Fault]:
    """Every code of a footnote is in the vocabulary, and is_not_comparable follows from them."""
    crime = tables["agency_crime"]
    told = crime["notes"].fillna("").str.split()
    odd = told.map(lambda codes: not AGENCY_NOTES.issuperset(codes))
    odd |= told.map(lambda codes: "not_comparable" in codes).ne(crime["is_not_comparable"])
    message = "{notes} with is_not_comparable {is_not_comparable}"
    return faults_where(crime, odd, "agency_crime.notes", message)


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


@rule("agencies", of_rows=True)
def county_agency_is_of_its_county(tables: Tables) -> list[Fault]:
    """An agency whose id begins with a county's code is of that county."""
    agencies = tables["agencies"]
    own = agencies["agency_id"].str.extract(r"^([0-9]{5})-")[0]
    odd = own.notna() & own.ne(agencies["county_fips"])
    return faults_where(agencies, odd, "agencies.county_fips", "{agency_id} in {county_fips}")
