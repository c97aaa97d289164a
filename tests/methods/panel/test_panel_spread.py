"""Variances, degrees of freedom, bands and the test of the leads."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sanctuary_research.methods.panel import event_study
from sanctuary_research.methods.panel.frame import read_panel
from sanctuary_research.methods.panel.spread import Spread, adoption_groups, joint_test


def test_single_cohorts_are_pooled():
    """Groups of one cluster join one another, or the smallest group when there is one only."""
    cluster = np.arange(5)
    assert len(set(adoption_groups(np.array([1, 2, 3, 9, 9]), cluster)[:3])) == 1
    assert adoption_groups(np.array([1, 2, 2, 9, 9]), cluster).tolist()[:3] == [0, 0, 0]


def test_interval_is_welchs():
    """With one cohort the interval is Welch's for two means of unequal variance."""
    rng = np.random.default_rng(0)
    one, zero = rng.normal(size=6), rng.normal(size=20, scale=3)
    change = np.concatenate([one, zero])
    frame = pd.DataFrame(
        {
            "place": np.repeat(np.arange(26), 2),
            "year": [1, 2] * 26,
            "adopted": np.repeat([2] * 6 + [0] * 20, 2),
            "y": np.column_stack([np.zeros(26), change]).ravel(),
        }
    )
    row = event_study(frame, unit="place", time="year", cohort="adopted", outcome="y").overall
    welch = stats.ttest_ind(one, zero, equal_var=False)
    low, high = welch.confidence_interval()
    assert (row.conf_low, row.conf_high) == pytest.approx((low, high))
    assert (row.p_value, row.df) == pytest.approx((welch.pvalue, welch.df))


def test_bands_contain_pointwise_intervals_and_repeat_with_the_seed(make_panel, names):
    """Simultaneous intervals are wider, the same for one seed and near for another."""
    frame = make_panel(0)
    one, two = event_study(frame, **names).table, event_study(frame, **names, seed=1).table
    known = one.dropna()
    assert (known["simultaneous_low"] < known["conf_low"]).all()
    assert (known["simultaneous_high"] > known["conf_high"]).all()
    assert one.equals(event_study(frame, **names).table)
    wide, other = (t["simultaneous_high"] - t["estimate"] for t in (one, two))
    assert (wide / other).dropna().between(0.9, 1.1).all()


def test_coarser_clusters_sum_influence(make_panel, names):
    """The scores of states are the sums of their places' influence."""
    panel = read_panel(make_panel(1), **names, cluster="state")
    influence = np.random.default_rng(0).normal(size=(panel.n_units, 2))
    total = np.stack([influence[panel.cluster == g].sum(axis=0) for g in range(15)])
    spread = Spread(panel, influence, np.ones_like(influence, dtype=bool))
    np.testing.assert_allclose(spread.scores, total)
    assert spread.clusters.tolist() == [15, 15]


def test_joint_test_is_hotellings():
    """With one lead it is the square of the t statistic; too many leads have no test."""
    statistic, spare, p = joint_test(np.array([2.0]), np.array([[4.0]]), 10.0)
    assert (statistic, spare) == pytest.approx((1.0, 10.0))
    assert p == pytest.approx(2 * stats.t.sf(1, 10))
    assert np.isnan(joint_test(np.ones(3), np.eye(3), 1.5)[0])


def test_what_rounding_leaves_is_no_degree_of_freedom():
    """Three leads on two degrees of freedom and a rounding error have no test."""
    statistic, spare, p = joint_test(np.ones(3), np.eye(3), 2 + 5e-14)
    assert np.isnan([statistic, p]).all()
    assert spare == 0


def test_a_single_adopting_cluster_behind_an_event_time_has_no_interval(make_panel, names):
    """The row keeps its estimate; interval and error stay empty."""
    frame = make_panel(2)
    first = frame.loc[frame["adopted"] == 2003, "place"].unique()[0]
    frame.loc[frame["place"] == first, "adopted"] = 2002
    found = event_study(frame, **names)
    last = found.table.set_index("event_time").loc[4]
    assert last["n_clusters"] == 1
    assert np.isfinite(last["estimate"])
    assert np.isnan(last["std_error"])


def test_few_adopting_clusters_leave_few_degrees_of_freedom(make_panel, names):
    """Fewer than five clusters behind an estimate: at most their number less one."""
    panel = read_panel(make_panel(0), **names)
    influence = np.random.default_rng(0).normal(size=(panel.n_units, 3))
    behind = np.zeros((panel.n_units, 3), dtype=bool)
    for column, number in enumerate((2, 4, 40)):
        behind[:number, column] = True
    spread = Spread(panel, influence, behind)
    assert spread.df[:2].tolist() == [1.0, 3.0]
    assert spread.df[2] > 20
    assert spread.joint_df(np.array([0, 1])) == 3.0


def test_half_a_degree_of_freedom_has_a_test():
    """Two leads on one and a half: F of 2 and a half."""
    statistic, spare, p = joint_test(np.ones(2), np.eye(2), 1.5)
    assert (statistic, spare) == pytest.approx((2 * 0.5 / (2 * 1.5), 0.5))
    assert p == pytest.approx(stats.f.sf(1 / 3, 2, 0.5))


def test_the_pretest_is_that_of_all_leads(make_panel, names):
    """Their estimates, their covariance, and its own degrees of freedom."""
    found = event_study(make_panel(0), **names)
    lead = np.flatnonzero(found.table["event_time"] < -1)
    covariance = found.spread.covariance[np.ix_(lead, lead)]
    value = found.table["estimate"].to_numpy()[lead]
    statistic, spare, p = joint_test(value, covariance, found.spread.joint_df(lead))
    assert len(lead) > 2
    assert found.pretest.to_dict() == pytest.approx(
        {"statistic": statistic, "df": len(lead), "df_denominator": spare, "p": p}
    )


def test_of_one_estimate_the_joint_degrees_of_freedom_are_its_own(make_panel, names):
    """Welch's, over groups of unequal size."""
    spread = event_study(make_panel(0), **names).spread
    vary = np.flatnonzero(spread.error)
    joint = [spread.joint_df(np.array([k])) for k in vary]
    assert len(set(spread.spare)) > 1
    assert joint == pytest.approx(spread.df[vary].tolist())


def test_one_degree_of_freedom_to_spare_has_a_test():
    """Two estimates on two: F is 5 * 1 / (2 * 2), with 2 and 1 degrees of freedom."""
    found = joint_test(np.array([1.0, 2.0]), np.eye(2), df=2.0)
    assert found == pytest.approx((1.25, 1.0, stats.f.sf(1.25, 2, 1)))


def test_three_adopters_leave_their_average_two_degrees_of_freedom(make_panel, names):
    """However many are never treated."""
    frame = make_panel()
    adopters = frame.loc[frame["adopted"] > 0, "place"].unique()[3:]
    found = event_study(frame[~frame["place"].isin(adopters)], **names)
    assert found.overall["df"] == 2.0
