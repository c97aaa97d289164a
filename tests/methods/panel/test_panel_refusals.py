"""What an event study cannot do it says in one whole sentence: what, where and the fix."""

import numpy as np
import pandas as pd
import pytest

from sanctuary_research.methods.coefficients import Coefficients
from sanctuary_research.methods.panel import (
    event_study,
    goodman_bacon,
    honest_did,
    joint_randomization_test,
)
from sanctuary_research.methods.panel.frame import read_panel

NAMES = {"unit": "place", "time": "year", "cohort": "adopted", "outcome": "crime"}


def laid(paths, adopted, **columns):
    """A frame from one outcome path per place."""
    places, years = range(len(paths)), range(1, len(paths[0]) + 1)
    index = pd.MultiIndex.from_product([places, years], names=["place", "year"])
    frame = pd.DataFrame({"crime": np.ravel(paths).astype(float)}, index).reset_index()
    return frame.assign(adopted=frame["place"].map(dict(enumerate(adopted))), **columns)


PATHS = [[5, 4, 4], [7, 7, 2], [3, 4, 4], [2, 2, 5]]
FRAME = laid(PATHS, [3, 3, 0, 0], people=10.0)


def seen(frame, year, places):
    """In that year, of these places only."""
    return frame[(frame["year"] != year) | frame["place"].isin(places)]


UNTREATED = seen(FRAME, 3, [2, 3])


def changed(rows, column, value):
    frame = FRAME.astype({column: object})
    frame.loc[rows, column] = value
    return frame.infer_objects()


def studied(frame=FRAME, **keep):
    return event_study(frame, **NAMES | keep)


def bounded(period=(-3, -2, 0, 1), covariance=None, **keep):
    covariance = np.eye(4) if covariance is None else covariance
    return honest_did(Coefficients(period, [0.1] * len(period), covariance), **keep)


def dealt(frames, **keep):
    return joint_randomization_test(frames, **NAMES, **keep)


def crossed():
    """Half adopt in year 2; the others, in year 3, are first seen then."""
    return seen(seen(laid(PATHS, [2, 2, 3, 3]), 1, [0, 1]), 2, [0, 1])


