"""An export has each figure and table in the forms that papers take."""

from importlib.util import find_spec

import pandas as pd
import pytest

import sanctuary_research as sr
from sanctuary_research.errors import NotebookError, OutputError, UsageError
from sanctuary_research.publish import export
from sanctuary_research.publish.project import Project

SHOWS = """\
import pandas as pd
from matplotlib.figure import Figure
from sanctuary_research.display.exhibit import Exhibit, show
rows = pd.DataFrame({"name": ["a_b"], "value": [n]})
def draw(narrow):
    figure = Figure()
    figure.subplots().plot([1, n])
    return figure
show(Exhibit(title="50 % & more", rows=rows, columns="name value", picture=draw, alt="A line"))"""


def test_a_report_is_exported_for_a_paper(small, tmp_path):
    """Figure as SVG, PNG and PDF, table as CSV, LaTeX and Markdown, with the values given."""
    small.notebook("a", ('n: "Literal[2, 3]" = 2  # a number', "parameters"), SHOWS)
    project = Project(small.root, tmp_path / "out")
    paths = export.report(project, "a", ["n=3"], 60, 0)
    endings = {path.rpartition(".")[2] for path in paths}
    assert endings == {"csv", "tex", "md", "svg", "png", "pdf", "bib", "ris"}
    (tex,) = (tmp_path / "out").rglob("*.tex")
    assert r"a\_b & 3" in tex.read_text()
    (pdf,) = (tmp_path / "out").rglob("*.pdf")
    assert pdf.read_bytes().startswith(b"%PDF")
    assert '"outputs": [], ' in small.project.path("a").read_text()


def test_a_notebook_without_figures_or_tables_is_told(small, tmp_path):
    """There is nothing to write."""
    small.notebook("a", "print(1)")
    with pytest.raises(NotebookError, match="a shows no figure or table: export another"):
        export.report(Project(small.root, tmp_path / "out"), "a", [], 60, 0)


def test_a_table_is_exported_with_labels(tmp_path, small):
    """A small table in each form; an unknown one is told with the nearest."""
    project = Project(small.root, tmp_path / "out")
    paths = export.table(project, "price_index")
    endings = [path.rpartition("price_index.")[2] for path in paths]
    assert endings == ["csv", "xlsx", "dta", "parquet"][: 3 + bool(find_spec("pyarrow"))]
    for path in paths[3:]:
        assert pd.read_parquet(path).equals(sr.load_price_index())
    assert export.table(project, "price_index") == paths
    foreign = Project(small.root, tmp_path)
    (tmp_path / "price_index.csv").touch()
    with pytest.raises(OutputError, match=r"price_index.csv, which no build wrote"):
        export.table(foreign, "price_index")
    with pytest.raises(UsageError, match="did you mean 'price_index'"):
        export.table(project, "price_indx")
