"""Sentences, tables, figures and maps show what they are given, safely."""

import pandas as pd
import pytest
from matplotlib.colors import to_hex

from sanctuary_research.display import maps, prose, tables
from sanctuary_research.errors import UsageError

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def shown(monkeypatch):
    """Collect what would be displayed."""
    seen = []
    monkeypatch.setattr(prose, "display", lambda data, raw: seen.append(data))
    return seen


def html_of(frame: pd.DataFrame, caption: str, **more) -> str:
    more = {"columns": {name: name for name in frame}} | more
    return tables.bundle(frame, caption, **more)["text/html"]


def test_text_from_data_is_never_markup():
    """A hostile string in a sentence, a cell or a caption comes out as letters."""
    assert "<script>" not in prose.paragraph(HOSTILE)["text/markdown"].replace("\\<", "")
    assert "<script>" not in html_of(pd.DataFrame({HOSTILE: [HOSTILE]}), HOSTILE, source=HOSTILE)


def test_headline_is_data_and_a_sentence(shown):
    """The record is rounded and the sentence gives the interval."""
    prose.headline("gap", -35.456, "per 10,000", -40, 1 / 3)
    data = shown[0]
    assert data[prose.HEADLINE] == {
        "name": "gap",
        "value": -35.5,
        "unit": "per 10,000",
        "low": -40.0,
        "high": 0.3,
        "digits": 1,
        "exhibit": "",
        "tables": [],
    }
    assert data["text/plain"] == "gap: −35.5 per 10,000 (95 % interval −40.0 to 0.3)"


def test_a_missing_headline_is_null_not_nan(shown):
    """A number that cannot be computed is null in the record and 'not known' in words."""
    prose.headline("gap", float("nan"), "per 10,000")
    assert shown[0][prose.HEADLINE]["value"] is None
    assert shown[0]["text/plain"] == "gap: not known"


def test_a_long_table_keeps_its_first_rows_and_says_so():
    """Of 20 rows a notebook keeps 12; the exhibit has all."""
    shown = tables.bundle(pd.DataFrame({"n": range(20)}), "Counts", columns={"n": "n"})
    assert shown["text/html"].count('scope="row"') == tables.MOST == 12
    assert shown["text/plain"].endswith("The first 12 of 20 rows: the exhibit has all.")


def test_table_has_caption_and_scopes():
    """Headers carry their scope, missing is a dash, integers have no decimals."""
    frame = pd.DataFrame({"place": ["a", "b"], "n": [1200, 3], "rate": [1.25, None]})
    html = html_of(frame, "Counts", digits={"rate": 2})
    assert "<caption>Counts</caption>" in html
    assert html.count('scope="col"') == 3
    assert html.count('scope="row"') == 2
    assert ">1,200<" in html
    assert ">1.25<" in html
    assert f">{tables.MISSING}<" in html


def test_years_have_no_thousands_separator():
    """2015 is a year, not two thousand and fifteen of something."""
    html = html_of(pd.DataFrame({"place": ["a"], "fiscal_year": [2015], "n": [2015]}), "Years")
    assert ">2015<" in html
    assert ">2,015<" in html


def test_map_colours_each_county_by_its_label():
    """Two squares, two labels: one outline in each colour."""
    shapes = pd.DataFrame(
        {"county_fips": ["01001", "01003"], "points": ["0,0 1,0 1,1", "2,0 3,0 3,1"]}
    )
    values = pd.DataFrame({"county_fips": ["01001", "01003"], "arm": ["limit", "not_coded"]})
    ax = maps.county_map(values, shapes).axes[0]
    colours = [maps.ARMS[arm][1] for arm in ("limit", "not_coded")]
    assert [to_hex(part.get_facecolor()).upper() for part in ax.patches] == colours


def test_map_refuses_two_rows_for_a_county():
    """A frame of county-years is not a map."""
    values = pd.DataFrame({"county_fips": ["01001"] * 2, "arm": ["not_coded"] * 2})
    with pytest.raises(UsageError, match="county 01001 has two rows"):
        maps.county_map(values, pd.DataFrame({"county_fips": [], "points": []}))
