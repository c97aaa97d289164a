"""The text of a CSV file: what is wrong with its bytes, and its rows with their lines.

Standard library only, so that a file can be refused before anything slow begins.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from sanctuary_research.data.faults import Fault

BOM = b"\xef\xbb\xbf"
UNREADABLE = "\N{REPLACEMENT CHARACTER}"


def decoded(raw: bytes) -> str:
    """Return a file as text, a mark in place of each byte that is not UTF-8."""
    return raw.removeprefix(BOM).decode("utf-8", errors="replace")


def rows(
    text: str, separator: str = ",", *, strict: bool = False
) -> Iterator[tuple[int, list[str]]]:
    """Yield each row's first line and cells; a cell may be as long as the file.

    Raises
    ------
    csv.Error
        ``strict`` is asked for and a quotation mark is misplaced.
    """
    usual = csv.field_size_limit()
    csv.field_size_limit(max(usual, len(text) + 1))
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=strict)
        line = 1
        for row in reader:
            yield line, row
            line = reader.line_num + 1
    finally:
        csv.field_size_limit(usual)


def bytes_faults(name: str, raw: bytes) -> Iterator[Fault]:
    """Yield what is wrong with the file before it is text: mark, line ends, bytes 0, encoding."""
    if raw.startswith(BOM):
        message = "the file starts with a byte order mark: save it as plain UTF-8"
        yield Fault(name, message, "byte_order_mark", row=1)
    if b"\r" in raw:
        many, line = raw.count(b"\r"), raw[: raw.index(b"\r")].count(b"\n") + 1
        message = f"{many:,} lines end in CR LF (the first is line {line}): end lines in LF alone"
        yield Fault(name, message, "line_ending", value="\\r\\n", row=line)
    if b"\x00" in raw:
        line = raw[: raw.index(b"\x00")].count(b"\n") + 1
        yield Fault(name, "a byte 0 is no text: remove it", "nul", value="\\0", row=line)
    yield from encoding_faults(name, raw)


def encoding_faults(name: str, raw: bytes) -> Iterator[Fault]:
    """Yield one fault for each line that is not UTF-8, with the offset of its first bad byte."""
    try:
        raw.decode("utf-8")
        return
    except UnicodeDecodeError:
        offset = 0
    for number, line in enumerate(raw.split(b"\n"), start=1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            byte = f"0x{line[error.start]:02x}"
            message = f"byte {offset + error.start:,} ({byte}) is not UTF-8: save as UTF-8"
            yield Fault(name, message, "encoding", value=byte, row=number)
        offset += len(line) + 1


def quotation_fault(name: str, line: int) -> Fault:
    """Return the fault of a line with a quotation mark that is left open or inside a cell."""
    how = "quote the whole cell and double marks in it"
    message = f"a quotation mark is left open or stands inside a cell: {how}"
    return Fault(name, message, "quotation", value='"', row=line)
