"""Bringing your own table."""

import io
import tracemalloc

import pytest

from sanctuary_research import load_county_crime, load_policy_events, read_own
from sanctuary_research.data import catalog
from sanctuary_research.data.faults import plain
from sanctuary_research.data.validate import examine
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
    with pytest.raises(UsageError, match="is no file"):
        read_own("a\0b", like="payments")


def test_own_like_unknown_table(small, tmp_path):
    """A misspelt table offers the nearest."""
    for like in ("paymnts", ["payments"]):
        with pytest.raises(UsageError, match="did you mean 'payments'"):
            read_own(tmp_path / "mine.csv", like=like)


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


def test_an_own_table_without_rows_is_a_fault_of_its_own(small, tmp_path):
    """The rule has a name, as every rule has."""
    path = tmp_path / "mine.csv"
    path.write_text(HEADER)
    with pytest.raises(DataError) as caught:
        read_own(path, like="payments")
    [fault] = caught.value.faults
    assert (fault.rule, fault.message) == (
        "rows",
        "the table has no rows: write one below the header",
    )


def test_what_is_told_of_a_large_table_is_bounded(small, tmp_path):
    """A fault in every row, of every kind: a hundred of each are kept, all are counted."""
    path = tmp_path / "mine.csv"
    path.write_text(HEADER + "2020,nowhere,-7,,,ledger\n" * 1000 + "1,2\n" * 300)
    with pytest.raises(DataError, match=r"in 3,299 places") as caught:
        read_own(path, like="payments")
    found = caught.value.faults
    assert {fault.rule: fault.more for fault in found if fault.more} == {
        "missing_cell": 200,
        "minimum": 900,
        "foreign_key": 900,
        "duplicate_key": 899,
    }
    assert len(found) == 400


def test_little_more_is_held_than_the_file(small, tmp_path):
    """Reading a table of 6 MB, sound or spoilt in every row, takes at most five times as much."""
    row = "{year},{place},7,12.5,a note of some words,ledger\n"
    for place in ("c-city", "nowhere"):
        path = tmp_path / f"{place}.csv"
        rows = (row.format(year=1900 + k, place=place) for k in range(130_000))
        path.write_text(HEADER + "".join(rows))
        tracemalloc.start()
        examine(catalog.table("payments"), io.BytesIO(path.read_bytes()), lambda key: None)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 5 * path.stat().st_size


def test_a_rule_of_the_package_holds_of_an_own_table_by_its_name(tmp_path):
    """A county's agency in another county: the line, the rule, and the whole sentence."""
    records = [row for row in catalog.records("agencies") if row["agency_id"][:2] == "06"][:2]
    records[1] = records[1] | {"county_fips": "36061"}
    path = tmp_path / "mine.csv"
    lines = [
        ",".join(f'"{cell}"' for cell in row) for row in (records[0], *map(dict.values, records))
    ]
    path.write_text("\n".join([*lines, ""]))
    with pytest.raises(DataError) as caught:
        read_own(path, like="agencies")
    [fault] = [one for one in caught.value.faults if one.rule == "county_agency_is_of_its_county"]
    agency = records[1]["agency_id"]
    assert (fault.row, fault.column, fault.value) == (3, "agency_id", agency)
    assert f"agency_id is [{agency}], county_fips is [36061]" in fault.message
    assert str(caught.value).startswith(
        f"{path} (read like table 'agencies') breaks its description"
    )
    assert "`sanctuary describe agencies` tells" in str(caught.value)


def test_an_own_table_needs_only_its_parents(small, tmp_path):
    """A broken table that it does not name is no fault of it."""
    small.plant("payments", "2016,250,", "2016,-250,")
    path = tmp_path / "mine.csv"
    path.write_bytes(small.file("places").read_bytes())
    assert len(read_own(path, like="places")) == 3
