"""The answer, the maps, the acts and places of the atlas, and what each exhibit rests on."""

import re
from functools import cache
from itertools import combinations

import pandas as pd
import pytest
from matplotlib.colors import to_rgb

from sanctuary_research.data import bindings, datasets, extent, place
from sanctuary_research.data.tenures import tenures
from sanctuary_research.display import maps
from sanctuary_research.errors import UsageError
from sanctuary_research.questions import atlas
from sanctuary_research.questions.atlas import Asked

DAY = pd.Timestamp("2026-05-01")


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        ({"on": "1950-01-01"}, "'on' is refused: 1 January 1950 lies outside the days"),
        ({"on": "2015-07-01", "layer": "state_laws"}, "did you mean 'state_law'"),
        ({"on": "2015-07-01", "place": "Portland"}, "Portland, ME; Portland, OR"),
        ({"on": "2015-07-01", "counted": "voters"}, "must be one of residents, foreign_born"),
    ],
)
def test_a_wrong_choice_is_refused_in_a_sentence(choice, told):
    """The nearest value, or the range, is named."""
    with pytest.raises(UsageError, match=told):
        Asked(**choice)


@pytest.mark.parametrize("day", ["2026-05-01", "1985-01-01", "2014-06-30"])
def test_the_answer_is_short_and_says_what_is_not_known(day):
    """At most 60 words; in 1975 next to nothing was on record."""
    told = atlas.answer(Asked(day)).sentences
    assert len(" ".join(told).split()) <= 60
    assert told[1].endswith("we found neither.")
    assert day > "1985-01-01" or "; for 99\N{NO-BREAK SPACE}% we found neither." in told[2]


def test_the_record_ends_with_the_day_or_where_nobody_looked_further():
    """Acts after May 2026 were not looked for."""
    for asked, told in (
        (Asked("2026-11-28"), "By our record to May 2026"),
        (Asked("2014-06-30"), "On record for 30 June 2014"),
    ):
        assert atlas.answer(asked).sentences[0].startswith(told)
        assert atlas.main_map(asked).title.startswith(f"{told}, of people in the US: ")


def test_the_answer_holds_the_numbers_of_the_shares():
    """Both bounds where they differ once rounded."""
    asked = Asked("2014-06-30", counted="foreign_born")
    found = extent.share(extent.ANY, asked.day, asked.counted)
    ends = f"{found['surely']:.0f} to {found['at_most']:.0f}"
    assert f"{ends}\N{NO-BREAK SPACE}%" in atlas.answer(asked).sentences[0]
    assert "born abroad" in atlas.answer(asked).sentences[0]


@pytest.fixture
def two_counties(monkeypatch):
    """One county under a limit from 2014 on, and one that no row speaks of."""
    kinds = {2013: ["silent", "silent"], 2014: ["county_detainer", "silent"]}
    frames = pd.DataFrame(kinds, index=["17031", "48301"])
    monkeypatch.setattr(atlas.shares, "on_days", lambda *_: frames.rename_axis("county_fips"))


@pytest.mark.usefixtures("two_counties")
def test_the_main_map_says_what_it_shows():
    """One county of two is hatched."""
    shown = atlas.main_map(Asked("2014-06-30"))
    assert shown.title.startswith("On record for 30 June 2014, of people in the US: ")
    assert " under limits, " in shown.title
    assert shown.title.endswith(" where states forbid them")
    alone = atlas.main_map(Asked("2014-06-30", layer="state_ban"))
    assert ": State bans on such limits " in alone.title
    assert "1 limit by county and 1 nothing on record" in shown.alt
    assert "50 % of counties" in shown.marks


def test_no_two_categories_look_alike_in_grey():
    """A pair with the same hatch lies a quarter of the way from black to white apart."""
    looks = [look for kind, look in maps.POLICIES.items() if kind != "holds"]  # of one policy
    for (_, one, hatch), (_, other, its) in combinations(looks, 2):
        grey = [
            0.3 * red + 0.59 * green + 0.11 * blue for red, green, blue in map(to_rgb, (one, other))
        ]
        assert hatch != its or abs(grey[0] - grey[1]) > 0.25


def test_decades_end_with_the_day():
    """The day itself is the last map."""
    shown = atlas.by_decade(Asked("1995-07-01"))
    assert shown.rows.columns.tolist() == ["county_fips", "1979", "1989", "1 July 1995"]


def test_the_table_of_shares_names_the_people_who_are_not_asked_for():
    """Of residents it is those born abroad."""
    shown = atlas.people_under(Asked("2015-07-01"))
    assert list(shown.headings().values())[4].startswith("% of the foreign")


@pytest.mark.parametrize(("day", "unknown"), [("2015-07-01", 1), ("2026-05-18", 0)])
def test_headlines_have_names_of_their_own_and_lead_to_an_exhibit(day, unknown):
    """Two bounds for each policy of which something is known on the day, and the counts."""
    asked = Asked(day)
    shown = [atlas.people_under(asked), atlas.calendar(asked), atlas.survival(asked)]
    told = atlas.headlines(asked, *shown)
    assert len({one["name"] for one in told}) == len(told) == 2 * (len(atlas.EVERY) - unknown) + 5
    assert {one["exhibit"] for one in told} == {one.title for one in shown}


