"""Every number that the README states is recomputed from the tables."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sanctuary_research as sr
from sanctuary_research.methods import screens
from sanctuary_research.methods.groups import across
from sanctuary_research.words import interval, number, people

README = (Path(__file__).resolve().parents[1] / "README.md").read_text(encoding="utf-8")
COVARIATES = [
    "income_median_usd",
    "poverty_percent",
    "unemployment_percent",
    "hispanic_percent",
    "black_percent",
    "foreign_born_percent",
    "age_under_30_percent",
    "less_than_college_percent",
    "rural_percent",
    "log_population",
]
MATCH_ON = ["poverty_percent", "foreign_born_percent", "rural_percent", "log_population"]


@pytest.fixture(scope="module")
def kept() -> pd.DataFrame:
    """The counties of 2015 that pass every screen."""
    crime = sr.load_county_crime().query("year == 2015")
    frame = sr.load_county().merge(crime, on="county_fips", validate="1:1")
    frame = frame.merge(sr.load_county_covariates(), on="county_fips", validate="1:1")
    frame["log_population"] = np.log(frame["population_acs"])
    screened = screens.screen(frame, outcome="index_per_10k", covariates=COVARIATES)
    return screened[screened["screen"] == screens.KEPT]


@pytest.fixture(scope="module")
def gaps(kept) -> pd.DataFrame:
    """Every estimate of the first finding, with state-clustered intervals."""
    labelled = {
        name: kept.merge(sr.labels(name, sr.reading_date(name, 2015)), on="county_fips")
        for name in sr.DEFINITIONS
    }
    table = across.compare_definitions(
        labelled,
        outcome="index_per_10k",
        covariates=COVARIATES,
        weights=["county", "person"],
        match_on=MATCH_ON,
    )
    return table[table["variance"] == "state_clustered"]


def finding(kept: pd.DataFrame, gaps: pd.DataFrame) -> list[str]:
    """The sentences of the README, computed."""
    main = gaps.set_index(["definition", "comparison_set", "adjustment", "weights"]).loc[
        ("any_detainer_limit", "coded", "entropy", "county")
    ]
    signs = across.sign_summary(gaps, by=["variance"]).iloc[0]
    clear = signs["n_below_zero"] + signs["n_above_zero"]
    return [
        f"In 2015, {main['n_sanctuary']} counties that limit immigration detainers",
        f"differed from {main['n_comparison']} counties in five states",
        f"{number(main['estimate'], sign=True)} index crimes per 10,000 people "
        f"(95 % interval {interval(main['conf_low'], main['conf_high'])}",
        f"the {signs['n']:,} combinations of {len(sr.DEFINITIONS)} definitions",
        f"among {len(kept):,} counties with {people(kept['population'].sum())} people",
        f"from {number(gaps['estimate'].min(), sign=True)} to "
        f"{number(gaps['estimate'].max(), sign=True)}",
        f"{signs['n_negative']} estimates are below zero, {signs['n_positive']} above and "
        f"{signs['n_not_estimated']} cannot be computed",
        f"{signs['n_below_zero']} intervals lie wholly below zero, all of them raw gaps",
        f"{signs['n_above_zero']} lie wholly above, all of them against all other counties",
        f"{few_states(gaps)} of the {clear} rest on fewer than ten states on one side",
    ]


def few_states(gaps: pd.DataFrame) -> int:
    """Return how many intervals that exclude zero have a side with under ten states."""
    clear = gaps[(gaps["conf_low"] > 0) | (gaps["conf_high"] < 0)]
    sides = clear[["n_clusters_sanctuary", "n_clusters_comparison"]].min(axis=1)
    return int((sides < 10).sum())


def published() -> str:
    """CAP's own figure, from the table of published estimates."""
    rows = sr.load_published_estimates().query("study_id == 'wong_2017' and unit == 'per_10k'")
    row = rows.dropna(subset="estimate").set_index("scope").loc["all counties"]
    return f"published {number(row['estimate'])} in {row['year']}"


def words(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def test_the_main_finding_is_what_the_tables_give(kept, gaps):
    """Each computed sentence stands in the README, word for word."""
    missing = [line for line in [*finding(kept, gaps), published()] if line not in words(README)]
    assert missing == []


def test_no_number_of_the_finding_is_left_unchecked(kept, gaps):
    """Every number between the question and the picture is one of the computed ones."""
    block = README.split("**Do sanctuary counties")[1].split("![")[0]
    computed = " ".join([*finding(kept, gaps), published()])
    numbers = set(re.findall(r"\d[\d,]*(?:\.\d+)?", words(block)))
    assert numbers
    assert numbers <= set(re.findall(r"\d[\d,]*(?:\.\d+)?", computed))


def test_the_states_of_the_main_comparison_are_named(kept):
    """The comparison counties lie in the five states that the README names, and in no other."""
    found = kept.merge(sr.labels("any_detainer_limit", "2015-07-01"), on="county_fips")
    states = set(found.loc[found["label"] == "not_sanctuary", "state_name"])
    named = words(README).split("whose laws ban local limits (")[1].split(")")[0]
    assert set(re.split(", | and ", named)) == states
    assert len(states) == 5


def test_intervals_that_exclude_zero_are_of_the_kinds_said(gaps):
    """Below zero: raw and by people. Above: against all other counties."""
    below, above = gaps[gaps["conf_high"] < 0], gaps[gaps["conf_low"] > 0]
    assert set(zip(below["adjustment"], below["weights"], strict=True)) == {("raw", "person")}
    assert set(above["comparison_set"]) == {"all_others"}
