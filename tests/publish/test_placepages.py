"""Pages of places: what they hold, kept while nothing changed, gone with their subject."""

from dataclasses import replace
from pathlib import Path

import pytest

from sanctuary_research.data import catalog, gazetteer
from sanctuary_research.data.crime_on_record import Point, Series
from sanctuary_research.data.entries import Entry
from sanctuary_research.data.holdings import Cell, Line, Section
from sanctuary_research.publish import placepages, sparks
from sanctuary_research.publish.cache import State
from sanctuary_research.publish.files import Folder


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A folder, and what writes the pages of two places into it."""
    monkeypatch.setattr(gazetteer, "with_pages", lambda: ["cook-county-il", "oregon"])
    folder = Folder(tmp_path / "out")
    folder.prepare()

    state = State(folder)

    def write(look: str = "x") -> Path:
        placepages.write(state, look, catalog.package())
        return folder.path / "places"

    return write


def test_a_page_leads_from_every_line_to_its_row(kept):
    """Cook County: its ordinance, why each definition holds, its lists and what is silent."""
    page = (kept() / "cook-county-il.html").read_text()
    assert '<a href="../data/policy_events.html#row-evt_729f8491">' in page
    assert 'href="../data/detainers_refused.html#row-17031-2014"' in page
    assert 'href="../data/county_crime.html#row-17031-2012"' in page
    assert 'href="../data/county_crime.html#row-17031-2017"' in page
    assert "Jurisdictions that limit detainers" in page
    assert "115 of 186 detainers recorded as refused" in page
    assert "neither the doing nor the undoing of a policy" in page
    assert "No row of the tables speaks of" in page
    assert '<meta name="citation_title" content="Cook County, IL: what is on record">' in page
    assert "“Cook County, IL: what is on record”. sanctuary_research" in page


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
    monkeypatch.setattr(gazetteer, "with_pages", lambda: ["oregon"])
    kept("another look")
    assert [path.name for path in folder.iterdir()] == ["oregon.html"]


def test_a_line_is_broken_where_a_year_is_absent_or_the_measure_changes():
    """Two years in a row are joined, others stand alone; a break is dashed, a new table ringed."""
    told = [(2010, "t"), (2011, "t"), (2013, "t"), (2014, "other")]
    points = [Point(year, 9, table, "", 1.0) for year, table in told]
    drawn = sparks.spark(Series(points, "words"))
    assert drawn.count('stroke="currentColor" fill="none"') == 2  # a line and the dashed one
    assert drawn.count("stroke-dasharray") == 1
    assert drawn.count("<circle") == 4
    assert 'aria-labelledby="told"' in drawn


def test_the_ends_of_a_line_are_named_beside_it():
    """Left of the first point and right of the last nothing else is drawn."""
    points = [Point(year, 9, "t", "", rate) for year, rate in ((2014, 82.8), (2015, 99.0))]
    drawn = sparks.spark(Series(points, "words"))
    assert '<text x="27.0" text-anchor="end"' in drawn
    assert '<text x="325.0" text-anchor="start" y="9.5">99.0</text>' in drawn


def test_a_row_without_a_place_leads_to_the_whole_page():
    """Of crime by agency no city has one, each sheriff has."""
    row = placepages.rows_of(catalog.package())
    assert row("agency_crime", "IL-chicago", "2014") == "../data/agency_crime.html"
    page = "../data/agency_crime.html#row-01001-sheriff-2014"
    assert row("agency_crime", "01001-sheriff", "2014") == page


def test_why_there_are_none_is_said():
    """Nothing of the packaged tables, nor where no table holds places."""
    package = catalog.package()
    assert placepages.why_none(package) == ""
    assert placepages.why_none(replace(package, tables={})) == ""
    few = {name: package.tables[name] for name in placepages.PLACES}
    assert "lack some of the tables" in placepages.why_none(replace(package, tables=few))


def test_places_are_named_by_name_id_and_code():
    """All three lead to one page."""
    named = placepages.by_name(catalog.package())
    found = {named[name] for name in ("Cook County, IL", "cook-county-il", "17031")}
    assert found == {("Cook County, IL", "places/cook-county-il.html")}


def test_text_of_a_table_is_never_markup():
    """A hostile name, act and cell come out as letters."""
    bad = "<script>alert(1)</script>"

    class Hostile:
        status, silent, crime = bad, [bad], None
        sections = (Section(bad, bad, [bad], [Line([Cell(bad, bad, bad)], bad, (bad,))]),)

    page = placepages._page(
        {"title": bad, "level": bad, "day": bad, "cite": bad, "record": Hostile}
        | {"row": lambda *key: bad}
        | {"entry": Entry(bad, "dataset", bad, (bad,), date=bad, url=bad, version=bad)}
    )
    assert bad not in page