@pytest.mark.parametrize("day", ["2026-11-28", "2015-07-01"])
def test_every_exhibit_with_numbers_names_its_rows(day):
    """Limits and bans rest on acts, what widens cooperation on its own tables too; people count."""
    asked = Asked(day, place="Chicago, IL")
    acts, every = {"policy_events"}, {"policy_events", "agreements_287g", "secure_communities"}
    every -= {"agreements_287g"} if day < "2016" else set()
    people = {"state_crime", "county_crime", "jurisdiction_population"}
    shown = {
        atlas.answer(asked): acts | people,
        atlas.people_under(asked): every | people,
        atlas.main_map(asked): acts | people,
        atlas.by_decade(asked): acts,
        atlas.by_layer(asked): every,
        atlas.calendar(asked): acts,
        atlas.survival(asked): acts,
        atlas.your_place(asked): acts,
        atlas.of_article(): {*acts, "responses"},
    }
    assert all(tables <= set(one.row_ids()) for one, tables in shown.items())


def test_the_curve_says_how_many_it_rests_on():
    """Its title and alt text hold the counts of the rows behind it."""
    rows, shown = tenures(DAY), atlas.survival(Asked("2026-05-01"))
    assert f"of {len(rows)} policies" in shown.title
    assert f"{int(rows['is_event'].sum())}" == str(len(shown.rows))


def test_the_axis_goes_on_to_the_longest():
    """City rules go back to 1979: ticks every ten years to the fortieth."""
    (ax,) = atlas.survival(Asked("2026-05-01")).picture(True).axes
    assert ax.get_xticks().tolist() == [0, 5, 10, 20, 30, 40]


def test_before_the_first_policy_there_is_no_curve():
    """The first that has a day began on 27 November 1979."""
    assert atlas.survival(Asked("1979-01-01")) is None
    assert tenures(pd.Timestamp("1979-12-01"))["place"].tolist() == ["Los Angeles, CA"]


def test_the_calendar_counts_what_it_draws():
    """Bars and acts without a year add up to the rows, and so do the kinds."""
    shown = atlas.calendar(Asked("2018-01-01"))
    told = sum(map(int, re.findall(r"\d+", shown.alt.split("In all ")[1])))
    drawn = sum(abs(bar.get_height()) for bar in shown.picture(True).axes[0].patches)
    assert told == len(shown.rows) == drawn + shown.rows["year"].isna().sum()


def test_a_calendar_without_an_act_is_empty():
    """On the first days nothing had begun whose year is known; in 1985 no ban was there."""
    shown = atlas.calendar(Asked("1971-06-01"))
    assert shown.title == "No act of a known year is on record by 1 June 1971"
    told = atlas.calendar(Asked("1985-06-01")).title
    assert " limits" in told
    assert "bans" not in told


@pytest.mark.filterwarnings("error")
def test_an_act_whose_adoption_has_no_day_goes_by_its_effect(monkeypatch):
    """And one without any day is in no answer: what the atlas shows bears both."""
    events = datasets.load_policy_events()
    days = ["adopted_earliest", "adopted_latest", "effective_earliest", "effective_latest"]
    of_vermont, of_cook = (events["event_id"] == key for key in ("evt_fff925ea", "evt_729f8491"))
    events.loc[of_vermont, days[:2]] = events.loc[of_cook, days] = pd.NaT
    monkeypatch.setattr(datasets, "load_policy_events", events.copy, raising=False)
    for module, name in ((place, "acts_by_place"), (bindings, "record")):
        monkeypatch.setattr(module, name, cache(getattr(module, name).__wrapped__))
    asked = Asked("2016-07-01", place="Vermont")
    assert "(2016), since 2016-07-01" in atlas.your_place(asked).sentences[0]
    assert "evt_729f8491" not in set(atlas.calendar(asked).rows["event_id"])
    assert atlas.answer(asked).sentences


def test_every_place_of_the_article_has_a_row():
    """Fourteen places; of the four states only Connecticut was under a statute."""
    shown = atlas.of_article()
    assert shown.rows["place"].is_unique
    assert len(shown.rows) == 14
    assert "1 was under a statute that limits cooperation (Connecticut)" in shown.sentences[0]
    of_denver = shown.rows.set_index("place").loc["Denver, CO"]
    assert "sentences" in of_denver["detail"]


def test_the_place_of_a_reader_shows_what_reaches_it():
    """Portland has its county's and its state's acts; no place asked for is nothing shown."""
    shown = atlas.your_place(Asked("2017-06-01", place="Portland, OR"))
    assert {"Portland, OR", "Multnomah County, OR", "Oregon"} == set(shown.rows["whose"])
    assert shown.title == "Portland, OR on 1 June 2017: in force"
    before = atlas.your_place(Asked("1979-06-01", place="Los Angeles, CA"))
    assert before.title.startswith("Los Angeles, CA on 1 June 1979: a duty only to ask")
    assert atlas.your_place(Asked("2017-06-01")) is None


def test_a_place_without_a_row_is_not_said_to_have_no_policy():
    """Silence is said as silence."""
    shown = atlas.your_place(Asked("2017-06-01", place="Laramie County, WY"))
    assert "not coded: no row speaks of a limit" in shown.title
    assert shown.sentences == ("No row sets a limit in Laramie County, WY.",)
