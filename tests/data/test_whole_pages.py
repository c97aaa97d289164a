"""What is told of a small package of three tables, letter by letter."""

import shutil

import pytest

import sanctuary_research as sr
from sanctuary_research.data import catalog, rows, table_versions


@pytest.fixture
def told(small):
    """The small package with what it leaves out: a rule, a unique column, a day of reading."""
    places, _, sources = small.description["resources"]
    places["schema"]["fields"][1]["constraints"]["unique"] = True
    places |= {"title": "Places | named", "rules": [{"name": "r", "says": "A town has a day."}]}
    sources["schema"]["fields"] += [
        {"name": "read_date", "type": "date", "description": "Its day."},
        {"name": "copy_read", "type": "string", "description": "Its copy."},
    ]
    small.plant("sources", "reason,kind\n", "reason,kind,read_date,copy_read\n")
    small.plant("sources", ",,primary\n", ",,primary,2020-01-01,in_part\n")
    small.plant("payments", "b-city,2016,,100,,ledger\n", "b-city,2016,,100,,ledger\n" + MORE)
    return small


MORE = "".join(f"c-city,{year},5,,,\n" for year in range(2001, 2012)).replace(",,\n", ",,ledger\n")
PLACES = """places: Places | named
One row per place_id.

Format: CSV, UTF-8, 5 columns; one row per place_id.
Source: The ledger. The treasury. https://x.gov/l
Licence: Our words: CC0 (CC0-1.0), https://x.org/cc0
Preparation: data/prepare/places.py
Coverage: Three places, two years.
Known gaps: No place before 1850.
Usage warnings: none recorded.
Rules of rows: A town has a day.
Columns:
    place_id : string
        Its place_id. Required.
    county_fips : string
        Its county_fips. Unique. Written like [0-9]{5}.
    kind : string
        Its kind. One of: town, city.
    founded : date
        Its founded. At most 2000-12-31.
    is_port : boolean
        Its is_port."""
PAYMENT = """The payments (payments), a-town 2016

place_id: a-town
year: 2016
amount_usd: 250
note: small, late
source_id: ledger
blank: share_percent

Source ledger: The ledger. The treasury. https://x.gov/l
    Read on 2020-01-01, in part of a stored copy."""
CITY = """Places | named (places), c-city

place_id: c-city
county_fips: 36061
kind: city
founded: 1898-01-01
blank: is_port

Source ledger: The ledger. The treasury. https://x.gov/l
    Read on 2020-01-01, in part of a stored copy.

Named by 11 rows of payments: c-city 2001, c-city 2002, c-city 2003, c-city 2004, c-city 2005, \
c-city 2006, c-city 2007, c-city 2008, c-city 2009, c-city 2010 and 1 more"""
TEXT = f"""The sanctuary_research contributors (2020). “The payments” (table payments). \
sanctuary_research, code version {sr.__version__}, data version 2020.01.02.
Sources:
- The ledger. The treasury. https://x.gov/l"""
BIBTEX = f"""@dataset{{payments,
  title = {{{{The payments}}}},
  author = {{{{The sanctuary\\_research contributors}}}},
  date = {{2020-01-02}},
  year = {{2020}},
  version = {{code {sr.__version__}, data 2020.01.02}},
}}

@online{{ledger,
  title = {{{{The ledger}}}},
  author = {{{{The treasury}}}},
  publisher = {{The treasury}},
  url = {{https://x.gov/l}},
  urldate = {{2020-01-01}},
}}"""
RIS = f"""TY  - COMP
ID  - small
TI  - A small package
AU  - The sanctuary_research contributors
PY  - 2020
DA  - 2020/01/02
ET  - code {sr.__version__}, data 2020.01.02
ER  - """


