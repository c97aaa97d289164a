"""The command line: sentences, exit codes, JSON, and a start that imports little."""

import json
import re
import subprocess
import sys

import pandas as pd
import pytest

from sanctuary_research import __version__
from sanctuary_research.cli import main
from sanctuary_research.data import labels, rows
from sanctuary_research.publish import manifest

YEAR = 'year: "Literal[2012, 2015]" = 2015  # year of the counts'


@pytest.fixture
def project(tmp_path):
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": "# How many?", "id": "a"},
        {**cell, "metadata": {"tags": ["parameters"]}, "source": YEAR, "id": "b"},
        {**cell, "source": "print('year', year)", "id": "c"},
    ]
    content = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "notebooks").mkdir()
    for name in ("01-many", "template"):
        (tmp_path / "notebooks" / f"{name}.ipynb").write_text(json.dumps(content))
    return tmp_path


@pytest.fixture
def call(project, capsys):
    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(["--project", str(project), *arguments])
        return code, *capsys.readouterr()

    return call


def test_list_shows_questions_and_parameters(call):
    """People get lines, machines JSON; the template is no notebook."""
    code, out, _ = call("list")
    assert code == 0
    assert "01-many  How many?\n    year = 2015  (one of 2012, 2015)" in out
    [notebook] = json.loads(call("list", "--json")[1])["notebooks"]
    assert notebook["parameters"][0]["choices"] == [2012, 2015]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["run", "01-many", "-p", "yaer=2012"], "no parameter 'yaer': did you mean 'year'?"),
        (["run", "01-many", "-p", "year=2013"], "must be one of 2012, 2015, not '2013'"),
        (["run", "01-mny"], "no notebook is called '01-mny': did you mean '01-many'?"),
        (["run", "01-many", "-p", "year"], "write it as name=value"),
        (["build", "--memory", "300"], "--memory: must be 0 for no limit, or at least 600"),
        (["build", "--jobs", "0"], "--jobs: must be a whole number of at least 1"),
        (["build", "--jobs", "９"], "--jobs: must be a whole number of at least 1"),
        (["labels", "--csv", __file__], "test_cli.py is there already: remove it, or name another"),
        (["biuld"], "no command is called 'biuld': did you mean 'build'?"),
        (["describe", "conty"], "no table is called 'conty': did you mean 'county'?"),
        (["sweep", "01-many"], "required: --grid"),
        (["sweep", "01-many", "--grid", "yaer=all"], "no parameter 'yaer': did you mean 'year'?"),
        (
            ["sweep", "01-many", "--grid", "year=all", "--jobs", "2", "--scheduler", "tcp://a:1"],
            "leave it out with --scheduler",
        ),
        (["labels", "state_laws"], "did you mean 'state_law'?"),
        (["labels", "state_law", "--date", "2014"], "'2014' names no day: write the day as YYYY"),
        (["labels", "own"], "on the command line --own list.csv"),
        (["labels", "state_law", "--own", "list.csv"], "two definitions are given: keep one of"),
        (["labels", "--own", "none.csv"], "there is no file none.csv"),
        (["new", "01-many"], "notebook 01-many exists already"),
        (["new", "01-Many"], "notebook 01-Many exists already"),  # on some systems it is the same
        (["new", "../x"], "cannot name a notebook"),
        (["new", "aux"], "cannot name a notebook"),  # Windows cannot hold it
        (["new", "mine", "--from", "none"], "no notebook is called 'none'"),
        (["diff", "a", "b"], "there is no a: build the reports first"),
        (["describe", "nope"], "names them all"),
        (["build", "--output", "/dev/null/x"], "cannot write in"),
        (["build", "--output", "x" * 5000], "File name too long: /"),
        (["place", "\udcff"], "an argument is not text in UTF-8"),
        (["place", "a" * 100_000], "aaa … aaa"),
    ],
)
def test_wrong_usage_is_one_sentence_and_exit_code_2(call, arguments, sentence):
    """Nothing is run, nothing is printed on standard output, and the fix is offered."""
    code, out, err = call(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert sentence in err
    assert len(err.splitlines()) == 1
    assert len(err) < 9000


def test_labels_name_counties(call):
    """By a positional name or the option alike: each county with name, state, arm and label."""
    code, out, _ = call("labels", "state_law", "--date", "2015-07-01")
    assert code == 0
    assert out == call("labels", "--definition", "state_law", "--date", "2015-07-01")[1]
    assert re.search(
        r"06037 +Los Angeles County +CA +limit +sanctuary +policy_events +evt_\w+ +California: ",
        out,
    )


def test_labels_of_a_list_of_ones_own(call, tmp_path):
    """Its coverage stands above the counties, or beside the JSON on standard error."""
    (tmp_path / "list.csv").write_text("county_fips\n6037\n")
    own = ("labels", "--own", str(tmp_path / "list.csv"), "--date", "2015-07-01")
    assert "list.csv: 1 county (1 limit); every other county" in call(*own)[1]
    code, out, err = call(*own, "--json")
    assert (code, err.count("list.csv: 1 county")) == (0, 1)
    assert [row["county"] for row in json.loads(out) if row["arm"] == "limit"] == [
        "Los Angeles County"
    ]


@pytest.mark.parametrize(
    "command",
    [("labels", "state_law"), ("labels", "--own", "{list}"), ("show", "places", "1"), ("diff",)],
)
def test_no_cell_commands_the_terminal(call, project, monkeypatch, command):
    """What is printed of tables and lists is text; for machines it is all there."""
    bad = "\x1b[31mred\u202e\x9b"
    own = project / f"{bad}.csv"
    own.write_text("county_fips\n6037\n")
    frame = pd.DataFrame({"county": [bad]})
    monkeypatch.setattr(labels, "named_labels", lambda *_: frame)
    monkeypatch.setattr(rows, "show", lambda *_: bad)
    one = {"report": bad, "name": bad, "before": None, "after": None}
    monkeypatch.setattr(manifest, "read_manifest", lambda _: {"reports": []})
    monkeypatch.setattr(manifest, "changes", lambda _: [{"headlines": [one]}])
    code, out, _ = call(*(word.replace("{list}", str(own)) for word in command))
    assert code == 0
    assert "[31mred" in out
    assert not {*bad} & {*out} - {*"[31mred"}
    if command[0] != "show":
        code, out, _ = call(*(word.replace("{list}", str(own)) for word in command), "--json")
        assert json.loads(out) == ([one] if command == ("diff",) else [{"county": bad}])
        assert not {*bad} & {*out} - {*"[31mred"}


def test_labels_are_counted_under_every_definition(call):
    """Without a definition: one row each, the arms side by side."""
    out = call("labels", "--date", "2015-07-01")[1].splitlines()
    assert out[1].split() == ["definition", "limit", "ban", "neither", "not_coded"]
    assert "ice_list_2014" in {line.split()[0] for line in out[2:]}


def test_a_run_goes_to_a_folder_of_its_own(call, project):
    """Each set of values has its folder; the same values again are unchanged."""
    code, out, err = call("run", "01", "-p", "year=2012")
    assert (code, err) == (0, "")
    page = next((project / "reports" / "runs").glob("01-many-*/01-many.html"))
    assert page.parent.name in out
    assert "year 2012" in page.read_text()
    assert "(default 2015)" in page.read_text()
    _, out, err = call("run", "01", "-p", "year=2012", "--json")
    [report] = json.loads(out)["reports"]
    assert (report["status"], report["parameters"]) == ("unchanged", {"year": 2012})


def test_a_build_prints_its_manifest_for_machines(call, project):
    """JSON goes to standard output alone; progress goes elsewhere."""
    code, out, err = call("build", "--json")
    assert code == 0
    assert json.loads(out) == json.loads((project / "reports" / "manifest.json").read_text())
    assert err.startswith("built     01-many")


def test_refresh_keeps_outputs_in_the_notebook(call, project):
    """The notebook itself gets the outputs, without the times and ids of the run."""
    path = project / "notebooks" / "01-many.ipynb"
    assert call("refresh")[0] == 0
    first = path.read_bytes()
    cells = json.loads(first)["cells"]
    assert cells[2]["outputs"][0]["text"] == ["year 2015\n"]
    assert [cell["metadata"] for cell in cells] == [{}, {"tags": ["parameters"]}, {}]
    assert call("build")[1] == "unchanged 01-many\n"


@pytest.mark.parametrize("keep", ["a link", "read-only"])
def test_refresh_replaces_no_link_and_no_file_that_may_not_be_written(call, project, keep):
    """It says so before anything runs."""
    path = project / "notebooks" / "01-many.ipynb"
    if keep == "a link":
        path.rename(project / "real.ipynb")
        path.symlink_to(project / "real.ipynb")
    else:
        path.chmod(0o444)
    before = path.read_bytes()
    code, out, err = call("refresh")
    assert (code, out, f"01-many.ipynb is {keep}: " in err) == (2, "", True)
    assert (path.is_symlink(), path.read_bytes()) == (keep == "a link", before)


def test_refresh_loses_no_edit_made_meanwhile(call, project):
    """A notebook that was edited while it ran stays as it was edited."""
    path = project / "notebooks" / "01-many.ipynb"
    sed = "import os; os.system('sed -i s/AAA/BBB/ 01-many.ipynb')"
    path.write_text(path.read_text().replace("print('year', year)", f"{sed}; print('year', year)"))
    code, _, err = call("refresh")
    assert "01-many changed while it ran" in err
    assert code == 1
    assert "BBB" in path.read_text()


def test_a_failing_notebook_is_an_error_and_exit_code_1(call, project):
    """The sentence is on standard error, once."""
    path = project / "notebooks" / "01-many.ipynb"
    path.write_text(path.read_text().replace("print('year', year)", "1/0"))
    code, out, err = call("build")
    assert (code, out) == (1, "failed    01-many\n")
    assert err.startswith("error: notebook 01-many, cell 3")


def test_diff_says_which_headline_numbers_changed(call, project):
    """The last build that changed a number is told without arguments, or any two manifests."""
    path = project / "notebooks" / "01-many.ipynb"
    mime = "application/vnd.sanctuary.headline+json"
    record = "{'name': 'many', 'value': 1.5, 'unit': 'places', 'low': None, 'high': None}"
    shown = f"from IPython.display import display; display({{{mime!r}: {record}}}, raw=True)"
    for code in (shown.replace("1.5", "7"), shown, shown.replace("1.5", "-2.5")):
        content = json.loads(path.read_text())
        content["cells"][2]["source"] = code
        path.write_text(json.dumps(content))
        assert call("build")[0] == 0
        before = call("diff")[1]
    assert before.splitlines() == [
        "01-many",
        "    many: 1.5 places -> −2.5 places",
        "1 headline number differs, 0 the same",
    ]
    page = (project / "reports" / "changes.html").read_text()
    assert "<td>1.5 places</td><td>−2.5 places</td>" in page
    headings = re.findall(r"<h2[^>]*>(.*?)</h2>", page)
    assert len(headings) == len(set(headings)) == 2  # each names its region, though versions agree
    assert 'href="changes.html"' in (project / "reports" / "index.html").read_text()
    assert call("diff", str(project / "reports"))[1] == "0 headline numbers differ, 1 the same\n"


def test_new_copies_the_template_once(call, project):
    """A second notebook of the same name is refused."""
    code, out, _ = call("new", "my-own")
    assert (code, out.splitlines()[-1]) == (0, "Run it: sanctuary run my-own")
    copy, template = (
        json.loads((project / "notebooks" / f"{name}.ipynb").read_text())["cells"]
        for name in ("my-own", "template")
    )
    assert copy == template
    assert call("new", "my-own.ipynb")[0] == 2


def test_new_replaces_no_link_to_nothing(call, project):
    """It may come to lead somewhere."""
    link = project / "notebooks" / "mine.ipynb"
    link.symlink_to("later")
    assert call("new", "mine")[0] == 2
    assert link.is_symlink()


def test_new_from_a_notebook_leaves_its_results_and_its_plan(call, project):
    """The copy is as if it had never been run, and builds with the rest."""
    path = project / "notebooks" / "01-many.ipynb"
    assert call("refresh")[0] == 0
    content = json.loads(path.read_text())
    content["metadata"]["sanctuary"] = {"plan": {"date": "2026-01-01"}, "county": "#x"}
    path.write_text(json.dumps(content))
    assert call("new", "mine", "--from", "01")[0] == 0
    copy = json.loads((project / "notebooks" / "mine.ipynb").read_text())
    assert [c["outputs"] for c in copy["cells"] if c["cell_type"] == "code"] == [[], []]
    assert copy["metadata"]["sanctuary"] == {"county": "#x"}
    assert call("build")[0] == 0
    assert 'href="mine.html"' in (project / "reports" / "index.html").read_text()


def test_a_run_prints_the_answer_and_the_headlines(call, project):
    """Then the page; a notebook without them prints the page alone."""
    path = project / "notebooks" / "01-many.ipynb"
    content = json.loads(path.read_text())
    content["cells"][2]["metadata"] = {"tags": ["answer"]}
    says = "from sanctuary_research.display import prose; prose.headline('gap', year / 2, 'years')"
    content["cells"].append({**content["cells"][2], "metadata": {}, "source": says, "id": "d"})
    path.write_text(json.dumps(content))
    code, out, _ = call("run", "01")
    assert code == 0
    told = out.splitlines()
    assert told[1:3] == ["year 2015", "    gap: 1,007.5 years"]
    assert told[3].endswith("01-many.html")


def test_help_imports_little():
    """Help needs no pandas, no jupyter and not even the build."""
    code = (
        "import sys, sanctuary_research.cli as c\n"
        "try: c.main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = ('pandas', 'numpy', 'papermill', 'dataclasses', 'sanctuary_research.publish')\n"
        "print([name for name in sys.modules if name.startswith(heavy)])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_module_is_the_command():
    """`python -m sanctuary_research` does the same."""
    command = [sys.executable, "-m", "sanctuary_research", "--version"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.stdout == f"sanctuary_research {__version__}\n"


def test_a_reader_that_goes_away_is_no_fault():
    """Output piped into `head` ends quietly; what was left undone is no success."""
    code = "import sys; from sanctuary_research.cli import main; sys.exit(main(['list']))"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=-1)
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == 141
    process.stderr.close()
