"""Who prevails as of a day, by hand on small frames and on days that dockets tell of."""

import pandas as pd
import pytest

from sanctuary_research.data import datasets
from sanctuary_research.errors import AnalysisError, UsageError
from sanctuary_research.questions.litigation import (
    durations,
    parties,
    prevailing,
    records,
    speaking,
    suits,
)
from sanctuary_research.questions.litigation.speaking import FEDERAL, LOCAL, MIXED, NONE, UNSURE


def order(name: str, day: str, side: str, **changes: object) -> dict:
    """Return an order of one day that nothing undid, with changes."""
    days = {"ruled_earliest": pd.Timestamp(day), "ruled_latest": pd.Timestamp(day)}
    plain = {"ruling_id": name, "prevailing_side": side, "is_decision": True, "certainty": "press"}
    plain |= {"status_later": "standing", "status_later_date": pd.NaT, "later_ruling_id": None}
    return plain | days | changes


ORDERS = pd.DataFrame(
    [
        order("a", "2025-01-10", LOCAL, status_later="affirmed", later_ruling_id="b"),
        order("b", "2025-03-01", MIXED),
        order("c", "2025-01-10", LOCAL, status_later="stayed", status_later_date="2025-02-01"),
        order("d", "2025-02-01", FEDERAL, status_later="unknown"),
        order("e", "2025-01-10", LOCAL, certainty="memory"),
        order("f", "2025-01-10", LOCAL, ruled_latest="2025-06-30"),
        order("g", "2025-01-10", LOCAL, is_decision=False),
    ]
)
for column in ("ruled_earliest", "ruled_latest", "status_later_date"):
    ORDERS[column] = pd.to_datetime(ORDERS[column])
DECIDED = {"a": "one", "b": "one", "c": "two", "d": "two", "e": "three", "f": "four", "g": "five"}
LINKS = pd.DataFrame(
    [*DECIDED.items(), ("a", "pair"), ("b", "pair")], columns=["ruling_id", "case_id"]
)
CASES = pd.DataFrame(
    {"case_id": ["one", "pair", "two", "three", "four", "five"], "filed_latest": "2025-01-01"}
).astype({"filed_latest": "datetime64[us]"})


def on(day: str) -> dict[str, str]:
    """Return who prevails in each small case on a day."""
    found = speaking.standing_of(CASES, speaking.spells(ORDERS, LINKS), pd.Timestamp(day))
    return dict(zip(found["case_id"], found["standing"], strict=True))


def test_an_order_speaks_until_another_speaks_in_its_place():
    """Affirmed in part on 1 March: local before, mixed from that day on, in both suits."""
    assert on("2025-02-28")["one"] == on("2025-02-28")["pair"] == LOCAL
    assert on("2025-03-01")["one"] == on("2025-03-01")["pair"] == MIXED


def test_a_stayed_order_speaks_no_more():
    """The stay is the only order that speaks from its day on."""
    assert (on("2025-01-31")["two"], on("2025-02-01")["two"]) == (LOCAL, FEDERAL)


def test_memory_clerks_and_unknown_days_decide_nothing():
    """A recalled order and a closed docket leave no order; a day not known leaves it open."""
    found = on("2025-02-01")
    assert (found["three"], found["five"], found["four"]) == (NONE, NONE, UNSURE)
    assert on("2025-06-30")["four"] == LOCAL


def test_orders_whose_later_history_is_unknown_are_told():
    """Of the small cases only the stayed one rests on an order that was not followed."""
    found = speaking.standing_of(CASES, speaking.spells(ORDERS, LINKS), pd.Timestamp("2025-02-01"))
    assert found.loc[~found["is_followed"], "case_id"].tolist() == ["two"]


