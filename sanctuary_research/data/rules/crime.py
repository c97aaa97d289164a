"""What must hold within and between the crime tables."""

from __future__ import annotations

import pandas as pd

from sanctuary_research.data.faults import Fault, faults_where
from sanctuary_research.data.rules import Tables, rule

COUNTY_KEY = ["county_fips", "year"]
VIOLENT = ["murder", "rape", "robbery", "aggravated_assault"]
PROPERTY = ["burglary", "larceny", "motor_vehicle_theft"]
# Rows of the FBI's estimates whose parts miss the total as published; kept as they are.
PUBLISHED_SO = {
    "state_fips=00, year=1980",
    "state_fips=00, year=1981",
    "state_fips=15, year=2015",
    "state_fips=33, year=2013",
    "state_fips=39, year=1997",
    "state_fips=44, year=2012",
    "state_fips=53, year=1997",
}

# Rows of the FBI's tables whose parts miss the total as printed.
AGENCY_PRINTED_SO = {"agency_id=mi-eastpointe, year=2015", "agency_id=08057-sheriff, year=2013"}
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


def parts_differ(
    frame: pd.DataFrame,
    total: str,
    parts: list[str],
    *,
    table: str,
    key: list[str],
    slack: int = 0,
) -> list[Fault]:
    """Return a fault for each row whose ``total`` is not the sum of its ``parts``, all known.

    ``slack`` is the largest difference that the rounding of each part apart can make.
    """
    known = frame.dropna(subset=[total, *parts])
    known = known.assign(_sum=known[parts].sum(axis=1))
    return faults_where(
        known,
        (known["_sum"] - known[total]).abs() > slack,
        table=table,
        key=key,
        column=total,
        message=f"{total} is {{{total}}}, but {' + '.join(parts)} make {{_sum}}",
    )


@rule("county_crime")
def county_totals_are_sums(tables: Tables) -> list[Fault]:
    """County totals equal the sum of their parts, but for rounding where parts are imputed."""
    crime = tables["county_crime"]
    about = {"table": "county_crime", "key": COUNTY_KEY}
    return [
        *parts_differ(crime, "index_crimes", ["violent", "property"], **about),
        *parts_differ(crime, "violent", VIOLENT, **about, slack=2),
        *parts_differ(crime, "property", PROPERTY, **about, slack=2),
    ]


@rule("city_crime")
def city_totals_are_sums(tables: Tables) -> list[Fault]:
    """City totals equal the sum of their parts wherever all parts are known."""
    crime = tables["city_crime"]
    return parts_differ(crime, "violent", VIOLENT, table="city_crime", key=["ori", "year"])


@rule("city_crime_recent")
def recent_city_totals_are_sums(tables: Tables) -> list[Fault]:
    """Recent city totals equal the sum of their parts wherever all parts are known."""
    crime = tables["city_crime_recent"]
    about = {"table": "city_crime_recent", "key": ["agency_id", "year", "edition"]}
    return [
        *parts_differ(crime, "violent", VIOLENT, **about),
        *parts_differ(crime, "property", PROPERTY, **about),
    ]


@rule("state_crime")
def state_totals_are_sums(tables: Tables) -> list[Fault]:
    """State totals equal the sum of their parts, except where they were published otherwise."""
    crime = tables["state_crime"]
    about = {"table": "state_crime", "key": ["state_fips", "year"]}
    found = [
        *parts_differ(crime, "violent", VIOLENT, **about),
        *parts_differ(crime, "property", PROPERTY, **about),
    ]
    return [fault for fault in found if fault.key not in PUBLISHED_SO]


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
            table="state_crime",
            key=["state_fips", "year"],
            column=count,
            message=f"the nation has {{{count}}} {count}, but the states sum to {{_sum}}",
        )
    return found


