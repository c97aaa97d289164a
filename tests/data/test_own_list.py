"""A list of one's own: read as written, put right only where there is no doubt, or refused."""

import datetime
import subprocess
import sys
from pathlib import Path

import pytest

import sanctuary_research as sr
from sanctuary_research.data.own_list.spells import Spell
from sanctuary_research.errors import DataError, UsageError

ILRC = (
    "County,State,Month and Year Jurisdiction Began Not Accepting Detainers,No 287(g),"
    "No ICE holds,ILRC Comments,GEOID - FIPS\n"
)


@pytest.fixture
def listed(tmp_path):
    """Return a function that writes a list and reads it."""

    def write(text: str | bytes, name: str = "list.csv") -> sr.own:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return sr.own(path)

    return write


def faults(listed, text: str | bytes) -> list[tuple[int | None, str]]:
    with pytest.raises(DataError, match="breaks the rules of an own list") as caught:
        listed(text)
    return [(fault.row, fault.message) for fault in caught.value.faults]


def arms(own, day: str = "2015-07-01") -> dict[str, str]:
    """Return the arms of the counties that the list, not silence, puts into one."""
    found = sr.labels(own, day).set_index("county_fips")
    return found.loc[found["reason"].str.contains("line"), "arm"].to_dict()


def test_codes_alone_are_a_complete_list(listed):
    """Each is a limit; another county is neither, or under the ban of its state."""
    own = listed("county_fips\n06037\n")
    found = sr.labels(own, "2015-07-01").set_index("county_fips")
    assert found.loc[["06037", "06001", "01001"], "arm"].tolist() == ["limit", "neither", "ban"]
    assert found.loc["06037", ["label", "evidence_table", "evidence_id"]].tolist() == [
        "sanctuary",
        "own",
        "2",
    ]
    assert own.coverage() == (
        "list.csv: 1 county (1 limit); every other county is taken to have no limit."
    )


def test_labels_leave_absent_counties_not_coded(listed):
    """Documented words, in any case; not_sanctuary is a ban where the state has one."""
    text = "county_fips,label\n06037,Sanctuary\n06001,not sanctuary\n01001,not_sanctuary\n"
    own = listed(text + "06003,ban\n06005,neither\n06007,\n")
    assert arms(own) == {
        "06037": "limit",
        "06001": "neither",
        "01001": "ban",
        "06003": "ban",
        "06005": "neither",
        "06007": "not_coded",
    }
    assert set(sr.labels(own, "2015-07-01")["arm"][-100:]) == {"not_coded"}


def test_a_limit_holds_from_its_date_until_the_day_it_ends(listed):
    """Before and after, the county is listed but has no limit."""
    own = listed("county_fips,date,until\n06037,2014-07-01,2016-01-01\n")
    days = ("2014-06-30", "2014-07-01", "2015-12-31", "2016-01-01")
    assert [arms(own, day)["06037"] for day in days] == ["neither", "limit", "limit", "neither"]


def test_inside_the_month_of_a_date_nothing_is_known(listed):
    """A month is an interval."""
    own = listed("county_fips,date\n06037,2014-07\n")
    days = ("2014-06-30", "2014-07-15", "2014-07-31")
    assert [arms(own, day)["06037"] for day in days] == ["neither", "not_coded", "limit"]


def test_a_county_may_have_several_spells(listed):
    """Limit, then named as having none, then nothing said."""
    own = listed(
        "county_fips,label,date,until\n06037,limit,,2014-01-01\n06037,neither,2014-01-01,2016-01-01\n"
    )
    days = ("2013-01-01", "2015-01-01", "2016-01-01")
    assert [arms(own, day)["06037"] for day in days] == ["limit", "neither", "neither"]


def test_names_are_read_with_or_without_their_kind(listed):
    """State by name or postal code; accents, spaces and Saint do not matter."""
    own = listed(
        "county,state\ncook county,Illinois\n"
        + "Dona Ana County,New Mexico\nBaltimore city,md\nSaint Louis County,MO\nDe Kalb,GA\n"
    )
    assert set(arms(own)) == {"17031", "35013", "24510", "29189", "13089"}


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffcounty_fips,label\n06037,limit\n",
        "county_fips;label\r\n06037;limit\r\n",
        "FIPS\tLabel\n 06037 \tlimit\n",
        '"county_fips","label","note"\n"06037","limit","a, b"\n\n',
    ],
)
def test_marks_separators_and_quotes_are_understood(listed, text):
    """A byte order mark, semicolons, tabs, quotation marks, other case, blanks and blank lines."""
    assert arms(listed(text)) == {"06037": "limit"}


