"""compare_groups: estimates, intervals, counts, reasons and what it refuses."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf

from sanctuary_research.errors import AnalysisError, UsageError
from sanctuary_research.methods.groups.clusters import side_of
from sanctuary_research.methods.groups.columns import as_numbers
from sanctuary_research.methods.groups.compare import compare_groups
from sanctuary_research.methods.groups.cr2 import Clustered, cr2
from sanctuary_research.methods.groups.withheld import reason_from_df

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
    """A row says how many units, in how many clusters, it rests on, and what they count as."""
    frame = tiny()
    frame.loc[0, "label"] = "not_coded"
    frame.loc[1, "crime"] = np.nan
    found = compare_groups(frame, outcome="crime", adjustments="raw", weights="person")
    counts = ["n", "n_sanctuary", "n_comparison", "n_clusters"]
    assert found.row()[counts].tolist() == [4, 2, 2, 2]
    assert found.row()["effective_clusters_sanctuary"] == pytest.approx(30**2 / (10**2 + 20**2))
    assert found.row()["effective_units_comparison"] == pytest.approx(30**2 / (20**2 + 10**2))


def test_effective_clusters_add_the_units_of_a_cluster():
    """Two sanctuary units of one state and one of another count as 9/5 of a state."""
    frame = tiny().assign(state_fips=["01", "02", "01", "01", "02", "02"])
    row = compare_groups(frame, outcome="crime", adjustments="raw").row()
    assert row["effective_clusters_sanctuary"] == pytest.approx(9 / 5)
    assert row["effective_units_sanctuary"] == 3


@pytest.mark.parametrize("weighting", BOTH)
@pytest.mark.parametrize(("adjustment", "formula"), [("raw", ""), ("regression", "+income+urban")])
def test_statsmodels_formula_gives_the_same(weighting, adjustment, formula):
    """Estimate and fit are those of a formula; the error is CR2 of its design."""
    frame = drawn().assign(is_sanctuary=lambda f: (f["label"] == "sanctuary").astype(float))
    weights = frame["population"] if weighting == "person" else np.ones(len(frame))
    theirs = smf.wls("crime ~ is_sanctuary" + formula, frame, weights=weights).fit()
    found = compare_groups(
        frame, outcome="crime", covariates=["income", "urban"], weights=weighting
    )
    row, fit = found.row(adjustment, weighting), found.fit(adjustment, weighting)
    assert row["estimate"] == pytest.approx(theirs.params["is_sanctuary"])
    assert fit.rsquared == pytest.approx(theirs.rsquared)
    place = list(theirs.model.exog_names).index("is_sanctuary")
    design = cr2(theirs.model.exog, frame["state_fips"], weights=weights, column=place)
    expected = design.at(frame["crime"])
    np.testing.assert_allclose([row["std_error"], row["df"]], [expected.std_error, expected.df])
    np.testing.assert_allclose([row["conf_low"], row["conf_high"]], expected.interval())
    assert row["p_value"] == pytest.approx(expected.p_value())


@pytest.mark.parametrize("weighting", BOTH)
@pytest.mark.parametrize("adjustment", ["raw", "regression", "cem", "entropy"])
def test_unit_weights_give_the_estimate(weighting, adjustment):
    """The estimate is the sum of each unit's weight times its outcome, by unit name."""
    frame = drawn()
    found = compare_groups(
        frame, outcome="crime", covariates=["income"], weights=weighting, unit="county_fips"
    )
    weights = found.unit_weights(adjustment, weighting)
    outcome = frame.set_index("county_fips")["crime"]
    assert (weights * outcome).sum() == pytest.approx(found.row(adjustment)["estimate"])
    assert weights[(frame["label"] == "sanctuary").to_numpy()].sum() == pytest.approx(1)


@pytest.mark.parametrize("adjustment", ["regression", "cem", "entropy"])
def test_adjustment_finds_the_planted_difference(adjustment):
    """Where the raw gap is confounded by income, each adjustment finds the planted 5."""
    frame = drawn(n=3000)
    found = compare_groups(frame, outcome="crime", covariates=["income", "urban"])
    row = found.row(adjustment)
    assert found.row("raw")["conf_low"] > 5
    assert row["estimate"] == pytest.approx(5, abs=1.5)
    if not row["withheld"]:
        assert row["conf_low"] < 5 < row["conf_high"]


def test_row_that_does_not_exist():
    """Asking for a row by a wrong name offers the nearest."""
    found = compare_groups(tiny(), outcome="crime", adjustments="raw")
    with pytest.raises(UsageError, match="did you mean 'raw'"):
        found.row("rwa")
    with pytest.raises(UsageError, match="did you mean 'entropy'"):
        compare_groups(tiny(), outcome="crime", adjustments="entrpy")
    with pytest.raises(UsageError, match="asked for nothing: choose from county, person"):
        compare_groups(tiny(), outcome="crime", weights=[])


