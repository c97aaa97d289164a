"""Shares of people, on a country of three counties and one city, and the answer from them."""

import pandas as pd
import pytest

from sanctuary_research.questions.atlas import covered, lasting, layered, mapped, named_places
from sanctuary_research.questions.atlas.layered import HOLDS, MAYBE, OFF, SILENT, Asked

DAY = pd.Timestamp("2015-07-01")
SAYS = {
    "state_law": [SILENT, SILENT, OFF],
    "county_detainer": [HOLDS, MAYBE, SILENT],
    "state_ban": [SILENT, SILENT, SILENT],
}


@pytest.fixture
def country(monkeypatch):
    """Counties a, b and c of 50, 30 and 20 people; in c a city of 5 with a rule."""
    city = pd.DataFrame({"county_fips": ["c"], "people": [5.0], "kind": [HOLDS]})
    monkeypatch.setattr(covered, "people", lambda *_: pd.Series([50.0, 30, 20], [*"abc"]))
    monkeypatch.setattr(covered, "cities", lambda *_: city)
    monkeypatch.setattr(layered, "says", lambda layer, _: pd.Series(SAYS[layer], [*"abc"]))


@pytest.mark.usefixtures("country")
def test_whole_counties_count_between_what_is_sure_and_what_may_be():
    """a surely, b perhaps, nothing is said of c."""
    found = covered.share("county_detainer", DAY, "residents")
    assert found == {"surely": 50, "at_most": 80, "silent": 20}


@pytest.mark.usefixtures("country")
def test_a_rule_of_a_city_counts_its_own_people():
    """Five of a hundred; of all others no row speaks."""
    found = covered.share("city_dont_ask", DAY, "residents")
    assert found == {"surely": 5, "at_most": 5, "silent": 95}


@pytest.mark.usefixtures("country")
def test_one_of_several_limits_is_enough():
    """a by its own limit, the city in c by its rule; the rest of c stays silent."""
    found = covered.share(covered.ANY, DAY, "residents")
    assert found == {"surely": 55, "at_most": 85, "silent": 15}


@pytest.mark.parametrize(("day", "kind"), [("2024-05-01", HOLDS), ("2024-06-01", OFF)])
def test_a_state_ban_silences_the_rules_of_its_cities(day, kind):
    """New Orleans had a rule of 2016, and Louisiana forbade such rules from 28 May 2024."""
    rows = covered.cities(pd.Timestamp(day), "residents").set_index("jurisdiction_id")
    assert rows.loc["new-orleans-la", "kind"] == kind


def test_the_rows_behind_a_share_add_up_to_it():
    """The people of the rows under county limits, in percent of all, are the share of it."""
    asked = Asked("2017-07-01")
    rows = covered.behind(["county_detainer"], asked).query("layer == 'county_detainer'")
    part = rows.loc[rows["kind"] == HOLDS, "people"].sum() / covered.people("residents", 2017).sum()
    assert 100 * part == pytest.approx(
        covered.share("county_detainer", asked.day, "residents")["surely"], abs=1e-4
    )
    assert (rows["evidence_id"] != "").all()


def test_the_share_under_state_laws_is_that_of_their_states():
    """In mid-2015: the states in which `says` finds a law, by the people of the state series."""
    found = covered.share("state_law", DAY, "residents")["surely"]
    says = layered.says("state_law", DAY)
    states = set(says.index[says == HOLDS].str[:2])
    people = covered.people("residents", 2015)
    assert found == pytest.approx(
        100 * people[people.index.str[:2].isin(states)].sum() / people.sum()
    )
    assert {"06", "41", "09"} <= states


def test_agreements_are_shown_from_the_first_list_on(monkeypatch):
    """What had ended before is in no table, so that nothing is drawn for it."""
    monkeypatch.setattr(layered, "FIRST_YEAR", 2019)
    rows = covered.shares(Asked("2026-06-30")).query("layer == 'agreement_287g'")
    assert rows["year"].min() == 2021


@pytest.mark.parametrize("day", ["2026-05-01", "1985-01-01", "2014-06-30"])
def test_the_answer_is_short_and_says_what_is_not_known(day):
    """At most 60 words; before 1989 there is no ten years before."""
    shown = covered.answer(Asked(day))
    assert len(" ".join(shown.sentences).split()) <= 60
    assert shown.sentences[0].endswith("no record tells.")
    assert len(shown.sentences) == (1 if day < "1989" else 2)


def test_the_answer_holds_the_numbers_of_the_shares():
    """Both bounds where they differ once rounded."""
    asked = Asked("2014-06-30", counted="foreign_born")
    found = covered.share(covered.ANY, asked.day, asked.counted)
    ends = f"{found['surely']:.0f} to {found['at_most']:.0f}"
    assert f"{ends}\N{NO-BREAK SPACE}%" in covered.answer(asked).sentences[0]
    assert "born abroad" in covered.answer(asked).sentences[0]


def test_bounds_of_silence_grow_with_what_is_assumed():
    """From what is sure to all of whom no row speaks."""
    shown = covered.sureness(Asked("2015-07-01"))
    assert shown.headings()["silent"] == "% of whom no row speaks"
    rows = shown.rows
    ends = rows[["surely", "at_most", "some", "all"]]
    assert (ends.diff(axis=1).iloc[:, 1:] >= -1e-9).all(axis=None)
    assert (ends["all"] <= 100 + 1e-9).all()


def test_headlines_have_names_of_their_own():
    """Two bounds for each policy of which something is known on the day, and the counts."""
    for day, unknown in (("2015-07-01", 1), ("2026-05-18", 0)):
        names = [one["name"] for one in covered.headlines(Asked(day))]
        assert len(names) == len(set(names)) == 2 * (len(covered.EVERY) - unknown) + 4


def test_every_headline_leads_to_an_exhibit():
    """Its title is that of an exhibit of the notebook; before any policy, too."""
    for day in ("2015-07-01", "1979-01-01"):
        asked = Asked(day)
        shown = [covered.sureness(asked), mapped.calendar(asked), lasting.survival(asked)]
        titles = {one.title for one in shown if one}
        assert {one["exhibit"] for one in covered.headlines(asked)} <= titles


@pytest.mark.parametrize("day", ["2026-11-28", "2015-07-01"])
def test_every_exhibit_with_numbers_names_its_rows(day):
    """Limits and bans rest on acts, what widens cooperation on its own tables too."""
    asked = Asked(day, place="Chicago, IL")
    acts, every = {"policy_events"}, {"policy_events", "agreements_287g", "secure_communities"}
    every -= {"agreements_287g"} if day < "2016" else set()
    shown = {
        covered.answer(asked): acts,
        covered.limits(asked): acts,
        covered.people_under(asked): every,
        covered.sureness(asked): every,
        mapped.main_map(asked): acts,
        mapped.by_decade(asked): acts,
        mapped.by_layer(asked): every,
        mapped.calendar(asked): acts,
        lasting.survival(asked): acts,
        named_places.your_place(asked): acts,
        named_places.of_article()[0]: acts,
        named_places.of_article()[1]: {"responses"},
    }
    assert all(tables <= set(one.row_ids()) for one, tables in shown.items())
