"""References for programs: every field, letter by letter."""

from sanctuary_research.data.entries import Entry, bibtex, entry_of, ris

ROW = {
    "source_id": "a-1",
    "title": "50 % {safe}",
    "author": "Hines and Peri",
    "author_kind": "persons",
    "publisher": "A & B",
    "published_date": "2019-02-03",
    "url": "https://x.org/{a}",
    "read_date": "2026-11-01",
}
ENTRY = Entry(
    key="a-1",
    kind="online",
    title="50 % {safe}",
    authors=("Hines", "Peri"),
    publisher="A & B",
    date="2019-02-03",
    url="https://x.org/{a}",
    read="2026-11-01",
    is_body=False,
)


def test_a_source_becomes_an_entry():
    """Every column has its place; a source without an address or a title has what it has."""
    assert entry_of(ROW) == ENTRY
    assert entry_of({"source_id": "b"}) == Entry(key="b", kind="misc", title="b")
    assert entry_of(ROW | {"author_kind": "body"}).authors == ("Hines and Peri",)
    assert entry_of(ROW | {"author_kind": "body"}).is_body is True
    assert entry_of({"source_id": "b", "publisher": "AP"}).authors == ("AP",)
    assert entry_of(ROW | {"url": "javascript:alert(1)"}).url == ""


def test_bibtex_holds_every_field():
    """Special letters as TeX has them, braces of an address as addresses have them."""
    assert bibtex([ENTRY]).splitlines() == [
        "@online{a-1,",
        r"  title = {{50 \% \{safe\}}},",
        "  author = {Hines and Peri},",
        r"  publisher = {A \& B},",
        "  date = {2019-02-03},",
        "  year = {2019},",
        "  url = {https://x.org/%7Ba%7D},",
        "  urldate = {2026-11-01},",
        "}",
    ]


def test_ris_holds_every_field():
    """One tag a line; two entries stand apart."""
    lines = [
        "TY  - ELEC",
        "ID  - a-1",
        "TI  - 50 % {safe}",
        "AU  - Hines",
        "AU  - Peri",
        "PB  - A & B",
        "PY  - 2019",
        "DA  - 2019/02/03",
        "UR  - https://x.org/{a}",
        "Y2  - 2026/11/01",
        "ER  - ",
    ]
    assert ris([ENTRY]).splitlines() == lines
    assert ris([ENTRY, ENTRY]).splitlines() == [*lines, "", *lines]
    version = Entry(key="c", kind="software", title="C", version="1.2")
    assert "ET  - 1.2" in ris([version])
    assert "  version = {1.2}," in bibtex([version]).splitlines()
