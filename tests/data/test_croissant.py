"""The metadata for data search says what the description says."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from sanctuary_research import cite
from sanctuary_research.data import catalog, croissant


def test_a_table_is_a_file_and_its_columns(small):
    """Each column is a field of its type with its unit; the key is named; the file has its hash."""
    package = catalog.package()
    found = croissant.table_metadata(package.table("payments"), package)
    records = found["recordSet"][0]
    fields = {field["name"]: field for field in records["field"]}
    assert fields["amount_usd"]["dataType"] == "sc:Integer"
    assert fields["amount_usd"]["description"].endswith("Unit: USD")
    assert [key["@id"] for key in records["key"]] == ["payments/place_id", "payments/year"]
    assert found["distribution"][0]["name"] == "payments.csv"
    assert "url" not in found


def test_the_package_links_its_tables(small):
    """A foreign key is told in words, never as a join; with an address files have one."""
    small.description["site_url"] = "https://example.org/a"
    small.describe()
    found = croissant.package_metadata(catalog.package())
    payments = next(one for one in found["recordSet"] if one["name"] == "payments")
    place = next(field for field in payments["field"] if field["name"] == "place_id")
    assert place["description"].endswith("Names a row of places")
    assert not any("references" in field for one in found["recordSet"] for field in one["field"])
    files = [one["contentUrl"] for one in found["distribution"]]
    assert "https://example.org/a/data/places.csv" in files
    assert json.loads(json.dumps(found)) == found


@pytest.fixture
def addressed(small) -> catalog.Package:
    """A package with an address, whose table of places no other refers to."""
    kept = [one for one in small.description["resources"] if one["name"] != "payments"]
    small.description |= {"resources": kept, "site_url": "https://example.org/a"}
    small.describe()
    return catalog.package()


def test_what_is_said_of_a_table(addressed):
    """Word by word, but for its columns."""
    places = addressed.table("places")
    found = croissant.table_metadata(places, addressed)
    assert found.pop("@context") == croissant.CONTEXT
    assert found.pop("recordSet")
    assert found == {
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "creator": {
            "@type": "sc:Organization",
            "name": "The sanctuary_research contributors",
        },
        "isAccessibleForFree": True,
        "license": ["https://x.org/cc0"],
        "conditionsOfAccess": "Our words: CC0 (CC0-1.0), https://x.org/cc0",
        "url": "https://example.org/a/data/places.html",
        "version": "2020.01.02",
        "datePublished": "2020-01-02",
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": "places.csv",
                "name": "places.csv",
                "contentUrl": "https://example.org/a/data/places.csv",
                "encodingFormat": "text/csv",
                "sha256": places.hash.removeprefix("sha256:"),
            }
        ],
        "name": "places",
        "description": "One row per place_id.",
        "alternateName": "The places",
        "citeAs": cite("places").partition("\n")[0],
    }


def test_what_is_said_of_columns(addressed):
    """Word by word, of the first one; and what they are columns of."""
    [records] = croissant.table_metadata(addressed.table("places"), addressed)["recordSet"]
    assert records.pop("field")[0] == {
        "@type": "cr:Field",
        "@id": "places/place_id",
        "name": "place_id",
        "description": "Its place_id",
        "dataType": "sc:Text",
        "source": {"fileObject": {"@id": "places.csv"}, "extract": {"column": "place_id"}},
    }
    assert records == {
        "@type": "cr:RecordSet",
        "@id": "places",
        "name": "places",
        "key": [{"@id": "places/place_id"}],
        "description": "One row per place_id.",
    }


def test_what_is_said_of_the_package(addressed):
    """Its own lines, word by word."""
    whole = croissant.package_metadata(addressed)
    assert {name: whole[name] for name in ("name", "description", "alternateName", "url")} == {
        "name": "small",
        "description": "Places and payments.",
        "alternateName": "A small package",
        "url": "https://example.org/a/index.html",
    }
    assert whole["citeAs"] == cite()


def test_without_an_address_files_are_named_from_the_page(small):
    """The package's page lies above the tables, a table's beside them; a packed file is
    CSV in gzip."""
    package = catalog.package()
    whole, alone = (
        croissant.package_metadata(package),
        croissant.table_metadata(package.table("places"), package),
    )
    assert whole["distribution"][0]["contentUrl"] == "data/places.csv"
    assert alone["distribution"][0]["contentUrl"] == "places.csv"
    packed = replace(package.table("places"), path=Path("places.csv.gz"))
    [file] = croissant.table_metadata(packed, package)["distribution"]
    assert file["encodingFormat"] == ["text/csv", "application/gzip"]


def test_a_table_with_a_part_under_no_licence_names_none(small):
    """What holds of the other parts would be taken for the whole."""
    kept = next(one for one in small.description["resources"] if one["name"] == "places")
    kept["licenses"].append({"name": "none-stated", "covers": "The rest"})
    small.describe()
    package = catalog.package()
    found = croissant.table_metadata(package.table("places"), package)
    assert "license" not in found
    assert found["conditionsOfAccess"].endswith("The rest: none-stated")
