"""A reader's own list of counties: a CSV that becomes a definition like any other.

Standard library only, so that a list can be refused before anything slow begins.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sanctuary_research import words
from sanctuary_research.data.definitions import LIMIT, NOT_CODED
from sanctuary_research.data.faults import raise_broken
from sanctuary_research.data.own_list.sheet import HOLDS, read
from sanctuary_research.data.own_list.spells import NOT_SANCTUARY, Row, Spell, read_rows

__all__ = ["NOT_SANCTUARY", "OwnList", "Row", "Spell", "own"]


@dataclass(frozen=True)
class OwnList:
    """A list that `own` has read and found sound, for `labels`.

    Attributes
    ----------
    path : Path
        The file.
    rows : tuple of Row
        One per county and time: its line, what it says, and from when until when.
    is_complete : bool
        Whether a county that is not in it has no limit (a file without labels), or is not coded.
    remarks : tuple of str
        What had to be put right or was left aside, for `coverage`.
    """

    path: Path
    rows: tuple[Row, ...] = field(repr=False)
    is_complete: bool
    remarks: tuple[str, ...] = ()

    def coverage(self) -> str:
        """Say in one sentence what was read, and how.

        Returns
        -------
        str
            Counties by what the file says of them, whether it is read as complete, the codes that
            were put right and the columns and rows left aside.
        """
        found = Counter(says for says, _ in {(row.says, row.county_fips) for row in self.rows})
        counties = len({row.county_fips for row in self.rows})
        said = [f"{many:,} {word.replace('_', ' ')}" for word, many in sorted(found.items())]
        rest = "is taken to have no limit" if self.is_complete else "is not coded"
        told = (
            f"{self.path.name}: {words.count(counties, 'county', 'counties')} "
            f"({words.listed(said)}); every other county {rest}"
        )
        return f"{'; '.join([told, *self.remarks])}."

    def on(self, day: date) -> dict[str, tuple[str, str, str]]:
        """Return for each county in the file what it says on a day.

        Returns
        -------
        dict
            county_fips to an arm or ``not_sanctuary`` (a ban or neither, as the state's law has
            it), a reason, and the line that says so.
        """
        known: dict[str, list[Row]] = {}
        for row in self.rows:
            known.setdefault(row.county_fips, []).append(row)
        return {code: _on(several, day, self.path.name) for code, several in known.items()}


def own(path: str | Path) -> OwnList:
    """Read a list of counties of your own, to be used as a definition.

    Parameters
    ----------
    path : str or Path
        A CSV with a header, in UTF-8, its cells parted by commas, semicolons or tabs. Columns:
        ``county_fips``, or ``county`` and ``state`` by name; ``label`` (sanctuary, limit,
        not_sanctuary, ban, neither, not_coded), without which every row is a limit and the list
        is complete; ``date``, the first day in force, and ``until``, the first day no longer
        (YYYY-MM-DD, or YYYY-MM where only the month is known). A file with the columns of ILRC's
        county list is read as such. See ``docs/own-list.md``.

    Returns
    -------
    OwnList
        What `labels` takes in place of a definition's name.

    Raises
    ------
    UsageError
        There is no such file.
    DataError
        Something in it is wrong; ``faults`` lists everything with its line.
    """
    path = Path(path)
    sheet = read(path)
    rows, remarks = read_rows(sheet)
    fix = "docs/own-list.md shows how a list is written"
    raise_broken(str(path), fix, sheet.faults, rules="the rules of an own list")
    if sheet.unread and HOLDS not in sheet.columns:
        remarks.append(f"columns not read: {', '.join(sheet.unread)}")
    return OwnList(path, tuple(rows), not {"label", HOLDS} & {*sheet.columns}, tuple(remarks))


def _on(rows: list[Row], day: date, name: str) -> tuple[str, str, str]:
    """Return what the rows of one county say of a day."""
    for row in rows:
        if row.spell.holds(day):
            return row.says, f"{name}, line {row.line}: {row.told()}.", str(row.line)
    for row in rows:
        if row.spell.may_hold(day):
            doubt = "from or until some day of the month that holds the date asked for"
            return NOT_CODED, f"{name}, line {row.line}: {row.told()}, {doubt}.", str(row.line)
    row = next((row for row in rows if row.says == LIMIT), rows[0])
    outside = NOT_SANCTUARY if row.says == LIMIT else NOT_CODED
    return outside, f"{name}, line {row.line}: {row.told()}, not on this day.", str(row.line)
