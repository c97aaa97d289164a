"""Totals of threatened money: each rule on hand-made rows, then properties on drawn ones."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanctuary_research.errors import AnalysisError, UsageError
from sanctuary_research.questions.money.counting import (
    RANKS,
    RULES,
    cell_table,
    total_threatened,
    totals_by_cell,
)
from sanctuary_research.questions.money.ledger import CELL
from sanctuary_research.questions.money.letters import THREAT, every_amount, of_letters
from sanctuary_research.questions.money.threatened import trail

PLAIN = {
    "threat_id": "letters",
    "jurisdiction_id": "x",
    "level": "city",
    "state": "XX",
    "concept": "annual_award",
    "unit": "usd_per_year",
    "programme": "byrne_jag",
    "fiscal_year": 2016,
    "precision": "exact",
    "basis": "press",
    "certainty": "press",
    "parent_amount_id": None,
    "is_summable": True,
    "passes_through": False,
    "joint_award": None,
    "fiscal_agent_id": None,
}


def rows(*changes: dict) -> pd.DataFrame:
    """Return amounts a0, a1, ...: each $100 of its own group unless changed."""
    made = []
    for number, change in enumerate(changes):
        row = {**PLAIN, "amount_id": f"a{number}", "overlap_group": f"g{number}", **change}
        if row["parent_amount_id"] == row["amount_id"]:
            row["parent_amount_id"] = None
        row.setdefault("amount_usd", 100.0)
        row.setdefault("low_usd", row["amount_usd"])
        row.setdefault("high_usd", row["amount_usd"])
        made.append(row)
    return pd.DataFrame(made)


def dropped(total) -> dict[str, str]:
    """Return the rule that left each row out, by amount_id."""
    return dict(zip(total.left_out["amount_id"], total.left_out["rule"], strict=True))


def test_sums_points_and_bounds():
    """Two places add up, and their bounds beside them."""
    total = total_threatened(
        rows({"low_usd": 90.0, "high_usd": 120.0}, {"amount_usd": 50.0, "high_usd": 60.0})
    )
    assert (total.total, total.low, total.high) == (150.0, 140.0, 180.0)
    assert dropped(total) == {}


def test_missing_stays_missing_and_is_counted():
    """A row without a figure adds nothing, not even its bounds, and is told as missing."""
    total = total_threatened(rows({}, {"amount_usd": np.nan, "low_usd": 10.0, "high_usd": 20.0}))
    assert (total.total, total.high) == (100.0, 100.0)
    assert dropped(total) == {"a1": "missing_amount"}


def test_an_empty_cell_reads_as_a_column_that_is_not_there():
    """Missing text, booleans and parents leave nothing out that their absence would not."""
    given = rows({}, {"amount_usd": 50.0}, {"overlap_group": "g0"})
    optional = ["certainty", "level", "state", "joint_award", "fiscal_agent_id"]
    empty = given.assign(**dict.fromkeys([*optional, "parent_amount_id"])).astype(
        {"is_summable": "boolean", "passes_through": "boolean"}
    )
    empty[["is_summable", "passes_through"]] = pd.NA
    absent = given.drop(columns=[*optional, "parent_amount_id", "is_summable", "passes_through"])
    found = [total_threatened(frame) for frame in (empty, absent)]
    assert [dropped(total) for total in found] == [{"a2": "overlap"}] * 2
    assert [total.total for total in found] == [150.0] * 2


def test_open_bound_is_not_invented():
    """A floor (more than $100) leaves the total without an upper bound."""
    total = total_threatened(rows({}, {"high_usd": np.nan}))
    assert total.low == 200.0
    assert np.isnan(total.high)


@pytest.mark.parametrize("better", range(1, len(RANKS["basis"])))
def test_overlap_goes_by_declared_rank(better):
    """Of two rows of the same money the better basis counts, whatever their order."""
    low, high = RANKS["basis"][better], RANKS["basis"][better - 1]
    same = {"overlap_group": "same"}
    total = total_threatened(
        rows({**same, "basis": low, "amount_usd": 900.0}, {**same, "basis": high})
    )
    assert total.total == 100.0
    assert dropped(total) == {"a0": "overlap"}
    assert total.left_out["reason"].iloc[0].endswith("(a1)")


def test_part_is_not_added_to_its_whole():
    """A child, and a grandchild whose parent is missing, stay out beside the whole."""
    total = total_threatened(
        rows(
            {"amount_usd": 500.0},
            {"parent_amount_id": "a0", "amount_usd": np.nan},
            {"parent_amount_id": "a1"},
        )
    )
    assert total.total == 500.0
    assert dropped(total) == {"a1": "missing_amount", "a2": "part_of_counted"}


def test_part_counts_when_its_whole_is_not_there():
    """A part whose whole belongs to another selection counts."""
    total = total_threatened(rows({"parent_amount_id": "elsewhere"}))
    assert total.total == 100.0


def test_local_money_inside_a_state_award():
    """Local money passed through the state stays out; direct local money of the state adds."""
    total = total_threatened(
        rows(
            {"level": "state", "amount_usd": 1000.0},
            {"passes_through": True},
            {"passes_through": False},
            {"passes_through": True, "state": "YY"},
        )
    )
    assert total.total == 1200.0
    assert dropped(total) == {"a1": "passes_through"}


def test_joint_award_stands_at_its_fiscal_agent():
    """The members of a joint award stay out beside its fiscal agent."""
    joint = {"joint_award": "city-county", "fiscal_agent_id": "city"}
    total = total_threatened(
        rows({**joint, "jurisdiction_id": "county"}, {**joint, "jurisdiction_id": "city"})
    )
    assert total.counted["jurisdiction_id"].tolist() == ["city"]
    assert dropped(total) == {"a0": "joint_award"}


def test_aggregate_stands_only_alone():
    """A list's total counts by itself, and stays out beside places."""
    listed = {"is_summable": False, "amount_usd": 39.0}
    assert total_threatened(rows(listed)).total == 39.0
    beside = total_threatened(rows(listed, {}))
    assert (beside.total, dropped(beside)) == (100.0, {"a0": "stands_alone"})


