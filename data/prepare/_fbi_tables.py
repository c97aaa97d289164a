"""The FBI's tables of offences by agency, read from its workbooks, each verified by its SHA-256.

Upstream
--------
crime/fbi_table8_cities/
    Table 8 of *Crime in the United States* ("Offenses Known to Law Enforcement by State by
    City"), 2010 and 2012 to 2023. 2010 is ``10tbl08.xls`` of eam17/460finalproject at b5daf8cd,
    the others are those of torouse/AEASP-Research at ecedcf8d.
crime/fbi_table10_sheriffs/
    Table 10 ("by State by Metropolitan and Nonmetropolitan Counties"), 2006 to 2016, of
    avinashkz/us-county-crime-visualization at 33ac190c; 2018 and 2019 are a student's copies by
    hand as CSV, of moniceHiemer/Final_Hiemer at 1c96884d.

Reading them needs ``xlrd`` and ``openpyxl``: ``pip install xlrd openpyxl``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from _common import reader, upstream

_CITY = "crime/fbi_table8_cities/Table_8_Offenses_Known_to_Law_Enforcement_by_State_by_City_{}"
CITIES = {
    2010: (
        "crime/fbi_table8_cities/Table_8_2010.xls",
        "283213937633aadb494ff42f10fbbc019ebdfe97244a9674d2c05a41213cfcbb",
    ),
    2012: (
        _CITY.format("2012.xls"),
        "1357fc6eea5641bcda6848fd17b3249d3704497ed9686b680ec314e3d14b6203",
    ),
    2013: (
        _CITY.format("2013.xls"),
        "0abd035a19a81b89031d703522246b6a17eb97a27ebed9cdbafedb46459af328",
    ),
    2014: (
        _CITY.format("2014.xls"),
        "f0dec06da4bbd49b12c3142321ae0616fa0b318bbab0304026290920b9e0c13d",
    ),
    2015: (
        _CITY.format("2015.xls"),
        "13fc6c1a74ff009fe55d398007753433842256e26c1807ffbb7501316fa96cf2",
    ),
    2016: (
        _CITY.format("2016.xls"),
        "07efb89f21d0c6db5421164ba531b92bcc4d2ccdb59ab0c8d82c2729f274a7a1",
    ),
    2017: (
        _CITY.format("2017.xls"),
        "af68d55e25b310ef28a6e904a2c24d4cd658b5b96a4c9dac679ead179793e7ea",
    ),
    2018: (
        _CITY.format("2018.xls"),
        "6f79c374925c70df13d6c2d9b4899dc4ebd0416e61bfa36d0c8e51fcfd22b308",
    ),
    2019: (
        _CITY.format("2019.xls"),
        "64e244ebe02196af730751819c09a23bad8aa4123a9b9ded9449571b83bbbde3",
    ),
    2020: (
        _CITY.format("2020.xlsx"),
        "65820c2ad51941241c0f2c8605e37f6372c571536b601a4d66f2c799800a9500",
    ),
    2021: (
        _CITY.format("2021.xlsx"),
        "1e172495f49ac0d8442705051eba18234a01be8eb24b5eb1b0b763ae9500100e",
    ),
    2022: (
        _CITY.format("2022.xlsx"),
        "69f8396effe9a1b6c15aabce99b229049f00854004ad690888f75c3ed5121976",
    ),
    2023: (
        _CITY.format("2023.xlsx"),
        "f5c985d3a92a3164a125afc284255de63e38960e3bde4e0e7dfbeaba3e4597c0",
    ),
}
COUNTIES = {
    2006: (
        "crime/fbi_table10_sheriffs/2006.xls",
        "0f1fc7d7bf7f496dd673cff1712cb61218c0aba7c928429b5d92f9965f26be18",
    ),
    2007: (
        "crime/fbi_table10_sheriffs/2007.xls",
        "e9c32a48f08684f505d2c2de21c74492481e22f4611a3b8d83b15150e0d48f63",
    ),
    2008: (
        "crime/fbi_table10_sheriffs/2008.xls",
        "38b7c8a0c45a11c9ce01b3aaaa4132624383740f2cb40472e3cea8e3d2d8d159",
    ),
    2009: (
        "crime/fbi_table10_sheriffs/2009.xls",
        "48d408296504609addc2ff0d9cd4373e6724547541abd028b01c0921669c7622",
    ),
    2010: (
        "crime/fbi_table10_sheriffs/2010.xls",
        "786e2b963be2daf6d786b9eef5641efaa0c5a58905f5583a05f0d336abd51f95",
    ),
    2011: (
        "crime/fbi_table10_sheriffs/2011.xls",
        "e85c69064416f8eeec8810d0bcb759f371b8cdfbd72b142620aa0f0f74bc01bb",
    ),
    2012: (
        "crime/fbi_table10_sheriffs/2012.xls",
        "51d7a0d1aba1b6c509f8056b2b941a186679725ac1cf78a46d4734ef4d8aac84",
    ),
    2013: (
        "crime/fbi_table10_sheriffs/2013.xls",
        "435bbae0ab8da849cc1958341581062aacdb06464a4ad9a007589d28dfd08eaa",
    ),
    2014: (
        "crime/fbi_table10_sheriffs/2014.xls",
        "4c778c3e0e62fa8a5487d2427bddf67365793148415b60c03ab28df89ca8264b",
    ),
    2015: (
        "crime/fbi_table10_sheriffs/2015.xls",
        "c244686518d31a5b9c1c3c8412be1f36148f0344b0321818730aaf107947ba15",
    ),
    2016: (
        "crime/fbi_table10_sheriffs/2016.xls",
        "19cc960edffe791bb8ac1c2e3ae89c5b10d7f356d8d1d2ab947d25b1bd0bb4d2",
    ),
    2018: (
        "crime/fbi_table10_sheriffs/2018.csv",
        "031a3623afe5cb25c1d62aea19af2d3a5a56da110c39b0632e7e555d9add5782",
    ),
    2019: (
        "crime/fbi_table10_sheriffs/2019.csv",
        "8c515fb5e03ad2676b0424bf5042389acd544f37d5af0eea50bb56f13eee6d1d",
    ),
}
NUMBERS = [
    "population",
    "violent",
    "murder",
    "rape_revised",
    "rape_legacy",
    "robbery",
    "aggravated_assault",
    "property",
    "burglary",
    "larceny",
    "motor_vehicle_theft",
    "arson",
]
# Words of a column's heading and the column they mean; the first that fits wins.
HEADINGS = {
    "population": "population",
    "violentcrime": "violent",
    "murder": "murder",
    "rape(legacy": "rape_legacy",
    "forciblerape": "rape_legacy",
    "rape": "rape_revised",
    "robbery": "robbery",
    "aggravated": "aggravated_assault",
    "propertycrime": "property",
    "burglary": "burglary",
    "larceny": "larceny",
    "motor": "motor_vehicle_theft",
    "arson": "arson",
}
# Stands for the sentence of a footnote that the copies by hand left out.
LOST = "?"
NOTE_MARKS = re.compile(r"\s*(\d{1,2}(?:,\s*\d{1,2})*)\s*$")
NOTE = re.compile(r"\s*(\d{1,2})\s*([A-Z].*)", re.DOTALL)
STATE = re.compile(r"([A-Za-z ]+?)\s*(?:[-\ue83a]\s*(?:Non)?metropolitan Counties)?", re.IGNORECASE)


def agencies(files: dict[int, tuple[str, str]], county: pd.DataFrame) -> pd.DataFrame:
    """Return every agency-year of some yearly tables.

    Parameters
    ----------
    files
        ``CITIES`` or ``COUNTIES``.
    county
        The table ``county``, for the letters of states.

    Returns
    -------
    pandas.DataFrame
        year, state (two letters), printed_name (as printed, without the numbers of footnotes),
        notes (the footnotes' sentences at the state or the agency, joined by " | ") and the
        columns of ``NUMBERS``, missing where the cell is blank.
    """
    codes = dict(zip(county["state_name"].str.upper(), county["state"], strict=True))
    found = [_of_year(year, upstream(*file), codes) for year, file in files.items()]
    return pd.concat(found, ignore_index=True)


def _of_year(year: int, path: Path, codes: dict[str, str]) -> pd.DataFrame:
    """Return the agencies of one file."""
    rows = [row for row in _rows(path) if any(str(cell).strip() for cell in row)]
    start = next(i for i, row in enumerate(rows) if str(row[0]).strip() == "State")
    places = _places(rows[start])
    notes = dict(filter(None, (_note(row) for row in rows[start:])))
    found, state, of_state = [], "", ""
    name_at = next(i for i, cell in enumerate(rows[start]) if str(cell) in ("City", "County"))
    for row in rows[start + 1 :]:
        name, marks = _split_marks(str(row[name_at]))
        if (heading := str(row[0]).strip()) and not NOTE.fullmatch(heading):
            heading, of_state = _split_marks(heading)
            state = codes[STATE.fullmatch(" ".join(heading.split()))[1].upper()]
        if name:
            told = [notes.get(mark, LOST) for mark in f"{of_state} {marks}".split()]
            numbers = {column: _number(row[at]) for column, at in places.items()}
            found.append(
                {"year": year, "state": state, "printed_name": name, **numbers}
                | {"notes": " | ".join(told)}
            )
    return pd.DataFrame(found).reindex(columns=["year", "state", "printed_name", "notes", *NUMBERS])


def _rows(path: Path) -> Iterator[list]:
    """Yield the rows of the only sheet of a workbook, or of a CSV file."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
            yield from csv.reader(lines)
    elif path.suffix == ".xls":
        sheet = reader("xlrd", path).open_workbook(path).sheet_by_index(0)
        yield from (sheet.row_values(number) for number in range(sheet.nrows))
    else:
        book = reader("openpyxl", path).load_workbook(path, read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield ["" if cell is None else cell for cell in row]


def _places(heading: list) -> dict[str, int]:
    """Return where each number stands, by the headings."""
    found = {}
    for at, cell in enumerate(heading):
        text = re.sub(r"\s", "", str(cell)).lower()
        column = next((name for words, name in HEADINGS.items() if text.startswith(words)), "")
        if column:
            found[column] = at
    return found


def _note(row: list) -> tuple[str, str] | None:
    """Return number and sentence of a footnote, or None for another row."""
    note = NOTE.fullmatch(str(row[0]).strip())
    return (note[1], " ".join(note[2].split())) if note else None


def _split_marks(text: str) -> tuple[str, str]:
    """Return a name and the numbers of its footnotes.

    >>> _split_marks("Chicago7, 8"), _split_marks(" Fraser/Winter  Park ")
    (('Chicago', '7 8'), ('Fraser/Winter Park', ''))
    """
    marks = NOTE_MARKS.search(text)
    name = text[: marks.start()] if marks else text
    return " ".join(name.split()), " ".join(marks[1].replace(",", " ").split()) if marks else ""


def _number(cell: object) -> float | None:
    text = str(cell).replace(",", "").strip()
    return float(text) if text else None
