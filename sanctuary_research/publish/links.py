"""Which addresses a page may link to, and the names of the places within it and on others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import quote

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
        ``name``, ``title`` and ``has_rows``: whether the page has a place for each row.
    is_linked : bool
        Whether the pages stand beside the report; otherwise there is no address.
    """

    def __init__(self, known: list[dict], *, is_linked: bool):
        self.known = {table["name"]: table for table in known}
        self.is_linked = is_linked

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
        """Return the address of a row; without a place of its own, that of the page."""
        page = self.page(name)
        has_place = page and key and self.known[name].get("has_rows")
        return f"{page}#{quote(row_name(key))}" if has_place else page


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
