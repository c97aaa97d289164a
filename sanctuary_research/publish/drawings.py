"""Drawings (SVG) written anew as part of a page: harmless, and in the page's own colours.

Only listed elements and attributes survive. What a drawing may point to is a part of itself or a
picture that it carries; declarations of style become attributes, since the policy of a page
forbids the former; names get a prefix, since a page holds many drawings.
"""

from __future__ import annotations

import re
from html import escape
from xml.etree import ElementTree

from sanctuary_research.data.page import plain
from sanctuary_research.display import style

SVG, HREF = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
DEEPEST = 50  # elements within elements
ELEMENTS = re.compile(
    "g|defs|use|image|text|tspan|path|rect|circle|ellipse|line|polyline|polygon|"
    "clipPath|mask|pattern|marker|linearGradient|radialGradient|stop"
)
_WORDED = (f"{SVG}text", f"{SVG}tspan")
_SHAPES = ("path", "rect", "circle", "ellipse", "line", "polyline", "polygon")
_PLACES = (
    "d|points|x|y|[xyr][12]|d[xy]|[cf][xy]|rx|ry|r|width|height|viewBox|offset|orient|ref[XY]|"
    "transform|preserveAspectRatio|gradient(Units|Transform)|pattern(Units|ContentUnits|Transform)|"
    "clipPathUnits|maskUnits|marker(Units|Width|Height)"
)
_COLOURED = ("fill", "stroke", "stop-color", "color")
_LOOKS = re.compile(
    "fill|fill-opacity|fill-rule|stroke|stroke-(opacity|width|linecap|linejoin|miterlimit|"
    "dasharray|dashoffset)|color|stop-color|stop-opacity|opacity|clip-rule|clip-path|mask|"
    "font-(size|style|weight)|text-anchor|dominant-baseline|letter-spacing|marker-(start|mid|end)"
)
_KNOWN = re.compile(f"{_PLACES}|{_LOOKS.pattern}")
HUES = ("blue", "orange", "green", "purple", "sky", "yellow", "grey")
# The house colours, by what the page calls them; there each has another value in the dark.
_NAMED = {name: vars(style)[name.upper()] for name in HUES} | {"grid": style.STYLE["grid.color"]}
COLOURS = {code.lower(): f"var(--sr-{name})" for name, code in _NAMED.items()}
COLOURS |= {"#ffffff": "var(--paper)", style.SOFT.lower(): "var(--soft)"}
COLOURS |= dict.fromkeys((style.INK.lower(), "#000000", "black"), "currentColor")
_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
_OWN = re.compile(r"url\(['\"]?#([A-Za-z_][\w.-]*)['\"]?\)", re.ASCII)
_CALLS = r"(?:translate|scale|rotate|matrix|skewX|skewY|rgba?)\([\w\s.,%+-]*\)"
_AROUND = re.compile(r"\s*([A-Za-z])\s*", re.ASCII)  # a command of a path parts by itself
_HARMLESS = re.compile(rf"(?:[\w\s.,#%+-]|{_CALLS})*", re.ASCII)
_PNG = re.compile(r"data:image/png;base64,[A-Za-z0-9+/]+=*")
_FONT = re.compile(r"(?P<before>.*?)(?P<size>[\d.]+(?:px|pt))(?:/\S+)?(?P<family>.*)")


def for_page(svg: str, alt: str, prefix: str) -> tuple[str, bool]:
    """Return a drawing as an element of a page, and whether it carries a picture.

    Parameters
    ----------
    svg : str
        The drawing, as a file.
    alt : str
        What it shows, in words.
    prefix : str
        Goes before every name in it.

    Raises
    ------
    ValueError
        It is not a drawing, brings entities of its own or is nested too deeply; the text is the
        end of a sentence.
    """
    redrawing = _Redrawing(prefix)
    return redrawing.whole(svg, alt), redrawing.has_picture


def for_file(svg: str, alt: str) -> str:
    """Return a drawing as a file: as harmless as on a page, in its own colours."""
    return _Redrawing("", is_file=True).whole(svg, alt) + "\n"


