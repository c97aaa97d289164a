"""Pictures of money and of dates draw every row they are given, with its figures in words."""

import math

import matplotlib.dates as mdates
import pandas as pd
import pytest
from matplotlib.figure import Figure

from sanctuary_research.display import chronicle, money
from sanctuary_research.display.style import BLUE
from sanctuary_research.errors import UsageError

NAN = math.nan
STEPS = pd.DataFrame(
    {
        "says": ["the plain sum", "parts of a whole", "restated"],
        "rows_left_out": [0, 2, 1],
        "left_out_usd": [0.0, 60.0, 10.0],
        "running_usd": [100.0, 40.0, 30.0],
    }
)
AMOUNTS = pd.DataFrame(
    {
        "name": ["Elm", "Elm", "Oak", "Ash", "Fir", "Yew"],
        "amount_usd": [5e6, 2e6, 0.0, NAN, 7e6, NAN],
        "low_usd": [4e6, 2e6, 0.0, 1e6, NAN, NAN],
        "high_usd": [6e6, NAN, 0.0, 9e6, 7e6, NAN],
        "kind": ["city", "press", "state", "press", "city", "press"],
    }
)


def printed(figure: Figure) -> list[str]:
    """Return the words beside the marks."""
    return [text.get_text() for text in figure.axes[0].texts]


def names(figure: Figure) -> list[str]:
    """Return the names of the lines."""
    return [text.get_text() for text in figure.axes[0].get_yticklabels()]


def above(figure: Figure) -> list[str]:
    """Return the names that a narrow picture has above its marks."""
    return [text.get_text() for text in figure.axes[0].texts if not hasattr(text, "xy")]


def test_waterfall_goes_from_the_plain_sum_to_the_total():
    """Each step's bar lies between the sums before and after it, and is counted in words."""
    figure = money.waterfall(STEPS, False, low=25.0, high=35.0)
    bars = [(bar.get_x(), bar.get_width()) for bar in figure.axes[0].patches]
    assert bars == [(0.0, 100.0), (40.0, 60.0), (30.0, 10.0), (0.0, 30.0)]
    assert printed(figure) == ["$100", "−$60", "−$10", "$30"]
    assert names(figure)[1] == "parts of a whole (2 rows)"
    assert names(figure)[-1].replace("\n", " ") == "total that can be defended ($25 to $35)"


def test_waterfall_to_nothing_is_drawn():
    """Where every row is left out the total is zero and has no bounds."""
    steps = STEPS.assign(running_usd=[100.0, 40.0, 0.0])
    assert names(money.waterfall(steps, False))[-1] == "total that can be defended"


def test_amounts_print_bounds_floors_and_ceilings():
    """A value with bounds, a floor, a zero, a range and a ceiling; a row with nothing is empty."""
    figure = money.amounts(AMOUNTS.drop(columns="kind"), False, xlabel="USD")
    assert printed(figure) == [
        "$5 million ($4 million to $6 million)",
        "$2 million or more",
        "$0",
        "$1 million to $9 million",
        "at most $7 million",
    ]
    assert names(figure) == ["Elm", "Oak", "Ash", "Fir", "Yew"]
    assert figure.axes[0].get_xscale() == "log"
    assert figure.axes[0].get_xlim()[0] > 0


def test_amounts_of_one_name_stand_apart():
    """Two amounts of a place have a line each, with the name between them."""
    figure = money.amounts(AMOUNTS, False, xlabel="USD", is_log=False)
    heights = [text.xy[1] for text in figure.axes[0].texts]
    assert heights == sorted(set(heights))
    assert figure.axes[0].get_yticks()[0] == pytest.approx(sum(heights[:2]) / 2)


def test_on_a_narrow_screen_names_stand_above_their_marks():
    """Each name is higher than its first mark and lower than the mark before."""
    figure = money.amounts(AMOUNTS, True, xlabel="USD")
    assert above(figure) == ["Elm", "Oak", "Ash", "Fir", "Yew"]
    marks = [text.xy[1] for text in figure.axes[0].texts if hasattr(text, "xy")]
    heads = [t.get_position()[1] for t in figure.axes[0].texts if not hasattr(t, "xy")]
    assert heads[0] < marks[0] < marks[1] < heads[1] < marks[2]
    assert above(money.waterfall(STEPS, True))[0] == "the plain sum"


