"""What figures and tables hand to a report build, and that nothing else gets it."""

import io

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection
from PIL import Image

from sanctuary_research.display import downloads, figures, style, tables
from sanctuary_research.errors import UsageError

TABLE = pd.DataFrame(
    {"name": ["a", "b"], "estimate": [1 / 3, None], "conf_low": [0.0, None], "conf_high": [1, None]}
)


@pytest.fixture
def shown(monkeypatch):
    """Collect what would be displayed."""
    seen = []
    for module in (tables, figures):
        monkeypatch.setattr(module, "display", lambda data, raw, metadata=None: seen.append(data))
    return seen


def drawn(**more) -> object:
    return figures.intervals(TABLE, y="name", xlabel="gap", **more)


def test_only_a_build_asks_for_downloads(shown, monkeypatch):
    """Without being asked, outputs are as they always were."""
    monkeypatch.delenv(downloads.ASKED, raising=False)
    figures.show(drawn(), alt="a", source="s")
    tables.show(TABLE, "t")
    assert not any(downloads.MIME in data for data in shown)


def test_a_sweep_has_no_figure_drawn(shown, monkeypatch):
    """Its words stand for it, and those are still required."""
    monkeypatch.setenv(downloads.ASKED, downloads.NUMBERS)
    figures.show(drawn(), alt="a", source="s")
    assert shown == [{"text/plain": "a"}]
    with pytest.raises(UsageError, match="source"):
        figures.show(drawn(), alt="a", source="")


def test_a_figure_hands_over_its_drawing_and_its_data(shown, monkeypatch):
    """The drawing is the same twice, undated, with words as words; the data has every digit."""
    monkeypatch.setenv(downloads.ASKED, downloads.DOWNLOADS)
    for _ in range(2):
        figures.show(drawn(), alt="a <b>", source="s")
    one, two = (data[downloads.MIME] for data in shown)
    assert one == two
    assert ">no estimate</text>" in one["svg"]
    assert "<dc:date>" not in one["svg"]
    assert "a &lt;b&gt;" in one["svg"]
    assert one["csv"] == "name,estimate,conf_low,conf_high\na,0.3333333333333333,0.0,1.0\nb,,,\n"
    assert shown[0]["image/png"] == shown[1]["image/png"]


def test_a_picture_has_every_pixel_that_was_drawn(shown, monkeypatch):
    """Nothing is lost on the way into the file."""
    monkeypatch.delenv(downloads.ASKED, raising=False)
    figure = drawn()
    figures.show(figure, alt="a", source="s")
    kept = np.asarray(Image.open(io.BytesIO(shown[0]["image/png"])))
    assert (kept == np.asarray(figure.canvas.buffer_rgba())[..., :3]).all()


@pytest.mark.parametrize("placed", [None, "transAxes", "transData", "transFigure"])
def test_labels_of_the_drawing_stand_where_the_picture_has_them(placed):
    """They are not placed anew, and not elsewhere, whoever placed them."""
    figure = drawn()
    if placed:
        transform = getattr(figure if placed == "transFigure" else figure.axes[0], placed)
        figure.axes[0].xaxis.set_label_coords(0.4, 0.3, transform=transform)
    figures._picture(figure)
    label = figure.axes[0].xaxis.label
    before = label.get_window_extent().bounds
    downloads.of_figure(figure, style.STYLE, "a")
    figure.canvas.draw()
    assert label.get_window_extent().bounds == pytest.approx(before, abs=0.01)


def test_published_figures_beside_the_data_are_rows_of_it(shown, monkeypatch):
    """Reference lines and crosses are in the data under their names."""
    monkeypatch.setenv(downloads.ASKED, downloads.DOWNLOADS)
    figure = drawn(references=[(-35.5, "CAP")], points={"b": 4.0}, points_label="other")
    figures.show(figure, alt="a", source="s")
    data = pd.read_csv(io.StringIO(shown[0][downloads.MIME]["csv"]))
    assert data["published"].tolist()[2:] == ["CAP", "other"]
    assert data["estimate"].tolist()[2:] == [-35.5, 4.0]
    assert data["name"].tolist()[3] == "b"


def test_a_dense_layer_is_a_small_picture_within_the_drawing(shown, monkeypatch):
    """Ten thousand lines do not make ten thousand elements."""
    monkeypatch.setenv(downloads.ASKED, downloads.DOWNLOADS)
    figure, (ax,) = style.canvas(4, 3)
    ax.add_collection(LineCollection([[(0, k), (1, 9999 - k)] for k in range(10_000)]))
    figures.show(figure, alt="a", source="s")
    drawing = shown[0][downloads.MIME]
    assert "data:image/png;base64," in drawing["svg"]
    assert len(drawing["svg"]) < 300_000
    assert "csv" not in drawing


def test_a_table_hands_over_the_columns_shown(shown, monkeypatch):
    """All digits of the shown columns, under the names they have in the frame."""
    monkeypatch.setenv(downloads.ASKED, downloads.DOWNLOADS)
    tables.show(TABLE, "t", columns={"estimate": "Estimate"})
    assert shown[0][downloads.MIME] == {"csv": 'estimate\n0.3333333333333333\n""\n'}
