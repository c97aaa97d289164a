"""Reading tables by their description."""

import gzip
import io
import signal

import numpy as np
import pandas as pd
import pytest

from sanctuary_research.data import catalog, cell_rules, schema, validate
from sanctuary_research.data.catalog import Field
from sanctuary_research.errors import DataError, UsageError


def test_types_come_from_description(small):
    """Each column has the type of its description, whatever its cells look like."""
    places, payments = schema.load("places"), schema.load("payments")
    assert places.dtypes.astype(str).to_dict() == {
        "place_id": "str",
        "county_fips": "str",
        "kind": "str",
        "founded": "datetime64[us]",
        "is_port": "boolean",
    }
    assert str(payments["year"].dtype) == "int64"
    assert str(payments["amount_usd"].dtype) == "Int64"
    assert str(payments["share_percent"].dtype) == "float64"


def test_values_are_read(small):
    """Leading zeros stay, blanks are missing, a quoted comma is one cell."""
    places, payments = schema.load("places"), schema.load("payments")
    assert places["county_fips"].tolist() == ["01001", "02020", "36061"]
    assert places["founded"].isna().tolist() == [False, True, False]
    assert payments["amount_usd"].isna().tolist() == [False, False, True]
    assert payments["note"][1] == "small, late"


@pytest.mark.parametrize(("old", "new"), [("small, late", "  "), (",250,", ", ,")])
def test_a_cell_of_spaces_is_neither_a_value_nor_missing(small, old, new):
    """In a column of words or of numbers it is a fault, with its line."""
    small.plant("payments", old, new)
    with pytest.raises(DataError, match=r"line 3 .* the cell holds only spaces: leave it empty"):
        schema.load("payments")


def test_loads_are_fresh(small):
    """Changing a loaded frame does not spoil the next load."""
    frame = schema.load("payments")
    frame.loc[0, "amount_usd"] = 99
    frame["year"].array[0] = 1
    del frame["note"]
    again = schema.load("payments")
    assert again["amount_usd"][0] == 0
    assert again["year"][0] == 2015
    assert "note" in again


def test_edited_file_is_read_again(small):
    """An edit between two loads is seen by the second."""
    assert schema.load("payments")["amount_usd"][1] == 250
    small.plant("payments", "250", "2500")
    assert schema.load("payments")["amount_usd"][1] == 2500


def test_edited_parent_is_seen(small):
    """A parent row that goes away breaks the child's next load."""
    schema.load("payments")
    small.plant("places", "b-city", "z-city")
    with pytest.raises(DataError, match="'b-city' does not exist in table places"):
        schema.load("payments")


def test_every_fault_is_told_at_once(small):
    """One error lists every broken rule with its line, key, column and value."""
    small.plant("payments", "2016,250,", "2016,-250,")
    small.plant("payments", "b-city,2016,,100", "x-city,2016,,101")
    with pytest.raises(DataError, match="breaks its description in 3 places") as caught:
        schema.load("payments")
    assert [(f.row, f.column, f.rule, f.value) for f in caught.value.faults] == [
        (3, "amount_usd", "minimum", "-250"),
        (4, "share_percent", "maximum", "101"),
        (4, "place_id", "foreign_key", "x-city"),
    ]
    assert caught.value.faults[0].key == "place_id=a-town, year=2016"


def test_long_lists_of_faults_are_cut_short(small):
    """At most twenty faults are printed; the total is told and all are carried."""
    rows = [f"a-town,{1900 + i},-1,,,ledger\n" for i in range(50)]
    small.file("payments").write_text(
        "place_id,year,amount_usd,share_percent,note,source_id\n" + "".join(rows)
    )
    with pytest.raises(DataError, match=r"in 50 places(?s:.*)and 30 more$") as caught:
        schema.load("payments")
    assert len(caught.value.faults) == 50
    assert str(caught.value).count("\n") == 21


def test_columns_may_stand_in_any_order(small):
    """Columns are found by name and returned in the description's order."""
    columns = "url,kind,publisher,title,source_id,no_url_reason,author_kind,author"
    small.file("sources").write_text(f"{columns}\nu,k,p,t,ledger,r,body,a\n")
    row = schema.load("sources").iloc[0].tolist()
    assert row == ["ledger", "t", "p", "a", "body", "u", "r", "k"]


