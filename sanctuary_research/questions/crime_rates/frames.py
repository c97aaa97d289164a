"""The counties: their crime, their make-up, whether they are kept, and which group they are in."""

from __future__ import annotations

from functools import partial, reduce

import numpy as np
import pandas as pd

from sanctuary_research.data import datasets, listed
from sanctuary_research.data.definitions import DEFINITIONS, reading_date
from sanctuary_research.data.kept import kept
from sanctuary_research.data.labels import labels
from sanctuary_research.methods import screens
from sanctuary_research.questions.asking import CODES
from sanctuary_research.questions.crime_rates.asked import Asked

# Census regions, by state code: Northeast, Midwest, South, West.
REGIONS: dict[str, str] = CODES["regions"]
EARLIER = tuple(CODES["covariates_earlier"])
LATER = tuple(CODES["covariates_later"])
# Covariates that exact matching can bear: more would leave few counties.
MATCHED = ("poverty", "foreign_born", "rural", "log_population")
TABLES = ("county_crime", "county_covariates_2010", "county_covariates", "county")
READ = (*TABLES, *listed.TABLES, "detainer_shares")  # with what labels read
GROUPED = ["county_fips", "name", "state", "arm", "label", "reason", "evidence_table"]
GROUPED += ["evidence_id", "years"]


def counties(asked: Asked, *, covariates: tuple[str, ...] = EARLIER) -> pd.DataFrame:
    """Return every county of the year, screened and labelled; nothing is dropped.

    Parameters
    ----------
    asked : Asked
        Its year, outcome, definition, own list and least coverage count.
    covariates : tuple of str
        Columns that must be known for a county to be kept; by default those measured before
        2011, so that no policy of 2014 could have moved them.

    Returns
    -------
    DataFrame
        3,142 rows: county_fips, name, state (its name), region, crime counts and rates, covariates,
        ``screen`` ("kept", or why not), and of `labels`: arm, label, reason, evidence_table,
        evidence_id.
    """
    frame = screens.screen(
        everything(asked.year),
        outcome=asked.rate,
        min_coverage=asked.min_coverage,
        covariates=list(covariates),
    )
    return labelled(frame, asked)


def labelled(frame: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Return a frame of counties with the labels of the definition asked for."""
    definition = asked.own if asked.definition == "own" else asked.definition
    found = labels(definition, label_date(asked))
    known = [name for name in found.columns.drop("county_fips") if name in frame]
    joined = frame.drop(columns=known).merge(found, on="county_fips", validate="1:1")
    joined = joined.assign(years=str(asked.year))
    assert len(joined) == len(frame)
    return joined


def label_date(asked: Asked) -> pd.Timestamp:
    """Return the day at which the labels are read: mid-year, or when a list came out."""
    if asked.definition == "own":
        return pd.Timestamp(asked.year, 7, 1)
    return reading_date(asked.definition, asked.year)


def definitions(asked: Asked) -> list[str]:
    """Return the definitions to compare: the one asked for first, a list of one's own second."""
    first = [asked.definition, *(["own"] if asked.own is not None else [])]
    return list(dict.fromkeys([*first, *DEFINITIONS]))


def sides(frame: pd.DataFrame, comparison: str) -> pd.DataFrame:
    """Return kept counties with ``label`` as a comparison wants it.

    Sanctuary are the counties of the arm *limit*; not sanctuary those that they are compared
    with; all others are not coded. ``is_silent`` are those that no row speaks of: the comparison
    *others* takes their silence for the absence of a policy.

    Examples
    --------
    >>> frame = pd.DataFrame({"arm": ["limit", "neither", "ban", "not_coded", "not_coded"],
    ...                       "evidence_id": ["a", "", "b", "", "c"], "screen": "kept"})
    >>> sides(frame, "others")["label"].tolist()
    ['sanctuary', 'not_sanctuary', 'not_coded', 'not_sanctuary', 'not_coded']
    """
    kept = frame[frame["screen"] == screens.KEPT]
    is_silent = kept["arm"].eq("not_coded") & kept["evidence_id"].eq("")
    arms = ("neither",) if comparison == "others" else (comparison,)
    compared = kept["arm"].isin(arms) | (is_silent & (comparison == "others"))
    label = pd.Series("not_coded", index=kept.index)
    label = label.mask(compared, "not_sanctuary").mask(kept["arm"].eq("limit"), "sanctuary")
    return kept.assign(label=label, is_silent=is_silent)


@kept(*TABLES)
def everything(year: int) -> pd.DataFrame:
    """Return the counties with the crime of a year and their make-up, one row each."""
    county, crime = datasets.load_county(), datasets.load_county_crime()
    crime = crime[crime["year"] == year].drop(columns="source_id")
    about = (datasets.load_county_covariates(), datasets.load_county_covariates_2010())
    joined = partial(pd.merge, on="county_fips", validate="1:1")
    frame = reduce(joined, (crime, *about), county)
    assert len(frame) == len(county)
    homes = {code: region for region, codes in REGIONS.items() for code in codes.split()}
    return frame.drop(columns="state_name").assign(
        state=frame["state_name"],
        region=frame["state_fips"].map(homes),
        log_population=np.log(frame["population_acs"].astype(float)),
        log_population_2010=np.log(frame["population_2010"].astype(float)),
    )
