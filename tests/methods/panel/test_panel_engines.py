"""Every estimator beside a second, independent engine, on random staggered panels."""

import contextlib
import io
import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sanctuary_research.methods.panel import event_study
from sanctuary_research.methods.panel.callaway_santanna import group_time
from sanctuary_research.methods.panel.doubly_robust import doubly_robust, propensity_of
from sanctuary_research.methods.panel.frame import read_panel

SEEDS = [3, 4]
pytestmark = pytest.mark.filterwarnings("ignore")


def csdid_averages(frame, *, control, covariates, weights):
    """Overall and event-time numbers of csdid, which prints as it goes."""
    engine = pytest.importorskip("csdid.att_gt").ATTgt
    with contextlib.redirect_stdout(io.StringIO()):
        fitted = engine(
            yname="y",
            tname="year",
            idname="place",
            gname="adopted",
            data=frame,
            control_group=[{"never_treated": "nevertreated"}.get(control, "notyettreated")],
            xformla="y~x" if covariates else None,
            weights_name=weights,
        ).fit(est_method="dr", base_period="universal", bstrap=False)
        kinds = ("simple", "dynamic")
        return [fitted.aggte(kind, bstrap=False, cband=False).atte for kind in kinds]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("weights", [None, "people"])
@pytest.mark.parametrize("covariates", [(), ("x",)])
@pytest.mark.parametrize("control", ["never_treated", "not_yet_treated"])
def test_callaway_santanna_equals_csdid(make_panel, names, control, covariates, weights, seed):
    """Estimates and standard errors by event time, and their average, agree to 1e-8."""
    frame = make_panel(seed)
    choice = {"control": control, "covariates": covariates, "weights": weights}
    ours = event_study(frame, **names, **choice)
    simple, theirs = csdid_averages(frame, **choice)
    assert ours.overall.estimate == pytest.approx(simple["overall_att"], abs=1e-8)
    error = float(np.ravel(simple["overall_se"])[0])
    assert ours.overall.std_error == pytest.approx(error, abs=1e-8)
    table = ours.table.set_index("event_time").drop(index=-1)
    place = [list(theirs["egt"]).index(e) for e in table.index]
    kept = np.ravel(np.array(theirs["att_egt"], dtype=float))[place]
    errors = np.ravel(np.array(theirs["se_egt"], dtype=float))[place]
    np.testing.assert_allclose(table["estimate"], kept, atol=1e-8)
    np.testing.assert_allclose(table["std_error"], errors, atol=1e-8)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("never", [True, False])
@pytest.mark.parametrize("missing", [0.0, 0.15])
def test_callaway_santanna_equals_diff_diff(make_panel, names, missing, never, seed):
    """Weighted panels, unbalanced or without never-treated units, agree to 1e-8."""
    library = pytest.importorskip("diff_diff")
    frame = make_panel(seed, missing=missing, never=never)
    theirs = library.CallawaySantAnna(control_group="not_yet_treated", base_period="universal").fit(
        frame,
        outcome="y",
        unit="place",
        time="year",
        first_treat="adopted",
        survey_design=library.SurveyDesign(weights="people"),
    )
    ours = event_study(frame, **names, weights="people").overall
    assert ours.estimate == pytest.approx(theirs.overall_att, abs=1e-8)
    assert ours.std_error == pytest.approx(theirs.overall_se, abs=1e-8)


@pytest.mark.parametrize("seed", SEEDS)
def test_unbalanced_cells_with_covariates_equal_drdid(make_panel, names, seed):
    """Each cell of an unbalanced panel is DRDID's estimator on the units seen in both periods."""
    library = pytest.importorskip("drdid.drdid")
    frame = make_panel(seed, missing=0.15)
    panel = read_panel(frame, **names, weights="people", covariates=("x",))
    cells, _ = group_time(panel, control="not_yet_treated")
    for k in range(0, len(cells.value), 3):
        cohort, time = cells.cohort[k], cells.time[k]
        start = np.searchsorted(panel.periods, cohort)
        both = panel.seen[:, time] & panel.seen[:, start - 1]
        other = (panel.start > max(time, start - 1)) & (panel.start != start)
        use = both & ((panel.start == start) | other)
        att, influence = library.drdid_panel(
            panel.outcome[use, time],
            panel.outcome[use, start - 1],
            (panel.start == start)[use].astype(float),
            panel.design[use],
            panel.weight[use],
        )
        assert cells.value[k] == pytest.approx(att, abs=1e-8)
        np.testing.assert_allclose(cells.influence[use, k], influence / use.sum(), atol=1e-8)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("missing", [0.0, 0.15])
@pytest.mark.parametrize("cluster", ["place", "state"])
def test_imputation_equals_diff_diff(make_panel, names, cluster, missing, seed):
    """Overall effect, event times and leads, with their standard errors, agree to 1e-8."""
    library = pytest.importorskip("diff_diff")
    frame = make_panel(seed, missing=missing)
    theirs = library.ImputationDiD(cluster=cluster, pretrends=True).fit(
        frame,
        outcome="y",
        unit="place",
        time="year",
        first_treat="adopted",
        aggregate="event_study",
    )
    ours = event_study(frame, **names, estimator="imputation", cluster=cluster)
    assert ours.overall.estimate == pytest.approx(theirs.overall_att, abs=1e-8)
    assert ours.overall.std_error == pytest.approx(theirs.overall_se, abs=1e-8)
    table = ours.table.set_index("event_time").drop(index=-1)
    effects = pd.DataFrame(theirs.event_study_effects).T.loc[table.index]
    np.testing.assert_allclose(table["estimate"], effects["effect"].astype(float), atol=1e-8)
    np.testing.assert_allclose(table["std_error"], effects["se"].astype(float), atol=1e-8)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("weights", [None, "people"])