def test_what_is_put_right_is_told(listed):
    """Lost zeros, numbers, old codes, territories and columns left aside."""
    own = listed("county_fips,note\n6037,x\n1001.0,\n46113,\n02270,\n72001,\n")
    assert set(arms(own)) == {"06037", "01001", "46102", "02158"}
    assert own.remarks == (
        "2 codes put right (a first zero lost, or a .0, quotation marks or a prefix gained)",
        "46113 is read as 46102, Oglala Lakota County, SD",
        "02270 is read as 02158, Kusilvak Census Area, AK",
        "1 row of territories left out",
        "columns not read: note",
    )


@pytest.mark.parametrize(
    "code", ['="06037"', '"=""06037"""', "=06037", "'06037", "0500000US06037", "6037.0"]
)
@pytest.mark.parametrize("header", ["FIPS code", "FIPS", "fips", "County FIPS Code", "GEOID"])
def test_codes_as_spreadsheets_and_the_census_write_them(listed, header, code):
    """Marks that keep a zero, and the prefix of a GEOID, are put right and counted."""
    own = listed(f"{header}\n{code}\n")
    assert arms(own) == {"06037": "limit"}
    assert own.remarks[0].startswith("1 code put right")


def test_a_first_line_may_name_the_separator(listed):
    """It is no header, and lines count from it."""
    own = listed("sep=;\r\nfips;label\r\n06037;limit\r\n")
    assert sr.labels(own, "2015-07-01").set_index("county_fips").at["06037", "evidence_id"] == "3"
    assert own.remarks == ("the first line read as: cells parted by semicolons",)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("06037,Cook,IL", "06037 is Los Angeles County, CA, but the row says 'Cook' and 'IL'"),
        ("06037,Los Angeles,IL", "but the row says 'Los Angeles' and 'IL': correct the code or"),
        ("06037,Orange,CA", "06037 is Los Angeles County, CA, but the row says 'Orange' and 'CA'"),
        ("06037,Cook,", "06037 is Los Angeles County, CA, but the row says 'Cook': correct"),
        ("51600,Fairfax County,VA", "51600 is Fairfax city, VA, but the row says 'Fairfax County'"),
        ("46113,Shannon,WY", "46113 is Oglala Lakota County, SD, but the row says"),
    ],
)
def test_a_code_that_contradicts_its_name_is_refused(listed, row, told):
    """Both are named: which is wrong, only the reader knows."""
    [(line, message)] = faults(listed, f"county_fips,county,state\n{row}\n")
    assert line == 2
    assert told in message


