"""Pictures of adoption studies draw the numbers they are given, wide and narrow."""

import numpy as np
import pandas as pd
import pytest

from sanctuary_research.display import events
from sanctuary_research.errors import UsageError

STUDY = pd.DataFrame(
    {
        "name": ["a"] * 3 + ["b"] * 2,
        "event_time": [-2, -1, 0, -1, 0],
        "estimate": [1.0, 0.0, 4.0, 0.0, -2.0],
        "conf_low": [-1.0, np.nan, 2.0, np.nan, -3.0],
        "conf_high": [3.0, np.nan, 6.0, np.nan, -1.0],
        "simultaneous_low": [-2.0, np.nan, 1.0, np.nan, -4.0],
        "simultaneous_high": [4.0, np.nan, 7.0, np.nan, 0.0],
        "n_clusters": [2, 9, 9, 9, 9],
    }
)


def lines(ax) -> dict:
    """Return the points of each labelled line of an axes."""
    return {
        line.get_label(): list(zip(line.get_xdata(), line.get_ydata(), strict=True))
        for line in ax.get_lines()
        if not line.get_label().startswith("_")
    }


def test_event_study_draws_a_panel_each_and_few_clusters_hollow():
    """Two panels; the lead behind two clusters is drawn apart from the others."""
    figure = events.event_studies(STUDY, False, panel="name", ylabel="change")
    first, second = figure.axes
    assert [ax.get_title(loc="left") for ax in (first, second)] == ["A", "B"]
    drawn = lines(first)
    assert drawn["estimate"] == [(-1, 0.0), (0, 4.0)]
    assert drawn["rests on under 5 states"] == [(-2, 1.0)]
    assert "rests on under 5 states" not in lines(second)


def test_event_study_band_is_the_simultaneous_one():
    """The band reaches the simultaneous bounds and is zero wide at the reference."""
    figure = events.event_studies(STUDY, False, panel="name", ylabel="change")
    band = figure.axes[0].collections[0].get_paths()[0].vertices
    assert band[:, 1].min() == -2.0
    assert band[:, 1].max() == 7.0
    assert (-1.0, 0.0) in {tuple(point) for point in band}


def test_calendar_ends_a_bar_where_the_policy_ended():
    """One policy stands to the end of the panel, one is crossed out where it ended."""
    table = pd.DataFrame(
        {
            "panel": ["p", "p"],
            "row": ["x", "y"],
            "start": [2014.0, 2015.0],
            "end": [np.nan, 2017.0],
            "until": [2018, 2018],
            "n": [57, 1],
        }
    )
    (ax,) = events.adoptions(table, False).axes
    bars = [segment for bar in ax.collections for segment in bar.get_segments()]
    assert [(bar[0][0], bar[1][0]) for bar in bars] == [(2014.0, 2018.0), (2015.0, 2017.0)]
    widths = [bar.get_linewidth()[0] for bar in ax.collections]
    assert widths == [events.thickness(57), events.thickness(1)]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["x", "y"]
    narrow = events.adoptions(table, True).axes[0]
    assert [text.get_text() for text in narrow.texts] == ["x", "y"]
    crosses = [line for line in ax.get_lines() if line.get_marker() == "X"]
    assert [tuple(line.get_xdata()) for line in crosses] == [(2017.0,)]


def test_trends_draws_a_line_for_each_kind():
    """Each kind keeps its points, in order of time."""
    table = pd.DataFrame(
        {"year": [2015, 2012], "rate": [3.0, 2.0], "kind": "treated", "panel": "counties"}
    )
    names = {"x": "year", "y": "rate", "kind": "kind", "panel": "panel"}
    figure = events.trends(table, False, **names, ylabel="crimes per 100,000")
    assert lines(figure.axes[0]) == {"treated": [(2012, 2.0), (2015, 3.0)]}


def test_bacon_draws_weights_and_the_two_way_estimate():
    """Points are (estimate, weight); the dashed line stands at the total."""
    table = pd.DataFrame(
        {
            "name": "a",
            "kind": ["k", "l"],
            "estimate": [1.0, 3.0],
            "weight": [0.4, 0.6],
            "total": 2.2,
        }
    )
    figure = events.bacon(table, False, panel="name", xlabel="crimes")
    drawn = lines(figure.axes[0])
    assert drawn == {"k": [(1.0, 0.4)], "l": [(3.0, 0.6)]}
    assert 2.2 in [line.get_xdata()[0] for line in figure.axes[0].get_lines()]


def test_honest_leaves_out_an_interval_without_end():
    """Bounds without a finite interval are not drawn; rows are the restrictions."""
    table = pd.DataFrame(
        {
            "name": "a",
            "restriction": ["smoothness"] * 2,
            "limit": [0.0, 1.0],
            "conf_low": [-1.0, -np.inf],
            "conf_high": [2.0, np.inf],
        }
    )
    labels = {"relative": "r", "smoothness": "bend"}
    figure = events.honest(table, False, panel="name", ylabel="effect", xlabels=labels)
    (ax,) = figure.axes
    assert ax.get_xlabel() == "bend"
    assert [segment.tolist() for segment in ax.collections[0].get_segments()] == [
        [[0.0, -1.0], [0.0, 2.0]]
    ]


def test_synthetic_draws_both_paths():
    """The adopter's path and its comparison's, each with its name."""
    path = pd.DataFrame({"time": [1, 2], "observed": [3.0, 4.0], "synthetic": [3.0, 5.0]})
    figure = events.synthetic(path, False, adopter="Here", first=2, ylabel="rate")
    drawn = lines(figure.axes[0])
    assert drawn["Here"] == [(1, 3.0), (2, 4.0)]
    assert drawn["synthetic comparison"] == [(1, 3.0), (2, 5.0)]


def test_a_narrow_screen_has_panels_one_under_the_other():
    """Side by side on a wide screen; on a narrow one as many rows as panels, and no wider."""
    wide = events.event_studies(STUDY, False, panel="name", ylabel="change")
    narrow = events.event_studies(STUDY, True, panel="name", ylabel="change")
    assert wide.axes[0].get_subplotspec().get_gridspec().nrows == 1
    assert narrow.axes[0].get_subplotspec().get_gridspec().nrows == 2
    assert narrow.get_figwidth() < wide.get_figwidth()


def test_a_missing_column_and_an_empty_table_are_refused():
    """The nearest column is offered; nothing to draw is said."""
    gone = STUDY.rename(columns={"event_time": "event"})
    with pytest.raises(UsageError, match="event_time"):
        events.event_studies(gone, False, panel="name", ylabel="")
    with pytest.raises(UsageError, match="no rows"):
        events.event_studies(STUDY[:0], False, panel="name", ylabel="")
