"""Pictures of suits and of waiting: what is drawn is what was given."""

import pandas as pd
import pytest

from sanctuary_research.display.chronicle import dockets
from sanctuary_research.display.style import BLUE
from sanctuary_research.display.waiting import steps
from sanctuary_research.errors import UsageError

DAY = pd.Timestamp("2025-02-01")
SUITS = pd.DataFrame(
    {"case_id": ["a", "b"], "name": ["A", "B"], "panel": ["one", "two"], "start": DAY, "end": DAY}
)
ORDERS = pd.DataFrame({"case_id": ["a", "a", "z"], "date": DAY, "kind": ["for", "for", "for"]})


@pytest.mark.parametrize("narrow", [False, True])
def test_each_suit_has_its_line_and_its_orders(narrow):
    """Two panels; both orders of the first suit, and none of a suit that is not drawn."""
    axes = dockets(SUITS, ORDERS, narrow, kinds={"for": (BLUE, "o")}).axes
    assert [ax.get_title(loc="left") for ax in axes] == ["one", "two"]
    assert [len(ax.lines[1].get_xdata()) for ax in axes] == [2, 0]


@pytest.mark.parametrize("narrow", [False, True])
def test_steps_print_who_is_still_at_risk(narrow):
    """Two numbers for each of two curves, under the axis."""
    curve = pd.DataFrame({"by": ["a", "a", "b"], "time": [0, 5, 0], "value": [1.0, 0.5, 1.0]})
    risk = pd.DataFrame(
        {"by": ["a", "a", "b", "b"], "time": [0, 5, 0, 5], "n_at_risk": [4, 2, 3, 1]}
    )
    (ax,) = steps(curve, narrow, by="by", ylabel="share", risk=risk).axes
    assert [text.get_text() for text in ax.texts[1:]] == ["4", "2", "3", "1"]
    assert ax.get_xticks().tolist() == [0, 5]


def test_nothing_to_draw_is_refused():
    """No suits."""
    with pytest.raises(UsageError, match="nothing to draw"):
        dockets(SUITS.iloc[:0], ORDERS, False, kinds={})
