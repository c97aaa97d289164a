"""Downloads, pages of tables and the search: complete, repaired, and gone with their subject."""

import base64
import gzip
import json
import re
from urllib.parse import unquote

import pytest

from sanctuary_research.errors import DataError

SHOWS = """\
import pandas as pd
from sanctuary_research.display import pictures
from sanctuary_research.display.exhibit import Exhibit, show
frame = pd.DataFrame({"name": ["a", "b"], "estimate": [1 / 3, 2.0]})
frame = frame.assign(conf_low=frame["estimate"] - 1, conf_high=frame["estimate"] + 1)
frame = frame.assign(remark="", is_main=False)
show(Exhibit(title="The gap", rows=frame, alt="A gap",
             picture=lambda narrow: pictures.bands(frame, narrow, xlabel="gap")))
show(Exhibit(title="The gap", rows=frame, columns="name estimate"))"""
HEADING = {"cell_type": "markdown", "source": "## The gap", "metadata": {}}


@pytest.fixture(scope="module")
def whole(lasting):
    """A project with a table, and a notebook that reads it and shows a figure and a table."""
    add_table(lasting, "places", "place_id,name\n1,<b>x</b>\n2,y\n")
    read = "places = open('../data/tables/places.csv').read()"
    lasting.notebook("a", read, HEADING, SHOWS)
    lasting.build()
    return lasting


@pytest.fixture
def filled(whole, copied):
    return copied(whole)


def add_table(small, name: str, rows: str, **more) -> None:
    path = small.root / "data" / "datapackage.json"
    package = json.loads(path.read_text())
    fields = [{"name": column, "type": "string"} for column in rows.split("\n")[0].split(",")]
    table = {"name": name, "path": f"tables/{name}.csv", "title": f"Table {name}"}
    package["resources"].append(table | {"schema": {"fields": fields}} | more)
    path.write_text(json.dumps(package))
    (small.root / "data" / "tables" / f"{name}.csv").write_text(rows)


def published(small) -> dict[str, bytes]:
    """Return every published file, but the two for machines that hold seconds."""
    root = small.project.output
    files = [path for path in root.rglob("*") if path.is_file() and ".build" not in path.parts]
    found = {path.relative_to(root).as_posix(): path.read_bytes() for path in files}
    timed = ("manifest.json", "junit.xml")
    return {name: content for name, content in found.items() if name not in timed}


OF_SITE = ("changes.html", "feed.xml", "index.html", "search.html", "site.css")


def test_every_page_and_download_is_made_twice_alike(filled):
    """A build leaves exactly these files, and a second one from nothing the same bytes."""
    first = published(filled)
    exhibits = [f"figures/a/figure-the-gap.{kind}" for kind in ("png", "svg")]
    exhibits += [f"tables/a/{kind}-the-gap.csv" for kind in ("figure", "table")]
    exhibits += [f"tables/a/table-the-gap.{kind}" for kind in ("md", "tex")]
    pages = ["a.html", *OF_SITE, "croissant.json"]
    pages += [f"data/places.{kind}" for kind in ("bib", "csv", "html", "ris", "xlsx")]
    assert sorted(first) == sorted([*exhibits, *pages, "notebooks/a.ipynb"])
    assert all(f'href="{path}"' in filled.page("a") for path in exhibits)
    assert first["tables/a/figure-the-gap.csv"] == first["tables/a/table-the-gap.csv"]
    assert b"0.3333333333333333" in first["tables/a/table-the-gap.csv"]
    assert b"exhibit+json" not in first["notebooks/a.ipynb"]
    filled.build(force=True, jobs=2)
    assert published(filled) == first


@pytest.mark.parametrize(
    "path",
    [
        "figures/a/figure-the-gap.svg",
        pytest.param("tables/a/table-the-gap.csv", marks=pytest.mark.slow),
        pytest.param("data/places.csv", marks=pytest.mark.slow),
    ],
)
def test_a_damaged_or_missing_download_is_made_again(filled, path):
    """Whatever happens to a published file, the next build puts it right, without a run."""
    first = published(filled)
    for damage in (lambda file: file.write_text("damaged"), lambda file: file.unlink()):
        damage(filled.project.output / path)
        filled.build(timeout=0.01)  # a run would not fit into this
        assert published(filled) == first


def test_downloads_go_with_their_notebook_and_pages_with_their_table(filled):
    """Nothing stays behind of a notebook or a table that is gone."""
    filled.project.path("a").unlink()
    (filled.root / "data" / "datapackage.json").write_text('{"resources": []}')
    filled.notebook("b", "print(1)")
    filled.build()
    assert sorted(published(filled)) == sorted(["b.html", *OF_SITE, "notebooks/b.ipynb"])


def test_a_renamed_table_leaves_no_copy(filled):
    """The page and copy under the old name go with it."""
    description = filled.root / "data" / "datapackage.json"
    description.write_text(description.read_text().replace('"places"', '"spots"'))
    filled.build()
    assert sorted(path.name for path in (filled.project.output / "data").iterdir()) == [
        "spots.bib",
        "spots.csv",
        "spots.html",
        "spots.ris",
        "spots.xlsx",
    ]


def test_files_of_one_name_in_two_folders_stay_apart(filled):
    """Each copy is named after its table."""
    (filled.root / "data" / "more").mkdir()
    (filled.root / "data" / "more" / "places.csv").write_text("n\n7\n")
    add_table(filled, "other", "n\n1\n", path="more/places.csv")
    filled.build()
    data = filled.project.output / "data"
    assert (data / "other.csv").read_text() == "n\n7\n"
    assert (data / "places.csv").read_text().startswith("place_id,name")


