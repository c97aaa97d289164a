"""Maps of several days, and the one whose parts know their category of every year."""

import pandas as pd
import pytest

from sanctuary_research.display import maps
from sanctuary_research.errors import UsageError

SHAPES = pd.DataFrame(
    {
        "county_fips": ["01001", "01003", "01005"],
        "points": [
            "0,0 100,0 100,100 0,100 0,0",
            "100,0 200,0 200,100 100,100 100,0",
            "300,0 400,0 400,100 300,100 300,0",
        ],
    }
)
KINDS = {"on": ("In force", "#0072B2", ""), "off": ("Not", "#ECEEF0", "//")}


def test_a_line_within_a_group_is_left_out():
    """Two squares side by side are one ring of six corners; one apart is a ring of its own."""
    group = pd.Series({"01001": "a", "01003": "a", "01005": "b"})
    found = maps.outlines(SHAPES, group)
    assert {name: len(path.vertices) for name, path in found.items()} == {"a": 7, "b": 5}


def test_a_group_in_two_places_is_two_rings():
    """Counties that do not touch keep an outline each, in one part of the drawing."""
    group = pd.Series({"01001": "a", "01003": "b", "01005": "a"})
    codes = maps.outlines(SHAPES, group)["a"].codes.tolist()
    assert codes.count(maps.Path.MOVETO) == 2


def test_parts_of_a_year_map_carry_their_years():
    """Counties with one history are one part, named by a letter a year; the key has the letters."""
    frames = pd.DataFrame(
        {2014: ["off", "off", "on"], 2015: ["on", "on", "on"]}, index=SHAPES["county_fips"]
    )
    figure = maps.year_map(frames, SHAPES, narrow=False, shown=2014, kinds=KINDS)
    (ax,) = figure.axes
    assert ax.get_gid() == "span.2014.2015.2014"
    assert {patch.get_gid() for patch in ax.patches} == {"year.ba.2", "year.aa.1"}
    assert [p.get_gid() for p in figure.legends[0].get_patches()] == ["kind.a", "kind.b"]
    shown = next(patch for patch in ax.patches if patch.get_gid() == "year.ba.2")
    assert shown.get_hatch() == "//"


def test_small_maps_have_one_title_each_and_one_key():
    """Three days on a narrow screen: two lines of two, the last place empty."""
    days = pd.DataFrame("on", SHAPES["county_fips"], ["1979", "1989", "1999"])
    figure = maps.small_maps(days, SHAPES, narrow=True, kinds=KINDS)
    titles = [ax.get_title(loc="left").strip() for ax in figure.axes]
    assert titles == ["1979", "1989", "1999", ""]
    assert len(figure.legends) == 1


def test_an_unknown_category_is_refused():
    """A map without a colour for what it shows would be silent about it."""
    frames = pd.DataFrame("maybe", SHAPES["county_fips"], [2014])
    with pytest.raises(UsageError, match="no colour for 'maybe'"):
        maps.small_maps(frames, SHAPES, narrow=False, kinds=KINDS)
    with pytest.raises(UsageError, match="no colour for 'maybe'"):
        maps.year_map(frames, SHAPES, narrow=False, shown=2014, kinds=KINDS)
