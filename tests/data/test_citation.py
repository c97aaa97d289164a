"""How to cite the package and its tables."""

import pytest

import sanctuary_research
from sanctuary_research import cite
from sanctuary_research.data import catalog, citation
from sanctuary_research.errors import UsageError


def test_package_citation_names_versions(small):
    """The citation names the contributors, the year and both versions."""
    assert cite() == (
        "The sanctuary_research contributors (2020). A small package. sanctuary_research, "
        f"code version {sanctuary_research.__version__}, data version 2020.01.02."
    )


def test_table_citation_names_sources(small):
    """A table is cited with the sources that its rows use."""
    text = cite("payments")
    assert text.startswith("The sanctuary_research contributors (2020). “The payments” (table pay")
    assert "- The ledger. The treasury. https://x.gov/l" in text


def test_address_of_the_site_is_cited_if_there_is_one(small):
    """A published package is cited with its address, a table with that of its page."""
    small.description["site_url"] = "https://example.org/a/"
    small.describe()
    assert cite().endswith("data version 2020.01.02. https://example.org/a/index.html")
    assert "https://example.org/a/data/payments.html" in cite("payments")


def test_unknown_source_is_given_by_id(small):
    """A source that the sources table lacks is not invented."""
    small.plant("sources", "ledger", "diary")
    assert "- ledger." in cite("places")


def test_missing_sources_table_is_survived(small):
    """Without the sources table a citation still names the ids."""
    small.file("sources").unlink()
    assert "- ledger." in cite("places")


def test_a_source_and_a_place_are_cited_alone():
    """A source as itself, a place as what the tables hold on it."""
    assert cite("41nbc-miami-boston-2017", "ris").count("ID  - ") == 1
    assert cite("Cook County, IL", "ris").startswith("TY  - DATA\nID  - cook-county-il")
    assert cite("Oregon", "ris").startswith("TY  - DATA\nID  - oregon")
    with pytest.raises(UsageError, match="did you mean 'Cook County, IL'"):
        cite("Cok County, IL")
    with pytest.raises(UsageError, match="did you mean 'Oregon'"):
        cite("Oregn")
    with pytest.raises(UsageError, match="write one of: Cook County, GA; Cook County, IL"):
        cite("Cook County")


def test_unknown_table_is_refused(small):
    """A misspelt table offers the nearest."""
    with pytest.raises(UsageError, match="did you mean 'payments'"):
        cite("payment")


def test_a_citation_for_programs_names_the_table_and_its_sources(small):
    """BibTeX and RIS hold an entry for the table and one for each source used."""
    assert cite("payments", style="bibtex").count("@") == 2
    assert "title = {{The ledger}}" in cite("payments", style="bibtex")
    assert cite("payments", style="ris").count("ER  - ") == 2
    assert "date = {2020-01-02}" in cite(style="bibtex")
    with pytest.raises(UsageError, match="did you mean 'bibtex'"):
        cite(style="bibtx")


def test_addresses_stand_in_references_for_programs(small):
    """That of the site, of a table's page, of a place's page."""
    small.description["site_url"] = "https://example.org/a/"
    small.describe()
    assert "  url = {https://example.org/a/index.html}," in cite(style="bibtex").splitlines()
    urls = [line for line in cite("payments", "ris").splitlines() if line.startswith("UR")]
    assert urls == ["UR  - https://example.org/a/data/payments.html", "UR  - https://x.gov/l"]


def test_a_place_is_cited_by_its_page():
    """Its name, what the page is, and its address."""
    told = cite("Los Angeles County, CA", "bibtex").splitlines()
    assert told[:2] == [
        "@dataset{los-angeles-county-ca,",
        "  title = {{Los Angeles County, CA: what is on record}},",
    ]
    assert "“Los Angeles County, CA: what is on record”. sanctuary_research" in cite(
        "Los Angeles County, CA"
    )


def test_what_is_not_known_is_not_cited():
    """Neither a version of the data nor an address; what ends in a mark has no second one."""
    told = [citation.citation(what, "", "1.2") for what in ("A page", "A page?", "“A page.”")]
    assert told == [
        f"The sanctuary_research contributors. {what} sanctuary_research, code version 1.2."
        for what in ("A page.", "A page?", "“A page.”")
    ]
    assert citation.citation("A page", "2020.01", "1.2", "https://x.org") == (
        "The sanctuary_research contributors (2020). A page. sanctuary_research, code version 1.2, "
        "data version 2020.01. https://x.org"
    )


def test_sources_are_cited_by_how_many_rows_use_them(small):
    """Two rows rest on the diary and one on the ledger."""
    small.plant("sources", "ledger,", "ledger,Ledger,,,,,,primary\ndiary,")
    small.plant("payments", "2015,0,12.5,,ledger", "2015,0,12.5,,diary")
    small.plant("payments", '"small, late",ledger', '"small, late",diary')
    used = citation.used_sources(catalog.table("payments"))
    assert [source["source_id"] for source in used] == ["diary", "ledger"]


def test_sources_are_cited_with_all_of_them():
    """Every row is one, whether or not a row of another table names it."""
    rows = catalog.records("sources")
    assert cite("sources", style="bibtex").count("\n\n@") == len(rows)


def test_a_name_like_no_other_is_refused_without_an_offer():
    """Thousands of names are no help; a near one is offered."""
    with pytest.raises(UsageError, match=r"called 'nope'$"):
        cite("nope")
    with pytest.raises(UsageError, match="did you mean 'policy_events'"):
        cite("policy_event")
