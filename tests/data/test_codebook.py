"""Pages, codebook and licences are rendered from the description."""

import re

import pytest

from sanctuary_research import describe
from sanctuary_research.data import catalog, codebook
from sanctuary_research.errors import OutputError, UsageError


def test_page_has_every_label_in_order(small):
    """A page always carries the same labels in the same order."""
    page = describe("places")
    found = re.findall(r"^([A-Z][a-z ]+):", page, flags=re.MULTILINE)
    assert found == [
        *("Format", "Source", "Licence", "Preparation", "Coverage", "Known gaps"),
        *("Usage warnings", "Rules of rows", "Columns"),
    ]


def test_page_tells_units_and_rules(small):
    """Units, bounds (a minimum of zero too) and foreign keys are told column by column."""
    page = describe("payments")
    assert "amount_usd : integer, USD\n        Its amount_usd. At least 0." in page
    assert "Stands in places (place_id)." in page
    assert "Usage warnings: Some payments came late." in page
    assert "    - The ledger. The treasury. https://x.gov/l\n    - Each row names its" in page


def test_page_shows_itself(small):
    """A page is its own representation, in a console as in a notebook."""
    assert repr(describe("places")) == str(describe("places"))


def test_unknown_table_is_refused(small):
    """A misspelt table offers the nearest."""
    with pytest.raises(UsageError, match="did you mean 'places'"):
        describe("place")


def test_codebook_lists_and_describes_every_table(small):
    """The codebook has a table of tables and a section with rows for each."""
    text = codebook.render_readme(catalog.package())
    assert "| [payments](#payments) | The payments | 3 | 6 |" in text
    assert (
        "| `share_percent` | number, percent | Its share_percent. | At least 0. At most 100. |"
        in text
    )
    assert "- **Known gaps:** none recorded." in text


def test_licence_is_listed_per_table(small):
    """Every table's terms are told with their address, the decision and the reason."""
    text = codebook.render_license(catalog.package())
    line = "| `places` | Our words | [CC0 (CC0-1.0)](https://x.org/cc0) | redistribute | Ours. |"
    assert line in text
    assert "| A file | Its terms. |" in text


def test_main_writes_both_files(small):
    """The command writes the codebook and the licences, whole."""
    codebook.main()
    written = sorted(path.name for path in small.folder.iterdir() if path.is_file())
    assert written == ["LICENSE.md", "README.md", "datapackage.json"]
    assert (small.folder / "README.md").read_text() == codebook.render_readme(catalog.package())


def test_the_rules_of_rows_are_told():
    """What must hold between the columns of a row is on the page of its table."""
    assert "Rules of rows:" in describe("policy_events")
    assert "A 287(g) agreement is signed no later than" in describe("agreements_287g")


def test_unwritable_folder_is_named(small):
    """A file that cannot be written is an error of output."""
    (small.folder / "README.partial").mkdir()
    with pytest.raises(OutputError, match=r"README\.md cannot be written"):
        codebook.main()


@pytest.mark.parametrize(
    ("name", "render"),
    [("README.md", codebook.render_readme), ("LICENSE.md", codebook.render_license)],
)
def test_committed_pages_match_description(name, render):
    """The committed codebook and licences are what the description renders."""
    package = catalog.package()
    written = (package.folder / name).read_text(encoding="utf-8")
    assert written == render(package), "run `python -m sanctuary_research.data.codebook`"


def test_in_a_clone_the_names_of_loaders_are_written_too(small, tmp_path, monkeypatch):
    """Where the data folder is the one beside the package."""
    stub = tmp_path / "package" / "data" / "datasets.pyi"
    stub.parent.mkdir(parents=True)
    monkeypatch.setattr(codebook, "STUB", stub)
    codebook.main()
    assert stub.read_text() == codebook.render_stub(catalog.package())
    assert (small.folder / "LICENSE.md").read_text() == codebook.render_license(catalog.package())


def test_a_list_of_long_sentences_is_indented():
    """What goes on stands below the first word."""
    assert codebook._block("Gaps", ["None.", "word " * 30]) == [
        "Gaps:",
        "    - None.",
        f"    - {'word ' * 17}word\n      {'word ' * 11}word",
    ]