@pytest.mark.parametrize(
    "row",
    [
        "06037,Los Angeles,California",
        '06037,"Los Angeles County, California",06',
        "06037,Los Angelos,CA",
        "06037,037,06",
        "06037,,Calif.",
        "46113,Shannon County,SD",
        "12025,Dade,FL",
        "12086,Dade,FL",
        "72001,Adjuntas,PR\n01001,,",
    ],
)
def test_a_name_beside_a_code_may_be_written_otherwise(listed, row):
    """Another spelling, the state's name, an old name or a number is no contradiction."""
    assert len(arms(listed(f"county_fips,county,state\n{row}\n"))) == 1


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        (
            "county,state\nCapitol Planning Region,CT\n",
            2,
            "'Capitol Planning Region' is one of Con",
        ),
        ("county,state\nNorthwest Hills,CT\n", 2, "planning regions: the tables use its eight"),
        ("county_fips\n0400000US06\n", 2, "'0400000US06' is no county code: write five digits"),
        ("sep=|\ncounty_fips|label\n06037|limit\n", 1, "first line names '|': part the cells by"),
        ("sep=;\n", None, "the file is empty"),
        ("county_fips\n09110\n", 2, "one of Connecticut's planning regions"),
        ("county_fips\n06999\n", 2, "no county has the code 06999: the nearest is 06099, Stanis"),
        ("county_fips\n15888\n", 2, "no county has the code 15888: the nearest is 15009, Maui"),
        ("county_fips\n99001\n", 2, "no state has the code 99"),
        ("county_fips\n02063\n", 2, "newer than the tables: write 02261, Valdez-Cordova"),
        ("county_fips\n123\n", 2, "'123' is no county code: write five digits"),
        ("county_fips\n6.037e3\n", 2, "'6.037e3' is no county code"),
        ("county_fips,label\n,limit\n", 2, "the row names no county"),
        ("county,state\nBaltimore,MD\n", 2, "write 'Baltimore County' or 'Baltimore city'"),
        ("county,state\nCoook,IL\n", 2, "no county there is called 'Coook': the nearest is 'Cook"),
        ("county,state\nCook,Ilinois\n", 2, "'Ilinois' is no state"),
        ("county_fips\n06037\n6037\n", 3, "06037, Los Angeles County, CA, stands on line 2"),
        ("county_fips\n51515\n51019\n", 3, "51019, Bedford County, VA, stands on line 2 already"),
        ("county_fips,label\n06037,yes\n", 2, "'yes' is no label: write one of sanctuary, limit"),
        ("county_fips,date\n06037,2015\n", 2, "'2015' names no day: write YYYY-MM-DD, or YYYY-MM"),
        ("county_fips,date\n06037,9999-12-31\n", 2, "lies outside the years 1900 to 2100"),
        ("county_fips,date,until\n06037,2015-01-01,2014-01-01\n", 2, "is not after 2015-01-01"),
        (
            "county_fips,lable\n06037,limit\n",
            1,
            "column 'lable' is not known: did you mean 'label'",
        ),
        ("county_fips,fips\n06037,06037\n", 1, "two columns mean county_fips: keep one"),
        ("06037\n06001\n", 1, "there is no header: write county_fips above the codes"),
        ("place\nx\n", 1, "no column county_fips, nor county and state, among 'place': name the"),
        ("county_fips\n", None, "there is no row below the header: write a county"),
        ("county_fips\n72001\n", None, "no row names a county of the tables: write one"),
        ("", None, "the file is empty"),
        ("\x0b", None, "the file is empty"),
        ('""\n', None, "the file is empty"),
        (",,\n;\n", None, "the file is empty"),
        ("county_fips,label\n06037\n", 2, "1 cell where the header has 2: add a separator"),
        (
            "county_fips,label\n06037,limit,x\n",
            2,
            "3 cells where the header has 2: put a cell that",
        ),
        ('county_fips\n"06037\n06001\n', 2, "a quotation mark is left open"),
        ("a;b,c\n1;2,3\n", 1, "the header holds commas and semicolons"),
        (b"county,state\nDo\xf1a Ana,NM\n", 2, "byte 15 (0xf1) is not UTF-8"),
        (b"PK\x03\x04", None, "this is no plain text: save it as CSV in UTF-8"),
        (b"county_fips\n06\x00037\n", None, "this is no plain text: save it as CSV in UTF-8"),
        ("county_fips,status\n6037,repealed\n", 1, "did you mean 'label'? If not, leave it out"),
        ("county_fips,from,to\n6037,2014,2015\n", 1, "did you mean 'date'?"),
        ("county_fips,to\n6037,2015\n", 1, "did you mean 'until'?"),
        ("county_fips,x\n6037,yes\n6001,FALSE\n", 3, "a cell says 'false', in a file of which"),
    ],
)
def test_hostile_lists_are_refused_with_line_and_fix(listed, text, line, told):
    """Each fault names its line and what to write instead."""
    found = faults(listed, text)
    assert found[0][0] == line
    assert told in found[0][1]


def test_every_fault_is_reported_at_once(listed):
    """Header, codes, labels and dates in one go, by line."""
    text = "county_fips,label,untill\n09110,x,\n06037,limit,\n6037,limit,\n06001,no,\n"
    assert [line for line, _ in faults(listed, text)] == [1, 2, 2, 4, 5]


def test_many_repetitions_are_one_fault_each(listed):
    """Five thousand lines on one county are 4,999 faults, found at once."""
    found = faults(listed, "county_fips\n" + "06037\n" * 5000)
    assert (len(found), found[-1][0]) == (4999, 5001)


