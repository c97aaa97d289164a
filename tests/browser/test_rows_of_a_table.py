"""The rows of a table in a real Chromium: filter and sort are in sight before a fold is opened."""

import pytest
from waiting import until


@pytest.fixture
def tab(new_tab, site):
    """The page of a table of 20 rows, of which the first stand above the fold."""
    tab = new_tab()
    tab.goto((site / "data" / "places.html").as_uri())
    yield tab
    tab.context.close()


def becomes(tab, many: int) -> bool:
    """Return whether so many of all rows are shown, or will be."""
    return until(lambda: tab.locator(".all tbody tr:visible").count() == many)


def test_a_word_in_the_field_opens_the_fold(tab):
    """With the rows that hold it."""
    assert not tab.locator(".all").get_attribute("open")
    tab.get_by_role("searchbox", name="Filter all 20 rows").fill("7")
    tab.get_by_text("2 of 20 rows").wait_for()
    assert becomes(tab, 2)


def test_a_heading_of_the_first_rows_sorts_all(tab):
    """By keyboard, which then stands on the same heading of all of them; again, downwards."""
    heading = tab.locator(".rows > .scroll .sort").first
    heading.press("Enter")
    assert becomes(tab, 20)
    tab.keyboard.press("Enter")
    tab.locator(".all th[aria-sort=descending]").first.wait_for()


def test_the_rows_behind_a_figure_stand_alone(tab, site):
    """At the address that names them; a link shows all again."""
    tab.goto((site / "data" / "places.html").as_uri() + "#rows=3,7")
    tab.get_by_text("2 of 20 rows").wait_for()
    assert becomes(tab, 2)
    tab.goto((site / "data" / "places.html").as_uri() + "#rows=3,7,nope,none")
    tab.get_by_text("This page has no row nope, none").wait_for()
    tab.get_by_role("link", name="show all").click()
    tab.get_by_text("2 of 20 rows").wait_for(state="detached")
    tab.goto((site / "data" / "places.html").as_uri() + "#row-nope")
    tab.get_by_text("This page has no row nope").wait_for()
    assert becomes(tab, 20)


def test_a_row_shows_its_sources(tab, site):
    """Under the row that the address names; a click on its key is such an address."""
    tab.goto((site / "data" / "places.html").as_uri() + "#row-7")
    tab.get_by_text("sanctuary show places 7").wait_for()
    tab.get_by_role("link", name="3", exact=True).click()
    tab.get_by_text("sanctuary show places 3").wait_for()
    assert until(lambda: tab.locator(".detail").count() == 1)


def test_the_key_of_a_first_row_leads_to_the_row(tab):
    """And not to the row of another table that it names."""
    tab.locator(".rows > .scroll tbody a[href='#row-2']").click()
    tab.get_by_text("sanctuary show places 2").wait_for()
    assert tab.locator(".all").get_attribute("open") is not None


def test_all_rows_are_in_sight(tab, site):
    """At the address of an exhibit that rests on every one."""
    tab.goto((site / "data" / "places.html").as_uri() + "#all-rows")
    assert becomes(tab, 20)
