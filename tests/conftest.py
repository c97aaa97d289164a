"""The reports, built once for all tests that read them, and the order in which tests are spread."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sanctuary_research.errors import SanctuaryError

ROOT = Path(__file__).resolve().parents[1]
# What takes longest begins first, so that no core idles at the end.
FIRST = (
    "tests/browser/test_site.py",  # for which the reports are built
    "tests/publish/test_sweep.py",
    "tests/publish/test_inputs.py",
    "tests/publish/test_kernels.py",
    "tests/publish",
    "tests/browser",
    "tests/questions",
)

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A run in the background of a script ignores Ctrl-C, and so would the builds that tests stop.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; what else reads the reports last, when they are built."""
    readers = {item.path for item in items if "reports" in getattr(item, "fixturenames", ())}

    def turn(item: pytest.Item) -> int:
        places = (k for k, start in enumerate(FIRST) if item.nodeid.startswith(start))
        place = next(places, len(FIRST))
        return len(FIRST) + 1 if place and item.path in readers else place

    items.sort(key=turn)


@pytest.fixture(scope="session")
def refusal() -> Callable[..., str]:
    """Return what makes a call that is refused and returns the sentence that says so."""

    def sentence(call: Callable, *asked) -> str:
        with pytest.raises(SanctuaryError) as told:
            call(*asked)
        return str(told.value)

    return sentence


@pytest.fixture(scope="session")
def common(tmp_path_factory) -> Path:
    """A folder that the workers of one run share."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@pytest.fixture(scope="session")
def reports(common) -> Path:
    """Every notebook, executed and rendered by `sanctuary build`, once for all workers."""
    output = common / "reports"
    command = [sys.executable, "-m", "sanctuary_research", "--project", str(ROOT), "build"]
    done = subprocess.run([*command, "--output", str(output)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return output