# Each read by hand along the chain of orders of its case.
BY_HAND = {
    "2018-08-01": {"san-francisco-v-trump-2017": MIXED, "richmond-v-trump-2017": FEDERAL},
    "2020-03-01": {"new-york-v-doj-2018": FEDERAL, "oregon-v-trump-2018": LOCAL},
    "2025-10-07": {
        "san-francisco-v-trump-2025": LOCAL,
        "us-v-illinois-2025": LOCAL,
        "newsom-v-trump-2025": FEDERAL,
        "chelsea-v-trump-2025": FEDERAL,
        "illinois-v-trump-2025": NONE,
    },
    "2025-10-21": {"oregon-v-trump-2025": MIXED, "illinois-v-trump-2025": MIXED},
    "2025-11-01": {"oregon-v-trump-2025": LOCAL},
}


@pytest.mark.parametrize("day", BY_HAND)
def test_standing_of_known_suits(day):
    """On five days, suit by suit."""
    found = speaking.standing(on=day).set_index("case_id")["standing"]
    assert found[list(BY_HAND[day])].to_dict() == BY_HAND[day]


def test_a_recalled_affirmance_gives_no_standing():
    """The one order of Chicago v. Sessions (2018) that is linked rests on memory."""
    found = speaking.standing(on="2020-12-31").set_index("case_id")["standing"]
    assert found["chicago-v-sessions-2018"] == NONE
    assert found["chicago-v-sessions-2017"] == LOCAL


def test_days_outside_the_cases_are_refused():
    """Before the first suit, and long after the last that was followed."""
    for day in ("2016-01-01", "2090-01-01"):
        with pytest.raises(UsageError, match="must be a day from 2017-01-31"):
            speaking.standing(on=day)


def test_no_suit_is_an_error_in_a_sentence():
    """The first administration had no suit over a deployment."""
    with pytest.raises(AnalysisError, match="no suit counts"):
        suits.chosen(suits.Asked(administration="trump_1", topic="deployment"))


def test_every_unit_is_counted_once_a_group():
    """Two suits decided by one order are two suits and one order."""
    asked = suits.Asked(on="2017-12-31", topic="funding")
    both = ["san-francisco-v-trump-2017", "santa-clara-v-trump-2017"]
    n = {}
    for unit in ("suit", "order", "defendant"):
        rows = suits.units(asked.but(unit=unit))
        n[unit] = rows[rows["case_id"].isin(both)]["unit_id"].nunique()
    assert n["suit"] == 2
    assert n["order"] == 3
    assert n["defendant"] >= 1


def test_headings_of_a_tally_add_up_for_suits():
    """A suit has one standing, so the kinds add up to all."""
    found = suits.tally(suits.units(suits.Asked()), "topic")
    assert found[list(speaking.KINDS.values())].sum(axis=1).equals(found["total"])


def test_suits_without_the_federal_government_are_set_apart():
    """A council against its mayor, officials against a governor, and conditions on diversity."""
    apart = set(suits.chosen(suits.Asked(), apart=True)["case_id"])
    kept = set(suits.chosen(suits.Asked())["case_id"])
    assert {"harris-v-lee-2025", "seattle-v-trump-2025"} < apart
    assert not apart & kept


def test_sued_places_day_by_day():
    """Three on the first day, 14 before the Minnesota suit, 18 with it, New Jersey the next."""
    count = [
        len(parties.sued(pd.Timestamp(day)))
        for day in ("2025-02-06", "2025-09-28", "2025-09-29", "2025-10-07", "2026-02-23")
    ]
    assert count == [3, 14, 18, 18, 19]
    assert parties.sued(pd.Timestamp("2026-02-23"))["jurisdiction_id"].iloc[-1] == "new-jersey"


def test_both_readings_of_fourteen_give_it():
    """The count before the newest suit, and those that the article names."""
    told = parties.sued_count(suits.Asked()).sentences[0]
    assert told.startswith("18 had been sued by 7 October 2025")
    assert told.count("14") == 3
    behind = parties.sued_count(suits.Asked()).behind["evidence_id"]
    assert behind.isin(datasets.load_claims()["claim_id"]).all()


@pytest.mark.parametrize(
    ("day", "covered"), [("2025-04-23", 0), ("2025-08-21", 16), ("2025-08-22", 50)]
)
def test_the_injunction_covers_who_is_a_plaintiff_then(day, covered):
    """Sixteen from April, fifty from 22 August 2025."""
    rows = parties.fifty(suits.Asked(on=day))
    assert rows["wave"].value_counts().to_dict() == {1: 5, 2: 11, 3: 34}
    assert rows["is_covered"].sum() == covered


