"""The table of an exhibit: its first rows, and folded beneath them all rows."""

from __future__ import annotations

from html import escape

from sanctuary_research.publish.links import Tables
from sanctuary_research.publish.sanitise import plain

_SHORT, _LINE = 16, 110  # letters: of a text that stays on one line, of a row that can
_PRINTED = 60  # rows of a table that is printed whole
_NARROW = 3  # columns that fit a telephone; the style sheet shows no more there
_MORE = '<p class="note turn-it">{} more columns on a wider screen, or in the CSV.</p>'


def table_of(record: dict, name: str, tables: Tables) -> str:
    """Return the table of an exhibit as HTML, or nothing.

    Parameters
    ----------
    record : dict
        Its ``columns``, ``rows`` and ``first``.
    name : str
        Of the exhibit.
    tables : Tables
        Where its cells may lead.
    """
    columns, rows = record.get("columns") or [], record.get("rows") or []
    if not columns or not rows:
        return ""
    table = _Table(columns, rows, name, tables)
    first = record.get("first")
    if not isinstance(first, int) or not 0 < first < len(rows):
        return table.of(rows)
    kind, told = "more", ""
    if len(rows) > _PRINTED:
        kind = "all"
        told = f'<p class="note printed">The first {first} of {len(rows):,} rows are printed.</p>'
    return (
        f'<div class="rows">\n{table.of(rows[:first])}'
        f'<details class="{kind}"><summary>All {len(rows):,} rows</summary>\n'
        f"{table.of(rows)}</details>{told}</div>\n"
    )


class _Table:
    """Writes some of the rows, in columns that fit all of them."""

    def __init__(self, columns: list[dict], rows: list[list], name: str, tables: Tables):
        self.name, self.tables = escape(name or "Table"), tables
        self.titles = [str(column.get("title", "")) for column in columns]
        longest = [max(len(_text(cell)) for cell in cells) for cells in zip(*rows, strict=False)]
        kinds = zip(columns, longest, strict=False)
        self.kinds = [_kind(bool(column.get("is_number")), length) for column, length in kinds]
        lengths = zip(map(len, self.titles), longest, strict=False)
        self.look = ' class="wordy"' if sum(map(max, lengths)) > _LINE else ""
        more = len(columns) - _NARROW
        self.told = _MORE.format(more) if more > 0 else ""

    def of(self, rows: list[list]) -> str:
        """Return these rows as a table in a region that scrolls where it must."""
        titles = zip(self.titles, self.kinds, strict=False)
        head = "".join(f'<th scope="col"{kind}>{escape(plain(t))}</th>' for t, kind in titles)
        body = "".join(f"<tr>{self._row(row)}</tr>\n" for row in rows)
        return (
            f'<div class="scroll" role="region" tabindex="0" aria-label="{self.name}">'
            f'<table{self.look}>\n<caption class="unseen">{self.name}</caption>\n'
            f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody></table></div>\n{self.told}"
        )

    def _row(self, row: list) -> str:
        tags = [("th", ' scope="row"'), *[("td", "")] * len(row)]
        return "".join(
            f"<{tag}{scope}{kind}>{self._cell(cell)}</{tag}>"
            for (tag, scope), kind, cell in zip(tags, self.kinds, row, strict=False)
        )

    def _cell(self, cell: object) -> str:
        if not isinstance(cell, dict):
            return escape(plain(cell))
        return link(self.tables.row(str(cell.get("table")), str(cell.get("key", ""))), _text(cell))


def link(address: str, text: object) -> str:
    """Return a link; without an address, the text alone."""
    shown = escape(plain(text))
    return f'<a href="{escape(address)}">{shown}</a>' if address else shown


def _text(cell: object) -> str:
    return str(cell.get("text", "") if isinstance(cell, dict) else cell)


def _kind(is_number: bool, longest: int) -> str:
    """Return the class of a column: of numbers, or of texts that stay on one line."""
    if is_number:
        return ' class="num"'
    return ' class="short"' if longest <= _SHORT else ""
