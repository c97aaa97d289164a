"""A page in two layers in a real Chromium: first screen, folds, print, dark, a phone."""

import re

import pytest

NARROW, WIDE = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
# Whether anything of an element is on the screen or the paper.
IS_SHOWN = "(one) => one.checkVisibility() && one.offsetHeight > 0"
OVERFLOWING = """[...document.querySelectorAll('.exhibit .scroll')]
  .filter((one) => one.scrollWidth > one.clientWidth + 1).length"""


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def tab(browser, request):
    """A tab, with and without scripts."""
    context = browser.new_context(viewport=WIDE, java_script_enabled=request.param)
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(browser):
    context = browser.new_context(viewport=NARROW)
    yield context.new_page()
    context.close()


@pytest.fixture
def page(site):
    return (site / "c-layers.html").as_uri()


def is_shown(tab, words: str) -> bool:
    return tab.locator(".inside > p, th, .how", has_text=words).last.evaluate(IS_SHOWN)


def test_a_link_opens_the_fold_of_its_place(tab, page):
    """A section's name, and that of a cell in it; other folds stay closed."""
    tab.goto(page)
    assert not is_shown(tab, "Within the second fold.")
    tab.goto(f"{page}#how-sure-are-we")
    assert is_shown(tab, "Within the second fold.")
    assert not is_shown(tab, "Within the first fold.")
    tab.goto(f"{page}#cell-7")
    assert tab.locator("#cell-7").evaluate(IS_SHOWN)


def test_a_link_opens_the_row_of_a_table(tab, page, site):
    """From the id in an exhibit to the row on the page of the table, beyond the first ten."""
    tab.goto(page)
    assert tab.locator(".exhibit a", has_text="7").first.get_attribute("href") == (
        "data/places.html#row-7"
    )
    tab.goto((site / "data" / "places.html").as_uri() + "#row-17")
    assert tab.locator("#row-17").evaluate(IS_SHOWN)
    assert tab.locator("table.sample").first.evaluate(IS_SHOWN) is False


def test_a_print_opens_every_fold_of_the_report(tab, page):
    """On paper stand the folds and all rows of the tables; the code does not."""
    tab.goto(page)
    tab.emulate_media(media="print")
    shown = ("Within the first fold.", "Within the second fold.", "row 59")
    assert [is_shown(tab, words) for words in shown] == [True, True, True]
    assert not is_shown(tab, "how we know")
    assert len(re.findall(rb"/Type\s*/Page\b", tab.pdf(format="A4"))) >= 4
    assert tab.evaluate("document.querySelectorAll('.fold[open]').length") == 0


def test_rows_unfold_in_place(tab, page):
    """All rows take the place of the first ones."""
    tab.goto(page)
    short, whole = (tab.locator(".rows table").nth(at) for at in (0, 1))
    assert [one.evaluate(IS_SHOWN) for one in (short, whole)] == [True, False]
    tab.get_by_text("All 60 rows").first.click()
    assert [one.evaluate(IS_SHOWN) for one in (short, whole)] == [False, True]


def test_no_table_of_an_exhibit_is_wider_than_the_page(tab, page):
    """At 1280 pixels words wrap instead, in folds and unfolded."""
    tab.goto(page)
    tab.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert tab.evaluate(OVERFLOWING) == 0


def test_a_phone_shows_title_and_answer_first(phone, page):
    """Contents are closed; the narrow drawing takes the place of the wide one."""
    phone.goto(page)
    title, answer = (phone.locator(one).bounding_box() for one in ("h1", ".answer"))
    assert title["y"] < 240
    assert answer["y"] + answer["height"] < NARROW["height"]
    drawings = phone.locator(".drawing")
    assert [drawings.nth(at).evaluate(IS_SHOWN) for at in (0, 1)] == [False, True]
    assert phone.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    phone.set_viewport_size(WIDE)
    assert [drawings.nth(at).evaluate(IS_SHOWN) for at in (0, 1)] == [True, False]
    phone.wait_for_selector(".contents details[open]")  # its script hears of the width a little later


@pytest.mark.parametrize(("scheme", "grid"), [("light", (224, 223, 218)), ("dark", (77, 88, 100))])
def test_a_drawing_has_the_colours_of_its_page(tab, page, scheme, grid):
    """Its text is in the page's ink, its grid in the page's grey, in light and in dark."""
    tab.emulate_media(color_scheme=scheme)
    tab.goto(page)
    ink = tab.evaluate("getComputedStyle(document.body).color")
    style = "(one, name) => getComputedStyle(one)[name]"
    assert tab.locator(".drawing.wide text").nth(1).evaluate(style, "fill") == ink
    line = tab.locator(".drawing.wide path").evaluate(style, "stroke")
    assert line == f"rgb{grid}"
