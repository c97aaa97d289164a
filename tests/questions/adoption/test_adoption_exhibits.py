"""What notebook 02 shows: every exhibit has its words, and one that cannot be made says why."""

import pytest

from sanctuary_research.errors import AnalysisError, UsageError
from sanctuary_research.questions.adoption import beyond, first_screen, sureness, who
from sanctuary_research.questions.adoption.question import OUTCOMES, PRIMARY, Asked


def test_the_first_screen_is_of_the_results(found, before):
    """At most 60 words; the picture has every outcome, its percent by hand, and words for it."""
    said = " ".join(first_screen.answer(found, before).sentences)
    assert len(said.split()) <= 60
    picture = first_screen.main_picture(found, before)
    rows = picture.rows.set_index("outcome")
    assert list(rows.index) == list(OUTCOMES)
    row = found.row("robbery")
    expected = 100 * row["conf_low"] / found.mean_before("robbery")
    assert rows.loc["robbery", "conf_low"] == pytest.approx(expected)
    assert rows["is_main"].sum() == len(PRIMARY)
    assert len(picture.alt) > 50
    assert picture.picture(True).get_figwidth() < picture.picture(False).get_figwidth()


def test_the_picture_of_years_names_what_is_uneven(before):
    """The title is by the plan's rule, and each outcome has its sentence."""
    shown = first_screen.year_by_year(before)
    bad = [name for name in PRIMARY if before.fails(name)]
    assert ("none" in shown.title) == (not bad)
    assert len(shown.sentences) == 2
    with pytest.raises(UsageError, match="over the years is called 'arson'"):
        first_screen.year_by_year(before, ["arson"])


def test_what_cannot_be_made_says_why():
    """Too few years: each exhibit of the years before is the sentence, not an error."""
    why = AnalysisError("cities have too few years to see a trend")
    for make in (first_screen.year_by_year, sureness.before_table, sureness.honest):
        assert make(why).sentences == ("Not to be had: cities have too few years to see a trend.",)


@pytest.mark.parametrize(
    "make",
    [
        lambda frame, found, before: who.kept(frame, Asked()),
        lambda frame, found, before: who.by_state(frame, Asked()),
        lambda frame, found, before: who.balance(found),
        lambda frame, found, before: sureness.battery(found),
        lambda frame, found, before: sureness.before_table(before),
        lambda frame, found, before: sureness.honest(before),
        lambda frame, found, before: sureness.together(found),
        lambda frame, found, before: sureness.published(found),
        lambda frame, found, before: beyond.borders(found),
        lambda frame, found, before: beyond.silence(found),
        lambda frame, found, before: beyond.handled(Asked()),
    ],
)
def test_an_exhibit_has_a_title_and_no_bare_names(make, frame, found, before):
    """It has a title, or sentences; no words hold an underscore."""
    shown = make(frame, found, before)
    assert shown.title or shown.sentences
    assert "_" not in " ".join([shown.title, shown.note, *shown.sentences])


def test_every_outcome_gets_the_same_battery(found):
    """One row each, with its range, its p-values and what could have been seen."""
    shown = sureness.battery(found)
    assert shown.rows["outcome"].tolist() == list(OUTCOMES.values())
    assert shown.rows[["p_value", "p_bootstrap", "p_holm", "seen"]].notna().all(axis=None)


def test_headlines_are_the_numbers_of_the_first_screen(found, before):
    """Each has a name of its own, and the counts are those of the estimate."""
    numbers = {one["name"]: one for one in first_screen.headlines(found, before)}
    assert numbers["agencies under a limit"]["value"] == found.row("property")["n_sanctuary"]
    assert numbers["change, property crimes"]["value"] == found.row("property")["estimate"]
    assert len(numbers) == 10
