"""Every kind of fault, planted in a small package, is found and named."""

import json
import os

import pandas as pd
import pytest

from sanctuary_research import cli
from sanctuary_research.data import rules, schema
from sanctuary_research.data.check import as_frame, check_package
from sanctuary_research.data.faults import Fault, faults_where
from sanctuary_research.errors import DataError, UsageError

# table, what is replaced, by what, then the fault: line, key, column, rule, value, message.
PLANTED = {
    "bad FIPS": (
        ("places", "02020", "2020"),
        (3, "place_id=b-city", "county_fips", "pattern", "2020", "is not written like"),
    ),
    "impossible date": (
        ("places", "1898-01-01", "1898-02-30"),
        (4, "place_id=c-city", "founded", "type", "1898-02-30", "is not a date that exists"),
    ),
    "date out of bounds": (
        ("places", "1898-01-01", "5025-01-01"),
        (4, "place_id=c-city", "founded", "maximum", "5025-01-01", "above the most allowed"),
    ),
    "unknown vocabulary word": (
        ("places", ",town,", ",village,"),
        (2, "place_id=a-town", "kind", "enum", "village", "is not one of: town, city"),
    ),
    "wrong truth value": (
        ("places", "false", "no"),
        (3, "place_id=b-city", "is_port", "type", "no", "is not true or false"),
    ),
    "orphan foreign key": (
        ("payments", "b-city", "x-city"),
        (4, "place_id=x-city, year=2016", "place_id", "foreign_key", "x-city", "does not exist"),
    ),
    "duplicate key": (
        ("payments", "a-town,2016", "a-town,2015"),
        (
            3,
            "place_id=a-town, year=2015",
            "year",
            "duplicate_key",
            "place_id=a-town, year=2015",
            "stands on line 2 already",
        ),
    ),
    "source left out": (
        ("payments", ",,ledger", ",,"),
        (2, "place_id=a-town, year=2015", "source_id", "required", "", "a value is required"),
    ),
    "source unknown": (
        ("payments", 'late",ledger', 'late",gazette'),
        (3, "place_id=a-town, year=2016", "source_id", "foreign_key", "gazette", "does not exist"),
    ),
    "negative money": (
        ("payments", ",250,", ",-250,"),
        (3, "place_id=a-town, year=2016", "amount_usd", "minimum", "-250", "below the least"),
    ),
    "share above 100": (
        ("payments", "12.5", "125"),
        (2, "place_id=a-town, year=2015", "share_percent", "maximum", "125", "above the most"),
    ),
    "words for a number": (
        ("payments", ",250,", ",many,"),
        (3, "place_id=a-town, year=2016", "amount_usd", "type", "many", "not a whole number"),
    ),
    "extra cell": (
        ("places", "false", "false,more"),
        (
            3,
            "place_id=b-city",
            "",
            "extra_cell",
            "more",
            "6 cells where the header has 5, 'more' too many",
        ),
    ),
    "missing cell": (
        ("places", "1850-03-01,true", "1850-03-01"),
        (2, "place_id=a-town", "", "missing_cell", "", "4 cells where the header has 5"),
    ),
    "wrong encoding": (
        ("payments", "small", "ma\u00f1ana".encode("latin-1")),
        (
            3,
            "place_id=a-town, year=2016",
            "note",
            "encoding",
            "0xf1",
            "byte 101 (0xf1) is not UTF-8",
        ),
    ),
    "CRLF": (
        ("payments", "\n", "\r\n"),
        (1, "", "", "line_ending", "\\r\\n", "4 lines end in CR LF"),
    ),
    "byte order mark": (
        ("places", "place_id,county", b"\xef\xbb\xbfplace_id,county"),
        (1, "", "", "byte_order_mark", "", "starts with a byte order mark"),
    ),
    "open quotation mark": (
        ("sources", "The ledger", 'The "ledger'),
        (2, "", "", "quotation", '"', "a quotation mark is left open"),
    ),
    "quotation mark inside a cell": (
        ("sources", "The ledger", 'The "ledger"'),
        (2, "", "", "quotation", '"', "or stands inside a cell: quote the whole cell"),
    ),
    "byte 0": (
        ("payments", "small", "sm\x00all"),
        (3, "", "", "nul", "\\0", "a byte 0 is no text"),
    ),
    "missing column": (
        ("places", "county_fips,", "fips,"),
        (1, "", "county_fips", "missing_column", "county_fips", "the column is missing"),
    ),
    "extra column": (
        ("places", "county_fips,", "fips,"),
        (1, "", "fips", "extra_column", "fips", "the description has no such column"),
    ),
    "column named twice": (
        ("places", "is_port", "kind"),
        (1, "", "kind", "duplicate_column", "kind", "named twice"),
    ),
}


