"""The house style: colours, marks and what matplotlib is told.

Colours are those of Okabe and Ito, told apart also by marker, so they survive print and
colour-blindness.
"""

from __future__ import annotations

import textwrap
from typing import Any

BLUE, ORANGE, GREEN, PURPLE, SKY = "#0072B2", "#D55E00", "#009E73", "#AA4499", "#56B4E9"
GREY, INK, SOFT = "#8A8F98", "#22262B", "#5A6068"
YELLOW = "#E6B800"
WIDE, NARROW = 7.6, 3.5  # inches: the text column, and a telephone
MARKS = [*zip((BLUE, ORANGE, GREEN, PURPLE, SKY, GREY, YELLOW), "osD^vPX", strict=True)]
HATCHES = ["", "//", "..", "xx", "--", "\\\\", "++"]
STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.edgecolor": GREY,
    "axes.labelcolor": SOFT,
    "axes.labelsize": 9,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "figure.facecolor": "white",
    "axes.grid.axis": "x",
    "grid.color": "#E3E6EA",
    "grid.linewidth": 0.8,
    "svg.hashsalt": "sanctuary_research",
}


def wrapped(text: str, width: float, size: float) -> str:
    """Return text in lines that fit a width (inches) in letters of a size (points)."""
    return textwrap.fill(text, max(20, int(width * 72 / (0.56 * size))))
