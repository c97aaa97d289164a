"""What there is to see, and what each county is called: counted by hand on a few rows."""

import pandas as pd
import pytest

from sanctuary_research.data.definitions import DEFINITIONS
from sanctuary_research.errors import UsageError
from sanctuary_research.questions import start_here
from sanctuary_research.questions.start_here import NAMED, NOT, SILENT, UNCLEAR


@pytest.fixture(scope="module")
def every():
    return start_here.everywhere(2015)


def rows(*said: tuple[str, str, str]) -> pd.DataFrame:
    """Return counties as (definition, county, what it says)."""
    frame = pd.DataFrame(said, columns=["definition", "county_fips", "said"])
    return frame.assign(title=frame["definition"])


def test_counts_put_the_narrowest_definition_first():
    """One row a definition, a column for each thing said, zero where nothing is."""
    found = start_here.counts(
        rows(("a", "1", NAMED), ("a", "2", NAMED), ("b", "1", NAMED), ("b", "2", SILENT))
    )
    assert found["name"].tolist() == ["b", "a"]
    assert found[[NAMED, NOT, UNCLEAR, SILENT]].values.tolist() == [[1, 0, 0, 1], [2, 0, 0, 0]]


def test_a_county_is_unrecorded_where_nothing_but_a_federal_list_speaks():
    """A federal list speaks of every county, so it does not count."""
    found = rows(
        ("state_law", "1", SILENT),
        ("city_dont_ask", "1", SILENT),
        ("dhs_list", "1", NOT),
        ("state_law", "2", SILENT),
        ("city_dont_ask", "2", UNCLEAR),
    )
    assert start_here.unrecorded(found) == 1


def test_every_county_is_said_something_of_under_every_definition(every):
    """No row has a label without a word, and silence has no row behind it."""
    assert len(every) == 3142 * len(DEFINITIONS)
    assert set(every["said"]) == {NAMED, NOT, UNCLEAR, SILENT}
    assert set(every.loc[every["said"] == SILENT, "evidence_id"]) == {""}


def test_the_answer_says_that_silence_is_not_absence(every):
    """At most sixty words, and two numbers a sentence at most."""
    sentences = start_here.answer(every, 2015).sentences
    assert len(" ".join(sentences).split()) <= 60
    assert sentences[-2] == "Not every county was searched."
    assert "we do not know whether any policy" in sentences[-1]


@pytest.mark.parametrize(
    ("asked", "told"),
    [("99999", "no place is called '99999'"), ("Texas", "Texas is not one county")],
)
def test_what_is_no_county_is_refused(every, asked, told):
    """A name that none has, and a state; a city stands for the county that it lies in."""
    with pytest.raises(UsageError, match=told):
        start_here.one_county(every, asked, 2015)
    assert "Cook County, IL" in start_here.one_county(every, "Chicago, IL", 2015).title


def test_each_county_some_definition_names_is_listed(every):
    """One row a county; all counties are behind it, and each row that names one."""
    found = start_here.named_counties(every)
    assert found.rows["county_fips"].is_unique
    behind = found.row_ids()
    assert len(behind["county"]) == 3142
    assert {"policy_events", "list_membership", "detainer_shares"} <= {*behind}
    assert f"{len(found.rows):,} of 3,142" in found.title


def test_topics_hold_every_table():
    """No table is left out of the topics."""
    found = start_here.tables()
    assert f"{found.rows['tables'].sum()} tables" in found.title
    assert found.rows["tables"].notna().all()


@pytest.mark.parametrize("narrow", [False, True])
def test_bars_are_as_long_as_their_counts(every, narrow):
    """The parts of each bar add up to all counties."""
    (ax,) = start_here.main_picture(every, 2015).picture(narrow).axes
    widths = pd.Series([bar.get_width() for bar in ax.patches])
    assert widths.sum() == 3142 * len(DEFINITIONS)
