"""What an event study must not depend on: order, names, where time begins."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanctuary_research.errors import AnalysisError, DataError
from sanctuary_research.methods.panel import ESTIMATORS, event_study

few = settings(max_examples=max(8, settings.default.max_examples // 3))
NAMES = {"unit": "place", "time": "year", "cohort": "adopted", "outcome": "crime"}
SHOWN = ["event_time", "estimate", "std_error", "conf_low", "conf_high"]


@st.composite
def panels(draw) -> pd.DataFrame:
    """Draw a small staggered panel, with holes, of units that adopt early, late or never."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n, periods = draw(st.integers(8, 20)), draw(st.integers(3, 6))
    dates = [*range(2001, 2000 + periods), np.nan]
    adopted = np.array(draw(st.lists(st.sampled_from(dates), min_size=n, max_size=n)))
    frame = pd.DataFrame(
        {
            "place": np.repeat(np.arange(n), periods),
            "year": np.tile(np.arange(2000, 2000 + periods), n),
            "adopted": np.repeat(adopted, periods),
            "state": np.repeat(rng.integers(0, max(n // 2, 2), n), periods),
            "crime": rng.poisson(20, n * periods) + rng.uniform(0, 1, n * periods),
        }
    )
    return frame[rng.uniform(size=len(frame)) < draw(st.sampled_from([1.0, 0.9]))]


def study(frame: pd.DataFrame, estimator: str, **changed) -> tuple[pd.DataFrame, pd.Series] | str:
    """Return the table and the average of a study, or why there is none."""
    options = {**NAMES, "cluster": "state", "estimator": estimator, **changed}
    try:
        found = event_study(frame, **options)
    except (AnalysisError, DataError) as error:
        return type(error).__name__
    return found.table, found.overall


def differing(first, second, scale: float = 1.0) -> list[str]:
    """Return what differs between two studies: refusals, periods, columns, parts of the average."""
    if isinstance(first, str) or isinstance(second, str):
        return [] if first == second else [str(first), str(second)]
    (was, was_average), (now, now_average) = first, second
    if was["event_time"].tolist() != now["event_time"].tolist():
        return ["event_time"]
    size = max(np.nanmax(np.abs(was["estimate"])), 1e-3)
    pairs = {name: (was[name], now[name]) for name in SHOWN[1:]}
    pairs |= {f"average {n}": (was_average[n], now_average[n]) for n in ("estimate", "std_error")}
    near = {"rtol": 1e-5, "atol": 1e-6 * abs(scale) * size, "equal_nan": True}
    return [n for n, (old, new) in pairs.items() if not np.allclose(new, old * scale, **near)]


@few
@given(panels(), st.sampled_from(ESTIMATORS), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_the_index_do_not_matter(frame, estimator, random):
    """The same rows in any order, under any row names."""
    order = random.sample(range(len(frame)), len(frame))
    mixed = frame.iloc[order].set_axis([f"row {k}" for k in range(len(frame))])
    assert differing(study(frame, estimator), study(mixed, estimator)) == []


@few
@given(panels(), st.sampled_from(ESTIMATORS), st.randoms(use_true_random=False))
def test_names_of_units_clusters_and_columns_do_not_matter(frame, estimator, random):
    """Other names, in another order of the alphabet."""
    called = frame.copy()
    for column, word in (("place", "p"), ("state", "s")):
        values = sorted(frame[column].unique())
        names = dict(zip(values, random.sample(range(100, 999), len(values)), strict=True))
        called[column] = frame[column].map(lambda v, names=names, word=word: f"{word}{names[v]}")
    other = {name: f"my {name}" for name in frame.columns}
    changed = {key: other[column] for key, column in NAMES.items()}
    changed |= {"cluster": other["state"]}
    renamed = called.rename(columns=other)
    assert differing(study(frame, estimator), study(renamed, estimator, **changed)) == []


@few
@given(panels(), st.sampled_from(ESTIMATORS), st.integers(-4000, 4000))
def test_where_time_begins_does_not_matter(frame, estimator, shift):
    """Years may be centred, or counted from any day: 0 is a period like any other."""
    moved = frame.assign(year=frame["year"] + shift, adopted=frame["adopted"] + shift)
    if not frame["adopted"].isna().any():
        moved = moved[moved["adopted"] != 0]  # without a missing one, 0 could mean never
        frame = frame[frame["adopted"] + shift != 0]
    assert differing(study(frame, estimator), study(moved, estimator)) == []


@few
@given(panels(), st.sampled_from(["callaway_santanna", "imputation", "twfe"]), st.data())
def test_an_outcome_in_other_units_gives_the_effect_in_other_units(frame, estimator, data):
    """A constant added to all changes nothing; a factor multiplies everything."""
    factor, added = data.draw(st.sampled_from([(1000.0, 0.0), (0.01, 5.0), (-1.0, 100.0)]))
    other = study(frame.assign(crime=frame["crime"] * factor + added), estimator)
    first = study(frame, estimator)
    if factor < 0 and not isinstance(other, str):
        other[0][["conf_low", "conf_high"]] = other[0][["conf_high", "conf_low"]].to_numpy()
        for part in (other[0], other[1]):
            part["std_error"] = -part["std_error"]
    assert differing(first, other, factor) == []


@given(panels(), st.sampled_from(["place", "year", "adopted", "crime", "state"]), st.data())
def test_a_spoilt_cell_is_refused_with_its_row(frame, column, data):
    """Missing, endless, or text: a sentence that names the row, never a number."""
    allowed = {"place": [None, ""], "state": [None, ""], "adopted": ["many", "", 2001.5]}
    bad = data.draw(st.sampled_from(allowed.get(column, [None, np.inf, "many", ""])))
    row = data.draw(st.integers(0, len(frame) - 1))
    spoilt = frame.set_axis(range(len(frame))).astype({column: object})
    spoilt.loc[row, column] = bad
    with pytest.raises((DataError, AnalysisError), match=f"{row}|{column}"):
        event_study(spoilt, **NAMES, cluster="state")
