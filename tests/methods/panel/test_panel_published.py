"""Published answers, from third-party data that SANCTUARY_CHECK_DATA points to."""

import pandas as pd
import pytest

from sanctuary_research.methods.panel import event_study, goodman_bacon
from sanctuary_research.methods.panel.bacon import KINDS

MPDTA = {"unit": "countyreal", "time": "year", "cohort": "first.treat", "outcome": "lemp"}
CASTLE = {"unit": "state", "time": "year", "cohort": "first", "outcome": "l_homicide"}


@pytest.fixture(scope="module")
def mpdta(check_data):
    return pd.read_csv(check_data / "mpdta.csv")


@pytest.fixture(scope="module")
def castle(check_data):
    """The bacondecomp copy; causaldata's is another file with another answer."""
    frame = pd.read_csv(check_data / "bacon_castle.csv")
    adopted = frame[frame["post"] == 1].groupby("state")["year"].min()
    frame = frame[["state", "year", "post", "l_homicide"]]
    return frame.assign(first=frame["state"].map(adopted))


def test_mpdta_simple_average(mpdta, plain_errors):
    """Callaway and Sant'Anna's example without covariates, never-treated controls."""
    found = event_study(mpdta, **MPDTA, control="never_treated").overall
    assert found.estimate == pytest.approx(-0.039951275, abs=1e-8)
    error = plain_errors(mpdta, MPDTA, control="never_treated")[1]
    assert error == pytest.approx(0.012034013, abs=1e-8)


def test_mpdta_event_times(mpdta, plain_errors):
    """Event times from adoption on, as printed in the did README."""
    table = event_study(mpdta, **MPDTA, control="never_treated").table.query("event_time >= 0")
    assert table["estimate"].round(4).tolist() == [-0.0199, -0.0510, -0.1373, -0.1008]
    errors = plain_errors(mpdta, MPDTA, control="never_treated")[0]
    assert errors[errors.index >= 0].round(4).tolist() == [0.0118, 0.0169, 0.0364, 0.0344]


def test_mpdta_imputation(mpdta, plain_errors):
    """Borusyak, Jaravel and Spiess on the same data, with their conservative error."""
    found = event_study(mpdta, **MPDTA, estimator="imputation").overall
    assert found.estimate == pytest.approx(-0.047709918, abs=1e-8)
    error = plain_errors(mpdta, MPDTA, "imputation")[1]
    assert error == pytest.approx(0.013222, abs=1e-6)


def test_mpdta_two_way(mpdta, plain_errors):
    """Static two-way fixed effects on the same data."""
    found = event_study(mpdta, **MPDTA, estimator="twfe").overall
    assert found.estimate == pytest.approx(-0.036549, abs=1e-6)
    assert plain_errors(mpdta, MPDTA, "twfe")[1] == pytest.approx(0.013265, abs=1e-6)


def test_castle_two_way(castle, plain_errors):
    """The castle-doctrine estimate of the bacondecomp vignette."""
    found = event_study(castle, **CASTLE, estimator="twfe").overall
    assert found.estimate == pytest.approx(0.081811617, abs=1e-8)
    assert plain_errors(castle, CASTLE, "twfe")[1] == pytest.approx(0.058874218, abs=1e-8)


def test_castle_weights(castle):
    """Its Goodman-Bacon decomposition: weights and estimates of the three kinds."""
    found = goodman_bacon(castle, **CASTLE)
    found["product"] = found["estimate"] * found["weight"]
    kinds = found.groupby("kind")[["product", "weight"]].sum().sort_index()
    assert kinds.index.tolist() == sorted(KINDS)
    assert kinds["weight"].round(3).tolist() == [0.060, 0.032, 0.908]
    means = kinds["product"] / kinds["weight"]
    assert means.round(3).tolist() == [-0.006, 0.070, 0.088]
    assert kinds["product"].sum() == pytest.approx(0.081811617, abs=1e-8)


def test_card_krueger(check_data):
    """The balanced sample of the New Jersey study: 2.75 full-time equivalents (1.34)."""
    raw = pd.read_csv(check_data / "ck_public.dat", sep=r"\s+", header=None, na_values=".")
    before = raw[11] + 0.5 * raw[12] + raw[13]
    after = raw[31] + 0.5 * raw[32] + raw[33]
    wide = pd.DataFrame({"store": raw.index, "new_jersey": raw[3], 1: before, 2: after}).dropna()
    frame = wide.melt(["store", "new_jersey"], var_name="wave", value_name="fte")
    frame["wave"] = frame["wave"].astype(int)
    frame["raised"] = 2 * frame["new_jersey"]
    found = event_study(frame, unit="store", time="wave", cohort="raised", outcome="fte")
    assert (found.facts["n_treated_units"], found.facts["n_units"]) == (309, 384)
    assert found.overall.estimate == pytest.approx(2.75, abs=1e-6)
    # Published 1.34, the unequal-variance error of two means.
    assert found.table["std_error"].iloc[-1] == pytest.approx(1.34, abs=0.005)
