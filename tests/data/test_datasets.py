"""Every resource has a loader and every loader a resource, found by the test itself."""

import re

import pandas as pd
import pytest
from waiting import spent

import sanctuary_research
from sanctuary_research.data import catalog, codebook, datasets, public
from sanctuary_research.errors import UsageError

TABLES = sorted(catalog.package().tables)
LOADERS = [f"load_{table}" for table in TABLES]
KINDS = {
    "string": {"str"},
    "integer": {"int64", "Int64"},
    "number": {"float64"},
    "boolean": {"bool", "boolean"},
    "date": {"datetime64[us]"},
}


def test_loaders_are_those_of_the_description():
    """The module lists a loader for each table, and a misspelt one offers the nearest."""
    assert dir(datasets) == ["caveats", *LOADERS]
    with pytest.raises(AttributeError, match="did you mean 'load_county'"):
        datasets.load_conty  # noqa: B018


def test_the_stub_is_what_the_description_says():
    """Editors complete the loaders that there are."""
    rendered = codebook.render_stub(catalog.package())
    assert codebook.STUB.read_text() == rendered, "run `python -m sanctuary_research.data.codebook`"


def test_the_package_stub_has_every_public_name():
    """What the stub imports is what the package lists, its version aside."""
    text = public.STUB.read_text() + codebook.STUB.read_text()
    named = re.findall(r"(?m)(?<= as )\w+$|(?<=^def )\w+", text)
    assert {*named} - {"pd"} == {*dir(sanctuary_research)} - {"__version__"}


@pytest.mark.parametrize("name", LOADERS)
def test_docstring_is_the_page(name):
    """A loader's docstring is the title, then the page with its labels in order."""
    loader = getattr(datasets, name)
    first, page = loader.__doc__.split("\n\n", 1)
    assert (loader.__name__, first) == (name, f"{catalog.table(name[5:]).title}.")
    labels = [*codebook._facts(catalog.table("county")), "Columns"]
    assert [line for line in re.findall(r"^([\w ]+):", page, re.M) if line in labels] == labels


@pytest.mark.parametrize("table", TABLES)
def test_table_loads_by_its_description(table, capsys):
    """A table loads silently, with the described columns, types and a key that is unique."""
    frame = getattr(sanctuary_research, f"load_{table}")()
    described = catalog.table(table)
    assert tuple(frame.columns) == described.columns
    assert all(str(frame[f.name].dtype) in KINDS[f.type] for f in described.fields)
    assert not frame.duplicated(list(described.primary_key)).any()
    assert capsys.readouterr() == ("", "")


def test_all_tables_load_quickly():
    """All tables under 2 MB load, typed and checked, in twelve times what their cells take."""
    large = {t.name for t in catalog.package().tables.values() if t.path.stat().st_size > 2e6}
    datasets.schema._LOADED.clear()
    datasets.schema._keys_of.cache_clear()
    names = [name for name in LOADERS if name.removeprefix("load_") not in large]
    loaded = spent(lambda: [getattr(datasets, name)() for name in names])
    assert loaded < 12 * spent(lambda: [as_texts(name) for name in names])


def as_texts(loader: str) -> pd.DataFrame:
    """Return the cells of a table as they stand in its file."""
    return pd.read_csv(catalog.table(loader.removeprefix("load_")).path, dtype=str)


def test_the_largest_table_loads_quickly():
    """145,123 agency-years load, typed and checked, in eight times what their cells take."""
    datasets.load_agencies()
    datasets.schema._LOADED.clear()
    loaded = spent(datasets.load_agency_crime)
    assert len(datasets.load_agency_crime()) == 145_123
    assert loaded < 8 * spent(lambda: as_texts("load_agency_crime"))


def test_public_names():
    """The package's names are listed, importable, and a misspelt one offers the nearest."""
    names = dir(sanctuary_research)
    assert {*LOADERS, "describe", "cite", "caveats", "read_own", "check_package"} <= set(names)
    assert all(getattr(sanctuary_research, name) is not None for name in names)
    with pytest.raises(AttributeError, match="did you mean 'load_county'"):
        sanctuary_research.load_conty  # noqa: B018


def test_caveats_are_finished_sentences():
    """Each caveat is a sentence with a full stop."""
    told = [sentence for table in TABLES for sentence in datasets.caveats(table)]
    assert told
    assert all(re.fullmatch(r"[A-Z].*[.]", sentence) for sentence in told)


def test_caveats_of_unknown_table():
    """A misspelt table offers the nearest."""
    with pytest.raises(UsageError, match="did you mean 'county'"):
        datasets.caveats("countyy")


def test_a_loader_loads_the_table_of_its_name(small):
    """Made anew, for whatever folder is read."""
    load = datasets._loader("load_payments")
    assert list(load()) == list(catalog.table("payments").columns)
    assert load.__doc__.startswith("The payments.\n\n")
