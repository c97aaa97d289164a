"""What a report page offers for download beside a picture or table: its data, and the drawing.

Only a report build asks for it, through the environment: notebooks run in any other way keep
their outputs as they are.
"""

from __future__ import annotations

import base64
import inspect
import io
import os
import re
from collections.abc import Callable, Mapping
from functools import wraps

import matplotlib
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import Collection
from matplotlib.figure import Figure
from PIL.Image import Quantize
from PIL.PngImagePlugin import PngImageFile

MIME = "application/vnd.sanctuary.download+json"
ASKED = "SANCTUARY_OUTPUTS"  # what the build that runs the notebook wants: one of the next two
DOWNLOADS, NUMBERS = "downloads", "numbers"
DENSE = 1000  # points or outlines beyond which a layer becomes a picture within the drawing
_EMBEDDED = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=\s]+)")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def are_wanted() -> bool:
    """Return whether a report build runs this notebook and asks for downloads."""
    return os.environ.get(ASKED) == DOWNLOADS


def are_pictures_wanted() -> bool:
    """Return whether anybody will look at pictures; a sweep takes only the numbers."""
    return os.environ.get(ASKED) != NUMBERS


def draws(function: Callable[..., Figure]) -> Callable[..., Figure]:
    """Let the figure that a function returns remember the frame that was its first argument.

    Published figures drawn beside the frame (``references``, ``points``) become rows of it,
    named in the column ``published``.
    """
    signature = inspect.signature(function)

    @wraps(function)
    def drawing(*args: object, **kwargs: object) -> Figure:
        figure = function(*args, **kwargs)
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        keep(figure, _with_published(next(iter(bound.arguments.values())), bound.arguments))
        return figure

    return drawing


def keep(figure: Figure, data: pd.DataFrame) -> None:
    """Let a figure remember the data it shows; for figures drawn by hand."""
    figure.sanctuary_data = data


def of_figure(figure: Figure, style: Mapping[str, object], title: str) -> dict[str, str]:
    """Return a saved figure as a drawing (SVG) and the data it shows (CSV), where it has any.

    Parameters
    ----------
    figure : Figure
        Already laid out; it keeps that layout.
    style : mapping
        The settings it was drawn with.
    title : str
        What it shows, written into the drawing.
    """
    figure.set_layout_engine(None)  # keeps the layout of the picture, and the time it took
    for axes in figure.axes:
        _keep_label_places(axes)
    told = {"svg": drawing(figure, style, title)}
    data = getattr(figure, "sanctuary_data", None)
    return told if data is None else told | of_frame(data)


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


def of_frame(frame: pd.DataFrame) -> dict[str, str]:
    """Return a frame as CSV in full precision.

    >>> of_frame(pd.DataFrame({"rate": [1 / 3, None]}))
    {'csv': 'rate\\n0.3333333333333333\\n""\\n'}
    """
    return {"csv": frame.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d")}


def _keep_label_places(axes: Axes) -> None:
    """Keep the labels of axes where they were drawn, or every tick is measured to find that."""
    to_axes = axes.transAxes.inverted()
    for axis in (axes.xaxis, axes.yaxis):
        if axis.get_label_text():
            drawn = axis.label.get_transform().transform(axis.label.get_position())
            axis.set_label_coords(*to_axes.transform(drawn))


def _smaller(picture: re.Match[str]) -> str:
    """Return a picture within a drawing with 64 colours, more than any dense layer of ours has."""
    out = io.BytesIO()
    image = PngImageFile(io.BytesIO(base64.b64decode(picture[1])))
    image.quantize(64, Quantize.FASTOCTREE).save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode("ascii")


def _with_published(frame: pd.DataFrame, given: Mapping[str, object]) -> pd.DataFrame:
    rows = [(None, at, label) for at, label in given.get("references") or ()]
    label = given.get("points_label")
    rows += [(row, at, label) for row, at in (given.get("points") or {}).items()]
    if not rows:
        return frame
    names = [given["y"], given.get("value", "estimate"), "published"]
    return pd.concat([frame, pd.DataFrame(rows, columns=names)], ignore_index=True)