@pytest.mark.parametrize("missing", [0.0, 0.15])
def test_two_way_equals_pyfixest(make_panel, names, missing, weights, seed):
    """Event study and static coefficient with state clusters agree (to its own tolerance)."""
    library = pytest.importorskip("pyfixest")
    frame = make_panel(seed, missing=missing)
    ours = event_study(frame, **names, estimator="twfe", weights=weights, cluster="state")
    keep = {"data": frame, "weights": weights, "vcov": {"CRV1": "state"}}
    dynamic = library.feols("y ~ i(since, ref=-1) | place + year", **keep)
    table = ours.table[ours.table["event_time"] != -1]
    np.testing.assert_allclose(table["estimate"], dynamic.coef(), atol=1e-8)
    np.testing.assert_allclose(table["std_error"], dynamic.se(), atol=1e-6)
    static = library.feols("y ~ treated | place + year", **keep)
    assert ours.overall.estimate == pytest.approx(static.coef()["treated"], abs=1e-8)
    assert ours.overall.std_error == pytest.approx(static.se()["treated"], abs=1e-6)


@pytest.mark.parametrize("missing", [0.0, 0.15])
def test_covariates_are_slopes_by_period(make_panel, names, missing):
    """A baseline covariate enters two-way fixed effects with its own slope in every period."""
    library = pytest.importorskip("pyfixest")
    frame = make_panel(3, missing=missing)
    fit = library.feols(
        "y ~ treated + i(year, x, ref=2000) | place + year", frame, vcov={"CRV1": "state"}
    )
    ours = event_study(frame, **names, estimator="twfe", covariates=("x",), cluster="state")
    assert ours.overall.estimate == pytest.approx(fit.coef()["treated"], abs=1e-8)
    assert ours.overall.std_error == pytest.approx(fit.se()["treated"], abs=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("missing", [0.0, 0.15])
def test_poisson_equals_pyfixest(make_panel, names, missing, seed):
    """Counts with an exposure agree with fepois and its offset."""
    library = pytest.importorskip("pyfixest")
    frame = make_panel(seed, missing=missing)
    frame["log_people"] = np.log(frame["people"])
    fit = library.fepois(
        "count ~ i(since, ref=-1) | place + year",
        frame,
        offset="log_people",
        vcov={"CRV1": "state"},
        iwls_tol=1e-12,
    )
    ours = event_study(
        frame,
        **names | {"outcome": "count"},
        estimator="poisson",
        exposure="people",
        cluster="state",
    )
    table = ours.table[ours.table["event_time"] != -1]
    np.testing.assert_allclose(table["estimate"], fit.coef(), atol=1e-8)
    np.testing.assert_allclose(table["std_error"], fit.se(), atol=1e-6)


def test_estimates_do_not_depend_on_the_order_of_rows(make_panel, names):
    """Shuffled rows and renamed units leave every number as it is."""
    frame = make_panel(6, missing=0.1)
    shuffled = frame.sample(frac=1, random_state=0)
    shuffled["place"] = "p" + shuffled["place"].astype(str)
    for estimator in ("callaway_santanna", "imputation", "twfe"):
        one = event_study(frame, **names, estimator=estimator).table
        two = event_study(shuffled, **names, estimator=estimator).table
        np.testing.assert_allclose(one["estimate"], two["estimate"], atol=1e-9)
        np.testing.assert_allclose(one["std_error"], two["std_error"], atol=1e-9)


def test_influence_predicts_what_dropping_a_unit_does(make_panel, names):
    """Leaving one unit out moves the estimate by about its influence (jackknife)."""
    frame = make_panel(7, n=200)
    panel = read_panel(frame, **names)
    whole, _ = group_time(panel, control="not_yet_treated")
    kept = np.arange(panel.n_units) != 11
    small = replace(
        panel,
        **{
            name: getattr(panel, name)[kept]
            for name in (
                "units",
                "date",
                "start",
                "outcome",
                "seen",
                "offset",
                "weight",
                "baseline",
            )
        },
        cluster=np.arange(panel.n_units - 1),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        less, _ = group_time(small, control="not_yet_treated")
    np.testing.assert_allclose(whole.value - less.value, whole.influence[11], atol=4e-3)


def test_a_control_that_is_almost_surely_an_adopter_is_trimmed():
    """A propensity of 0.996 has no weight, as in DRDID."""
    rng = np.random.default_rng(8)
    x = rng.uniform(-1, 1, 300)
    treated = (rng.random(300) < 1 / (1 + np.exp(-5 * x))).astype(float)
    x[np.flatnonzero(treated == 0)[0]] = 0.99
    design, even = np.column_stack([np.ones(300), x]), np.ones(300)
    assert 0.995 < propensity_of(treated, design, even)[treated == 0].max() < 0.997
    change = x**2 + rng.normal(size=300)
    value, influence = doubly_robust(change, treated, even, design)
    assert value == pytest.approx(0.458153084796, abs=1e-9)
    library = pytest.importorskip("drdid.drdid")
    theirs = library.drdid_panel(change, 0 * change, treated, design, even)
    assert value == pytest.approx(theirs[0], abs=1e-9)
    np.testing.assert_allclose(influence, theirs[1] / 300, atol=1e-9)
