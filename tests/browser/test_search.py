"""The search over the packaged tables in a real Chromium, asked as a reporter would type."""

import pytest

from sanctuary_research.data import catalog, gazetteer
from sanctuary_research.publish import search, tablepages
from sanctuary_research.publish.templates import page

NAMED = ("Orange County, CA", "Texas", "Texas County, MO", "New Orleans, LA", "Kane County, IL")
NAMED += ("New York", "York, PA", "New York City, NY", "Hall County, NE", "Hall County, GA")
NAMED += ("Chicago, IL", "King County, WA", "Washington", "Georgia", "Tom Green County, TX")


@pytest.fixture(scope="module")
def tab(new_tab, tmp_path_factory):
    """The page of the search, without reports."""
    package = catalog.package()
    tables = [search.table(table) for table in package.tables.values()]
    tables.append(search.Whole("report", "Crime", "a", "a.html", "Lower in 41 % of counties.", []))
    places = {f"places/{gazetteer.find(name)}.html": name for name in NAMED}
    entries = search.entries(package, tablepages.with_rows(package), places, tables)
    facts = {"reports": [], "tables": tables, "title": "Search", "entries": entries}
    path = tmp_path_factory.mktemp("search") / "search.html"
    path.write_text(page("search", scripts=("search",), **facts))
    assert path.stat().st_size < 1_000_000
    tab = new_tab()
    tab.goto(path.as_uri())
    yield tab
    tab.context.close()


ASKED = {
    "53033": "King County, WA",
    "dhs list may 2025": "Department of Homeland Security, 29 May 2025",
    "DOJ list august 2025": "Department of Justice, 5 August 2025",
    "287(g) agreements texas": "Texas",
    "cook county detainers": "Policy for Responding to ICE Detainers",
    "philadelphia lawsuit sessions": "City of Philadelphia v. Sessions",
    "sb4 texas": "SB 4 (2017)",
    "ilinois trust act": "SB 31 TRUST Act",
    "chigaco": "Chicago, IL",
    "secure comunities": "Secure Communities",
    "orange county": "Orange County, CA",
    "what is executive order 14159?": "Executive Order 14159",
    "philadelfia v sesions": "City of Philadelphia v. Sessions",
    "is new orleans a sanctuary city": "New Orleans, LA",
    "new orl": "New Orleans, LA",
    "sheriff 287(g) texas": "Texas",
    "los angeles justice fund": "L.A. Justice Fund",
    "nytimes": "New York sheriffs take a stand",
    "list of sanctuary jurisdictions dhs 2025": "Department of Homeland Security, 29 May 2025",
    "lawsuit against illinois": "Illinois v.",
    "prince george’s jail": "Prince George's County",
    "New York City": "New York City, NY",
    "new york": "New York",
    "Hall County Georgia": "Hall County, GA",
    "hall county, georgia jail": "Hall County, GA",
    "King County Washington": "King County, WA",
    "Tom Wong": "Wong",
    "how much federal money did new york lose": "New York",
    "how much federal money did chicago lose": "Chicago, IL",
    "41%": "Crime",
    "evt_729f8491": "Policy for Responding to ICE Detainers",
}


@pytest.mark.parametrize("words", ASKED)
def test_what_was_meant_comes_first(tab, words):
    """Rows before sources, tables before columns, typos forgiven."""
    tab.get_by_role("searchbox").fill("")
    tab.get_by_role("status").get_by_text("result").wait_for(state="detached")
    tab.get_by_role("searchbox").fill(words)
    tab.get_by_role("status").get_by_text("result").wait_for()
    assert ASKED[words] in tab.locator("#results a").first.inner_text()


@pytest.mark.parametrize(
    ("row", "table"),
    {
        "tgt_59decd77": "federal_action_targets",
        "pty_d0b287ad": "case_parties",
        "amt_0ad8cc13": "threat_amounts",
        "sts_18209448": "threat_status",
        " MEM_a87ad3fe ": "list_membership",
        "agr_000e95ef": "agreements_287g",
    }.items(),
)
def test_an_id_leads_to_its_row(tab, row, table):
    """And to nothing else, also of tables whose rows are not searched."""
    tab.get_by_role("searchbox").fill(row)
    tab.get_by_role("status").get_by_text("1 result", exact=True).wait_for()
    [link] = tab.locator("#results a").all()
    assert link.get_attribute("href") == f"data/{table}.html#row-{row.strip().lower()}"


@pytest.mark.parametrize("words", ["evt_00000000", "xyz_a87ad3fe"])
def test_an_id_is_never_guessed_at(tab, words):
    """No near one comes in its place."""
    tab.get_by_role("searchbox").fill(words)
    tab.get_by_role("status").get_by_text("0 results").wait_for()
    assert "No row has that id" in tab.get_by_role("status").inner_text()


@pytest.mark.parametrize("words", ["zzqq xxyy", "Kate Steinle"])
def test_nothing_is_found_in_a_sentence(tab, words):
    """With what to try instead; a guess at one word, such as Kane, is no answer."""
    tab.get_by_role("searchbox").fill(words)
    tab.get_by_role("status").get_by_text("0 results").wait_for()
    told = tab.get_by_role("status").inner_text()
    assert "Try fewer or shorter words" in told
    assert "people are found only where a row of a table names them" in told
