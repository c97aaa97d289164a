"""The shape of a CSV file: whether every line has as many cells, and where a mark is odd."""

from __future__ import annotations

from typing import BinaryIO

import numpy as np

from sanctuary_research.data import csv_text

_COMMA, _QUOTE, _LINE_END = b',"\n'


def rows_of_width(file: BinaryIO, width: int) -> int | None:
    """Return how many lines a file has if every one has exactly ``width`` cells, else None.

    Pandas fills short lines silently.
    """
    found = [_rows_of_width(piece, width) for _, piece in csv_text.blocks(file)]
    return None if None in found else sum(many or 0 for many in found)


def _rows_of_width(raw: bytes, width: int) -> int | None:
    """Return it of a piece of a file."""
    text = np.frombuffer(raw if raw.endswith(b"\n") else raw + b"\n", np.uint8)
    marks = (text == _COMMA) | (text == _LINE_END)
    if _odd_mark(raw):
        return None
    if _QUOTE in raw:
        quoted = np.logical_xor.accumulate(text == _QUOTE)
        marks &= ~quoted
    found = text[marks]
    line = np.array([_COMMA] * (width - 1) + [_LINE_END], np.uint8)
    is_whole = found.size % width == 0 and bool((found.reshape(-1, width) == line).all())
    return found.size // width if is_whole else None


def odd_mark(file: BinaryIO) -> int | None:
    """Return the line of a quotation mark that is left open or stands inside a cell, if any does.

    Readers differ in what they make of one: some drop it, others take it for text.
    """
    found = ((line, _odd_mark(piece)) for line, piece in csv_text.blocks(file))
    return next((line + odd - 1 for line, odd in found if odd), None)


def _odd_mark(raw: bytes) -> int | None:
    """Return that line of a piece of a file."""
    if _QUOTE not in raw:
        return None
    text = np.frombuffer(b"\n" + raw + b"\n", np.uint8)
    marks = np.flatnonzero(text == _QUOTE)
    if len(marks) % 2:
        return csv_text.odd_line(raw)
    beside = np.stack([text[marks[::2] - 1], text[marks[1::2] + 1]])
    odd = ~np.isin(beside, [_COMMA, _LINE_END, _QUOTE]).all(axis=0)
    return raw[: marks[::2][odd][0]].count(b"\n") + 1 if odd.any() else None
