"""Pages of places: what they hold, kept while nothing changed, gone with their subject."""

from pathlib import Path

import pytest

from sanctuary_research.data import catalog, place
from sanctuary_research.data.entries import Entry
from sanctuary_research.publish import placepages, sparks
from sanctuary_research.publish.cache import Hashes
from sanctuary_research.publish.files import Folder

LINKED = {"policy_events", "list_membership", "lists", "cases"}


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A folder, and what writes the pages of two places into it."""
    monkeypatch.setattr(place, "with_pages", lambda: ["cook-county-il", "oregon"])
    folder = Folder(tmp_path / "out")
    folder.prepare()

    def write(look: str = "x") -> Path:
        placepages.PlacePages(folder, look).write(catalog.package(), Hashes({}), LINKED)
        return folder.path / "places"

    return write


def test_a_page_leads_from_every_line_to_its_row(kept):
    """Cook County: its ordinance, why each definition holds, its lists and what is silent."""
    page = (kept() / "cook-county-il.html").read_text()
    assert '<a href="../data/policy_events.html#row-evt_729f8491">' in page
    assert "Jurisdictions that limit detainers" in page
    assert "115 of 186 detainers recorded as refused" in page
    assert "neither the doing nor the undoing of a policy" in page
    assert "No row of the tables speaks of" in page
    assert '<meta name="citation_title" content="Cook County, IL: what is on record">' in page
    assert 'download="cook-county-il.ris"' in page


def test_a_state_has_no_label_of_a_county(kept):
    """Labels are of counties."""
    assert 'id="labels"' not in (kept() / "oregon.html").read_text()


def test_pages_are_written_again_only_when_something_changed(kept):
    """The same tables and look leave the files alone; a lost page comes back."""
    page = kept() / "oregon.html"
    page.write_text("mine")
    kept()
    assert page.read_text() == "mine"
    kept("another look")
    assert page.read_text() != "mine"
    page.unlink()
    kept("another look")
    assert page.is_file()


def test_a_page_goes_with_its_subject(kept, monkeypatch):
    """A place of which nothing is left has no page."""
    folder = kept()
    monkeypatch.setattr(place, "with_pages", lambda: ["oregon"])
    kept("another look")
    assert [path.name for path in folder.iterdir()] == ["oregon.html"]


def test_few_people_or_offences_have_no_rate():
    """No rate stands on fewer than 5,000 people or 10 offences, or on an unusable year."""
    row = {"population": "5000", "violent": "10", "is_usable": "true"}
    assert placepages._rate(row) == 20
    for change in ({"population": "4999"}, {"violent": "9"}, {"is_usable": "false"}):
        assert placepages._rate(row | change) is None


def test_a_line_is_broken_where_a_year_is_absent():
    """Two years in a row are joined, others stand alone."""
    drawn = sparks.spark("t", [(2010, 1.0), (2011, 2.0), (2013, 4.0)]).drawing
    assert drawn.count('fill="none"') == 1
    assert drawn.count("<circle") == 3


def test_text_of_a_table_is_never_markup():
    """A hostile name, act and cell come out as letters."""
    bad = "<script>alert(1)</script>"
    row = {"cells": [{"text": bad, "page": ""}], "page": "#", "is_memory": True}
    section = {"heading": bad, "table": "t", "columns": [bad], "rows": [row]}
    act = dict.fromkeys(("whose", "title", "what", "since", "says", "page"), bad)
    page = placepages._page(
        {"title": bad, "level": bad, "day": bad, "acts": [act], "labels": [], "is_county": False}
        | {"sections": [section], "silent": [bad], "crime": None, "status": bad, "cite": bad}
        | {"entry": Entry(bad, "dataset", bad, (bad,), date=bad, url=bad, version=bad)}
    )
    assert bad not in page
