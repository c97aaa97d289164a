"""Headline numbers between builds: what differs, what is recorded, and nothing recorded twice."""

import json

import pytest

from sanctuary_research.errors import UsageError
from sanctuary_research.publish import manifest as manifests
from sanctuary_research.publish.files import Folder
from sanctuary_research.publish.headlines import shown, shown_value
from sanctuary_research.publish.manifest import differences, n_headlines, read_manifest


def headline(name, value, low=None, high=None):
    return {"name": name, "value": value, "unit": "crimes", "low": low, "high": high}


def manifest(**reports):
    found = [{"name": n, "title": n.upper(), "headlines": list(h)} for n, h in reports.items()]
    return {"data_version": "1", "code_version": "2", "reports": found}


@pytest.fixture
def folder(tmp_path):
    folder = Folder(tmp_path)
    folder.prepare()
    return folder


def test_differences_name_changed_new_and_gone_numbers():
    """A changed interval, a new number, a lost one and a lost report; equal ones are left out."""
    old = manifest(
        a=[headline("x", 1, 0, 2), headline("y", 3), headline("z", 4)], b=[headline("w", 5)]
    )
    new = manifest(a=[headline("x", 1, 0, 3), headline("z", 4), headline("v", 6)])
    found = {(d["report"], d["name"]): (d["before"], d["after"]) for d in differences(old, new)}
    assert found == {
        ("a", "x"): (headline("x", 1, 0, 2), headline("x", 1, 0, 3)),
        ("a", "y"): (headline("y", 3), None),
        ("a", "v"): (None, headline("v", 6)),
        ("b", "w"): (headline("w", 5), None),
    }
    assert n_headlines(new) == 3


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(37.5, 2, "37.50"), (-1e6, 0, "−1,000,000"), (None, 1, "not known"), (1e-7, 7, "0.0000001")],
)
def test_a_number_has_the_decimals_of_its_record(value, digits, text):
    """The page prints what the notebook printed; a damaged `digits` is none."""
    assert shown_value({"value": value, "digits": digits}) == text
    assert shown_value({"value": 2.5, "digits": "many"}) == "2.5"


@pytest.mark.parametrize(
    ("value", "text"), [(37.5, "37.5"), (-35, "−35"), (1e-7, "0.0000001"), ("<b>", "<b>")]
)
def test_a_record_without_digits_is_read(value, text):
    """Records of earlier builds name no decimals: they are those of the value."""
    assert shown(headline("x", value)) == f"{text} crimes"


@pytest.mark.parametrize(
    "text", ["", "[1]", '{"reports": [{"headlines": [{}]}]}', '{"reports": 3}']
)
def test_what_is_no_manifest_is_refused(tmp_path, text):
    """Any other file is a sentence with its name, not a stack."""
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(UsageError, match=r"manifest\.json is not the manifest of a build"):
        read_manifest(tmp_path)


def test_a_missing_manifest_says_what_to_do(tmp_path):
    """The fix is to build first."""
    with pytest.raises(UsageError, match=r"build the reports first"):
        read_manifest(tmp_path / "nowhere")
    with pytest.raises(UsageError, match="/dev/zero cannot be read: it is no file"):
        read_manifest("/dev/zero")


def test_changes_are_recorded_newest_first(folder):
    """The first build records nothing; each later change is one entry on top."""
    for value in (1, 2, 2, 3):
        new = manifest(a=[headline("x", value)])
        manifests.record(folder, new)
        folder.write_json("manifest.json", new)
    steps = [
        (entry["headlines"][0]["before"]["value"], entry["headlines"][0]["after"]["value"])
        for entry in manifests.changes(folder.path)
    ]
    assert steps == [(2, 3), (1, 2)]


def test_a_killed_build_records_nothing_twice(folder):
    """Changes recorded by a build that never wrote its manifest give way to those of the next."""
    folder.write_json("manifest.json", manifest(a=[headline("x", 1)]))
    for value in (2, 2, 5):
        manifests.record(folder, manifest(a=[headline("x", value)]))
    [entry] = manifests.changes(folder.path)
    assert entry["headlines"][0]["after"]["value"] == 5


def test_a_damaged_record_begins_anew(folder):
    """A changes.json that cannot be read costs the history, not the build."""
    (folder.path / "changes.json").write_text('{"changes": [')
    folder.write_json("manifest.json", manifest(a=[headline("x", 1)]))
    manifests.record(folder, manifest(a=[headline("x", 2)]))
    assert len(json.loads((folder.path / "changes.json").read_text())["changes"]) == 1