def test_one_kind_is_in_the_accent_and_all_are_printed():
    """The one amount of the press is blue, all else grey; the kind stands beside its amount."""
    figure = money.amounts(AMOUNTS, False, accent="press", xlabel="USD")
    dots = [line.get_color() for line in figure.axes[0].lines if line.get_marker() == "o"]
    assert sorted(dots) == [money.BLUE, *3 * [money.GREY]]
    assert printed(figure)[1] == "$2 million or more, press"
    assert not figure.legends


def test_dollar_signs_are_not_mathematics():
    """Two dollar signs in one label stay dollar signs."""
    figure = money.amounts(AMOUNTS, False, xlabel="USD")
    labels = [*figure.axes[0].texts, *figure.axes[0].get_yticklabels()]
    assert not any(text.get_parse_math() for text in labels)


def test_timeline_marks_every_step_at_its_date():
    """Kinds have their own height in a row, so that two on one day are both seen."""
    day = pd.Timestamp("2018-08-01")
    steps = pd.DataFrame(
        {
            "name": ["order", "order", "letter"],
            "kind": ["against", "for", "against"],
            "date_earliest": [day, day, day],
            "date_latest": [day, day, day + pd.Timedelta(days=9)],
        }
    )
    figure = chronicle.timeline(steps, False, kinds=["for", "against"])
    drawn = {line.get_label(): line.get_xydata() for line in figure.axes[0].lines}
    assert [x for x, _ in drawn["against"]] == [
        mdates.date2num(d) for d in steps["date_latest"][::2]
    ]
    assert drawn["for"][0][1] != drawn["against"][0][1]
    assert names(figure) == ["order", "letter"]
    assert above(chronicle.timeline(steps, True, kinds=["for", "against"])) == ["order", "letter"]


SPELLS = pd.DataFrame(
    {
        "group": ["paid", "not ended"],
        "name": ["grant", "cut"],
        "says": ["$4 million", "$9 million"],
        "days_least": [100, 3],
        "days_most": [400, 3],
        "is_main": [True, False],
    }
)


def test_spells_show_least_and_most_days():
    """The pale bar has the most days, the dark one the least, under the heading of the ending."""
    figure = chronicle.spells(SPELLS, False)
    assert [bar.get_width() for bar in figure.axes[0].patches] == [400, 100, 3, 3]
    assert names(figure) == ["paid", "grant", "not ended", "cut"]
    assert printed(figure) == ["$4 million", "$9 million"]
    assert above(chronicle.spells(SPELLS, True))[:2] == ["paid", "grant\n$4 million"]


@pytest.mark.parametrize("draw", [money.waterfall, chronicle.spells])
def test_a_missing_column_is_refused(draw):
    """A table without a needed column is refused by name."""
    with pytest.raises(UsageError, match="no column is called"):
        draw(pd.DataFrame({"other": [1]}), False)


@pytest.mark.parametrize("narrow", [False, True])
def test_a_log_axis_with_zero_is_drawn(narrow):
    """The picture is really made, and every mark lies inside it."""
    figure = money.amounts(AMOUNTS, narrow, xlabel="USD")
    figure.canvas.draw()
    left, right = figure.axes[0].get_xlim()
    marks = [x for line in figure.axes[0].lines for x in line.get_xdata()]
    assert left < min(marks) < max(marks) < right


@pytest.mark.parametrize("narrow", [False, True])
def test_steps_print_every_cell_under_its_step(narrow):
    """Two names and two steps: four cells, the accent in blue."""
    table = pd.DataFrame({"Said": ["$2 million", "–"], "Approved": ["–", "$1 million"]})
    (ax,) = money.by_step(table.set_axis(["Elm", "Oak"]), narrow, "Approved").axes
    at = {(text.get_text(), text.get_position()[0]): text.get_color() for text in ax.texts}
    assert at["$1 million", 1] == BLUE
    assert at["$2 million", 0] != BLUE


def test_a_long_kind_leaves_room_for_the_amounts_on_a_narrow_screen():
    """It stands under its amount."""
    frame = pd.DataFrame({"name": ["a"], "kind": ["a kind of many letters, and then some"]})
    frame = frame.assign(amount_usd=5e6, low_usd=4e6, high_usd=7e6)
    figure = money.amounts(frame, True, xlabel="dollars")
    figure.draw_without_rendering()
    assert figure.axes[0].get_position().width > 0.3
