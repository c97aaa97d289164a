"""What is said of outcomes: the plan's words for each pattern, from rows by hand."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from sanctuary_research.errors import AnalysisError
from sanctuary_research.questions.adoption import wording
from sanctuary_research.questions.adoption.first_screen import spoken
from sanctuary_research.questions.adoption.question import Asked

FEW = AnalysisError("too few years", "ask for others")
SAID = dict.fromkeys(("property", "violent"), ("6 % more", "5 % less to 17 % more"))


def change(
    p_holm: float = 0.5, low: float = -7.1, high: float = 24.3, p_alone: float = 0.5, **row
) -> SimpleNamespace:
    """Return a change of both primary outcomes with one estimate."""
    one = pd.Series({"estimate": 8.6, "conf_low": low, "conf_high": high, "p_holm": p_holm} | row)
    tests = {"robbery": SimpleNamespace(p_value=p_alone)}
    return SimpleNamespace(
        asked=Asked(),
        row=lambda name, weights="county": one,
        bootstraps=tests,
        stands_out=[],
        joint=SimpleNamespace(n_below=2, p_of_count=0.018, table=range(5)),
    )


def lead_up(fails: bool, twin: tuple[float, float] = (-1.0, 2.0)) -> SimpleNamespace:
    """Return years before that fail or hold, and what is left beyond the drift."""
    rows = {
        (name, "twin"): {"conf_low": twin[0], "conf_high": twin[1]}
        for name in ("property", "violent")
    }
    return SimpleNamespace(fails=lambda name: fails, table=pd.DataFrame(rows).T)


def test_nothing_clear_is_not_to_be_told():
    """The change has its years and unit, its range, and what the years before say of it."""
    said = wording.answer(change(), lead_up(False), SAID)
    assert said[0] == "We cannot tell from figures to 2016."
    assert said[1].startswith("After jails began to refuse some holds")
    assert "we estimate 6 % more property crimes, recorded by sheriffs outside cities" in said[1]
    assert said[2] == "The true difference is most likely 5 % less to 17 % more."
    assert said[3] == "Violent crimes: 6 % more, most likely 5 % less to 17 % more."
    assert len(" ".join(said).split()) <= 60


def test_what_the_years_before_say_stands_beside_each_estimate():
    """Unreliable, or not known; without a range none is made up."""
    moved = wording.answer(change(), lead_up(True), SAID)
    assert moved[2].endswith("This is unreliable: they moved differently before.")
    assert moved[3].startswith("The estimate for violent crimes, 6 % more, is unreliable: ")
    bare = wording.answer(change(), FEW, SAID | {"violent": ("6 % more", "no range to be trusted")})
    assert bare[3].startswith("Violent crimes: 6 % more, with no range to be trusted. How")


@pytest.mark.parametrize(
    ("before", "end"),
    [
        (lead_up(True), "whether limits have to do with it we cannot tell."),
        (lead_up(False), "that is a difference, no effect."),
        (FEW, "whether limits have to do with it we cannot tell."),
    ],
)
def test_a_clear_change_is_judged_by_the_years_before(before, end):
    """Where the years before fail, or are not known, the first sentence says so."""
    said = wording.answer(change(p_holm=0.01, low=2.0), before, SAID)
    assert said[0].startswith("Recorded property crimes rose more than elsewhere")
    assert said[0].endswith(end)


def test_the_limits_say_what_the_twin_does():
    """A clear change that does not go beyond the agencies' own drift is named."""
    said = " ".join(wording.limits(change(p_holm=0.01, low=2.0), lead_up(False)))
    assert "Beyond each agency's own drift no change of violent crimes is clear." in said
    held = " ".join(wording.limits(change(p_holm=0.01, low=2.0), lead_up(False, (1.0, 2.0))))
    assert "drift" not in held
    assert "“We cannot tell” is not “no change”." in wording.limits(change(), FEW)


def test_a_clear_test_of_another_outcome_is_named():
    """That together nothing stands out, and how often chance gives as many."""
    said = wording.limits(change(p_alone=0.02), FEW)[-1]
    assert said == (
        "Tested alone, robberies would be called a change; but with 5 outcomes tested, chance "
        "would call at least 2 so 2 % of the time, and judged together none would be."
    )
    assert "alone" not in " ".join(wording.limits(change(), FEW))


def test_too_few_years_before_are_said():
    """Whether crime was moving already is then not known, of either: said once."""
    said = wording.answer(change(), FEW, SAID)
    assert "before" not in said[2]
    assert said[3].endswith(" How crimes moved before is not known.")


def test_a_withheld_range_is_said():
    """No interval is no interval."""
    row = {"outcome": "robbery", "estimate": 6.2, "conf_low": np.nan, "conf_high": np.nan}
    assert spoken(pd.DataFrame([row])) == {"robbery": ("6 % more", "no range to be trusted")}


def test_the_title_counts_ranges_and_names_those_that_leave_out_no_change():
    """Blank ranges do not count."""
    rows = pd.DataFrame({"outcome": ["property", "robbery"], "conf_low": [-1.0, 0.1]})
    rows["conf_high"] = [2.0, 3.0]
    assert wording.finding(rows) == (
        "1 of 2 bars crosses the line: we cannot tell if crime rose or fell compared with "
        "elsewhere, but for robberies"
    )
    assert wording.finding(rows[:1]).startswith("The bar crosses the line: we cannot tell")
    assert (
        wording.finding(rows.assign(conf_low=np.nan))
        == "No kind of crime has a range that could be trusted"
    )


def test_a_table_says_its_ranges_in_digits_that_count():
    """Homicides need more digits than property crimes; a withheld range has its letter."""
    rows = pd.DataFrame(
        {
            "outcome": ["property", "homicide", "robbery"],
            "estimate": [1.0, 0.1, 0.2],
            "conf_low": [-2.0, -0.011, np.nan],
            "conf_high": [3.0, 0.032, np.nan],
            "withheld": ["", "", "under 3 degrees of freedom"],
        }
    )
    shown = wording.outcome_table(rows, "outcome estimate range", note="More.")
    assert shown.rows["range"].tolist() == ["−2.0 to 3.0", "−0.011 to 0.032", "none (a)"]
    assert shown.rows["outcome"].tolist()[0] == "property crimes"
    assert shown.note == "No range: (a) under 3 degrees of freedom. More."
