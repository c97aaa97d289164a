"""What jails did with detainers: sums and groups reckoned by hand on a few counties."""

import pandas as pd
import pytest

from sanctuary_research.errors import UsageError
from sanctuary_research.questions import detainers
from sanctuary_research.questions.detainers import BAN, BEFORE, IN_2014, LIMIT, NO_ROW, OPEN


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
    table = detainers.summed(rows((LIMIT, 30, 15, 10), (LIMIT, 10, 5, 0))).loc[LIMIT]
    assert table[["counties", "detainers", "none", "high"]].tolist() == [2, 40, 1, 1]
    names = ["refused_percent", "of_known_percent", "at_most_percent"]
    assert table[names].tolist() == [25, 50, 75]


def test_a_group_holds_what_both_days_say():
    """Montgomery, Maryland, began in the window; Cook had its limit; Harris has no row."""
    table = detainers.groups("any_detainer_limit").set_index("county_fips")["group"]
    assert table["24031"] == detainers.UNSURE
    assert table["17031"] == LIMIT
    assert table["48201"] == NO_ROW
    assert table["01001"] == BAN


def test_every_county_of_the_record_has_one_group(found):
    """297 counties of at least 20 detainers, fewer of at least 50, each in a known group."""
    assert len(found) == 297
    assert set(found["group"]) <= set(detainers.GROUPS)
    assert detainers.counties(detainers.Asked(least=50))["detainers"].min() >= 50


def test_series_by_the_year_in_which_the_limit_began():
    """Cook began in 2011; Denver in 2014; nobody knows the first day of Santa Clara's."""
    table = detainers.began().set_index("county_fips")["series"]
    assert table[["17031", "08031", "06085"]].tolist() == [BEFORE, IN_2014, OPEN]


def test_refusals_a_month_are_those_of_the_table():
    """A year has twelve months and the record of 2015 six and a half."""
    own = detainers.began().set_index("county_fips")["series"]
    refused = detainers.datasets.load_detainers_refused().query("kind == 'county_jails'")
    in_2014 = refused[refused["county_fips"].map(own).eq(BAN) & refused["year"].eq(2014)]
    assert detainers.years().loc[BAN, 2014] * 12 == pytest.approx(
        in_2014["refused"].sum(), rel=0.001
    )


def test_years_stand_below_each_other():
    """One row for each year since 2008, one column for each series with its counties."""
    shown = detainers.by_year()
    assert shown.rows["year"].tolist() == [*range(2008, 2016)]
    assert shown.headings()[BAN].startswith(f"{BAN} (")


def test_dates_to_check_have_five_refusals_before(found):
    """Each row is a year before the limit's, and the tables are in order of state and name."""
    table = detainers.early()
    assert (table["year"] < table["first_year"]).all()
    assert table["refused"].min() >= 5
    assert table["state_name"].is_monotonic_increasing


def test_answer_needs_both_readings():
    """More by all detainers but not by those of known outcome is no more for sure."""
    told = detainers.answer(rows((LIMIT, 10, 10, 2), (NO_ROW, 10, 2, 1))).sentences[0]
    assert "refused no more for sure" in told
    assert "20 % of requests" in told
    assert "against 10 % where" in told


def test_answer_is_short_and_its_facts_hold(found):
    """At most sixty words; most dated limits did begin in 2014."""
    told = detainers.answer(found).sentences
    assert len(" ".join(told).split()) <= 60
    began = detainers.began()["first_year"].dropna()
    assert (began == 2014).mean() > 0.5


def test_parting_lists_both_ways():
    """None refused of fifty under a limit, and a quarter refused without one."""
    frame = rows((LIMIT, 50, 9, 0), (LIMIT, 49, 9, 0), (NO_ROW, 20, 9, 5), (BAN, 20, 9, 4))
    table = detainers.parting(frame, detainers.Asked()).rows
    assert table["detainers"].tolist() == [50, 20]


@pytest.mark.parametrize("narrow", [False, True])
def test_the_picture_is_drawn(found, narrow):
    """One bar of three parts for each group."""
    (ax,) = detainers.main_picture(found, detainers.Asked()).picture(narrow).axes
    assert len(ax.patches) == 3 * found["group"].nunique()


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
    told = shown.rows.set_index("choice").loc["without the rows found by a second look"]
    assert told[[LIMIT, NO_ROW]].tolist() == [50, pytest.approx(100 * 46 / 300)]


def test_a_wrong_choice_is_refused():
    """The sentence names the parameter and the nearest value."""
    with pytest.raises(UsageError, match="'least' must be one of 20, 50, 100, not '30'"):
        detainers.Asked(least=30)
