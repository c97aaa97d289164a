"""The exhibit: one thing shown, with its words, its data and the table rows that it rests on.

A question returns exhibits; `show` is what a notebook cell says. The page of a report, its
downloads, its links to rows, its folds and its search all read the one object made here.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import matplotlib
import pandas as pd
from IPython.display import display
from matplotlib.figure import Figure
from PIL.Image import Quantize
from PIL.PngImagePlugin import PngImageFile

from sanctuary_research.display import downloads, prose, tables
from sanctuary_research.display.records import CONTINUED, DOWNLOADS, EXHIBIT, NUMBERS, PAPER
from sanctuary_research.display.style import SOFT, STYLE, wrapped
from sanctuary_research.errors import UsageError, check_known
from sanctuary_research.words import title as title_of

_PERCENT = re.compile(r"(?<=\d) %")
DPI = 144
FIRST = 12
# Columns whose cells are the key of a row of another table; of several it is the one shown.
ROWS_OF = {
    "event_id": "policy_events",
    "membership_id": "list_membership",
    "source_id": "sources",
    "estimate_id": "published_estimates undocumented_estimates",
    "threat_id": "threats",
    "status_id": "threat_status",
    "commitment_id": "commitments",
    "case_id": "cases",
    "ruling_id": "rulings",
    "response_id": "responses",
    "party_id": "case_parties",
    "claim_id": "claims",
    "agreement_id": "agreements_287g",
    "input_id": "capacity_inputs",
    "conflict_id": "conflicts",
    "target_id": "federal_action_targets",
    "action_id": "federal_actions",
    "list_id": "lists",
    "gap_id": "known_gaps",
}


@dataclass(frozen=True, eq=False, repr=False)
class Exhibit:
    """One thing shown: a picture, a table, sentences, or several of them.

    Attributes
    ----------
    title : str
        The finding, or what it is; also its name on the page.
    subtitle : str
        What is measured, its unit, place and year.
    rows : DataFrame, optional
        What the picture and the table show, one row a line, in full precision.
    columns : str or sequence of str
        Columns of `rows` that the table shows, in order, as a list or as names with blanks
        between them; none: no table, `rows` are only the data of the picture.
    titles : mapping
        Titles of columns other than those of `words.TITLES`.
    digits : mapping or int
        Decimals, as in `tables.show`.
    picture : callable, optional
        Draws the figure, given whether it must fit a narrow screen.
    alt : str
        What the picture shows, in words; needed with a picture.
    marks : str
        What a mark of the picture means.
    sentences : str or sequence of str
        What it says, each finished; blank ones are left out.
    tables : tuple of str
        The tables it is from.
    behind : DataFrame, optional
        The rows that it rests on, through whatever estimate: ``evidence_table`` and
        ``evidence_id`` name them, and columns that are the key of another of its tables
        (``years`` holds several); further columns say how they count.
    note : str
        A line under the table.
    first : int
        Rows of the table that are shown; the others fold.
    """

    title: str = ""
    subtitle: str = ""
    rows: pd.DataFrame | None = None
    columns: str | Sequence[str] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    digits: Mapping[str, int] | int = 1
    picture: Callable[[bool], Figure] | None = None
    alt: str = ""
    marks: str = ""
    sentences: str | Sequence[str] = ()
    tables: tuple[str, ...] = ()
    behind: pd.DataFrame | None = None
    note: str = ""
    first: int = FIRST

    def __post_init__(self) -> None:
        """Refuse a picture without words or data for it, and columns that are not there."""
        if self.picture is not None and not self.alt.strip():
            raise UsageError(f"the picture {self.title!r} has no alt text", "say what it shows")
        if self.picture is not None and self.rows is None:
            raise UsageError(f"the picture {self.title!r} hands over no data", "give its rows")
        if isinstance(self.columns, str):
            object.__setattr__(self, "columns", tuple(self.columns.split()))
        told = [self.sentences] if isinstance(self.sentences, str) else self.sentences
        object.__setattr__(self, "sentences", tuple(filter(None, told)))
        for name in self.columns:
            check_known("column", name, () if self.rows is None else self.rows.columns)

    @property
    def has_table(self) -> bool:
        """Whether there are rows and columns to print."""
        return self.rows is not None and len(self.rows) > 0 and len(self.columns) > 0

    @property
    def source(self) -> str:
        """The source line."""
        return f"Source: {', '.join(self.tables)}" if self.tables else ""

    def headings(self) -> dict[str, str]:
        """Return the title of each column shown."""
        return {name: self.titles.get(name) or title_of(name) for name in self.columns}

    def row_ids(self) -> dict[str, list[str]]:
        """Return the keys of the rows that it names, by table: those behind it and those shown.

        >>> rows = pd.DataFrame({"evidence_table": ["a", "", "a"], "evidence_id": ["1", "", "1"]})
        >>> Exhibit(behind=rows).row_ids()
        {'a': ['1']}
        """
        found: dict[str, set[str]] = {}
        for table, key in [*_keys(self, self.behind), *_keys(self, self.rows)]:
            found.setdefault(table, set()).add(key)
        order = sorted(found, key="sources".__eq__)  # last: a row that names one tells more
        return {table: sorted(found[table]) for table in order}


def show(*exhibits: Exhibit | None) -> None:
    """Show exhibits one after another; what is empty is passed over.

    In a report build the first output of each carries the whole exhibit for the page; in a
    sweep, which keeps numbers only, nothing is drawn.
    """
    for exhibit in filter(None, exhibits):
        for_page = downloads.wanted() in (DOWNLOADS, PAPER)
        drawn = {} if downloads.wanted() == NUMBERS else _drawn(exhibit, for_page)
        outputs = list(_outputs(exhibit, drawn))
        if outputs and for_page:
            outputs[0][0][EXHIBIT] = as_json(exhibit, drawn)
        for place, (data, metadata) in enumerate(outputs):
            display(data, raw=True, metadata=metadata | ({"exhibit": CONTINUED} if place else {}))


def _outputs(exhibit: Exhibit, drawn: dict) -> Iterator[tuple[dict, dict]]:
    """Yield what a notebook shows of an exhibit: picture, table, sentences."""
    if drawn:
        shape = dict(zip(("width", "height"), drawn["size"], strict=True)) | {"alt": exhibit.alt}
        about = {"image/png": shape, "caption": exhibit.title, "source": exhibit.source}
        yield {"image/png": drawn["png"], "text/plain": exhibit.alt}, about
    if exhibit.has_table:
        caption = ". ".join(filter(None, [exhibit.title, exhibit.subtitle]))
        yield (
            tables.bundle(
                exhibit.rows,
                caption,
                columns=exhibit.headings(),
                digits=exhibit.digits,
                source=", ".join(exhibit.tables),
                note=exhibit.note,
            ),
            {},
        )
    if exhibit.sentences:
        yield prose.paragraph(*exhibit.sentences), {}


def as_json(exhibit: Exhibit, drawn: dict | None = None) -> dict:
    """Return an exhibit for the page: plain texts, cells as shown, drawings and data as files.

    What `_drawn` returns is taken where the picture has been drawn already.
    """
    shown, rows = exhibit.headings(), exhibit.rows
    found: dict[str, Any] = {
        name: getattr(exhibit, name) for name in ("title", "subtitle", "alt", "note", "first")
    }
    found["marks"] = f"{exhibit.marks.rstrip('.')}." if exhibit.marks else ""
    found |= {name: unbroken(found[name]) for name in ("subtitle", "note", "marks")}
    found["sentences"] = [unbroken(one) for one in exhibit.sentences]
    found["tables"] = list(exhibit.tables)
    found |= {
        "columns": [
            {"name": n, "title": t, "is_number": rows is not None and tables.is_number(rows[n])}
            for n, t in shown.items()
        ],
        "rows": _cells(exhibit, rows) if exhibit.has_table else [],
        "csv": downloads.as_csv(rows),
        "behind": downloads.as_csv(exhibit.behind),
        "row_ids": exhibit.row_ids(),
        **dict.fromkeys(("svg", "svg_narrow", "png"), ""),
    }
    return found | (_drawn(exhibit, for_page=True) if drawn is None else drawn)


def unbroken(text: str) -> str:
    """Return text whose percent signs stay on the line of their number.

    >>> unbroken("80 % of 3").split(" ")
    ['80\\xa0%', 'of', '3']
    """
    return _PERCENT.sub("\N{NO-BREAK SPACE}%", text)


def _cells(exhibit: Exhibit, rows: pd.DataFrame) -> list[list]:
    """Return the cells as shown; one that is the key of a row of a table says which."""
    texts = [tables.texts(rows[n], tables.decimals(exhibit.digits, n)) for n in exhibit.columns]
    owners = [_owners(exhibit, rows, name) for name in exhibit.columns]
    return [
        [
            {"text": text, "table": owner, "key": text}
            if owner and text != tables.MISSING
            else text
            for text, owner in zip(line, whose, strict=True)
        ]
        for line, whose in zip(zip(*texts, strict=True), zip(*owners, strict=True), strict=True)
    ]


def _keys(exhibit: Exhibit, rows: pd.DataFrame | None) -> Iterator[tuple[str, str]]:
    """Yield table and key of each row that a frame names."""
    if rows is None:
        return
    for name in rows.columns.intersection([*ROWS_OF, "evidence_id"]):
        for table, key in zip(_owners(exhibit, rows, name), rows[name], strict=True):
            if table and isinstance(key, str) and key:
                yield table, key


def _owners(exhibit: Exhibit, rows: pd.DataFrame, name: str) -> list[str]:
    """Return the table whose rows a column's cells name, cell by cell; blank where none."""
    if name == "evidence_id" and "evidence_table" in rows:
        return rows["evidence_table"].fillna("").tolist()
    known = ROWS_OF.get(name, "").split() or [""]
    return [next((table for table in known if table in exhibit.tables), known[0])] * len(rows)


