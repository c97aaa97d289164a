"""The reports, built once for all tests that read them, and the order in which tests are spread."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# What takes longest begins first, so that no core idles at the end.
FIRST = (
    "tests/browser",
    "tests/test_executed.py",
    "tests/data/test_real_package.py",
    "tests/publish/test_interrupted.py",
    "tests/methods/groups/test_bootstrap.py",
    "tests/test_numbers.py",
    "tests/publish",
)

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A run in the background of a script ignores Ctrl-C, and so would the builds that tests stop.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest first."""
    items.sort(key=lambda item: _turn(item.nodeid))


def _turn(nodeid: str) -> int:
    """Return the place in `FIRST` of a test's folder or file; the last one where it has none."""
    return next((k for k, start in enumerate(FIRST) if nodeid.startswith(start)), len(FIRST))


@pytest.fixture(scope="session")
def reports(tmp_path_factory) -> Path:
    """Every notebook, executed and rendered by `sanctuary build`; workers of one run share it."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    output = folder / "reports"
    command = [sys.executable, "-m", "sanctuary_research", "--project", str(ROOT), "build"]
    done = subprocess.run([*command, "--output", str(output)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return output
