"""Recorded crime of a place: who has a rate, and where the measure breaks."""

from sanctuary_research.data.crime_on_record import Point, breaks, series


def test_a_break_is_where_the_table_or_the_way_of_counting_changes():
    """The third point is counted in another way, the fourth stands in another table."""
    points = [Point(2010 + k, 9, *how, 1.0) for k, how in enumerate(["ab", "ab", "ac", "cc"])]
    assert breaks(points) == points[2:]


def test_a_city_goes_on_in_the_later_table_and_says_so():
    """New Orleans: 3,736 of 393,447 in 2015, then the counts that its police publish."""
    found = series("new-orleans-la", "city", "22", ("22071",))
    rates = {point.year: round(point.rate, 1) for point in found.points}
    assert rates[2015] == 95.0
    assert found.tables == ["city_crime", "city_crime_recent"]
    assert "from 2018 on: counts that agencies publish themselves" in found.told
    assert "in the tables for a rate: 3,796 in 2022 and 2,980 in 2023." in found.told


def test_categories_of_its_own_are_left_out():
    """New York's police count by their own: the series ends with the FBI's file."""
    found = series("new-york-city-ny", "city", "36", ())
    assert found.points[-1].year == 2015


def test_a_place_without_two_years_has_no_series():
    """No table counts Chelsea."""
    assert series("chelsea-ma", "city", "25", ("25025",)) is None
