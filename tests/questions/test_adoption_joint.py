"""All choices of a panel at once: which are in, which not, and refusals in a reader's words."""

import numpy as np
import pandas as pd

from sanctuary_research.errors import AnalysisError
from sanctuary_research.questions.adoption import choices_together as study_joint
from sanctuary_research.questions.adoption.reasons import described


def frame(seed: int = 0) -> pd.DataFrame:
    """Twelve states of two places, of which three adopt in 2012 and three in 2013."""
    rng = np.random.default_rng(seed)
    rows = pd.DataFrame(
        {"unit": np.repeat(np.arange(24), 6), "year": np.tile(range(2010, 2016), 24)}
    )
    rows["state_fips"] = rows["unit"] // 2
    dates = np.array([2012.0, 2013.0, np.nan, np.nan])
    rows["cohort"] = dates[rows["state_fips"] % 4]
    rows["population"] = rows["population_first"] = 1e5
    rows["violent"] = rng.normal(300, 20, len(rows))
    rows["violent_per_100k"] = rows["violent"]
    return rows


def joint(frames):
    return study_joint.joint_inference(
        {"x": frames}, outcome="violent", weights="unit", control="not_yet_treated", draws=199
    )


def test_choices_are_tested_together_and_the_others_say_why():
    """Two choices are in; one in which all states adopt at once is named, with its reason."""
    rows = frame()
    summary, choices = joint(
        {
            "as chosen": rows,
            "shorter": rows[rows["year"] < 2015],
            "one date": rows[rows["cohort"] == 2012],
        }
    )
    assert summary["n_choices"].tolist() == [2, 2, 2]
    assert summary["n_places"].tolist() == [12] * 3
    assert summary["n_adopting"].tolist() == [6] * 3
    assert summary["p_value"].between(0, 1).all()
    notes = choices.set_index("choice")["note"]
    assert notes["one date"].startswith("all 6 places adopt in 2012")
    assert "add untreated" not in notes["one date"]
    assert (notes[["as chosen", "shorter"]] == "").all()


def test_a_panel_without_any_estimate_keeps_a_row():
    """No choice can be computed: one row says so."""
    rows = frame()
    summary, choices = joint({"one date": rows[rows["cohort"] == 2012]})
    assert summary["note"].tolist() == ["no choice gives an estimate"]
    assert len(choices) == 1


def test_units_off_their_states_date_are_left_out():
    """One place of an adopting state that does not adopt is not in the test."""
    rows = frame()
    rows.loc[rows["unit"] == 1, "cohort"] = np.nan
    _, choices = joint({"as chosen": rows})
    assert choices["n_units"].tolist() == [23]


def test_advice_is_cut_and_columns_are_words():
    """What is the case stays, what to type goes."""
    assert (
        described(
            AnalysisError(
                "every unit of 'unit' adopts by 2024, so there is no never-treated control",
                "use control='not_yet_treated'",
            )
        )
        == "every place adopts by 2024, so there is no never-treated control"
    )
    assert described("From 2006 on all comparisons are with one cluster of 'state_fips'") == (
        "From 2006 on all comparisons are with one state"
    )
