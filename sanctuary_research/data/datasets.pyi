# Rendered from datapackage.json by `python -m sanctuary_research.data.codebook`:
# edit the description, not this file.

import pandas as pd

def caveats(table: str) -> list[str]: ...
def load_agencies() -> pd.DataFrame:
    """Police agencies of the FBI's tables, with their counties."""

def load_agency_crime() -> pd.DataFrame:
    """Offences by police agency and year, 2006 to 2023, as the FBI printed them."""

def load_agreements_287g() -> pd.DataFrame:
    """Active 287(g) agreements."""

def load_article_relations() -> pd.DataFrame:
    """Claims repeated between articles."""

def load_capacity_inputs() -> pd.DataFrame:
    """Staff, goals and arrests."""

def load_case_dockets() -> pd.DataFrame:
    """Docket numbers of the lawsuits."""

def load_case_parties() -> pd.DataFrame:
    """Parties of the lawsuits."""

def load_cases() -> pd.DataFrame:
    """Lawsuits."""

def load_city_crime() -> pd.DataFrame:
    """Violent crime recorded by 68 large agencies, 1975 to 2015."""

def load_city_crime_recent() -> pd.DataFrame:
    """Crime by agency and year, 2018 to 2025, from the Real-Time Crime Index."""

def load_claim_sources() -> pd.DataFrame:
    """Sources of the verdicts."""

def load_claims() -> pd.DataFrame:
    """Claims of the founding articles."""

def load_commitments() -> pd.DataFrame:
    """Money that places set aside in answer."""

def load_conflicts() -> pd.DataFrame:
    """Where sources on the money disagree."""

def load_county() -> pd.DataFrame:
    """Counties of the 2017 edition."""

def load_county_covariates() -> pd.DataFrame:
    """Population, income and votes of counties before and around 2015."""

def load_county_covariates_2010() -> pd.DataFrame:
    """Population, age and income of counties in and before 2010."""

def load_county_crime() -> pd.DataFrame:
    """Recorded crime by county, 2012, 2015 and 2017."""

def load_county_neighbors() -> pd.DataFrame:
    """Neighbouring counties."""

def load_county_population() -> pd.DataFrame:
    """Residents of counties, 1970 to 2021."""

def load_county_shapes() -> pd.DataFrame:
    """Outlines of counties for a small map."""

def load_detainer_shares() -> pd.DataFrame:
    """Detainers refused at county jails, October 2014 to July 2015."""

def load_detainers_refused() -> pd.DataFrame:
    """Detainers that county jails refused, by year, 2008 to July 2015."""

def load_federal_action_targets() -> pd.DataFrame:
    """Targets of federal actions."""

def load_federal_actions() -> pd.DataFrame:
    """Federal actions."""

def load_fiscal_base() -> pd.DataFrame:
    """Population and budgets of the places in the money tables."""

def load_further_sources() -> pd.DataFrame:
    """Further sources of a row."""

def load_jag_awards_2018_letters() -> pd.DataFrame:
    """Byrne JAG money of the 23 places written to in January 2018."""

def load_jag_context() -> pd.DataFrame:
    """Byrne JAG totals and allocations for comparison."""

def load_jurisdiction_counties() -> pd.DataFrame:
    """Counties of each jurisdiction."""

def load_jurisdiction_population() -> pd.DataFrame:
    """Residents of jurisdictions by year."""

def load_jurisdictions() -> pd.DataFrame:
    """Jurisdictions."""

def load_known_gaps() -> pd.DataFrame:
    """Known gaps of the crime tables, by place and year."""

def load_list_membership() -> pd.DataFrame:
    """Who was on which list."""

def load_lists() -> pd.DataFrame:
    """Lists that name jurisdictions."""

def load_national_crime() -> pd.DataFrame:
    """National violent crime beside the 68 agencies, 1975 to 2015."""

def load_nyc_federal_revenue() -> pd.DataFrame:
    """Federal money in New York City's general fund, 2010-2018."""

def load_policy_events() -> pd.DataFrame:
    """Policy events."""

def load_price_index() -> pd.DataFrame:
    """Consumer prices, 2010-2025."""

def load_published_estimates() -> pd.DataFrame:
    """Published estimates about sanctuary policies."""

def load_reporting_to_police() -> pd.DataFrame:
    """Share of crimes reported to the police in 22 states, 2017 to 2019."""

def load_responses() -> pd.DataFrame:
    """Responses of states and localities."""

def load_ruling_cases() -> pd.DataFrame:
    """Cases decided by each ruling."""

def load_ruling_judges() -> pd.DataFrame:
    """Judges of each ruling."""

def load_rulings() -> pd.DataFrame:
    """Rulings."""

def load_secure_communities() -> pd.DataFrame:
    """Activation of Secure Communities."""

def load_sources() -> pd.DataFrame:
    """Sources."""

def load_state_borders() -> pd.DataFrame:
    """State lines and coast for a small map."""

def load_state_bureau_crime() -> pd.DataFrame:
    """Offences by county as six states' own bureaus count them, 1975 to 2022."""

def load_state_crime() -> pd.DataFrame:
    """Estimated crimes by state and nation, 1979 to 2024."""

def load_threat_amounts() -> pd.DataFrame:
    """Amounts of money that federal acts name."""

def load_threat_status() -> pd.DataFrame:
    """What became of each federal act on money."""

def load_threats() -> pd.DataFrame:
    """Federal acts on the funding of places, 2016-2026."""

def load_undocumented_estimates() -> pd.DataFrame:
    """Estimates of undocumented residents."""
