"""Adopters beside the controls used before adoption: who they are, how alike, how strong a bias."""

import numpy as np
import pandas as pd
import pytest

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.sensitivity import confounder_like
from sanctuary_research.questions.adoption import alike as study_balance
from sanctuary_research.questions.adoption import strength as study_strength


def frame(n: int = 24, seed: int = 0) -> pd.DataFrame:
    """Places of four states over six years; a quarter adopts in 2013, a quarter in 2014."""
    rng = np.random.default_rng(seed)
    rows = pd.DataFrame({"unit": np.repeat(np.arange(n), 6), "year": np.tile(range(2010, 2016), n)})
    dates = np.array([2013.0, 2014.0, np.nan, np.nan])
    rows["cohort"] = dates[rows["unit"] % 4]
    rows["state_fips"] = rows["unit"] // 2
    rows["population"] = np.repeat(rng.uniform(5e4, 5e5, n), 6)
    rows["population_first"] = rows["population"]
    for name, level in (("violent", 300), ("homicide", 5)):
        rows[f"{name}_per_100k"] = level * rng.lognormal(0, 0.3, n).repeat(6) + rng.normal(
            0, level / 20, len(rows)
        )
        rows[name] = rows[f"{name}_per_100k"] * rows["population"] / 1e5
    return rows


def test_controls_are_those_of_the_adoption_period():
    """In 2013 later adopters are controls, in 2014 those of 2013 are not; weights are even."""
    stack = study_balance.compared_before(frame(), ["violent", "homicide"], outcome="violent")
    of = stack.groupby(["cohort", "treated"])["unit"].agg(set)
    assert of[2013, True] == set(range(0, 24, 4))
    assert of[2013, False] == {u for u in range(24) if u % 4}
    assert of[2014, False] == {u for u in range(24) if u % 4 > 1}
    share = stack.groupby(["cohort", "treated"])["share"].sum()
    assert share[2013, True] == share[2013, False] == 6
    never = study_balance.compared_before(
        frame(), ["violent"], outcome="violent", control="never_treated"
    )
    assert set(never.loc[~never["treated"], "unit"] % 4) == {2, 3}


def test_covariates_stand_just_before_adoption():
    """Rates and population of the period before; the trend from the first year of five."""
    rows = frame()
    stack = study_balance.compared_before(rows, ["violent"], outcome="violent")
    one = stack.query("unit == 0 and cohort == 2013").iloc[0]
    path = rows.query("unit == 0").set_index("year")["violent_per_100k"]
    assert one["violent rate"] == path[2012]
    assert one["trend of violent rate"] == pytest.approx((path[2012] - path[2010]) / 2)
    assert one["log population"] == pytest.approx(np.log(rows["population"].iloc[0]))


def test_balance_by_hand():
    """One date, equal weights: the difference of means over the pooled deviation."""
    rows = frame()[lambda t: t["unit"] % 4 != 1]
    stack = study_balance.compared_before(rows, ["violent"], outcome="violent")
    table = study_balance.balance_of(stack).set_index("covariate")
    before = rows.query("year == 2012").set_index("unit")["violent_per_100k"]
    one, zero = before[before.index % 4 == 0], before[before.index % 4 > 1]
    expected = (one.mean() - zero.mean()) / np.sqrt((one.var() + zero.var()) / 2)
    assert table.loc["violent rate", "std_mean_diff"] == pytest.approx(expected)
    assert table["n_controls"].eq(12).all()
    assert table["n_adopters"].eq(6).all()


def test_a_covariate_known_of_few_adopters_is_left_out():
    """Places first seen in the year before adoption have no trend."""
    rows = frame().query("year >= 2012")
    stack = study_balance.compared_before(
        rows[rows["cohort"] != 2014], ["violent"], outcome="violent"
    )
    assert study_balance.covariates_of(stack) == ["violent rate", "log population"]


def test_overlap_counts_adopters_outside_the_controls():
    """All inside a wide range of controls; one moved far away is outside and ends the logit."""
    stack = study_balance.compared_before(frame(200), ["violent"], outcome="violent")
    found = study_balance.overlap_of(stack)
    assert found["propensity"] == "exists"
    assert found["inside"] > 0.9
    assert 20 < found["effective"] <= found["n_controls"]
    far = stack.assign(**{"violent rate": stack["violent rate"] + 1e5 * stack["treated"]})
    alone = study_balance.overlap_of(far)
    assert alone["inside_all"] == 0
    assert alone["propensity"].startswith("none")
    few = study_balance.overlap_of(stack.query("unit < 8"))
    assert few["propensity"].startswith("not fitted")


def test_robustness_equals_the_regression_with_dummies():
    """Estimate, error and benchmark shares are those of least squares with all dummies."""
    rows = frame().assign(x=lambda t: np.sin(t["unit"]))
    found = study_strength.robustness_table(
        {"a": rows}, outcome="violent", weights="unit", benchmarks={"a": ["x"]}
    ).iloc[0]
    treated = (rows["year"] >= rows["cohort"]).astype(float).to_numpy()
    effects = pd.get_dummies(rows[["unit", "year"]].astype(str), dtype=float).to_numpy()
    slopes = (rows["x"] * rows["year"]).to_numpy()[:, None]
    y = rows["violent_per_100k"].to_numpy()

    def left(target, *given):
        design = np.column_stack(given)
        return ((target - design @ np.linalg.lstsq(design, target, rcond=None)[0]) ** 2).sum()

    share = 1 - left(y, effects, treated) / left(y, effects)
    assert found["partial_r2"] == pytest.approx(share)
    label = 1 - left(treated, effects, slopes) / left(treated, effects)
    assert found["explains_label"] == pytest.approx(label / (1 - label))
    assert found["benchmark"] == "x"
    assert found["value_limit"] == 0.0
    of_outcome = 1 - left(y, effects, treated, slopes) / left(y, effects, treated)
    assert found["explains_outcome"] == pytest.approx(confounder_like(label, of_outcome)[1])
    assert abs(found["estimate_left"]) < abs(found["estimate"])


def test_a_clear_interval_has_a_robustness_value_below_the_estimates():
    """An effect of 200 in 300 needs a confounder; its interval a weaker one."""
    rows = frame()
    rows["violent_per_100k"] += 200 * (rows["year"] >= rows["cohort"])
    found = study_strength.robustness_table({"a": rows}, outcome="violent", weights="unit").iloc[0]
    assert 0 < found["value_limit"] < found["value"] < 1
    missing = {"b": rows.drop(columns="violent")}
    table = study_strength.robustness_table(missing, outcome="violent", weights="unit")
    assert "no violent counts" in table["note"].iloc[0]
    assert np.isnan(table["value"].iloc[0])


def test_e_values_of_rate_ratios():
    """A ratio of 1.5 has 2.37; an interval that holds 1 has the limit 1."""
    overall = pd.DataFrame({"name": ["a", "b"], "estimate": np.log([1.5, 0.5])})
    overall["conf_low"], overall["conf_high"] = np.log([0.9, 0.4]), np.log([2.5, 0.8])
    table = study_strength.e_value_table(overall)
    assert table["e_value"].round(2).tolist() == [2.37, 3.41]
    assert table["e_value_limit"].round(2).tolist() == [1.0, 1.81]


def test_no_panel_is_refused():
    """An empty mapping is a sentence, not an empty table."""
    with pytest.raises(AnalysisError, match="no panel to compare"):
        study_balance.balance_and_overlap({})