def _seen(fault: Fault) -> tuple:
    return fault.row, fault.key, fault.column, fault.rule, fault.value


def test_sound_package_has_no_faults(small):
    """A sound package passes every rule."""
    assert check_package(small.folder) == []


@pytest.mark.parametrize(("plant", "expected"), PLANTED.values(), ids=PLANTED.keys())
def test_planted_fault_is_found_and_named(small, plant, expected):
    """The check names table, line, key, column, rule and value of a planted fault."""
    small.plant(*plant)
    faults = check_package(small.folder)
    [found] = [fault for fault in faults if _seen(fault) == expected[:5]]
    assert found.table == plant[0]
    assert expected[5] in found.message


@pytest.mark.parametrize(("plant", "expected"), PLANTED.values(), ids=PLANTED.keys())
def test_planted_fault_is_found_when_loaded(small, plant, expected):
    """Loading the edited table fails with the same fault."""
    small.plant(*plant)
    with pytest.raises(DataError, match="breaks its description") as caught:
        schema.load(plant[0])
    assert expected[:5] in [_seen(fault) for fault in caught.value.faults]


def test_a_table_cut_at_a_line_is_told(small):
    """Fewer rows than are recorded, or none, are faults whose sentence says what to run."""
    header, first, *_ = small.file("payments").read_text().splitlines(keepends=True)
    for kept, many in ((header + first, "1"), (header, "0")):
        small.file("payments").write_text(kept)
        faults = check_package(small.folder)
        assert {(fault.table, fault.rule) for fault in faults} == {
            ("payments", "file_is_the_recorded_one")
        }
        told = f"the file has {many} rows where 3 are recorded: restore it, or run its"
        assert any(told in fault.message for fault in faults)
        assert all("_record.py`" in fault.message for fault in faults if fault.value != "0")


def test_a_table_without_rows_is_told_even_where_it_is_recorded(small):
    """A header alone is no table."""
    header = small.file("payments").read_text().split("\n")[0]
    small.file("payments").write_text(header + "\n")
    small.describe()
    [fault] = check_package(small.folder)
    assert fault.message == "the table has no rows: restore its file"


def test_cells_changed_together_are_told(small):
    """Two values swapped, or a number spelt another way, keep every rule but the SHA-256."""
    raw = small.file("payments").read_text()
    for old, new in ((",250,", ",250.0,"), ("small, late", "late, small")):
        small.file("payments").write_text(raw.replace(old, new))
        [fault] = check_package(small.folder)
        assert (fault.column, fault.rule) == ("hash", "file_is_the_recorded_one")


def test_a_table_without_record_is_told(small):
    """Row count and SHA-256 are part of a table's terms."""
    del small.description["resources"][1]["rows"], small.description["resources"][1]["hash"]
    (small.folder / "datapackage.json").write_text(json.dumps(small.description))
    told = [fault.message for fault in check_package(small.folder)]
    assert told == ["the description gives no rows", "the description gives no hash"]


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("0019-01-01", "No date is before 1776, but founded is [0019-01-01]"),
        ("1775-01-01", "No date is before 1776, but founded is [1775-01-01]"),
        ("2021-01-01", "No date is after 2020, but founded is [2021-01-01]"),
        ("2020-06-01", "on which its source was read, but founded is [2020-06-01]"),
    ],
)
def test_an_implausible_date_is_told(small, cell, told):
    """Before the republic, after the year of the data, or later than its source was read."""
    del small.description["resources"][0]["schema"]["fields"][3]["constraints"]
    small.reads_sources("places", "2020-01-31")
    small.plant("places", "1898-01-01", cell)
    assert any(told in f.message and f.row == 4 for f in check_package(small.folder))