def test_before_the_filing_there_is_a_sentence_and_no_map():
    """On the day of the list of August 2025 fifty had joined; in 2024 nobody."""
    (told,) = parties.coverage(suits.Asked(on="2024-12-31"))
    assert told.picture is None
    assert "filed after 31 December 2024" in told.sentences[0]
    assert parties.coverage(suits.Asked(on="2025-08-05"))[0].title.startswith("16 of 50")


def test_a_suit_waits_until_its_order_or_its_last_sight():
    """Illinois (2025): dismissed after 169 days. New York City: not followed past October."""
    rows = durations.spells(suits.Asked(topic="preemption"), durations.MERITS)
    names = suits.chosen(suits.Asked(topic="preemption"))["case_id"]
    rows = rows.assign(case_id=names[rows.index]).set_index("case_id")
    assert rows.loc["us-v-illinois-2025", ["time", "is_event"]].tolist() == [169, True]
    assert rows.loc["us-v-new-york-city-2025", ["time", "is_event"]].tolist() == [75, False]


def test_filings_known_to_the_year_have_no_duration():
    """Providence (2018) is left out of the curves, and not of the counts."""
    asked = suits.Asked(administration="trump_1")
    assert "providence-v-barr-2018" in set(suits.chosen(asked)["case_id"])
    unsure = suits.chosen(asked).eval("(filed_latest - filed_earliest).dt.days > 31").sum()
    assert len(durations.spells(asked, durations.MERITS)) == len(suits.chosen(asked)) - unsure


def test_the_first_screen_is_short_and_agrees_with_the_headlines():
    """At most sixty words, and the numbers of the table."""
    asked = suits.Asked()
    words = " ".join(prevailing.answer(asked).sentences)
    assert len(words.split()) <= 60
    numbers = {one["name"]: one["value"] for one in prevailing.headlines(asked)}
    assert words.startswith("In suits since 2017, on 8 April 2026 rulings favour states, ")
    assert words.endswith(f" of {numbers['filed']}.")
    assert f"government in {numbers['federal government, 8 April 2026']}. In " in words
    lost = (~suits.chosen(asked).query("standing in @speaking.SIDES")["is_followed"]).sum()
    assert f"rest on rulings before trial, {lost} may have newer ones. " in words


def test_where_no_ruling_is_in_force_none_is_said_to_be_early():
    """Three suits and no order: only that none is known in force, and whom they are against."""
    told = prevailing.answer(suits.Asked(on="2017-02-10")).sentences
    assert told[1].endswith("in 3 none known is in force.")
    assert told[2] == "Suits against the federal government: 3 of 3."


def test_the_title_follows_the_numbers():
    """Whoever has more comes first."""
    assert prevailing.lead(1, 2).startswith("favour the federal government in 2, ")
    assert prevailing.lead(2, 1).endswith("in 2, the federal government in 1")
    assert prevailing.main_picture(suits.Asked()).title.startswith("Of 63 suits rulings favour ")


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        ({"administration": "trump_1"}, "In suits of 2017 to 2020, on 8 April 2026 rulings "),
        ({"administration": "trump_2"}, "In suits since 2025, on 8 April 2026 rulings "),
        ({"on": "2017-06-01"}, "In suits of 2017, on 1 June 2017 rulings "),
    ],
)
def test_the_answer_says_of_which_years_the_suits_are(choice, told):
    """Since the first, up to the day's year; of their own years where they end before."""
    assert prevailing.answer(suits.Asked(**choice)).sentences[0].startswith(told)


def test_every_exhibit_of_the_notebook_is_made_on_an_early_day():
    """Few suits, no orders and no curve: sentences instead of an empty picture."""
    asked = suits.Asked(on="2017-02-10")
    curves = durations.waits(asked)
    assert all("days" not in one.subtitle for one in curves)
    assert records.timeline(asked).title.startswith("3 suits and 0 orders")
    assert prevailing.main_picture(asked).picture(True).axes
