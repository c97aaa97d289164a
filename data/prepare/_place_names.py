"""Names of places written one way, so that two sources meet on them."""

from __future__ import annotations

import re
import unicodedata

import pandas as pd

COUNTY = re.compile(r" (County|Parish|Borough|Census Area|Municipality|City and Borough)$")


def letters(name: str, *, county: bool = False) -> str:
    """Return a name as capitals alone, Saint and Mount shortened; a county's without its kind.

    >>> letters("St. Mary's"), letters("Owens Cross-Roads"), letters("Doña Ana County", county=True)
    ('STMARYS', 'OWENSCROSSROADS', 'DONAANA')
    """
    text = COUNTY.sub("", name) if county else name
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().upper()
    text = re.sub(r"\bSAINTE\b", "STE", re.sub(r"\bSAINT\b", "ST", text))
    return re.sub(r"[^A-Z0-9]", "", text)


def slug(name: str) -> str:
    """Return a name as a readable part of a key.

    >>> slug("Fraser/Winter Park"), slug("St. Mary's")
    ('fraser-winter-park', 'st-marys')
    """
    text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", text.replace("'", "")))


def counties_by_name(county: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Return the code of each county by its state and the letters of its name."""
    names = [letters(name, county=True) for name in county["name"]]
    return dict(zip(zip(county["state"], names, strict=True), county["county_fips"], strict=True))
