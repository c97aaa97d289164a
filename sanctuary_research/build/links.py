"""Which addresses a page may link to, and the names of the places within it."""

from __future__ import annotations

import re
import unicodedata

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
