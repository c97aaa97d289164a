"""Each version of the data is compared with the last, on the page of changes and in the feed."""

import json
from datetime import datetime
from xml.etree import ElementTree

import pytest

from sanctuary_research.data.table_versions import Change, Comparison
from sanctuary_research.publish import data_changes

ATOM = "{http://www.w3.org/2005/Atom}"
BAD = "</content><script>x</script>&\x00"


@pytest.fixture
def described(small):
    """A project with one table; the function gives it another version and rows."""
    path = small.root / "data" / "datapackage.json"
    fields = [{"name": name, "type": "string"} for name in ("place_id", "name")]
    schema = {"fields": fields, "primaryKey": ["place_id"]}
    table = {"name": "places", "path": "tables/places.csv", "title": "Places", "schema": schema}

    def describe(version: str, rows: str, site_url: str = "") -> None:
        whole = {"name": "small", "version": version, "site_url": site_url, "resources": [table]}
        path.write_text(json.dumps(whole))
        (small.root / "data" / "tables" / "places.csv").write_text(f"place_id,name\n{rows}")
        small.build()

    small.notebook("a", "1")
    return describe


def test_a_new_version_is_told_row_by_row(small, described):
    """The first build tells nothing; the next version its rows, on the page and in the feed."""
    described("2026.01.02", "1,x\n")
    assert "this is the first build" in small.page("changes")
    described("2026.02.03", f"1,{BAD[:-1]}\n2,z\n")
    page = small.page("changes")
    assert "places: 1 added and 1 changed\n    changed 1\n" in page
    assert "    added 2</pre>" in page
    assert "<script>" not in page
    feed = (small.project.output / "feed.xml").read_text()
    (entry,) = ElementTree.fromstring(feed).iter(f"{ATOM}entry")
    assert entry.find(f"{ATOM}updated").text == "2026-02-03T00:00:00Z"
    assert BAD[:-1] in entry.find(f"{ATOM}content").text
    assert "<link" not in feed
    described("2026.02.03", "1,again\n")
    assert small.page("changes") == page


def test_a_feed_has_links_where_the_site_has_an_address(small, described):
    """Both kinds of changes stand in it, each with an id of its own and hostile text as text."""
    described("2026.02.03", "1,x\n", "https://example.org/a")
    number = {"name": BAD, "value": 1, "unit": BAD}
    change = {"report": "a", "name": BAD, "before": None, "after": number}
    after = {"data_version": "2026.02.03", "code_version": ""}
    told = [{"before": after, "after": after, "headlines": [change]}]
    data = [{"old": "2026.01.02", "new": "2026.02.03", "lines": ["places: 1 added"]}]
    root = ElementTree.fromstring(data_changes.feed(small.project.package(), told, data))
    entries = list(root.iter(f"{ATOM}entry"))
    assert len({entry.find(f"{ATOM}id").text for entry in entries}) == 2
    assert [root.tag, root.find(f"{ATOM}author/{ATOM}name") is None] == [f"{ATOM}feed", False]
    for one in (root, *entries):  # what the specification of Atom requires of each, once
        assert [len(one.findall(ATOM + name)) for name in ("title", "id", "updated")] == [1, 1, 1]
        assert one.find(f"{ATOM}id").text.startswith("urn:uuid:")
        assert datetime.fromisoformat(one.find(f"{ATOM}updated").text).tzinfo
    assert {entry.find(f"{ATOM}link").get("href").partition("#")[2] for entry in entries} == {
        "change-1",
        "data-1",
    }


def test_what_differs_is_a_page_that_stands_alone(tmp_path):
    """Every row of it, hostile text as text, no link to what does not stand beside it."""
    change = Change("places", ("<b>",), "added", {"name": ("", "x")})
    page = data_changes.as_page(Comparison("2026.01.02", "2026.02.03", (change,) * 30, ()))
    assert page.count("added &lt;b&gt;") == 30
    assert "feed.xml" not in page
