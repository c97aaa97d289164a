"""Bringing your own table."""

import pytest

from sanctuary_research import read_own
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
