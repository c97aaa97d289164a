"""What an exhibit hands to a report build: its drawing."""

import csv
import io

import pandas as pd
import pytest
from matplotlib.collections import LineCollection
from matplotlib.layout_engine import ConstrainedLayoutEngine

from sanctuary_research.display import canvas, downloads, exhibit, pictures, style
from sanctuary_research.publish.sweeps import gathered

TABLE = pd.DataFrame(
    {"name": ["a"], "remark": "", "estimate": [1 / 3], "conf_low": [0.0], "conf_high": [1.0]}
).assign(is_main=True)


def test_a_drawing_is_the_same_twice_undated_with_words_as_words():
    """Two drawings of one figure are equal, and text in them stays text."""
    one, two = (
        downloads.drawing(pictures.bands(TABLE, False, xlabel="gap"), style.STYLE, "a <b>\x00")
        for _ in range(2)
    )
    assert one == two
    assert ">gap</text>" in one
    assert "<dc:date>" not in one
    assert "<dc:title>a &lt;b&gt;</dc:title>" in one


def test_a_picture_for_page_and_notebook_is_made_and_laid_out_once(monkeypatch):
    """Once for each width; the notebook's has the place of everything from the page's."""
    made = []

    def picture(narrow: bool):
        made.append(narrow)
        return pictures.bands(TABLE, narrow, xlabel="gap")

    laid_out = []
    execute = ConstrainedLayoutEngine.execute
    monkeypatch.setattr(
        ConstrainedLayoutEngine,
        "execute",
        lambda engine, figure: [laid_out.append(figure), execute(engine, figure)],
    )
    found = exhibit.as_json(exhibit.Exhibit(title="a", rows=TABLE, picture=picture, alt="b"))
    assert all(found[kind] for kind in ("svg", "svg_narrow", "png"))
    assert (made, len(laid_out)) == ([False, True], 2)


@pytest.mark.parametrize("told", ["One.", ("", "One.", "")])
def test_one_sentence_is_given_as_it_is_and_blank_ones_are_left_out(told):
    """So that what has nothing to say needs no list."""
    assert exhibit.Exhibit(sentences=told).sentences == ("One.",)
    assert exhibit.Exhibit(sentences="").sentences == ()


def test_a_dense_layer_is_a_small_picture_within_the_drawing():
    """Ten thousand lines do not make ten thousand elements."""
    figure, ax = canvas.sheet(True, 3)
    ax.add_collection(LineCollection([[(0, k), (1, 9999 - k)] for k in range(10_000)]))
    drawing = downloads.drawing(figure, style.STYLE, "a")
    assert "data:image/png;base64," in drawing
    assert len(drawing) < 300_000


def test_what_looks_like_a_formula_is_the_text_it_is():
    """In the tables of pages and of sweeps, which one function writes; quoted as RFC 4180 says."""
    frame = pd.DataFrame({"said": ['=HYPERLINK("https://x.org","y")', "+1", "-1", "@a", None]})
    written = '\'said\n"=HYPERLINK(""https://x.org"",""y"")"\n+1\n-1\n@a\n""\n'.lstrip("'")
    assert downloads.as_csv(frame) == gathered.csv(frame) == written


def test_a_lone_carriage_return_tears_no_row():
    """A cell that holds one is quoted, so that what follows it begins no row of its own."""
    frame = pd.DataFrame({"said": ["a\r=1", "b"], "more": ["c", "d\ne"]})
    read = csv.reader(io.StringIO(downloads.as_csv(frame), newline=""))
    assert [*read] == [["said", "more"], ["a\r=1", "c"], ["b", "d\ne"]]
