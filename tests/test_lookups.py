"""What the command line prints of the tables: rows, places, citations, two versions."""

import json
import shutil

import pytest

from sanctuary_research.cli import main
from sanctuary_research.data import catalog


@pytest.fixture
def call(capsys):
    def call(*arguments: str) -> tuple[int, str, str]:
        return main([*arguments]), *capsys.readouterr()

    return call


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["show", "polcy_events", "x"], "did you mean 'policy_events'?"),
        (["show", "county", "00000"], "no county_fips of county is called '00000'"),
        (["show", "county_crime", "06037"], "'06037 2017'? (a key is written county_fips year)"),
        (["place", "Cook County"], "write one of: Cook County, GA; Cook County, IL"),
        (["place", "Cok County, IL"], "did you mean 'Cook County, IL'?"),
        (["place", "Orange", "County"], "write one of: Orange County, CA; Orange County, FL"),
        (["place", "Oregon", "--on", "1950-01-01"], "outside the days that the tables speak of"),
        (["cite", "clams"], "did you mean 'claims'?"),
        (["cite", "--style", "bibtx"], "did you mean 'bibtex'?"),
        (["diff", "--data"], "name the older"),
        (["diff", "--data", "nowhere"], "name a folder that holds datapackage.json"),
    ],
)
def test_wrong_usage_is_one_sentence(call, arguments, sentence):
    """The fix is offered, nothing is printed on standard output, and the exit code is 2."""
    code, out, err = call(*arguments)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert sentence in err


def test_a_row_is_shown_with_its_sources(call):
    """A key of two words; for machines the cells, the sources and the rows that name it."""
    assert "violent: 50466" in call("show", "county_crime", "06037", "2015")[1]
    told = json.loads(call("show", "cases", catalog.records("cases")[0]["case_id"], "--json")[1])
    assert told["sources"][0]["title"]
    assert "case_parties" in told["named_by"]


def test_a_place_is_told_as_of_a_day(call):
    """Cook County in 2013 and for machines now, days without hours."""
    out = call("place", "Cook County, IL", "--on", "2013-01-01")[1]
    assert out.startswith("Cook County, IL, as of 1 January 2013")
    told = json.loads(call("place", "cook county, il", "--json")[1])
    assert told["counties"] == ["17031"]
    assert call("place", "Orange", "County", "CA")[1].startswith("Orange County, CA, as of")
    [act] = [line for line in told["sections"][0]["lines"] if line["key"] == ["evt_729f8491"]]
    assert "2011-09-07" in [cell["text"] for cell in act["cells"]]


def test_a_table_is_cited_with_its_sources(call):
    """As text and for programs that keep references."""
    assert call("cite", "cases", "--style", "ris")[1].count("\nER  -") > 1
    assert json.loads(call("cite", "--style", "bibtex", "--json")[1])["text"].startswith("@soft")


def test_a_built_report_and_its_figures_are_cited(call, tmp_path):
    """By the title that the page has; of an unknown figure the nearest is offered."""
    for part in ("notebooks", "data", "reports/.build/search"):
        (tmp_path / part).mkdir(parents=True)
    about = {"name": "a", "title": "Why?", "data_version": "2026.01.02", "code_version": "0.1.0"}
    (tmp_path / "reports" / "manifest.json").write_text(json.dumps({"reports": [about]}))
    parts = [{"kind": "figure", "anchor": "figure-gap", "title": "The gap"}]
    (tmp_path / "reports/.build/search/a").write_text(json.dumps(parts))
    here = ("--project", str(tmp_path), "cite")
    text = "(2026). “Why?” sanctuary_research, code version 0.1.0, data version 2026.01.02.\n"
    assert call(*here, "a")[1].endswith(text)
    found = call(*here, "a#figure-gap", "--style", "bibtex")[1]
    assert found.startswith("@misc{sanctuary-research-a-figure-gap,\n  title = {{The gap (Why?)}}")
    assert "did you mean 'figure-gap'?" in call(*here, "a#figure-gop")[2]
    assert "did you mean 'bibtex'?" in call(*here, "a", "--style", "bibtx")[2]
    about["name"] = "01-crime-rates"
    (tmp_path / "reports" / "manifest.json").write_text(json.dumps({"reports": [about]}))
    assert "did you mean '01-crime-rates'?" in call(*here, "01-crime")[2]  # no table: city_crime


def test_two_versions_of_the_data_are_compared(call, tmp_path):
    """One changed cell is told with its key, as text and as JSON."""
    before = tmp_path / "before"
    shutil.copytree(catalog.data_folder(), before)
    path = before / "tables" / "county.csv"
    path.write_text(path.read_text().replace("17031,Cook County", "17031,Cook"))
    assert "county: 1 changed\n    changed 17031" in call("diff", "--data", str(before))[1]
    [change] = json.loads(call("diff", "--data", str(before), "--json")[1])["changes"]
    assert change["cells"] == {"name": ["Cook", "Cook County"]}
