"""What the script of the search page is told beside the entries."""

from dataclasses import replace

from sanctuary_research.data import catalog
from sanctuary_research.publish import search, tablepages
from sanctuary_research.publish.files import Folder


def test_an_id_tells_its_table_by_how_it_begins():
    """Of tables whose rows have a place and an id of eight letters or figures; of no other."""
    package = catalog.package()
    tables = [package.table(name) for name in ("list_membership", "lists", "county_crime")]
    [(begins, (table, ends))] = search.marks(tables, tablepages.with_rows(package)).items()
    assert (begins, table, len(ends)) == ("mem", "list_membership", 8 * tables[0].rows)
    assert search.marks(tables, set()) == {}


def test_a_headline_number_is_found_by_its_name(tmp_path):
    """It leads to its exhibit, with its value and unit."""
    folder = Folder(tmp_path)
    folder.write(search.parts_file("a"), "[]")
    one = {"name": "gap", "value": 1.5, "unit": "crimes", "exhibit": "table-gap"}
    entry = {"name": "a", "title": "A", "page": "a.html", "headlines": [one]}
    told = ("number", "gap", "a.html#table-gap", "1.5 crimes")
    assert search.report(folder, entry).parts == [told]


def test_states_are_told_by_their_letters():
    """All fifty and the district."""
    found = search.states(catalog.package())
    assert (len(found), found["GA"]) == (51, "Georgia")


def test_a_project_without_places_has_no_states():
    """Nothing is read of a table that is not there."""
    assert search.states(replace(catalog.package(), tables={})) == {}
