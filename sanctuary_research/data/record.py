"""The one record of a place that its page, the command, JSON and Python show: sections of lines."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from sanctuary_research.data import crime_on_record, gazetteer, holdings
from sanctuary_research.data.definitions import DEFINITIONS
from sanctuary_research.data.holdings import Cell, Line, Section, section
from sanctuary_research.data.in_force import EVER, NEVER, NOT_YET
from sanctuary_research.data.page import Page
from sanctuary_research.data.status import STATUS
from sanctuary_research.words import count, date

if TYPE_CHECKING:
    from sanctuary_research.data.place import Place

ARMS = {"limit": "limit", "ban": "ban on limits", "neither": "neither", "not_coded": "not coded"}
PROVISIONS = ("limits_", "bans_", "requires_", "is_declaration")  # what columns of acts begin with
OF_ACTS = ["Act", "Of", "Kind", "Speaks of", "Since", "Ended", "On the day"]
OF_LABELS = ["Definition", "County", "Group", "Because"]
FEW = (
    f"no two usable years of at least {crime_on_record.FEWEST_PEOPLE:,} people and "
    f"{crime_on_record.FEWEST_OFFENCES} offences by then"
)


class Record:
    """What the tables hold on a place.

    Parameters
    ----------
    place : Place
    """

    def __init__(self, place: Place):
        self.place = place

    @cached_property
    def sections(self) -> list[Section]:
        """What each table holds on it, policies and labels first; a section may have no lines."""
        one = self.place
        acts = list(map(_act, one.acts))
        said = [_label(row, is_one=len(one.counties) == 1) for row in one.said]
        whose = "it" if one.is_county else "its county"
        return [
            section("Policies of it, and those that reach it", "policy_events", OF_ACTS, acts),
            section(f"What each definition calls {whose}", "labels", OF_LABELS, said),
            *holdings.sections(
                one.place_id, gazetteer.own_codes(one.place_id), f"{one.day:%Y-%m-%d}"
            ),
        ]

    @cached_property
    def crime(self) -> crime_on_record.Series | None:
        """Recorded violent crime up to the year of the day, if the tables have enough of it."""
        one = self.place
        at = one.place_id, one.level, one.code, one.counties
        return crime_on_record.series(*at, through=one.day.year)

    @property
    def silent(self) -> list[str]:
        """Headings of what no row speaks of."""
        found = [part.heading for part in self.sections if not part.lines]
        return found if self.crime else [*found, f"Recorded crime ({FEW})"]

    @property
    def status(self) -> str:
        """What limits there are on the day, and why."""
        found = self.place.status
        # Acts before the first recorded one were not looked for: that it came later is not "none".
        says = "no earlier limit on record" if found.says == NOT_YET else STATUS[found.says]
        return f"{says}. {found.reason}"

    def as_dict(self) -> dict:
        """Return all of it as JSON can hold it."""
        one = self.place
        status = dict(zip(("says", "reason", "table", "key"), one.status, strict=True))
        return {name: getattr(one, name) for name in ("place_id", "name", "level", "counties")} | {
            "day": f"{one.day:%Y-%m-%d}",
            "status": status,
            "sections": [_as_dict(part) for part in self.sections if part.lines],
            "crime": self.crime and self.crime.as_dict(),
            "not_recorded": self.silent,
        }

    def told(self) -> Page:
        """Return all of it as text."""
        lines = [f"{self.place.name}, as of {date(self.place.day.date())}", ""]
        lines.append(f"Limits on cooperation: {self.status}")
        if others := gazetteer.namesakes(self.place.place_id):
            many = count(len(others), "other place goes", "other places go")
            lines.append(f"This is the state; {many} by its name, such as {others[0]!r}")
        for part in filter(lambda one: one.lines, self.sections):
            lines += ["", f"{part.heading} ({part.table})"]
            lines += [f"  {_told(part.columns, line)}" for line in part.lines]
        if self.crime:
            lines += ["", "Recorded crime", f"  {self.crime.told}", f"  {crime_on_record.CARE}."]
        lines += ["", "Not recorded, which is not to have none"]
        return Page("\n".join([*lines, *(f"  {heading}" for heading in self.silent)]))


def _act(act: dict) -> Line:
    kind = f"{act['direction']}, {act['instrument'].replace('_', ' ')}"
    speaks = [
        name.removeprefix("limits_").removeprefix("is_").replace("_", " ")
        for name, holds in act.items()
        if name.startswith(PROVISIONS) and holds is True
    ]
    since, ended = (
        holdings.span(*(_day(act[f"{side}_{end}"]) for end in ("earliest", "latest")))
        for side in ("start", "end")
    )
    if again := _day(act["again_earliest"]):
        ended = f"enjoined {ended} to {again}"
    event = "policy_events", act["event_id"]
    cells = map(Cell, [act["whose"], kind, ", ".join(speaks), since, ended])
    says = Cell(STATUS[act["says"]], "policy_events", act["evidence_id"])
    return Line([Cell(act["title"], *event), *cells, says], event[0], event[1:])


def _day(day: pd.Timestamp) -> str:
    return "" if day in (EVER, NEVER) else f"{day:%Y-%m-%d}"


def _label(row: dict, *, is_one: bool) -> Line:
    table, key = row["evidence_table"], row["evidence_id"]
    code = "" if is_one else row["county_fips"]
    cells = [DEFINITIONS[row["definition"]].title, code, ARMS[row["arm"]]]
    because = Cell(row["reason"], table, key)
    return Line([*map(Cell, cells), because], table, (key,) if key else ())


def _as_dict(part: Section) -> dict:
    lines = [
        line._asdict() | {"cells": [cell._asdict() for cell in line.cells]} for line in part.lines
    ]
    return part._asdict() | {"lines": lines}


def _told(columns: list[str], line: Line) -> str:
    """Return a line as text, the row that says so at its end."""
    told = [f"{title}: {cell.text}" for title, cell in zip(columns, line.cells, strict=True)]
    told = [text for text in told if not text.endswith(": ")]
    if not (own := line.cells[0].text)[:1].isdigit():  # a name, and no number
        told[0] = own
    memory = ["from memory, kept out of results"] * line.is_memory
    memory += ["later than this day"] * line.is_later
    row = f" [{' '.join([line.table, *line.key])}]" if line.key else ""
    return "; ".join([*told, *memory]) + row
