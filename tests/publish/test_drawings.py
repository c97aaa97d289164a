"""Drawings on a page: what can run or reach out is gone, what is to be seen stays."""

import re

import pytest

from sanctuary_research.display import style
from sanctuary_research.publish.drawings import COLOURS, DEEPEST, for_file, for_page
from sanctuary_research.publish.templates import SITE

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def page(inside: str) -> str:
    return for_page(f"{OPEN} viewBox='0 0 9 9'>{inside}</svg>", "a <b>", "p-")[0]


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<g onload="alert(1)"/>',
        '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">HOSTILE</p></foreignObject>',
        '<use xlink:href="https://evil.example/x.svg#a"/>',
        '<use href="data:image/svg+xml;base64,PHN2Zy8+"/>',
        '<image href="https://evil.example/x.png"/>',
        '<image href="data:image/svg+xml;base64,PHN2Zy8+"/>',
        '<a href="javascript:alert(1)"><text>HOSTILE</text></a>',
        '<rect style="fill: url(https://evil.example/x)"/>',
        '<rect fill="url(//evil.example/x)"/>',
        r'<rect fill="u\72l(//evil.example/x)"/>',
        '<rect style="background: url(https://evil.example/x)"/>',
        "<style>* { fill: url(https://evil.example/x) }</style>",
        '<animate attributeName="href" to="javascript:alert(1)"/>',
        '<set attributeName="onload" to="alert(1)"/>',
        "<svg><text>HOSTILE</text></svg>",
        '<text class="skip" id="a&quot; onload=&quot;alert(1)">x</text>',
        '<h:iframe xmlns:h="http://www.w3.org/1999/xhtml" src="https://evil.example"/>',
    ],
)
def test_nothing_in_a_drawing_runs_or_reaches_out(hostile):
    """Scripts, handlers, foreign elements and addresses go, on the page and in the file."""
    for text in (page(hostile), for_file(f"{OPEN} viewBox='0 0 1 1'>{hostile}</svg>", "a")):
        inside = text.replace("http://www.w3.org/2000/svg", "")
        for trace in ("evil", "alert", "script", "on", "HOSTILE", "svg+xml", "class", "style"):
            assert not re.search(rf"\b{re.escape(trace)}", inside.split(">", 1)[1]), trace


@pytest.mark.parametrize(
    ("svg", "sentence"),
    [
        ('<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg/>', "brings entities of its own"),
        (
            f"{OPEN} viewBox='0 0 1 1'>{'<g>' * DEEPEST}{'</g>' * DEEPEST}</svg>",
            "nested too deeply",
        ),
        (f"{OPEN}>", "not well-formed|has no frame"),
        ("<svg/>", "is no drawing"),
        ("<html/>", "is no drawing"),
        ("", "not well-formed"),
    ],
)
def test_what_is_no_drawing_is_refused(svg, sentence):
    """Entities, endless nesting and broken text end in half a sentence, not in a page."""
    with pytest.raises(ValueError, match=sentence):
        for_page(svg, "a", "p-")


def test_style_becomes_attributes_and_names_get_a_prefix():
    """Declarations and the font shorthand are attributes; links within the drawing hold."""
    shown = page(
        '<defs><path id="m" d="M 0 0"/><clipPath id="c"/></defs>'
        '<use xlink:href="#m" style="fill: #0072b2; clip-path: url(#c)"/>'
        "<text style=\"font: italic 700 9.5px 'DejaVu Sans'; text-anchor: end\">A &lt; b</text>"
    )
    assert '<use href="#p-m" fill="var(--sr-blue)" clip-path="url(#p-c)">' in shown
    assert (
        '<text text-anchor="end" font-size="9.5px" font-style="italic" font-weight="700">' in shown
    )
    assert "A &lt; b</text>" in shown


def test_a_path_takes_few_letters_and_a_group_keeps_a_name_that_says_something():
    """A command parts its numbers; only names with a dot, as of a map's years, are read."""
    shown = page('<g id="a_1"><g id="year.ab"><path d="M 1 2  L 3 -4  z"/></g></g>')
    assert '<g><g id="p-year.ab"><path d="M1 2L3 -4z"></path></g></g>' in shown


def test_only_a_shape_is_used_again():
    """Groups of uses of groups of uses would grow a drawing without end."""
    shown = page('<g id="a"><path id="b"/></g><g id="c"><use href="#a"/><use href="#b"/></g>')
    assert '<g><use></use><use href="#p-b"></use></g>' in shown


def test_a_drawing_takes_the_size_and_ink_of_its_place():
    """It has a view box and words, no size; ink is the page's, white its ground."""
    shown = page('<rect fill="#22262B" stroke="#FFFFFF"/>')
    assert shown.startswith('<svg viewBox="0 0 9 9" role="img" aria-label="a &lt;b&gt;"')
    assert '<rect fill="currentColor" stroke="var(--paper)">' in shown


def test_a_carried_picture_is_told_of():
    """A map's dense layer is a picture; the page then keeps the colours that it was drawn in."""
    _, has_picture = for_page(
        f"{OPEN} viewBox='0 0 1 1'><image xlink:href='data:image/png;base64,aa\naa'/></svg>",
        "a",
        "",
    )
    assert has_picture


def test_a_file_keeps_its_colours_and_fonts():
    """What is downloaded looks alike in any program."""
    text = for_file(
        f"{OPEN} viewBox='0 0 1 1'><text style=\"font: 9px 'X'; fill: #22262b\"/></svg>", "a"
    )
    assert """fill="#22262b" font-size="9px" font-family="&#x27;X&#x27;">""" in text
    assert text.startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"')


def test_every_house_colour_has_a_name_on_the_page():
    """A colour of the display's style is known here, and defined in the style sheet."""
    house = {value.lower() for value in vars(style).values() if re.match("#", str(value))}
    assert house <= set(COLOURS)
    sheet = (SITE / "style.css").read_text(encoding="utf-8")
    for value in set(COLOURS.values()) - {"currentColor"}:
        assert f" {value[4:-1]}: light-dark(" in sheet, value


@pytest.mark.parametrize("dark", [False, True])
def test_colours_can_be_told_from_the_ground(dark):
    """Text in a drawing has a contrast of 4.5, a mark of 3, in light and in dark."""
    sheet = (SITE / "style.css").read_text(encoding="utf-8")
    pairs = re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", sheet)
    found = {name: values[int(dark)] for name, *values in pairs}
    for name in ("ink", "soft", "sr-blue", "sr-orange"):
        assert contrast(found[name], found["paper"]) >= 4.5, name
    for name in ("sr-green", "sr-purple", "sr-grey"):
        assert contrast(found[name], found["paper"]) >= 3, name


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of the web's accessibility guidelines."""
    low, high = sorted(luminance(colour) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
