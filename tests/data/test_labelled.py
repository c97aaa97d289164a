"""Workbooks and Stata files hold what the table holds, with its labels; text stays text."""

import io
import zipfile
from xml.etree import ElementTree

import pandas as pd

from sanctuary_research.data import catalog, labelled

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheet(workbook: bytes, name: str) -> list[list[str]]:
    """Return the cells of a sheet as texts, a number marked by its lack of a kind."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        root = ElementTree.fromstring(parts.read(f"xl/worksheets/{name}.xml"))
    return [["".join(cell.itertext()) for cell in row] for row in root.iter(f"{MAIN}row")]


def test_a_workbook_holds_rows_and_columns(small):
    """Every row as the file has it; the second sheet says what the columns mean."""
    table = catalog.table("payments")
    rows = [list(row.values()) for row in catalog.records("payments")]
    found = labelled.excel(table, list(table.columns), rows)
    assert sheet(found, "rows") == [list(table.columns), *rows]
    assert [row[0] for row in sheet(found, "columns")[1:]] == list(table.columns)
    assert found == labelled.excel(table, list(table.columns), rows)


def test_text_in_a_workbook_is_never_a_formula(small):
    """A formula, markup, a control character and half a letter are text of a cell."""
    bad = ["=1+1", "<v>&", "a\x00b", "\ud800"]
    found = labelled.excel(catalog.table("payments"), ["x"], [[text] for text in bad])
    assert sheet(found, "rows")[1:] == [["=1+1"], ["<v>&"], ["ab"], [""]]
    with zipfile.ZipFile(io.BytesIO(found)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/rows.xml")


def test_a_stata_file_reads_back_with_labels(small):
    """Numbers are numbers, codes keep their zeros, each column has the beginning of its words."""
    table = catalog.table("payments")
    with pd.read_stata(io.BytesIO(labelled.stata(table)), iterator=True) as read:
        labels, frame = read.variable_labels(), read.read()
    assert len(frame) == len(catalog.records("payments"))
    assert pd.api.types.is_numeric_dtype(frame["amount_usd"])
    assert labels == {one.name: one.description[:80] for one in table.fields}
