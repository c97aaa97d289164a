"""The built site in a real Chromium: accessible, silent on the network, usable by keyboard."""

import pytest
from waiting import until

NARROW, WIDE = {"width": 360, "height": 740}, {"width": 1200, "height": 900}
LONGEST = 15_000  # pixels of a page
# Rows of one table are alike: the first are enough.
AXE = """async (options) => {
  for (const one of document.querySelectorAll("tr:nth-child(n + 9)")) {
    one.remove();
  }
  const found = await axe.run(document, {resultTypes: ["violations"], ...options});
  return found.violations.map((one) => one.id + ": " + one.nodes[0].html.slice(0, 200));
}"""
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
REACHABLE = "a[href], summary, input, button, [tabindex='0']"


@pytest.fixture
def tab(new_tab):
    """A tab that notes requests that leave the machine, and complaints of the browser."""
    tab = new_tab(viewport=WIDE)
    tab.asked, tab.complaints = [], []
    tab.on("request", lambda request: tab.asked.append(request.url))
    tab.on("console", lambda message: tab.complaints.append(message.text))
    tab.on("pageerror", lambda error: tab.complaints.append(str(error)))
    yield tab
    tab.context.close()


def test_every_page_stays_on_the_machine_and_fits_a_phone(tab, pages):
    """No request leaves the page, the browser has no complaint, nothing scrolls sideways."""
    tab.set_viewport_size(NARROW)
    for path in pages:
        for scheme in ("light", "dark"):
            tab.emulate_media(color_scheme=scheme)
            if scheme == "light":
                tab.goto(path.as_uri())
            wide = tab.evaluate("document.documentElement.scrollWidth")
            assert wide <= NARROW["width"], f"{path.name} is {wide} pixels wide in {scheme}"
    away = [url for url in tab.asked if not url.startswith(("file:", "data:"))]
    assert (away, tab.complaints) == ([], [])


def test_no_report_is_endless(tab, reports):
    """With its folds closed, at 1280 pixels; the same of the index and of the search."""
    tab.set_viewport_size({"width": 1280, "height": 900})
    pages = sorted(reports.glob("*.html"))
    assert len(pages) > 12
    for path in pages:
        tab.goto(path.as_uri())
        high = tab.evaluate("document.documentElement.scrollHeight")
        assert high <= LONGEST, f"{path.name} is {high} pixels high"


def test_axe_finds_nothing(new_tab, axe, site_pages, reports):
    """On the pages of the small site, and on a real one of each kind."""
    real = ("index", "search", "01-crime-rates", "data/county", "places/cook-county-il")
    pages = [*site_pages, *(reports / f"{name}.html" for name in real)]
    assert violations(new_tab, axe, pages) == {}


@pytest.mark.slow
def test_axe_finds_nothing_on_any_page(new_tab, axe, pages):
    """Pages of tables are made alike: a fourth of them is looked at."""
    tables = [path for path in pages if path.parent.name == "data"]
    others = [path for path in pages if path.parent.name != "data"]
    assert violations(new_tab, axe, [*others, *tables[::4]]) == {}


def violations(new_tab, axe: str, pages) -> dict[str, list[str]]:
    """Return what axe finds, by the page it finds it on."""
    tab, found = new_tab(viewport=WIDE, bypass_csp=True), {}
    for path in pages:
        tab.goto(path.as_uri())
        found[str(path)] = seen_by_axe(tab, axe)
    tab.context.close()
    return {name: told for name, told in found.items() if told}


def test_axe_finds_nothing_while_a_page_is_in_use(new_tab, axe, site):
    """Not in a table that is filtered and sorted, nor beside results of the search."""
    tab = new_tab(viewport=WIDE, bypass_csp=True)
    tab.goto((site / "data" / "places.html").as_uri())
    tab.locator(".all > summary").click()
    tab.locator(".all .sort").first.press("Enter")
    tab.get_by_role("searchbox").fill("<b>7")
    tab.get_by_text("0 of 20 rows").wait_for()
    tab.get_by_role("searchbox").fill("7")
    tab.get_by_text("2 of 20 rows").wait_for()
    found = seen_by_axe(tab, axe)
    tab.goto(f"{(site / 'search.html').as_uri()}#q=place")
    tab.locator("#results a").first.wait_for()
    assert found + seen_by_axe(tab, axe) == []
    tab.context.close()


