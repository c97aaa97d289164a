"""compare_groups: estimates, intervals, counts, notes and what it refuses."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from numpy.testing import assert_allclose

from sanctuary_research.errors import AnalysisError, UsageError
from sanctuary_research.methods.groups.compare import compare_groups

BOTH = ("county", "person")


def drawn(seed: int = 3, n: int = 400, states: int = 24) -> pd.DataFrame:
    """Units in states, more often sanctuary where income is high; the true difference is 5."""
    rng = np.random.default_rng(seed)
    state = rng.integers(0, states, n)
    income = rng.normal(50, 10, n)
    urban = rng.choice(["metro", "rural", "town"], n)
    sanctuary = rng.random(n) < 1 / (1 + np.exp(-(income - 55) / 10))
    crime = 200 + income + 20 * (urban == "metro") + 5 * sanctuary + rng.normal(0, 8, n)
    return pd.DataFrame(
        {
            "county_fips": [f"{place:05d}" for place in range(n)],
            "state_fips": [f"{place:02d}" for place in state],
            "label": np.where(sanctuary, "sanctuary", "not_sanctuary"),
            "crime": crime + rng.normal(0, 4, states)[state],
            "income": income,
            "urban": urban,
            "population": rng.lognormal(10, 1, n),
        }
    )


def tiny() -> pd.DataFrame:
    """Six units in three states; means 6 and 3."""
    return pd.DataFrame(
        {
            "county_fips": list("abcdef"),
            "state_fips": ["01", "01", "02", "02", "03", "03"],
            "label": ["sanctuary", "not_sanctuary"] * 3,
            "crime": [4.0, 2.0, 6.0, 3.0, 8.0, 4.0],
            "population": [10.0, 10.0, 10.0, 20.0, 20.0, 10.0],
        }
    )


def test_raw_gap_by_hand():
    """The raw gap is the difference in means, by unit and by person."""
    found = compare_groups(tiny(), outcome="crime", weights=BOTH, adjustments="raw")
    assert found.row()["estimate"] == pytest.approx(3.0)
    assert found.row(weights="person")["estimate"] == pytest.approx(6.5 - 3.0)


def test_counts_by_hand():
    """A row says how many units, in how many clusters, it rests on."""
    frame = tiny()
    frame.loc[0, "label"] = "not_coded"
    frame.loc[1, "crime"] = np.nan
    found = compare_groups(frame, outcome="crime", adjustments="raw")
    counts = ["n", "n_sanctuary", "n_comparison", "n_clusters", "n_unmatched"]
    assert found.row()[counts].tolist() == [4, 2, 2, 2, 0]
    assert (found.n_not_coded, found.n_incomplete) == (1, 1)


@pytest.mark.parametrize("weighting", BOTH)
@pytest.mark.parametrize(("adjustment", "formula"), [("raw", ""), ("regression", "+income+urban")])
def test_statsmodels_gives_the_same_rows(weighting, adjustment, formula):
    """Raw and regression rows are those of statsmodels, to eight digits."""
    frame = drawn().assign(is_sanctuary=lambda f: (f["label"] == "sanctuary").astype(float))
    weights = frame["population"] if weighting == "person" else np.ones(len(frame))
    model = smf.wls("crime ~ is_sanctuary" + formula, frame, weights=weights)
    groups = {"groups": frame["state_fips"].astype(int)}
    theirs = {
        "state_clustered": model.fit(cov_type="cluster", cov_kwds=groups, use_t=True),
        "robust": model.fit(cov_type="HC2", use_t=True),
    }
    found = compare_groups(
        frame, outcome="crime", covariates=["income", "urban"], weights=weighting
    )
    for variance, fit in theirs.items():
        row = found.row(adjustment, weighting, variance)
        expected = [fit.params["is_sanctuary"], *fit.conf_int().loc["is_sanctuary"]]
        assert_allclose(row[["estimate", "conf_low", "conf_high"]].astype(float), expected, 1e-8)


@pytest.mark.parametrize("adjustment", ["regression", "cem", "entropy"])
def test_adjustment_finds_the_planted_difference(adjustment):
    """Where the raw gap is confounded by income, each adjustment covers the planted 5."""
    frame = drawn(n=3000)
    found = compare_groups(frame, outcome="crime", covariates=["income", "urban"])
    row = found.row(adjustment)
    assert found.row("raw")["conf_low"] > 5
    assert row["conf_low"] < 5 < row["conf_high"]
    assert row["conf_high"] - row["conf_low"] < 6


def test_sentence_takes_no_side():
    """A sentence gives estimate, interval, convention, counts, notes and whether zero is inside."""
    found = compare_groups(tiny(), outcome="crime", adjustments="raw")
    assert found.sentence(unit="crimes per 10,000", places="counties") == (
        "The raw difference in crimes per 10,000 (sanctuary minus comparison, counties weighted "
        "equally) is +3.0, 95 % interval +0.2 to +5.8 (state-clustered, t with 2 df; 3 sanctuary "
        "and 3 comparison counties in 3 clusters); the interval excludes zero. Note: only 3 "
        "clusters hold sanctuary units: clustered intervals tend to be too narrow below 10; only "
        "3 clusters hold comparison units: clustered intervals tend to be too narrow below 10."
    )


def test_sentence_without_interval():
    """An estimate whose interval does not exist says why."""
    frame = tiny().assign(label=["sanctuary"] + ["not_sanctuary"] * 5)
    found = compare_groups(frame, outcome="crime", adjustments="raw")
    assert found.sentence() == (
        "The raw difference in crime (sanctuary minus comparison, units weighted equally) is "
        "\N{MINUS SIGN}0.6, from 1 sanctuary and 5 comparison units; no interval: all sanctuary "
        "units lie in one cluster."
    )


def test_sentence_of_an_adjustment_that_failed():
    """What could not be estimated says so in a sentence too."""
    found = compare_groups(tiny(), outcome="crime", adjustments=["raw", "cem"])
    assert found.sentence("cem") == (
        "The difference in crime after coarsened exact matching could not be estimated: "
        "no covariates were given to adjust for."
    )


def test_row_that_does_not_exist():
    """Asking for a row by a wrong name offers the nearest."""
    found = compare_groups(tiny(), outcome="crime", adjustments="raw")
    with pytest.raises(UsageError, match="did you mean 'raw'"):
        found.row("rwa")
    with pytest.raises(UsageError, match="did you mean 'entropy'"):
        compare_groups(tiny(), outcome="crime", adjustments="entrpy")


FAULTS = {
    "no sanctuary": (lambda f: f.assign(label="not_sanctuary"), "no complete unit has label 'sanc"),
    "no comparison": (lambda f: f.assign(label="sanctuary"), "has label 'not_sanctuary'"),
    "one cluster": (lambda f: f.assign(state_fips="06"), "all 6 units share one state_fips"),
    "blank cluster": (lambda f: f.assign(state_fips=[None] * 2 + ["01"] * 4), "blank in rows a, b"),
    "no outcome": (lambda f: f.rename(columns={"crime": "crimes"}), "did you mean 'crimes'"),
    "text outcome": (lambda f: f.assign(crime="many"), "outcome 'crime' holds no numbers"),
    "infinite": (lambda f: f.assign(crime=[1, 2, 3, 4, 5, np.inf]), "infinite in row f"),
    "no people": (lambda f: f.assign(population=0), "rows a, b, c, d, e and 1 more"),
    "blank people": (lambda f: f.assign(population=[np.nan, 1, 1, 1, 1, 1]), "number in row a"),
    "twice": (lambda f: f.assign(county_fips=list("abcdea")), "more than once \\(row a\\)"),
    "odd label": (lambda f: f.assign(label=["yes", *f["label"][1:]]), "holds 'yes' \\(row a\\)"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_refusals_name_the_rows(fault):
    """Each fault of a frame is one sentence with its rows."""
    spoil, message = FAULTS[fault]
    with pytest.raises(AnalysisError, match=message):
        compare_groups(
            spoil(tiny()), outcome="crime", weights=BOTH, unit="county_fips", adjustments="raw"
        )


def test_missing_covariate_offers_the_nearest():
    """A covariate that is not a column is refused before anything runs."""
    with pytest.raises(AnalysisError, match="no column 'incme': did you mean 'income'"):
        compare_groups(drawn(), outcome="crime", covariates=["incme"])


def test_one_failure_leaves_the_other_rows():
    """Without overlap, cem and entropy keep blank rows with the reason; regression stands."""
    frame = drawn()
    frame["income"] += np.where(frame["label"] == "sanctuary", 500, 0)
    found = compare_groups(frame, outcome="crime", covariates=["income"])
    assert pd.notna(found.row("regression")["estimate"])
    assert pd.isna(found.row("cem")["estimate"])
    assert found.row("cem")["note"].startswith("no overlap")
    assert "sanctuary mean of income" in found.row("entropy")["note"]


def test_covariate_that_is_the_label():
    """A covariate that predicts the label exactly leaves the regression blank, with the reason."""
    frame = drawn().assign(same=lambda f: (f["label"] == "sanctuary") * 2 + 1)
    found = compare_groups(frame, outcome="crime", covariates=["same"], adjustments="regression")
    assert found.row("regression")["note"] == (
        "the covariates predict the label exactly: no difference is left"
    )


def test_collinear_covariates_are_named():
    """A covariate that others determine is left out, and the note says which."""
    frame = drawn().assign(double=lambda f: 2 * f["income"] + 1, flat=7.0)
    found = compare_groups(
        frame, outcome="crime", covariates=["income", "double", "flat"], adjustments="regression"
    )
    alone = compare_groups(frame, outcome="crime", covariates=["income"], adjustments="regression")
    row = found.row("regression")
    assert row["note"] == "left out as constant or collinear: double, flat"
    assert row["estimate"] == pytest.approx(alone.row("regression")["estimate"])


def test_few_clusters_are_named():
    """Fewer than ten clusters with sanctuary units are a note; one alone has no interval."""
    frame = drawn()
    few = frame.assign(label=np.where(frame["state_fips"] < "04", "sanctuary", "not_sanctuary"))
    row = compare_groups(few, outcome="crime", adjustments="raw").row()
    assert row["note"].startswith("only 4 clusters hold sanctuary units")
    one = frame.assign(label=np.where(frame["state_fips"] == "04", "sanctuary", "not_sanctuary"))
    row = compare_groups(one, outcome="crime", adjustments="raw").row()
    assert row["note"] == "no interval: all sanctuary units lie in one cluster"
    assert pd.notna(row["estimate"])
    assert pd.isna(row["conf_low"])


def test_single_sanctuary_unit_has_no_robust_interval():
    """One sanctuary unit gives an estimate, and a reason for the missing interval."""
    frame = tiny().assign(label=["sanctuary"] + ["not_sanctuary"] * 5)
    row = compare_groups(frame, outcome="crime", adjustments="raw").row(variance="robust")
    assert row["estimate"] == pytest.approx(4 - 23 / 5)
    assert "leverage one" in row["note"]


def test_balance_before_and_after():
    """Entropy balancing leaves no difference in means; "raw" shows the one before."""
    found = compare_groups(drawn(), outcome="crime", covariates=["income", "urban"], weights=BOTH)
    worst = found.balance.groupby(["adjustment", "weights"])["std_mean_diff"].agg(
        lambda gap: gap.abs().max()
    )
    assert (worst["entropy"] < 1e-8).all()
    assert (worst["raw"] > 0.3).all()
    assert (worst["cem"] < worst["raw"]).all()


def test_result_prints():
    """A result prints its estimates and what was left out."""
    text = str(compare_groups(tiny(), outcome="crime", adjustments="raw"))
    assert "state_clustered" in text
    assert "left out: 0 not coded, 0 incomplete" in text


@pytest.mark.parametrize("adjustment", ["raw", "regression", "cem", "entropy"])
def test_order_and_unit_of_outcome_do_not_matter(adjustment):
    """Shuffling rows changes nothing; outcome times ten plus seven gives ten times the gap."""
    frame = drawn()
    options = {"covariates": ["income", "urban"], "adjustments": adjustment}
    plain = compare_groups(frame, outcome="crime", **options).row()
    shuffled = frame.sample(frac=1, random_state=1).assign(crime=lambda f: 10 * f["crime"] + 7)
    again = compare_groups(shuffled, outcome="crime", **options).row()
    numbers = ["estimate", "std_error", "conf_low", "conf_high"]
    assert_allclose(again[numbers].astype(float), 10 * plain[numbers].astype(float), rtol=1e-6)


def test_yes_no_and_nullable_covariates():
    """Booleans and nullable integers are numbers; a missing one leaves its row out."""
    frame = drawn().assign(
        coastal=lambda f: f["income"] > 50,
        rank=lambda f: f["income"].round().astype("Int64").mask(f.index == 0),
    )
    found = compare_groups(frame, outcome="crime", covariates=["coastal", "rank"])
    assert found.n_incomplete == 1
    assert found.table["estimate"].notna().all()
    assert set(found.balance["covariate"]) == {"coastal", "rank"}


def test_weights_that_concentrate_are_named():
    """A few populous units that carry a comparison are a note in its row."""
    frame = drawn()
    frame.loc[frame["label"] == "not_sanctuary", "population"] = 1.0
    frame.loc[frame.index[frame["label"] == "not_sanctuary"][:5], "population"] = 1e9
    found = compare_groups(frame, outcome="crime", weights=BOTH, adjustments="raw")
    assert "comparison units count as 5.0 equally" in found.row(weights="person")["note"]
    assert found.row(weights="county")["note"] == ""


def test_outcome_that_does_not_vary():
    """A constant outcome has a difference of zero and no interval that pretends certainty."""
    found = compare_groups(tiny().assign(crime=2.0), outcome="crime", adjustments="raw")
    assert found.row()["estimate"] == 0
    assert pd.isna(found.row()["conf_low"])
    assert "does not vary" in found.row()["note"]
