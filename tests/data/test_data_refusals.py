"""What the tables cannot answer they say in one whole sentence: what, where and the fix."""

import gzip

import pandas as pd
import pytest

import sanctuary_research as sr
from sanctuary_research.data import (
    catalog,
    choices,
    conditions,
    dates,
    definitions,
    place,
    recompute,
    rows,
)

ROWS = pd.DataFrame({"place": ["a", "b"], "year": [1, 2]})
HOW = ": write the day as YYYY-MM-DD, e.g. 2015-07-01"
KNOWN = (
    "state_law, county_detainer, city_dont_ask, dhs_list, doj_list, ice_list_2014, "
    "refused_detainers, any_detainer_limit, any_policy, any_list, own"
)


def given(error):
    raise error


REFUSALS = {
    "condition": (
        lambda: conditions.holds(ROWS, "place~a"),
        "The condition 'place~a' cannot be read: write column=value.",
    ),
    "column": (
        lambda: conditions.holds(ROWS, "place=[yaer]"),
        "no column is called 'yaer': did you mean 'year'?",
    ),
    "measure": (
        lambda: recompute.recompute(ROWS, "", "mean:year"),
        "no measure is called 'mean': choose one of: distinct, list, max, min, rows, sum, value",
    ),
    "two values": (
        lambda: recompute.recompute(ROWS, "", "value:year"),
        "The rows differ in year: 1, 2; narrow the check.",
    ),
    "number": (lambda: dates.day(2015), f"2015 is a number, not a day{HOW}"),
    "missing day": (lambda: dates.day(None), f"None is a missing date{HOW}"),
    "zone": (
        lambda: dates.day(pd.Timestamp("2015-07-01", tz="UTC")),
        f"2015-07-01 00:00:00+00:00 carries a time zone, and a day has none{HOW}",
    ),
    "no date": (lambda: dates.day("2015-13-01"), f"'2015-13-01' is not a date that exists{HOW}"),
    "no day": (lambda: dates.day("2015"), f"'2015' names no day{HOW}"),
    "far day": (
        lambda: dates.day("1899-12-31"),
        f"'1899-12-31' lies outside the years 1900 to 2100{HOW}",
    ),
    "far year": (
        lambda: dates.year(2101),
        "2101 is not a year: give a whole number from 1900 to 2100, e.g. 2015",
    ),
    "percent": (
        lambda: definitions.refused_detainers(high_percent=True),
        "high_percent must be a percent from 1 to 100, not True: write 25 for a quarter of the "
        "detainers",
    ),
    "many": (
        lambda: definitions.refused_detainers(many=19),
        "many must be a whole number of at least 20, not 19: detainer_shares holds no county with "
        "fewer detainers",
    ),
    "own": (
        lambda: sr.labels("own", "2015-07-01"),
        "the definition 'own' is a file of yours, which is not named: pass what "
        "sr.own('list.csv') returns, or on the command line --own list.csv",
    ),
    "own list": (
        lambda: given(choices.missing_own()),
        "definition 'own' needs a list of yours: give own, the path of a CSV, as own=list.csv",
    ),
    "definition": (
        lambda: sr.labels("doj_lst", "2015-07-01"),
        "no definition is called 'doj_lst': did you mean 'doj_list'?",
    ),
    "treatment": (
        lambda: sr.adoption_years("state_laws", [2015]),
        "no treatment is called 'state_laws': did you mean 'state_law'?",
    ),
    "rule": (
        lambda: sr.adoption_years("state_law", [2015], rule="midyear"),
        "no rule is called 'midyear': did you mean 'mid_year'?",
    ),
    "years": (
        lambda: sr.adoption_years("state_law", []),
        "there are no years: pass some, e.g. [2012, 2015, 2017]",
    ),
    "claim": (
        lambda: sr.audit("clm_4847bed9"),
        "no claim is called 'clm_4847bed9': did you mean 'clm_4847bed8'?",
    ),
    "style": (
        lambda: sr.cite(style="bibtx"),
        "no style of citation is called 'bibtx': did you mean 'bibtex'?",
    ),
    "two places": (
        lambda: place.place("Portland"),
        "2 places on record are called 'Portland': write one of: Portland, ME; Portland, OR",
    ),
    "place": (
        lambda: place.place("Sante Fe, NM"),
        "no place is called 'Sante Fe, NM': did you mean 'Santa Fe, NM'?",
    ),
    "early day": (
        lambda: place.place("Portland, OR", "1970-12-31"),
        "31 December 1970 lies outside the days that the tables speak of: give one from "
        f"1971-01-01 to {catalog.package().version.replace('.', '-')}",
    ),
    "folder": (
        lambda: catalog.package("/nowhere"),
        "there is no /nowhere/datapackage.json: name a folder that holds datapackage.json",
    ),
    "table": (
        lambda: catalog.table("contry"),
        "no table is called 'contry': did you mean 'county'?",
    ),
    "no choice": (
        lambda: choices.check("Definition", "definition", "zzzzzz"),
        f"parameter 'definition' must be one of {KNOWN}, not 'zzzzzz'",
    ),
    "near choice": (
        lambda: choices.check("Definition", "definition", "doj_lst"),
        f"parameter 'definition' must be one of {KNOWN}, not 'doj_lst': did you mean 'doj_list'?",
    ),
    "near number": (
        lambda: choices.check("HighPercent", "high", 45),
        "parameter 'high' must be one of 10, 25, 50, not '45': the nearest is 50",
    ),
    "no number": (
        lambda: choices.check("HighPercent", "high", "many"),
        "parameter 'high' must be one of 10, 25, 50, not 'many'",
    ),
    "place of a list": (
        lambda: choices.check("CommittedPlace", "place", "new-yorc-city-ny"),
        "parameter 'place' must be all or a place of commitments, not 'new-yorc-city-ny': did you "
        "mean 'new-york-city-ny'?",
    ),
    "any place": (
        lambda: choices.check("AnyPlace", "place", "Sante Fe, NM"),
        "parameter 'place' is refused: no place is called 'Sante Fe, NM': "
        "did you mean 'Santa Fe, NM'?",
    ),
    "day of a suit": (
        lambda: choices.check("SuitDay", "on", "2016-12-31"),
        "parameter 'on' must be a day from 2017-01-31 to 2026-06-30, as cases go, not '2016-12-31'",
    ),
}


