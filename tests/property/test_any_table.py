"""A damaged table is refused with its faults, or says what a plain reader finds in it."""

import csv
import datetime
import io
from functools import cache

import numpy as np
import pandas as pd
from hypothesis import given, target
from hypothesis import strategies as st

from sanctuary_research.data import catalog, validate

TABLES = ("county", "policy_events", "county_crime", "list_membership", "detainer_shares")
ODD = [b"\x00", b"\xff", b"\xef\xbb\xbf", b"\n", b"\r\n", b"\r", b" ", b"\x0b", "é".encode()]
LIKELY = b', " "" ; 0 -1 1e9 nan inf NA 1_0 true 2015-02-30'.split()
PIECES = st.sampled_from([*ODD, *LIKELY])
EDITS = st.lists(
    st.tuples(st.sampled_from(["insert", "delete", "double"]), st.floats(0, 1), PIECES), max_size=4
)


@cache
def sound(name: str) -> bytes:
    """Return the header and a few rows of a packaged table, some of them with quotation marks."""
    first, *rows = catalog.content(catalog.table(name).path).decode().splitlines()
    chosen = [row for row in rows if row.count('"') % 2 == 0][:4]
    chosen += [row for row in rows if row.count('"') == 2][:2]
    return "\n".join([first, *dict.fromkeys(chosen), ""]).encode()


def damaged(raw: bytes, edits: list[tuple[str, float, bytes]]) -> bytes:
    """Insert, cut out or repeat a piece at some places."""
    for kind, share, piece in edits:
        at = int(share * len(raw))
        end = at + 5 * len(piece)
        middle = {"insert": piece + raw[at:end], "delete": b"", "double": raw[at:end] * 2}[kind]
        raw = raw[:at] + middle + raw[end:]
    return raw


def plain_value(text: str, kind: str) -> object:
    """Return what a cell says, read without any of the project's code."""
    if not text.strip():
        return None
    return {
        "string": str,
        "integer": lambda written: int(float(written)),
        "number": float,
        "boolean": lambda written: {"true": True, "false": False}[written],
        "date": datetime.date.fromisoformat,
    }[kind](text)


def value(cell: object) -> object:
    """Return a cell of a frame as Python has it."""
    if pd.isna(cell):
        return None
    cell = cell.item() if isinstance(cell, np.generic) else cell
    return cell.date() if isinstance(cell, pd.Timestamp) else cell


def examined(name: str, raw: bytes) -> tuple[pd.DataFrame, list]:
    return validate.examine(catalog.table(name), io.BytesIO(raw), lambda key: None)


@given(st.sampled_from(TABLES), EDITS)
def test_a_damaged_table_has_faults_or_says_what_a_plain_reader_finds(name, edits):
    """Never a traceback; each fault has a rule, a sentence and a line that the file has."""
    raw, table = damaged(sound(name), edits), catalog.table(name)
    frame, faults = examined(name, raw)
    assert tuple(frame) == table.columns
    target(len({fault.rule for fault in faults}), label="rules broken at once")
    for fault in faults:
        assert fault.rule
        assert fault.message
        assert fault.row is None or 1 <= fault.row <= raw.count(b"\n") + raw.count(b"\r") + 1
    if faults:
        return
    rows = [*csv.DictReader(io.StringIO(raw.decode(), newline=""), strict=True)]
    plain = [[plain_value(row[f.name], f.type) for f in table.fields] for row in rows]
    assert [[value(cell) for cell in row] for row in frame.itertuples(index=False)] == plain


@given(st.sampled_from(TABLES), st.data())
def test_the_order_of_columns_and_rows_and_marks_that_are_not_needed_change_nothing(name, data):
    """A file with the same cells is the same frame."""
    rows = [*csv.reader(io.StringIO(sound(name).decode(), newline=""))]
    columns = data.draw(st.permutations(range(len(rows[0]))))
    order = data.draw(st.permutations(range(1, len(rows))))
    out = io.StringIO(newline="")
    quoting = data.draw(st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]))
    writer = csv.writer(out, lineterminator="\n", quoting=quoting)
    writer.writerows([rows[line][column] for column in columns] for line in (0, *order))
    frame, faults = examined(name, out.getvalue().encode())
    assert faults == []
    first = examined(name, sound(name))[0].iloc[[line - 1 for line in order]]
    pd.testing.assert_frame_equal(frame, first.reset_index(drop=True))


@given(st.lists(st.text(max_size=12), min_size=1, max_size=5))
def test_any_text_that_is_written_as_csv_is_read_back(texts):
    """Commas, marks, ends of line and letters of any script, or a fault."""
    rows = [*csv.DictReader(io.StringIO(sound("list_membership").decode(), newline=""))]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, rows[0], lineterminator="\n")
    writer.writeheader()
    for text, row in zip(texts, rows, strict=False):
        writer.writerow(row | {"note": text})
    raw = out.getvalue().encode("utf-8", "surrogatepass")
    frame, faults = examined("list_membership", raw)
    if not faults:
        found = ["" if pd.isna(note) else note for note in frame["note"]]
        assert found == texts[: len(rows)]
    else:
        assert {fault.rule for fault in faults} & {"blank", "line_ending", "encoding", "nul"}
