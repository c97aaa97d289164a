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
from sanctuary_research.methods.panel.frame import read_panel

SEEDS = [3, 4]
pytestmark = pytest.mark.filterwarnings("ignore")


def csdid_averages(frame, *, control):
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
        ).fit(est_method="dr", base_period="universal", bstrap=False)
        kinds = ("simple", "dynamic")
        return [fitted.aggte(kind, bstrap=False, cband=False).atte for kind in kinds]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("control", ["never_treated", "not_yet_treated"])
def test_callaway_santanna_equals_csdid(make_panel, names, plain_errors, control, seed):
    """Estimates and standard errors by event time, and their average, agree to 1e-8."""
    frame = make_panel(seed)
    ours = event_study(frame, **names, control=control)
    mine, average = plain_errors(frame, names, control=control)
    simple, theirs = csdid_averages(frame, control=control)
    assert ours.overall.estimate == pytest.approx(simple["overall_att"], abs=1e-8)
    error = float(np.ravel(simple["overall_se"])[0])
    assert average == pytest.approx(error, abs=1e-8)
    table = ours.table.set_index("event_time").drop(index=-1)
    place = [list(theirs["egt"]).index(e) for e in table.index]
    kept = np.ravel(np.array(theirs["att_egt"], dtype=float))[place]
    errors = np.ravel(np.array(theirs["se_egt"], dtype=float))[place]
    np.testing.assert_allclose(table["estimate"], kept, atol=1e-8)
    np.testing.assert_allclose(mine, errors, atol=1e-8)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("never", [True, False])
@pytest.mark.parametrize("missing", [0.0, 0.15])
def test_callaway_santanna_equals_diff_diff(make_panel, names, plain_errors, missing, never, seed):
    """Panels, unbalanced or without never-treated units, agree to 1e-8."""
    library = pytest.importorskip("diff_diff")
    frame = make_panel(seed, missing=missing, never=never).assign(one=1.0)
    theirs = library.CallawaySantAnna(control_group="not_yet_treated", base_period="universal").fit(
        frame,
        outcome="y",
        unit="place",
        time="year",
        first_treat="adopted",
        survey_design=library.SurveyDesign(weights="one"),  # or rows count, not units
    )
    ours = event_study(frame, **names).overall
    assert ours.estimate == pytest.approx(theirs.overall_att, abs=1e-8)
    error = plain_errors(frame, names)[1]
    assert error == pytest.approx(theirs.overall_se, abs=1e-8)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("missing", [0.0, 0.15])
@pytest.mark.parametrize("cluster", ["place", "state"])
def test_imputation_equals_diff_diff(make_panel, names, plain_errors, cluster, missing, seed):
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
    mine, average = plain_errors(frame, names | {"cluster": cluster}, "imputation")
    assert ours.overall.estimate == pytest.approx(theirs.overall_att, abs=1e-8)
    assert average == pytest.approx(theirs.overall_se, abs=1e-8)
    table = ours.table.set_index("event_time").drop(index=-1)
    effects = pd.DataFrame(theirs.event_study_effects).T.loc[table.index]
    np.testing.assert_allclose(table["estimate"], effects["effect"].astype(float), atol=1e-8)
    np.testing.assert_allclose(mine, effects["se"].astype(float), atol=1e-8)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("missing", [0.0, 0.15])
def test_two_way_equals_pyfixest(make_panel, names, plain_errors, missing, seed):
    """Event study and static coefficient with state clusters agree (to its own tolerance)."""
    library = pytest.importorskip("pyfixest")
    frame = make_panel(seed, missing=missing)
    asked = names | {"cluster": "state"}
    ours = event_study(frame, **asked, estimator="twfe")
    mine, average = plain_errors(frame, asked, "twfe")
    keep = {"data": frame, "vcov": {"CRV1": "state"}}
    dynamic = library.feols("y ~ i(since, ref=-1) | place + year", **keep)
    table = ours.table[ours.table["event_time"] != -1]
    np.testing.assert_allclose(table["estimate"], dynamic.coef(), atol=1e-8)
    np.testing.assert_allclose(mine, dynamic.se(), atol=1e-6)
    static = library.feols("y ~ treated | place + year", **keep)
    assert ours.overall.estimate == pytest.approx(static.coef()["treated"], abs=1e-8)
    assert average == pytest.approx(static.se()["treated"], abs=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("missing", [0.0, 0.15])
def test_poisson_equals_pyfixest(make_panel, names, plain_errors, missing, seed):
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
    asked = names | {"outcome": "count", "exposure": "people", "cluster": "state"}
    ours = event_study(frame, **asked, estimator="poisson")
    table = ours.table[ours.table["event_time"] != -1]
    np.testing.assert_allclose(table["estimate"], fit.coef(), atol=1e-8)
    np.testing.assert_allclose(plain_errors(frame, asked, "poisson")[0], fit.se(), atol=1e-6)


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
            )
        },
        cluster=np.arange(panel.n_units - 1),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        less, _ = group_time(small, control="not_yet_treated")
    np.testing.assert_allclose(whole.value - less.value, whole.influence[11], atol=4e-3)