def test_ranges_are_not_terms_of_a_sum():
    """Exposure figures of two places, neither summable, have no total."""
    total = total_threatened(rows({"is_summable": False}, {"is_summable": False}))
    assert np.isnan(total.total)
    assert "fiscal year 2016: no total; 0 rows counted" in total.sentence()


def test_memory_and_estimates():
    """Memory never counts; estimates count unless asked not to."""
    frame = rows({"certainty": "memory"}, {"precision": "estimated"}, {})
    assert total_threatened(frame).total == 200.0
    strict = total_threatened(frame, include_estimates=False)
    assert dropped(strict) == {"a0": "memory", "a1": "estimate"}


def test_threat_without_a_link_stays_out():
    """Money held back on another ground does not count; an administration can be chosen."""
    frame = rows({"sanctuary_link": "stated", "administration": "trump_1"}, {})
    frame["sanctuary_link"] = frame["sanctuary_link"].fillna("none")
    assert dropped(total_threatened(frame)) == {"a1": "no_sanctuary_link"}
    assert len(total_threatened(frame, administration="trump_1").counted) == 1


@pytest.mark.parametrize(
    ("column", "other"),
    [
        ("concept", "exposure"),
        ("unit", "usd_multi_year"),
        ("programme", "voca"),
        ("fiscal_year", 2017),
    ],
)
def test_mixed_cells_are_refused(column, other):
    """A selection over two concepts, units, programmes or years is refused with the rule."""
    frame = rows({}, {column: other})
    with pytest.raises(AnalysisError, match=f"a sum stays inside .*2 values of {column}"):
        total_threatened(frame)
    assert total_threatened(frame, **{column: other}).total == 100.0


def test_unknown_values_offer_the_nearest():
    """A misspelt programme or place is refused with the nearest real one."""
    with pytest.raises(UsageError, match="did you mean 'byrne_jag'"):
        total_threatened(rows({}), programme="byrn_jag")
    with pytest.raises(UsageError, match="did you mean 'chicago-il'"):
        total_threatened(rows({"jurisdiction_id": "chicago-il"}), jurisdiction_id="chicgo-il")
    with pytest.raises(UsageError, match="no fiscal year is called '2030': choose one of: 2016"):
        total_threatened(rows({}), fiscal_year=2030)


def test_missing_column_and_empty_selection():
    """A frame without a needed column, and a selection of nothing, are refused."""
    with pytest.raises(AnalysisError, match="the frame has no column 'amount_usd'"):
        total_threatened(rows({}).drop(columns="amount_usd"))
    frame = rows({}, {"fiscal_year": 2017, "threat_id": "other"})
    with pytest.raises(AnalysisError, match="no amount has"):
        total_threatened(frame, threat_id="letters", fiscal_year=2017)


def test_waterfall_runs_from_naive_to_total():
    """The steps account for every dollar between the plain sum and the total."""
    total = total_threatened(rows({}, {"overlap_group": "g0"}, {"parent_amount_id": "a0"}))
    steps = total.steps.set_index("rule")
    assert total.naive == 300.0
    assert steps.loc["part_of_counted", "left_out_usd"] == 100.0
    assert steps["running_usd"].iloc[-1] == total.total == 100.0
    assert "$100" in total.sentence()
    assert set(RULES) - {"estimate"} == set(steps.index) - {"naive"}


AMOUNT = st.fixed_dictionaries(
    {
        "amount_usd": st.one_of(st.just(np.nan), st.integers(0, 10**6).map(float)),
        "overlap_group": st.sampled_from("ABCD"),
        "basis": st.sampled_from(RANKS["basis"]),
        "certainty": st.sampled_from(["primary", "press", "memory"]),
        "parent_amount_id": st.sampled_from([None, "a0", "a1", "a2"]),
        "is_summable": st.booleans(),
        "passes_through": st.booleans(),
        "level": st.sampled_from(["state", "city", "aggregate"]),
        "joint_award": st.sampled_from([None, "j"]),
        "fiscal_agent_id": st.just("x"),
    }
)
TABLES = st.lists(AMOUNT, min_size=1, max_size=8).map(lambda drawn: rows(*drawn))


