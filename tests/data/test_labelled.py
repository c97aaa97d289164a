"""Workbooks and Stata files hold what the table holds, with its labels; text stays text."""

import io
import zipfile
from xml.etree import ElementTree

import pandas as pd
import pytest

from sanctuary_research.data import catalog, labelled, schema
from sanctuary_research.data.catalog import Field

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


def test_the_parts_of_a_workbook_are_named_to_each_other(small):
    """What each part is, and what leads to which."""
    header = ["year", "share_percent", "x"]
    found = labelled.excel(
        catalog.table("payments"), header, [["1e5", "0.5", "1e5"], ["x", "", ""]]
    )
    with zipfile.ZipFile(io.BytesIO(found)) as parts:
        told = {name: parts.read(name).decode().partition("\n")[2] for name in parts.namelist()}
    office = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    assert told["[Content_Types].xml"] == (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{office}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/rows.xml" ContentType="{office}.worksheet+xml"/>'
        f'<Override PartName="/xl/worksheets/columns.xml" ContentType="{office}.worksheet+xml"/>'
        "</Types>"
    )
    assert told["_rels/.rels"] == (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{relations}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>"
    )
    assert (
        f'Id="r2" Type="{relations}/worksheet" Target="worksheets/columns.xml"'
        in (told["xl/_rels/workbook.xml.rels"])
    )
    assert (
        '<sheet name="rows" sheetId="1" r:id="r1"/><sheet name="columns" sheetId="2"'
        in (told["xl/workbook.xml"])
    )
    text = '<c t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>'
    assert told["xl/worksheets/rows.xml"].endswith(
        f"<row>{''.join(map(text.format, header))}</row>"
        f"<row><c><v>1e5</v></c><c><v>0.5</v></c>{text.format('1e5')}</row>"
        f"<row>{text.format('x')}<c/><c/></row></sheetData></worksheet>"
    )


def test_a_stata_file_keeps_to_the_limits_of_stata(small):
    """Days are days; a long name is cut and its label begins with it; a long label ends in …."""
    resource = small.description["resources"][0]
    resource["schema"]["fields"][2]["description"] = "x" * 81
    small.describe()
    table = catalog.table("places")
    with pd.read_stata(io.BytesIO(labelled.stata(table)), iterator=True) as read:
        labels, title, frame = read.variable_labels(), read.data_label, read.read()
    assert labels["kind"] == "x" * 79 + "…"
    assert title == "The places"
    assert frame["founded"].tolist()[0] == pd.Timestamp(1850, 3, 1)
    assert frame["is_port"].tolist()[:2] == [1.0, 0.0]
    long = Field("a" * 33, "string", "What it is.")
    assert labelled._label(long) == f"{'a' * 33}: What it is."
    assert labelled._label(Field("a" * 32, "string", "b" * 80)) == "b" * 80


@pytest.mark.parametrize("text", ["1", "-2", "0.5", "1e5", "1E5", "-1.25e-10", "2E+3"])
def test_what_is_written_as_a_number_is_one(text):
    """A number in a column of numbers; in another it stays text."""
    assert labelled._cell(text, True) == f"<c><v>{text}</v></c>"
    assert labelled._cell(text, False).startswith('<c t="inlineStr">')


@pytest.mark.parametrize("text", ["1.", ".5", "+1", "1e", "1 000", "NaN", "0x1"])
def test_what_is_written_otherwise_is_text(text):
    """Also in a column of numbers."""
    assert labelled._cell(text, True).startswith('<c t="inlineStr">')


def test_parquet_reads_back_as_it_was(small):
    """Rows and types."""
    pytest.importorskip("pyarrow")
    written = labelled.parquet(schema.load("places"))
    pd.testing.assert_frame_equal(pd.read_parquet(io.BytesIO(written)), schema.load("places"))