def test_missing_file_is_one_fault(small):
    """A table without its file is reported, and the other tables are still checked."""
    small.file("payments").unlink()
    small.plant("places", ",town,", ",village,")
    faults = check_package(small.folder)
    assert [(fault.table, fault.rule) for fault in faults] == [
        ("payments", "file"),
        ("places", "enum"),
    ] or [(fault.table, fault.rule) for fault in faults] == [
        ("places", "enum"),
        ("payments", "file"),
    ]


def test_faults_make_a_frame(small):
    """Faults come as a frame with one row each."""
    small.plant("payments", ",250,", ",-250,")
    frame = as_frame(check_package(small.folder))
    assert frame.loc[0, ["table", "row", "rule", "value"]].tolist() == [
        "payments",
        3,
        "minimum",
        "-250",
    ]
    columns = ["table", "row", "key", "column", "rule", "value", "message", "more"]
    assert list(as_frame([])) == columns
    assert len(as_frame([])) == 0


@pytest.mark.parametrize(
    ("part", "value", "message"),
    [
        ("licenses", [], "the description gives no licenses"),
        ("source_ids", ["rumour"], "the source 'rumour' of the table is not in sources"),
        ("usage_warnings", ["later"], "'later' is not in the package's vocabulary"),
        ("topic", "rumours", "the topic 'rumours' is not in the package's list"),
        ("preparation", "data/prepare/none.py", "there is no script data/prepare/none.py"),
        ("coverage", "", "the description gives no coverage"),
    ],
)
def test_gap_in_description_is_told(small, part, value, message):
    """A table without its terms, or with unknown ones, is a fault."""
    small.description["resources"][0][part] = value
    small.describe()
    faults = check_package(small.folder)
    told = [fault.message for fault in faults if fault.table == "places"]
    assert any(message in sentence for sentence in told)


def test_number_without_unit_is_told(small):
    """A numeric column says its unit."""
    del small.description["resources"][1]["schema"]["fields"][2]["unit"]
    small.describe()
    [fault] = check_package(small.folder)
    assert (fault.table, fault.column, fault.rule) == (
        "payments",
        "amount_usd",
        "number_has_a_unit",
    )


def test_undescribed_file_is_told(small):
    """A CSV beside the others that nothing describes is a fault."""
    (small.folder / "tables" / "stray.csv").write_text("a\n1\n")
    [fault] = check_package(small.folder)
    assert "stray.csv is in tables/ but not described" in fault.message


@pytest.fixture
def one_rule(monkeypatch):
    """Return a decorator that registers a rule for this test alone."""
    rules.registered()
    monkeypatch.setattr(rules, "_REGISTRY", dict(rules._REGISTRY))
    return rules.rule


def test_rule_faults_get_name_and_line(small, one_rule):
    """A registered rule's faults carry the rule's name and the line of their key."""

    @one_rule("payments")
    def no_small_payment(tables):
        """No payment is small."""
        frame = tables["payments"]
        return faults_where(
            frame,
            frame["amount_usd"] < 300,
            "payments.amount_usd",
            "{amount_usd} is small",
        )

    faults = check_package(small.folder)
    assert [(f.row, f.rule, f.message) for f in faults] == [
        (2, "no_small_payment", "0 is small"),
        (3, "no_small_payment", "250 is small"),
    ]


def test_rule_that_fails_is_a_fault(small, one_rule):
    """A rule that cannot be computed is reported, and the check goes on."""

    @one_rule("places")
    def uses_absent_column(tables):
        """It reads a column that is not there."""
        return tables["places"]["height"]

    [fault] = check_package(small.folder)
    assert fault.rule == "uses_absent_column"
    assert "could not be computed (KeyError: 'height'): It reads a column" in fault.message


