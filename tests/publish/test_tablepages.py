"""What the page of a table says of where its rows are from."""

import pytest

from sanctuary_research.data import catalog
from sanctuary_research.publish import tablepages, templates
from sanctuary_research.publish.tablerows import Around


@pytest.mark.parametrize(("name", "told"), [("detainer_shares", 1), ("threats", 0)])
def test_the_sources_of_a_whole_table_are_named_above_its_rows(name, told):
    """Unless each row names its own."""
    package = catalog.package()
    facts = tablepages.facts_of(package.table(name), package, Around())
    page = templates.page("table", root="", used=[], file="", **facts)
    assert page.count("Every row is from") == told


def test_the_first_rows_lead_to_those_of_all():
    """By the name of each; the counties of before 2006 are on no page."""
    package = catalog.package()
    for name, is_whole in (("detainer_shares", True), ("county_population", False)):
        facts = tablepages.facts_of(package.table(name), package, Around())
        assert (facts["rows"].count(' data-row="row-') == tablepages.SAMPLE) == is_whole