@pytest.mark.parametrize(
    ("page", "text"),
    [
        (lambda: sr.describe("places"), PLACES),
        (lambda: rows.show("payments", "a-town", "2016"), PAYMENT),
        (lambda: rows.show("places", "c-city"), CITY),
        (lambda: sr.cite("payments"), TEXT),
        (lambda: sr.cite("payments", "bibtex"), BIBTEX),
        (lambda: sr.cite(style="ris"), RIS),
        (lambda: sr.cite("ledger"), "The ledger. The treasury. https://x.gov/l"),
    ],
    ids=["table", "row", "named row", "text", "BibTeX", "RIS", "source"],
)
def test_a_page_letter_by_letter(told, page, text):
    """A table, rows, and how to cite them."""
    assert page() == text


def test_a_table_is_what_its_description_says(told):
    """Every part of it."""
    assert catalog.table("places") == catalog.Table(
        name="places",
        path=told.file("places"),
        relative_path="tables/places.csv",
        fields=(
            catalog.Field("place_id", "string", "Its place_id.", required=True),
            catalog.Field(
                "county_fips", "string", "Its county_fips.", unique=True, pattern="[0-9]{5}"
            ),
            catalog.Field("kind", "string", "Its kind.", enum=("town", "city")),
            catalog.Field("founded", "date", "Its founded.", maximum="2000-12-31"),
            catalog.Field("is_port", "boolean", "Its is_port."),
        ),
        title="Places | named",
        description="One row per place_id.",
        licenses=(
            catalog.License(
                "CC0-1.0", "CC0", "https://x.org/cc0", "Our words", "redistribute", "Ours."
            ),
        ),
        source_ids=("ledger",),
        preparation="data/prepare/places.py",
        coverage="Three places, two years.",
        known_gaps=("No place before 1850.",),
        primary_key=("place_id",),
        rules=(catalog.RowRule("r", "A town has a day."),),
        rows=3,
        hash=told.description["resources"][0]["hash"],
    )
    assert catalog.table("payments").foreign_keys == (
        catalog.ForeignKey(("place_id",), "places", ("place_id",)),
        catalog.ForeignKey(("source_id",), "sources", ("source_id",)),
    )


def test_rows_of_another_folder_are_those_there(told, tmp_path, monkeypatch):
    """The index, sources and records follow the package, not the folder that is set."""
    there = tmp_path / "there"
    shutil.copytree(told.folder, there)
    told.plant("payments", "a-town,2016", "a-town,1999")
    told.plant("sources", "The ledger", "Another")
    package = catalog.package(there)
    keys = [("payments", ("a-town", "2015")), ("payments", ("a-town", "2016"))]
    assert rows.index(package)["places", ("a-town",)] == keys
    assert rows.index(package, ["sources"]) == {}
    one = rows.Row(package.table("places"), ("a-town",), {"place_id": "a-town"})
    assert rows.pointing(one) == {"payments": [key for _, key in keys]}
    paid = rows.Row(package.table("payments"), keys[0][1], {"source_id": "ledger"})
    assert [source["title"] for source in paid.sources()] == ["The ledger"]


def test_versions_letter_by_letter(told, tmp_path):
    """Tables, columns and keys that came and went, and twenty rows of each table."""
    before = tmp_path / "before"
    shutil.copytree(told.folder, before)
    told.plant("payments", MORE, MORE.replace(",5,", ",6,"))
    told.plant("places", "b-city,02020,city,,false", "d-city,02020,city,,false")
    told.description["resources"].pop()
    told.description["resources"][0]["schema"]["fields"].pop()
    text = told.file("places").read_text()
    told.file("places").write_text("\n".join(row.rpartition(",")[0] for row in text.splitlines()))
    told.description["resources"][1]["schema"]["primaryKey"] = ["year", "place_id"]
    told.description["version"] = "2020.01.03"
    told.describe()
    assert table_versions.compare(before).lines(most=1) == [
        "Data 2020.01.02 -> 2020.01.03",
        "column is_port of places is gone",
        "table sources is gone (1 row)",
        "rows of payments were named by place_id and year before",
        "places: 1 added and 1 gone",
        "    gone b-city",
        "    and 1 rows more",
        "payments: 11 changed",
        "    changed 2001 c-city",
        "        amount_usd: '5' -> '6'",
        "    and 10 rows more",
    ]