def test_rule_that_fails_on_an_empty_table_is_passed_over(small, one_rule):
    """That the table has no rows is told at the table, and only there."""
    header = small.file("payments").read_text().split("\n")[0]
    small.file("payments").write_text(header + "\n")
    small.describe()

    @one_rule("payments")
    def takes_the_first(tables):
        """It reads the first row."""
        return tables["payments"].iloc[0]

    [fault] = check_package(small.folder)
    assert fault.message == "the table has no rows: restore its file"


def test_rule_of_absent_table_is_passed_over(small, one_rule):
    """A rule over a table that the package does not have is not computed."""

    @one_rule("planets")
    def never(tables):
        """It would fail."""
        raise AssertionError

    assert check_package(small.folder) == []


def test_rules_receive_broken_tables(small, one_rule):
    """A broken table reaches the rules with its faulty cells missing."""
    seen = {}

    @one_rule("payments")
    def looks(tables):
        """It looks."""
        seen["amounts"] = tables["payments"]["amount_usd"]
        return []

    small.plant("payments", ",250,", ",many,")
    check_package(small.folder)
    pd.testing.assert_series_equal(
        seen["amounts"], pd.Series([0, None, None], dtype="Int64", name="amount_usd")
    )


def test_rule_needs_a_sentence():
    """A rule without a docstring is refused when it is written."""
    with pytest.raises(TypeError, match="needs a docstring"):
        rules.rule("places")(lambda tables: [])


def test_unreadable_parent_is_told_once(small):
    """A table that is not UTF-8 is a fault of its own, not of the tables that point to it."""
    small.plant("places", "town", "pe\u00f1a".encode("latin-1"))
    assert {fault.table for fault in check_package(small.folder)} == {"places"}


def test_printed_fault_ends_with_its_rule(small, capsys):
    """`sanctuary check` prints place, sentence and rule, and counts."""
    small.plant("payments", ",250,", ",-250,")
    assert cli.main(["check", "--data", str(small.folder)]) == 1
    told = capsys.readouterr().out.splitlines()
    assert told[-1] == "1 fault"
    assert told[0].startswith("payments line 3 (place_id=a-town, year=2016) column amount_usd: ")
    assert told[0].endswith("-250 is below the least allowed, 0 [minimum]")


def test_a_table_that_is_no_file_is_told(small):
    """A pipe that nobody writes to and a device without an end are not waited for."""
    os.remove(small.file("places"))
    os.mkfifo(small.file("places"))
    os.remove(small.file("payments"))
    small.file("payments").symlink_to("/dev/zero")
    with pytest.raises(UsageError, match=r"places\.csv cannot be read: .* is no file"):
        schema.load("places")
    with pytest.raises(UsageError, match=r"payments\.csv cannot be read: .* is no file"):
        schema.load("payments")
    told = {fault.table: fault.rule for fault in check_package(small.folder)}
    assert told == {"places": "file", "payments": "file"}


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ({"version": 3}, "has the version 3: write a day"),
        ({"name": None}, "'name' in 'fields' is None in "),
        ({"primaryKey": ["none"]}, "a key names places.none, which the package does not have"),
        ({"constraints": {"minimum": 3}}, "the bound 3 of column 'place_id' is no string"),
    ],
)
def test_a_description_that_no_table_can_keep_is_told(small, place, told):
    """A version, name, key or bound of another kind is a sentence, and no traceback."""
    path = small.folder / "datapackage.json"
    whole = json.loads(path.read_text())
    schema = whole["resources"][0]["schema"]
    parts = {"version": whole, "primaryKey": schema}
    parts.get(next(iter(place)), schema["fields"][0]).update(place)
    path.write_text(json.dumps(whole))
    try:
        found = "\n".join(map(str, check_package()))
    except DataError as error:
        found = str(error)
    assert told in found
