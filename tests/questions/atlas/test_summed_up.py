"""The answer in plain words, computed from the tables."""

import pytest

from sanctuary_research.questions.atlas import covered, lasting, mapped, summed_up
from sanctuary_research.questions.atlas.layered import Asked


@pytest.mark.parametrize("day", ["2026-05-01", "1985-01-01", "2014-06-30"])
def test_the_answer_is_short_and_says_what_is_not_known(day):
    """At most 60 words; before 1989 there is no ten years before."""
    shown = summed_up.answer(Asked(day))
    assert len(" ".join(shown.sentences).split()) <= 60
    assert shown.sentences[-1].startswith("For ")
    assert len(shown.sentences) == (2 if day < "1989" else 3)


def test_the_answer_holds_the_numbers_of_the_shares():
    """Both bounds where they differ once rounded."""
    asked = Asked("2014-06-30", counted="foreign_born")
    found = covered.share(covered.ANY, asked.day, asked.counted)
    assert (
        f"{found['surely']:.0f} to {found['at_most']:.0f} %" in summed_up.answer(asked).sentences[0]
    )
    assert "born abroad" in summed_up.answer(asked).sentences[0]


def test_bounds_of_silence_grow_with_what_is_assumed():
    """From what is sure to all of whom no row speaks."""
    rows = summed_up.sureness(Asked("2015-07-01")).rows
    ends = rows[["surely", "at_most", "some", "all"]]
    assert (ends.diff(axis=1).iloc[:, 1:] >= -1e-9).all(axis=None)
    assert (ends["all"] <= 100 + 1e-9).all()


def test_headlines_have_names_of_their_own():
    """Two bounds for each policy of which something is known on the day, and the counts."""
    for day, unknown in (("2015-07-01", 1), ("2026-05-18", 0)):
        names = [one["name"] for one in summed_up.headlines(Asked(day))]
        assert len(names) == len(set(names)) == 2 * (len(covered.EVERY) - unknown) + 4


def test_every_headline_leads_to_an_exhibit():
    """Its title is that of an exhibit of the notebook; before any policy, too."""
    for day in ("2015-07-01", "1979-01-01"):
        asked = Asked(day)
        shown = [summed_up.sureness(asked), mapped.calendar(asked), lasting.survival(asked)]
        titles = {one.title for one in shown if one}
        assert {one["exhibit"] for one in summed_up.headlines(asked)} <= titles
