"""One exhibit on a page: every part in its order, all of it text, its files and links beside it."""

import io
import re

import pandas as pd
import pytest

from sanctuary_research.errors import NotebookError
from sanctuary_research.publish.cells import Cells
from sanctuary_research.publish.exhibits import EXHIBIT, Exhibit, without_downloads
from sanctuary_research.publish.headlines import spellings
from sanctuary_research.publish.links import Tables

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text>{}</text></svg>'
EVENT = {"text": "evt_1", "table": "policy_events", "key": "evt_1"}
RECORD = {
    "title": "The finding",
    "subtitle": "What is measured",
    "alt": "In words",
    "sentences": ["First.", "Second."],
    "tables": ["policy_events", "of_mine"],
    "marks": "A dot is a place.",
    "note": "A note.",
    "columns": [{"title": "Row"}, {"title": "Rate", "is_number": True}],
    "rows": [[EVENT, "1.5"], ["b", "2.5"], ["c", "3.5"]],
    "first": 2,
    "svg": SVG.format("wide"),
    "svg_narrow": SVG.format("narrow"),
    "png": PIXEL,
    "csv": "row,rate\nevt_1,1.5\n",
    "behind": "event_id\nevt_1\n",
}
TABLES = [{"name": "policy_events", "title": "Policy events"}]


def output(record: dict, **metadata) -> dict:
    return {"output_type": "display_data", "data": {EXHIBIT: record}, "metadata": metadata}


def code(*outputs: dict, tags: tuple = (), source: str = "show(x)") -> dict:
    metadata = {"tags": list(tags)}
    return {"cell_type": "code", "source": source, "metadata": metadata, "outputs": list(outputs)}


def rendered(*cells: dict, linked: bool = True) -> tuple[str, Cells]:
    heading = {"cell_type": "markdown", "source": "## The gap", "metadata": {}}
    made = Cells("n", Tables(TABLES, is_linked=linked))
    return "".join(part.html for part in made.render_all([heading, *cells])), made


def test_an_exhibit_is_shown_in_the_order_of_a_figure():
    """Title, subtitle, pictures, marks, source, table, note, sentences, downloads, its own link."""
    page, _ = rendered(code(output(RECORD)))
    told = ["The finding", "What is measured", "wide</text>", "narrow</text>", "A dot is a place."]
    told += [
        "Source:",
        "<table>",
        "All 3 rows",
        "A note.",
        "First. Second.",
        ">CSV<",
        "SVG",
        "to this figure",
    ]
    places = [page.index(one) for one in told]
    assert places == sorted(places)
    assert '<div class="exhibit" id="figure-the-gap">' in page
    assert page.count('aria-label="In words"') == 2


def test_rows_beyond_the_first_are_folded():
    """The first stand alone; the fold holds all of them, numbers at the right."""
    page, _ = rendered(code(output(RECORD)))
    before, _, folded = page.partition('<details class="more">')
    assert (before.count("<tr>"), folded.count("<tr>")) == (3, 4)
    assert '<th scope="row" class="short">b</th><td class="num">2.5</td>' in before
    assert '<th scope="col" class="num">Rate</th>' in before
    assert '"more"' not in rendered(code(output(RECORD | {"first": 3})))[0]


def test_a_very_long_table_is_printed_in_part():
    """Its first rows stand on paper with a line that says so."""
    page, _ = rendered(code(output(RECORD | {"rows": [["a", "1"]] * 61})))
    assert '<details class="all"><summary>All 61 rows' in page
    assert "The first 2 of 61 rows are printed." in page


def test_sources_and_ids_lead_to_the_tables():
    """A known table is a link by its title, an id leads to its row; a lone report has no links."""
    page, _ = rendered(code(output(RECORD)))
    assert '<a href="data/policy_events.html">Policy events</a>, of mine.' in page
    assert '<a href="data/policy_events.html#row-evt_1">evt_1</a>' in page
    alone, _ = rendered(code(output(RECORD)), linked=False)
    assert "data/policy_events.html" not in alone
    assert "evt_1" in alone


def test_a_row_without_a_place_leads_to_what_is_said_of_others():
    """A row that the page of a large table does not show; one that it does has its place."""
    tables = Tables([{"name": "t", "title": "T", "written": ".* 2"}], is_linked=True)
    assert tables.row("t", "k 1") == "data/t.html#sample"
    assert tables.row("t", "k 2") == "data/t.html#row-k-2"
    all_of_two = Tables([{"name": "u", "rows": 2}], is_linked=True)
    assert all_of_two.rows("u", ["a", "b"]) == ("data/u.html#all-rows", 2)


