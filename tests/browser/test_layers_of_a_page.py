"""A page in two layers in a real Chromium: first screen, folds, print, dark, a phone."""

import re

import pytest
from waiting import until

NARROW, WIDE = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
# Whether anything of an element is on the screen or the paper.
IS_SHOWN = "(one) => one.checkVisibility() && one.offsetHeight > 0"
OVERFLOWING = """[...document.querySelectorAll('.exhibit .scroll')]
  .filter((one) => one.scrollWidth > one.clientWidth + 1).length"""


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def tab(new_tab, request):
    """A tab, with and without scripts."""
    tab = new_tab(viewport=WIDE, java_script_enabled=request.param)
    yield tab
    tab.context.close()


@pytest.fixture
def phone(new_tab):
    tab = new_tab(viewport=NARROW)
    yield tab
    tab.context.close()


@pytest.fixture
def page(site):
    return (site / "c-layers.html").as_uri()


def shown(tab, *words: str) -> list[bool]:
    """Return of each text whether it is shown."""
    named = (tab.locator(".inside > p, th, .how", has_text=one).last for one in words)
    return [one.evaluate(IS_SHOWN) for one in named]


def become(expected: list[bool], seen) -> bool:
    """Return whether that is seen, or will be: the browser follows a moment later."""
    return until(lambda: seen() == expected)


def test_a_link_opens_the_fold_of_its_place(tab, page):
    """A section's name, and that of a cell in it; other folds stay closed."""
    tab.goto(page)
    both = ("Within the first fold.", "Within the second fold.")
    assert shown(tab, *both) == [False, False]
    tab.goto(f"{page}#how-sure-are-we")
    assert become([False, True], lambda: shown(tab, *both))
    tab.goto(f"{page}#cell-7")
    assert until(lambda: tab.locator("#cell-7").evaluate(IS_SHOWN))


def test_a_link_opens_the_row_of_a_table(tab, page, site):
    """From the id in an exhibit to the row on the page of the table, beyond the first ten."""
    tab.goto(page)
    assert tab.locator(".exhibit a", has_text="7").first.get_attribute("href") == (
        "data/places.html#row-7"
    )
    tab.goto((site / "data" / "places.html").as_uri() + "#row-17")
    short, row = tab.locator("table.sample").first, tab.locator("#row-17")
    assert become([True, False], lambda: [one.evaluate(IS_SHOWN) for one in (row, short)])


def test_a_print_opens_every_fold_of_the_report(tab, page):
    """On paper stand the folds and all rows of the tables; the code does not."""
    tab.goto(page)
    tab.emulate_media(media="print")
    words = ("Within the first fold.", "Within the second fold.", "row 59", "how we know")
    assert become([True, True, True, False], lambda: shown(tab, *words))
    assert len(re.findall(rb"/Type\s*/Page\b", tab.pdf(format="A4"))) >= 4
    assert tab.evaluate("document.querySelectorAll('.fold[open]').length") == 0


def test_rows_unfold_in_place(tab, page):
    """All rows take the place of the first ones."""
    tab.goto(page)
    short, whole = (tab.locator(".rows table").nth(at) for at in (0, 1))
    assert [one.evaluate(IS_SHOWN) for one in (short, whole)] == [True, False]
    tab.get_by_text("All 60 rows").first.click()
    assert become([False, True], lambda: [one.evaluate(IS_SHOWN) for one in (short, whole)])


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
    assert become([True, False], lambda: [drawings.nth(at).evaluate(IS_SHOWN) for at in (0, 1)])
    phone.wait_for_selector(".contents details[open]")


@pytest.mark.parametrize(("scheme", "grid"), [("light", (224, 223, 218)), ("dark", (77, 88, 100))])
def test_a_drawing_has_the_colours_of_its_page(tab, page, scheme, grid):
    """Its text is in the page's ink, its grid in the page's grey, in light and in dark."""
    tab.emulate_media(color_scheme=scheme)
    tab.goto(page)
    style = "(one, name) => getComputedStyle(one)[name]"
    text, line = (tab.locator(f".drawing.wide {one}") for one in ("text >> nth=1", "path"))
    assert until(lambda: line.evaluate(style, "stroke") == f"rgb{grid}")
    ink = tab.evaluate("getComputedStyle(document.body).color")
    assert text.evaluate(style, "fill") == ink
