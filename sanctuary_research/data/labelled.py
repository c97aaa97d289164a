"""A table as Excel workbook, Stata file and Parquet.

The workbook needs the standard library only.
"""

from __future__ import annotations

import importlib.util
import io
import math
import re
import warnings
import zipfile
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

from sanctuary_research.data import catalog
from sanctuary_research.data.catalog import Field, Table
from sanctuary_research.data.stored import stored
from sanctuary_research.errors import SanctuaryError

TYPE_CHECKING = False  # as type checkers know it; to import typing takes milliseconds
if TYPE_CHECKING:
    import pandas as pd

MOST = 10_000  # rows of a table that is offered so
NAME, LABEL = 32, 80  # letters of a name and of a label in Stata
LONG = 200  # letters beyond which Stata keeps a text apart
CELL = 32_767  # letters that a cell of Excel holds
_UNSEEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SHEETS = ("rows", "columns")  # as `workbook.json` has them


def files(
    table: Table, header: list[str], rows: list[list[str]], most: float = math.inf
) -> dict[str, bytes]:
    """Return the files of a table with labels by their names; none of a table that is too long.

    Parameters
    ----------
    table, header, rows
        As `excel` takes them.
    most : float
        Bytes of a Stata file; a larger one is packed (zip).
    """
    if not rows or len(rows) > MOST:
        return {}
    found, name = {f"{table.name}.xlsx": excel(table, header, rows)}, f"{table.name}.dta"
    if table.folder != catalog.data_folder():  # whose types are not those of the packaged tables
        return found
    try:
        found[name] = stata(table)
    except SanctuaryError:  # the check names what is wrong with the table
        return found
    if len(found[name]) > most:
        found[f"{name}.zip"] = _zipped({name: found.pop(name)})
    return found


def _zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """Return files in one, without a time: alike in every build."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as whole:
        for name, content in parts.items():
            whole.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def excel(table: Table, header: list[str], rows: list[list[str]]) -> bytes:
    """Return a table as a workbook: its rows, and on a second sheet what its columns mean.

    Text stays text: nothing in it becomes a formula, and codes keep their zeros.

    Parameters
    ----------
    table : Table
    header : list of str
    rows : list of list of str
        As the file has them.
    """
    about = [[one.name, one.type, one.unit, one.description] for one in table.fields]
    is_number = {one.name: one.type in ("integer", "number") for one in table.fields}
    looks = [is_number.get(name, False) for name in header]
    sheets = [
        _sheet(header, rows, looks),
        _sheet(("column", "type", "unit", "what it holds"), about, [False] * 4),
    ]
    parts = stored(__file__, "workbook.json") | {
        f"xl/worksheets/{name}.xml": text for name, text in zip(_SHEETS, sheets, strict=True)
    }
    return _zipped({name: _XML + text for name, text in parts.items()})


def _sheet(head: Iterable[str], rows: Iterable[list[str]], is_number: list[bool]) -> str:
    first = "".join(_cell(name, False) for name in head)
    lines = ("".join(map(_cell, row, is_number)) for row in rows)
    body = "".join(f"<row>{line}</row>" for line in (first, *lines))
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData></worksheet>'


def _cell(text: str, is_number: bool) -> str:
    if not text:
        return "<c/>"
    if is_number and re.fullmatch(r"-?\d+(\.\d+)?([eE][-+]?\d+)?", text):
        return f"<c><v>{text}</v></c>"
    shown = escape(_UNSEEN.sub("", text)[:CELL])
    return f'<c t="inlineStr"><is><t xml:space="preserve">{shown}</t></is></c>'


def stata(table: Table) -> bytes:
    """Return a packaged table as a Stata file (version 14 or later), each column labelled.

    Days are days, yes and no are 1 and 0, a word of a closed list is a number labelled with it, and
    the label of a column is the beginning of its description. Stata's own limits: names of 32
    letters, the label of a longer one begins with it; labels of 80; a reserved word has an
    underscore before it.
    """
    import pandas as pd
    from pandas.errors import InvalidColumnName

    from sanctuary_research.data import schema

    frame = schema.load(table.name)
    for one in table.fields:
        column = frame[one.name]
        if pd.api.types.is_datetime64_any_dtype(column):
            frame[one.name] = column.astype("datetime64[ns]")
        elif pd.api.types.is_numeric_dtype(column):
            frame[one.name] = column.astype("float64")
        elif one.enum and column.dropna().isin(one.enum).all():  # a number with a label for each
            frame[one.name] = pd.Categorical(column, categories=one.enum)
        else:
            frame[one.name] = column.astype(object).where(column.notna(), "").astype(str)
    labels = {one.name[:NAME]: _label(one) for one in table.fields}
    frame.columns = [name[:NAME] for name in frame]
    texts = frame.select_dtypes(["object", "str"])
    days = {name: "td" for name in frame.select_dtypes("datetime")}
    out = io.BytesIO()
    day = pd.to_datetime(str(catalog.package().version).replace(".", "-"), errors="coerce")
    with warnings.catch_warnings():  # of the underscore
        warnings.simplefilter("ignore", InvalidColumnName)
        frame.to_stata(
            out,
            write_index=False,
            version=118,
            time_stamp=(pd.Timestamp(0) if pd.isna(day) else day).to_pydatetime(),
            data_label=table.title[:LABEL],
            convert_dates=days,
            convert_strl=[name for name in texts if texts[name].str.len().max() > LONG],
            variable_labels=labels,
        )
    return out.getvalue()


def parquet(frame: pd.DataFrame) -> bytes | None:
    """Return rows with their types as Parquet; None without pyarrow."""
    if importlib.util.find_spec("pyarrow") is None:
        return None
    out = io.BytesIO()
    frame.to_parquet(out, index=False)
    return out.getvalue()


def _label(column: Field) -> str:
    is_long = len(column.name) > NAME
    text = f"{column.name}: {column.description}" if is_long else column.description
    return text if len(text) <= LABEL else f"{text[: LABEL - 1]}…"
