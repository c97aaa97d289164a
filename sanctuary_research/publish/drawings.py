"""Drawings (SVG) written anew as part of a page: harmless, and in the page's own colours.

Only listed elements and attributes survive. What a drawing may point to is a part of itself or a
picture that it carries; declarations of style become attributes, since the policy of a page
forbids the former; names get a prefix, since a page holds many drawings.
"""

from __future__ import annotations

import re
from html import escape
from xml.parsers import expat

from sanctuary_research.publish.sanitise import plain

SVG, HREF = "http://www.w3.org/2000/svg ", "http://www.w3.org/1999/xlink href"
DEEPEST = 50  # elements within elements
ELEMENTS = re.compile(
    "svg|g|defs|use|image|text|tspan|path|rect|circle|ellipse|line|polyline|polygon|"
    "clipPath|mask|pattern|marker|linearGradient|radialGradient|stop"
)
_SHAPES = ("path", "rect", "circle", "ellipse", "line", "polyline", "polygon")
_PLACES = re.compile(
    "d|points|x|y|[xyr][12]|d[xy]|[cf][xy]|rx|ry|r|width|height|viewBox|offset|orient|ref[XY]|"
    "transform|preserveAspectRatio|gradient(Units|Transform)|pattern(Units|ContentUnits|Transform)|"
    "clipPathUnits|maskUnits|marker(Units|Width|Height)"
)
_COLOURED = re.compile("fill|stroke|stop-color|color")
_LOOKS = re.compile(
    "fill|fill-opacity|fill-rule|stroke|stroke-(opacity|width|linecap|linejoin|miterlimit|"
    "dasharray|dashoffset)|color|stop-color|stop-opacity|opacity|clip-rule|clip-path|mask|"
    "font-(size|style|weight)|text-anchor|dominant-baseline|letter-spacing|marker-(start|mid|end)"
)
# The house colours, by what the page calls them; in the dark each has another value there.
COLOURS = {
    "#22262b": "currentColor",
    "#000000": "currentColor",
    "black": "currentColor",
    **{
        code: f"var(--sr-{name}, {code})"
        for name, code in {
            "ground": "#ffffff",
            "blue": "#0072b2",
            "orange": "#d55e00",
            "green": "#009e73",
            "purple": "#aa4499",
            "sky": "#56b4e9",
            "yellow": "#e6b800",
            "grey": "#8a8f98",
            "soft": "#5a6068",
            "grid": "#e3e6ea",
        }.items()
    },
}
_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
_OWN = re.compile(r"url\(['\"]?#([A-Za-z_][\w.-]*)['\"]?\)", re.ASCII)
_CALLS = r"(?:translate|scale|rotate|matrix|skewX|skewY|rgba?)\([\w\s.,%+-]*\)"
_HARMLESS = re.compile(rf"(?:[\w\s.,#%+-]|{_CALLS})*", re.ASCII)
_PNG = re.compile(r"data:image/png;base64,[A-Za-z0-9+/]+=*")
_SIZE = re.compile(r"([\d.]+(?:px|pt))(?:/\S+)?")
_NUMBER = re.compile(r"[\d.]+")
_BLANKS = re.compile(r"\s+")


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
    drawn = _read(_Redrawing(alt, prefix), svg)
    return "".join(drawn.parts), drawn.has_picture


def for_file(svg: str, alt: str) -> str:
    """Return a drawing as a file: as harmless as on a page, in its own colours."""
    return "".join(_read(_Redrawing(alt, "", is_file=True), svg).parts) + "\n"


