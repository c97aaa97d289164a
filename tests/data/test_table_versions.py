"""Two versions of the tables: what was added, what is gone, which cells changed."""

import json
import shutil

import pytest

from sanctuary_research.data import table_versions
from sanctuary_research.errors import UsageError


@pytest.fixture
def before(small, tmp_path):
    """A copy of the small package as it was."""
    folder = tmp_path / "before"
    shutil.copytree(small.folder, folder)
    return folder


def test_equal_versions_do_not_differ(small, before):
    """Nothing is reported where nothing changed."""
    small.description["version"] = "2020.01.03"
    small.describe()
    told = table_versions.compare(before).lines()
    assert told == ["Data 2020.01.02 -> 2020.01.03", "no row differs"]


def test_rows_are_compared_by_key(small, before):
    """One cell changed, one row gone and one added are told with their keys and cells."""
    small.plant("payments", "b-city,2016,,100", "b-city,2017,,100")
    small.plant("payments", "small, late", "late")
    found = table_versions.compare(before)
    told = {(c.kind, c.key): c.cells for c in found.changes}
    assert told.pop(("gone", ("b-city", "2016")))["share_percent"] == ("100", "")
    assert told.pop(("added", ("b-city", "2017")))["share_percent"] == ("", "100")
    assert told == {("changed", ("a-town", "2016")): {"note": ("small, late", "late")}}
    assert "payments: 1 added, 1 gone and 1 changed" in found.lines()


def test_versions_of_another_structure_are_compared_where_they_overlap(small, before):
    """A new column and a missing table are said, and cells of shared columns still compared."""
    description = json.loads((before / "datapackage.json").read_text())
    _, payments, sources = description["resources"]
    payments["schema"]["fields"].pop(4)
    description["resources"] = [payments, sources]
    (before / "datapackage.json").write_text(json.dumps(description))
    rows = (before / "tables" / "payments.csv").read_text().splitlines()
    kept = [
        ",".join(row.replace('"small, late"', "x").split(",")[i] for i in (0, 1, 2, 3, 5))
        for row in rows
    ]
    (before / "tables" / "payments.csv").write_text("\n".join([*kept, ""]))
    small.plant("payments", ",250,", ",260,")
    found = table_versions.compare(before)
    assert "table places is new (3 rows)" in found.structure
    assert "column note of payments is new" in found.structure
    assert [change.cells for change in found.changes] == [{"amount_usd": ("250", "260")}]


def test_rows_that_no_key_names_in_both_are_counted_and_said(small, before):
    """A key that the older lacks, or one that two of its rows share, matches nothing by chance."""
    path = before / "tables" / "payments.csv"
    text = path.read_text()
    path.write_text(text.replace("b-city,2016", "a-town,2016"))
    sentence = "rows of payments cannot be matched by place_id and year: 3 rows -> 3 rows"
    assert sentence in table_versions.compare(before).structure
    path.write_text(text.replace("place_id", "town", 1))
    description = (before / "datapackage.json").read_text()
    (before / "datapackage.json").write_text(description.replace('"place_id"', '"town"'))
    assert sentence in table_versions.compare(before).lines()


def test_files_that_do_not_fit_their_description_are_said_and_the_rest_compared(small, before):
    """A column that a file lacks, and a file that is not there."""
    small.plant("payments", "small, late", "late")
    file = before / "tables" / "payments.csv"
    file.write_text(file.read_text().replace(",note,", ",remark,"))
    told = table_versions.compare(before).lines()
    assert any("column note of payments is not in the file of" in line for line in told)
    assert "column remark of payments is not described in 2020.01.02, nor compared" in told
    file.unlink()
    told = table_versions.compare(before).lines()
    assert any(line.startswith("payments is not compared: ") for line in told)


def test_a_folder_without_a_description_is_refused(small, tmp_path):
    """The sentence names the file that is missing."""
    with pytest.raises(UsageError, match=r"datapackage\.json"):
        table_versions.compare(tmp_path / "nowhere")


def test_two_versions_are_named_by_their_folders(small, before, tmp_path):
    """The second need not be the packaged one."""
    small.description["version"] = "2020.01.03"
    small.describe()
    after = tmp_path / "after"
    shutil.copytree(small.folder, after)
    small.description["version"] = "2020.01.04"
    small.describe()
    found = table_versions.compare(before, after)
    assert (found.old, found.new) == ("2020.01.02", "2020.01.03")


def test_a_table_that_had_no_key_is_told_in_words(small, before):
    """Its rows were named by no column."""
    path = before / "datapackage.json"
    description = json.loads(path.read_text())
    [schema] = [r["schema"] for r in description["resources"] if r["name"] == "payments"]
    schema["primaryKey"] = []
    path.write_text(json.dumps(description))
    told = table_versions.compare(before).structure
    assert "rows of payments were named by no column before" in told
