"""The rows of a reader's list: which county, what it is called, and from when until when."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date

from sanctuary_research import words
from sanctuary_research.data.dates import calendar_day
from sanctuary_research.data.definitions import BAN, LIMIT, NEITHER, NOT_CODED
from sanctuary_research.data.own_list.counties import Counties, Match
from sanctuary_research.data.own_list.sheet import HOLDS, MONTH, Sheet
from sanctuary_research.errors import UsageError

NOT_SANCTUARY = "not_sanctuary"  # a ban or neither: the state's law says which
LABELS = {
    "sanctuary": LIMIT,
    LIMIT: LIMIT,
    NOT_SANCTUARY: NOT_SANCTUARY,
    BAN: BAN,
    NEITHER: NEITHER,
    NOT_CODED: NOT_CODED,
    "": NOT_CODED,
}
ILRC_HOLDS = {"1": LIMIT, "0": NOT_SANCTUARY, "": NOT_CODED}
MONTHS = [name.lower() for name in calendar.month_abbr]
# ILRC's months: 2014-05, 5/2014, 5/1/2014, May-14, May 2014.
ILRC_MONTHS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})(?:-\d{1,2})?"),
    re.compile(r"(?P<month>\d{1,2})/(?:\d{1,2}/)?(?P<year>\d{4})"),
    re.compile(r"(?P<month>[A-Za-z]{3})[a-z]*\.?[- ](?P<year>\d{4}|\d{2})"),
)


@dataclass(frozen=True)
class Spell:
    """The days between which a row starts to hold, and stops."""

    start: tuple[date, date] = (date.min, date.min)
    until: tuple[date, date] = (date.max, date.max)

    def holds(self, day: date) -> bool:
        """Say whether the row holds on a day, whatever days of its months are meant."""
        return self.start[1] <= day < self.until[0]

    def may_hold(self, day: date) -> bool:
        """Say whether the row holds on a day for some days of its months."""
        return self.start[0] <= day < self.until[1]

    def overlaps(self, other: Spell) -> bool:
        """Say whether there is a day on which both hold."""
        return max(self.start[1], other.start[1]) < min(self.until[0], other.until[0])


@dataclass(frozen=True)
class Row:
    """One line about one county."""

    line: int
    county_fips: str
    says: str
    spell: Spell

    def told(self) -> str:
        """Return the row in words.

        >>> Row(2, "06037", "limit", Spell((date(2014, 7, 1), date(2014, 7, 31)))).told()
        'limit since 2014-07-01 to 2014-07-31'
        """
        since, until = (
            f" {word} {_written(days)}" if days[0] not in (date.min, date.max) else ""
            for word, days in (("since", self.spell.start), ("until", self.spell.until))
        )
        return f"{self.says.replace('_', ' ')}{since}{until}"


def read_rows(sheet: Sheet) -> tuple[list[Row], list[str]]:
    """Return the rows of a sheet and what had to be put right; faults are noted in the sheet."""
    rows, matches, counties = [], [], Counties()
    for line, cells in sheet.rows:
        match = _county(counties, cells)
        matches.append(match)
        if match.message:
            sheet.fault(match.message, line)
        says, spell = _says(sheet, line, cells), _spell(sheet, line, cells)
        rows += [Row(line, code, says, spell) for code in match.codes]
    _note_repeated(sheet, rows, counties)
    if not rows and not sheet.faults:
        sheet.fault("no row names a county of the tables: write one below the header")
    sheet.faults.sort(key=lambda fault: fault.row or 0)
    return rows, _remarks(sheet, matches, rows, counties)


def _county(counties: Counties, cells: dict[str, str]) -> Match:
    """Return the county of a row by its code, or where that is blank by its name."""
    code, county, state = (cells.get(name, "") for name in ("county_fips", "county", "state"))
    if code.isdecimal() and len(code) < 3 and HOLDS in cells:  # ILRC has one row for some states
        return counties.of_state(code)
    if code:
        return counties.agreed(counties.by_code(code), county, state)
    if county and state:
        return counties.by_name(county, state)
    return Match(message="the row names no county: write its code, or its name and state")


def _says(sheet: Sheet, line: int, cells: dict[str, str]) -> str:
    """Return what a row calls its county."""
    if HOLDS in cells:
        says = ILRC_HOLDS.get(cells[HOLDS])
        if says is None:
            sheet.fault(f"No ICE holds is {cells[HOLDS]!r}: write 1 or 0", line)
        is_contrary = says == NOT_SANCTUARY and cells.get(MONTH)  # two columns that disagree
        return NOT_CODED if is_contrary or says is None else says
    if "label" not in cells:
        return LIMIT
    word = cells["label"].lower().replace(" ", "_").replace("-", "_")
    if word not in LABELS:
        allowed = ", ".join(filter(None, LABELS))
        sheet.fault(f"{cells['label']!r} is no label: write one of {allowed}", line, "label")
    return LABELS.get(word, NOT_CODED)


def _spell(sheet: Sheet, line: int, cells: dict[str, str]) -> Spell:
    """Return from when until when a row holds."""
    if HOLDS in cells:
        read = {"start": (MONTH, _ilrc_month)} if cells[HOLDS] == "1" else {}
    else:
        read = {"start": ("date", _days), "until": ("until", _days)}
    spell = Spell()
    for end, (column, days) in read.items():
        if text := cells.get(column):
            try:
                spell = replace(spell, **{end: days(text)})
            except UsageError as error:
                sheet.fault(str(error), line, column)
    if spell.start[0] >= spell.until[1]:
        sheet.fault(f"until {cells['until']} is not after {cells['date']}", line, "until")
    return spell


def _days(text: str) -> tuple[date, date]:
    """Return the first and last day that a day, or a month, may mean.

    >>> _days("2014-02")
    (datetime.date(2014, 2, 1), datetime.date(2014, 2, 28))
    """
    is_month = re.fullmatch("[0-9]{4}-[0-9]{2}", text)
    try:
        first = calendar_day(f"{text}-01" if is_month else text)
    except UsageError as error:
        how = "write YYYY-MM-DD, or YYYY-MM where only the month is known"
        raise UsageError(error.case, how) from error
    last = calendar.monthrange(first.year, first.month)[1] if is_month else first.day
    return first, first.replace(day=last)


def _ilrc_month(text: str) -> tuple[date, date]:
    """Return the days of a month as ILRC writes it.

    >>> _ilrc_month("May-14") == _ilrc_month("5/2014") == _days("2014-05")
    True
    """
    for form in ILRC_MONTHS:
        if parts := form.fullmatch(text):
            word, year = parts["month"].lower(), parts["year"]
            month = MONTHS.index(word) if word in MONTHS else int(word) if word.isdecimal() else 0
            return _days(f"{'20' if len(year) == 2 else ''}{year}-{month:02}")
    raise UsageError(f"{text!r} is no month", "write it as 2014-05, 5/2014, May-14 or May 2014")


def _note_repeated(sheet: Sheet, rows: list[Row], counties: Counties) -> None:
    """Note each county that stands on two lines for the same days."""
    known: dict[str, list[Row]] = {}
    for row in rows:
        before = known.setdefault(row.county_fips, [])
        first = next((one for one in before if one.spell.overlaps(row.spell)), None)
        before.append(row)
        if first:
            who = f"{row.county_fips}, {counties.names[row.county_fips]},"
            how = "keep one, or give both a date and until that do not overlap"
            sheet.fault(f"{who} stands on line {first.line} already: {how}", row.line)


def _remarks(sheet: Sheet, matches: list[Match], rows: list[Row], counties: Counties) -> list[str]:
    """Return what was put right, left out or is not dated, each as a clause."""
    repaired = sum(match.is_repaired for match in matches)
    elsewhere = sum(match.is_elsewhere for match in matches)
    undated = sum(row.says == LIMIT and row.spell == Spell() for row in rows)
    found = [*sheet.remarks]
    if repaired:
        what = "a first zero lost, or a .0, quotation marks or a prefix gained"
        found.append(f"{words.count(repaired, 'code')} put right ({what})")
    found += [
        f"{match.old} is read as {match.codes[0]}, {counties.names[match.codes[0]]}"
        for match in matches
        if match.old
    ]
    if elsewhere:
        found.append(f"{words.count(elsewhere, 'row')} of territories left out")
    if undated and {MONTH, "date"} & {*sheet.columns}:
        found.append(f"{words.count(undated, 'limit')} without a date taken as always in force")
    return found


def _written(days: tuple[date, date]) -> str:
    return f"{days[0]}" if days[0] == days[1] else f"{days[0]} to {days[1]}"
