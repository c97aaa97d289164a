"""What the money notebooks show: counts of outcomes, one scale, whose money, empty choices."""

from __future__ import annotations

import pandas as pd
import pytest

from sanctuary_research import words
from sanctuary_research.questions.money import (
    acts,
    letter_sums,
    residents,
    set_aside,
    threatened,
    withheld_money,
)

DAY = pd.Timestamp("2020-02-26")


def spell(**changes: object) -> dict:
    """Return a spell that nothing ended, with changes."""
    plain = {"ended_by": "", "ended_court": "", "reversed_on": pd.NaT, "blocked_on": pd.NaT}
    return {**plain, "started_earliest": pd.Timestamp("2017-09-30"), "is_open": True, **changes}


SPELLS = pd.DataFrame(
    [
        spell(ended_by="paid", is_open=False),
        spell(ended_by="restored", is_open=False),
        spell(ended_by="ordered_restored", ended_court="D. Or.", is_open=False),
        spell(reversed_on=DAY),
        spell(blocked_on=DAY),
        spell(),
    ]
)


def test_each_spell_has_its_ending():
    """Paid, given back, ordered, an order that fell, a bar without payment, and none."""
    assert [withheld_money.ending(row) for row in SPELLS.itertuples()] == [
        "paid",
        "given back",
        "ordered restored (D. Or.)",
        "order to restore reversed in 2020",
        "barred by a court, no payment found",
        "no end found",
    ]


def test_an_order_that_was_reversed_restored_nothing():
    """Two were paid, two orders of which one fell, and two are open."""
    found = withheld_money.outcomes(SPELLS)
    assert found == {"paid": 2, "ordered": 1, "reversed": 1, "open": 2}
    assert withheld_money.held_in_words(SPELLS) == (
        "Of 6 amounts held back or cut since 2017, 2 were paid or given back.",
        "Courts ordered 2 restored; 1 such order was later reversed.",
        "For the other 2 no payment was found.",
    )


def test_what_did_not_happen_is_not_said():
    """Without orders and open spells there is one sentence."""
    assert len(withheld_money.held_in_words(SPELLS.iloc[:1])) == 1


def test_reported_and_known_overlap_or_not():
    """What newspapers had agrees where the two ranges share something."""

    def total(low: float, high: float):
        rows = pd.DataFrame({"low": [low], "high": [high], "total": [low]})
        return next(rows.itertuples())

    assert "plausible" in letter_sums.agreement(total(36e6, 38.9e6), total(38.5e6, 39.5e6))
    assert "do not overlap" in letter_sums.agreement(total(36e6, 38e6), total(38.5e6, 39.5e6))


def test_places_with_more_set_aside_than_the_letters_asked_about():
    """One of two places set aside more; a commitment is a tenth of the highest figure."""
    three = [residents.ASIDE, residents.LETTER, residents.YEARLY]
    scale = pd.DataFrame(
        {
            "jurisdiction_id": ["elm", "elm", "elm", "oak", "oak"],
            "place": ["Elm", "Elm", "Elm", "Oak", "Oak"],
            "kind": [*three, *three[:2]],
            "amount_usd": [5.0, 1.0, float("nan"), 2.0, 3.0],
            "top_usd": [float("nan")] * 2 + [50.0] + [float("nan")] * 2,
        }
    )
    first, second = residents.compared(scale)
    assert "Of 2 places" in first
    assert first.endswith("in 1 (Elm).")
    assert "at most 10.0 %, in 1 place" in second


def test_a_range_of_one_figure_is_that_figure_or_a_floor():
    """Two figures are a range, one is itself, and a floor has no upper bound."""
    rows = pd.DataFrame(
        {
            "jurisdiction_id": ["elm", "elm", "oak", "ash"],
            "kind": residents.YEARLY,
            "amount_usd": float("nan"),
            "low_usd": [1.0, 2.0, 5.0, 7.0],
            "high_usd": [1.0, 4.0, 5.0, 7.0],
        }
    )
    found = residents._one_range(rows, {"ash"}).set_index("jurisdiction_id")
    assert found.loc["elm", ["low_usd", "high_usd", "top_usd"]].tolist() == [1.0, 4.0, 4.0]
    assert found.loc["oak", ["amount_usd", "high_usd"]].tolist() == [5.0, 5.0]
    assert pd.isna(found.loc["ash", "high_usd"])
    assert pd.isna(found.loc["elm", "amount_usd"])


def test_a_choice_without_rows_says_so():
    """Real values that never meet give a sentence, and nothing to draw."""
    asked = threatened.Asked(programme="voca", fiscal_year=2016)
    assert threatened.totals(asked) == []
    assert "there is nothing to add" in threatened.chosen([], asked).sentences[0]
    for show in (threatened.waterfall, threatened.left_out, threatened.beside, threatened.audit):
        assert show([]) is None
    assert threatened.latex([]) == "no total was formed"
    asked = set_aside.Asked(jurisdiction="seattle-wa", first_year=2025)
    rows = set_aside.chosen(asked)
    assert set_aside.stages(rows, asked) is None
    assert residents.per_resident(rows, asked) is None
    assert residents.beside_threats(rows, asked) is None
    assert "No commitment" in set_aside.coverage(rows, asked).sentences[0]


def test_every_figure_of_an_act_names_its_places():
    """No figure of 2025 and 2026 stands as the act's own: its places are beside it."""
    rows = acts.recent().rows
    known = rows[rows["total_usd"].notna()]
    assert len(known) > 10
    assert known["whose"].ne("").all()
    assert "Chicago, IL" in set(known["whose"])


def test_the_federal_reading_has_its_author():
    """San Francisco's lowest figure is a position in court, and is said to be."""
    (text,) = [text for text in acts.disputed_in_words() if text.startswith("San Francisco")]
    assert "possibly no money (Justice Department in court)" in text
    assert "as much as $2 billion (the place itself)" in text


@pytest.mark.parametrize("share", [0.1, 1.0])
def test_losses_are_told_for_each_share(share):
    """The first sentence is of the place that would lose most."""
    told = threatened.losses(threatened.Asked(jurisdiction="chicago-il"), shares=(share,))
    assert told.sentences[0].startswith(f"{words.number(100 * share, 0)} % of Byrne JAG of Chicago")


def test_the_city_of_los_angeles_is_not_the_fund():
    """The answer gives the ten million to those who aimed at it, and the city its two."""
    first = set_aside.answer().sentences[0]
    assert "city, county and foundations together" in first
    assert first.endswith("the city's own share was $2 million.")
