"""A reader's list, written anyhow: read as it is meant, or refused by line."""

import csv
import datetime
import io

import pytest
from hypothesis import given, target
from hypothesis import strategies as st

import sanctuary_research as sr
from sanctuary_research.data import catalog
from sanctuary_research.errors import DataError

with catalog.table("county").path.open(encoding="utf-8", newline="") as _file:
    COUNTIES = [row["county_fips"] for row in csv.DictReader(_file)][::97]
WORDS = {"sanctuary": "limit", "limit": "limit", "neither": "neither", "ban": "ban"}
WORDS |= {"not_coded": "not_coded", "": "not_coded"}
DAYS = st.dates(datetime.date(2000, 1, 1), datetime.date(2030, 1, 1))
SPELL = st.tuples(st.sampled_from(sorted(WORDS)), st.none() | DAYS, st.none() | DAYS)
DAMAGE = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 3), st.sampled_from(list(',;\t"\n\r0x \x00é="'))),
    max_size=4,
)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("own") / "list.csv"


def written(rows: list[list], separator: str = ",") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows(rows)
    return out.getvalue()


@given(
    st.dictionaries(st.sampled_from(COUNTIES), SPELL, min_size=1, max_size=6),
    DAYS,
    st.sampled_from(",;\t"),
    st.booleans(),
)
def test_a_list_says_what_it_says_on_a_day(path, told, day, separator, is_zero_lost):
    """From its date, until the day it ends; a limit outside its days is none, others are silent."""
    told = {
        code: (word, start, end if end and (start is None or end > start) else None)
        for code, (word, start, end) in told.items()
    }
    shown = (lambda code: code.lstrip("0")) if is_zero_lost else str
    rows = [[shown(code), word, a or "", b or ""] for code, (word, a, b) in told.items()]
    path.write_text(written([["county_fips", "label", "date", "until"], *rows], separator))
    own = sr.own(path)
    found = sr.labels(own, day).set_index("county_fips")["arm"]
    for code, (word, start, end) in told.items():
        holds = (start is None or start <= day) and (end is None or day < end)
        arm = WORDS[word] if holds else "neither" if WORDS[word] == "limit" else "not_coded"
        assert found[code] == arm or (arm == "neither" and not holds and found[code] != "limit")
    assert set(found.drop([*told])) == {"not_coded"}


@given(st.lists(st.sampled_from(COUNTIES), min_size=1, max_size=8), DAMAGE, st.booleans())
def test_a_damaged_list_is_refused_by_line_or_names_known_counties(path, codes, damage, is_long):
    """Never a traceback, and never a county that does not exist."""
    rows = [[code, "limit", "2014-07"] for code in codes]
    head = ["county_fips", "label", "date"]
    text = written([head, *rows] if is_long else [head[:1], *([r[0]] for r in rows)])
    for share, cut, piece in damage:
        at = int(share * len(text))
        text = text[:at] + piece + text[at + cut :]
    path.write_bytes(text.encode())
    faults, own = [], None
    try:
        own = sr.own(path)
    except DataError as error:
        faults = error.faults
    assert faults or own
    target(len({fault.message[:20] for fault in faults}), label="different faults")
    for fault in faults:
        assert fault.message
        assert fault.rule in ("own_list", "encoding")
        assert fault.row is None or 1 <= fault.row <= len(text) + 1
    if own:
        assert {row.county_fips for row in own.rows} <= set(
            sr.labels(own, "2015-07-01")["county_fips"]
        )
        assert own.coverage().endswith(".")


@given(st.binary(max_size=60))
def test_any_bytes_are_refused_with_a_sentence(path, raw):
    """No file of random bytes is a list of counties."""
    path.write_bytes(raw)
    with pytest.raises(DataError):
        sr.own(path)
