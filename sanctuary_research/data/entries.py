"""References for programs that manage them: BibTeX and RIS; standard library only."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_WORDS = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_TEX = str.maketrans(_WORDS | {letter: f"\\{letter}" for letter in "&%$#_{}"})
RIS_KINDS = {"software": "COMP", "dataset": "DATA", "misc": "GEN", "online": "ELEC"}


@dataclass(frozen=True)
class Entry:
    """One thing to cite.

    Attributes
    ----------
    key : str
        What names it.
    kind : {"software", "dataset", "online", "misc"}
    title : str
    authors : tuple of str
        Surnames or bodies; without either the publisher, as styles print no other.
    publisher, date, url, version, read : str
        As far as known; days as YYYY-MM-DD.
    is_body : bool
        The authors are bodies, whose names are one word each to a program.
    """

    key: str
    kind: str
    title: str
    authors: tuple[str, ...] = ()
    publisher: str = ""
    date: str = ""
    url: str = ""
    version: str = ""
    read: str = ""
    is_body: bool = True


def entry_of(source: dict[str, str]) -> Entry:
    """Return the entry of a row of `sources`.

    >>> row = {"source_id": "a-1", "title": "A & B", "author": "Hines and Peri"}
    >>> entry_of(row | {"author_kind": "persons"}).authors
    ('Hines', 'Peri')
    """
    publisher = source.get("publisher", "")
    author, is_body = source.get("author") or publisher, source.get("author_kind") != "persons"
    authors = (author,) if is_body else tuple(re.split(r", | and ", author))
    url = source.get("url", "")
    url = url if url.startswith(("http://", "https://")) else ""
    return Entry(
        key=source["source_id"],
        kind="online" if url else "misc",
        title=source.get("title") or source["source_id"],
        authors=tuple(filter(None, authors)),
        publisher=publisher,
        date=source.get("published_date", ""),
        url=url,
        read=source.get("read_date", ""),
        is_body=is_body,
    )


def bibtex(entries: Iterable[Entry]) -> str:
    r"""Return entries as BibTeX: types and fields of biblatex, and the year for BibTeX itself.

    >>> print(bibtex([Entry("a-1", "online", "A & B", ("DHS",), date="2025-05-29")]))
    @online{a-1,
      title = {{A \& B}},
      author = {{DHS}},
      date = {2025-05-29},
      year = {2025},
    }
    """
    return "\n\n".join(_bibtex(entry) for entry in entries)


def _bibtex(entry: Entry) -> str:
    authors = [f"{{{tex(a)}}}" if entry.is_body else tex(a) for a in entry.authors]
    fields = {
        "title": f"{{{tex(entry.title)}}}",
        "author": " and ".join(authors),
        "publisher": tex(entry.publisher),
        "date": entry.date,
        "year": entry.date[:4],
        "version": tex(entry.version),
        "url": entry.url.replace("{", "%7B").replace("}", "%7D"),
        "urldate": entry.read,
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{entry.kind}{{{entry.key},", *lines, "}"])


def tex(text: str) -> str:
    """Return text as TeX prints it letter by letter."""
    return " ".join(text.split()).translate(_TEX)


def ris(entries: Iterable[Entry]) -> str:
    """Return entries in the RIS format, one tag a line.

    >>> print(ris([Entry("a-1", "misc", "A", ("DHS",), date="2025-05-29")]).rstrip())
    TY  - GEN
    ID  - a-1
    TI  - A
    AU  - DHS
    PY  - 2025
    DA  - 2025/05/29
    ER  -
    """
    return "\n\n".join(_ris(entry) for entry in entries)


def _ris(entry: Entry) -> str:
    tags = [("TY", RIS_KINDS[entry.kind]), ("ID", entry.key), ("TI", entry.title)]
    tags += [("AU", author) for author in entry.authors]
    tags += [("PB", entry.publisher), ("PY", entry.date[:4]), ("DA", entry.date.replace("-", "/"))]
    tags += [("ET", entry.version), ("UR", entry.url), ("Y2", entry.read.replace("-", "/"))]
    lines = [f"{tag}  - {' '.join(text.split())}" for tag, text in tags if text]
    return "\n".join([*lines, "ER  - "])


# By the ending of its file: what a format is called, and what writes it.
FILES = {"bib": ("BibTeX", bibtex), "ris": ("RIS", ris)}
