"""The two layers of a page: what everyone sees first, and the folds for those who check."""

import re

import pytest

from sanctuary_research.publish.exhibits import BRIEF, EXHIBIT
from sanctuary_research.publish.notebooks import essence
from sanctuary_research.publish.report import render_report

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>'
PICTURE = {"title": "The finding", "svg": SVG, "alt": "a", "rows": [["ROW"]], "columns": [{}]}
FACTS = {
    "title": "T",
    "declared": {},
    "taken": {},
    "versions": [("Data version", "2026.01.02")],
    "tables": [],
    "cite": [],
    "download": "notebooks/n.ipynb",
    "command": "",
    "previous": None,
    "next": None,
    "root": "",
}


def text(source: str, *tags: str) -> dict:
    return {"cell_type": "markdown", "source": source, "metadata": {"tags": list(tags)}}


def code(*tags: str, source: str = "x", **data: object) -> dict:
    output = {"output_type": "display_data", "data": data, "metadata": {}}
    metadata = {"tags": list(tags)}
    return {"cell_type": "code", "source": source, "metadata": metadata, "outputs": [output]}


def exhibit(record: dict, *tags: str) -> dict:
    return code(*tags, **{EXHIBIT: record})


def said(words: str, *tags: str) -> dict:
    return code(*tags, **{"text/plain": words, "text/markdown": words})


def body(*cells: dict, **metadata: object) -> str:
    notebook = {"cells": list(cells), "metadata": {"sanctuary": metadata}}
    page = render_report(notebook, "n", FACTS).html
    return page.partition("<article>")[2].partition("</article>")[0]


def test_the_first_screen_has_one_order():
    """Title, answer, its origin, picture, limits, the picture's table, opening, then sections."""
    page = body(
        text("# Is it so?\n\nOPENING"),
        text("## Section"),
        exhibit(PICTURE, "picture"),
        said("LIMITS", "limits"),
        said("We cannot tell. In 2015 it was 3.", "answer"),
    )
    told = ["Is it so?", "<strong>We cannot tell.</strong> In 2015", "Tables as of 2 January 2026"]
    told += ["The finding", '<div class="limits"', "ROW", "OPENING", "Section", "Code of the main"]
    places = [page.index(one) for one in told]
    assert places == sorted(places)
    assert page.count("In 2015 it was 3.") == page.count("LIMITS") == 1
    assert 'In 2015 it was 3. <a class="how" href="#cell-5">' in page
    fold = page.partition('<pre id="cell-5"')[2].partition("</details>")[0]
    assert 'Shown: <a href="#figure-section">The finding</a>' in fold


@pytest.mark.parametrize(("more", "look"), [(0, "measured brief"), (1, "measured")])
def test_a_long_title_leaves_no_room_for_the_subtitle_above_a_small_picture(more, look):
    """On a telephone the style sheet puts a subtitle under the picture unless both are brief."""
    subtitle = "m" * (BRIEF - len(PICTURE["title"]) + more)
    page = body(text("# T"), said("No.", "answer"), exhibit(PICTURE | {"subtitle": subtitle}))
    assert f'<span class="{look}">{subtitle}</span>' in page


def test_limits_may_be_written_by_hand():
    """A Markdown cell tagged so goes to the box, too."""
    page = body(text("# T"), text("It shows no cause.", "limits"), text("## S"))
    assert "<p>It shows no cause.</p>\n</div>" in page
    assert page.count("no cause") == 1


def test_the_origin_of_an_answer_leads_on():
    """To the notebook, the plan, the citation and the reader's county, where there are such."""
    cells = (
        text("# T"),
        said("A long first sentence that is no verdict.", "answer"),
        text("## County"),
        text("## Plan"),
    )
    page = body(*cells, plan={"date": "2026-11-27", "anchor": "plan"}, county="#county")
    line = page.partition('<p class="origin">')[2].partition("</p>")[0]
    assert re.findall('href="([^"]*)"', line) == [
        "notebooks/n.ipynb",
        "#plan",
        "#county",
        "#how-to-cite",
    ]
    assert 'plan fixed on <a href="#plan">27 November 2026</a>' in line
    hostile = body(*cells, plan={"date": "<b>", "anchor": "javascript:x"}, county="#nowhere")
    assert "plan fixed on &lt;b&gt; ·" in hostile
    assert "your county" not in hostile


def test_a_tagged_section_folds_up_to_the_next():
    """It holds its text and what is shown in it; one heading stands before the first of them."""
    page = body(
        text("# T"),
        text("## Which counties?\n\nINSIDE", "fold"),
        text("### Part"),
        exhibit({"title": "BRIEF"}),
        text("## How sure?\n\nVery sure. Quite.", "fold"),
        text("## Sources"),
    )
    assert page.count("For those who want to check</h2>") == 1
    first, second = re.findall('<details class="fold">.*?</details>\n(?=<)', page, re.DOTALL)[:2]
    assert "<h3>Which counties?</h3>" in page
    assert (
        '<span class="brief">BRIEF</span></summary>\n<div class="inside" id="which-counties">'
        in page
    )
    assert page.index("INSIDE") < page.index("Part") < page.index("How sure?")
    assert '<span class="brief">Very sure.</span>' in page
    assert page.index('id="how-sure"') < page.index('</div></details>\n<h2 id="sources">')
    assert first != second


def test_the_contents_list_folds_under_their_heading():
    """Parts within a fold stay out of it."""
    notebook = {
        "cells": [text("# T"), text("## A", "fold"), text("### B"), text("## C"), text("### D")]
    }
    page = render_report(notebook, "n", FACTS).html
    listed = re.findall(r'class="level(\d)"><a href="#([^"]*)"', page)
    assert listed[:-1] == [
        ("2", "for-those-who-want-to-check"),
        ("3", "a"),
        ("2", "c"),
        ("3", "d"),
    ]
    assert all(f'id="{name}"' in page for _, name in listed)
    assert "<details open>" not in page


@pytest.mark.parametrize("cells", [[], [said("x")], [text("no title")], [text("## A", "fold")]])
def test_a_notebook_of_any_shape_has_a_page(cells):
    """Without a title, without cells, or with a fold at its begin."""
    assert "<h1>" not in body(*cells)


def test_what_a_notebook_says_of_its_page_counts_as_part_of_it():
    """Another plan is another page; other metadata are not."""

    def digest(**metadata):
        return essence({"cells": [], "metadata": metadata})

    assert digest(sanctuary={"county": "#a"}) != digest(sanctuary={"county": "#b"})
    assert digest(kernelspec={"name": "a"}) == digest()


@pytest.mark.parametrize(("name", "is_there"), [("span.2014.2015.2014", True), ("span", False)])
def test_a_slider_comes_only_with_a_map_of_years(name, is_there):
    """Other pages do not carry its script."""
    drawn = SVG.replace("/>", f'><g id="{name}"><path d="M 0 0"/></g></svg>')
    notebook = {"cells": [exhibit(PICTURE | {"svg": drawn}, "picture")], "metadata": {}}
    page = render_report(notebook, "n", FACTS).html
    assert ('type: "range"' in page) == is_there
