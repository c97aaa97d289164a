"""Which county a reader's code or name means, and what is wrong with one that means none."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches

from sanctuary_research import words
from sanctuary_research.data import catalog
from sanctuary_research.data.own_list.sheet import KNOWN

# 06037, 6037, 6037.0; as spreadsheets keep text, ="06037" and '06037; the census, 0500000US06037.
CODE = re.compile(r"""(?:="?|'|050[0-9A-Z]{4}US)?([0-9]{1,5})(?:\.0+)?"?""")
ALIKE = 0.6  # of a name and its misspelling, by difflib
TERRITORIES = ("60", "66", "69", "72", "78")
# Codes of counties that were renamed or merged before the edition of 2017, and some after it.
OLD: dict[str, str] = KNOWN["old_codes"]
NEW: dict[str, str] = KNOWN["new_codes"]
PLANNING_REGIONS: dict[str, str] = KNOWN["planning_regions"]
KINDS = re.compile(r" (County|Parish|Borough|Census Area|Municipality|City and Borough|city)$")


@dataclass(frozen=True)
class Match:
    """The counties that a cell means, how it had to be read, or what is wrong with it."""

    codes: tuple[str, ...] = ()
    is_repaired: bool = False
    is_elsewhere: bool = False
    old: str = ""
    message: str = ""


class Counties:
    """The counties of the tables by code and by name."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.states: dict[str, str] = {}
        self.full: dict[tuple[str, str], str] = {}
        self.short: dict[tuple[str, str], list[str]] = {}
        for row in catalog.records("county"):
            code, state = row["county_fips"], row["state_fips"]
            self.names[code] = f"{row['name']}, {row['state']}"
            for word in (state, row["state"], row["state_name"]):
                self.states[_plain(word)] = state
            self.full[state, _plain(row["name"])] = code
            self.short.setdefault((state, _plain(KINDS.sub("", row["name"]))), []).append(code)

    def by_code(self, text: str) -> Match:
        """Return the county of a code; a lost zero and the marks of a spreadsheet are put right."""
        parts = CODE.fullmatch(text)
        code = parts[1].zfill(5) if parts and len(parts[1]) > 3 else ""
        if not code:
            return Match(message=f"{text!r} is no county code: write five digits, e.g. 06037")
        if code[:2] in TERRITORIES:
            return Match(is_elsewhere=True)
        now = OLD.get(code, code)
        if now in self.names:
            return Match((now,), is_repaired=code != text, old="" if now == code else code)
        return Match(message=self._no_county(code))

    def agreed(self, match: Match, county: str, state: str) -> Match:
        """Return the county of a code, unless the name or state beside it means another."""
        if len(match.codes) != 1 or self._may_be(match, county, state):
            return match
        [code] = match.codes
        said = words.listed([repr(cell) for cell in (county, state) if cell])
        how = "correct the code or the name"
        told = f"{match.old or code} is {self.names[code]}, but the row says {said}: {how}"
        return Match(message=told)

    def of_state(self, text: str) -> Match:
        """Return every county of a state given by its code of one or two digits."""
        state = text.zfill(2)
        return Match(tuple(code for code in self.names if code.startswith(state)))

    def by_name(self, county: str, state: str) -> Match:
        """Return the county of a name, with or without its kind, in a state."""
        fips = self.states.get(_plain(state))
        if fips is None:
            return Match(message=f"{state!r} is no state: write its name or postal code")
        if code := self.full.get((fips, _plain(county))):
            return Match((code,))
        several = self.short.get((fips, _plain(county)), [])
        if len(several) == 1:
            return Match(tuple(several))
        if several:
            both = " or ".join(repr(self._name(code)) for code in several)
            return Match(message=f"{county!r} may be two places: write {both}")
        return Match(message=self._no_name(county, fips))

    def _may_be(self, match: Match, county: str, state: str) -> bool:
        """Say whether a name and state, either of which may be blank, can mean a county."""
        [code], name = match.codes, _plain(county.partition(",")[0])
        fips = code[:2]
        if self.states.get(_plain(state), fips) != fips:
            return False
        if match.old or not re.search("[a-z]", name):  # an old name, or a number beside the code
            return True
        if (fips, name) in self.full:
            return self.full[fips, name] == code
        if (fips, name) in self.short:
            return code in self.short[fips, name]
        own = _plain(KINDS.sub("", self._name(code)))
        return own in name or name in own or SequenceMatcher(None, own, name).ratio() >= ALIKE

    def _no_county(self, code: str) -> str:
        if code in PLANNING_REGIONS:
            return _planning_region(code)
        if code in NEW:
            return f"{code} is newer than the tables: write {NEW[code]}, {self.names[NEW[code]]}"
        same = [known for known in self.names if known[:2] == code[:2]]
        if not same:
            return f"no state has the code {code[:2]}, with which {code} begins"
        [near] = get_close_matches(code, same, n=1, cutoff=0)
        return f"no county has the code {code}: the nearest is {near}, {self.names[near]}"

    def _no_name(self, county: str, fips: str) -> str:
        regions = {_plain(name) for name in PLANNING_REGIONS.values()}
        if fips == "09" and _plain(county).removesuffix("planningregion") in regions:
            return _planning_region(repr(county))
        names = [self._name(code) for (state, _), code in self.full.items() if state == fips]
        [near] = get_close_matches(county, names, n=1, cutoff=0)
        return f"no county there is called {county!r}: the nearest is {near!r}"

    def _name(self, code: str) -> str:
        return self.names[code].rpartition(", ")[0]


def _planning_region(what: str) -> str:
    return (
        f"{what} is one of Connecticut's planning regions: the tables use its eight counties, "
        "09001 to 09015"
    )


def _plain(name: str) -> str:
    """Return a name without case, accents, spaces and marks; Saint is St.

    >>> _plain("Doña Ana"), _plain("Saint Mary's")
    ('donaana', 'stmarys')
    """
    bare = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return re.sub("[^a-z0-9]", "", re.sub(r"\bsaint\b", "st", bare))
