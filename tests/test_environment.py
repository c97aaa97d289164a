"""The lock, the constraints, environment.yml and pyproject.toml say the same thing."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-reports.lock", "requirements-uv.lock")
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)( ; [^\\]+?)?(?: \\)?$", re.MULTILINE)


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def pins(name: str) -> list[tuple[str, ...]]:
    return PIN.findall((ROOT / name).read_text(encoding="utf-8"))


def required(project: dict) -> set[str]:
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    return {name_of(line) for group in groups for line in group}


def name_of(requirement: str) -> str:
    return re.match(r"[A-Za-z0-9._-]+", requirement)[0].lower()


def test_constraints_are_the_pins_of_the_lock():
    """constraints.txt, which conda's pip section reads, holds each pin of the lock and no other."""
    assert pins("constraints.txt") == pins("requirements.lock")
    assert len(pins("requirements.lock")) > 50


def test_what_reports_need_is_locked_alike():
    """Each pin of the smaller lock is one of the whole lock, and no tool of tests is among them."""
    lean = {name: version for name, version, _ in pins("requirements-reports.lock")}
    whole = {(name, version) for name, version, _ in pins("requirements.lock")}
    assert set(lean.items()) <= whole
    needed = {name_of(line) for line in project()["dependencies"]}
    assert needed <= set(lean)
    assert not {"pytest", "jupyterlab", "pyarrow", "mypy", "playwright"} & set(lean)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_a_hash_and_no_address(lock):
    """Each pin is followed by hashes, and no line names where a package comes from."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text
    assert "index" not in {line.split()[0].lstrip("-") for line in text.splitlines() if line}


def test_lock_covers_what_the_project_asks_for():
    """Every package named in pyproject.toml is pinned, inside the range it is asked for."""
    locked = {name.lower() for name, _, _ in pins("requirements.lock")}
    assert required(project()) <= locked


def test_conda_environment_installs_the_same():
    """environment.yml takes the constraints and every optional group of pyproject.toml."""
    listed = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    pip = next(part["pip"] for part in listed["dependencies"] if isinstance(part, dict))
    groups = set(re.fullmatch(r"-e \.\[(.+)\]", pip[1])[1].split(","))
    assert pip[0] == "-c constraints.txt"
    assert groups == set(project()["optional-dependencies"])


def test_version_is_the_same_everywhere():
    """pyproject.toml, the package and CITATION.cff give one version, and one day of the data."""
    import sanctuary_research
    from sanctuary_research.data import catalog

    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert project()["version"] == sanctuary_research.__version__ == citation["version"]
    assert str(citation["date-released"]) == catalog.package().version.replace(".", "-")
