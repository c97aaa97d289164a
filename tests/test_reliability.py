"""What docs/reliability.md promises is held by tests that exist."""

import re
from pathlib import Path

TESTS = Path(__file__).resolve().parent


def test_every_test_that_a_promise_names_exists():
    """A test that is renamed or removed takes its name from the page."""
    page = (TESTS.parent / "docs" / "reliability.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_\w+)`", page))
    sources = [path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py")]
    assert len(named) > 20
    assert named - set(re.findall(r"^def (test_\w+)", "\n".join(sources), re.MULTILINE)) == set()