def test_an_exhibit_offers_its_files():
    """Data, the rows behind them, drawing and picture, under the exhibit's name."""
    _, cells = rendered(code(output(RECORD)))
    assert list(cells.outputs.files) == [
        "tables/n/figure-the-gap.csv",
        "tables/n/figure-the-gap-rows.csv",
        "tables/n/figure-the-gap.tex",
        "tables/n/figure-the-gap.md",
        "figures/n/figure-the-gap.svg",
        "figures/n/figure-the-gap.png",
    ]
    assert cells.outputs.files["tables/n/figure-the-gap-rows.csv"] == "event_id\nevt_1\n"
    assert cells.outputs.thumbnail == SVG.format("narrow")


def test_many_rows_behind_an_exhibit_are_packed():
    """Rows of more than 50,000 letters are a gzip file that pandas reads."""
    rows = "event_id\n" + "evt_1\n" * 20_000
    page, cells = rendered(code(output(RECORD | {"behind": rows})))
    packed = cells.outputs.files["tables/n/figure-the-gap-rows.csv.gz"]
    assert len(pd.read_csv(io.BytesIO(packed), compression="gzip")) == 20_000
    assert 'href="tables/n/figure-the-gap-rows.csv.gz"' in page


def test_exhibits_that_rest_on_the_same_rows_share_their_file():
    """The second offers the file of the first, and writes none of its own."""
    page, cells = rendered(code(output(RECORD)), code(output(RECORD | {"csv": "other\n"})))
    assert page.count('href="tables/n/figure-the-gap-rows.csv"') == 2
    assert "tables/n/figure-the-gap-2-rows.csv" not in cells.outputs.files
    assert cells.outputs.files["tables/n/figure-the-gap-2.csv"] == "other\n"


def test_sentences_lead_to_the_cell_that_made_them():
    """The mark opens the code, which names what the cell shows and its tables, as do machines."""
    page, cells = rendered(code(output(RECORD)))
    assert '<a class="how" href="#cell-2">how we know</a>' in page
    [fold] = re.findall(r'<details class="code">.*?<pre id="cell-2".*?</details>', page, re.DOTALL)
    links = re.findall(r'<a href="([^"]*)">([^<]*)</a>', fold)
    assert links == [
        ("#figure-the-gap", "The finding"),
        ("data/policy_events.html", "Policy events"),
    ]
    told = {"cell": "cell-2", "exhibits": ["figure-the-gap"], "tables": RECORD["tables"]}
    assert cells.outputs.sentences == [{"text": text} | told for text in RECORD["sentences"]]


def test_further_outputs_of_an_exhibit_are_passed_over():
    """They are for readers of the notebook; the published notebook keeps only them."""
    more = {"output_type": "display_data", "data": {"text/plain": "AGAIN"}}
    cell = code(output(RECORD), more | {"metadata": {"exhibit": "continued"}})
    assert "AGAIN" not in rendered(cell)[0]
    without_downloads({"cells": [cell]})
    assert cell["outputs"][0]["data"] == {}


@pytest.mark.parametrize("text", ["<script>x</script>", '"><img src=x>', "\x00\u202e</table>"])
def test_no_text_of_an_exhibit_becomes_markup(text):
    """The page of a record full of hostile text has the elements of one full of words."""

    def filled(word: str) -> str:
        record = {key: word for key in RECORD if isinstance(RECORD[key], str)}
        record |= {"svg": SVG.format("x"), "svg_narrow": "", "png": PIXEL}
        record |= {"sentences": [word], "tables": [word], "columns": [{"title": word}] * 2}
        record |= {"rows": [[word, {"text": word, "table": word, "key": word}]]}
        return rendered(code(output(record), source="x"))[0]

    tags = [re.findall(r"<(\w+)", filled(word)) for word in ("word", text)]
    assert tags[0] == tags[1]


def test_a_drawing_that_cannot_be_shown_names_its_cell():
    """A broken drawing stops the page with a sentence."""
    with pytest.raises(
        NotebookError, match="notebook n, cell 2 shows a drawing that is no drawing"
    ):
        rendered(code(output(RECORD | {"svg": "<p/>"})))