def test_adjustment_that_failed_has_no_fit():
    """Asking for the fit or the weights of what could not be done gives the reason."""
    found = compare_groups(tiny(), outcome="crime")
    with pytest.raises(AnalysisError, match="no covariates were given"):
        found.fit("cem")
    with pytest.raises(AnalysisError, match="no covariates were given"):
        found.unit_weights("entropy")


FAULTS = {
    "no sanctuary": (lambda f: f.assign(label="not_sanctuary"), "none of 6 coded .* 'sanctuary'"),
    "no outcome": (lambda f: f.rename(columns={"crime": "crimes"}), "did you mean 'crimes'"),
    "two outcomes": (lambda f: pd.concat([f, f["crime"]], axis=1), "2 columns 'crime': keep or"),
    "mixed": (lambda f: f.assign(crime=["n/a", 2, 3, 4, 5, 6]), "among text \\(rows b, c"),
    "blank people": (lambda f: f.assign(population=[np.nan, 1, 1, 1, 1, 1]), "number in row a"),
    "people as text": (lambda f: f.assign(population="1,000"), "not a positive number in rows a"),
    "blank outcome": (lambda f: f.assign(crime=np.nan), "no coded unit of 6 has .* 'crime'"),
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


@pytest.mark.parametrize("blank", [np.nan, None, " "])
def test_a_blank_covariate_is_named(blank):
    """A column that holds nothing is named, not the groups that it empties."""
    with pytest.raises(AnalysisError, match="no coded unit of 400 has a value in column 'income'"):
        compare_groups(
            drawn().assign(income=blank), outcome="crime", covariates=["income", "urban"]
        )
    spoilt = drawn().assign(income=blank, urban=blank)
    with pytest.raises(AnalysisError, match="in columns 'income' and 'urban': leave it out"):
        compare_groups(spoilt, outcome="crime", covariates=["income", "urban"])


def test_one_failure_leaves_the_other_rows():
    """Without overlap, cem and entropy keep blank rows with the reason; regression stands."""
    frame = drawn()
    frame["income"] += np.where(frame["label"] == "sanctuary", 500, 0)
    found = compare_groups(frame, outcome="crime", covariates=["income"])
    assert pd.notna(found.row("regression")["estimate"])
    assert pd.isna(found.row("cem")["estimate"])
    assert found.row("cem")["withheld"].startswith("no cell of the coarsened covariates")
    assert "sanctuary mean of income" in found.row("entropy")["note"]


def test_covariate_that_is_the_label():
    """A covariate that predicts the label exactly leaves the regression blank, with the reason."""
    frame = drawn().assign(same=lambda f: (f["label"] == "sanctuary") * 2 + 1)
    found = compare_groups(frame, outcome="crime", covariates=["same"], adjustments="regression")
    assert found.row("regression")["withheld"] == "the covariates predict the label exactly"


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


def test_side_in_one_cluster_has_no_interval():
    """The estimate stands; the reason names the cluster and the fix."""
    frame = drawn()
    one = frame.assign(label=np.where(frame["state_fips"] == "04", "sanctuary", "not_sanctuary"))
    row = compare_groups(one, outcome="crime", adjustments="raw").row()
    n = (frame["state_fips"] == "04").sum()
    assert row["withheld"] == "a side lies in one state"
    assert row["note"] == f"all {n} sanctuary units in 04"
    assert pd.notna(row["estimate"])
    assert row[["std_error", "conf_low", "conf_high", "df", "p_value"]].isna().all()


def test_few_degrees_of_freedom_have_no_interval():
    """Three states whose labels do not vary leave under three degrees of freedom, which stay."""
    row = compare_groups(tiny(), outcome="crime", adjustments="raw").row()
    assert (row["withheld"], row["note"]) == ("under 3 degrees of freedom", "2.00")
    assert row["df"] == pytest.approx(2.0)
    assert row[["std_error", "conf_low", "conf_high", "p_value"]].isna().all()


def test_side_that_is_mostly_one_cluster_has_no_interval():
    """Where one state holds over half of a side, the reason names it and its share."""
    frame = drawn()
    frame.loc[frame["state_fips"] == "07", "population"] = 1e9
    row = compare_groups(frame, outcome="crime", adjustments="raw", weights="person").row()
    assert row["withheld"] == "one state carries over half of a side"
    assert row["note"] == "07 100 % of the sanctuary side"
    assert pd.notna(row["estimate"])


def test_degrees_of_freedom_beyond_the_weights():
    """Entropy balancing may claim 5.6 degrees of freedom where a side has seven states, not 6."""
    side = side_of([1.0] * 7, list("abcdefg"))
    found = Clustered(estimate=1.0, std_error=1.0, df=6.0)
    sides = {"sanctuary": side, "comparison": side}
    reasons = [
        reason_from_df(method, sides, "state", np.ones(3), found) for method in ("cem", "entropy")
    ]
    assert [reason.rule for reason in reasons] == [
        "",
        "over 0.8 degrees of freedom for each effective state of a side",
    ]
    held = f"6.0 and {side.effective_clusters:.1f} on the sanctuary side"
    assert reasons[1].figures == held


def test_weighting_that_rests_on_few_clusters_has_no_interval():
    """Entropy weights on an effective few states are withheld; regression is not."""
    frame = drawn()
    alike = np.isin(frame["state_fips"], ["01", "02", "03"])
    ours = frame["label"] == "sanctuary"
    frame["income"] += np.where(ours | alike, 0, -40)
    found = compare_groups(frame, outcome="crime", covariates=["income"])
    assert "under 6 effective states" in found.row("entropy")["withheld"]
    assert found.row("entropy")["effective_clusters_comparison"] < 6
    assert pd.notna(found.row("regression")["conf_low"])


def test_balance_before_and_after():
    """Entropy balancing leaves no difference in means; "raw" shows the one before."""
    found = compare_groups(drawn(), outcome="crime", covariates=["income", "urban"], weights=BOTH)
    worst = found.balance.groupby(["adjustment", "weights"])["std_mean_diff"].agg(
        lambda gap: gap.abs().max()
    )
    assert (worst["entropy"] < 1e-8).all()
    assert (worst["raw"] > 0.3).all()
    assert (worst["cem"] < worst["raw"]).all()
    assert found.balance.index.tolist() == list(range(len(found.balance)))


@pytest.mark.parametrize("adjustment", ["raw", "regression", "cem", "entropy"])
def test_order_and_unit_of_outcome_do_not_matter(adjustment):
    """Shuffling rows changes nothing; outcome times ten plus seven gives ten times the gap."""
    frame = drawn()
    options = {"covariates": ["income", "urban"], "adjustments": adjustment}
    plain = compare_groups(frame, outcome="crime", **options).row()
    shuffled = frame.sample(frac=1, random_state=1).assign(crime=lambda f: 10 * f["crime"] + 7)
    again = compare_groups(shuffled, outcome="crime", **options).row()
    numbers = ["estimate", "std_error", "conf_low", "conf_high"]
    np.testing.assert_allclose(
        again[numbers].astype(float), 10 * plain[numbers].astype(float), rtol=1e-6
    )


@pytest.mark.parametrize("adjustment", ["raw", "regression", "cem", "entropy"])
def test_weights_have_no_scale(adjustment):
    """People counted in thousands give the same row."""
    options = {"outcome": "crime", "covariates": ["income"], "weights": "person"}
    frame = drawn()
    plain = compare_groups(frame, adjustments=adjustment, **options).row()
    thousands = frame.assign(population=frame["population"] / 1000)
    again = compare_groups(thousands, adjustments=adjustment, **options).row()
    numbers = ["estimate", "conf_low", "conf_high", "effective_units_comparison"]
    np.testing.assert_allclose(
        again[numbers].astype(float), plain[numbers].astype(float), rtol=1e-7
    )


def test_decimals_are_numbers():
    """A covariate of decimals in an object column is a number, not one category a value."""
    frame = drawn()
    decimals = frame.assign(income=frame["income"].map(lambda value: Decimal(str(value))))
    options = {"outcome": "crime", "covariates": ["income"], "adjustments": "regression"}
    expected = compare_groups(frame, **options).row()["estimate"]
    assert compare_groups(decimals, **options).row()["estimate"] == pytest.approx(expected)


def test_numbers_as_text_are_refused_unless_they_are_codes():
    """Text that reads as a number is refused; the category type says that it is a code."""
    frame = drawn().assign(region=lambda f: (f.index % 3).astype(str))
    options = {"outcome": "crime", "covariates": ["region"], "adjustments": "regression"}
    with pytest.raises(AnalysisError, match=r"'region' holds numbers as text .*rows 0, 1, 2"):
        compare_groups(frame, **options)
    coded = frame.assign(region=frame["region"].astype("category"))
    assert {"region: 1", "region: 2"} < set(
        compare_groups(coded, **options).fit("regression").params.index
    )


def test_blank_text_is_missing():
    """A blank category leaves its unit out."""
    frame = drawn()
    frame.loc[3, "urban"] = "  "
    found = compare_groups(frame, outcome="crime", covariates=["urban"], adjustments="raw")
    assert found.row()["n"] == len(frame) - 1


def test_yes_no_and_nullable_covariates():
    """Booleans and nullable integers are numbers; a missing one leaves its row out."""
    frame = drawn().assign(
        coastal=lambda f: f["income"] > 50,
        rank=lambda f: f["income"].round().astype("Int64").mask(f.index == 0),
    )
    found = compare_groups(frame, outcome="crime", covariates=["coastal", "rank"])
    assert found.row("raw")["n"] == len(frame) - 1
    assert found.table["estimate"].notna().all()
    assert set(found.balance["covariate"]) == {"coastal", "rank"}


def test_yes_and_no_may_be_categories():
    """A column of pandas' own type for them is one, whatever its values."""
    frame = pd.DataFrame({"open": pd.Series([True, False, True], dtype="category")})
    assert as_numbers(frame).to_dict("list") == {"open: True": [1.0, 0.0, 1.0]}


def test_outcome_that_does_not_vary():
    """A constant outcome has a difference of zero and no interval that pretends certainty."""
    found = compare_groups(drawn().assign(crime=2.0), outcome="crime", adjustments="raw")
    assert found.row()["estimate"] == pytest.approx(0)
    assert pd.isna(found.row()["conf_low"])
    assert found.row()["withheld"] == "the outcome does not vary beyond the fit"


def test_each_adjustment_names_what_it_estimates():
    """A difference of means is no effect; weights that balance give the effect on the treated."""
    found = compare_groups(
        drawn(), outcome="crime", covariates=["income", "urban"], weights=("county",)
    ).table
    assert found.groupby("adjustment", observed=True)["estimand"].first().to_dict() == {
        "raw": "difference in means",
        "regression": "conditional difference",
        "cem": "ATT, matched units",
        "entropy": "ATT",
    }


def test_a_row_cell_by_cell():
    """Every column, in its order and of its type."""
    found = compare_groups(tiny(), outcome="crime", adjustments="raw", unit="county_fips")
    sides = {"effective_clusters": 3.0, "effective_units": 3.0}
    assert found.row().dropna().to_dict() == {
        "adjustment": "raw",
        "weights": "county",
        "estimand": "difference in means",
        "estimate": pytest.approx(3.0),
        "df": pytest.approx(2.0),
        **dict.fromkeys(("n_sanctuary", "n_comparison", "n_clusters"), 3),
        **dict.fromkeys(("n_clusters_sanctuary", "n_clusters_comparison"), 3),
        **{
            f"{what}_{side}": n for what, n in sides.items() for side in ("sanctuary", "comparison")
        },
        "n": 6,
        "withheld": "under 3 degrees of freedom",
        "note": "2.00",
    }
    whole = [name for name in found.table if found.table[name].dtype == "Int64"]
    assert whole == [name for name in found.table if name.startswith("n_") or name == "n"]
    weights = found.unit_weights("raw")
    assert (weights.name, weights.index.name) == ("weight", "county_fips")
    assert weights.tolist() == pytest.approx([1 / 3, -1 / 3] * 3)


def test_balance_shows_every_level_of_a_category():
    """Shares of sanctuary and of comparison units in each, the scale the root of ½ · ⅓."""
    frame = tiny().assign(kind=list("xxyxyy"))
    found = compare_groups(frame, outcome="crime", covariates=["kind"], adjustments="raw").balance
    gap = pytest.approx(1 / 3 / (1 / 3) ** 0.5)
    assert found.to_dict("list") == {
        "adjustment": ["raw", "raw"],
        "weights": ["county", "county"],
        "covariate": ["kind: x", "kind: y"],
        "mean_sanctuary": pytest.approx([1 / 3, 2 / 3]),
        "mean_comparison": pytest.approx([2 / 3, 1 / 3]),
        "std_mean_diff": [pytest.approx(-gap.expected), gap],
    }


@pytest.mark.parametrize(
    ("df", "expected", "rule"),
    [
        (3.2, 0.8, ""),
        (3.3, 0.8, "over 0.8 degrees"),
        (2.99, 0.8, "under 3"),
        (3.2, 0.79, "the error would be too small where states share causes"),
    ],
)
def test_what_is_at_a_limit_is_within_it(df, expected, rule):
    """Of four states 0.8 each are 3.2; three are enough; and 0.8 of the variance is."""
    sides = {"sanctuary": side_of([1.0] * 4, list("abcd"))}
    found = Clustered(1.0, 1.0, df, expected)
    reason = reason_from_df("entropy", sides, "state", np.ones(3), found)
    assert reason.rule.startswith(rule)
    assert bool(reason.rule) is bool(rule)
