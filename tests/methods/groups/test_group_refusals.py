"""What a comparison of groups cannot do it says in one whole sentence: what, where and the fix."""

import numpy as np
import pandas as pd
import pytest

from sanctuary_research.errors import SanctuaryError
from sanctuary_research.methods import screens
from sanctuary_research.methods.groups.across import compare_many
from sanctuary_research.methods.groups.balance import balance_table
from sanctuary_research.methods.groups.bootstrap import Cell, cluster_bootstrap
from sanctuary_research.methods.groups.by_year import compare_years
from sanctuary_research.methods.groups.columns import read_column, require_columns
from sanctuary_research.methods.groups.compare import compare_groups
from sanctuary_research.methods.groups.cr2 import cr2
from sanctuary_research.methods.groups.entropy import balance_means
from sanctuary_research.methods.groups.joint import joint_bootstrap
from sanctuary_research.methods.groups.matching import match
from sanctuary_research.methods.groups.silence import silence_bounds
from sanctuary_research.methods.groups.trend import slopes
from sanctuary_research.methods.survival import kaplan_meier

FRAME = pd.DataFrame(
    {
        "county_fips": list("abcdefgh"),
        "state_fips": list("11223344"),
        "label": ["sanctuary", "not_sanctuary"] * 4,
        "crime": [1.0, 2, 3, 4, 5, 7, 6, 2],
        "income": [3.0, 5, 4, 7, 6, 5, 8, 2],
        "kind": ["city", "town"] * 4,
        "population": 1.0,
        "quiet": [False] + [True] * 7,
    }
)
X = pd.Series([1.0, 2.0, 3.0, 4.0], name="x")
LABEL = [True, False, True, False]
CORNER = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
WIDE = np.column_stack([np.ones(4), [0.0, 0, 1, 1], [1.0, 2, 0, 4], [0.0, 1, 0, 1]])


def compared(adjustments="raw", covariates=(), weights="county", **changed):
    options = {"unit": "county_fips", "covariates": covariates, "weights": weights}
    return compare_groups(
        FRAME.assign(**changed), outcome="crime", adjustments=adjustments, **options
    )


def withheld(adjustment, **changed):
    row = compared(adjustment, **changed).row()
    raise SanctuaryError(row["withheld"], row["note"])


def by_year(base=1, **changed):
    frame = pd.concat([FRAME.assign(year=1), FRAME.assign(year=2, **changed)])
    return compare_years(
        frame, outcome="crime", unit="county_fips", base=base, covariates=["income"]
    )


def resampled(design=WIDE[:, :2], outcome=(1.0, 2, 4, 3), clusters="abcd", **keep):
    return cluster_bootstrap(Cell(outcome, design, list(clusters), **keep), draws=99)


