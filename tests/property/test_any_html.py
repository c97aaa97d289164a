"""Whatever HTML an output holds, the page keeps harmless elements, and the text that nh3 keeps."""

from html.parser import HTMLParser

import nh3
from hypothesis import given, target
from hypothesis import strategies as st

from sanctuary_research.publish import sanitise as ours
from sanctuary_research.publish.sanitise import sanitise

MARKS = ["<", ">", "</", "/>", "<!--", "-->", "<![CDATA[", "]]>", "<?", '"', "'", "=", " ", "&"]
HARMLESS = """<table> <thead> <tr> <th> </th> </tr> </thead> </table> </a> <pre> &lt; &# a é
    <th/scope=x> <b/class=num> <a/href=https://x.org/a?b=1&c=2> <td/class=num/colspan=2>"""
HARMFUL = """<script> </script> <style> <svg/onload=x> <math> <img/src=x/onerror=y> <template>
    <p/onclick=x()> <a/href=javascript:x> <a/href=//x.org> <div/style=top:0> <noscript>
    <textarea> <title> </title> <form> <base/href=x>"""
ODD = ["\x00", "\u202e", "\ud800", "\n", "w" * 50, "<th scope=col>", "<td class='num x' colspan=2>"]
PIECES = st.sampled_from([*MARKS, *HARMLESS.split(), *HARMFUL.split(), *ODD])
HTML = st.one_of(st.lists(PIECES, max_size=14).map("".join), st.text(max_size=40))


class Read(HTMLParser):
    """The elements, their attributes and the text, as the standard library finds them."""

    def __init__(self, html: str):
        super().__init__(convert_charrefs=True)
        self.elements, self.text = [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text.append(data)

    def handle_comment(self, data):
        self.elements.append(("comment", {}))

    def handle_decl(self, decl):
        self.elements.append(("declaration", {}))

    handle_pi = unknown_decl = handle_decl


@given(HTML)
def test_only_harmless_elements_and_attributes_are_left(html):
    """No element that loads or runs anything, no handler, no style, no odd address."""
    for element, attributes in Read(sanitise(html)).elements:
        assert element in ours.ELEMENTS
        assert set(attributes) <= set(ours.ATTRIBUTES.get(element, ()))
        if address := attributes.get("href"):
            scheme, colon, _ = address.partition(":")
            assert not colon or scheme in ("http", "https", "mailto") or "/" in scheme
            assert not address.startswith("//")


def told(html: str) -> tuple[set, str]:
    """Return which elements there are, and the letters.

    How misnested links are nested, how often what is open around them, and what blanks are left
    changes each time.
    """
    found = Read(html)
    elements = {(name, *sorted(given.items())) for name, given in found.elements}
    return elements, "".join("".join(found.text).split())


@given(HTML)
def test_nh3_finds_nothing_to_take_away(html):
    """What the page keeps, nh3 with the same list keeps whole."""
    kept = sanitise(html)
    target(len({element for element, _ in Read(kept).elements}), label="different elements")
    allowed = {name: set(some) for name, some in ours.ATTRIBUTES.items()}
    again = nh3.clean(kept, tags=ours.ELEMENTS, attributes=allowed, link_rel=None)
    assert told(again) == told(kept)


@given(HTML)
def test_the_text_is_the_text_that_nh3_keeps(html):
    """Nothing that a reader would see goes, and nothing comes."""
    plain = ours.plain(html)
    peer = nh3.clean(plain, tags=ours.ELEMENTS, clean_content_tags=ours.SILENT, attributes={})
    assert told(sanitise(html))[1] == "".join(ours.plain("".join(Read(peer).text)).split())


@given(HTML)
def test_what_is_sanitised_stays_as_it_is(html):
    """A second time changes nothing."""
    once = sanitise(html)
    assert told(sanitise(once)) == told(once)


@given(st.text())
def test_text_for_people_holds_no_hidden_characters(text):
    """It can be written to a file, and nothing turns its direction."""
    found = ours.without_colours(text)
    assert found.encode("utf-8").decode("utf-8") == found
    assert not set(found) & set("\x00\x1b\x7f\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069")
