"""What notebook 02 says and shows: sentences from results, rows by hand."""

import numpy as np
import pandas as pd
import pytest

from sanctuary_research.errors import UsageError
from sanctuary_research.questions import adoption
from sanctuary_research.questions.adoption import elsewhere, first_screen, sure, told
from sanctuary_research.questions.adoption import who as who_is

RATES = pd.DataFrame(
    {
        "name": ["counties", "states", "states"],
        "crime": ["violent", "violent", "homicide"],
        "line": ["Violent crime in counties", "Violent crime in states", "Homicide in states"],
        "how": "rates",
        "is_asked": [True, True, False],
        "estimate": [3.0, -4.0, -0.8],
        "percent": [1.0, -1.5, -18.7],
        "percent_low": [-9.6, -14.0, -32.8],
        "percent_high": [11.6, 11.1, -4.6],
        "p_value": [0.8, 0.7, 0.02],
    }
)


@pytest.fixture(scope="module")
def panels():
    return adoption.panels(adoption.Asked())


def test_a_choice_that_is_none_is_refused():
    """The sentence offers the nearest value."""
    with pytest.raises(UsageError, match="did you mean 'homicide'"):
        adoption.Asked(outcome="homicid")


def test_nothing_clear_is_said_to_be_unknown():
    """Where every range holds no change the answer is that we cannot tell, with both ends."""
    said = first_screen.of_the_outcome(RATES[:2], adoption.Asked())
    assert said[0].startswith("We cannot tell whether recorded violent crime changes")
    assert said[1] == (
        "The best estimates run from 2 % less (states) to 1 % more (counties); "
        "each could as well be a rise as a fall."
    )


def test_a_clear_change_is_named_by_its_panel():
    """A range wholly below no change is no reason to say that we cannot tell."""
    said = first_screen.of_the_outcome(RATES[2:], adoption.Asked(outcome="homicide"))
    assert said[0] == "Recorded homicide changed after adoption in states, by it or not."


def test_a_panel_that_counts_nothing_is_said():
    """Without an estimate the answer says so."""
    (said,) = first_screen.of_the_outcome(RATES[:0], adoption.Asked())
    assert said.startswith("None of the panels can tell")


def test_the_title_names_what_is_clear():
    """One of three ranges leaves out no change, and the title says which and where."""
    assert first_screen.finding(RATES) == (
        "2 of 3 ranges include no change; that of homicide in states lies below it"
    )
    assert first_screen.finding(RATES[:2]) == "Every range includes no change"


def test_rates_and_counts_are_one_question():
    """Only the rows of rates are questions; those asked for come first."""
    both = pd.concat([RATES[::-1], RATES.assign(how="counts")], ignore_index=True)
    assert first_screen.by_rates(both)["is_asked"].tolist() == [True, True, False]


def test_one_choice_changed_is_one():
    """As chosen changes none, covariates beside another reading of silence change two."""
    names = [
        "counties: as chosen",
        "counties: on 31 December",
        "counties: covariates, coded places only",
        "counties: covariates, all other places too",
        "states: 2021 kept",
    ]
    robust = pd.DataFrame({"name": names, "estimate": [1.0, 2.0, 3.0, 4.0, np.nan]})
    assert sure.changed(robust, "not_coded")["estimate"].tolist() == [2.0, 3.0]
    assert sure.changed(robust, "not_in_force")["estimate"].tolist() == [2.0, 4.0]


def test_studies_are_cited_by_one_two_or_the_first_of_many():
    """Two authors are both named."""
    assert elsewhere.study_name("Hines and Peri", 2019) == "Hines and Peri 2019"
    assert elsewhere.study_name("Lyons, Velez and Santoro", 2013) == "Lyons et al. 2013"


def test_published_numbers_come_to_percent():
    """A rate is divided by its mean, log points are exponentiated, the rest has no place."""
    rows = pd.DataFrame(
        {
            "unit": ["per_100k", "per_10k", "log_points", "percent", "none"],
            "estimate": [30.0, -30.0, np.log(1.1), 5.0, 1.0],
            "conf_low": np.nan,
            "conf_high": np.nan,
        }
    )
    found = elsewhere.in_percent(rows, violent=300.0, index=3000.0)
    assert found["estimate"].tolist() == pytest.approx([10.0, -10.0, 10.0, 5.0])


def test_the_fullest_specification_stands_for_a_study():
    """Of two rows of one study and outcome that with controls stays."""
    rows = pd.DataFrame(
        {
            "study_id": "s",
            "outcome": "violent_crime",
            "scope": "all",
            "specification": ["county_and_time_effects", "with_controls"],
            "unit": "percent",
        }
    )
    assert elsewhere.fullest(rows)["specification"].tolist() == ["with_controls"]


def test_names_with_underscores_become_words():
    """A line of conventions holds no name of a column."""
    table = pd.DataFrame({"covariates": ["poverty_percent, rural_percent"]})
    assert told.conventions(table) == "covariates: In poverty, %, Rural, %"


def test_reversals_name_their_places(panels):
    """Miami-Dade is named as itself, not left blank."""
    rows = adoption.reversals(panels).rows
    assert rows["place"].notna().all()
    assert "Miami-Dade County, Florida" in set(rows["place"])


def test_a_bar_of_one_place_bears_its_name(panels):
    """A row of many counties says how many; one whose policy ended stands apart, as itself."""
    bars = who_is.adoption_bars(panels)
    assert bars.loc[bars["n"] > 1, "row"].str.endswith(" counties").all()
    assert not bars.duplicated(["panel", "row"]).any()
    ended = bars.set_index("row").loc["Miami-Dade County, Florida"]
    assert (ended["n"], ended["end"]) == (1, 2017)


def test_states_were_moving_before_the_wave(panels):
    """The gain of adopters' states from 2010 to 2013 is that of raw means, by hand."""
    frame = panels.counting("property")["counties"]
    adopting = set(frame.loc[frame["cohort"].notna(), "state_fips"])
    rows = panels.crime["states"].assign(rate=lambda t: 1e5 * t["property"] / t["population"])
    wide = rows.pivot(index="state_fips", columns="year", values="rate")
    change = wide[2013] - wide[2010]
    others = set(frame["state_fips"]) - adopting
    expected = change[list(adopting & set(wide.index))].mean() - change[list(others)].mean()
    assert first_screen.already_moving(panels, "property") == pytest.approx(expected)


def test_every_exhibit_has_words_for_its_picture(panels):
    """Calendars and means can be read without being seen, and hold no name with an underscore."""
    for exhibit in (adoption.calendar(panels), adoption.raw_means(panels)):
        assert len(exhibit.alt) > 30
        assert "_" not in exhibit.alt + exhibit.title + exhibit.subtitle
        assert exhibit.picture(True).get_figwidth() < exhibit.picture(False).get_figwidth()


def test_the_evidence_is_of_compared_places(panels):
    """Adopters and controls of the panels asked, each with its row."""
    rows = panels.evidence()
    assert set(rows["role"]) == {"treated", "control"}
    assert set(rows["panel"]) == set(panels.asked.held)
    assert rows.loc[rows["role"] == "treated", "evidence_id"].ne("").all()
