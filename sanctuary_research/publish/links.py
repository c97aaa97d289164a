"""Which addresses a page may link to, and the names of the places within it and on others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import partial
from urllib.parse import quote

from sanctuary_research.publish.behind import Behind

_IN_FILE = re.compile(r'<a href="\.\./data/tables/(\w+)\.csv#row-(\w+)">(.*?)</a>')
_SCHEME = re.compile(r"^\s*([a-zA-Z][a-zA-Z0-9+.-]*):")
_WORD = re.compile(r"[^a-z0-9]+")


def safe_link(address: str) -> str:
    """Return an address that only leads somewhere, else nothing; notebooks become their pages.

    >>> safe_link("https://example.org/a"), safe_link("02-policy.ipynb#fit")
    ('https://example.org/a', '02-policy.html#fit')
    >>> safe_link("javascript:alert(1)"), safe_link("//example.org")
    ('', '')
    """
    address = "".join(character for character in address.strip() if character.isprintable())
    scheme = _SCHEME.match(address)
    if scheme:
        return address if scheme[1].lower() in ("http", "https", "mailto") else ""
    if address.startswith(("//", "\\")):
        return ""
    return re.sub(r"^([\w.-]+)\.ipynb(?=$|#)", r"\1.html", address)


def row_name(*key: str) -> str:
    """Return the name of a table's row on the page of the table.

    >>> row_name("evt_1"), row_name("06037", "2015")
    ('row-evt_1', 'row-06037-2015')
    """
    return "-".join("".join(["row-", "-".join(key)]).split())


class Tables:
    """The pages of the tables that a report read, from the report.

    Parameters
    ----------
    known : list of dict
        ``name``, ``title``, ``written`` (a pattern: how the keys of rows are written that a link
        leads to; ``.*`` unless given) and ``rows``: how many it has.
    places : mapping
        Name and page of each place that has one, by all that it goes by (`placepages.by_name`).
    is_linked : bool
        Whether the pages stand beside the report; otherwise there is no address.
    behind : Behind, optional
        Finds the rows behind an exhibit; without it they are those that it names itself.
    """

    def __init__(
        self,
        known: list[dict],
        places: Mapping[str, tuple[str, str]] | None = None,
        *,
        is_linked: bool,
        behind: Behind | None = None,
    ):
        self.known = {table["name"]: table for table in known}
        self.is_linked, self.places = is_linked, (places or {}) if is_linked else {}
        self.behind = behind

    def title(self, name: str) -> str:
        """Return a table's title; without one its name in words."""
        return self.known.get(name, {}).get("title") or name.replace("_", " ")

    def page(self, name: str) -> str:
        """Return the address of a table's page, or nothing."""
        return f"data/{quote(name)}.html" if self.is_linked and name in self.known else ""

    def links(self, names: Iterable[str]) -> list[tuple[str, str]]:
        """Return title and address of each of these tables."""
        return [(self.title(name), self.page(name)) for name in names]

    def row(self, name: str, key: str) -> str:
        """Return the address of a row; without a place of its own, of what is said of such rows."""
        page = self.page(name)
        if not page or not key:
            return page
        return f"{page}#{quote(row_name(key)) if self._leads(name, key) else 'sample'}"

    def with_row_links(self, html: str) -> str:
        """Return a page on which a link to a row in the file of a table leads to the row's page.

        >>> words = '<a href="../data/tables/claims.csv#row-clm_1">a sum</a>'
        >>> Tables([], is_linked=True).with_row_links(words)
        '<a href="data/claims.html#row-clm_1">a sum</a>'
        >>> Tables([], is_linked=False).with_row_links(words)
        'a sum'
        """

        def linked(found: re.Match[str]) -> str:
            name, key, words = found.groups()  # also of a table that the report does not read
            return f'<a href="data/{name}.html#row-{key}">{words}</a>' if self.is_linked else words

        return _IN_FILE.sub(linked, html)

    def rows(self, name: str, keys: Iterable[str]) -> tuple[str, int]:
        """Return the address at which a table shows these rows alone, and how many they are.

        >>> crime = Tables([{"name": "crime"}], is_linked=True)
        >>> crime.rows("crime", ["01001 2012", "01001 2015", "01003 2012", "01003 2015"])
        ('data/crime.html#rows=01001,01003;2012,2015', 4)
        """
        page = self.page(name)
        held = [key for key in dict.fromkeys(keys) if page and key and self._leads(name, key)]
        if len(held) < 2:
            return self.row(name, held[0]) if held else "", len(held)
        if len(held) == self.known[name].get("rows"):
            return f"{page}#all-rows", len(held)
        quoted = partial(quote, safe="")
        told = [[",".join(map(quoted, part)) for part in group] for group in _groups(held)]
        return f"{page}#rows={'|'.join(map(';'.join, told))}", len(held)

    def _leads(self, name: str, key: str) -> bool:
        return bool(re.fullmatch(self.known[name].get("written", ".*"), key, re.DOTALL))

    def place(self, text: str, known_as: str = "") -> str:
        """Return the page of a place, given its name, or how that begins and what else it goes by.

        >>> one = {"17031": ("Cook County, IL", "places/a.html")}
        >>> Tables([], one, is_linked=True).place("Cook County", "17031")
        'places/a.html'
        """
        name, page = self.places.get(text) or self.places.get(known_as, ("", ""))
        return page if text and name.startswith(text) else ""


def _groups(keys: list[str]) -> list[list[list[str]]]:
    """Return keys of two words as groups, each of the first words that have the same second ones.

    Other keys are one group of whole keys.

    >>> _groups(["a 1", "a 2", "b 1", "b 2", "c 1"]), _groups(["d", "e"])
    ([[['a', 'b'], ['1', '2']], [['c'], ['1']]], [[['d', 'e']]])
    """
    firsts: dict[tuple[str, ...], list[str]] = {}
    for first, found in _seconds(keys).items():
        firsts.setdefault(tuple(found), []).append(first)
    groups = [[own, [*found]] for found, own in firsts.items()]
    return groups or [[["-".join(key.split()) for key in keys]]]


def shortened(keys: list[str]) -> list[str]:
    """Return keys of two words with all second words behind each first one; others as they are.

    >>> shortened(["a 1", "a 2", "b 1"]), shortened(["d", "e"])
    (['a 1 2', 'b 1'], ['d', 'e'])
    """
    return [" ".join([first, *found]) for first, found in _seconds(keys).items()] or keys


def _seconds(keys: list[str]) -> dict[str, list[str]]:
    """Return by the first word of keys the second ones; nothing where they are not of two words."""
    found: dict[str, list[str]] = {}
    for words in map(str.split, keys):
        if len(words) != 2:
            return {}
        found.setdefault(words[0], []).append(words[1])
    return found


class Anchors:
    """Hands out the permanent names of headings, figures and tables of one page."""

    def __init__(self) -> None:
        self.used: dict[str, int] = {}

    def take(self, text: str, prefix: str = "") -> str:
        """Return a name made of the text's words, numbered from the second use on.

        >>> anchors = Anchors()
        >>> anchors.take("How sure are we?"), anchors.take("How sure are we?")
        ('how-sure-are-we', 'how-sure-are-we-2')
        """
        plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
        slug = _WORD.sub("-", plain).strip("-")[:60].rstrip("-") or "part"
        slug = f"{prefix}-{slug}" if prefix else slug
        self.used[slug] = number = self.used.get(slug, 0) + 1
        return slug if number == 1 else f"{slug}-{number}"
