"""What published studies say of crime, as read from the table and held against their abstracts."""

import pytest

from sanctuary_research.data import published
from sanctuary_research.data.published import LESS, MORE, NONE


@pytest.fixture(scope="module")
def known():
    return published.findings().set_index("estimate_id")


def test_every_design_has_a_family(known):
    """No design of the table is without what it can show."""
    assert known["family"].notna().all()


def test_an_interval_decides_before_the_sign(known):
    """A range that holds zero is no clear difference; without a range the authors' word stands."""
    assert known.loc["est_225021b0", "finding"] == NONE  # -0.0007 to 0.0753
    assert known.loc["est_2d4d4e76", "finding"] == MORE  # 0.0117 to 0.0619
    assert known.loc["est_75574100", "finding"] == LESS  # 35.5 fewer, no range


def test_each_study_once_with_signs_both_ways():
    """Robbery less and homicide no different stand in one row; each side of policy is there."""
    rows = published.by_study()
    row = rows.set_index("study").loc["Martinez-Schuldt and Martinez (2019)"]
    assert [row[LESS], row[NONE], row[MORE]] == ["robbery", "homicide", ""]
    assert set(rows["side"]) == {"limits", "relaxes", "widens"}
    assert rows.set_index("study").loc["Ciancio (2017)", "side"] == "relaxes"
    assert not rows.query("side == 'limits'")["study"].duplicated().any()


def test_both_sides_of_the_literature_are_there():
    """Less, none and more each have studies of limits, with several crimes set apart."""
    rows = published.by_study().query("side == 'limits'")
    assert all(rows[name].ne("").any() for name in (LESS, NONE, MORE))
    row = rows.set_index("study").loc["Wong (2017)"]
    assert row[LESS] == "homicide and every type; index crime"


def test_a_study_says_what_its_abstract_says():
    """Otsu finds no increase in all crime and some evidence of less property crime."""
    row = published.by_study().set_index("study").loc["Otsu (2021)"]
    assert [row[LESS], row[NONE], row[MORE]] == ["property crime", "all crime", ""]
