"""One loader per table; each loader's docstring is the dataset's page.

The page below each sentence is written from `data/datapackage.json`, so it cannot part from the
data. Loading prints nothing; what a reader must know is in `caveats`.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from sanctuary_research.data import catalog, codebook, schema
from sanctuary_research.errors import SanctuaryError

Loader = Callable[[], pd.DataFrame]


def caveats(table: str) -> list[str]:
    """Return what a reader of ``table`` must be told, as finished sentences."""
    return list(catalog.table(table).caveats)


def _page(loader: Loader) -> Loader:
    """Append the table's page to the docstring (no page when there is no data folder)."""
    try:
        page = codebook.describe(loader.__name__.removeprefix("load_"))
        loader.__doc__ = f"{loader.__doc__}\n\n{page}\n"
    except SanctuaryError:
        pass
    return loader


@_page
def load_county() -> pd.DataFrame:
    """Load the counties and county equivalents of the 2017 edition."""
    return schema.load("county")


@_page
def load_agency_crime() -> pd.DataFrame:
    """Load offences by police agency and year as the FBI printed them, 2006-2023."""
    return schema.load("agency_crime")


@_page
def load_agencies() -> pd.DataFrame:
    """Load the police agencies of agency_crime with their counties."""
    return schema.load("agencies")


@_page
def load_county_population() -> pd.DataFrame:
    """Load the residents of each county, 1970-2021, with 2013 interpolated and marked."""
    return schema.load("county_population")


@_page
def load_reporting_to_police() -> pd.DataFrame:
    """Load the share of crimes that victims report to the police, by state, 2017-2019."""
    return schema.load("reporting_to_police")


@_page
def load_state_bureau_crime() -> pd.DataFrame:
    """Load offences by county as the bureaus of six states count them, 1975-2022."""
    return schema.load("state_bureau_crime")


@_page
def load_county_crime() -> pd.DataFrame:
    """Load recorded crime by county in 2012, 2015 and 2017, with quality flags."""
    return schema.load("county_crime")


@_page
def load_county_covariates() -> pd.DataFrame:
    """Load population, income and votes of counties before and around 2015."""
    return schema.load("county_covariates")


@_page
def load_county_covariates_2010() -> pd.DataFrame:
    """Load population, age and income of counties in and before 2010."""
    return schema.load("county_covariates_2010")


@_page
def load_county_shapes() -> pd.DataFrame:
    """Load the outlines of the counties, projected for drawing."""
    return schema.load("county_shapes")


@_page
def load_county_neighbors() -> pd.DataFrame:
    """Load which counties touch, each pair in both directions."""
    return schema.load("county_neighbors")


@_page
def load_state_borders() -> pd.DataFrame:
    """Load the borders between states, projected for drawing."""
    return schema.load("state_borders")


@_page
def load_city_crime() -> pd.DataFrame:
    """Load violent crime recorded by 68 large agencies, 1975-2015."""
    return schema.load("city_crime")


@_page
def load_city_crime_recent() -> pd.DataFrame:
    """Load crime by agency, 2018-2025: a series of its own, not joined to the older one."""
    return schema.load("city_crime_recent")


@_page
def load_national_crime() -> pd.DataFrame:
    """Load the national violent crime printed beside the 68 agencies, 1975-2015."""
    return schema.load("national_crime")


@_page
def load_state_crime() -> pd.DataFrame:
    """Load the FBI's estimates of crime by state and for the nation, 1979-2024."""
    return schema.load("state_crime")


@_page
def load_known_gaps() -> pd.DataFrame:
    """Load the known gaps of the crime tables, by place and year."""
    return schema.load("known_gaps")


@_page
def load_jurisdictions() -> pd.DataFrame:
    """Load the places and agencies that the tables speak of."""
    return schema.load("jurisdictions")


@_page
def load_jurisdiction_counties() -> pd.DataFrame:
    """Load which counties each jurisdiction below a state lies in."""
    return schema.load("jurisdiction_counties")


@_page
def load_jurisdiction_population() -> pd.DataFrame:
    """Load the residents of each jurisdiction by year."""
    return schema.load("jurisdiction_population")


@_page
def load_policy_events() -> pd.DataFrame:
    """Load the dated policy events: adoptions, weakenings, rescissions and bans."""
    return schema.load("policy_events")


@_page
def load_lists() -> pd.DataFrame:
    """Load the published lists, maps and letters that name jurisdictions."""
    return schema.load("lists")


@_page
def load_list_membership() -> pd.DataFrame:
    """Load who stood on which list, as printed and as matched."""
    return schema.load("list_membership")


