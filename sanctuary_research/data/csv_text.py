"""The text of a CSV file: what is wrong with its bytes, and its rows with their lines.

A file is read from its beginning each time and a little at a time, so that none is ever held whole.
Standard library only, so that a file can be refused before anything slow begins.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from sanctuary_research.data.faults import Fault, counted

BOM = b"\xef\xbb\xbf"
UNREADABLE = "\N{REPLACEMENT CHARACTER}"
BLOCK = 1 << 20


def rows(
    file: BinaryIO, separator: str = ",", *, strict: bool = False
) -> Iterator[tuple[int, list[str]]]:
    """Yield each row's first line and cells, a mark in place of each byte that is not UTF-8.

    Raises
    ------
    csv.Error
        ``strict`` is asked for and a quotation mark is misplaced, or a cell is longer than any
        row of `blocks`.
    """
    usual = csv.field_size_limit(2 * BLOCK)
    file.seek(0)
    text = io.TextIOWrapper(file, "utf-8-sig", errors="replace", newline="")
    try:
        reader = csv.reader(text, delimiter=separator, strict=strict)
        line = 1
        for row in reader:
            yield line, row
            line = reader.line_num + 1
    finally:
        text.detach()  # or the file would be closed with it
        csv.field_size_limit(usual)


def bytes_faults(name: str, file: BinaryIO) -> Iterator[Fault]:
    """Yield what is wrong with the file before it is text: mark, line ends, bytes 0, encoding."""
    file.seek(0)
    if file.read(len(BOM)) == BOM:
        message = "the file starts with a byte order mark: save it as plain UTF-8"
        yield Fault(name, message, "byte_order_mark", row=1)
    many, line = _count(file, b"\r")
    if many:
        message = f"{many:,} lines end in CR LF (the first is line {line}): end lines in LF alone"
        yield Fault(name, message, "line_ending", value="\\r\\n", row=line)
    many, line = _count(file, b"\x00")
    if many:
        yield Fault(name, "a byte 0 is no text: remove it", "nul", value="\\0", row=line)
    yield from counted(encoding_faults(name, file))


def _count(file: BinaryIO, mark: bytes) -> tuple[int, int]:
    """Return how often a byte stands in a file, and the line of the first."""
    found = [
        (piece.count(mark), line + piece.count(b"\n", 0, piece.index(mark)))
        for line, piece in blocks(file)
        if mark in piece
    ]
    return sum(many for many, _ in found), found[0][1] if found else 0


def encoding_faults(name: str, file: BinaryIO) -> Iterator[Fault]:
    """Yield one fault for each line that is not UTF-8, with the offset of its first bad byte."""
    offset = 0
    for start, piece in blocks(file):
        lines = [piece] if spoilt(piece) is None else io.BytesIO(piece)
        for number, line in enumerate(lines, start):
            if (at := spoilt(line)) is not None:
                byte = f"0x{line[at]:02x}"
                message = f"byte {offset + at:,} ({byte}) is not UTF-8: save as UTF-8"
                yield Fault(name, message, "encoding", value=byte, row=number)
            offset += len(line)


def spoilt(raw: bytes) -> int | None:
    """Return where the first byte is that is not UTF-8."""
    try:
        raw.isascii() or raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return None


def blocks(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield a file in pieces of whole rows, each with the line on which it begins.

    A piece of twice `BLOCK` bytes has no end of a row in its second half.
    """
    file.seek(0)
    line = 1
    while piece := file.read(BLOCK):
        parts, size, odd = [piece], len(piece), piece.count(b'"') % 2
        while odd or not parts[-1].endswith(b"\n"):
            parts.append(file.readline(2 * BLOCK - size))
            if not parts[-1]:
                break
            size += len(parts[-1])
            odd ^= parts[-1].count(b'"') % 2
        piece = b"".join(parts)
        yield line, piece
        line += piece.count(b"\n")


def long_row(name: str, file: BinaryIO) -> Fault | None:
    """Return the fault of a row that is too long to be one, as an open quotation mark makes it."""
    for line, piece in blocks(file):
        if len(piece) == 2 * BLOCK:
            message = f"a row of more than {BLOCK:,} bytes: is a quotation mark left open?"
            at = odd_line(piece) or piece.count(b"\n", 0, BLOCK) + 1
            return Fault(name, message, "long_row", row=line + at - 1)
    return None


def odd_line(raw: bytes) -> int | None:
    """Return the first line with a quotation mark that none closes on the same line."""
    lines = enumerate(io.BytesIO(raw), start=1)
    return next((number for number, line in lines if line.count(b'"') % 2), None)


def quotation_fault(name: str, line: int) -> Fault:
    """Return the fault of a line with a quotation mark that is left open or inside a cell."""
    how = "quote the whole cell and double marks in it"
    message = f"a quotation mark is left open or stands inside a cell: {how}"
    return Fault(name, message, "quotation", value='"', row=line)
