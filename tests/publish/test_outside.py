"""Links to the outside: each source's last answer is kept, and no network is said."""

import pytest

from sanctuary_research.errors import SanctuaryError
from sanctuary_research.publish import outside
from sanctuary_research.publish.files import Folder

SOURCES = [{"source_id": "a", "url": "https://a.example"}, {"source_id": "b", "url": ""}]


@pytest.fixture
def folder(tmp_path):
    found = Folder(tmp_path)
    found.prepare()
    return found


def test_the_last_good_day_is_kept(folder):
    """A link that answered and is gone says since when; a source without one is not asked."""
    first = outside.check(folder, SOURCES, lambda url: "200")
    then = outside.check(folder, SOURCES, lambda url: "404")
    assert list(then) == ["a"]
    assert (then["a"]["status"], then["a"]["last_good"]) == ("404", first["a"]["day"])
    assert outside.kept(folder) == then


def test_without_a_network_nothing_is_lost(folder):
    """One sentence, and the earlier results stay."""
    first = outside.check(folder, SOURCES, lambda url: "200")
    with pytest.raises(SanctuaryError, match="needs the network"):
        outside.check(folder, SOURCES, lambda url: outside.UNREACHED)
    assert outside.kept(folder) == first


def test_only_addresses_of_the_web_are_asked():
    """A file of this machine is none."""
    assert outside.answer("file:///etc/hostname") == "no address of the web"
