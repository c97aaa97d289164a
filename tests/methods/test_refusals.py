"""What a method cannot do it says in one whole sentence: what, where and the fix."""

import numpy as np
import pandas as pd
import pytest

from sanctuary_research.errors import SanctuaryError
from sanctuary_research.methods.coefficients import Coefficients
from sanctuary_research.methods.groups.bootstrap import Cell, cluster_bootstrap
from sanctuary_research.methods.groups.columns import read_column, require_columns
from sanctuary_research.methods.groups.compare import compare_groups
from sanctuary_research.methods.groups.entropy import balance_means
from sanctuary_research.methods.groups.matching import match
from sanctuary_research.methods.groups.trend import slopes
from sanctuary_research.methods.panel import event_study, honest_did
from sanctuary_research.methods.panel.absorb import cr1
from sanctuary_research.methods.proportions import share, silent_bounds
from sanctuary_research.methods.random_effects import random_effects
from sanctuary_research.methods.sensitivity import robustness_value
from sanctuary_research.methods.survival import kaplan_meier

X = pd.Series([1.0, 2.0, 3.0, 4.0], name="x")
LABEL = [True, False, True, False]
DESIGN = np.column_stack([np.ones(4), [0.0, 0.0, 1.0, 1.0]])
PANEL = pd.DataFrame(
    {
        "place": np.repeat(list("abcd"), 3),
        "year": [1, 2, 3] * 4,
        "adopted": [3] * 6 + [0] * 6,
        "crime": [5.0, 4, 4, 7, 7, 2, 3, 4, 4, 2, 2, 5],
        "people": [10.0] * 12,
        "state": list("xxx") + list("yyy") * 3,
    }
)


def bootstrapped(outcome=(1.0, 2.0, 4.0, 3.0), clusters="abcd", weights=(1.0,) * 4):
    cell = Cell(np.array(outcome), DESIGN, list(clusters), np.array(weights))
    return cluster_bootstrap(cell, draws=99)


def studied(frame=PANEL, **keep):
    names = {"unit": "place", "time": "year", "cohort": "adopted", "outcome": "crime"}
    return event_study(frame, **names | keep)


def compared(weights=("county",), **changed):
    frame = pd.DataFrame(
        {
            "county_fips": list("abcdef"),
            "state_fips": list("112233"),
            "label": ["sanctuary", "not_sanctuary"] * 3,
            "crime": [1.0, 2, 3, 4, 5, 7],
            "population": 1.0,
        }
    )
    return compare_groups(frame.assign(**changed), outcome="crime", weights=weights)


def led(period, **keep):
    n = len(period)
    return honest_did(Coefficients(period, [0.1] * n, np.eye(n)), **keep)


