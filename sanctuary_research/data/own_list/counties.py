"""Which county a reader's code or name means, and what is wrong with one that means none."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches

from sanctuary_research.data import catalog

NUMBER = re.compile(r"([0-9]{1,5})(\.0+)?")
TERRITORIES = ("60", "66", "69", "72", "78")
# Codes of counties that were renamed or merged before the edition of 2017.
OLD = {"46113": "46102", "02270": "02158", "51515": "51019", "12025": "12086"}
# Codes that came after it.
NEW = {"02063": "02261", "02066": "02261"}
CONNECTICUT = tuple(f"09{number}" for number in range(110, 200, 10))
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

    def __init__(self):
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
        """Return the county of a code; one lost zero or a trailing .0 is put right."""
        parts = NUMBER.fullmatch(text)
        code = parts[1].zfill(5) if parts and len(parts[1]) > 3 else ""
        if not code:
            return Match(message=f"{text!r} is no county code: write five digits, e.g. 06037")
        if code[:2] in TERRITORIES:
            return Match(is_elsewhere=True)
        now = OLD.get(code, code)
        if now in self.names:
            return Match((now,), is_repaired=code != text, old="" if now == code else code)
        return Match(message=self._no_county(code))

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

    def _no_county(self, code: str) -> str:
        if code in CONNECTICUT:
            return (
                f"{code} is one of Connecticut's planning regions: the tables use its eight "
                "counties, 09001 to 09015"
            )
        if code in NEW:
            return f"{code} is newer than the tables: write {NEW[code]}, {self.names[NEW[code]]}"
        same = [known for known in self.names if known[:2] == code[:2]]
        if not same:
            return f"no state has the code {code[:2]}, with which {code} begins"
        [near] = get_close_matches(code, same, n=1, cutoff=0)
        return f"no county has the code {code}: the nearest is {near}, {self.names[near]}"

    def _no_name(self, county: str, fips: str) -> str:
        names = [self._name(code) for (state, _), code in self.full.items() if state == fips]
        [near] = get_close_matches(county, names, n=1, cutoff=0)
        return f"no county there is called {county!r}: the nearest is {near!r}"

    def _name(self, code: str) -> str:
        return self.names[code].rpartition(", ")[0]


def _plain(name: str) -> str:
    """Return a name without case, accents, spaces and marks; Saint is St.

    >>> _plain("Doña Ana"), _plain("Saint Mary's")
    ('donaana', 'stmarys')
    """
    bare = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return re.sub("[^a-z0-9]", "", re.sub(r"\bsaint\b", "st", bare))
