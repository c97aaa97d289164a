"""The slider over a map of years: it shows other years, and the map is whole without it."""

import pandas as pd
import pytest
from waiting import until

from sanctuary_research.display import downloads, maps
from sanctuary_research.display.style import STYLE
from sanctuary_research.publish import drawings
from sanctuary_research.publish.templates import SITE

SHAPES = pd.DataFrame(
    {
        "county_fips": ["01001", "01003"],
        "points": ["0,50 400,50 400,400 0,400 0,50", "500,50 900,50 900,400 500,400 500,50"],
    }
)
KINDS = {"on": ("In force", "#0072B2", ""), "off": ("No row", "#E3E6EA", "//")}
FRAMES = pd.DataFrame({2014: ["off", "on"], 2015: ["on", "on"]}, index=SHAPES["county_fips"])


@pytest.fixture
def page(tmp_path):
    """A page with the map of 2015 on it, as a report has it."""
    figure = maps.year_map(FRAMES, SHAPES, narrow=False, shown=2015, kinds=KINDS)
    drawn, _ = drawings.for_page(downloads.drawing(figure, STYLE, "Map"), "A map", "map-wide-")
    script = "".join((SITE / f"{name}.js").read_text("utf-8") for name in ("made", "slider"))
    path = tmp_path / "page.html"
    figure = f'<span class="finding">In 2015: both</span><div class="drawing">{drawn}</div>'
    path.write_text(f"<figure>{figure}</figure><script>{script}</script>", "utf-8")
    return path.as_uri()


def fills(tab):
    """Return the fill of each part by its name."""
    return tab.evaluate(
        "Object.fromEntries([...document.querySelectorAll('[id*=\"-year.\"]')].map("
        "g => [g.id.split('-year.')[1], g.firstElementChild.getAttribute('fill')]))"
    )


def test_the_slider_gives_each_part_its_fill_of_the_year(new_tab, page):
    """In 2015 both are in force; at the end of 2014 one has the hatching of the key."""
    tab = new_tab()
    tab.goto(page)
    both = fills(tab)
    assert both["ba.1"] == both["aa.1"]
    tab.locator("input[type=range]").focus()
    tab.keyboard.press("ArrowLeft")
    tab.locator("output", has_text="end of 2014").wait_for()
    then = fills(tab)
    assert then["ba.1"].startswith("url(#map-wide-")
    assert then["aa.1"] == both["aa.1"]


def test_title_and_label_tell_of_the_year_that_is_shown(new_tab, page):
    """What is said of 2015 gives way to the year of the slider, and comes back with its own."""
    tab = new_tab()
    tab.goto(page)
    title, drawn = tab.locator(".finding"), tab.locator("svg[role=img]")
    tab.locator("input[type=range]").focus()
    tab.keyboard.press("ArrowLeft")
    told = "end of 2014, counties by policy: 1 in force, 1 no row"
    assert until(lambda: title.inner_text() == f"On record for the {told}")
    assert drawn.get_attribute("aria-label") == f"Map of the {told}"
    slider = tab.locator("input[type=range]")
    assert slider.get_attribute("aria-valuetext") == told
    tab.keyboard.press("ArrowRight")
    assert until(lambda: title.inner_text() == "In 2015: both")
    assert drawn.get_attribute("aria-label") == "A map"


def test_without_a_script_the_map_shows_its_year(new_tab, page):
    """No slider, and the parts as they were drawn."""
    tab = new_tab(java_script_enabled=False)
    tab.goto(page)
    assert tab.locator("input").count() == 0
    assert tab.locator("svg path").count() > 2
