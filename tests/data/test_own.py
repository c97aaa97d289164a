"""Bringing your own table."""

import pytest

from sanctuary_research import load_county_crime, load_policy_events, read_own
from sanctuary_research.data.faults import plain
from sanctuary_research.errors import DataError, UsageError

HEADER = "year,place_id,amount_usd,share_percent,note,source_id\n"


def test_own_table_is_read_like_packaged(small, tmp_path):
    """A user's file comes with the columns, order and types of the packaged table."""
    path = tmp_path / "mine.csv"
    path.write_text(HEADER + "2020,c-city,7,,,ledger\n")
    frame = read_own(path, like="payments")
    assert list(frame) == [
        "place_id",
        "year",
        "amount_usd",
        "share_percent",
        "note",
        "source_id",
    ]
    assert frame.loc[0, "amount_usd"] == 7
    assert str(frame["amount_usd"].dtype) == "Int64"


def test_own_faults_are_listed_with_lines(small, tmp_path):
    """Every broken rule is listed, foreign keys against the packaged tables included."""
    path = tmp_path / "mine.csv"
    path.write_text(HEADER + "2020,nowhere,7,,,ledger\n2020,c-city,-7,,,ledger\n")
    with pytest.raises(DataError, match=r"mine\.csv \(read like table 'payments'\)") as caught:
        read_own(path, like="payments")
    assert [(f.row, f.rule, f.value) for f in caught.value.faults] == [
        (2, "foreign_key", "nowhere"),
        (3, "minimum", "-7"),
    ]


def test_own_file_that_is_not_there(small, tmp_path):
    """A wrong path is one sentence."""
    with pytest.raises(DataError, match=r"there is no file .*none\.csv"):
        read_own(tmp_path / "none.csv", like="payments")


def test_own_like_unknown_table(small, tmp_path):
    """A misspelt table offers the nearest."""
    with pytest.raises(UsageError, match="did you mean 'payments'"):
        read_own(tmp_path / "mine.csv", like="paymnts")


def test_own_sources_may_be_named(small, tmp_path):
    """Rows may cite the user's own sources when told so, else an unknown source is a fault."""
    path = tmp_path / "mine.csv"
    path.write_text(HEADER + "2020,c-city,7,,,my-diary\n")
    with pytest.raises(DataError, match="'my-diary' does not exist in table sources"):
        read_own(path, like="payments")
    frame = read_own(path, like="payments", sources=["my-diary"])
    assert frame["source_id"].tolist() == ["my-diary"]


def test_rules_across_columns_hold_of_an_own_table(tmp_path):
    """A sum that its parts do not make, a rate of other people and a date to come are faults."""
    packaged = load_county_crime().query("index_per_10k.notna() and year == 2015").head(2)
    path = tmp_path / "mine.csv"
    packaged.map(plain).to_csv(path, index=False)
    assert len(read_own(path, like="county_crime")) == 2
    packaged.assign(index_crimes=[9999, packaged["index_crimes"].iloc[1]]).map(plain).to_csv(
        path, index=False
    )
    with pytest.raises(DataError, match=r"but index_crimes is \[9999\], violent is") as caught:
        read_own(path, like="county_crime")
    assert {(f.row, f.rule) for f in caught.value.faults} == {
        (2, "county_totals_are_sums"),
        (2, "county_rates_are_counts_per_person"),
    }


def test_own_events_are_in_order_and_not_to_come(tmp_path):
    """Latest before earliest, a date in the year 2105 and one of the year 19 are faults."""
    event = load_policy_events().dropna(subset=["effective_earliest"]).head(1)
    event = event.assign(ended_by_event_id=None)
    for column, day, told in (
        ("adopted_latest", "1900-01-01", "never after its latest"),
        ("effective_earliest", "2105-01-01", "No date is after 20"),
        ("adopted_earliest", "0019-01-01", "No date is before 1776"),
    ):
        path = tmp_path / "events.csv"
        event.map(plain).assign(**{column: day}).to_csv(path, index=False)
        with pytest.raises(DataError, match=told):
            read_own(path, like="policy_events")


def test_own_table_without_rows_is_refused(small, tmp_path):
    """A header alone is no table."""
    path = tmp_path / "mine.csv"
    path.write_text(HEADER)
    with pytest.raises(DataError, match="the table has no rows"):
        read_own(path, like="payments")