REFUSALS = {
    "time": (
        lambda: kaplan_meier(
            pd.DataFrame({"time": [-1.0], "is_event": [True], "arm": ["a"]}), by="arm"
        ),
        "a time is missing or negative: give each unit a time of at least 0",
    ),
    "shape": (
        lambda: Coefficients([0, 1], [0.1], np.eye(2)),
        "2 periods and 1 estimates do not fit a covariance of shape (2, 2): give one estimate a "
        "period, and a square covariance",
    ),
    "order": (
        lambda: Coefficients([0, -1], [0.1, 0.2], np.eye(2)),
        "periods 0, -1 do not lie in order around -1: sort them and leave the reference out",
    ),
    "share": (lambda: share(3, 2), "3 of 2 is no share: give 0 to n of at least one unit"),
    "interval": (
        lambda: share(1, 2, interval="wilsn"),
        "no interval is called 'wilsn': did you mean 'wilson'?",
    ),
    "silent": (lambda: silent_bounds(2, 2, 3), "2 and 2 are more than 3: count each unit once"),
    "few effects": (
        lambda: random_effects(X[:2], X[:2]),
        "2 independent estimates cannot be summarised: the spread needs 3",
    ),
    "sensitivity": (
        lambda: robustness_value(1.0, 0.0, 5),
        "needs std_error > 0 and df > 1, not 0 and 5",
    ),
    "nothing to match": (
        lambda: match(pd.DataFrame(index=range(4)), LABEL),
        "there is nothing to match on: give covariates",
    ),
    "incomplete": (
        lambda: match(X.where(X > 1).to_frame(), LABEL),
        "matching needs complete covariates; row 0 miss one: drop or fill",
    ),
    "one cutpoint": (
        lambda: match(X.to_frame(), LABEL, cutpoints=1),
        "'x' needs two cutpoints or more, not 1",
    ),
    "outside": (
        lambda: match(X.to_frame(), LABEL, cutpoints={"x": [0, 3]}),
        "'x' lies outside its cutpoints 0 to 3 in row 3: widen them",
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
        lambda: bootstrapped(clusters="aabc"),
        "one side of the comparison lies in one cluster, which cannot show how much clusters "
        "vary: compare groups that both hold two clusters or more",
    ),
    "no cluster": (
        lambda: bootstrapped(clusters=["a", "b", None, "d"]),
        "a unit has no cluster: leave it out or name its cluster",
    ),
    "weights": (
        lambda: bootstrapped(weights=(1.0, 0.0, 1.0, 1.0)),
        "1 weights are not positive: leave their rows out",
    ),
    "missing": (
        lambda: bootstrapped(outcome=(1.0, np.nan, 2.0, 3.0)),
        "the outcome has missing or infinite values: leave their rows out",
    ),
    "exact": (
        lambda: bootstrapped(outcome=(0.0, 0.0, 1.0, 1.0)),
        "the model fits the outcome exactly, which leaves no residuals to draw: use more units "
        "or fewer covariates",
    ),
    "slopes": (
        lambda: slopes(PANEL, outcome="crime", unit="place", year="year", through=1),
        "no place has 4 years of 'crime' up to 1: choose a later year",
    ),
    "cells": (
        lambda: cr1(4, 6, 4, 3),
        "6 observed cells cannot carry 7 coefficients: use fewer covariates or a longer panel",
    ),
    "cohort": (
        lambda: studied(PANEL.assign(adopted=9)),
        "cohort column 'adopted' holds a first treated period after the panel's last period, 3, "
        "in rows 0, 1, 2, 3, 4 and 7 more: leave it missing, because such units are "
        "untreated here",
    ),
    "positive": (
        lambda: studied(PANEL.assign(people=0.0), weights="people"),
        "weight column 'people' must be positive, not so in rows 0, 1, 2, 3, 4 and 7 more: drop "
        "these rows or give them a weight",
    ),
    "same covariate": (
        lambda: studied(covariates=["people"]),
        "covariate 'people' is the same for every unit: leave it out",
    ),
    "one cluster": (
        lambda: studied(PANEL.assign(state="x"), cluster="state"),
        "column 'state' holds one cluster, 'x', in all 12 rows, and standard errors need at least "
        "two: cluster on a finer column",
    ),
    "one cluster left": (
        lambda: studied(PANEL.assign(adopted=[1] * 3 + [3] * 3 + [0] * 6), cluster="state"),
        "one cluster of 'state' is left once units treated from the first period are set aside: "
        "cluster on a finer column",
    ),
    "nobody adopts": (
        lambda: studied(PANEL.assign(adopted=0)),
        "no unit of 'place' adopts between the second period and the last, 3, so there is no "
        "change to study: check the cohort column",
    ),
    "all adopt": (
        lambda: studied(PANEL.assign(adopted=3)),
        "all 4 units adopt in 3: no never- or not-yet-treated unit is left to compare them with: "
        "add untreated units",
    ),
    "nothing changes": (
        lambda: studied(PANEL.assign(crime=PANEL["place"].map(ord))),
        "outcome 'crime' never changes within a unit, so there is nothing to compare: check the "
        "column",
    ),
    "never treated": (
        lambda: studied(PANEL.assign(adopted=[2] * 6 + [3] * 6), control="never_treated"),
        "every unit of 'place' adopts by 3, so there is no never-treated control: use "
        "control='not_yet_treated'",
    ),
    "estimator": (
        lambda: studied(estimator="tfwe"),
        "no estimator is called 'tfwe': did you mean 'twfe'?",
    ),
    "control": (
        lambda: studied(control="not_yet"),
        "no control group is called 'not_yet': did you mean 'not_yet_treated'?",
    ),
    "no rows": (
        lambda: studied(PANEL[:0]),
        "the frame has no rows: check the filter that made it",
    ),
    "poisson": (
        lambda: studied(
            PANEL.assign(
                crime=PANEL["crime"].where((PANEL["adopted"] == 0) | (PANEL["year"] < 3), 0)
            ),
            estimator="poisson",
        ),
        "the Poisson model of 'crime' has no finite maximum: adopters have no events at all at "
        "some event time, so its effect is minus infinity: choose a shorter panel or a commoner "
        "outcome",
    ),
    "person weights": (
        lambda: compared(population=0.0, weights=("person",)),
        "person weights: column 'population' is not a positive number in rows 0, 1, 2, 3, 4 and 1 "
        "more: correct the rows or use county weights",
    ),
    "empty group": (
        lambda: compared(label="sanctuary"),
        "none of 6 coded units with every value known has label 'not_sanctuary': both groups are "
        "needed to compare them",
    ),
    "nobody coded": (
        lambda: compared(label="not_coded"),
        "column 'label' codes none of 6 units: choose another definition or date",
    ),
    "no numbers": (
        lambda: compared(crime="x"),
        "outcome 'crime' holds no numbers: give a numeric column",
    ),
    "gaps": (lambda: led([-3, 0]), "periods -3, -1, 0 have gaps: choose a window without"),
    "no lead": (
        lambda: led([0, 1]),
        "honest_did needs a lead before -1 and an effect after it",
    ),
}


@pytest.mark.parametrize(("refused", "sentence"), REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_is_a_whole_sentence(refused, sentence):
    """What is wrong, where, and what to do."""
    with pytest.raises(SanctuaryError) as told:
        refused()
    assert str(told.value) == sentence
