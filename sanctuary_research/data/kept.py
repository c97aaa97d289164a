"""Keeping what was read from tables until one of them changes: the one memory of this room."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps

from sanctuary_research.data import schema

MOST_KEPT = 128  # answers of one function; a year of days under every definition is fewer


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
        def of_version(version: tuple, *given: object) -> object:
            return function(*given)

        @wraps(function)
        def answer(*given: object) -> object:
            return of_version(schema.version(*tables), *given)

        return answer

    return keep
