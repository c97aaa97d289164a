"""What a report page offers for download of an exhibit: its data, and the drawing.

Only a report build asks for it, through the environment: notebooks run in any other way keep
their outputs as they are.
"""

from __future__ import annotations

import base64
import io
import os
import re
from collections.abc import Mapping

import matplotlib
import pandas as pd
from matplotlib.collections import Collection
from matplotlib.figure import Figure
from PIL.Image import Image, Quantize
from PIL.PngImagePlugin import PngImageFile

from sanctuary_research.display.records import WANTED

COLOURS = 64  # of a packed image: more than ours has, rare ones kept, and a third of the size
DENSE = 1000  # points or outlines beyond which a layer becomes a picture within the drawing
_EMBEDDED = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=\s]+)")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def wanted() -> str:
    """Return what runs this notebook asks for: files of a report or a paper, or numbers alone."""
    return os.environ.get(WANTED, "")


def drawing(figure: Figure, style: Mapping[str, object], title: str) -> str:
    """Return a figure as SVG, dense layers as pictures within it."""
    for layer in figure.findobj(lambda artist: isinstance(artist, Collection)):
        outlines = sum(len(path.vertices) for path in layer.get_paths())
        layer.set_rasterized(outlines * max(len(layer.get_offsets()), 1) > DENSE)
    text = io.StringIO()
    about = {"Date": None, "Creator": None, "Title": _UNPRINTABLE.sub("", title)}
    with matplotlib.rc_context({**style, "svg.fonttype": "none"}):
        figure.savefig(text, format="svg", dpi=144, metadata=about)
    return _EMBEDDED.sub(_smaller, _UNPRINTABLE.sub("", text.getvalue()))


def printable(figure: Figure, style: Mapping[str, object]) -> str:
    """Return a figure as PDF, in letters that JSON can hold."""
    out = io.BytesIO()
    with matplotlib.rc_context({**style, "pdf.fonttype": 42}):
        figure.savefig(out, format="pdf", metadata={"CreationDate": None, "Producer": None})
    return base64.b64encode(out.getvalue()).decode("ascii")


def as_csv(frame: pd.DataFrame | None) -> str:
    """Return a frame as CSV (RFC 4180) in full precision; no frame is no text.

    Values stand as they are, so a text that a spreadsheet takes for a formula stays that text.

    >>> as_csv(pd.DataFrame({"rate": [1 / 3, None]}))
    'rate\\n0.3333333333333333\\n""\\n'
    """
    if frame is None:
        return ""
    for ending in ("\n", "\r\n"):  # only a letter of the ending is quoted within a cell
        text = frame.to_csv(index=False, lineterminator=ending, date_format="%Y-%m-%d")
        if "\r" not in text:
            break
    return text


def _smaller(picture: re.Match[str]) -> str:
    """Return a picture within a drawing in few colours."""
    image = PngImageFile(io.BytesIO(base64.b64decode(picture[1])))
    return f"data:image/png;base64,{packed(image, Quantize.FASTOCTREE)}"


def packed(image: Image, method: Quantize) -> str:
    """Return an image as PNG in few colours, in letters that JSON can hold."""
    out = io.BytesIO()
    image.quantize(COLOURS, method).save(out, "PNG", optimize=True)
    return base64.b64encode(out.getvalue()).decode("ascii")
