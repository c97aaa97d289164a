"""What was ordered and what followed: steps with their kind, figures with their places."""

from __future__ import annotations

import pandas as pd
import pytest

from sanctuary_research.data import datasets
from sanctuary_research.data.choices import PROGRAMMES
from sanctuary_research.questions.money import acts, ledger


def test_history_gives_each_step_its_kind(monkeypatch):
    """Steps follow the order of the threats and carry a kind and the title."""
    threats = pd.DataFrame(
        {
            "threat_id": ["letters", "order"],
            "title": ["Letters", "An order"],
            "administration": ["trump_1", "trump_2"],
            "date": pd.to_datetime(["2018-01-24", "2025-01-20"]),
        }
    )
    steps = pd.DataFrame(
        {
            "status_id": ["s1", "s2", "s3"],
            "threat_id": ["order", "letters", "order"],
            "status": ["enjoined", "announced", "announced"],
            "date_earliest": pd.to_datetime(["2025-04-24", "2018-01-24", "2025-01-20"]),
        }
    )
    monkeypatch.setattr(datasets, "load_threats", lambda: threats, raising=False)
    monkeypatch.setattr(datasets, "load_threat_status", lambda: steps, raising=False)
    found = acts.history("any")
    assert found["title"].tolist() == ["Letters", "An order", "An order"]
    assert found["kind"].tolist() == ["announced", "announced", "ruling against it"]
    assert acts.history("trump_1")["threat_id"].tolist() == ["letters"]


def test_every_code_of_the_tables_has_words():
    """No programme, concept or status of the tables is without its name or kind."""
    amounts, threats = datasets.load_threat_amounts(), datasets.load_threats()
    assert set(amounts["programme"]) | set(threats["programme"]) == set(PROGRAMMES)
    assert set(amounts["concept"]) <= set(ledger.CONCEPTS)
    assert set(datasets.load_threat_status()["status"]) <= set(acts.KINDS)


def test_every_figure_of_an_act_names_its_places():
    """No figure of 2025 and 2026 stands as the act's own: its places are beside it."""
    rows = acts.recent().rows
    known = rows[rows["total_usd"].notna()]
    assert len(known) > 10
    assert known["whose"].ne("").all()
    assert "Chicago, IL" in set(known["whose"])
    assert set(rows["threat_id"]) == set(
        datasets.load_threats().query("administration == 'trump_2'")["threat_id"]
    )


def test_the_federal_reading_has_its_author():
    """San Francisco's lowest figure is a position in court, and is said to be."""
    rows = acts.order_13768().rows.query("jurisdiction_id == 'san-francisco-ca'")
    said = rows.set_index("amount_printed")["kind"]
    assert said["possibly no money"] == "Justice Department in court"
    assert said["as much as $2 billion"] == "the place itself"


@pytest.mark.parametrize(("administration", "waves"), [("any", 2), ("obama", 1), ("trump_2", 1)])
def test_each_wave_has_its_picture(administration, waves):
    """The steps of one administration are all in its wave."""
    found = acts.court(administration)
    assert len(found) == waves
    assert sum(len(wave.rows) for wave in found) == len(acts.history(administration))
