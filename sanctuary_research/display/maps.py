"""County maps drawn from the project's own outlines; no map service, no projection at run time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from itertools import pairwise
from string import ascii_lowercase
from typing import Any

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path

from sanctuary_research.display.canvas import in_lines, sheet
from sanctuary_research.display.style import BLUE, INK, NARROW, SKY, SOFT, STYLE, WIDE
from sanctuary_research.errors import UsageError
from sanctuary_research.words import listed

BAN_COLOUR, CITY_COLOUR, GROUND = "#F0A35E", "#DDA6CF", STYLE["grid.color"]
# Dark, middle and pale in grey, so that the three states stay apart in black and white.
ARMS = {
    "limit": ("Limit", BLUE, ""),
    "neither": ("Neither limit nor ban", "#BFD9EC", ""),
    "ban": ("Ban on limits", BAN_COLOUR, ""),
    "not_coded": ("Not coded", "#ECEEF0", "////"),
}
# Categories of a map of all policies, the widest first, or of one that is in force.
POLICIES = {
    "holds": ("In force", BLUE, ""),
    "state_law": ("Limit by state", BLUE, ""),
    "county_detainer": ("Limit by county", SKY, ""),
    "city_dont_ask": ("Limit by city only", CITY_COLOUR, "---"),
    "state_ban": ("State forbids limits", BAN_COLOUR, "\\\\"),
    "maybe": ("Date not sure", "#FFFFFF", "|||"),
    "off": ("Known to have none", "#FFFFFF", ".."),
    "silent": ("Nothing on record", GROUND, "///"),
}
Kinds = Mapping[str, tuple[str, ...]]  # words, colour, hatch
WEST, EAST, SOUTH = -60, 960, 610  # of the map, in its units; its north is 0
COARSE = 3  # units: the finest that is seen on a small map


def points(text: str) -> np.ndarray:
    """Return the points of an outline, shape (n, 2), from its text ``"x,y x,y ..."``.

    >>> points("0,0 1,0.5").tolist()
    [[0.0, 0.0], [1.0, 0.5]]
    """
    flat = np.array(text.replace(",", " ").split(), dtype=float)
    return flat.reshape(-1, 2)


def county_map(
    values: pd.DataFrame,
    shapes: pd.DataFrame,
    narrow: bool = False,
    *,
    value: str = "arm",
    kinds: Kinds = ARMS,
    borders: pd.DataFrame | None = None,
) -> Figure:
    """Draw every county coloured by a category, Alaska and Hawaii inset.

    Parameters
    ----------
    values : DataFrame
        One row a county: ``county_fips`` and the category column `value`.
    shapes : DataFrame
        Outlines: ``county_fips``, ``points`` ("x,y x,y ...", y downwards), one row a ring.
    narrow : bool
        For a telephone: the key stands in two columns.
    kinds : mapping
        Category to (words for the key, colour, hatch), in the order of the key.
    borders : DataFrame, optional
        State lines: ``points``, one row a line.

    Raises
    ------
    UsageError
        A category is not among `kinds`, or a county has two rows.
    """
    twice = values.loc[values["county_fips"].duplicated(), "county_fips"]
    if len(twice):
        raise UsageError(f"county {twice.iloc[0]} has two rows: a map needs one row a county")
    category = values.set_index("county_fips")[value].dropna()
    n = category.value_counts()
    counted = {
        name: (f"{said} ({n.get(name, 0):,})", *look) for name, (said, *look) in kinds.items()
    }
    return small_maps(category.to_frame(""), shapes, narrow, kinds=counted, borders=borders)


def small_maps(
    panels: pd.DataFrame,
    shapes: pd.DataFrame,
    narrow: bool,
    *,
    kinds: Kinds = POLICIES,
    borders: pd.DataFrame | None = None,
) -> Figure:
    """Draw a small map for each of several days or policies, with one key of all that is on them.

    Parameters
    ----------
    panels : DataFrame
        One row a county (the index), a column of categories for each map, named by its title.
    shapes : DataFrame
        As of `county_map`, as are `kinds` and `borders`.
    narrow : bool
        Two maps in a line, else three; a map alone fills it.

    Raises
    ------
    UsageError
        A category is not among `kinds`.
    """
    kinds = _found(panels.to_numpy().ravel(), kinds)
    across = min(len(panels.columns), 2 if narrow else 3)
    down, single = -(-len(panels.columns) // across), across == 1
    key = 0.1 + 0.22 * -(-len(kinds) // _columns(kinds, narrow))
    each = 0.6 * (NARROW if narrow else WIDE) / across + 0.3 * (not single)
    figure, _ = sheet(narrow, key + down * each, down, across, grid="")
    unit, width = (1, 0.45) if single else (COARSE, 0.3)
    edges = [] if borders is None else [rounded(points(text), unit) for text in borders["points"]]
    for ax, (name, category) in zip(figure.axes, panels.items(), strict=False):
        for kind, path in outlines(shapes, category, unit).items():
            ax.add_artist(_part(path, kinds[kind], rasterized=not single))
        ax.add_collection(LineCollection(edges, colors=INK, linewidths=width), autolim=False)
        ax.set(xlim=(WEST, EAST), ylim=(SOUTH, 0), aspect="equal")
        title = in_lines(str(name), 24 if narrow else 34)
        ax.set_title(title, loc="left", y=1.0, fontsize=8.5 if narrow else 9.5)
    for ax in figure.axes:
        ax.set_axis_off()
    _key(figure, kinds, narrow)
    return figure


def year_map(
    frames: pd.DataFrame,
    shapes: pd.DataFrame,
    narrow: bool,
    *,
    shown: int,
    kinds: Kinds = POLICIES,
    borders: pd.DataFrame | None = None,
) -> Figure:
    """Draw the map of one year, whose parts carry their category of every year in their names.

    Counties that are alike in all years are one part, without lines between them. On a page a
    script reads the names: ``span.<first>.<last>.<shown>`` of the map, ``year.<letters>.<n>`` of a
    part of n counties, one letter a year, and ``kind.<letter>`` and ``word.<letter>`` of the key.
    In a still picture one year is seen.

    Parameters
    ----------
    frames : DataFrame
        One row a county (the index), one column a year, without gaps.
    shown : int
        The year that is drawn.
    shapes, narrow, kinds, borders
        As of `small_maps`.

    Raises
    ------
    UsageError
        A category is not among `kinds`.
    """
    kinds = _found(frames.to_numpy().ravel(), kinds)
    letters = dict(zip(kinds, ascii_lowercase, strict=False))
    looks = {letters[kind]: look for kind, look in kinds.items()}
    figure, ax, unit = _ruled(narrow)
    rows = frames.replace(letters).to_numpy(object)
    history = pd.Series(map("".join, rows), frames.index)
    counties = history.value_counts()
    for told, path in outlines(shapes, history, unit).items():
        part = _part(path, looks[told[frames.columns.get_loc(shown)]], rasterized=False)
        part.set_gid(f"year.{told}.{counties[told]}")
        ax.add_patch(part)
    if borders is not None:
        edges = [rounded(points(text), unit) for text in borders["points"]]
        path = Path.make_compound_path(*(Path(edge) for edge in edges if len(edge) > 1))
        ax.add_patch(PathPatch(path, facecolor="none", edgecolor=INK, linewidth=0.45))
    ax.set_gid(f"span.{frames.columns[0]}.{frames.columns[-1]}.{shown}")
    key = _key(figure, kinds, narrow)
    for patch, text, letter in zip(key.get_patches(), key.get_texts(), looks, strict=True):
        patch.set_gid(f"kind.{letter}")
        text.set_gid(f"word.{letter}")
    return figure


def rounded(corners: np.ndarray, unit: float) -> np.ndarray:
    """Return points on a grid of so many units, each once.

    >>> rounded(np.array([[0, 0.2], [0.4, 0], [3, 1.2]]), 1).tolist()
    [[0.0, 0.0], [3.0, 1.0]]
    """
    near = np.round(corners / unit) * unit + 0.0
    return near[np.append(True, (near[1:] != near[:-1]).any(axis=1))]


def outlines(shapes: pd.DataFrame, group: pd.Series, unit: float = 1) -> dict[str, Path]:
    """Return one outline for each group of counties, without the lines inside it.

    A line that two counties of a group share is walked once each way, and is left out.

    Parameters
    ----------
    shapes : DataFrame
        As of `county_map`.
    group : Series
        Group by county code.
    unit : float
        Points are rounded to so many units of the map, of about four kilometres.

    Examples
    --------
    >>> two = pd.DataFrame({"county_fips": ["1", "2"],
    ...                     "points": ["0,0 1,0 1,1 0,1 0,0", "1,0 2,0 2,1 1,1 1,0"]})
    >>> len(outlines(two, pd.Series({"1": "a", "2": "a"}))["a"].vertices)
    7
    """
    groups = shapes["county_fips"].map(group).dropna()
    rings = (groups.to_numpy(object), shapes["points"][groups.index].to_numpy(object))
    return _outlines(tuple(zip(*rings, strict=True)), unit)


@lru_cache(maxsize=32)
def _outlines(rings: tuple[tuple[str, str], ...], unit: float) -> dict[str, Path]:
    """Return the outline of each group; one picture is drawn for several widths and files."""
    sides: dict[str, dict] = defaultdict(lambda: defaultdict(list))
    for name, text in rings:
        own = sides[name]
        for start, end in _steps(text, unit):
            if start in own.get(end, ()):
                own[end].remove(start)
            else:
                own[start].append(end)
    return {name: _joined(own) for name, own in sides.items() if any(own.values())}


@cache
def _steps(text: str, unit: float) -> list[tuple]:
    """Return the lines of a ring, rounded; one ring is in many maps."""
    return list(pairwise(map(tuple, rounded(points(text), unit).tolist())))


def _joined(sides: dict[tuple, list[tuple]]) -> Path:
    """Join sides end to end to closed rings."""
    rings = []
    for first in list(sides):
        while sides[first]:
            ring = [first]
            while sides[ring[-1]]:
                ring.append(sides[ring[-1]].pop())
            rings.append(Path(np.array(ring), closed=True))
    return Path.make_compound_path(*rings)


def told(category: pd.Series, kinds: Kinds = POLICIES) -> str:
    """Return how many counties are in each category, in words.

    >>> told(pd.Series(["off", "holds", "off"]))
    '1 in force and 2 known to have none'
    """
    n = category.value_counts()
    return listed([f"{n[k]:,} {said[0].lower()}" for k, said in kinds.items() if k in n])


def _part(path: Path, look: tuple[str, ...], *, rasterized: bool) -> PathPatch:
    _, colour, hatch = look
    edge = SOFT if hatch else colour
    return PathPatch(
        path, facecolor=colour, edgecolor=edge, hatch=hatch, linewidth=0, rasterized=rasterized
    )


def _found(found: Iterable, kinds: Kinds) -> Kinds:
    """Return the categories that are on a map, in their order."""
    if strange := sorted(set(found) - set(kinds)):
        raise UsageError(f"the map has no colour for {', '.join(map(repr, strange))}")
    return {name: look for name, look in kinds.items() if name in set(found)}


def _ruled(narrow: bool) -> tuple[Figure, Axes, int]:
    """Return a figure on which units of the map are half or quarter points, and the finest used.

    The numbers of a drawing are short then, and its file is half as large.
    """
    scale, unit, key = (0.25, COARSE, 66) if narrow else (0.5, 1, 36)
    width, high = (EAST - WEST) * scale, SOUTH * scale
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(width / 72, (high + key) / 72))
        ax = figure.add_axes((0, 0, 1, high / (high + key)), xlim=(WEST, EAST), ylim=(SOUTH, 0))
    ax.set_axis_off()
    return figure, ax, unit


def _columns(kinds: Kinds, narrow: bool) -> int:
    is_long = max(len(said) for said, *_ in kinds.values()) > 22
    return 2 - (is_long and len(kinds) < 5) if narrow else min(len(kinds), 4)


def _key(figure: Figure, kinds: Kinds, narrow: bool) -> Legend:
    """Name the categories over the maps."""
    keys = []
    for said, colour, hatch in kinds.values():
        look: Any = {"facecolor": colour, "edgecolor": SOFT if hatch else INK, "hatch": hatch}
        keys.append(Patch(linewidth=0.4, label=said, **look))
    columns = _columns(kinds, narrow)
    where: Any = {"loc": "outside upper left" if figure.get_layout_engine() else "upper left"}
    return figure.legend(handles=keys, ncols=columns, frameon=False, fontsize=8.5, **where)