REFUSALS = {
    "blank unit": (
        lambda: studied(changed([3, 4], "place", None)),
        "unit column 'place' is missing in rows 3, 4: fill it",
    ),
    "two rows": (
        lambda: studied(changed([2], "year", 1)),
        "the same 'place' and 'year' stand in rows 0, 2: keep one row for each pair",
    ),
    "part of a year": (
        lambda: studied(changed([7], "year", 2.5)),
        "period column 'year' must hold whole numbers, not so in row 7: fill, round or drop them",
    ),
    "text": (
        lambda: studied(FRAME.astype({"year": str})),
        "period column 'year' must hold numbers and holds '1' in rows 0, 1, 2, 3, 4 and 7 more: "
        "convert it first, for example with pd.to_numeric or .dt.year",
    ),
    "complex": (
        lambda: studied(FRAME.assign(crime=1j)),
        "outcome 'crime' must hold numbers and holds 1j in rows 0, 1, 2, 3, 4 and 7 more: "
        "convert it first, for example with pd.to_numeric or .dt.year",
    ),
    "part of a date": (
        lambda: studied(changed([0, 1, 2], "adopted", 2.5)),
        "cohort column 'adopted' must hold whole numbers, not so in rows 0, 1, 2: give the first "
        "treated period, and leave it missing for never",
    ),
    "zero": (
        lambda: studied(FRAME.assign(year=FRAME["year"] - 3).replace({"adopted": {3: -1}})),
        "cohort column 'adopted' holds 0 in rows 6, 7, 8, 9, 10 and 1 more, which may be a period "
        "or mean never: leave it missing wherever a unit never adopts",
    ),
    "reversal": (
        lambda: studied(changed([4], "adopted", 2)),
        "column 'adopted' changes within a unit at row 4: adoption must happen once and last; "
        "leave out a unit's rows from its reversal on",
    ),
    "missing outcome": (
        lambda: studied(changed([7, 8], "crime", np.nan)),
        "outcome 'crime' is missing in rows 7, 8: drop these rows (gaps are allowed)",
    ),
    "infinite outcome": (
        lambda: studied(changed([1], "crime", np.inf)),
        "outcome 'crime' is infinite in row 1: drop these rows (gaps are allowed)",
    ),
    "exposure": (
        lambda: studied(FRAME.assign(people=-1.0), estimator="poisson", exposure="people"),
        "exposure column 'people' must be positive, not so in rows 0, 1, 2, 3, 4 and 7 more: "
        "drop these rows",
    ),
    "blank cluster": (
        lambda: studied(FRAME.assign(state=["x", " "] * 6), cluster="state"),
        "cluster column 'state' is missing in rows 1, 3, 5, 7, 9 and 1 more: fill it",
    ),
    "cluster changes": (
        lambda: studied(FRAME.assign(state=["x", "y"] * 6), cluster="state"),
        "column 'state' changes within a unit at rows 1, 4, 7, 10: cluster on a column that holds "
        "whole units",
    ),
    "one cluster adopts": (
        lambda: studied(FRAME.assign(state=list("xxxxxxyyyzzz")), cluster="state"),
        "one cluster of 'state' adopts, which leaves no standard error: use "
        "joint_randomization_test, or cluster on a finer column",
    ),
    "one control": (
        lambda: studied(laid(PATHS, [2, 2, 2, 0])),
        "every comparison is with one cluster of 'place', which leaves no standard error: add "
        "untreated units, or cluster on a finer column",
    ),
    "exposure of another": (
        lambda: studied(exposure="people"),
        "estimator 'callaway_santanna' takes no exposure: use estimator='poisson'",
    ),
    "window": (
        lambda: studied(window=(3, -3)),
        "window must be a first and a last event time, not (3, -3): try (-5, 5)",
    ),
    "window of one": (
        lambda: studied(window=[0]),
        "window must be a first and a last event time, not [0]: try (-5, 5)",
    ),
    "window of words": (
        lambda: studied(window=("a", "b")),
        "window must be a first and a last event time, not ('a', 'b'): try (-5, 5)",
    ),
    "window before": (
        lambda: studied(window=(-3, -2)),
        "window (-3, -2) holds no event time from 0 on: choose within -2 to 0",
    ),
    "negative counts": (
        lambda: studied(FRAME.assign(crime=FRAME["crime"] - 3), estimator="poisson"),
        "outcome 'crime' is below zero in rows 5, 9, 10: a Poisson model needs counts",
    ),
    "gaps": (
        lambda: goodman_bacon(seen(laid(PATHS * 2, [2, 2, 0, 0] * 2), 3, [7]), **NAMES),
        "the decomposition needs a balanced panel and 7 units miss periods (0, 1, 2, 3, 4): drop "
        "them or shorten the panel",
    ),
    "never seen after": (
        lambda: studied(UNTREATED),
        "no cohort can be compared with not-yet-treated units after it adopts (cohort 3 in 3, no "
        "adopter observed in both periods): add untreated units or choose another control group",
    ),
    "never treated": (
        lambda: studied(laid(PATHS, [3, 3, 2, 2]), control="never_treated", estimator="twfe"),
        "every unit of 'place' adopts by 3, so there is no never-treated control: use "
        "control='not_yet_treated'",
    ),
    "nothing to impute from": (
        lambda: studied(seen(FRAME, 3, [0, 1]), estimator="imputation"),
        "no treated unit-period has an untreated unit in the same period and an untreated period "
        "of its own unit: add untreated units or earlier periods",
    ),
    "undetermined": (
        lambda: studied(
            seen(seen(laid(PATHS, [2, 2, 0, 0]), 1, [0, 1]), 3, [2, 3]), estimator="imputation"
        ),
        "the untreated rows do not determine the period effects in some treated period: add "
        "untreated units",
    ),
    "nobody untreated": (
        lambda: studied(crossed(), estimator="twfe"),
        "the effects at event times 0, 1 cannot be told from unit and period effects: no "
        "untreated unit is left in those periods",
    ),
    "no change": (
        lambda: studied(FRAME[(FRAME["adopted"] == 0) | (FRAME["year"] < 2)], estimator="twfe"),
        "treatment cannot be told from unit and period effects in the rows observed: nobody is "
        "seen both before and after adoption beside an untreated unit: add untreated units or "
        "periods",
    ),
    "restriction": (
        lambda: bounded(restriction="smoothnes"),
        "no restriction is called 'smoothnes': did you mean 'smoothness'?",
    ),
    "covariance": (
        lambda: honest_did(studied(), covariance="robust"),
        "no covariance is called 'robust': choose one of: conventional, few_clusters",
    ),
    "target": (
        lambda: bounded(target=2),
        "no target is called '2': choose one of: 0, 1, average",
    ),
    "grid": (
        lambda: bounded(grid=[-1, 0]),
        "grid must hold finite numbers from 0 up, not [-1, 0]",
    ),
    "empty grid": (
        lambda: bounded(grid=[]),
        "grid must hold finite numbers from 0 up, not []",
    ),
    "joint covariance": (
        lambda: bounded(covariance=np.ones((4, 4))),
        "4 leads and effects rest on too few clusters for a joint covariance: choose a window of "
        "fewer periods",
    ),
    "only effects": (
        lambda: bounded(period=[0, 1, 2, 3]),
        "honest_did needs a lead before -1 and an effect after it",
    ),
    "only leads": (
        lambda: bounded(period=[-5, -4, -3, -2]),
        "honest_did needs a lead before -1 and an effect after it",
    ),
    "imputed": (
        lambda: honest_did(studied(estimator="imputation")),
        "imputation measures effects from the mean of all untreated periods and leads from the "
        "last one, so bounds on leads say nothing about effects: use callaway_santanna",
    ),
    "few draws": (
        lambda: dealt({"x": FRAME}, draws=98),
        "draws must be at least 99, not 98: try 1999",
    ),
    "no frames": (
        lambda: dealt({}),
        "there is no specification to test: give at least one frame by name",
    ),
    "no real estimate": (
        lambda: dealt({"a": FRAME, "b": UNTREATED, "c": UNTREATED}, draws=99),
        "no estimate with the real dates in 'b', 'c': leave it out",
    ),
    "cohort": (
        lambda: studied(FRAME.assign(adopted=9)),
        "cohort column 'adopted' holds a first treated period after the panel's last period, 3, "
        "in rows 0, 1, 2, 3, 4 and 7 more: leave it missing, because such units are "
        "untreated here",
    ),
    "one cluster": (
        lambda: studied(FRAME.assign(state="x"), cluster="state"),
        "column 'state' holds one cluster, 'x', in all 12 rows, and standard errors need at least "
        "two: cluster on a finer column",
    ),
    "one cluster left": (
        lambda: studied(laid(PATHS, [1, 3, 0, 0], state=list("xxxyyyyyyyyy")), cluster="state"),
        "one cluster of 'state' is left once units treated from the first period are set aside: "
        "cluster on a finer column",
    ),
    "nobody adopts": (
        lambda: studied(FRAME.assign(adopted=0)),
        "no unit of 'place' adopts between the second period and the last, 3, so there is no "
        "change to study: check the cohort column",
    ),
    "all adopt": (
        lambda: studied(FRAME.assign(adopted=3)),
        "all 4 units adopt in 3: no never- or not-yet-treated unit is left to compare them with: "
        "add untreated units",
    ),
    "nothing changes": (
        lambda: studied(FRAME.assign(crime=FRAME["place"])),
        "outcome 'crime' never changes within a unit, so there is nothing to compare: check the "
        "column",
    ),
    "never treated by their dates": (
        lambda: studied(laid(PATHS, [2, 2, 3, 3]), control="never_treated"),
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
        lambda: studied(FRAME[:0]),
        "the frame has no rows: check the filter that made it",
    ),
    "poisson": (
        lambda: studied(
            FRAME.assign(
                crime=FRAME["crime"].where((FRAME["adopted"] == 0) | (FRAME["year"] < 3), 0)
            ),
            estimator="poisson",
        ),
        "the Poisson model of 'crime' has no finite maximum: adopters have no events at all at "
        "some event time, so its effect is minus infinity: choose a shorter panel or a commoner "
        "outcome",
    ),
    "gap of leads": (
        lambda: bounded([-3, 0], np.eye(2)),
        "periods -3, -1, 0 have gaps: choose a window without",
    ),
}


@pytest.mark.parametrize(("refused", "sentence"), REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_is_a_whole_sentence(refusal, refused, sentence):
    """What is wrong, where, and what to do."""
    assert refusal(refused) == sentence


def test_many_units_treated_from_the_start_are_counted_and_five_named():
    """Of seven the note names five."""
    frame = laid([[0, 2, 1]] * 7 + PATHS, [1] * 7 + [3, 3, 0, 0])
    assert read_panel(frame, **NAMES).notes == (
        "7 units treated from the first period were left out (0, 1, 2, 3, 4, ...).",
    )
