"""The metadata for data search says what the description says."""

import json

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
    """A foreign key leads to the column of the other table, and with an address files have one."""
    small.description["site_url"] = "https://example.org/a"
    small.describe()
    found = croissant.package_metadata(catalog.package())
    payments = next(one for one in found["recordSet"] if one["name"] == "payments")
    place = next(field for field in payments["field"] if field["name"] == "place_id")
    assert place["references"] == {"field": {"@id": "places/place_id"}}
    files = [one["contentUrl"] for one in found["distribution"]]
    assert "https://example.org/a/data/places.csv" in files
    assert json.loads(json.dumps(found)) == found