class _Redrawing:
    """Takes a drawing in piece by piece and writes what is allowed of it."""

    def __init__(self, alt: str, prefix: str, *, is_file: bool = False):
        self.alt, self.prefix, self.is_file = alt, prefix, is_file
        self.parts: list[str] = []
        self.open: list[str] = []  # the element at each depth; blank where it is left out
        self.shapes: set[str] = set()  # their names: only these are used again, or uses would grow
        self.has_picture = False

    def doctype(self, name: str, system: str, public: str, has_subset: int) -> None:
        if has_subset:
            raise ValueError("brings entities of its own")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.removeprefix(SVG) if name.startswith(SVG) else ""
        if len(self.open) == DEEPEST:
            raise ValueError("is nested too deeply")
        if (tag == "svg") != (not self.open):
            if not self.open:
                raise ValueError("is no drawing")
            tag = ""
        is_shown = bool(ELEMENTS.fullmatch(tag)) and all(self.open)
        self.open.append(tag if is_shown else "")
        if is_shown:
            kept = self._whole(attributes) if tag == "svg" else self._kept(tag, attributes)
            told = "".join(f' {key}="{escape(value)}"' for key, value in kept.items())
            self.parts.append(f"<{tag}{told}>")

    def end(self, name: str) -> None:
        is_shown = all(self.open)
        tag = self.open.pop()
        if is_shown:
            self.parts.append(f"</{tag}>")

    def text(self, words: str) -> None:
        if all(self.open) and self.open[-1] in ("text", "tspan"):
            self.parts.append(escape(plain(words), quote=False))

    def _whole(self, attributes: dict[str, str]) -> dict[str, str]:
        """Return the attributes of the outermost element; its size is that of its place."""
        sides = [_NUMBER.match(attributes.get(side, "")) for side in ("width", "height")]
        box = attributes.get("viewBox", "")
        if not _HARMLESS.fullmatch(box) or not box:
            if not all(sides):
                raise ValueError("has no size")
            box = f"0 0 {sides[0][0]} {sides[1][0]}"
        own = {"viewBox": box, "role": "img", "aria-label": plain(self.alt)}
        own |= {"stroke-linejoin": "round"}  # what matplotlib says in a style sheet
        if self.is_file:
            return {"xmlns": SVG.strip(), **own}
        return {**own, "fill": "currentColor"}

    def _kept(self, tag: str, attributes: dict[str, str]) -> dict[str, str]:
        said = {key: value for key, value in attributes.items() if key != "style"}
        kept = {}
        for key, value in (said | _declared(attributes.get("style", ""))).items():
            value = self._value(tag, key, value.strip())
            if value:
                kept["href" if key == HREF else key] = value
        return kept

    def _value(self, tag: str, key: str, value: str) -> str:
        """Return what an attribute becomes; nothing if it goes."""
        if key == "id" and _NAME.fullmatch(value):
            self.shapes |= {value} if tag in _SHAPES else set()
            return self.prefix + value
        if key in ("href", HREF):
            return self._address(tag, value)
        if key == "font-family" and self.is_file:
            return value if re.fullmatch(r"[\w\s,'-]*", value) else ""
        own = _OWN.fullmatch(value)
        if own and _LOOKS.fullmatch(key):
            return f"url(#{self.prefix}{own[1]})"
        is_known = _PLACES.fullmatch(key) or _LOOKS.fullmatch(key)
        if not is_known or not _HARMLESS.fullmatch(value):
            return ""
        if _COLOURED.fullmatch(key) and not self.is_file:
            return COLOURS.get(value.lower(), value)
        return value

    def _address(self, tag: str, value: str) -> str:
        if value.startswith("#") and value[1:] in self.shapes:
            return f"#{self.prefix}{value[1:]}"
        picture = _BLANKS.sub("", value) if tag == "image" else ""
        if not _PNG.fullmatch(picture):
            return ""
        self.has_picture = True
        return picture


def _read(into: _Redrawing, svg: str) -> _Redrawing:
    parser = expat.ParserCreate("utf-8", " ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = into.doctype
    parser.StartElementHandler, parser.EndElementHandler = into.start, into.end
    parser.CharacterDataHandler = into.text
    try:
        parser.Parse(svg.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise ValueError(f"is not well-formed ({error})") from error
    return into


def _declared(style: str) -> dict[str, str]:
    """Return the declarations of a style attribute; ``font`` becomes its parts.

    >>> _declared("fill: none; font: bold 9px 'DejaVu Sans'")
    {'fill': 'none', 'font-size': '9px', 'font-family': "'DejaVu Sans'", 'font-weight': 'bold'}
    """
    pairs = (part.partition(":") for part in style.split(";"))
    found = {key.strip(): value.strip() for key, _, value in pairs}
    size = _SIZE.search(found.get("font", ""))
    if size:
        before, family = found["font"][: size.start()].split(), found["font"][size.end() :]
        found |= {"font-size": size[1], "font-family": family.strip()}
        for word in before:
            is_weight = word == "bold" or word.isdecimal()
            found |= {"font-weight" if is_weight else "font-style": word}
    found.pop("font", None)
    return {key: value for key, value in found.items() if key}