def test_missing_file_is_named(small):
    """A table without its file is one sentence."""
    small.file("payments").unlink()
    with pytest.raises(DataError, match=r"there is no file .*payments\.csv: restore it"):
        schema.load("payments")


def test_unreadable_path_is_named(small):
    """A folder in place of a file is wrong usage."""
    with pytest.raises(UsageError, match="cannot be read"):
        schema.read(catalog.table("places"), small.folder, lambda key: None)


def test_table_without_rows_keeps_types(small):
    """A header alone is a table of no rows with the described types."""
    small.file("payments").write_text(small.file("payments").read_text().split("\n")[0] + "\n")
    frame = schema.load("payments")
    assert len(frame) == 0
    assert str(frame["amount_usd"].dtype) == "Int64"


def test_broken_table_still_gives_a_frame(small):
    """What can be read of a broken table is kept, faulty cells missing, for the rules."""
    small.plant("payments", "2016,250,", "2016,many,")
    table = catalog.table("payments")
    frame, faults = schema.read(table, table.path, lambda key: None)
    assert len(faults) == 1
    assert frame["amount_usd"].isna().tolist() == [False, True, True]
    assert frame["year"].tolist() == [2015, 2016, 2016]


# How a number may be spelt, and what that is as a count and as a share (None is a fault).
SPELLINGS = {
    "7": (7, 7.0),
    "-7": (-7, None),  # below the least share
    "07": (7, 7.0),
    "7.0": (7, 7.0),
    "7.5": (None, 7.5),
    "1e3": (1000, None),  # above the most
    "+3": (3, 3.0),
    " 3": (3, 3.0),
    "0.0e-400": (0, 0.0),
    "9007199254740993": (9007199254740993, None),
    **dict.fromkeys(
        ["x", "nan", "inf", "1_0", "3\x0b", "0x1", "１７", "9" * 20, "1e-400", "1e400"],
        (None, None),
    ),
}


@pytest.mark.parametrize(("cell", "expected"), SPELLINGS.items())
def test_a_number_is_read_or_refused_by_its_spelling(small, cell, expected):
    """What spreadsheets write is read; words, infinities and what fits no number are not."""
    for column, before, value in zip(
        ("year", "share_percent"), ("2015", "12.5"), expected, strict=True
    ):
        raw = small.file("payments").read_text().replace(before, cell, 1).encode()
        frame, faults = validate.examine(
            catalog.table("payments"), io.BytesIO(raw), lambda key: None
        )
        assert bool(faults) == (value is None)
        if value is not None:
            assert frame[column][0] == value


def test_a_file_without_any_known_column_has_all_its_faults(small):
    """A byte that is no text, in a row of which nothing is described, is told by its line."""
    faults = validate.examine(
        catalog.table("places"), io.BytesIO(b"x,y\n1,\xff\n"), lambda key: None
    )[1]
    assert ("encoding", 2) in {(fault.rule, fault.row) for fault in faults}
    assert "missing_column" in {fault.rule for fault in faults}


def test_dates_become_dates(small):
    """A date has the day of its cell, and a blank is no day."""
    founded = schema.load("places")["founded"]
    assert founded[0] == pd.Timestamp(1850, 3, 1)
    assert np.isnat(founded.to_numpy()[1])


def test_a_cell_longer_than_the_csv_module_expects_is_read(small):
    """A stray quotation mark, or an outline of a county, makes a cell of any length."""
    long = "x" * 200_000
    small.plant("payments", '"small, late"', f'"{long}')
    with pytest.raises(DataError, match="payments line 3"):
        schema.load("payments")
    small.plant("payments", f'"{long}', f'"{long}"')
    assert schema.load("payments")["note"][1] == long


def packed(small, table: str = "payments") -> None:
    """Pack a table of the small package, as its description then says."""
    raw = small.file(table).read_bytes()
    entry = next(r for r in small.description["resources"] if r["name"] == table)
    entry["path"] += ".gz"
    small.file(table).unlink()
    (small.folder / entry["path"]).write_bytes(gzip.compress(raw, mtime=0))
    small.describe()


