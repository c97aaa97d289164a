"""The agencies of the plan, their change and the years before: reckoned once for all tests."""

import pytest

from sanctuary_research.questions.adoption import changes, lead_up, offices
from sanctuary_research.questions.adoption.question import Asked


@pytest.fixture(scope="session")
def frame():
    return offices.offices(Asked())


@pytest.fixture(scope="session")
def found(frame):
    return changes.changed(frame, Asked())


@pytest.fixture(scope="session")
def before(frame):
    return lead_up.lead_up(frame, Asked())
