"""Keeping what was read from tables until one of them changes: the one memory of this room."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache, wraps

MOST_KEPT = 512  # answers of one function; the days of an atlas under every layer are fewer


_seen: dict[tuple[str, ...], tuple] | None = None  # while tables are taken to stay as they are


@contextmanager
def unchanging() -> Iterator[None]:
    """Within it no table is taken to change, so that thousands of answers look once at each."""
    global _seen
    _seen = {}
    try:
        yield
    finally:
        _seen = None


def _version(tables: tuple[str, ...]) -> tuple:
    from sanctuary_research.data import schema  # here: pages import this without pandas

    if _seen is None:
        return schema.version(*tables)
    if tables not in _seen:
        _seen[tables] = schema.version(*tables)
    return _seen[tables]


def kept(*tables: str) -> Callable[[Callable], Callable]:
    """Keep what the decorated function returns while some tables stay as they are.

    It is computed again when a file of the tables is written, or when ``SANCTUARY_DATA`` names
    another folder. What is returned is shared: it must not be changed.

    Parameters
    ----------
    *tables : str
        Every table that the function reads, itself or through others.
    """

    def keep(function: Callable) -> Callable:
        @lru_cache(maxsize=MOST_KEPT)
        def of_version(version: tuple, *given: object, **named: object) -> object:
            return function(*given, **named)

        @wraps(function)
        def answer(*given: object, **named: object) -> object:
            return of_version(_version(tables), *given, **named)

        return answer

    return keep
