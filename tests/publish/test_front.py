"""The index: a finding a card, tables by topic, terms of use in plain words, drawn pictures."""

from sanctuary_research.data.catalog import Package, package
from sanctuary_research.publish import front
from sanctuary_research.publish.templates import page

DRAWN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><rect id="a" width="2"/></svg>'
ENTRY = {"name": "a", "title": "How many?", "page": "a.html", "status": "good", "is_stale": False}


def index(tmp_path, picture: str, documents: tuple[str, ...] = (), **more: str) -> str:
    (tmp_path / "a").write_text(picture)
    entry = ENTRY | {"answer": "We cannot tell more from less. It is 3 more. Or 5 fewer."} | more
    facts = {"title": "T", "description": "", "topics": [], "versions": []}
    facts |= {"documents": dict.fromkeys(documents, "D")}
    return page("index", reports=[front.card(entry, tmp_path / "a")], **facts)


def test_a_card_says_the_finding_and_no_more(tmp_path):
    """The first sentence of the answer."""
    shown = index(tmp_path, "")
    assert '<p class="told">We cannot tell more from less.</p>' in shown
    assert "fewer" not in shown


def test_the_index_leads_to_a_county_and_to_whom_a_mistake_is_told(tmp_path):
    """Where a report looks counties up, and where there is a page on corrections."""
    bare = index(tmp_path, "", data_version="2026.11.28")
    assert "· tables as of 28 November 2026" in bare
    assert "By the sanctuary_research contributors</p>" in bare
    assert "find your county" not in bare
    shown = index(tmp_path, "", ("docs/corrections.html",), county="#where")
    assert '<a href="a.html#where">find your county</a>' in shown
    assert '<a href="docs/corrections.html">report a mistake</a>' in shown


def test_a_kept_drawing_is_written_anew_and_pixels_stay_pixels(tmp_path):
    """What a drawing could do is taken out where it is shown, not only where it was made."""
    shown = index(tmp_path, DRAWN.replace("<rect", "<script>1</script><rect onclick='x()'"))
    assert 'class="thumb" aria-hidden="true"><svg viewBox="0 0 4 3"' in shown
    assert 'id="picture-a-a"' in shown
    assert "<svg" not in index(tmp_path, DRAWN.replace("4 3", "4 9"))  # too tall to be read whole
    assert "onclick" not in shown
    assert '<img src="data:image/png;base64,AAAA" alt="">' in index(
        tmp_path, "data:image/png;base64,AAAA"
    )


def test_every_table_stands_in_one_topic_with_terms_in_words():
    """The order is that of the description, and each licence has a title there."""
    found = front.topics(package())
    assert [title for title, _ in found] == list(package().topics.values())
    tables = [table.name for _, listed in found for table in listed]
    assert sorted(tables) == sorted(package().tables)
    assert front.terms(package().table("sources")) == "Creative Commons CC0 1.0 Universal"
    assert all(one.title for table in package().tables.values() for one in table.licenses)


def test_a_package_without_topics_is_one_list():
    """A project of one's own needs no topics."""
    known = package()
    plain = Package(known.folder, {"lists": known.table("lists")})
    assert [title for title, _ in front.topics(plain)] == [""]
