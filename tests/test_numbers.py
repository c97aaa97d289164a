"""Every number that the README states of the main finding is recomputed from the tables."""

import runpy
from pathlib import Path

import sanctuary_research as sr

ROOT = Path(__file__).resolve().parents[1]


def test_the_main_finding_is_what_the_tables_give():
    """The README's finding is, letter by letter, what docs/readme.py would write."""
    written = runpy.run_path(str(ROOT / "docs" / "readme.py"))["written"]
    assert written() == (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_published_sentence_is_that_of_the_table():
    """What the founding article says of crime is the row of the published estimates."""
    rows = sr.load_published_estimates().query("study_id == 'wong_2017' and unit == 'per_10k'")
    row = rows.dropna(subset="estimate").set_index("scope").loc["all counties"]
    said = f"{abs(row['estimate'])} fewer crimes per 10,000 people in sanctuary counties"
    assert said in (ROOT / "README.md").read_text(encoding="utf-8")