def test_only_the_page_of_a_changed_table_is_written(filled):
    """One table's change leaves the pages of the others alone."""
    add_table(filled, "other", "n\n1\n")
    filled.build()
    pages = {name: filled.project.output / "data" / f"{name}.html" for name in ("places", "other")}
    before = {name: page.stat().st_mtime_ns for name, page in pages.items()}
    (filled.root / "data" / "tables" / "other.csv").write_text("n\n1\n2\n")
    filled.build()
    assert pages["places"].stat().st_mtime_ns == before["places"]
    assert "2 rows, 1 columns" in pages["other"].read_text()


def test_report_and_index_lead_to_a_table(filled):
    """Whose cells are text."""
    page = filled.page("data/places")
    assert '<a href="data/places.html">Table places</a>' in filled.page("a")
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert 'href="data/places.html"' in filled.page("index")


def test_search_holds_every_part(filled):
    """Reports, sections, figures, tables and columns, with addresses that exist."""
    page = filled.page("search")
    packed = page.split('id="entries" type="text/plain">')[1].split("</script>")[0]
    parts = json.loads(gzip.decompress(base64.b64decode(packed)))["parts"]
    found = {(kind, address) for kind, _, _, address, *_ in parts}
    assert {
        ("report", "a.html"),
        ("section", "a.html#the-gap"),
        ("figure", "a.html#figure-the-gap"),
        ("table", "a.html#table-the-gap"),
        ("data table", "data/places.html"),
        ("column", "data/places.html#column-place_id"),
    } <= found
    for _, address in found:
        name, _, anchor = address.partition("#")
        target = filled.page(name.removesuffix(".html"))
        assert not anchor or f'id="{anchor}"' in target


@pytest.mark.parametrize(
    ("name", "path"), [("../x", "tables/x.csv"), ("x", "../../x.csv"), ("x", "/etc/hostname")]
)
def test_no_table_leads_out_of_its_folder(small, name, path):
    """A table's name or path can neither write nor publish a file from elsewhere."""
    (small.root / "x.csv").write_text("secret\n")
    package = {"resources": [{"name": name, "path": path, "schema": {"fields": []}}]}
    (small.root / "data" / "datapackage.json").write_text(json.dumps(package))
    with pytest.raises(DataError, match=r"name a page|which leads out of its folder"):
        small.build()
    package["resources"][0] |= {"name": "x", "path": "link.csv"}
    (small.root / "data" / "datapackage.json").write_text(json.dumps(package))
    (small.root / "data" / "link.csv").symlink_to(small.root / "x.csv")
    with pytest.raises(DataError, match=r"is a link that leads out of"):
        small.build()
    assert not list(small.root.rglob("x.html"))


def test_an_address_of_the_site_stands_where_it_is_needed(filled):
    """With `site_url` each page names its own address; without one nothing does."""
    page = filled.project.output / "data" / "places.html"
    assert "canonical" not in filled.page("a") + page.read_text()
    description = filled.root / "data" / "datapackage.json"
    whole = json.loads(description.read_text()) | {"site_url": "https://example.org/x"}
    description.write_text(json.dumps(whole))
    filled.build()
    assert '<link rel="canonical" href="https://example.org/x/a.html">' in filled.page("a")
    assert "https://example.org/x/data/places.html" in page.read_text()


@pytest.mark.parametrize("state", ["damaged", pytest.param("lost", marks=pytest.mark.slow)])
def test_pages_of_nothing_go_whatever_became_of_the_record(filled, state):
    """Of a notebook and a table that are gone nothing stays published."""
    filled.project.path("a").unlink()
    filled.notebook("b", "print(1)")
    (filled.root / "data" / "datapackage.json").write_text('{"resources": []}')
    record = filled.project.output / ".build" / "state"
    if state == "lost":
        record.unlink()
    elif state == "damaged":
        record.write_text("{")
    (filled.project.output / "failed").mkdir()
    (filled.project.output / "failed" / "gone.html").write_text("of a notebook that was renamed")
    filled.build()
    assert sorted(published(filled)) == sorted(["b.html", *OF_SITE, "notebooks/b.ipynb"])


def test_pages_say_how_to_cite_them(filled):
    """Tags and entries of report, table and exhibit; none has an address while none is set."""
    report, folder = filled.page("a"), filled.project.output
    assert '<meta name="citation_title" content="What is asked?">' in report
    assert '<meta name="citation_publication_date" content="2026/01/02">' in report
    assert "citation_public_url" not in report
    assert '<meta name="citation_title" content="Search">' in (folder / "search.html").read_text()
    assert "@misc{sanctuary-research-a," in unquote(report)
    (entry,) = re.findall(r'href="data:([^"]*)" download="[^"]*-figure-the-gap.ris"', report)
    assert "TI  - The gap (What is asked?)\n" in unquote(entry)
    assert (folder / "data/places.ris").read_text().startswith("TY  - DATA\nID  - places")


def test_metadata_for_data_search_is_part_of_the_site(filled):
    """On the page of a table its own, hostile text as letters; beside the index that of all."""
    description = filled.root / "data" / "datapackage.json"
    description.write_text(description.read_text().replace("Table places", "</script><b>&"))
    filled.build()
    page = (filled.project.output / "data/places.html").read_text()
    block = page.split('<script type="application/ld+json">')[1].split("</script>")[0]
    assert json.loads(block)["alternateName"] == "</script><b>&"
    whole = json.loads((filled.project.output / "croissant.json").read_text())
    assert [one["contentUrl"] for one in whole["distribution"]] == ["data/places.csv"]