def test_a_list_is_refused_without_pandas():
    """Whoever runs a notebook need not wait for it."""
    code = "import sys, sanctuary_research.data.own_list as o; print('pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_a_file_that_is_not_there_or_none(tmp_path):
    """One sentence each."""
    with pytest.raises(UsageError, match=r"there is no file .*none\.csv: name a CSV"):
        sr.own(tmp_path / "none.csv")
    for path in (tmp_path, "/dev/null", "a\0b"):
        with pytest.raises(UsageError, match=r"cannot be read: it is no file: name a CSV file$"):
            sr.own(path)


def test_ilrcs_county_list_is_read_as_such(listed):
    """Refusing holds is a limit from its month on; a month beside no refusal is a contradiction."""
    own = listed(
        ILRC
        + "State of Rhode Island,RI,,1,1,,44\n"
        + "Cook,IL,Sep-11,1,1,,17031\n"
        + "King,WA,12/2013,1,1,,53033\n"
        + 'Travis,TX,Feb 2017,1,1,"a\nb",48453\n'
        + "Autauga,AL,,1,0,,1001\n"
        + "Clark,WA,5/1/2014,1,0,,53011\n"
    )
    found = arms(own)
    assert {code: found.pop(code) for code in ("44001", "44003", "44005", "44007", "44009")}
    assert found == {
        "17031": "limit",
        "53033": "limit",
        "48453": "neither",
        "01001": "ban",
        "53011": "not_coded",
    }
    assert arms(own, "2017-02-15")["48453"] == "not_coded"
    assert "5 limits without a date taken as always in force" in own.remarks


def test_ilrcs_faults(listed):
    """A mark that is neither 1 nor 0, and a month that is none."""
    text = ILRC + "Cook,IL,soon,1,1,,17031\nKing,WA,,1,yes,,53033\n"
    assert faults(listed, text) == [
        (2, "'soon' is no month: write it as 2014-05, 5/2014, May-14 or May 2014"),
        (3, "No ICE holds is 'yes': write 1 or 0"),
    ]


def test_the_documented_example_is_read(listed):
    """The list in docs/own-list.md, in the arms that the page says."""
    page = (Path(__file__).parents[2] / "docs" / "own-list.md").read_text(encoding="utf-8")
    own = listed(page.split("```\n")[1])
    assert arms(own) == {"06037": "limit", "12086": "limit", "48201": "neither"}
    assert arms(own, "2017-10-01") == {"06037": "limit", "12086": "neither", "48201": "ban"}


def test_an_own_list_is_read_at_mid_year(listed):
    """As a policy is."""
    own = listed("county_fips\n06037\n")
    assert sr.reading_date(own, 2015).date() == datetime.date(2015, 7, 1)


def test_a_row_may_hold_on_its_first_day_and_not_on_its_last():
    """Of a month as of a day: the first day of the start, the day before the end."""
    month = datetime.date(2014, 7, 1), datetime.date(2014, 7, 31)
    spell = Spell(month, (datetime.date(2015, 1, 1), datetime.date(2015, 1, 31)))
    days = [(2014, 6, 30), (2014, 7, 1), (2014, 7, 31), (2015, 1, 1), (2015, 1, 30), (2015, 1, 31)]
    held = [(spell.may_hold(day), spell.holds(day)) for day in (datetime.date(*d) for d in days)]
    assert held == [
        (False, False),
        (True, False),
        (True, True),
        (True, False),
        (True, False),
        (False, False),
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "county_fips,label,no ice holds\n01001,limit,1\n",
            (1, "both label and No ICE holds say what a county is: keep one"),
        ),
        (
            "sep=|\ncounty_fips\n01001\n",
            (1, "the first line names '|': part the cells by commas, semicolons or tabs"),
        ),
        (
            "county_fips,date\n01001,2014-01-01\n01001,2014-02-01\n",
            (
                3,
                "01001, Autauga County, AL, stands on line 2 already: keep one, or give both a "
                "date and until that do not overlap",
            ),
        ),
    ],
)
def test_a_fault_of_a_list_is_a_whole_sentence(listed, text, fault):
    """Where, what, and the fix."""
    assert faults(listed, text) == [fault]


def test_a_second_column_of_one_meaning_is_named(listed):
    """As the file calls it."""
    with pytest.raises(DataError) as told:
        listed("county_fips,FIPS\n06037,06037\n")
    assert [(fault.column, fault.row) for fault in told.value.faults] == [("FIPS", 1)]