@_page
def load_agreements_287g() -> pd.DataFrame:
    """Load the 287(g) agreements that were active on two days."""
    return schema.load("agreements_287g")


@_page
def load_secure_communities() -> pd.DataFrame:
    """Load when Secure Communities was activated in each county."""
    return schema.load("secure_communities")


@_page
def load_cases() -> pd.DataFrame:
    """Load the lawsuits about sanctuary policies."""
    return schema.load("cases")


@_page
def load_case_dockets() -> pd.DataFrame:
    """Load the docket numbers of each lawsuit."""
    return schema.load("case_dockets")


@_page
def load_case_parties() -> pd.DataFrame:
    """Load the parties of each lawsuit, by side."""
    return schema.load("case_parties")


@_page
def load_rulings() -> pd.DataFrame:
    """Load the rulings, one row per order."""
    return schema.load("rulings")


@_page
def load_ruling_cases() -> pd.DataFrame:
    """Load which cases each ruling decides."""
    return schema.load("ruling_cases")


@_page
def load_ruling_judges() -> pd.DataFrame:
    """Load the judges of each ruling and how they voted."""
    return schema.load("ruling_judges")


@_page
def load_detainers_refused() -> pd.DataFrame:
    """Load the detainers that county jails refused, by year, 2008 to July 2015."""
    return schema.load("detainers_refused")


@_page
def load_detainer_shares() -> pd.DataFrame:
    """Load the detainers lodged and refused at county jails, October 2014 to July 2015."""
    return schema.load("detainer_shares")


@_page
def load_federal_actions() -> pd.DataFrame:
    """Load the acts of the federal government towards sanctuary jurisdictions."""
    return schema.load("federal_actions")


@_page
def load_federal_action_targets() -> pd.DataFrame:
    """Load the places that each federal action names."""
    return schema.load("federal_action_targets")


@_page
def load_responses() -> pd.DataFrame:
    """Load how states and localities answered federal pressure."""
    return schema.load("responses")


@_page
def load_threats() -> pd.DataFrame:
    """Load the threats to federal funding, 2016-2026."""
    return schema.load("threats")


@_page
def load_threat_amounts() -> pd.DataFrame:
    """Load the amounts of money that sources attach to threats."""
    return schema.load("threat_amounts")


@_page
def load_threat_status() -> pd.DataFrame:
    """Load the dated steps in the history of each threat."""
    return schema.load("threat_status")


@_page
def load_jag_awards_2018_letters() -> pd.DataFrame:
    """Load the Byrne JAG money of the 23 places written to in January 2018."""
    return schema.load("jag_awards_2018_letters")


@_page
def load_jag_context() -> pd.DataFrame:
    """Load published Byrne JAG totals and allocations, to set the awards beside."""
    return schema.load("jag_context")


@_page
def load_commitments() -> pd.DataFrame:
    """Load the money that places set aside in answer, stage by stage."""
    return schema.load("commitments")


@_page
def load_fiscal_base() -> pd.DataFrame:
    """Load population and budgets of the places in the money tables."""
    return schema.load("fiscal_base")


@_page
def load_nyc_federal_revenue() -> pd.DataFrame:
    """Load the federal money in New York City's general fund, 2010-2018."""
    return schema.load("nyc_federal_revenue")


@_page
def load_price_index() -> pd.DataFrame:
    """Load consumer prices by year, 2010-2025."""
    return schema.load("price_index")


@_page
def load_undocumented_estimates() -> pd.DataFrame:
    """Load published estimates of undocumented residents."""
    return schema.load("undocumented_estimates")


@_page
def load_conflicts() -> pd.DataFrame:
    """Load where sources on the money disagree, and what is done about it."""
    return schema.load("conflicts")


@_page
def load_published_estimates() -> pd.DataFrame:
    """Load the estimates that published studies of sanctuary policies report."""
    return schema.load("published_estimates")


@_page
def load_claims() -> pd.DataFrame:
    """Load the factual claims of the five founding articles and their verdicts."""
    return schema.load("claims")


@_page
def load_claim_sources() -> pd.DataFrame:
    """Load the sources that each claim was held against."""
    return schema.load("claim_sources")


@_page
def load_article_relations() -> pd.DataFrame:
    """Load which claims one founding article repeats from another."""
    return schema.load("article_relations")


@_page
def load_sources() -> pd.DataFrame:
    """Load every source that the tables rest on."""
    return schema.load("sources")


@_page
def load_further_sources() -> pd.DataFrame:
    """Load the further sources of rows that rest on more than one."""
    return schema.load("further_sources")
