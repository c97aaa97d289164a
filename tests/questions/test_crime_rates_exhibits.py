"""The exhibits of notebook 01 on twelve invented states of ten counties each."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

from sanctuary_research.data import datasets
from sanctuary_research.questions import crime_rates
from sanctuary_research.questions.crime_rates import (
    checked,
    doubts,
    frames,
    gaps,
    said,
    shown,
    variants,
)
from sanctuary_research.questions.crime_rates.asked import Asked

STATES = list("ABCDEFGHIJKL")
CLASSES = ("large_central_metro", "small_metro")


def invented(year: int) -> pd.DataFrame:
    """Counties with crime that rises by the year, by state and by chance."""
    rng = np.random.default_rng(1)
    n = 10 * len(STATES)
    frame = pd.DataFrame({"county_fips": [f"{k:05d}" for k in range(1, n + 1)]})
    frame["name"], frame["state"] = "County " + frame["county_fips"], np.repeat(STATES, 10)
    frame["region"] = np.repeat(["West", "South"], n // 2)
    for name in {*frames.EARLIER, *frames.LATER} - {"region"}:
        frame[name] = rng.normal(size=n)
    frame["population"] = rng.integers(5_000, 50_000, n)
    frame["nchs_code"], frame["nchs_label"] = np.tile([1, 4], n // 2), np.tile(CLASSES, n // 2)
    common = np.repeat(rng.normal(0, 20, len(STATES)), 10)
    for name, level in (("index", 200), ("violent", 40), ("property", 160)):
        noise = np.random.default_rng(year).normal(0, 10, n)
        frame[f"{name}_per_10k"] = level + common + noise + (year - 2012)
    flags = ("is_zero", "is_implausible", "is_imputed_split")
    return frame.assign(
        **dict.fromkeys(flags, False), coverage_percent=np.nan, coverage_lower_bound_percent=80.0
    )


def arms(definition: str, day: object) -> pd.DataFrame:
    """A list that names every third county, or events that speak of little else."""
    base = invented(2015)
    place = np.arange(len(base)) % 3
    silent = "neither" if definition == "ice_list_2014" else "not_coded"
    arm = np.select([place == 0, place == 1], ["limit", silent], "ban")
    frame = base[["county_fips"]].assign(arm=arm, label="", reason="as told")
    frame["evidence_table"] = np.where(arm == "not_coded", "", "policy_events")
    frame["evidence_id"] = np.where(np.isin(arm, ["not_coded", "neither"]), "", "evt_1")
    return frame


@pytest.fixture(autouse=True, scope="module")
def small():
    """Every question is asked of the invented counties, under two definitions."""
    both = ["ice_list_2014", "any_detainer_limit"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(frames, "everything", invented)
        patch.setattr(frames, "labels", arms)
        patch.setattr(frames, "definitions", lambda asked: both)
        patch.setattr(gaps, "JOINT_DRAWS", 199)
        patch.setattr(gaps, "DRAWS", 199)
        yield


@pytest.fixture(scope="module")
def found(small):
    """The question with its defaults: counties, estimate and every estimate."""
    asked = Asked()
    counties = crime_rates.counties(asked)
    return asked, counties, crime_rates.gap(counties, asked), crime_rates.every_gap(counties, asked)


@pytest.mark.parametrize(
    ("comparison", "adjustment"),
    list(product(gaps.COMPARISONS, gaps.ADJUSTMENTS)),
)
def test_the_answer_is_a_sentence_whatever_is_asked(found, comparison, adjustment):
    """No comparison and no adjustment leaves a word too many or too few."""
    asked = Asked(definition="any_detainer_limit", comparison=comparison, adjustment=adjustment)
    counties = crime_rates.counties(asked)
    if comparison == "neither":
        with pytest.raises(ValueError, match="none that is kept is on the other side"):
            crime_rates.gap(counties, asked)
        return
    gap = crime_rates.gap(counties, asked, adjustments=[adjustment])
    text = " ".join(said.answer(gap, found[3]))
    assert not [wrong for wrong in ("  ", "counties counties", "{", "nan") if wrong in text]
    assert text.endswith(".")


def test_more_or_fewer_is_said_of_what_was_planned_or_stands_out(found, monkeypatch):
    """An estimate that was not planned and does not stand out claims nothing by its range."""
    asked, _, gap, every = found
    table = gap.found.table.assign(conf_low=1.0, conf_high=2.0)
    clear = gap.found.__class__(gap.found.outcome, table, gap.found.sample, gap.found.contrasts)
    planned = gaps.Gap(asked, gap.frame, clear)
    other = gaps.Gap(asked.but(year=2017), gap.frame, clear)
    monkeypatch.setattr(gaps.EveryGap, "stands_out", lambda self, *key: False)
    assert said.answer(planned, every)[0] == "More in 2015."
    assert said.answer(other, every)[0].startswith("We cannot tell from figures of ")
    assert "does not stand out" in said.answer(other, every)[-2]


def test_a_list_that_names_everybody_has_no_other_counties(found):
    """All others of a complete list are those under neither: they are not counted twice."""
    every = found[3]
    pairs = set(every.table[["definition", "comparison"]].itertuples(index=False, name=None))
    assert ("ice_list_2014", "others") not in pairs
    assert ("any_detainer_limit", "others") in pairs


def test_the_picture_and_the_first_rows_of_the_table_agree(found):
    """What is drawn stands first in the table under it, events against all others."""
    asked, _, gap, every = found
    drawn = shown.main_picture(every, gap).rows
    rows = shown.by_definition(every, asked).rows.head(len(drawn))
    assert drawn["estimate"].tolist() == rows["estimate"].tolist()
    assert drawn["comparison"].tolist() == ["neither", "others"]
    low, high = shown.edges(drawn, [(-35.5, "published")])
    assert low < min(drawn["estimate"].min(), -35.5)
    assert high > drawn["estimate"].max()


def test_the_change_is_the_difference_of_the_years(found):
    """On the same counties the change of the gap is the gap of the changes."""
    rows = doubts.before(found[0]).rows
    assert rows["n_sanctuary"].nunique() == 1
    then, now, change = rows["estimate"]
    assert change == pytest.approx(now - then)


def test_one_choice_changed_begins_as_asked(found):
    """The first row is the estimate itself."""
    rows = doubts.other_choices(found[0]).rows
    assert rows["choice"].iloc[0] == "as asked"
    assert rows["estimate"].iloc[0] == pytest.approx(found[2].row["estimate"])
    assert not rows["choice"].str.contains("90 %").any()  # not known for this year


def test_a_published_figure_is_held_against_its_own_counties(found, monkeypatch):
    """A figure for all counties against all, one for a class against that class, others never."""
    table = pd.DataFrame(
        {
            "estimate_id": ["a", "b", "c"],
            "study_id": "s",
            "authors": "Author",
            "year": 2017,
            "outcome": "index_crime",
            "unit": "per_10k",
            "estimate": [1e6, 0.0, 0.0],
            "scope": ["all counties", "large central metro", "border counties"],
            "estimate_printed": "as printed",
        }
    )
    monkeypatch.setattr(datasets, "load_published_estimates", lambda: table)
    rows = variants.published(found[2]).set_index("estimate_id")["is_excluded"]
    assert rows["a"]
    assert not rows["b"]
    assert rows["c"] is pd.NA


def test_bounds_begin_at_the_raw_gap(found):
    """With no silent county under a limit the bounds are the raw gap against all others."""
    _, counties, _, every = found
    rows = doubts.silence(counties, found[0]).rows.set_index("n_silent")
    raw = every.table.query(
        "definition == 'any_detainer_limit' and comparison == 'others'"
        " and adjustment == 'raw' and weights == 'county'"
    )
    assert rows["raw_difference"].tolist() == pytest.approx(raw["estimate"].tolist())
    assert rows.index.tolist() == [40]


def test_states_share_all_the_weight(found):
    """The percents of each side sum to a hundred, and the sides count like so many states."""
    exhibit = checked.states(found[2])
    for side in ("sanctuary", "comparison"):
        assert exhibit.rows[f"percent_{side}"].sum() == pytest.approx(100)
    row = found[2].row[["effective_clusters_sanctuary", "effective_clusters_comparison"]]
    told = " and ".join(f"{size:.1f}" for size in row)
    assert exhibit.sentences[0] == f"The sides count like {told} states of equal size."


def test_each_state_is_left_out_once(found):
    """One row a state, from the least estimate to the greatest."""
    rows = doubts.without_each_state(found[2]).rows
    assert sorted(rows["name"]) == STATES
    assert rows["estimate"].is_monotonic_increasing


def test_headlines_lead_to_exhibits_that_are_shown(found):
    """Each number names an exhibit of the notebook, and no name stands twice."""
    asked, counties, gap, every = found
    numbers = shown.headlines(gap, every, counties)
    titles = {
        exhibit.title
        for exhibit in (
            doubts.sureness(gap),
            shown.by_definition(every, asked),
            shown.battery(every, asked),
            shown.kept(counties, asked),
        )
    }
    assert {number["exhibit"] for number in numbers} == titles
    assert len({number["name"] for number in numbers}) == len(numbers)


def test_headlines_rest_on_rows_that_can_be_read(found):
    """Behind the tables of estimates: which row puts which kept county into which arm."""
    asked, counties, _, every = found
    for exhibit in (shown.by_definition(every, asked), shown.battery(every, asked)):
        assert "policy_events" in exhibit.row_ids()
    mine = every.behind[every.behind["definition"] == asked.definition].set_index("county_fips")
    known = counties.set_index("county_fips").loc[mine.index]
    assert mine["evidence_id"].equals(known["evidence_id"])
    assert set(known["screen"]) == {"kept"}


def test_all_estimates_are_judged(found):
    """Raw and regression, by county and by person, of every comparison there is."""
    every = found[3]
    table = doubts.together(every).rows
    assert len(table) == len(every.cells) == 4 * 4
    assert set(table["adjustment"]) == {"as they are", "adjusted by regression to be alike"}


@pytest.mark.parametrize(
    "show",
    [
        lambda asked, counties, gap, every: shown.kept(counties, asked),
        lambda asked, counties, gap, every: checked.your_county(counties, asked),
        lambda asked, counties, gap, every: checked.balance(gap),
        lambda asked, counties, gap, every: doubts.sureness(gap, draws=99),
        lambda asked, counties, gap, every: doubts.urbanicity(asked),
        lambda asked, counties, gap, every: shown.battery(every, asked),
    ],
)
def test_an_exhibit_names_its_tables_and_draws(found, show):
    """Each has rows and a source; its pictures can be drawn both ways."""
    exhibit = show(*found)
    assert not exhibit.rows.empty
    assert exhibit.tables
    for narrow in (False, True) if exhibit.picture else ():
        assert exhibit.picture(narrow).axes