@rule("agency_crime")
def agency_totals_are_sums(tables: Tables) -> list[Fault]:
    """Agency totals equal the sum of their parts, except where they were printed otherwise."""
    crime = tables["agency_crime"]
    about = {"table": "agency_crime", "key": ["agency_id", "year"]}
    found = [
        *parts_differ(crime, "violent", VIOLENT, **about),
        *parts_differ(crime, "property", PROPERTY, **about),
    ]
    return [fault for fault in found if fault.key not in AGENCY_PRINTED_SO]


@rule("state_bureau_crime")
def bureau_totals_are_sums(tables: Tables) -> list[Fault]:
    """Totals of the states' bureaus equal the sum of their parts wherever all are known."""
    crime = tables["state_bureau_crime"]
    about = {"table": "state_bureau_crime", "key": COUNTY_KEY}
    return [
        *parts_differ(crime, "violent", VIOLENT, **about),
        *parts_differ(crime, "property", PROPERTY, **about),
    ]


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
            table="state_bureau_crime",
            key=COUNTY_KEY,
            column=f"sheriff_{total}",
            message=f"{{sheriff_{total}}}, but agency_crime has {{{total}}}",
        )
    return [fault for fault in found if fault.key not in SHERIFFS_DIFFER]


@rule("agency_crime")
def agency_notes_are_known(tables: Tables) -> list[Fault]:
    """Every code of a footnote is in the vocabulary, and is_not_comparable follows from them."""
    crime = tables["agency_crime"]
    told = crime["notes"].fillna("").str.split()
    odd = told.map(lambda codes: not AGENCY_NOTES.issuperset(codes))
    odd |= told.map(lambda codes: "not_comparable" in codes).ne(crime["is_not_comparable"])
    return faults_where(
        crime,
        odd,
        table="agency_crime",
        key=["agency_id", "year"],
        column="notes",
        message="{notes} with is_not_comparable {is_not_comparable}",
    )


@rule("agencies", "agency_crime")
def agency_years_are_counted(tables: Tables) -> list[Fault]:
    """First year, last year and number of years of an agency are those of its rows."""
    years = tables["agency_crime"].groupby("agency_id")["year"].agg(["min", "max", "size"])
    agencies = tables["agencies"].merge(years, left_on="agency_id", right_index=True, how="left")
    odd = agencies["first_year"].ne(agencies["min"]) | agencies["last_year"].ne(agencies["max"])
    return faults_where(
        agencies,
        odd | agencies["years"].ne(agencies["size"]),
        table="agencies",
        key="agency_id",
        column="years",
        message="{years} years from {first_year} to {last_year}, but the rows are otherwise",
    )


@rule("agencies")
def agency_county_fits_its_basis(tables: Tables) -> list[Fault]:
    """An agency without a county says why, and one with a county is in its own state."""
    agencies = tables["agencies"]
    none = agencies["county_fips"].isna()
    odd = none.ne(agencies["county_basis"].eq("none")) | none.ne(agencies["county_note"].notna())
    own = agencies["agency_id"].str.extract(r"^([0-9]{5})-")[0]
    odd |= own.notna() & own.ne(agencies["county_fips"])
    return faults_where(
        agencies,
        odd,
        table="agencies",
        key="agency_id",
        column="county_fips",
        message="{county_basis} with county {county_fips}",
    )


@rule("county_crime")
def county_rates_are_counts_per_person(tables: Tables) -> list[Fault]:
    """County rates are counts per 10,000 people, to four decimals."""
    crime = tables["county_crime"]
    found = []
    for rate, count in {
        "violent_per_10k": "violent",
        "property_per_10k": "property",
        "index_per_10k": "index_crimes",
    }.items():
        known = crime.dropna(subset=[rate, count, "population"])
        known = known.assign(_rate=known[count] / known["population"] * 10_000)
        off = (known["_rate"] - known[rate]).abs() > 1e-4
        found += faults_where(
            known,
            off,
            table="county_crime",
            key=COUNTY_KEY,
            column=rate,
            message=f"{rate} is {{{rate}}}, but {count} and population make {{_rate}}",
        )
    return found
