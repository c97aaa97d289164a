"""Text that shows itself: printed, or as the last line of a notebook cell, it reads the same."""

from __future__ import annotations

import re

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def plain(text: object) -> str:
    """Return text without characters that are not seen but change how the rest is read.

    Control characters go, and those that turn the direction of writing; halves of characters,
    which no file can hold, become question marks.

    >>> plain("a\\x00b\\u202ec")
    'abc'
    """
    text = str(text)
    if text.isascii() and text.isprintable():  # as nearly all are
        return text
    return _UNSEEN.sub("", text).encode("utf-8", "replace").decode("utf-8")


def say(*lines: object, to=None) -> None:
    """Print lines, of hostile cells what is `plain`."""
    for line in lines:
        print(plain(line), file=to)


class Page(str):
    """A string whose representation is its text; of hostile cells it keeps what is `plain`.

    >>> Page("two\\nlines")
    two
    lines
    >>> Page("\\x1b[31mred")
    [31mred
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Page:
        return super().__new__(cls, plain(text))

    def __repr__(self) -> str:
        return str(self)
