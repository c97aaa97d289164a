"""What a comparison of groups must not depend on: order, names, units of measurement."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.groups.compare import ADJUSTMENTS, compare_groups

few = settings(max_examples=max(8, settings.default.max_examples // 3))
NUMBERS = ["estimate", "std_error", "conf_low", "conf_high", "df", "p_value"]
COUNTS = ["n", "n_sanctuary", "n_clusters"]


@st.composite
def frames(draw) -> pd.DataFrame:
    """Draw units in a few states, with two covariates, some of them not coded or incomplete."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n, states = draw(st.integers(30, 80)), draw(st.integers(3, 20))
    coded = draw(st.sampled_from([(0.5, 0.5, 0.0), (0.3, 0.6, 0.1), (0.1, 0.9, 0.0)]))
    frame = pd.DataFrame(
        {
            "label": rng.choice(["sanctuary", "not_sanctuary", "not_coded"], n, p=coded),
            "income": rng.normal(50, 10, n),
            "kind": rng.choice(["metro", "town"], n),
            "population": rng.lognormal(3, 1, n),
            "state_fips": rng.integers(10, 10 + states, n).astype(str),
            "county": [f"c{k:03d}" for k in range(n)],
        }
    )
    frame["crime"] = 20 + 0.3 * frame["income"] + rng.normal(0, 4, n)
    frame.loc[rng.uniform(size=n) < 0.05, "crime"] = np.nan
    return frame


def compared(frame: pd.DataFrame, adjustments=ADJUSTMENTS, **changed) -> pd.DataFrame | str:
    """Return the table of a comparison, or why there is none."""
    options = {"outcome": "crime", "covariates": ["income", "kind"], **changed}
    try:
        return compare_groups(
            frame, adjustments=adjustments, weights=("county", "person"), **options
        ).table
    except AnalysisError as error:
        return type(error).__name__


def differing(first, second, scale: float = 1.0) -> list[str]:
    """Return the columns of two tables that differ; of a table and a refusal, both."""
    refused = [one for one in (first, second) if isinstance(one, str)]
    if refused:
        return refused if len(refused) == 1 else []
    exact = [c for c in ("withheld", *COUNTS) if first[c].tolist() != second[c].tolist()]
    factors = {c: 1.0 if c in ("df", "p_value") else scale for c in NUMBERS}
    return exact + [c for c, by in factors.items() if not close(second[c], first[c] * by, by)]


def close(now: pd.Series, was: pd.Series, scale: float) -> bool:
    size = {"rtol": 2e-4, "atol": 1e-5 * abs(scale)}
    return np.allclose(now.astype(float), was.astype(float), equal_nan=True, **size)


@few
@given(frames(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_the_index_do_not_matter(frame, random):
    """The same units in any order, under any row names."""
    mixed = frame.iloc[random.sample(range(len(frame)), len(frame))]
    mixed = mixed.set_axis([f"row {k}" for k in range(len(frame))])
    assert differing(compared(frame), compared(mixed)) == []


@few
@given(frames(), st.randoms(use_true_random=False))
def test_names_of_states_kinds_and_columns_do_not_matter(frame, random):
    """Other names, in another order of the alphabet."""
    called = frame.copy()
    for column in ("state_fips", "kind"):
        values = sorted(frame[column].unique())
        names = dict(zip(values, random.sample(range(100, 999), len(values)), strict=True))
        called[column] = frame[column].map(lambda v, names=names: f"n{names[v]}")
    other = {name: f"my {name}" for name in frame.columns}
    changed = {
        "outcome": "my crime",
        "covariates": ["my kind", "my income"],
        "label": "my label",
        "population": "my population",
        "cluster": "my state_fips",
    }
    was, now = compared(frame), compared(called.rename(columns=other), **changed)
    if not isinstance(was, str):
        was, now = (t.assign(withheld=t["withheld"] != "") for t in (was, now))
    assert differing(was, now) == []


@few
@given(frames(), st.sampled_from([1e-3, 0.5, 1e4]))
def test_people_may_be_counted_in_thousands(frame, constant):
    """Person weights times a constant are the same weights."""
    scaled = frame.assign(population=frame["population"] * constant)
    assert differing(compared(frame), compared(scaled)) == []


@few
@given(frames(), st.sampled_from([(100.0, 0.0), (0.01, 7.0)]), st.sampled_from([(2.0, 5.0)]))
def test_other_units_of_outcome_and_covariates_give_the_same_answer(frame, outcome, covariate):
    """Crimes per million, income in another currency."""
    other = frame.assign(
        crime=frame["crime"] * outcome[0] + outcome[1],
        income=frame["income"] * covariate[0] + covariate[1],
    )
    assert differing(compared(frame), compared(other), outcome[0]) == []


@few
@given(frames())
def test_the_difference_turns_its_sign_with_the_labels(frame):
    """Sanctuary minus others is minus others minus sanctuary, raw and by regression."""
    turned = frame.assign(
        label=frame["label"].map(
            {"sanctuary": "not_sanctuary", "not_sanctuary": "sanctuary", "not_coded": "not_coded"}
        )
    )
    was, now = (compared(one, ("raw", "regression")) for one in (frame, turned))
    if not isinstance(was, str) and not isinstance(now, str):
        np.testing.assert_allclose(now["estimate"], -was["estimate"], rtol=1e-8, atol=1e-9)