@settings(max_examples=25, deadline=None)
@given(TABLES)
def test_every_row_is_decided_once(frame):
    """Counted and left out are a partition, and nothing is counted twice."""
    total = total_threatened(frame)
    ids = total.counted["amount_id"].tolist() + total.left_out["amount_id"].tolist()
    assert sorted(ids) == sorted(frame["amount_id"])
    assert total.counted["overlap_group"].is_unique
    parents = set(total.counted["parent_amount_id"].dropna())
    assert not parents & set(total.counted["amount_id"])


@settings(max_examples=25, deadline=None)
@given(TABLES, st.randoms())
def test_order_of_rows_does_not_matter(frame, random):
    """Shuffled rows give the same total and the same decisions."""
    order = list(range(len(frame)))
    random.shuffle(order)
    first, again = total_threatened(frame), total_threatened(frame.iloc[order])
    assert first.total == again.total or np.isnan(first.total)
    assert dropped(first) == dropped(again)


@settings(max_examples=25, deadline=None)
@given(TABLES)
def test_total_never_exceeds_the_plain_sum(frame):
    """Each step only takes away, and the steps add up to the difference."""
    total = total_threatened(frame)
    running = total.steps["running_usd"].to_numpy()
    assert (np.diff(running) <= 1e-6).all()
    left = total.steps["left_out_usd"].sum()
    assert running[0] - left == pytest.approx(running[-1])


def test_one_total_for_each_cell():
    """The larger cell comes first; a missing amount is told; an open bound too."""
    frame = rows({}, {"high_usd": np.nan}, {"fiscal_year": 2017, "amount_usd": np.nan})
    found = totals_by_cell(frame)
    table = cell_table(found)
    assert table["left_out_by"].tolist() == ["", "missing amount 1 row"]
    assert table["n_counted"].tolist() == [2, 0]
    assert "($200 to not known: 1 counted row without both bounds)" in found[0].sentence()
    with pytest.raises(UsageError, match="did you mean 'byrne_jag'"):
        totals_by_cell(frame, programme="byrne_jga")


def test_values_that_never_meet_give_no_total():
    """A real year and a real place, without a row of both, are no error."""
    frame = rows({}, {"fiscal_year": 2017, "jurisdiction_id": "y"})
    assert totals_by_cell(frame, fiscal_year=2017, jurisdiction_id="x") == []


def test_the_trail_holds_every_row_with_its_decision():
    """Left out first, with the reason; counted rows have none."""
    found = trail(total_threatened(rows({}, {"overlap_group": "g0", "basis": "agency"})))
    assert found["decision"].tolist() == ["left out", "counted"]
    assert found["rule"].tolist() == ["overlap", ""]


def test_every_amount_is_in_one_cell():
    """Over all cells of the tables, counted and left out rows are all rows, each once."""
    amounts = every_amount()
    cells = cell_table(totals_by_cell(amounts))
    assert cells["n_counted"].sum() + cells["n_left_out"].sum() == len(amounts)
    assert not cells[CELL].duplicated().any()
    assert cells["concept"].iloc[0] == "annual_award"


def test_letters_of_2016_replace_the_reported_39_million():
    """The 23 rows count, the reported sum beside them does not, and the bracket is 36.7-38.9."""
    total = total_threatened(every_amount(), threat_id=THREAT, fiscal_year=2016)
    assert len(total.counted) == 23
    assert (round(total.low / 1e6, 1), round(total.high / 1e6, 1)) == (36.7, 38.9)
    assert total.left_out["rule"].tolist() == ["stands_alone"]
    assert total.left_out["amount_usd"].tolist() == [39e6]


def test_only_four_letters_are_not_estimates():
    """Without estimates one exact and three rounded rows are left: $7.85 million."""
    total = total_threatened(of_letters(2016), include_estimates=False)
    assert total.total == 48_297 + 2_100_000 + 4_300_000 + 1_400_000


def test_homeland_security_cut_counts_once():
    """New York's and others' parts stay inside the $233 million cut of twelve plaintiffs."""
    wanted = {"programme": "hsgp", "concept": "cut", "unit": "usd_per_year"}
    total = total_threatened(every_amount(), **wanted)
    assert total.total == 233e6
    assert set(total.left_out["rule"]) == {"part_of_counted"}


def test_new_york_city_counts_its_accounts():
    """Of the claims about New York City in 2017 the observed revenue counts."""
    wanted = {"jurisdiction_id": "new-york-city-ny", "programme": "all_federal_funds"}
    total = total_threatened(every_amount(), fiscal_year=2017, **wanted)
    assert total.total == 8_014_602_946