def test_a_packed_table_is_read_as_the_plain_one(small):
    """Types, keys and values do not depend on how the file is stored."""
    plain = schema.load("payments")
    packed(small)
    pd.testing.assert_frame_equal(schema.load("payments"), plain)
    assert catalog.records("payments")[1]["note"] == "small, late"


def test_faults_of_a_packed_table_have_lines(small):
    """A planted fault is found behind the packing."""
    small.plant("payments", ",250,", ",much,")
    packed(small)
    with pytest.raises(DataError, match=r"line 3.*'much' is not a whole number"):
        schema.load("payments")


def test_a_broken_packing_is_told(small):
    """A file cut short is refused with a sentence."""
    packed(small)
    path = small.folder / "tables" / "payments.csv.gz"
    path.write_bytes(path.read_bytes()[:-12])
    with pytest.raises(UsageError, match="no whole gzip file"):
        schema.load("payments")


def test_a_packed_table_that_unpacks_to_too_much_is_refused(small, monkeypatch):
    """A small file may hold any number of zeros."""
    packed(small)
    monkeypatch.setattr(catalog, "MOST_BYTES", 100)
    with pytest.raises(UsageError, match="unpacks to more than 100 bytes: store it plain"):
        schema.load("payments")


def test_a_pattern_that_tries_its_ways_without_end_is_told(small, monkeypatch):
    """It is given up after some seconds of a processor, and whoever wrote it is told."""
    monkeypatch.setattr(cell_rules, "PATTERN_SECONDS", 0.05)
    column = Field("name", "string", pattern="(.|..)*!")
    with pytest.raises(DataError, match=r"'name' could not be held to the pattern \(\.\|"):
        list(cell_rules.broken(column, ["a" * 90], ["a" * 90]))
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0, 0)


@pytest.mark.parametrize("raw", [b'"x' + b"x,y\n" * 600_000, b"," * 3_000_000, b"y" * 3_000_000])
def test_a_row_that_is_too_long_to_be_one_is_told(raw):
    """An open quotation mark, a million columns or a line without an end: nothing else is read."""
    frame, faults = validate.examine(
        catalog.table("county"), io.BytesIO(b"a,b\n" + raw), lambda key: None
    )
    [fault] = [fault for fault in faults if fault.rule == "long_row"]
    assert fault.row == 2
    assert fault.message.startswith("a row of more than 1,048,576 bytes: is a quotation mark")
    assert len(frame) == 0


@pytest.mark.parametrize("text", ["place_id,kind\n" + ",\n" * 100, "kind\n" + "a\n" * 100])
def test_a_large_table_of_next_to_nothing_is_told(small, monkeypatch, text):
    """Its frame would take many times the file, also where the file lacks most of the columns."""
    monkeypatch.setattr(validate, "MANY_CELLS", 90)
    table = catalog.table("places")
    frame, faults = validate.examine(table, io.BytesIO(text.encode()), lambda key: None)
    [fault] = [fault for fault in faults if fault.rule == "thin_cells"]
    assert fault.message.endswith("leave columns that are blank out of the file")
    assert len(frame) == 0


def test_the_first_line_that_ends_otherwise_is_named(small):
    """As many as there are, and the first."""
    raw = small.file("payments").read_bytes()
    first, second, rest = raw.split(b"\n", 2)
    spoilt = b"\n".join([first, second, rest.replace(b"\n", b"\r\n")])
    faults = validate.examine(catalog.table("payments"), io.BytesIO(spoilt), lambda key: None)[1]
    assert (faults[0].rule, faults[0].row, faults[0].value) == ("line_ending", 3, "\\r\\n")
    assert faults[0].message.startswith("2 lines end in CR LF (the first is line 3)")


def test_a_byte_in_no_known_column_has_no_column(small):
    """It is told by its line alone."""
    faults = validate.examine(
        catalog.table("places"), io.BytesIO(b"x,y\n1,\xff\n"), lambda key: None
    )[1]
    assert [fault.column for fault in faults if fault.rule == "encoding"] == [""]


def test_keys_of_parents_are_those_of_their_own_package(small, monkeypatch):
    """Whatever data folder the loaders read."""
    package = catalog.package(small.folder)
    monkeypatch.delenv("SANCTUARY_DATA")
    keys = schema.parents_in(package)(package.table("payments").foreign_keys[0])
    assert set(keys) == {"a-town", "b-city", "c-city"}
