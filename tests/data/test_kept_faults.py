"""What a fault says, and how many of one kind are kept."""

import io

import pandas as pd
import pytest

from sanctuary_research.data import csv_text
from sanctuary_research.data.faults import (
    MOST_KEPT,
    MOST_LETTERS,
    Fault,
    counted,
    faults_where,
    key_text,
    total,
)


def test_a_fault_says_where_it_is_as_far_as_that_is_known():
    """Table, line, key and column, then the sentence and how many more there are."""
    assert str(Fault("t", "it is wrong")) == "t: it is wrong"
    whole = Fault("t", "it is wrong", column="c", key="k=1", row=2, more=1200)
    assert str(whole) == "t line 2 (k=1) column c: it is wrong, and 1,200 more like it"


def test_a_fault_is_no_longer_than_can_be_read():
    """A million letters in a cell are not printed."""
    told = str(Fault("t", "x" * 10**6, more=2))
    assert told == "t: " + "x" * (MOST_LETTERS - 3) + "…, and 2 more like it"


def test_a_key_has_a_value_for_each_column():
    """A row that lacks one is no key."""
    with pytest.raises(ValueError, match="shorter"):
        key_text(["a", "b"], ["1"])


@pytest.mark.parametrize("many", [None, MOST_KEPT + 2])
def test_many_faults_are_counted_and_the_first_kept(many):
    """The last that is kept stands for the others."""
    found = counted((Fault("t", str(k)) for k in range(MOST_KEPT + 2)), many)
    assert [len(found), total(found), found[-1].more] == [MOST_KEPT, MOST_KEPT + 2, 2]
    assert found[-1].message == str(MOST_KEPT - 1)
    assert counted([Fault("t", "")]) == [Fault("t", "")]
    assert counted([]) == []


def test_many_rows_that_break_a_rule_are_counted():
    """A frame of any length gives a hundred faults."""
    frame = pd.DataFrame({"k": range(1000)})
    found = faults_where(frame, frame["k"] >= 0, "t.k", "it is {k}", key=["k"])
    assert [len(found), total(found), found[3].message] == [MOST_KEPT, 1000, "it is 3"]


@pytest.mark.parametrize(
    ("raw", "line"),
    [(b"", None), (b'"a"\n"b"\n', None), (b'a\n"""b\nc\n', 2), (b'"\n"\n', 1), (b'x\n"a""\n', 2)],
)
def test_the_line_of_a_mark_without_another_is_found(raw, line):
    """One, three or five marks on a line leave one alone."""
    assert csv_text.odd_line(raw) == line


def test_a_row_that_goes_on_is_named_by_its_first_line():
    """Blank lines before it are counted, its own end is not."""
    raw = b"\n\n" + b"x" * (2 * csv_text.BLOCK - 3) + b"\n"
    fault = csv_text.long_row("t", io.BytesIO(raw))
    assert (fault.row, fault.rule, fault.message) == (
        3,
        "long_row",
        "a row of more than 1,048,576 bytes: is a quotation mark left open?",
    )
    assert csv_text.long_row("t", io.BytesIO(b"x\n" * csv_text.BLOCK)) is None


def test_a_cell_over_two_lines_keeps_its_line_end():
    """As it was written, whichever it is."""
    raw = io.BytesIO(b'a,b\n"1\r\n2",3\n4,5\n')
    assert list(csv_text.rows(raw)) == [(1, ["a", "b"]), (2, ["1\r\n2", "3"]), (4, ["4", "5"])]