def _drawn(exhibit: Exhibit, for_page: bool) -> dict:
    """Return the picture for a notebook and for a page, where asked also for paper.

    The wide figure is drawn once: first as it is for the page, then with its titles.
    """
    if exhibit.picture is None:
        return {}
    found, title, wide = {}, exhibit.title or exhibit.alt, _laid_out(exhibit.picture(False))
    if for_page:
        found["svg"] = downloads.drawing(wide, STYLE, title)
        found["svg_narrow"] = downloads.drawing(_laid_out(exhibit.picture(True)), STYLE, title)
    if downloads.wanted() == PAPER:
        found["pdf"] = downloads.printable(wide, STYLE)
    png, size = _png(exhibit, wide)
    return found | {"png": png, "size": size}


def _laid_out(figure: Figure) -> Figure:
    """Settle where everything of a figure stands, else matplotlib does so at each drawing."""
    figure.set_dpi(DPI)  # letters are measured as in the picture
    if engine := figure.get_layout_engine():
        engine.execute(figure)
    figure.set_layout_engine("none")
    return figure


def _png(exhibit: Exhibit, figure: Figure) -> tuple[str, tuple[int, int]]:
    """Return the picture with its title, subtitle and source, and its size in CSS pixels."""
    _headed(figure, exhibit)
    out = io.BytesIO()
    with matplotlib.rc_context(STYLE):
        edges = figure.get_tightbbox().padded(0.1)  # matplotlib's own "tight" would draw once more
        quick = {"compress_level": 1}  # it is packed below
        figure.savefig(out, dpi=DPI, bbox_inches=edges, facecolor="white", pil_kwargs=quick)
    out.seek(0)
    with PngImageFile(out) as drawn:
        size = (round(drawn.width * 96 / DPI), round(drawn.height * 96 / DPI))
        image = drawn.convert("RGB")
    return downloads.packed(image, Quantize.MAXCOVERAGE), size


def _headed(figure: Figure, exhibit: Exhibit) -> None:
    """Write title and subtitle over a finished figure, what marks mean and the source under it."""
    width, height = figure.get_size_inches()
    for legend in figure.legends:  # else it would rise into the title when the edges are cut
        legend.set_bbox_to_anchor((0, 0, 1, 1), figure.transFigure)
    top = wrapped(exhibit.title, width, 11), wrapped(exhibit.subtitle, width, 9)
    lines = top[0].count("\n") + 1, top[1].count("\n") + 1
    foot = wrapped(". ".join(filter(None, [exhibit.marks.rstrip("."), exhibit.source])), width, 8)
    line = 1 / (72 * height)  # one point, in parts of the height
    at = 1 + (lines[1] * 13 + 8) * line
    plain: Any = {"ha": "left", "parse_math": False}  # two amounts in dollars are no formula
    figure.text(0, at, top[0], fontsize=11, fontweight="bold", va="bottom", **plain)
    figure.text(0, at - 4 * line, top[1], fontsize=9, color=SOFT, va="top", **plain)
    figure.text(0, -6 * line, foot, fontsize=8, color=SOFT, va="top", **plain)
