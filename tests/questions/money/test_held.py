"""Money held back: spells by hand, their endings in words, and what the tables hold."""

from __future__ import annotations

import pandas as pd
import pytest

from sanctuary_research.questions.money import held

DAY = pd.Timestamp("2020-02-26")
AMOUNTS = pd.DataFrame({"amount_id": ["award"], "amount_usd": [5.0]})


def spell(*steps: tuple[str, str, str], as_of: str = "2019-01-01") -> dict:
    """Return the only spell that steps (status, first day, last day) make."""
    history = pd.DataFrame(steps, columns=["status", "date_earliest", "date_latest"])
    history = history.assign(amount_id="award").astype(
        {"date_earliest": "datetime64[ns]", "date_latest": "datetime64[ns]"}
    )
    [found] = held.money_held(AMOUNTS, history, as_of=as_of).to_dict("records")
    return found


def test_spell_ends_when_paid_and_a_bar_does_not_end_it():
    """Held from between 1 and 11 January, blocked in February, paid on 2 March."""
    found = spell(
        ("withheld", "2018-01-01", "2018-01-11"),
        ("enjoined", "2018-02-01", "2018-02-01"),
        ("paid", "2018-03-02", "2018-03-02"),
    )
    assert (found["days_least"], found["days_most"], found["ended_by"]) == (50, 60, "paid")
    assert found["blocked_on"] == pd.Timestamp("2018-02-01")


def test_open_spell_runs_to_the_day_asked():
    """Before it was restored the spell is open, and a later step is not seen."""
    steps = ("cut", "2018-01-01", "2018-01-01"), ("restored", "2018-03-02", "2018-03-02")
    found = spell(*steps, as_of="2018-01-31")
    assert (found["is_open"], found["days_least"], found["ended_by"]) == (True, 30, "")


def test_an_order_that_fell_ends_nothing():
    """Ordered restored on day 59, reversed later: open, held for 59 days at least, 365 at most."""
    steps = (
        ("withheld", "2018-01-01", "2018-01-01"),
        ("ordered_restored", "2018-03-01", "2018-03-01"),
        ("reversed", "2018-06-01", "2018-06-01"),
    )
    found = spell(*steps)
    assert (found["is_open"], found["ended_by"]) == (True, "")
    assert (found["days_least"], found["days_most"]) == (59, 365)
    assert found["reversed_on"] == pd.Timestamp("2018-06-01")
    before = spell(*steps, as_of="2018-05-01")
    assert (before["ended_by"], before["days_most"]) == ("ordered_restored", 59)


def test_without_payment_only_the_days_to_the_court_are_sure():
    """A court stopped the cut on day 31, no payment is known: open, held 31 to 365 days."""
    steps = ("cut", "2018-01-01", "2018-01-01"), ("enjoined", "2018-02-01", "2018-02-01")
    found = spell(*steps)
    assert (found["is_open"], found["days_least"], found["days_most"]) == (True, 31, 365)


def test_an_announced_cut_is_not_held():
    """A cut that was only announced makes no spell."""
    with pytest.raises(ValueError, match="expected 1, got 0"):
        spell(("cut_announced", "2018-01-01", "2018-01-01"))


def row(**changes: object) -> dict:
    """Return a spell that nothing ended, with changes."""
    plain = {
        "ended_by": "",
        "ended_court": "",
        "reversed_on": pd.NaT,
        "blocked_on": pd.NaT,
        "threat_id": "a",
        "sanctuary_link": "stated",
    }
    return {**plain, "started_earliest": pd.Timestamp("2017-09-30"), "is_open": True, **changes}


SPELLS = pd.DataFrame(
    [
        row(ended_by="paid", is_open=False),
        row(ended_by="restored", is_open=False),
        row(ended_by="ordered_restored", ended_court="D. Or.", is_open=False),
        row(reversed_on=DAY),
        row(blocked_on=DAY),
        row(sanctuary_link="alleged"),
    ]
)


def test_each_spell_has_its_ending():
    """Paid, given back, ordered, an order that fell, a bar without payment, and none."""
    kinds = ["paid", "paid", "ordered", "reversed", "barred", "open"]
    assert held.kinds(SPELLS).tolist() == kinds


def test_an_order_that_was_reversed_restored_nothing():
    """Two were paid, two orders of which one fell, and two are open."""
    assert held.outcomes(SPELLS) == {"paid": 2, "ordered": 1, "reversed": 1, "barred": 1, "open": 1}
    assert held.held_in_words(SPELLS) == (
        "Yes, we found 5 cases by the government's account, 1 more by places' account.",
        "By February 2026, 2 ended in payment; in 1 a court ordered payment.",
        "In 1 more such an order was undone; in 1 a court stopped the cut, payment unknown.",
        "1 is unresolved.",
    )


def test_what_did_not_happen_is_not_said():
    """Without orders and open spells there is payment alone."""
    assert held.held_in_words(SPELLS.iloc[:1]) == (
        "Yes, we found 1 case by the government's account.",
        "By February 2026, 1 ended in payment.",
    )


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    """The spells of the tables."""
    return held.held()


def test_three_orders_to_restore_stand_and_one_fell(rows):
    """Oregon, twelve plaintiffs and the transit authority; the seven states' order was reversed."""
    ends = rows["ended_by"].value_counts().to_dict()
    assert ends == {"ordered_restored": 3, "paid": 3, "restored": 1, "": 6}
    assert rows.loc[rows["ended_by"].eq("ordered_restored"), "ended_court"].ne("").all()
    [fell] = rows.loc[rows["reversed_on"].notna()].to_dict("records")
    assert (fell["aggregate"], fell["is_open"]) == ("seven plaintiff states", True)


def test_what_was_never_held_is_not_there(rows):
    """A hold for fraud, and cuts barred before they took effect, are no money held back."""
    never = {"acf_hold_2026", "cdc_rescission_2026", "dot_rescission_2026"}
    assert not set(rows["threat_id"]) & never
    assert "announced_cut" not in set(rows["concept"])


def test_what_is_only_alleged_is_marked(rows):
    """Seven links are stated; six have a star, and Chicago's awards are not what was held."""
    assert rows["sanctuary_link"].value_counts().to_dict() == {"stated": 7, "alleged": 6}
    told = held.main_picture(rows).alt
    assert told.count("*:") == 6
    assert "awards of $66 million or more, part held not known" in told


def test_the_stated_link_of_2025(rows):
    """Of what was held since 2025 one sum was refused on the stated ground of sanctuary status."""
    late = rows.query("started_earliest >= '2025-01-20' and sanctuary_link == 'stated'")
    assert late["amount_usd"].tolist() == [33_898_500]


def test_of_the_letters_only_what_is_known_is_said(rows, monkeypatch):
    """No loss, where the last step says that none was found; else what they asked about."""
    assert held.answer(rows).sentences[-1].endswith("in letters of 2018, no loss is recorded.")
    steps = held.datasets.load_threat_status().query("status != 'no_action_found'")
    monkeypatch.setattr(held.datasets, "load_threat_status", lambda: steps)
    assert held.answer(rows).sentences[-1] == "Letters of 2018 spoke of $38 million."
