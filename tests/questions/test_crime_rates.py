"""What notebook 01 asks, on frames small enough to reckon by hand."""

import numpy as np
import pandas as pd
import pytest

from sanctuary_research.errors import UsageError
from sanctuary_research.methods.groups.compare import compare_groups
from sanctuary_research.questions.crime_rates import asked, frames, gaps, said, shown, variants
from sanctuary_research.questions.crime_rates.asked import Asked


class Among:
    """All estimates, among which every one stands out."""

    def stands_out(self, *key: str) -> bool:
        return True


@pytest.fixture
def frame() -> pd.DataFrame:
    """Twelve counties in six states, one of each arm in every state but two silent ones."""
    arms = ["limit", "neither"] * 4 + ["ban", "not_coded", "not_coded", "limit"]
    crime = [30.0, 20, 34, 22, 28, 16, 31, 25, 40, 10, 12, 33]
    return pd.DataFrame(
        {
            "county_fips": [f"{k:05d}" for k in range(1, 13)],
            "name": list("abcdefghijkl"),
            "state": np.repeat(list("UVWXYZ"), 2),
            "arm": arms,
            "label": "",
            "reason": "as told",
            "evidence_table": "policy_events",
            "evidence_id": ["e"] * 9 + ["", "e", "e"],
            "years": "2015",
            "screen": ["kept"] * 11 + ["zero crimes reported"],
            "index_per_10k": crime,
            "population": 1000,
        }
    )


@pytest.fixture
def gap(frame) -> gaps.Gap:
    """The raw difference of limit and neither: 30.75 less 20.75."""
    chosen = frames.sides(frame, "neither")
    question = Asked(adjustment="raw")
    options = {"outcome": "index_per_10k", "cluster": "state", "unit": "county_fips"}
    found = compare_groups(chosen, weights=["county", "person"], adjustments=["raw"], **options)
    return gaps.Gap(question, chosen, found)


@pytest.mark.parametrize(
    ("comparison", "others"),
    [("neither", "bdfh"), ("ban", "i"), ("others", "bdfhj")],
)
def test_a_comparison_takes_its_own_side(frame, comparison, others):
    """Silent counties stand only with all others; what is not kept stands nowhere."""
    chosen = frames.sides(frame, comparison)
    assert "".join(chosen.loc[chosen["label"] == "sanctuary", "name"]) == "aceg"
    assert "".join(chosen.loc[chosen["label"] == "not_sanctuary", "name"]) == others


def test_the_estimate_is_that_of_its_weights(gap):
    """Counties, labels and weights behind an estimate give the estimate again."""
    behind = gap.behind()
    assert gap.row["estimate"] == pytest.approx(10.0)
    assert behind["weight"] @ behind["index_per_10k"] == pytest.approx(gap.row["estimate"])
    assert set(behind.columns) >= {"county_fips", "label", "evidence_table", "evidence_id"}


def test_each_county_left_out_is_the_fit_without_it(gap):
    """The closed form equals the comparison made anew without a county."""
    left = variants.without_each_county(gap)
    again = gap.frame[gap.frame["name"] != "a"]
    options = {"outcome": "index_per_10k", "cluster": "state", "unit": "county_fips"}
    alone = compare_groups(again, adjustments=["raw"], **options).row()["estimate"]
    assert left["a, U"] == pytest.approx(alone)


def test_the_answer_says_what_can_be_told(gap):
    """More, fewer or not to tell, then the difference and the range, in whole crimes."""
    text = " ".join(said.answer(gap, Among()))
    assert text.startswith("More in 2015. Best estimate: counties listed by ICE, the immigr")
    assert "had 10 more recorded violent and property crimes per 10,000 people than" in text
    assert (
        "The true difference is most likely 5 to 15 more. Average county:\N{NO-BREAK SPACE}" in text
    )


def test_the_answer_is_short_and_names_two_numbers_a_sentence(gap):
    """At most 60 words, and no more than two numbers beside years in a sentence."""
    sentences = said.answer(gap, Among())
    assert len(" ".join(sentences).split()) <= 60
    for sentence in sentences:
        words = sentence.replace("(95 % interval)", "").replace("per 10,000", "").split()
        numbers = [word for word in words if word.strip(".,").isdigit() and len(word) < 4]
        assert len(numbers) <= 2


def test_without_a_range_nothing_is_claimed(gap):
    """An estimate whose range is withheld says so, and why."""
    table = gap.found.table.assign(conf_low=np.nan, conf_high=np.nan, withheld="one state")
    bare = gaps.Gap(
        gap.asked,
        gap.frame,
        gap.found.__class__(gap.found.outcome, table, gap.found.sample, gap.found.contrasts),
    )
    text = " ".join(said.answer(bare, Among()))
    assert text.startswith("We cannot tell from figures of 2015.")
    assert "No range could be trusted: one state. Average county:\N{NO-BREAK SPACE}" in text


@pytest.mark.parametrize(
    ("ranges", "title"),
    [
        ([(-1, 1), (-2, 2)], "All 2 bars cross the line: crime may be higher or lower"),
        (
            [(1, 2), (-2, 2), (np.nan, np.nan)],
            "1 of 2 bars crosses the line: crime may be higher or lower; “State law” shows "
            "more, but among so many comparisons chance can do that",
        ),
        (
            [(0.005, 2), (1, 2), (-1, 1)],
            "1 of 3 bars crosses the line: crime may be higher or lower; “State law” and "
            "“Homeland Security list, May 2025” show more, but among so many comparisons",
        ),
        (
            [(0.005, 2), (-2, -0.005)],
            "“State law” lies just on the “more” side; “Homeland Security list, May 2025” lies "
            "just on the “fewer” side, but among so many comparisons chance can do that",
        ),
        ([(np.nan, np.nan)], "No definition allows a range that could be trusted"),
    ],
)
def test_the_finding_names_what_stands_out(ranges, title):
    """The title counts the ranges that hold zero and names the others."""
    rows = pd.DataFrame(ranges, columns=["conf_low", "conf_high"])
    rows["definition"] = ["state_law", "dhs_list", "doj_list"][: len(rows)]
    rows = rows.assign(n_sanctuary=2, n_comparison=3, stands_out=False)
    assert said.finding(rows).startswith(title)


def test_reasons_for_no_range_stand_once_under_the_table():
    """Each reason gets a letter; the letter stands in the row."""
    rows = pd.DataFrame(
        {
            "conf_low": [1.0, np.nan, np.nan],
            "conf_high": [2.0, np.nan, np.nan],
            "withheld": ["", "one state", "one state"],
        }
    )
    shown_rows, note = shown.ranged(rows)
    assert shown_rows["range"].tolist() == ["1.0 to 2.0", "none (a)", "none (a)"]
    assert note == "No range: (a) one state."


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"definition": "nope"}, "definition.*nope"),
        ({"year": 2014}, "year.*2014"),
        ({"definition": "own"}, "own"),
    ],
)
def test_wrong_choices_are_refused(choice, message):
    """A value that does not exist is a sentence, not a KeyError."""
    with pytest.raises(UsageError, match=message):
        Asked(**choice)


def test_every_definition_has_words():
    """No answer lacks its subject."""
    assert set(asked.WHO) == {*gaps.choices.SETS["Definition"]}
    assert set(asked.AGAINST) == {*gaps.choices.SETS["Comparison"]}
