"""What is told of a list of one's own, letter by letter: faults by line, and what was read."""

import datetime

import pytest

import sanctuary_research as sr

PART = "part the cells by commas"
HEAD = "{}/list.csv breaks the rules of an own list in {}: "
HEAD += "docs/own-list.md shows how a list is written"
REGIONS = "one of Connecticut's planning regions: the tables use its eight counties, 09001 to 09015"
FAULTS = {
    "": ["list.csv: the file is empty: write county_fips, and below it a code a line"],
    "county_fips\n": ["list.csv: there is no row below the header: write a county on each line"],
    "06037\n06059\n": ["list.csv line 1: there is no header: write county_fips above the codes"],
    "name,label\nx,y\n": [
        "list.csv line 1: no column county_fips, nor county and state, among 'name', 'label': name "
        "the column of the codes county_fips"
    ],
    "county_fips,fips\n06037,06037\n": [
        "list.csv line 1 column fips: two columns mean county_fips: keep one"
    ],
    "county_fips,labl\n06037,limit\n": [
        "list.csv line 1: column 'labl' is not known: did you mean 'label'? If not, leave it out"
    ],
    "county_fips,label;date\n06037,limit;\n": [
        f"list.csv line 1: the header holds commas and semicolons: {PART} alone"
    ],
    "sep=|\ncounty_fips,label\n06037,limit\n": [
        f"list.csv line 1: the first line names '|': {PART}, semicolons or tabs"
    ],
    "county_fips,label,No ICE holds\n06037,limit,1\n": [
        "list.csv line 1: both label and No ICE holds say what a county is: keep one"
    ],
    "county_fips,label\n06037\n": [
        "list.csv line 2: the row has 1 cell where the header has 2: add a separator for each "
        "blank cell"
    ],
    "county_fips,label\n06037,limit,x\n": [
        "list.csv line 2: the row has 3 cells where the header has 2: put a cell that holds the "
        "separator into quotation marks"
    ],
    'county_fips,label\n06037,"limit\n06059,limit\n': [
        "list.csv line 2: a quotation mark is left open, or stands inside a cell"
    ],
    'county_fips,label\n06037,"""limit\n': [
        "list.csv line 2: a quotation mark is left open, or stands inside a cell"
    ],
    'county_fips,label\n06037,"li\nmit"\n': [
        "list.csv line 2: a cell goes on over the line: is a quotation mark left open?"
    ],
    "county_fips\nabc\n06036\n03001\n": [
        "list.csv line 2: 'abc' is no county code: write five digits, e.g. 06037",
        "list.csv line 3: no county has the code 06036: the nearest is 06103, Tehama County, CA",
        "list.csv line 4: no state has the code 03, with which 03001 begins",
    ],
    "county_fips\n02063\n09110\n": [
        "list.csv line 2: 02063 is newer than the tables: write 02261, Valdez-Cordova Census Area, "
        "AK",
        f"list.csv line 3: 09110 is {REGIONS}",
    ],
    "county,state\nCapitol,CT\nKern,XX\nBaltimore,MD\nKerm Count,CA\nKern,\n": [
        f"list.csv line 2: 'Capitol' is {REGIONS}",
        "list.csv line 3: 'XX' is no state: write its name or postal code",
        "list.csv line 4: 'Baltimore' may be two places: write 'Baltimore County' or 'Baltimore "
        "city'",
        "list.csv line 5: no county there is called 'Kerm Count': the nearest is 'Kern County'",
        "list.csv line 6: the row names no county: write its code, or its name and state",
    ],
    "county_fips,county,state\n06037,Kern County,CA\n46113,,CA\n": [
        "list.csv line 2: 06037 is Los Angeles County, CA, but the row says 'Kern County' and "
        "'CA': correct the code or the name",
        "list.csv line 3: 46113 is Oglala Lakota County, SD, but the row says 'CA': correct the "
        "code or the name",
    ],
    "county_fips,label\n06037,yes\n": [
        "list.csv line 2 column label: 'yes' is no label: write one of sanctuary, limit, "
        "not_sanctuary, ban, neither, not_coded"
    ],
    "county_fips,No ICE holds\n06037,2\n": ["list.csv line 2: No ICE holds is '2': write 1 or 0"],
    "county_fips,date,until\n06037,2015-05-01,2014-01\n06059,2015-13-01,\n": [
        "list.csv line 2 column until: until 2014-01 is not after 2015-05-01",
        "list.csv line 3 column date: '2015-13-01' is not a date that exists: write YYYY-MM-DD, or "
        "YYYY-MM where only the month is known",
    ],
    "county_fips\n06037\n6037\n": [
        "list.csv line 3: 06037, Los Angeles County, CA, stands on line 2 already: keep one, or "
        "give both a date and until that do not overlap"
    ],
    "county_fips\n72001\n": [
        "list.csv: no row names a county of the tables: write one below the header"
    ],
}


def written(folder, text):
    (folder / "list.csv").write_text(text, encoding="utf-8")
    return folder / "list.csv"


@pytest.mark.parametrize(("text", "told"), FAULTS.items())
def test_faults_letter_by_letter(tmp_path, refusal, text, told):
    """The file and how many, then each with its line and the fix."""
    many = "1 place" if len(told) == 1 else f"{len(told)} places"
    assert refusal(sr.own, written(tmp_path, text)).splitlines() == [
        HEAD.format(tmp_path, many),
        *(f"  {line}" for line in told),
    ]


def test_what_was_read_letter_by_letter(tmp_path):
    """Counties, what they are on a day and why, and what was put right or not read."""
    text = (
        "county_fips,label,date,note\n6037,limit,,x\n46113,neither,2015-05,\n"
        "72001,limit,2014-01-01,\n06059,limit,2014-01-01,\n06061.0,not_sanctuary,,\n"
    )
    found = sr.own(written(tmp_path, text))
    assert found.coverage() == (
        "list.csv: 4 counties (2 limit, 1 neither and 1 not sanctuary); every other county is not "
        "coded; 2 codes put right (a first zero lost, or a .0, quotation marks or a prefix "
        "gained); 46113 is read as 46102, Oglala Lakota County, SD; 1 row of territories left "
        "out; 1 limit without a date taken as always in force; columns not read: note."
    )
    month = "neither since 2015-05-01 to 2015-05-31"
    doubt = "from or until some day of the month that holds the date asked for"
    assert found.on(datetime.date(2015, 5, 3)) == {
        "06037": ("limit", "list.csv, line 2: limit.", "2"),
        "46102": ("not_coded", f"list.csv, line 3: {month}, {doubt}.", "3"),
        "06059": ("limit", "list.csv, line 5: limit since 2014-01-01.", "5"),
        "06061": ("not_sanctuary", "list.csv, line 6: not sanctuary.", "6"),
    }
    before = found.on(datetime.date(2013, 12, 31))
    late = "list.csv, line 5: limit since 2014-01-01, not on this day."
    assert before["06059"] == ("not_sanctuary", late, "5")
    assert before["46102"] == ("not_coded", f"list.csv, line 3: {month}, not on this day.", "3")


def test_a_list_of_codes_alone_is_complete(tmp_path):
    """Every other county has no limit, and a file that marks its separator says so."""
    assert sr.own(written(tmp_path, "county_fips\n06037\n")).coverage() == (
        "list.csv: 1 county (1 limit); every other county is taken to have no limit."
    )
    assert sr.own(written(tmp_path, "sep=;\ncounty_fips;label\n06037;ban\n")).remarks == (
        "the first line read as: cells parted by semicolons",
    )
