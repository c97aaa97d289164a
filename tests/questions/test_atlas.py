"""The answer, its years and bounds, the maps, and what each exhibit of the atlas rests on."""

from itertools import combinations

import pandas as pd
import pytest
from matplotlib.colors import to_rgb

from sanctuary_research.data import extent
from sanctuary_research.display import maps
from sanctuary_research.errors import UsageError
from sanctuary_research.questions import acts_told, atlas
from sanctuary_research.questions.atlas import Asked


def test_a_year_is_read_at_its_end_and_the_one_asked_for_on_its_day():
    """The last year ends with the data."""
    days = atlas.year_days(Asked("2014-06-30"))
    assert days[2013] == pd.Timestamp("2013-12-31")
    assert days[2014] == pd.Timestamp("2014-06-30")
    assert days[max(days)] < pd.Timestamp(max(days) + 1, 1, 1)
    assert min(days) == atlas.FIRST_YEAR


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        ({"as_of": "1950-01-01"}, "'as_of' is refused: 1 January 1950 lies outside the days"),
        ({"as_of": "2015-07-01", "layer": "state_laws"}, "did you mean 'state_law'"),
        ({"as_of": "2015-07-01", "place": "Portland"}, "Portland, ME; Portland, OR"),
        ({"as_of": "2015-07-01", "counted": "voters"}, "must be one of residents, foreign_born"),
    ],
)
def test_a_wrong_choice_is_refused_in_a_sentence(choice, told):
    """The nearest value, or the range, is named."""
    with pytest.raises(UsageError, match=told):
        Asked(**choice)


@pytest.mark.parametrize("day", ["2026-05-01", "1985-01-01", "2014-06-30"])
def test_the_answer_is_short_and_says_what_is_not_known(day):
    """At most 60 words; before 1989 there is no ten years before."""
    told = atlas.answer(Asked(day)).sentences
    assert len(" ".join(told).split()) <= 60
    assert told[1].endswith("we found neither.")
    assert len(told) == (2 if day < "1989" else 3)
    assert day < "1989" or told[2].startswith("Ten years before these were ")


def test_the_answer_holds_the_numbers_of_the_shares():
    """Both bounds where they differ once rounded."""
    asked = Asked("2014-06-30", counted="foreign_born")
    found = extent.share(extent.ANY, asked.day, asked.counted)
    ends = f"{found['surely']:.0f} to {found['at_most']:.0f}"
    assert f"{ends}\N{NO-BREAK SPACE}%" in atlas.answer(asked).sentences[0]
    assert "born abroad" in atlas.answer(asked).sentences[0]


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2026-11-28", "was adopted by 26 May 2026."),
        ("2026-02-18", "was adopted by 17 February 2026."),
    ],
)
def test_the_last_act_has_the_day_by_which_it_was_adopted(day, told):
    """A chapter of Tennessee is known from its bill to the day by which it was law."""
    assert atlas.limits(Asked(day)).sentences[-1].endswith(told)


@pytest.fixture
def two_counties(monkeypatch):
    """One county under a limit from 2014 on, and one that no row speaks of."""
    kinds = {2013: ["silent", "silent"], 2014: ["county_detainer", "silent"]}
    frames = pd.DataFrame(kinds, index=["17031", "48301"])
    monkeypatch.setattr(atlas, "frames", lambda _: frames.rename_axis("county_fips"))


@pytest.mark.usefixtures("two_counties")
def test_the_main_map_says_what_it_shows():
    """One county of two is hatched."""
    shown = atlas.main_map(Asked("2014-06-30"))
    assert shown.title.startswith("On record for 30 June 2014, of people in the US: limits ")
    assert "1 county limit and 1 nothing on record" in shown.alt
    assert "50 % of counties" in shown.marks


def test_no_two_categories_look_alike_in_grey():
    """A pair with the same hatch lies a quarter of the way from black to white apart."""
    for (_, one, hatch), (_, other, its) in combinations(maps.POLICIES.values(), 2):
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
    told = [*atlas.headlines(asked), *acts_told.headlines(asked)]
    assert len({one["name"] for one in told}) == len(told) == 2 * (len(atlas.EVERY) - unknown) + 5
    shown = [atlas.people_under(asked), acts_told.calendar(asked), acts_told.survival(asked)]
    assert {one["exhibit"] for one in told} == {one.title for one in shown}


@pytest.mark.parametrize("day", ["2026-11-28", "2015-07-01"])
def test_every_exhibit_with_numbers_names_its_rows(day):
    """Limits and bans rest on acts, what widens cooperation on its own tables too."""
    asked = Asked(day, place="Chicago, IL")
    acts, every = {"policy_events"}, {"policy_events", "agreements_287g", "secure_communities"}
    every -= {"agreements_287g"} if day < "2016" else set()
    shown = {
        atlas.answer(asked): acts,
        atlas.limits(asked): acts,
        atlas.people_under(asked): every,
        atlas.main_map(asked): acts,
        atlas.by_decade(asked): acts,
        atlas.by_layer(asked): every,
        acts_told.calendar(asked): acts,
        acts_told.survival(asked): acts,
        acts_told.your_place(asked): acts,
        acts_told.of_article()[0]: acts,
        acts_told.of_article()[1]: {"responses"},
    }
    assert all(tables <= set(one.row_ids()) for one, tables in shown.items())
