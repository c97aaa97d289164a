"""What keys must keep: no two rows have one, and what a foreign key names exists.

Frames are looked through a block of rows at a time, since the keys of all rows as objects would
take many times what the frame does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from sanctuary_research.data.catalog import ForeignKey
from sanctuary_research.data.faults import MOST_KEPT

ROWS = 1 << 13  # that are looked at together
Names = tuple[str, ...]
ParentKeys = Callable[[ForeignKey], "pd.Index | None"]


@dataclass
class Broken:
    """The rows that break one rule: how many, and of the first the position of each.

    Attributes
    ----------
    rows : dict of int to int
        A position, and that of the other row that it is at odds with (itself if with none).
    many : int
    """

    rows: dict[int, int] = field(default_factory=dict)
    many: int = 0

    def add(self, positions: np.ndarray, others: np.ndarray | None = None) -> None:
        """Note further rows."""
        self.many += len(positions)
        some = slice(MOST_KEPT - len(self.rows))
        others = positions if others is None else others
        self.rows |= zip(positions[some].tolist(), others[some].tolist(), strict=True)


def doubled(frame: pd.DataFrame, names: Names) -> Broken:
    """Return each row whose values in some columns, none missing, are those of a row before it.

    Rows are told apart by hashes of 64 bits: among ten million, two that differ have the same with
    a chance of three in a million.
    """
    broken, hashes = Broken(), _sorted_hashes(frame, names)
    same = hashes[1:] == hashes[:-1]
    same[1:] &= ~same[:-1]  # the second of several; np.unique would copy them all
    again = hashes[1:][same]
    del hashes
    first = np.full(len(again), len(frame))  # the position of each that comes again
    for part in _hashed(frame, names) if len(again) else ():
        place = np.minimum(again.searchsorted(part), len(again) - 1)
        comes_again = again[place] == part
        place, positions = place[comes_again], part.index[comes_again].to_numpy()
        np.minimum.at(first, place, positions)
        later = first[place] < positions
        broken.add(positions[later], first[place][later])
    return broken


def orphans(frame: pd.DataFrame, names: Names, known: pd.Index) -> Broken:
    """Return each row whose values in some columns, none missing, are no known key."""
    broken = Broken()
    for part in _parts(frame, names):
        broken.add(part.index[known.get_indexer(_index(part)) < 0].to_numpy())
    return broken


def different_keys(frame: pd.DataFrame, names: Names) -> pd.Index:
    """Return the different keys of some columns that have no missing part."""
    return _index(frame[list(names)].drop_duplicates().dropna())


def _index(keys: pd.DataFrame) -> pd.Index:
    """Return keys of one column as they are, those of several as tuples."""
    several = len(keys.columns) > 1
    return pd.MultiIndex.from_frame(keys) if several else pd.Index(keys.iloc[:, 0])


def _parts(frame: pd.DataFrame, names: Names) -> Iterator[pd.DataFrame]:
    """Yield some columns a block of rows at a time, without rows that lack one."""
    columns = frame[list(names)]
    return (columns.iloc[at : at + ROWS].dropna() for at in range(0, len(frame), ROWS))


def _hashed(frame: pd.DataFrame, names: Names) -> Iterator[pd.Series]:
    return (pd.util.hash_pandas_object(part, index=False) for part in _parts(frame, names))


def _sorted_hashes(frame: pd.DataFrame, names: Names) -> np.ndarray:
    """Return the hashes of all rows in ascending order, in one piece from the start."""
    hashes, size = np.empty(len(frame), np.uint64), 0
    for part in _hashed(frame, names):
        hashes[size : size + len(part)] = part
        size += len(part)
    hashes = hashes[:size]
    hashes.sort()
    return hashes