REFUSALS = {
    "blank unit": (
        lambda: compared(county_fips=[None, " ", *"cdefgh"]),
        "unit column 'county_fips' is blank in rows 0, 1: fill it in",
    ),
    "unit twice": (
        lambda: compared(county_fips=list("aacdefgg")),
        "column 'county_fips' holds a unit more than once (rows a, g): keep one row for each",
    ),
    "odd labels": (
        lambda: compared(label=["yes", None, "no", *FRAME["label"][3:]]),
        "column 'label' holds 'no', 'yes', nan (rows a, b, c): a label is one of sanctuary, "
        "not_sanctuary, not_coded",
    ),
    "blank columns": (
        lambda: compared(covariates=["income", "kind"], income=np.nan, kind=" "),
        "no coded unit of 8 has a value in columns 'income' and 'kind': leave it out or fill it in",
    ),
    "blank cluster": (
        lambda: compared(state_fips=[None, "", *"223344"]),
        "cluster column 'state_fips' is blank in rows a, b: fill it in",
    ),
    "infinite": (
        lambda: compared(crime=[np.inf, 2, 3, 4, 5, 6, 7, 8]),
        "column 'crime' is infinite in row a: blank or correct it",
    ),
    "numbers as text": (
        lambda: compared(crime=["1", "x", *range(6)]),
        "column 'crime' holds numbers as text or among text (rows a, c, d, e, f and 2 more): use "
        "pd.to_numeric for numbers, or astype('category') for codes",
    ),
    "asked for nothing": (
        lambda: compared([]),
        "compare_groups was asked for nothing: choose from raw, regression, cem, entropy",
    ),
    "no such adjustment": (
        lambda: compared("entrpy"),
        "compare_groups has no 'entrpy': did you mean 'entropy'?",
    ),
    "no such row": (
        lambda: compared().row("cem"),
        "no adjustment is called 'cem': choose one of: raw",
    ),
    "no such weights": (
        lambda: compared().row(weights="persons"),
        "no weights is called 'persons': choose one of: county",
    ),
    "match on another": (
        lambda: compare_groups(FRAME, outcome="crime", covariates=["kind"], match_on=["income"]),
        "the frame has no column 'income': choose one of: kind",
    ),
    "no covariates": (
        lambda: withheld("entropy"),
        "no covariates were given to adjust for",
    ),
    "same as the label": (
        lambda: withheld("regression", covariates=["kind"]),
        "the covariates predict the label exactly: no difference is left",
    ),
    "no cell": (
        lambda: withheld("cem", covariates=["kind"]),
        "no cell of the coarsened covariates holds both groups",
    ),
    "many covariates": (
        lambda: withheld(
            "regression",
            covariates=["income", "x"],
            x=[1, 0, 2, 5] * 2,
            crime=[1, 2, 4, 4] + [None] * 4,
        ),
        "4 units cannot support 4 parameters: use fewer covariates",
    ),
    "one state": (
        lambda: withheld("raw", state_fips=list("12131415")),
        "a side lies in one state: all 4 sanctuary units in 1",
    ),
    "half of a side": (
        lambda: withheld("raw", state_fips=list("12121334")),
        "one state carries over half of a side: 1 75 % of the sanctuary side",
    ),
    "few effective": (
        lambda: withheld("cem", covariates=["kind"], kind=["a", "a", "b", "b"] * 2),
        "the weights leave a side under 6 effective states: 4.00 on the sanctuary side",
    ),
    "few degrees": (
        lambda: withheld("raw", state_fips=list("11223313"), crime=[4.0, 2, 6, 3, 8, 4, 2, 1]),
        "under 3 degrees of freedom: 1.97",
    ),
    "no variation": (
        lambda: withheld("raw", crime=2.0),
        "the outcome does not vary beyond the fit",
    ),
    "clusters": (
        lambda: cr2(np.eye(2), [1, 1]),
        "clustered errors need two clusters or more, and no blank ones",
    ),
    "no weight": (
        lambda: balance_table(FRAME[["income"]], [True] + [False] * 7, [0] + [1] * 7),
        "a group has no weight left: balance needs units in both",
    ),
    "hull": (
        lambda: balance_means(CORNER, [0.7, 0.7]),
        "entropy balancing cannot be done: the sanctuary means lie outside every weighted mean of "
        "the comparison units (their convex hull)",
    ),
    "two edges": (
        lambda: balance_means(CORNER[1:], [0.0, 0.0], names=["a", "b"]),
        "entropy balancing cannot be done: no comparison unit has the only values that could "
        "balance a, b",
    ),
    "parameters": (
        lambda: resampled(WIDE),
        "4 units cannot support 4 parameters: use fewer covariates",
    ),
    "label followed": (
        lambda: resampled(WIDE[:, [0, 1, 1]]),
        "the covariates predict the label exactly: no difference is left",
    ),
    "covariate followed": (
        lambda: resampled(WIDE[:, [0, 0, 1]]),
        "a covariate is constant or follows from others: leave it out",
    ),
    "design": (
        lambda: resampled(WIDE[:, :2] * [np.nan, 1]),
        "the design has missing or infinite values: leave their rows out",
    ),
    "infinite weights": (
        lambda: resampled(weights=[1, 1, np.inf, 1]),
        "the weights has missing or infinite values: leave their rows out",
    ),
    "no cells": (lambda: joint_bootstrap({}), "no cell can be tested: none given"),
    "no sound cell": (
        lambda: joint_bootstrap({"x": Cell([1, 2, 3], np.eye(3), list("abc"))}),
        "no cell can be tested: one side of the comparison lies in one cluster, which cannot show "
        "how much clusters vary: compare groups that both hold two clusters or more",
    ),
    "base year": (
        lambda: by_year(base=3),
        "no row of 'crime' is of the base year 3: choose one of 1, 2",
    ),
    "covariate moves": (
        lambda: by_year(income=[4.0, *FRAME["income"][1:]]),
        "column 'income' changes within county_fips a: give each unit one value, measured before "
        "the base year",
    ),
    "no other year": (
        lambda: by_year(crime=np.nan),
        "no year can be compared with 1: add years",
    ),
    "year twice": (
        lambda: compare_years(
            FRAME.assign(year=1, county_fips="a"), outcome="crime", unit="county_fips", base=1
        ),
        "a 'county_fips' has two rows of one 'year' in rows 1, 2, 3, 4, 5 and 2 more: keep one",
    ),
    "silent share": (
        lambda: silence_bounds(FRAME, outcome="crime", silent="quiet", shares=[0, -0.5, 2]),
        "a share lies between 0 and 1, not at -0.5",
    ),
    "silent sanctuary": (
        lambda: silence_bounds(FRAME, outcome="crime", silent="quiet", shares=[0]),
        "column 'quiet' is true of sanctuary units (rows 2, 4, 6): a row speaks of them",
    ),
    "many frames": (
        lambda: compare_many({"x": FRAME}, "name", outcome="crimes"),
        "the frame has no column 'crimes': did you mean 'crime'?",
    ),
    "screen": (
        lambda: screens.screen(FRAME, outcome="crimes"),
        "no column is called 'crimes': did you mean 'crime'?",
    ),
    "nobody screened": (
        lambda: screens.screen(
            FRAME.assign(
                coverage_percent=70.0,
                coverage_lower_bound_percent=70.0,
                is_zero=False,
                is_implausible=False,
                is_imputed_split=False,
            ),
            outcome="crime",
        ),
        "no county is left with a minimum coverage of 80 %: lower it",
    ),
    "small groups": (
        lambda: kaplan_meier(
            pd.DataFrame({"time": [1.0], "is_event": True, "arm": "a"}), by="arm", fewest=3
        ),
        "no group has 3 units: choose more",
    ),
    "nothing to match": (
        lambda: match(pd.DataFrame(index=range(4)), LABEL),
        "there is nothing to match on: give covariates",
    ),
    "incomplete": (
        lambda: match(X.where(X > 1).to_frame(), LABEL),
        "matching needs complete covariates; row 0 miss one: drop or fill",
    ),
    "out of reach": (
        lambda: balance_means(X.to_frame(), [9.0], names=["x"]),
        "entropy balancing cannot be done: the sanctuary mean of x (9) lies outside the "
        "comparison units (1 to 4)",
    ),
    "dates": (
        lambda: read_column(pd.Series(pd.to_datetime(["2020-01-01"]), name="x")),
        "column 'x' holds dates: turn them into years or periods",
    ),
    "neither": (
        lambda: read_column(pd.Series([(1, 2)], name="x")),
        "column 'x' holds neither numbers nor text (tuple): turn it into one",
    ),
    "no column": (
        lambda: require_columns(X.to_frame("year"), ["yaer"]),
        "the frame has no column 'yaer': did you mean 'year'?",
    ),
    "two columns": (
        lambda: require_columns(pd.concat([X, X], axis=1), ["x"]),
        "the frame has 2 columns 'x': keep or rename one",
    ),
    "one cluster a side": (
        lambda: resampled(clusters="aabc"),
        "one side of the comparison lies in one cluster, which cannot show how much clusters "
        "vary: compare groups that both hold two clusters or more",
    ),
    "no cluster": (
        lambda: resampled(clusters=["a", "b", None, "d"]),
        "a unit has no cluster: leave it out or name its cluster",
    ),
    "weights": (
        lambda: resampled(weights=(1.0, 0.0, 1.0, 1.0)),
        "1 weights are not positive: leave their rows out",
    ),
    "missing": (
        lambda: resampled(outcome=(1.0, np.nan, 2.0, 3.0)),
        "the outcome has missing or infinite values: leave their rows out",
    ),
    "exact": (
        lambda: resampled(outcome=(0.0, 0.0, 1.0, 1.0)),
        "the model fits the outcome exactly, which leaves no residuals to draw: use more units "
        "or fewer covariates",
    ),
    "slopes": (
        lambda: slopes(FRAME.assign(year=1), outcome="crime", unit="county_fips", through=1),
        "no county_fips has 4 years of 'crime' up to 1: choose a later year",
    ),
    "person weights": (
        lambda: compared(population=0.0, weights=("person",)),
        "person weights: column 'population' is not a positive number in rows a, b, c, d, e and 3 "
        "more: correct the rows or use county weights",
    ),
    "empty group": (
        lambda: compared(label="sanctuary"),
        "none of 8 coded units with every value known has label 'not_sanctuary': both groups are "
        "needed to compare them",
    ),
    "nobody coded": (
        lambda: compared(label="not_coded"),
        "column 'label' codes none of 8 units: choose another definition or date",
    ),
    "no numbers": (
        lambda: compared(crime="x"),
        "outcome 'crime' holds no numbers: give a numeric column",
    ),
}


@pytest.mark.parametrize(("refused", "sentence"), REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_is_a_whole_sentence(refusal, refused, sentence):
    """What is wrong, where, and what to do."""
    assert refusal(refused) == sentence
