"""What jails did with detainers: sums and groups reckoned by hand on a few counties."""

import pandas as pd
import pytest

from sanctuary_research.data import jails
from sanctuary_research.data.jails import BAN, LIMIT, NO_ROW
from sanctuary_research.errors import UsageError
from sanctuary_research.questions import detainers


@pytest.fixture(scope="module")
def found():
    return detainers.counties(detainers.Asked())


def rows(*counted: tuple[str, int, int, int]) -> pd.DataFrame:
    """Return counties as (group, detainers, reason_known, refused)."""
    frame = pd.DataFrame(counted, columns=["group", "detainers", "reason_known", "refused"])
    frame["share_refused"] = frame["refused"] / frame["detainers"]
    names = {"county_name": "A", "state_name": "S", "reason": "", "evidence_table": ""}
    return frame.assign(**names, evidence_id="evt", county_fips="01001")


def test_three_readings_of_a_blank_outcome():
    """40 sent, 20 outcomes known, 10 refused: a quarter, a half, or three quarters."""
    table = jails.summed(rows((LIMIT, 30, 15, 10), (LIMIT, 10, 5, 0))).loc[LIMIT]
    assert table[["counties", "detainers", "none", "high"]].tolist() == [2, 40, 1, 1]
    names = ["refused_percent", "of_known_percent", "at_most_percent"]
    assert table[names].tolist() == [25, 50, 75]


def test_a_group_holds_what_both_days_say():
    """Montgomery, Maryland, began in the window; Cook had its limit; Harris has no row."""
    table = jails.groups("any_detainer_limit").set_index("county_fips")["group"]
    assert table["24031"] == jails.UNSURE
    assert table["17031"] == LIMIT
    assert table["48201"] == NO_ROW
    assert table["01001"] == BAN


def test_every_county_of_the_record_has_one_group(found):
    """297 counties of at least 20 detainers, fewer of at least 50, each in a known group."""
    assert len(found) == 297
    assert set(found["group"]) <= set(jails.GROUPS)
    assert detainers.counties(detainers.Asked(least=50))["detainers"].min() >= 50


def test_answer_needs_both_readings():
    """More by all detainers but not by those of known outcome is told apart."""
    told = detainers.answer(rows((LIMIT, 10, 10, 2), (NO_ROW, 10, 2, 1))).sentences
    said = told[0].replace("\N{NO-BREAK SPACE}", " ")
    assert "20 % of requests, where none is known 10 %, but" in said
    assert told[2] == "Without these it is not more."
    assert told[2] not in detainers.answer(rows((LIMIT, 9, 9, 3), (NO_ROW, 9, 9, 1))).sentences


def test_answer_is_short(found):
    """At most sixty words."""
    assert len(" ".join(detainers.answer(found).sentences).split()) <= 60


def test_parting_lists_both_ways():
    """None refused of fifty under a limit, and a quarter refused without one."""
    frame = rows((LIMIT, 50, 9, 0), (LIMIT, 49, 9, 0), (NO_ROW, 20, 9, 5), (BAN, 20, 9, 4))
    table = detainers.parting(frame, detainers.Asked()).rows
    assert table["detainers"].tolist() == [50, 20]


@pytest.mark.parametrize("narrow", [False, True])
def test_the_picture_is_drawn(found, narrow):
    """One bar of three parts for each clear group; the counties of the others are counted."""
    shown = detainers.main_picture(found, detainers.Asked())
    (ax,) = shown.picture(narrow).axes
    assert len(ax.patches) == 3 * len(detainers.CLEAR)
    rest = (~found["group"].isin(detainers.CLEAR)).sum()
    assert f"Not drawn: {rest} counties" in shown.marks


def test_every_choice_gives_an_answer():
    """Each limit and cut-off leaves counties on both sides."""
    for limit in ("county_detainer", "ice_list_2014"):
        asked = detainers.Asked(limit, 100, 50)
        chosen = detainers.counties(asked)
        assert "not known" not in " ".join(detainers.answer(chosen).sentences)
        assert detainers.sureness(chosen, asked).rows["choice"].is_unique


def test_counties_looked_for_again_are_put_back():
    """Franklin, Ohio, refused 46 of 227: once no limit was on record there."""
    counted = rows((LIMIT, 227, 100, 46), (NO_ROW, 73, 20, 0), (BAN, 10, 5, 0))
    counted["evidence_id"] = ["evt_af045746", "", ""]
    shown = detainers.sureness(pd.concat([counted, rows((LIMIT, 10, 5, 5))]), detainers.Asked())
    told = shown.rows.set_index("choice").loc["without limits found by a second look"]
    assert told[[LIMIT, NO_ROW]].tolist() == [50, pytest.approx(100 * 46 / 300)]


def test_every_exhibit_leads_to_counties_and_what_their_policy_rests_on(found):
    """All 297 counties, and as many policies as say something; a sum counts each once."""
    asked = detainers.Asked()
    told = found["evidence_id"][found["evidence_id"].ne("")]
    for shown in (
        detainers.answer(found),
        detainers.main_picture(found, asked),
        detainers.by_group(found, asked),
        detainers.sureness(found, asked),
    ):
        ids = shown.row_ids()
        assert ids["detainer_shares"] == sorted(found["county_fips"])
        assert set(ids["policy_events"]) >= set(told)
    assert detainers.answer(found).behind["refused"].sum() == found["refused"].sum()
    parting = detainers.parting(found, asked)
    assert parting.row_ids()["detainer_shares"] == sorted(parting.rows["county_fips"])


def test_headlines_are_those_of_the_table(found):
    """Three percentages, two counts of counties and what is blank."""
    told = {one["name"]: one["value"] for one in detainers.headlines(found)}
    assert told["counties under a limit"] == found["group"].eq(LIMIT).sum()
    assert told["outcomes blank"] == jails.blank(found)
    assert len(told) == 6


def test_a_wrong_choice_is_refused():
    """The sentence names the parameter and the nearest value."""
    with pytest.raises(UsageError, match="'least' must be one of 20, 50, 100, not '30'"):
        detainers.Asked(least=30)