def test_a_headline_leads_to_cell_exhibit_and_tables():
    """In the page as links, in the manifest as names."""
    mime = "application/vnd.sanctuary.headline+json"
    record = {"name": "gap", "value": 1, "unit": "crimes", "low": None, "high": None}
    record |= {"exhibit": "The finding", "tables": ["policy_events"]}
    said = {"output_type": "display_data", "data": {mime: record}, "metadata": {}}
    page, cells = rendered(code(output(RECORD)), code(said))
    line = page.partition('<p class="headline">')[2].partition("</p>")[0]
    assert re.findall('href="([^"]*)"', line) == [
        "#cell-3",
        "#figure-the-gap",
        "data/policy_events.html",
    ]
    [kept] = cells.outputs.headlines
    assert [kept[key] for key in ("cell", "exhibit", "tables")] == [
        "cell-3",
        "figure-the-gap",
        ["policy_events"],
    ]


def test_what_stands_for_an_exhibit_is_one_line():
    """The first sentence, cut between words; else the title."""
    page = Exhibit({"sentences": ["word " * 60]}, "a", "c", Tables([], is_linked=False))
    assert page.brief.endswith("word …")
    assert len(page.brief) <= 152
    assert Exhibit({"title": "One line"}, "a", "c", Tables([], is_linked=False)).brief == "One line"


def test_the_rows_behind_an_exhibit_are_links():
    """One leads to its place, several to them alone; a table without a page is none."""
    ids = {"policy_events": ["evt_1", "evt_2", "evt_3"], "sources": ["a-1"], "of_mine": ["a"]}
    tables = Tables([*TABLES, {"name": "sources", "title": "Sources"}], is_linked=True)
    assert Exhibit({"row_ids": ids}, "a", "c", tables).behind == [
        ("Policy events", "data/policy_events.html#rows=evt_1,evt_2,evt_3", 3),
        ("Sources", "data/sources.html#row-a-1", 1),
    ]
    page, cells = rendered(code(output(RECORD | {"row_ids": ids})))
    assert ">3 of Policy events</a>" in page.partition('id="figure-the-gap-rows">')[2]
    assert cells.outputs.rows == {"figure-the-gap": ids}
    assert "Rows behind it" not in rendered(code(output(RECORD)), linked=False)[0]


def test_rows_that_an_earlier_exhibit_rests_on_are_written_once():
    """The second names the first; on the page, too, where they are many."""
    keys = [f"evt_{n}" for n in range(300)]
    same = output(RECORD | {"row_ids": {"policy_events": keys}})
    page, cells = rendered(code(same), code(same))
    assert cells.outputs.rows["figure-the-gap-2"] == {"policy_events": "figure-the-gap"}
    assert [page.count("#rows=evt_0,"), page.count('href="#figure-the-gap-rows">300 of')] == [1, 1]


@pytest.mark.parametrize(
    ("value", "is_printed"), [(1.5, True), (1.52, True), (5, False), (2.54, True), (3, False)]
)
def test_a_number_is_printed_where_its_exhibit_has_it(value, is_printed):
    """With as many decimals or fewer; a part of another number is not it."""
    it = Exhibit(RECORD, "a", "c", Tables([], is_linked=False))
    assert it.prints(spellings({"value": value, "digits": len(str(value)) - 2})) == is_printed


COOK = ("Cook County, IL", "places/cook.html")
PLACES = {name: COOK for name in ("Cook County, IL", "17031")}
OF_COUNTIES = {"columns": [{"title": "Name"}, {"title": "State"}], "csv": "county_fips\n17031\n"}


def of_places(record: dict) -> Exhibit:
    return Exhibit(record, "figure-a", "c", Tables([], PLACES, is_linked=True))


@pytest.mark.parametrize(
    ("cells", "pages"),
    [
        (["Cook County, IL", "IL"], [COOK[1], ""]),  # by its whole name
        (["Cook County", "IL"], [COOK[1], ""]),  # by how that begins, and the code in the data
        (["Kane County", "IL"], ["", ""]),
    ],
)
def test_a_place_in_a_table_leads_to_its_page(cells, pages):
    """Where it has one."""
    [row] = of_places(OF_COUNTIES | {"rows": [cells]}).table["rows"]
    assert [page for _, page, _ in row] == pages


def test_a_map_lists_its_places_once():
    """By state, as links; a second map of the same places leads to the first list."""
    map_ = {"title": "A map", "svg": SVG.format("map"), "alt": "a map"} | OF_COUNTIES
    assert of_places(map_).pictured == {"IL": [("Cook County", COOK[1])]}
    made = Cells("n", Tables([], PLACES, is_linked=True))
    heading = {"cell_type": "markdown", "source": "## Maps", "metadata": {}}
    cells = [heading, code(output(map_)), code(output(map_))]
    page = "".join(part.html for part in made.render_all(cells))
    assert page.count('<a href="places/cook.html">Cook County</a>') == 1
    assert page.count('href="#figure-maps-places"') == 1