def seen_by_axe(tab, axe: str) -> list[str]:
    """Return what axe finds on the page as it stands, in light and of colours in dark."""
    tab.evaluate(axe)
    found = tab.evaluate(AXE, {})
    tab.emulate_media(color_scheme="dark")
    found += tab.evaluate(AXE, COLOURS)
    tab.emulate_media(color_scheme="light")
    return found


def test_the_keyboard_reaches_everything(tab, site_pages):
    """Tab visits every link, fold, field and scrolling region, in the order of the page."""
    for path in site_pages:
        tab.goto(path.as_uri())
        tab.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
        tab.evaluate(
            f"""() => {{
              document.activeElement.blur();
              window.all = [...document.querySelectorAll("{REACHABLE}")]
                .filter((one) => one.checkVisibility());
              window.seen = new Set();
              document.addEventListener("focusin", (event) => seen.add(event.target));
            }}"""
        )
        for _ in range(tab.evaluate("all.length") + 2):
            tab.keyboard.press("Tab")
        missed = tab.evaluate("all.filter((one) => !seen.has(one)).map((one) => one.outerHTML)")
        assert missed == [], path.name


def test_permanent_links_show_themselves(tab, site):
    """The link to a figure is named, visible when focused, and leads to the figure."""
    tab.goto((site / "a-good.html").as_uri())
    link = tab.get_by_role("link", name="Link to this figure")
    link.focus()
    tab.wait_for_function("getComputedStyle(document.activeElement).opacity === '1'")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/a-good.html#figure-the-gap")
    assert tab.evaluate("document.querySelector(':target').id") == "figure-the-gap"


def test_a_citation_is_copied_or_at_least_selected(tab, site):
    """The button says which, to the eye and to a screen reader; without a script there is none."""
    tab.goto((site / "a-good.html").as_uri())
    tab.get_by_role("button", name="Copy the citation").click()
    said = tab.get_by_role("status").get_by_text("the citation")
    said.wait_for()
    if "selected" in said.inner_text():
        assert "sanctuary_research contributors" in tab.evaluate("getSelection().toString()")
    else:
        tab.context.grant_permissions(["clipboard-read"])
        copied = tab.evaluate("navigator.clipboard.readText()")
        assert copied.startswith("The sanctuary_research contributors")
    assert tab.complaints == []


def test_search_finds_a_column_and_opens_it(tab, site):
    """Typing announces the count; Enter goes to the first result, Enter again opens it."""
    tab.goto((site / "search.html").as_uri())
    tab.locator("#words:focus").wait_for()
    tab.get_by_role("searchbox").fill("place id")  # a key pressed just after loading may be lost
    tab.get_by_role("status").get_by_text("1 result").wait_for()
    tab.keyboard.press("Enter")
    tab.locator("#results a:focus").wait_for()
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/data/places.html#column-place_id")
    tab.go_back()
    assert until(lambda: tab.get_by_role("searchbox").input_value() == "place id")
    tab.get_by_role("searchbox").fill("zzqq xxyy")
    tab.get_by_role("status").get_by_text("0 results").wait_for()
    assert tab.complaints == []


def test_search_reads_without_a_script(new_tab, site):
    """Without scripts the page says where everything is listed."""
    tab = new_tab(java_script_enabled=False)
    tab.goto((site / "search.html").as_uri())
    assert not tab.get_by_role("searchbox").is_visible()
    tab.get_by_role("link", name="index", exact=True).click()
    tab.get_by_role("link", name="Places").wait_for()
    tab.context.close()