class _Redrawing:
    """Writes what is allowed of a drawing."""

    def __init__(self, prefix: str, *, is_file: bool = False):
        self.prefix, self.is_file = prefix, is_file
        self.shapes: set[str] = set()  # their names: only these are used again, or uses would grow
        self.has_picture = False  # whose colours are fixed, so that those around it are, too

    def whole(self, svg: str, alt: str) -> str:
        """Return the drawing; its size is that of its place."""
        if "<!ENTITY" in svg:
            raise ValueError("brings entities of its own")
        try:
            root = ElementTree.fromstring(svg.encode("utf-8", "replace"))
        except (ElementTree.ParseError, LookupError, ValueError) as error:
            raise ValueError(f"is not well-formed ({error})") from error
        if root.tag != f"{SVG}svg":
            raise ValueError("is no drawing")
        self.has_picture = "data:image/png" in svg
        box = root.get("viewBox", "")
        if not (box and _HARMLESS.fullmatch(box)):
            raise ValueError("has no frame")
        own = {"viewBox": box, "role": "img", "aria-label": plain(alt)}
        own |= {"stroke-linejoin": "round"}  # what matplotlib says in a style sheet
        own |= {} if self.is_file else {"fill": "currentColor"}
        name = {"xmlns": SVG.strip("{}")} if self.is_file else {}
        return _element("svg", name | own, self._inside(root, 1))

    def _inside(self, element: ElementTree.Element, depth: int) -> str:
        """Return what an element holds: words only where text stands."""
        parts = [self._drawn(child, depth) + _words(element, child.tail) for child in element]
        return _words(element, element.text) + "".join(parts)

    def _drawn(self, element: ElementTree.Element, depth: int) -> str:
        tag = element.tag.removeprefix(SVG)
        if depth == DEEPEST:
            raise ValueError("is nested too deeply")
        if not ELEMENTS.fullmatch(tag):
            return ""
        said = {key: value for key, value in element.items() if key != "style"}
        said |= _declared(element.get("style", ""))
        kept = {
            "href" if key == HREF else key: self._value(tag, key, value.strip())
            for key, value in said.items()
        }
        return _element(tag, kept, self._inside(element, depth + 1))

    def _value(self, tag: str, key: str, value: str) -> str:
        """Return what an attribute becomes; nothing if it goes."""
        if key == "id" and _NAME.fullmatch(value):
            self.shapes |= {value} if tag in _SHAPES else set()
            return self.prefix + value if tag != "g" or "." in value else ""
        if key in ("href", HREF):
            return self._address(tag, value)
        if key == "font-family" and self.is_file:
            return value if re.fullmatch(r"[\w\s,'-]*", value) else ""
        own = _OWN.fullmatch(value)
        if own and _LOOKS.fullmatch(key):
            return f"url(#{self.prefix}{own[1]})"
        if not _KNOWN.fullmatch(key) or not _HARMLESS.fullmatch(value):
            return ""
        value = _AROUND.sub(r"\1", value) if key == "d" else value
        is_recoloured = key in _COLOURED and not self.is_file and not self.has_picture
        return COLOURS.get(value.lower(), value) if is_recoloured else value

    def _address(self, tag: str, value: str) -> str:
        if value.startswith("#") and value[1:] in self.shapes:
            return f"#{self.prefix}{value[1:]}"
        picture = "".join(value.split()) if tag == "image" else ""
        return picture if _PNG.fullmatch(picture) else ""


def _words(element: ElementTree.Element, text: str | None) -> str:
    return escape(plain(text or ""), quote=False) if element.tag in _WORDED else ""


def _element(tag: str, attributes: dict[str, str], inside: str) -> str:
    told = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items() if value)
    return f"<{tag}{told}>{inside}</{tag}>"


def _declared(style: str) -> dict[str, str]:
    """Return the declarations of a style attribute; ``font`` becomes its parts.

    >>> _declared("fill: none; font: bold 9px 'DejaVu Sans'")
    {'fill': 'none', 'font-size': '9px', 'font-family': "'DejaVu Sans'", 'font-weight': 'bold'}
    """
    pairs = (part.partition(":") for part in style.split(";"))
    found = {key.strip(): value.strip() for key, _, value in pairs if key.strip()}
    if font := _FONT.fullmatch(found.pop("font", "")):
        found |= {"font-size": font["size"], "font-family": font["family"].strip()}
        for word in font["before"].split():
            is_weight = word == "bold" or word.isdecimal()
            found |= {"font-weight" if is_weight else "font-style": word}
    return found