@pytest.mark.parametrize(("refused", "sentence"), REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_is_a_whole_sentence(refusal, refused, sentence):
    """What is wrong, where, and what to do."""
    assert refusal(refused) == sentence


def test_what_chooses_no_row_together_is_told():
    """Every value is named."""
    asked = {"SuitTopic": ["deployment"], "SuitAdministration": ["trump_1"]}
    assert choices.none_chosen({"SuitDay": ["2025-10-07"], **asked}) == (
        "no row of the table cases is chosen by 2025-10-07, trump_1, deployment together"
    )
    assert choices.none_chosen(asked) == ""


def test_a_loader_that_is_not_there_offers_the_nearest():
    """As an attribute of a module does."""
    with pytest.raises(AttributeError) as told:
        _ = sr.data.datasets.load_contry
    assert str(told.value) == "there is no 'load_contry': did you mean 'load_county'?"


KEYS = {
    ("payments", "nowhere"): (
        "no place_id of payments is called 'nowhere': choose one of: a-town, b-city (a key is "
        "written place_id year)"
    ),
    ("places",): "no place_id of places is called '': choose one of: a-town, b-city, c-city",
    ("payments", "a-town", "2017"): (
        "no row of payments is called 'a-town 2017': did you mean 'a-town 2016'? (a key "
        "is written place_id year)"
    ),
}


@pytest.mark.parametrize(("asked", "sentence"), KEYS.items())
def test_a_row_that_is_not_there_is_a_whole_sentence(small, refusal, asked, sentence):
    """Its key, and what a key is made of."""
    assert refusal(rows.row, *asked) == sentence


BROKEN = {
    '"resources"': ('"resource"', "{} lacks or misspells 'resources': see data/README.md"),
    '"type": "date"': (
        '"type": "dat"',
        "column 'founded' of table 'places' has type 'dat' in datapackage.json: use one of "
        "string, integer, number, boolean, date",
    ),
    '"maximum"': (
        '"most"',
        "column 'founded' of table 'places' has the constraint 'most' in datapackage.json: use "
        "one of enum, maximum, minimum, pattern, required, unique",
    ),
    '"tables/places.csv"': (
        '"/etc/passwd"',
        "table 'places' has the path '/etc/passwd' in datapackage.json, which leads out of its "
        "folder: name a file below that folder, in letters that can be seen",
    ),
    '"name": "payments"': (
        '"name": "Places"',
        "{} describes two tables under one name: rename or remove one of them",
    ),
    '{"name"': (
        '"name"',
        "{} is not JSON: Extra data: line 1 column 7 (char 6); correct that line",
    ),
}


@pytest.mark.parametrize("old", BROKEN)
def test_a_broken_description_is_a_whole_sentence(small, refusal, old):
    """The file, and what in it."""
    new, sentence = BROKEN[old]
    path = small.folder / "datapackage.json"
    path.write_text(path.read_text().replace(old, new, 1))
    assert refusal(catalog.package) == sentence.format(path)


def test_a_table_that_cannot_be_read_is_a_whole_sentence(small, refusal):
    """Its name, its file, and why: it is not there, or cut off where it was packed."""
    path = small.file("places")
    path.unlink()
    assert refusal(catalog.records, "places") == (f"table 'places' has no file in {path.parent}")
    packed = small.folder / "places.gz"
    packed.write_bytes(gzip.compress(b"place_id\n" * 9)[:-9])
    with pytest.raises(OSError, match="is no whole gzip file: Compressed file ended before the"):
        catalog.opened(packed)
    with pytest.raises(OSError, match=f"^{small.folder} is no file$"):
        catalog.opened(small.folder)
