"""The search over the packaged tables in a real Chromium, asked as a reporter would type."""

import pytest

from sanctuary_research.data import catalog
from sanctuary_research.publish import search, tablepages
from sanctuary_research.publish.templates import page


@pytest.fixture(scope="module")
def tab(browser, tmp_path_factory):
    """The page of the search, without reports."""
    package = catalog.package()
    tables = [search.table(table) for table in package.tables.values()]
    places = {f"places/{name}.html": name for name in ("Orange County, CA", "Texas")}
    more = search.places(places) + search.rows_of(package, tablepages.with_rows(package))
    entries = search.as_json([], tables, more)
    facts = {"reports": [], "tables": tables, "title": "Search", "entries": entries}
    path = tmp_path_factory.mktemp("search") / "search.html"
    path.write_text(page("search", scripts=("search",), **facts))
    assert path.stat().st_size < 1_000_000
    context = browser.new_context()
    opened = context.new_page()
    opened.goto(path.as_uri())
    yield opened
    context.close()


ASKED = {
    "dhs list may 2025": "Department of Homeland Security, 29 May 2025",
    "DOJ list august 2025": "Department of Justice, 5 August 2025",
    "287(g) agreements texas": "287(g) agreements",
    "cook county detainers": "Policy for Responding to ICE Detainers",
    "philadelphia lawsuit sessions": "City of Philadelphia v. Sessions",
    "sb4 texas": "SB 4 (2017)",
    "ilinois trust act": "SB 31 TRUST Act",
    "secure comunities": "Secure Communities",
    "orange county": "Orange County, CA",
    "what is executive order 14159?": "Executive Order 14159",
    "philadelfia v sesions": "City of Philadelphia v. Sessions",
}


@pytest.mark.parametrize("words", ASKED)
def test_what_was_meant_comes_first(tab, words):
    """Rows before sources, tables before columns, typos forgiven."""
    tab.get_by_role("searchbox").fill("")
    tab.get_by_role("status").get_by_text("result").wait_for(state="detached")
    tab.get_by_role("searchbox").fill(words)
    tab.get_by_role("status").get_by_text("result").wait_for()
    assert ASKED[words] in tab.locator("#results a").first.inner_text()


def test_nothing_is_found_in_a_sentence(tab):
    """With what to try instead."""
    tab.get_by_role("searchbox").fill("zzqq xxyy")
    tab.get_by_text("0 results. Try fewer or shorter words").wait_for()
