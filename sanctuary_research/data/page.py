"""Text that shows itself: printed, or as the last line of a notebook cell, it reads the same."""

from __future__ import annotations


class Page(str):
    """A string whose representation is its text.

    >>> Page("two\\nlines")
    two
    lines
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)
